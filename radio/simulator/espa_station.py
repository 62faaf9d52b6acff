"""A paging system's side of ESPA 4.4.4, sans-IO, with named faults.

It is polled and selected by us, tells the status of pages when it is polled, or is itself the control station that
polls us (`controls`). `bare`: a station that knows neither polls nor selections, acknowledges any enquiry and takes
a block at any time.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from radio.simulator.device import Recorder
from radio.simulator.espa_frames import FrameReader, frame, header_and_records, is_intact
from radio.simulator.faults import Fault, FaultRule
from radio.simulator.tap_terminal import NOISE

MESSAGE_WAIT_S = 15.0
SELECT_WITHIN_S = 2.5
GAP_S = 0.1
TELL_TRIES = 3

_EOT, _ENQ, _ACK, _NAK = 0x04, 0x05, 0x06, 0x15


@dataclass(frozen=True, slots=True, kw_only=True)
class StationHabits:
    """What kind of station this is. `statuses`: the call status values told about each page, in order."""

    address: str = "2"
    peer: str = "1"
    controls: bool = False
    bare: bool = False
    eight_bits: bool = False
    poll_s: float = 0.5
    answer_s: float = 2.0
    statuses: tuple[str, ...] = ()


class Phase(StrEnum):
    """What the station waits for."""

    FREE = "free"
    POLLING = "polling"  # we polled: EOT or a selection
    GAP = "gap"  # we polled ourselves; the selection follows
    SELECTED = "selected"  # blocks, EOT
    ASKING = "asking"  # we selected the other side: ACK
    TELLING = "telling"  # our block is out: ACK


class EspaStation:
    """A paging system: octets and time in; octets, a deadline and a pulled plug out."""

    def __init__(self, tape: Recorder, faults: Sequence[FaultRule] = (), habits: StationHabits | None = None) -> None:
        self._tape = tape
        self._faults = tuple(faults)
        self._habits = habits or StationHabits()
        self._phase = Phase.FREE
        self._deadline: float | None = 0.0 if self._habits.controls else None
        self._out = bytearray()
        self._later: tuple[float, bytes] | None = None
        self._reader = FrameReader()
        self._before = 0  # the octet before the present one
        self._first_enquiry: float | None = None  # when another station was polled, since the last EOT
        self._to_tell: deque[bytes] = deque()
        self._told = 0
        self._tries = 0
        self._messages = 0
        self._selections = 0
        self._refused: bytes | None = None  # the block that was refused last: it may come again
        self._unplug_s: float | None = None
        self._controls: Mapping[int, Callable[[float], None]] = {
            _ENQ: self._on_enquiry,
            _ACK: self._on_ack,
            _NAK: self._on_nak,
            _EOT: self._on_eot,
        }

    # --- the line ------------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        """Take octets from the line; stops at a pulled plug."""
        for octet in data:
            if self._unplug_s is not None or self._fault(Fault.DEAD, 1) is not None:
                return
            if self._fault(Fault.ECHO, 1) is not None:
                self._out.append(octet)
            self._hear(octet if self._habits.eight_bits else octet & 0x7F, now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        if self._later is not None and now >= self._later[0]:
            self._out += self._later[1]
            self._later = None
        if self._deadline is None or now < self._deadline:
            return
        match self._phase:
            case Phase.FREE:
                self._begin_turn(now)
            case Phase.GAP:
                self._ask(now)
            case Phase.ASKING | Phase.TELLING:
                self._tell_again(now)
            case _:
                self._free(now, say_eot=True)

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        dues = [due for due in (self._deadline, self._later[0] if self._later else None) if due is not None]
        return min(dues) if dues else None

    def take_bytes(self) -> bytes:
        """Return what is to be sent, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def take_unplug(self) -> float | None:
        """Return for how many seconds the plug is pulled now, once."""
        seconds, self._unplug_s = self._unplug_s, None
        if seconds is not None:
            self._free(0.0, say_eot=False)
            self._out.clear()
            self._later = None
            self._refused = None
        return seconds

    # --- octets --------------------------------------------------------------------------------------

    def _hear(self, octet: int, now: float) -> None:
        whole = self._reader.feed(octet)
        if whole is not None:
            self._before = 0
            if self._phase is Phase.SELECTED or self._habits.bare:
                self._deadline = now + MESSAGE_WAIT_S if self._phase is Phase.SELECTED else self._deadline
                self._take(whole, now)
        elif self._reader.heard:
            self._maybe_unplug()
        elif octet in self._controls:
            self._controls[octet](now)
            self._before = octet
        else:
            self._before = octet

    def _maybe_unplug(self) -> None:
        if self._reader.heard == 10 and self._refused is None:
            rule = self._fault(Fault.UNPLUG_MID_BLOCK, self._messages + 1)
            if rule is not None:
                self._messages += 1
                self._unplug_s = rule.value
                self._reader.reset()

    def _on_enquiry(self, now: float) -> None:
        mine = chr(self._before) == self._habits.address
        if self._habits.bare:
            self._say(b"\x06")
        elif self._phase is Phase.POLLING and mine:
            self._be_selected(now)
        elif self._phase is Phase.FREE:
            asked_before = self._first_enquiry is not None and now - self._first_enquiry <= SELECT_WITHIN_S
            if mine and asked_before:
                self._be_selected(now)
            elif mine:
                self._be_polled(now)
            else:
                self._first_enquiry = now

    def _be_polled(self, now: float) -> None:
        if self._to_tell:
            self._ask(now)
        else:
            self._say(b"\x04")

    def _be_selected(self, now: float) -> None:
        self._first_enquiry = None
        self._selections += 1
        if self._fault(Fault.BUSY, self._selections) is not None:
            self._say(b"2\x15")
            return
        self._phase = Phase.SELECTED
        self._deadline = now + MESSAGE_WAIT_S
        self._say(b"\x06")

    def _on_ack(self, now: float) -> None:
        if self._phase is Phase.ASKING:
            self._tell(now)
        elif self._phase is Phase.TELLING:
            self._to_tell.popleft()
            self._free(now, say_eot=True)

    def _on_nak(self, now: float) -> None:
        if self._phase in (Phase.ASKING, Phase.TELLING):
            self._tell_again(now)

    def _on_eot(self, now: float) -> None:
        if self._phase in (Phase.SELECTED, Phase.POLLING):
            self._free(now, say_eot=False)
        self._first_enquiry = None

    # --- our own turn --------------------------------------------------------------------------------

    def _begin_turn(self, now: float) -> None:
        who = self._habits.address if self._to_tell else self._habits.peer
        self._say_enquiry(who)
        self._phase = Phase.GAP if self._to_tell else Phase.POLLING
        self._deadline = now + (GAP_S if self._to_tell else self._habits.answer_s)

    def _ask(self, now: float) -> None:
        self._tries = 0
        self._say_enquiry(self._habits.peer)
        self._phase = Phase.ASKING
        self._deadline = now + self._habits.answer_s

    def _tell(self, now: float) -> None:
        self._told += 1
        block = self._to_tell[0]
        if self._fault(Fault.BAD_BCC, self._told) is not None:
            block = block[:-1] + bytes([block[-1] ^ 0x15])
        self._out += block
        self._phase = Phase.TELLING
        self._deadline = now + self._habits.answer_s

    def _tell_again(self, now: float) -> None:
        self._tries += 1
        if self._tries >= TELL_TRIES:
            self._to_tell.popleft()
            self._free(now, say_eot=True)
        elif self._phase is Phase.TELLING:
            self._tell(now)
        else:
            self._say_enquiry(self._habits.peer)
            self._deadline = now + self._habits.answer_s

    def _say_enquiry(self, address: str) -> None:
        self._out += address.encode("ascii") + b"\x05"

    def _free(self, now: float, *, say_eot: bool) -> None:
        self._phase = Phase.FREE
        self._first_enquiry = None
        self._reader.reset()
        self._deadline = now + self._habits.poll_s if self._habits.controls else None
        if say_eot:
            self._out.append(_EOT)

    # --- blocks --------------------------------------------------------------------------------------

    def _take(self, whole: bytes, now: float) -> None:
        if not is_intact(whole):
            self._say(b"1\x15")
            return
        if whole != self._refused:
            self._messages += 1
        if self._refused_by_fault(whole):
            return
        self._refused = None
        header, records = header_and_records(whole)
        if header != "1":
            self._say(b"3\x15")
            return
        self._accept(whole, records, now)

    def _refused_by_fault(self, whole: bytes) -> bool:
        if self._fault(Fault.SILENT, self._messages) is not None:
            return True
        once = self._fault(Fault.NAK_ONCE, self._messages) if whole != self._refused else None
        rule = once or self._fault(Fault.NAK, self._messages)
        if rule is None:
            return False
        self._refused = whole
        reason = "1" if rule.value is None else f"{rule.value:.0f}"
        self._say(b"\x15" if reason == "0" else reason.encode("ascii") + b"\x15")
        return True

    def _accept(self, whole: bytes, records: dict[str, str], now: float) -> None:
        address = records.get("1", "")
        self._tape.record(address, records.get("2", ""), whole)
        for status in self._habits.statuses:
            self._to_tell.append(frame("2", {"1": address, "7": status}))
        unplug = self._fault(Fault.UNPLUG_ACCEPTED, self._messages)
        late = self._fault(Fault.LATE_ACK, self._messages)
        if unplug is not None:
            self._unplug_s = unplug.value
        elif late is not None:
            self._later = (now + (late.value or 0.0), b"\x06")
        elif self._fault(Fault.LOST_ACK, self._messages) is None:
            self._say(b"\x06")

    def _say(self, answer: bytes) -> None:
        """Answer, with what this station's faults put around it."""
        noise = NOISE if self._fault(Fault.GARBAGE, max(1, self._messages)) is not None else b""
        ends_at_once = answer[-1] in (_ACK, _NAK) and self._fault(Fault.EOT_BEHIND, max(1, self._messages)) is not None
        self._out += noise + answer + (b"\x04" if ends_at_once else b"") + noise

    def _fault(self, fault: Fault, number: int) -> FaultRule | None:
        for rule in self._faults:
            if rule.fault is fault and rule.strikes(number):
                return rule
        return None
