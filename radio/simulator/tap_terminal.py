"""The paging terminal's side of TAP 1.8, sans-IO, with named faults."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from radio.simulator.device import Recorder
from radio.simulator.faults import Fault, FaultRule
from radio.simulator.tap_blocks import Block, BlockReader, Transaction

LOGON_WAIT_S = 8.0  # TAP 1.8 t5
BLOCK_WAIT_S = 4.0  # TAP 1.8 t4
PROMPTS = 3  # TAP 1.8 n3
MAX_LOGON = 40  # ESC, service, terminal, password; more is noise
NOISE = b"\x00\xff~\x07K@\x1b(0\x7f\r\n"


class Phase(StrEnum):
    """What the terminal waits for."""

    IDLE = "idle"
    LOGON = "logon"
    BLOCKS = "blocks"


class TapTerminal:
    """A paging terminal: octets and time in; octets, a deadline and a pulled plug out."""

    def __init__(self, tape: Recorder, faults: Sequence[FaultRule] = (), password: str = "") -> None:
        self._tape = tape
        self._faults = tuple(faults)
        self._password = password
        self._phase = Phase.IDLE
        self._out = bytearray()
        self._logon = bytearray()
        self._reader = BlockReader()
        self._transaction = Transaction()
        self._deadline: float | None = None
        self._prompts = 0
        self._messages = 0
        self._logons = 0
        self._naked = False
        self._taken: list[int] = []
        self._late_code: float | None = None
        self._unplug_s: float | None = None
        self._after_eot = False

    # --- the line ------------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        """Take octets from the entry device; stops at a pulled plug."""
        for octet in data:
            if self._unplug_s is not None:
                return
            self._hear(octet & 0x7F, now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        if self._deadline is None or now < self._deadline:
            return
        if self._phase is Phase.LOGON and self._prompts < PROMPTS:
            self._prompt(now)
        else:
            self._say(b"501 TIMEOUT\r\n")
            self._hang_up()

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        return self._deadline

    def take_bytes(self) -> bytes:
        """Return what is to be sent, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def take_unplug(self) -> float | None:
        """Return for how many seconds the plug is pulled now, once; the session is forgotten."""
        seconds, self._unplug_s = self._unplug_s, None
        if seconds is not None:
            self._out.clear()
            self._forget()
        return seconds

    # --- octets --------------------------------------------------------------------------------------

    def _hear(self, octet: int, now: float) -> None:
        if self._fault(Fault.DEAD, 1) is not None:
            return
        # The CR behind an EOT belongs to it, and calls nobody.
        after_eot, self._after_eot = self._after_eot, octet == 0x04
        match self._phase:
            case Phase.IDLE:
                if octet == 0x0D and not after_eot:
                    self._say(b"114 READBACK TERMINAL SIMULATOR\r\n")
                    self._prompts = 0
                    self._prompt(now)
            case Phase.LOGON:
                self._hear_logon(octet, now)
            case Phase.BLOCKS:
                self._hear_block(octet, now)

    def _prompt(self, now: float) -> None:
        self._prompts += 1
        self._phase = Phase.LOGON
        self._logon.clear()
        self._deadline = now + LOGON_WAIT_S
        self._say(b"\r\nID=")

    def _hear_logon(self, octet: int, now: float) -> None:
        if octet != 0x0D:
            if len(self._logon) < MAX_LOGON:
                self._logon.append(octet)
            return
        words = bytes(self._logon)
        self._logon.clear()
        if words == b"\x04":
            self._hang_up()
        elif not words.startswith(b"\x1b"):
            self._prompt(now)
        else:
            self._answer_logon(words[1:].decode("ascii"), now)

    def _answer_logon(self, words: str, now: float) -> None:
        self._logons += 1
        unplug = self._fault(Fault.UNPLUG_LOGON, self._logons)
        if unplug is not None:
            self._unplug_s = unplug.value
        elif self._fault(Fault.SILENT_LOGON, self._logons) is not None:
            self._forget()
        elif words[:3] != "PG1":
            self._say(b"508 SERVICE NOT SUPPORTED\r\n")
            self._hang_up()
        elif words[3:] != self._password:
            self._say(b"509 INVALID PASSWORD\r\n")
            self._hang_up()
        else:
            self._say(b"110 1.8\r\n\x06\r\x1b[p\r")
            self._phase = Phase.BLOCKS
            self._deadline = now + BLOCK_WAIT_S
            self._reader.reset()

    def _hear_block(self, octet: int, now: float) -> None:
        block = self._reader.feed(octet)
        if block is not None:
            self._deadline = now + BLOCK_WAIT_S
            self._take(block)
        elif octet == 0x04 and not self._reader.heard:
            self._end_session()
        elif self._reader.heard == 10 and not self._transaction.is_begun and not self._naked:
            unplug = self._fault(Fault.UNPLUG_MID_BLOCK, self._messages + 1)
            if unplug is not None:
                self._messages += 1
                self._unplug_s = unplug.value

    # --- blocks --------------------------------------------------------------------------------------

    def _take(self, block: Block) -> None:
        if not block.is_intact():
            self._say(b"514 CHECKSUM ERROR\r\n\x15\r")
            return
        if not self._transaction.is_begun and not self._naked:
            self._messages += 1
        if self._refused_by_fault(not self._transaction.is_begun):
            return
        self._naked = False
        if self._transaction.add(block):
            self._accept()
        else:
            self._say(b"\x06\r")

    def _refused_by_fault(self, is_first_block: bool) -> bool:
        answers: dict[Fault, Callable[[FaultRule], None]] = {
            Fault.NAK_ONCE: self._nak,
            Fault.NAK: self._nak,
            Fault.SILENT: lambda _rule: None,
            Fault.RS_CODE: self._refuse,
            Fault.HANG_UP: self._hang_up_on,
        }
        for fault, answer in answers.items():
            rule = self._fault(fault, self._messages)
            if rule is not None and is_first_block and not (fault is Fault.NAK_ONCE and self._naked):
                self._naked = False
                answer(rule)
                return True
        return False

    def _nak(self, _rule: FaultRule) -> None:
        self._naked = True
        self._noisily(b"514 CHECKSUM ERROR\r\n\x15\r")

    def _refuse(self, rule: FaultRule) -> None:
        self._transaction = Transaction()
        self._noisily(f"{rule.value:.0f} REFUSED BY FAULT\r\n".encode("ascii") + b"\x1e\r")

    def _hang_up_on(self, rule: FaultRule) -> None:
        if rule.value is not None:
            self._say(f"{rule.value:.0f} HANGING UP\r\n".encode("ascii"))
        self._hang_up()

    def _accept(self) -> None:
        address, text = self._transaction.fields()
        number = self._tape.record(address, text, bytes(self._transaction.blocks))
        self._transaction = Transaction()
        self._taken.append(number)
        late = self._fault(Fault.LATE_RS, self._messages)
        if late is not None:
            self._late_code = late.value
        unplug = self._fault(Fault.UNPLUG_ACCEPTED, self._messages)
        if unplug is not None:
            self._unplug_s = unplug.value
        elif self._fault(Fault.LOST_ACK, self._messages) is None:
            coded = self._fault(Fault.ACK_CODE, self._messages)
            code = 211 if coded is None or coded.value is None else int(coded.value)
            words = {211: "PAGE SENT", 212: "TRUNCATED AND SENT", 214: "100 CHARACTERS SENT"}.get(code, "TAKEN")
            self._noisily(f"{code} {words}\r\n".encode("ascii") + b"\x06\r")

    # --- ends ----------------------------------------------------------------------------------------

    def _end_session(self) -> None:
        if self._late_code is not None:
            for number in self._taken:
                self._tape.retract(number)
            self._say(f"{self._late_code:.0f} REFUSED AFTER ALL\r\n".encode("ascii") + b"\x1e\r")
        self._say(b"115 GOODBYE\r\n")
        self._hang_up()

    def _hang_up(self) -> None:
        self._say(b"\x1b\x04\r")
        self._forget()

    def _forget(self) -> None:
        self._phase = Phase.IDLE
        self._deadline = None
        self._naked = False
        self._late_code = None
        self._taken.clear()
        self._reader.reset()
        self._transaction = Transaction()

    def _say(self, data: bytes) -> None:
        self._out += data

    def _noisily(self, data: bytes) -> None:
        noise = NOISE if self._fault(Fault.GARBAGE, self._messages) is not None else b""
        self._say(noise + data + noise)

    def _fault(self, fault: Fault, number: int) -> FaultRule | None:
        for rule in self._faults:
            if rule.fault == fault and rule.strikes(number):
                return rule
        return None
