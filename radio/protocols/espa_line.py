"""The mechanics of an ESPA 4.4.4 line: what is to be written, what was heard, and what is due in which state.

What is said and what an answer means is decided in `espa.py`.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from radio.protocols.base import Event
from radio.protocols.espa_echo import EchoFilter
from radio.protocols.espa_framing import ENQ
from radio.protocols.espa_profile import EspaProfile
from radio.protocols.espa_reader import Heard, StationReader


class State(StrEnum):
    """Where the line stands."""

    REST = "rest"
    WAITING = "waiting"  # for our turn: the pause behind an EOT, or a poll
    POLLING = "polling"  # 3.1: we polled the station
    TAKING = "taking"  # 3.1: we polled ourselves, the gap before the selection runs
    SELECTING = "selecting"  # 3.2: ACK awaited
    BLOCK = "block"  # 3.5: block sent, answer awaited
    READY = "ready"  # 3.5: the station is selected and has nothing of ours to answer
    SLAVE = "slave"  # 3.2: the other side selected us


_ANSWERED = frozenset({State.POLLING, State.SELECTING, State.BLOCK})


class EspaLine:
    """Octets, events and a deadline. Who derives from it fills the two tables: a reaction and a duty per state."""

    _on_said: Mapping[State, Callable[[Heard, float], None]]
    _on_due: Mapping[State, Callable[[float], None]]

    def __init__(self, profile: EspaProfile, baud: int) -> None:
        self._profile = profile
        self._octet_s = profile.bits_per_character / baud
        self._state = State.REST
        self._reader = StationReader(seven_bits=profile.charset == "ascii")
        self._echo = EchoFilter()
        self._out: bytearray = bytearray()
        self._events: list[Event] = []
        self._deadline: float | None = None

    @property
    def state(self) -> State:
        """Where the line stands."""
        return self._state

    def receive(self, data: bytes, now: float) -> None:
        """Take what was said on the line; nothing that can be said raises."""
        heard_octets = self._echo.without_echo(data) if self._profile.echo else data
        for octet in heard_octets:
            heard = self._reader.feed(octet)
            if heard is not None:
                self._hear(heard, now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        if self._deadline is not None and now >= self._deadline:
            self._on_due[self._state](now)

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        return self._deadline

    def take_bytes(self) -> bytes:
        """Return what is to be written, once."""
        data = bytes(self._out)
        self._out.clear()
        if self._profile.echo:
            self._echo.expect(data)
        return data

    def take_events(self) -> list[Event]:
        """Return what happened, once."""
        events, self._events = self._events, []
        return events

    def _after_octets(self, now: float) -> float:
        return now + len(self._out) * self._octet_s

    def _enter(self, state: State, now: float, data: bytes, reply_s: float) -> None:
        self._state = state
        self._out += data
        self._deadline = self._after_octets(now) + reply_s

    def _enquire(self, state: State, address: str, now: float, reply_s: float) -> None:
        """ESPA 4.4.4, 2.4: the address stands before ENQ."""
        self._enter(state, now, address.encode("ascii") + bytes([ENQ]), reply_s)

    def _hear(self, heard: Heard, now: float) -> None:
        if self._out and self._state in _ANSWERED:
            return  # said before our octets left, so it cannot be the answer to them
        react = self._on_said.get(self._state)
        if react is not None:
            react(heard, now)
