"""Texts that come in, put together from their parts (3GPP TS 23.040 §9.2.3.24.1).

A part stays in the modem's storage until its text was handed over, so that a crash between loses nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime

from radio.protocols.base import Heard
from radio.protocols.sms_pdu import Deliver

MAX_OPEN = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands in the modem."""

    memory: str
    index: int


@dataclass(slots=True)
class Letter:
    """A text and the places it may now be removed from."""

    heard: Heard
    places: list[Place]


@dataclass(slots=True)
class _Open:
    total: int
    give_up_at: float
    texts: dict[int, str] = field(default_factory=dict[int, str])
    places: list[Place] = field(default_factory=list[Place])
    sent_at: datetime | None = None
    raw: bytes = b""


class Inbox:
    """The long texts of which parts are missing."""

    def __init__(self, wait_s: float) -> None:
        self._wait_s = wait_s
        self._open: dict[tuple[str, int, int], _Open] = {}

    @property
    def deadline(self) -> float | None:
        """When `give_up` is next needed."""
        return min((item.give_up_at for item in self._open.values()), default=None)

    def take(self, message: Deliver, raw: bytes, place: Place | None, now: float) -> list[Letter]:
        """Take one message; return the texts that are whole with it, or given up for it."""
        places = [] if place is None else [place]
        concat = message.part.concat
        if concat is None or concat.total == 1:
            heard = Heard(sender=message.sender, text=message.part.text, sent_at=message.sent_at, raw=raw)
            return [Letter(heard, places)]
        key = (message.sender, concat.reference, concat.total)
        letters: list[Letter] = []
        known = self._open.get(key)
        if known is not None and known.texts.get(concat.number, message.part.text) != message.part.text:
            letters.append(self._close(key))  # the reference is in use again: another text begins
        item = self._open.setdefault(key, _Open(concat.total, now + self._wait_s, sent_at=message.sent_at))
        item.texts[concat.number] = message.part.text
        item.places += places
        item.raw += raw
        if len(item.texts) == concat.total:
            letters.append(self._close(key))
        elif len(self._open) > MAX_OPEN:
            letters.append(self._close(min(self._open, key=lambda other: self._open[other].give_up_at)))
        return letters

    def give_up(self, now: float) -> list[Letter]:
        """Return the texts whose missing parts nobody waits for any longer."""
        return [self._close(key) for key, item in list(self._open.items()) if item.give_up_at <= now]

    def _close(self, key: tuple[str, int, int]) -> Letter:
        item = self._open.pop(key)
        pieces = [item.texts.get(number, f"[part {number} missing]") for number in range(1, item.total + 1)]
        complete = len(item.texts) == item.total
        text = "".join(pieces) if complete else " ".join(pieces)
        heard = Heard(sender=key[0], text=text, sent_at=item.sent_at, complete=complete, raw=item.raw)
        return Letter(heard, item.places)
