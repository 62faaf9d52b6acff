"""A TETRA terminal at our desk, the network behind it and the crews' terminals, sans-IO, with named faults."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from radio.simulator.faults import FaultRule
from radio.simulator.orders import GiveStatus, Order, PressEmergency, ReadNewest, SayText, TellPosition
from radio.simulator.tetra_air import (
    Given,
    Handsets,
    Refused,
    read_given,
    write_lip,
    write_report,
    write_short_report,
    write_text,
)  # fmt: skip
from radio.simulator.tetra_faults import TetraFault

AIR_AFTER_S = 0.01
REPORT_AFTER_S = 0.02
NEXT_REPORT_S = 0.02
MAX_COMMAND = 700
OWN = "2345678"
FOREIGN = "7654321"
NOISE = b"\x00\xff~\x07@\x7f\xfe"
_RECEIVED, _STORED, _CONSUMED = 0x00, 0x22, 0x02
# Behind which service profile stands what is handed out.
_NEEDS: Mapping[str, tuple[str, ...]] = {"12": ("1,3,130", "1,3,25"), "lip": ("1,3,10", "1,3,24"), "13": ("1,2,20",)}
_PIECE = 100


class Recorder(Protocol):
    """Where goes what the crews' terminals show."""

    def record(self, address: str, text: str, blocks: bytes) -> int:
        """Store durably; return the number."""
        ...


@dataclass(slots=True)
class _Settings:
    """What a terminal forgets when it starts anew."""

    echo: bool = True
    services: set[str] = field(default_factory=set[str])
    chosen: str = ""  # AI service of AT+CTSDS


@dataclass(slots=True)
class _Later:
    at: float
    do: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class _Awaited:
    address: str
    bits: int


class TetraTerminal:
    """A terminal: octets and time in; octets, a deadline and a pulled plug out."""

    def __init__(self, tape: Recorder, faults: Sequence[FaultRule] = (), consume_after_s: float | None = None) -> None:
        """`consume_after_s`: crews look at what they get so soon; without it only when they are ordered to."""
        self.confirmed: list[tuple[str, Given]] = []  # reports and acknowledgements that we gave, with their addressee
        self.lost = 0  # what the terminal could hand to nobody
        self._tape = tape
        self._faults = tuple(faults)
        self._consume_after_s = consume_after_s
        self._settings = _Settings()
        self._handsets = Handsets()
        self._later: list[_Later] = []
        self._waiting: list[tuple[str, str, str]] = []  # service, header, digits: while a message is awaited
        self._out = bytearray()
        self._line = bytearray()
        self._awaited: _Awaited | None = None
        self._messages = 0
        self._instance = 0
        self._reference = 0
        self._garbled = int(self._value(TetraFault.GARBLED_START, 1))
        self._garbled_for = 0  # the message whose line was spoilt already
        self._unplug_s: float | None = None

    # --- the line ----------------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        """Take octets; stops at a pulled plug."""
        for octet in data:
            if self._unplug_s is not None:
                return
            if self._has(TetraFault.DEAD):
                continue
            if self._awaited is None:
                self._hear_command(octet, now)
            else:
                self._hear_message(octet, self._awaited, now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        due = sorted((item for item in self._later if item.at <= now), key=lambda item: item.at)
        self._later = [item for item in self._later if item.at > now]
        for item in due:
            item.do(now)
        self._hand_out()

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        return min((item.at for item in self._later), default=None)

    def take_bytes(self) -> bytes:
        """Return what is to be sent, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def take_unplug(self) -> float | None:
        """Return for how many seconds the plug is pulled now, once; the settings are forgotten."""
        seconds, self._unplug_s = self._unplug_s, None
        if seconds is not None:
            self._start_anew()
            self._out.clear()
        return seconds

    def is_listened_to(self) -> bool:
        """Tell whether somebody has the service profile for texts and reports."""
        return not self._settings.services.isdisjoint(_NEEDS["12"])

    # --- what crews do -----------------------------------------------------------------------------------

    def act(self, order: Order, now: float) -> None:
        """Let somebody at a crew's terminal do something; it is handed out with the next `tick`."""
        match order:
            case SayText(sender=sender, words=words):
                self._say_text(sender, words, now)
            case GiveStatus(sender=sender, code=code):
                self._hear("13", sender, f"{code & 0xFFFF:04X}", now)
            case TellPosition(sender=sender, latitude=latitude, longitude=longitude):
                self._hear("lip", sender, write_lip(latitude, longitude), now)
            case PressEmergency(sender=sender, latitude=latitude, longitude=longitude):
                self._hear("13", sender, "0000", now)
                if latitude is not None and longitude is not None:
                    self._hear("lip", sender, write_lip(latitude, longitude, reason=2), now)
            case ReadNewest(sender=sender):
                self._read(sender, now)

    def hear_raw(self, service: str, sender: str, digits: str, now: float) -> None:
        """Let any short data arrive; it is handed out with the next `tick`."""
        self._hear(service, sender, digits, now)

    def _say_text(self, sender: str, words: str, now: float) -> None:
        pieces = [words[at : at + _PIECE] for at in range(0, len(words), _PIECE)] or [""]
        name = (self._reference + 1) % 256
        for number, piece in enumerate(pieces, 1):
            self._reference = (self._reference + 1) % 256
            long = (name, len(pieces), number) if len(pieces) > 1 else None
            self._hear("12", sender, write_text(piece, self._reference, long=long), now)

    def _read(self, sender: str, now: float) -> None:
        for given in self._handsets.read_newest(sender):
            if given.wants_consumed:
                self._report(sender, given, _CONSUMED, now)

    # --- commands ----------------------------------------------------------------------------------------

    def _hear_command(self, octet: int, now: float) -> None:
        if self._settings.echo:
            self._out.append(octet)
        if octet in (0x1B, 0x0A):
            return
        if octet != 0x0D:
            if len(self._line) < MAX_COMMAND:
                self._line.append(octet)
            return
        words = self._line.decode("latin-1").strip()
        self._line.clear()
        if words:
            self._obey(words, now)

    def _obey(self, words: str, now: float) -> None:
        if self._has(TetraFault.UNASKED):
            self._say("+CTOCP: 1,0,1,0,0,0,1,1", "+CREG: 1,1234", "RING")
        if words.startswith("AT+CMGS=") and words[8:9].isdigit():
            rule = self._rule(TetraFault.GARBLED, self._messages + 1)
            if rule is not None and self._garbled_for <= self._messages:
                self._garbled, self._garbled_for = int(rule.value or 0), self._messages + 1
        if self._garbled > 0 or words[:2].upper() != "AT":
            self._garbled -= 1
            self._say("+CME ERROR: 35")
            return
        for start, act in self._verbs().items():
            if words[2:].startswith(start):
                act(words[2:].removeprefix(start), now)
                return
        self._say("OK" if len(words) == 2 else "ERROR")

    def _verbs(self) -> Mapping[str, Callable[[str, float], None]]:
        bits = int(self._value(TetraFault.SHORT_MESSAGES, 1)) or 1184
        mode = 1 if self._has(TetraFault.DIRECT_MODE) else 0
        registered = "0" if self._has(TetraFault.NO_NETWORK) else "2" if mode else "1"
        signal = 3 if self._has(TetraFault.WEAK_SIGNAL) else 25
        return {
            "E": self._do_echo,
            "+CSCS=": lambda _words, _now: self._say("OK"),
            "+CNUMF?": lambda _words, _now: self._say(f"+CNUMF: 0,026201001{OWN:0>8}", "OK"),
            "+CTOM?": lambda _words, _now: self._say(f"+CTOM: {mode}", "OK"),
            "+CREG?": lambda _words, _now: self._say(f"+CREG: {registered},1234,2621001", "OK"),
            "+CSQ?": lambda _words, _now: self._say(f"+CSQ: {signal},99", "OK"),
            "+CTSP=": self._do_profile,
            "+CTSDS=": self._do_service,
            "+CMGS=?": lambda _words, _now: self._say(f"+CMGS: (0-16777215),(8-{bits})", "OK"),
            "+CMGS=": self._do_send,
        }

    def _do_echo(self, words: str, _now: float) -> None:
        self._settings.echo = words != "0" or self._has(TetraFault.ECHO)
        self._say("OK")

    def _do_profile(self, words: str, _now: float) -> None:
        if self._has(TetraFault.NO_SERVICE):
            self._say("+CME ERROR: 4")
            return
        self._settings.services.add(words)
        self._say("OK")

    def _do_service(self, words: str, _now: float) -> None:
        fields = words.split(",")
        priority = fields[3] if len(fields) > 3 else "0"
        if fields[0] not in ("12", "13") or (priority != "0" and self._has(TetraFault.NO_PRIORITY)):
            self._say("+CME ERROR: 34")
            return
        self._settings.chosen = fields[0]
        self._say("OK")

    def _do_send(self, words: str, _now: float) -> None:
        address, _, bits = words.partition(",")
        limit = int(self._value(TetraFault.SHORT_MESSAGES, 1)) or 1184
        if not self._settings.chosen or not address.isdecimal() or not bits.isdecimal() or int(bits) > limit:
            self._say("+CME ERROR: 34")
            return
        self._awaited = _Awaited(address, int(bits))
        self._line.clear()
        if not self._has(TetraFault.NO_PROMPT):
            self._out += b"\r\n> "

    # --- messages ----------------------------------------------------------------------------------------

    def _hear_message(self, octet: int, awaited: _Awaited, now: float) -> None:
        if octet == 0x1B:
            self._awaited = None
            self._line.clear()
            self._say("OK")
        elif octet == 0x1A:
            digits = self._line.decode("latin-1").strip()
            self._awaited = None
            self._line.clear()
            self._take(awaited, digits, now)
            self._hand_out()
        elif len(self._line) < MAX_COMMAND:
            self._line.append(octet)
            if self._settings.echo:
                self._out.append(octet)
            mid = self._rule(TetraFault.UNPLUG_MID_PDU, self._messages + 1)
            if mid is not None and len(self._line) == 12:
                self._messages += 1
                self._unplug_s = mid.value

    def _take(self, awaited: _Awaited, digits: str, now: float) -> None:
        try:
            given = read_given(self._settings.chosen, digits, awaited.bits)
        except Refused:
            self._say("+CME ERROR: 34")
            return
        if given.kind in ("report", "ack"):
            self.confirmed.append((awaited.address, given))
            self._answer_plainly()
            return
        self._messages += 1
        if self._refused_by_fault():
            return
        self._instance = (self._instance + 1) % 256
        self._carry(awaited.address, given, digits, now)

    def _answer_plainly(self) -> None:
        self._instance = (self._instance + 1) % 256
        self._say(f"+CMGS: {self._instance}", "OK")

    def _refused_by_fault(self) -> bool:
        if self._struck(TetraFault.RESET):
            self._start_anew()
            return True
        if self._struck(TetraFault.SILENT):
            return True
        rule = self._rule(TetraFault.CME_ERROR, self._messages)
        if rule is not None:
            self._say(f"+CME ERROR: {rule.value or 0:.0f}")
            return True
        if self._struck(TetraFault.PLAIN_ERROR):
            self._say("ERROR")
            return True
        return False

    def _carry(self, address: str, given: Given, digits: str, now: float) -> None:
        """Take a message on the air: show it, answer, and let the results come."""
        is_shown = self._show(address, given, digits)
        if self._struck(TetraFault.EARLY_REPORT):
            self._reports_on(address, given, now, wait_s=-NEXT_REPORT_S * 4)
            self.tick(now)
        early = self._struck(TetraFault.EARLY_AIR_RESULT)
        if early:
            self._say(f"+CMGS: {self._instance},4,{given.reference}")
        unplug = self._rule(TetraFault.UNPLUG_ACCEPTED, self._messages)
        if unplug is not None:
            self._unplug_s = unplug.value
            return
        self._answer()
        if not early and not self._struck(TetraFault.NO_AIR_RESULT):
            status = 5 if self._struck(TetraFault.AIR_FAILED) else 4
            line = f"+CMGS: {self._instance},{status},{given.reference}"
            self._later.append(_Later(now + AIR_AFTER_S, lambda _now: self._say(line)))
        if not self._struck(TetraFault.EARLY_REPORT):
            self._reports_on(address, given, now, wait_s=REPORT_AFTER_S)
        if self._consume_after_s is not None and is_shown:
            self._later.append(_Later(now + REPORT_AFTER_S + self._consume_after_s, lambda at: self._read(address, at)))
        self._strike_behind_answer()

    def _show(self, address: str, given: Given, digits: str) -> bool:
        rule = self._rule(TetraFault.REPORT, self._messages)
        if self._struck(TetraFault.AIR_FAILED) or (rule is not None and (rule.value or 0) >= 0x20):
            return False
        if given.kind == "status":
            self._tape.record(address, f"status {given.status:04X}", bytes.fromhex(digits))
            return False
        shown = self._handsets.take(address, given, digits)
        if shown is not None:
            self._tape.record(address, shown[0], bytes.fromhex(shown[1]))
        return shown is not None

    def _answer(self) -> None:
        if self._struck(TetraFault.LOST_ANSWER) or self._struck(TetraFault.PROVEN_SILENCE):
            return
        if self._struck(TetraFault.UNASKED):
            self._say("+CTDCR: 1,1", "+CREG: 1,1234")
        if not self._struck(TetraFault.LOST_INSTANCE):
            self._say(f"+CMGS: {self._instance}")
        if self._struck(TetraFault.UNASKED):
            self._say("+CTXD: 1,1")
        if not self._struck(TetraFault.LOST_OK):
            self._say("OK")

    def _strike_behind_answer(self) -> None:
        if self._struck(TetraFault.RESET_AFTER):
            self._later.clear()
            self._start_anew()
        if self._struck(TetraFault.STOLEN):
            self._settings.services.clear()
            self._say("+CTSP: 1,3,130")
        if self._struck(TetraFault.STOLEN_QUIETLY):
            self._settings.services.clear()

    def _start_anew(self) -> None:
        self._settings = _Settings()
        self._awaited = None
        self._line.clear()
        self._waiting.clear()

    # --- what recipients report --------------------------------------------------------------------------

    def _reports_on(self, address: str, given: Given, now: float, wait_s: float) -> None:
        if given.kind == "status" or not (given.wants_received or given.wants_consumed):
            return
        unheard = (TetraFault.NO_REPORT, TetraFault.LOST_ANSWER, TetraFault.LOST_INSTANCE, TetraFault.AIR_FAILED)
        if any(self._struck(fault) for fault in unheard):
            return
        rule = self._rule(TetraFault.REPORT, self._messages)
        statuses = [_RECEIVED] if given.wants_received else []
        if rule is not None:
            statuses = [int(rule.value or 0)]
        elif self._struck(TetraFault.STORED_FIRST):
            statuses = [_STORED, _RECEIVED]
        elif self._struck(TetraFault.CONSUMED_FIRST):
            statuses = [_CONSUMED, _RECEIVED]
        for index, status in enumerate(statuses):
            self._report(address, given, status, now + wait_s + index * NEXT_REPORT_S)

    def _report(self, address: str, given: Given, status: int, at: float) -> None:
        number = self._messages

        def arrive(now: float) -> None:
            if self._rule(TetraFault.FOREIGN_REPORT, number) is not None:
                self._hear("12", FOREIGN, write_report(given.pid, status, given.reference), now)
                self._hear("12", address, write_report(given.pid, status, given.reference ^ 0x55), now)
            if self._rule(TetraFault.LOST_PDU, number) is not None:
                self._say(f"+CTSDSR: 12,{address},0,{OWN},0,32", "RING")
                return
            if self._rule(TetraFault.SHORT_REPORT, number) is not None and status in (_RECEIVED, _CONSUMED):
                self._hear("13", address, write_short_report(3 if status else 2, given.reference), now)
                return
            ask = self._rule(TetraFault.ACK_WANTED, number) is not None
            self._hear("12", address, write_report(given.pid, status, given.reference, ask=ask), now)

        self._later.append(_Later(at, arrive))

    def _hear(self, service: str, sender: str, digits: str, now: float) -> None:
        code = "12" if service == "lip" else service
        header = f"+CTSDSR: {code},{sender},{1 if len(sender) > 8 else 0},{OWN},0,{len(digits) * 4}"
        self._waiting.append((service, header, digits))
        if not any(item.at <= now for item in self._later):
            self._later.append(_Later(now, lambda _now: None))  # so that `tick` comes

    def _hand_out(self) -> None:
        """Hand out what came in to whoever set the service profile for it; never into a message."""
        if self._awaited is not None:
            return
        waiting, self._waiting = self._waiting, []
        for service, header, digits in waiting:
            if self._settings.services.isdisjoint(_NEEDS.get(service, ())):
                self.lost += 1
            else:
                self._say(header, digits, unit=True)

    # --- words -------------------------------------------------------------------------------------------

    def _say(self, *lines: str, unit: bool = False) -> None:
        """Say lines; those of a `unit` belong together, and noise does not come between."""
        end = "\r\n\r\n" if self._has(TetraFault.DOUBLED_ENDS) else "\r\n"
        noise = NOISE if self._has(TetraFault.NOISE) else b""
        for line in lines:
            self._out += (b"" if unit else noise) + f"{end}{line}{end}".encode("latin-1")

    def _has(self, fault: TetraFault) -> bool:
        """Tell whether a fault of the terminal as a whole is there."""
        return any(rule.fault == fault for rule in self._faults)

    def _struck(self, fault: TetraFault) -> bool:
        """Tell whether a fault strikes the message that was given last."""
        return self._rule(fault, self._messages) is not None

    def _value(self, fault: TetraFault, number: int) -> float:
        rule = self._rule(fault, number)
        return 0.0 if rule is None else rule.value or 0.0

    def _rule(self, fault: TetraFault, number: int) -> FaultRule | None:
        return next((rule for rule in self._faults if rule.fault == fault and rule.strikes(number)), None)
