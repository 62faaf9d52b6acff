"""A TETRA terminal at our desk, the network behind it and the crews' terminals, sans-IO, with named faults."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from radio.simulator.faults import FaultRule
from radio.simulator.orders import Order
from radio.simulator.tetra_air import Given, Refused, read_given
from radio.simulator.tetra_crews import REPORT_AFTER_S, Crews, Later, Recorder
from radio.simulator.tetra_faults import FaultBook, TetraFault

AIR_AFTER_S = 0.01
MAX_COMMAND = 700
OWN = "2345678"
NOISE = b"\x00\xff~\x07@\x7f\xfe"
# Behind which service profile stands what is handed out.
_NEEDS: Mapping[str, tuple[str, ...]] = {"12": ("1,3,130", "1,3,25"), "lip": ("1,3,10", "1,3,24"), "13": ("1,2,20",)}


@dataclass(slots=True)
class _Settings:
    """What a terminal forgets when it starts anew."""

    echo: bool = True
    services: set[str] = field(default_factory=set[str])
    chosen: str = ""  # AI service of AT+CTSDS


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
        self._faults = FaultBook(faults)
        self._crews = Crews(tape, self._faults, consume_after_s)
        self._settings = _Settings()
        self._later: list[Later] = []
        self._out = bytearray()
        self._line = bytearray()
        self._awaited: _Awaited | None = None
        self._messages = 0
        self._instance = 0
        self._garbled = int(self._faults.value(TetraFault.GARBLED_START, 1))
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
        self._crews.tick(now)
        self._hand_out()

    def deadline(self) -> float | None:
        """Return when `tick` is next needed."""
        if self._crews.arrivals and self._awaited is None:
            return 0.0
        dues = [item.at for item in self._later]
        crews = self._crews.deadline()
        return min([*dues, *([] if crews is None else [crews])], default=None)

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
        self._crews.act(order, now)

    def hear_raw(self, service: str, sender: str, digits: str) -> None:
        """Let any short data arrive; it is handed out with the next `tick`."""
        self._crews.send(service, sender, digits)

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
            rule = self._faults.rule(TetraFault.GARBLED, self._messages + 1)
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
        bits = int(self._faults.value(TetraFault.SHORT_MESSAGES, 1)) or 1184
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
        limit = int(self._faults.value(TetraFault.SHORT_MESSAGES, 1)) or 1184
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
            mid = self._faults.rule(TetraFault.UNPLUG_MID_PDU, self._messages + 1)
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
        rule = self._faults.rule(TetraFault.CME_ERROR, self._messages)
        if rule is not None:
            self._say(f"+CME ERROR: {rule.value or 0:.0f}")
            return True
        if self._struck(TetraFault.PLAIN_ERROR):
            self._say("ERROR")
            return True
        return False

    def _carry(self, address: str, given: Given, digits: str, now: float) -> None:
        """Take a message on the air: show it, answer, and let the results come."""
        number = self._messages
        is_shown = self._crews.take(number, address, given, digits)
        is_early = self._struck(TetraFault.EARLY_REPORT)
        if is_early:
            self._crews.report_on(number, address, given, now)
            self._crews.tick(now)
            self._hand_out()
        unplug = self._faults.rule(TetraFault.UNPLUG_ACCEPTED, number)
        if unplug is not None:
            self._unplug_s = unplug.value
            return
        self._answer_with_result(given, now)
        if not is_early:
            self._crews.report_on(number, address, given, now + REPORT_AFTER_S)
        if is_shown:
            self._crews.look_later(address, now)
        self._strike_behind_answer()

    def _answer_with_result(self, given: Given, now: float) -> None:
        early = self._struck(TetraFault.EARLY_AIR_RESULT)
        status = 5 if self._struck(TetraFault.AIR_FAILED) else 4
        line = f"+CMGS: {self._instance},{status},{given.reference}"
        if early:
            self._say(line)
        self._answer()
        if not early and not self._struck(TetraFault.NO_AIR_RESULT):
            self._later.append(Later(now + AIR_AFTER_S, lambda _now: self._say(line)))

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
            self._crews.forget()
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

    def _hand_out(self) -> None:
        """Hand out what came in to whoever set the service profile for it; never into a message."""
        while self._crews.arrivals and self._awaited is None:
            arrival = self._crews.arrivals.pop(0)
            if self._settings.services.isdisjoint(_NEEDS.get(arrival.service, ())):
                self.lost += 1
                continue
            service = "12" if arrival.service == "lip" else arrival.service
            kind, bits = int(len(arrival.sender) > 8), len(arrival.digits) * 4 or 32
            header = f"+CTSDSR: {service},{arrival.sender},{kind},{OWN},0,{bits}"
            self._say(header, arrival.digits or "RING", unit=True)

    # --- words -------------------------------------------------------------------------------------------

    def _say(self, *lines: str, unit: bool = False) -> None:
        """Say lines; those of a `unit` belong together, and noise does not come between."""
        end = "\r\n\r\n" if self._has(TetraFault.DOUBLED_ENDS) else "\r\n"
        noise = NOISE if self._has(TetraFault.NOISE) else b""
        for line in lines:
            self._out += (b"" if unit else noise) + f"{end}{line}{end}".encode("latin-1")

    def _has(self, fault: TetraFault) -> bool:
        return self._faults.has(fault)

    def _struck(self, fault: TetraFault) -> bool:
        """Tell whether a fault strikes the message that was given last."""
        return self._faults.strikes(fault, self._messages)
