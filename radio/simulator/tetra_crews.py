"""The network and the crews behind a simulated TETRA terminal: what they show, report and say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from radio.simulator.orders import GiveStatus, Order, PressEmergency, ReadNewest, SayText, TellPosition
from radio.simulator.tetra_air import Given, Handsets, write_lip, write_report, write_short_report, write_text
from radio.simulator.tetra_faults import FaultBook, TetraFault

REPORT_AFTER_S = 0.02
NEXT_REPORT_S = 0.02
FOREIGN = "7654321"
_RECEIVED, _STORED, _CONSUMED = 0x00, 0x22, 0x02
_PIECE = 100
_UNHEARD = (TetraFault.NO_REPORT, TetraFault.LOST_ANSWER, TetraFault.LOST_INSTANCE, TetraFault.AIR_FAILED)


class Recorder(Protocol):
    """Where goes what the crews' terminals show."""

    def record(self, address: str, text: str, blocks: bytes) -> int:
        """Store durably; return the number."""
        ...

    def read(self, number: int) -> None:
        """Store durably that the crew looked at it."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """Short data for the control room. `service`: 12, 13 or lip. Without digits only its header comes."""

    service: str
    sender: str
    digits: str


@dataclass(slots=True)
class Later:
    """Something that happens at a time."""

    at: float
    do: Callable[[float], None]


class Crews:
    """All crews; what they send waits in `arrivals` until somebody hands it out."""

    def __init__(self, tape: Recorder, faults: FaultBook, consume_after_s: float | None) -> None:
        self.arrivals: list[Arrival] = []
        self._tape = tape
        self._faults = faults
        self._consume_after_s = consume_after_s
        self._handsets = Handsets()
        self._later: list[Later] = []
        self._reference = 0
        self._numbers: dict[tuple[str, int], int] = {}  # of the message that an address was given with a reference
        self._newest: dict[str, int] = {}  # on the tape: what an address shows

    def tick(self, now: float) -> None:
        """Do what is due."""
        due = sorted((item for item in self._later if item.at <= now), key=lambda item: item.at)
        self._later = [item for item in self._later if item.at > now]
        for item in due:
            item.do(now)

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        return min((item.at for item in self._later), default=None)

    def forget(self) -> None:
        """Let no report come that is still on its way."""
        self._later.clear()

    def send(self, service: str, sender: str, digits: str) -> None:
        """Let short data arrive."""
        self.arrivals.append(Arrival(service, sender, digits))

    def act(self, order: Order, now: float) -> None:
        """Let somebody at a crew's terminal do something."""
        match order:
            case SayText(sender=sender, words=words):
                self._say_text(sender, words)
            case GiveStatus(sender=sender, code=code):
                self.send("13", sender, f"{code & 0xFFFF:04X}")
            case TellPosition(sender=sender, latitude=latitude, longitude=longitude):
                self.send("lip", sender, write_lip(latitude, longitude))
            case PressEmergency(sender=sender, latitude=latitude, longitude=longitude):
                self.send("13", sender, "0000")
                if latitude is not None and longitude is not None:
                    self.send("lip", sender, write_lip(latitude, longitude, reason=2))
            case ReadNewest(sender=sender):
                self._read(sender, now)

    def _say_text(self, sender: str, words: str) -> None:
        pieces = [words[at : at + _PIECE] for at in range(0, len(words), _PIECE)] or [""]
        name = (self._reference + 1) % 256
        for number, piece in enumerate(pieces, 1):
            self._reference = (self._reference + 1) % 256
            long = (name, len(pieces), number) if len(pieces) > 1 else None
            self.send("12", sender, write_text(piece, self._reference, long=long))

    def _read(self, sender: str, at: float) -> None:
        entry = self._newest.pop(sender, None)
        if entry is not None:
            self._tape.read(entry)  # before anybody hears of it
        for given in self._handsets.read_newest(sender):
            number = self._numbers[sender, given.reference]
            if given.wants_consumed and not self._is_unheard(number):
                self._report(number, sender, given, _CONSUMED, at)

    def take(self, number: int, address: str, given: Given, digits: str) -> bool:
        """Take the message of this number, which may be shown; tell whether a text is shown now."""
        if self._faults.strikes(TetraFault.AIR_FAILED, number) or self._faults.value(TetraFault.REPORT, number) >= 0x20:
            return False
        if given.kind == "status":
            self._tape.record(address, f"status {given.status:04X}", bytes.fromhex(digits))
            return False
        self._numbers[address, given.reference] = number
        shown = self._handsets.take(address, given, digits)
        if shown is None:
            return False
        self._newest[address] = entry = self._tape.record(address, shown[0], bytes.fromhex(shown[1]))
        if _CONSUMED in self._statuses(number, given):
            self._tape.read(entry)
        return True

    def report_on(self, number: int, address: str, given: Given, at: float) -> None:
        """Let the recipient report on a message, from `at` on."""
        for index, status in enumerate(self._statuses(number, given)):
            self._report(number, address, given, status, at + index * NEXT_REPORT_S)

    def _is_unheard(self, number: int) -> bool:
        return any(self._faults.strikes(fault, number) for fault in _UNHEARD)

    def _statuses(self, number: int, given: Given) -> list[int]:
        """Return what the recipient reports by itself, in order."""
        asked = given.wants_received or given.wants_consumed
        if given.kind == "status" or not asked or self._is_unheard(number):
            return []
        statuses = [_RECEIVED] if given.wants_received else []
        if self._faults.strikes(TetraFault.REPORT, number):
            statuses = [int(self._faults.value(TetraFault.REPORT, number))]
        elif self._faults.strikes(TetraFault.STORED_FIRST, number):
            statuses = [_STORED, _RECEIVED]
        elif self._faults.strikes(TetraFault.CONSUMED_FIRST, number):
            statuses = [_CONSUMED, _RECEIVED]
        return statuses

    def look_later(self, address: str, now: float) -> None:
        """Let the crew look at what is shown, if crews do so by themselves."""
        if self._consume_after_s is not None:
            at = now + REPORT_AFTER_S + self._consume_after_s
            self._later.append(Later(at, lambda then: self._read(address, then)))

    def _report(self, number: int, address: str, given: Given, status: int, at: float) -> None:
        faults = self._faults

        def arrive(_now: float) -> None:
            if faults.strikes(TetraFault.FOREIGN_REPORT, number):
                self.send("12", FOREIGN, write_report(given.pid, status, given.reference))
                self.send("12", address, write_report(given.pid, status, given.reference ^ 0x55))
            if faults.strikes(TetraFault.LOST_PDU, number):
                self.send("12", address, "")
            elif faults.strikes(TetraFault.SHORT_REPORT, number) and status in (_RECEIVED, _CONSUMED):
                self.send("13", address, write_short_report(3 if status else 2, given.reference))
            else:
                ask = faults.strikes(TetraFault.ACK_WANTED, number)
                self.send("12", address, write_report(given.pid, status, given.reference, ask=ask))

        self._later.append(Later(at, arrive))
