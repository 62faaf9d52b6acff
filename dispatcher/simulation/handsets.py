"""What crews have in their hands: radios with keys, telephones, pagers; an order to one goes out over its bearer.

What a crew does with them reaches the room over the air or not at all: nothing here speaks to the room.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.inbound import CrewWord
from dispatcher.domain.units import Availability
from dispatcher.packs.model import Pack
from dispatcher.simulation.crews import By, Reply
from radio.simulator.orders import GiveStatus, Order, PressEmergency, ReadNewest, SayText, TellPosition

_ANSWERS_BY: Mapping[str, By] = {"tetra": By.STATUS, "sms": By.TEXT}
"""By driver. Other devices only listen."""
_RADIO = "tetra"
"""Its devices tell that a message was looked at, have keys and an emergency button, and know where they are."""

_ACCEPTS: tuple[str, ...] = (CrewWord.ACCEPT.value, AssignmentState.EN_ROUTE.value)
"""Who is on its way has accepted."""
_STANDS_DOWN: tuple[str, ...] = (CrewWord.ACCEPT.value,)
_DECLINES: tuple[str, ...] = (CrewWord.DECLINE.value,)
_INSTEAD: Mapping[str, str] = {AssignmentState.CLEARED.value: Availability.AVAILABLE_MOBILE.value}
"""Where no key says a thing, another one does: who is available again is clear."""

_ODD = ("qui est-ce ?", "suis au volant", "dans 10 min peut-être", "rappelez-moi svp", "👍")
_PLAIN: Mapping[Answer, tuple[str, ...]] = {Answer.ACCEPTS: ("ok",), Answer.DECLINES: ("no",)}


class Air(Protocol):
    """The bearers, as those see them who stand at recipients' devices."""

    def act(self, channel: str, order: Order) -> bool:
        """Do something at a device; False when it cannot be done from here."""
        ...


class Silence:
    """No bearer is here: everybody speaks."""

    def act(self, channel: str, order: Order) -> bool:
        """Nothing is done."""
        del channel, order
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device of a unit."""

    channel: str
    driver: str
    address: str


class Handsets:
    """Thread: one."""

    def __init__(self, pack: Pack, air: Air) -> None:
        self._air = air
        self._driver_of = driver_of = {part.name: part.driver for part in pack.channel}
        self._devices = {
            unit.call_sign: tuple(
                Device(channel=channel, driver=driver_of[channel], address=address)
                for channel, address in unit.reached_by.items()
                if channel in driver_of
            )
            for unit in pack.unit
        }
        self._keys = keys_of(pack)
        self._words: Mapping[Answer, tuple[str, ...]] = {
            Answer.ACCEPTS: pack.answers.accepts or _PLAIN[Answer.ACCEPTS],
            Answer.DECLINES: pack.answers.declines or _PLAIN[Answer.DECLINES],
        }

    def answers_by(self, call_sign: str, channel: str) -> By:
        """Return what the device that a message came to can answer by."""
        device = self._on(call_sign, channel)
        return _ANSWERS_BY.get(device.driver, By.VOICE) if device else By.VOICE

    def tells_arrival(self, channel: str) -> bool:
        """Whether a channel tells when a device has its message."""
        return self._driver_of.get(channel) in _ANSWERS_BY

    def has_radio(self, call_sign: str) -> bool:
        """Whether a crew has a radio whose keys mean something."""
        return self._radio(call_sign) is not None

    def has_key(self, call_sign: str, status: AssignmentState | Availability) -> bool:
        """Whether a crew's radio has a key for a status."""
        radio = self._radio(call_sign)
        return radio is not None and self._code(radio, _of_status(status)) is not None

    def look(self, call_sign: str, channel: str) -> None:
        """Look at the newest message."""
        device = self._on(call_sign, channel)
        if device is not None and device.driver == _RADIO:
            self._air.act(channel, ReadNewest(sender=device.address))

    def answer(self, call_sign: str, channel: str, reply: Reply, *, stands_down: bool) -> bool:
        """Answer over the bearer that a message came by; False when that cannot be done: speak then."""
        device = self._on(call_sign, channel)
        if device is None:
            return False
        if reply.by is By.TEXT:
            return self._air.act(channel, SayText(sender=device.address, words=self.text_of(reply)))
        if reply.by is By.STATUS:
            meanings = _STANDS_DOWN if stands_down else _DECLINES if reply.answer is Answer.DECLINES else _ACCEPTS
            return self._press(device, meanings)
        return False

    def status(self, call_sign: str, status: AssignmentState | Availability) -> bool:
        """Press the key of a status; False when there is none: say it then."""
        radio = self._radio(call_sign)
        return radio is not None and self._press(radio, _of_status(status))

    def emergency(self, call_sign: str, where: tuple[float, float] | None) -> bool:
        """Press the emergency button."""
        radio = self._radio(call_sign)
        latitude, longitude = where or (None, None)
        return radio is not None and self._air.act(
            radio.channel, PressEmergency(sender=radio.address, latitude=latitude, longitude=longitude)
        )

    def tell_where(self, call_sign: str, latitude: float, longitude: float) -> bool:
        """Let the radio tell where it is."""
        radio = self._radio(call_sign)
        return radio is not None and self._air.act(
            radio.channel, TellPosition(sender=radio.address, latitude=latitude, longitude=longitude)
        )

    def stranger(self, address: str) -> None:
        """Let a radio that nobody knows press a key."""
        for channel, keys in self._keys.items():
            if keys:
                self._air.act(channel, GiveStatus(sender=address, code=min(keys.values())))
                return

    def text_of(self, reply: Reply) -> str:
        """Return what is written: a word of the pack's, or something that answers nothing."""
        words = _ODD if reply.odd else self._words[reply.answer]
        return words[int(reply.after_s * 1_000) % len(words)]

    def _on(self, call_sign: str, channel: str) -> Device | None:
        return next((item for item in self._devices.get(call_sign, ()) if item.channel == channel), None)

    def _radio(self, call_sign: str) -> Device | None:
        radios = (item for item in self._devices.get(call_sign, ()) if item.driver == _RADIO)
        return next((item for item in radios if self._keys.get(item.channel)), None)

    def _press(self, device: Device, meanings: Iterable[str]) -> bool:
        code = self._code(device, meanings)
        return code is not None and self._air.act(device.channel, GiveStatus(sender=device.address, code=code))

    def _code(self, device: Device, meanings: Iterable[str]) -> int | None:
        keys = self._keys.get(device.channel, {})
        return next((keys[meaning] for meaning in meanings if meaning in keys), None)


def keys_of(pack: Pack) -> Mapping[str, Mapping[str, int]]:
    """Return the keys of each channel's radios: meaning -> code, as the pack's table of status says."""
    keys: dict[str, dict[str, int]] = {}
    for channel in pack.channel:
        of_driver = [part for part in pack.status if part.driver == channel.driver]
        of_channel = [part for part in pack.status if part.channel == channel.name]
        table = {part.code: part.means for part in (*of_driver, *of_channel)}
        keys[channel.name] = {means: code for code, means in sorted(table.items(), reverse=True)}
    return keys


def _of_status(status: AssignmentState | Availability) -> tuple[str, ...]:
    return status.value, _INSTEAD.get(status.value, "")
