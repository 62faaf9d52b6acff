"""A GSM/LTE modem with a SIM, the network behind it and the phones it reaches, sans-IO, with named faults."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from radio.errors import ConfigurationError
from radio.simulator.device import Recorder
from radio.simulator.faults import FaultRule
from radio.simulator.orders import Order, SayText
from radio.simulator.sms_air import Phone, Refused, Submitted, pieces_of, read_submit, write_deliver, write_report
from radio.simulator.sms_faults import SmsFault, SmsTroubles
from radio.simulator.sms_state import Later, Settings, Waiting
from radio.simulator.sms_storage import Storage

REPORT_AFTER_S = 0.02
REPLY_AFTER_S = 0.05
MAX_COMMAND = 600
SIM_PLACES = 10
FOREIGN = "+33600000000"
MAX_DIGITS = 20  # 3GPP TS 23.040 §9.1.2.5


class SmsModem:
    """A modem: octets and time in; octets, a deadline and a pulled plug out."""

    def __init__(self, tape: Recorder, now_utc: Callable[[], datetime], faults: Sequence[FaultRule] = ()) -> None:
        self._tape = tape
        self._now_utc = now_utc
        self._troubles = SmsTroubles(faults)
        self._settings = Settings()
        self._storage = Storage(SIM_PLACES)
        self._phone = Phone()
        self._waiting = Waiting()
        self._later: list[Later] = []
        self._out = bytearray()
        self._line = bytearray()
        self._announced: int | None = None  # AT+CMGS was given: the message is awaited
        self._reference = 0
        self._long = 6  # the reference of the last long text that came in
        self._unplug_s: float | None = None
        if self._troubles.has(SmsFault.STORAGE_FULL):
            for number in range(SIM_PLACES):
                self._storage.keep("SM", *write_deliver("+491700000000", f"old {number}", now_utc()))

    # --- the line ----------------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        """Take octets; stops at a pulled plug."""
        for octet in data:
            if self._unplug_s is not None:
                return
            if self._troubles.has(SmsFault.DEAD):
                continue
            if self._announced is None:
                self._hear_command(octet, now)
            else:
                self._hear_message(octet, now)

    def tick(self, now: float) -> None:
        """Do what is due."""
        due = [item for item in self._later if item.at <= now]
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
            self._out.clear()
            self._line.clear()
            self._settings = Settings()
            self._announced = None
            self._waiting.unacknowledged = False
        return seconds

    def text_in(self, sender: str, text: str, long: tuple[int, int, int] | None = None) -> None:
        """Let a phone send us a text, or one part of it; it is announced with the next `tick`."""
        self._waiting.texts.append(write_deliver(sender, text, self._now_utc(), long))

    def words_in(self, sender: str, words: str) -> None:
        """Let a phone send us words of any length, in as many texts as they take."""
        pieces = pieces_of(words)
        self._long = (self._long + 1) % 256
        for number, piece in enumerate(pieces, 1):
            self.text_in(sender, piece, (self._long, len(pieces), number) if len(pieces) > 1 else None)

    def act(self, order: Order, now: float) -> None:
        """Let somebody at a phone write to us. Raises: ConfigurationError for what no phone can do."""
        del now
        if not isinstance(order, SayText):
            raise ConfigurationError(f"a telephone sends texts only, no {type(order).__name__}")
        digits = order.sender.removeprefix("+")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= MAX_DIGITS):
            raise ConfigurationError(f"{order.sender!r} is no telephone number of at most {MAX_DIGITS} digits")
        self.words_in(order.sender, order.words)

    def report_in(self, reference: int, number: str, status: int = 0) -> None:
        """Let the network report on a message of ours; it is handed out with the next command or `tick`."""
        self._waiting.reports.append(write_report(reference, number, self._now_utc(), status))

    # --- commands ----------------------------------------------------------------------------------------

    def _hear_command(self, octet: int, now: float) -> None:
        if self._settings.echo:
            self._out.append(octet)
        if octet == 0x1B or octet == 0x0A:
            return
        if octet != 0x0D:
            if len(self._line) < MAX_COMMAND:
                self._line.append(octet)
            return
        words = self._line.decode("latin-1").strip()
        self._line.clear()
        if words[:2].upper() == "AT":
            self._obey(words[2:], now)

    def _obey(self, words: str, now: float) -> None:
        if self._troubles.has(SmsFault.UNASKED) and not words.startswith("+CMGS"):
            self._say("RING", "^RSSI:17", "+CREG: 1")
        for start, act in self._verbs().items():
            if words.startswith(start):
                act(words.removeprefix(start), now)
                self._hand_out()
                return
        self._say("OK" if not words else "ERROR")

    def _verbs(self) -> Mapping[str, Callable[[str, float], None]]:
        return {
            "E": self._do_echo,
            "+CMEE=": self._do_errors,
            "+CPIN?": self._do_ask_pin,
            "+CPIN=": self._do_pin,
            "+CMGF=0": self._do_pdu_mode,
            "+CSMS=": self._do_service,
            "+CSCA=": lambda _words, _now: self._say("OK"),
            "+CNMI=": self._do_route,
            "+CREG?": self._do_registration,
            "+CEREG?": lambda _words, _now: self._say("+CEREG: 0,0", "OK"),
            "+CSQ": self._do_signal,
            "+CPMS?": lambda _words, _now: self._say(f"+CPMS: {self._storage.counts(named=True)}", "OK"),
            "+CPMS=": self._do_choose,
            "+CMGL=4": self._do_list,
            "+CMGR=": self._do_read,
            "+CMGD=": self._do_remove,
            "+CNMA": self._do_acknowledge,
            "+CMGS=": self._do_send,
        }

    def _do_echo(self, words: str, _now: float) -> None:
        self._settings.echo = words != "0" or self._troubles.has(SmsFault.ECHO)
        self._say("OK")

    def _do_errors(self, words: str, _now: float) -> None:
        self._settings.numeric_errors = words == "1"
        self._say("OK")

    def _do_ask_pin(self, _words: str, _now: float) -> None:
        if self._troubles.has(SmsFault.NO_SIM):
            self._error("CME", 10)
        else:
            locked = self._troubles.has(SmsFault.SIM_PIN) and not self._settings.unlocked
            self._say(f"+CPIN: {'SIM PIN' if locked else 'READY'}", "OK")

    def _do_pin(self, words: str, _now: float) -> None:
        rule = self._troubles.of(SmsFault.SIM_PIN, 1)
        self._settings.unlocked = rule is not None and words == f'"{rule.value or 0:04.0f}"'
        if self._settings.unlocked:
            self._say("OK")
        else:
            self._error("CME", 16)

    def _do_pdu_mode(self, _words: str, _now: float) -> None:
        self._settings.pdu_mode = True
        self._say("OK")

    def _do_service(self, words: str, _now: float) -> None:
        if words == "1" and self._troubles.has(SmsFault.NO_PHASE2):
            self._error("CMS", 303)
            return
        self._settings.phase2 = words == "1"
        self._say("+CSMS: 1,1,1", "OK")

    def _do_route(self, words: str, _now: float) -> None:
        fields = [int(word) for word in words.split(",") if word.isdecimal()]
        if len(fields) != 5 or (self._troubles.has(SmsFault.STORED_REPORTS) and fields[3] == 1):
            self._error("CMS", 303)
            return
        self._settings.texts_to, self._settings.reports_to = fields[1], fields[3]
        self._say("OK")

    def _do_registration(self, _words: str, _now: float) -> None:
        self._say("+CREG: 0,2" if self._troubles.has(SmsFault.NO_NETWORK) else "+CREG: 0,1", "OK")

    def _do_signal(self, _words: str, _now: float) -> None:
        self._say("+CSQ: 3,99" if self._troubles.has(SmsFault.WEAK_SIGNAL) else "+CSQ: 19,99", "OK")

    def _do_choose(self, words: str, _now: float) -> None:
        if self._storage.choose(words):
            self._say(f"+CPMS: {self._storage.counts(named=False)}", "OK")
        else:
            self._error("CMS", 302)

    def _do_list(self, _words: str, _now: float) -> None:
        lines = [
            line
            for index, (pdu, length) in self._storage.all()
            for line in (f"+CMGL: {index},0,,{length}", pdu)
        ]  # fmt: skip
        self._say(*lines, "OK")

    def _do_read(self, words: str, _now: float) -> None:
        found = self._storage.at(words)
        if found is None:
            self._error("CMS", 321)
        else:
            self._say(f"+CMGR: 0,,{found[1]}", found[0], "OK")

    def _do_remove(self, words: str, _now: float) -> None:
        if self._storage.remove(words):
            self._say("OK")
        else:
            self._error("CMS", 321)

    def _do_acknowledge(self, _words: str, _now: float) -> None:
        if not self._waiting.unacknowledged:
            self._error("CMS", 340)
            return
        self._waiting.unacknowledged = False
        self._say("OK")

    def _do_send(self, words: str, _now: float) -> None:
        if not self._settings.pdu_mode or not words.isdecimal():
            self._error("CMS", 302 if words.isdecimal() else 304)
            return
        self._announced = int(words)
        self._line.clear()
        # Counts what will be the next message; a prompt that was lost is asked for again without a new one.
        if self._troubles.of_next(SmsFault.LOST_PROMPT) is None:
            self._out += b"\r\n> "

    # --- messages ----------------------------------------------------------------------------------------

    def _hear_message(self, octet: int, now: float) -> None:
        if octet == 0x1B:
            self._announced = None
            self._line.clear()
            self._troubles.forgive(SmsFault.LOST_PROMPT)
            self._say("OK")
        elif octet == 0x1A:
            announced, self._announced = self._announced or 0, None
            pdu = self._line.decode("latin-1").strip()
            self._line.clear()
            self._troubles.messages += 1
            self._submit(pdu, announced, now)
        elif len(self._line) < MAX_COMMAND:
            self._line.append(octet)
            if self._settings.echo:
                self._out.append(octet)
            mid = self._troubles.of_next(SmsFault.UNPLUG_MID_MESSAGE)
            if mid is not None and len(self._line) == 20:
                self._troubles.messages += 1
                self._unplug_s = mid.value

    def _submit(self, pdu: str, announced: int, now: float) -> None:
        refused = self._refused_by_fault()
        if refused:
            return
        try:
            message = read_submit(pdu, announced)
        except Refused:
            self._error("CMS", 304)
            return
        self._reference = (self._reference + 1) % 256
        self._deliver(message, pdu)
        report = self._report_for(message, now)
        unplug = self._troubles.of_last(SmsFault.UNPLUG_ACCEPTED)
        if unplug is not None:
            self._unplug_s = unplug.value
        else:
            if self._troubles.of_last(SmsFault.EARLY_REPORT) is not None:
                self._later = [item for item in self._later if item is not report]
                if report is not None:
                    report.do(now)
                self._hand_out()
            self._answer()
        if self._troubles.of_last(SmsFault.REPLY) is not None:
            self._later.append(Later(now + REPLY_AFTER_S, lambda _now: self._reply(message.number)))

    def _refused_by_fault(self) -> bool:
        if self._troubles.of_last(SmsFault.SILENT) is not None:
            return True
        for fault, kind in ((SmsFault.CMS_ERROR, "CMS"), (SmsFault.CME_ERROR, "CME")):
            rule = self._troubles.of_last(fault)
            if rule is not None:
                self._error(kind, int(rule.value or 0))
                return True
        if self._troubles.of_last(SmsFault.PLAIN_ERROR) is not None:
            self._say("ERROR")
            return True
        return False

    def _deliver(self, message: Submitted, pdu: str) -> None:
        rule = self._troubles.of_last(SmsFault.REPORT) or self._troubles.of_last(SmsFault.FORWARDED_THEN)
        if rule is not None and (rule.value or 0) >= 32:
            return
        shown = self._phone.take(message, pdu)
        if shown is not None:
            self._tape.record(message.number, shown[0], bytes.fromhex(shown[1]))

    def _answer(self) -> None:
        if self._troubles.of_last(SmsFault.LOST_ANSWER) is not None:
            return
        if self._troubles.of_last(SmsFault.UNASKED) is not None:
            self._say("RING", "^RSSI:17", "+CREG: 1")
        if self._troubles.of_last(SmsFault.LOST_REFERENCE) is None:
            self._say(f"+CMGS: {self._reference}")
        if self._troubles.of_last(SmsFault.UNASKED) is not None:
            self._say("RING")
        if self._troubles.of_last(SmsFault.LOST_OK) is None:
            self._say("OK")

    # --- what the network sends --------------------------------------------------------------------------

    def _report_for(self, message: Submitted, now: float) -> Later | None:
        if not message.wants_report or self._troubles.of_last(SmsFault.NO_REPORT) is not None:
            return None
        reference, number, at = self._reference, message.number, self._now_utc()
        rule = self._troubles.of_last(SmsFault.REPORT)
        then = self._troubles.of_last(SmsFault.FORWARDED_THEN)
        statuses = [int(rule.value or 0)] if rule else [1, int(then.value or 0)] if then else [0]
        reports = [write_report(reference, number, at, status) for status in statuses]
        if self._troubles.of_last(SmsFault.BROKEN_REPORT) is not None:
            reports = [(pdu[:-10], length) for pdu, length in reports]
        if self._troubles.of_last(SmsFault.FOREIGN_REPORT) is not None:
            strangers = [write_report(reference, FOREIGN, at, 0), write_report(reference ^ 0x55, number, at, 0)]
            reports = [*strangers, *reports]

        def arrive(_now: float) -> None:
            self._waiting.reports += reports

        later = Later(now + REPORT_AFTER_S, arrive)
        self._later.append(later)
        return later

    def _reply(self, number: str) -> None:
        rule = self._troubles.of_last(SmsFault.REPLY)
        length = int(rule.value or 0) if rule is not None else 0
        self.words_in(number, ("JA, KOMME " * (length // 10 + 1))[:length])

    def _hand_out(self) -> None:
        """Hand out what waits, as AT+CNMI asks for and as far as it is acknowledged; never into a message."""
        settings, waiting = self._settings, self._waiting
        while waiting.reports and settings.reports_to and self._announced is None:
            if settings.reports_to == 2:
                index = self._storage.keep("SR", *waiting.reports.pop(0))
                self._say(f'+CDSI: "SR",{index}')
                continue
            if waiting.unacknowledged:
                break
            pdu, length = waiting.reports.pop(0)
            self._say(f"+CDS: {length}", pdu)
            waiting.unacknowledged = settings.phase2
        while waiting.texts and settings.texts_to and self._announced is None and not self._storage.is_full("SM"):
            index = self._storage.keep("SM", *waiting.texts.pop(0))
            self._say(f'+CMTI: "SM",{index}')

    # --- words -------------------------------------------------------------------------------------------

    def _say(self, *lines: str) -> None:
        end = "\r\n\r\n" if self._troubles.has(SmsFault.DOUBLED_ENDS) else "\r\n"
        for line in lines:
            self._out += f"{end}{line}{end}".encode("latin-1")

    def _error(self, kind: str, code: int) -> None:
        self._say(f"+{kind} ERROR: {code}" if self._settings.numeric_errors else "ERROR")
