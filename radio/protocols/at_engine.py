"""Commands to a modem or radio, one at a time, and their answers (ITU-T V.250 §5, 3GPP TS 27.005 §3.5.1). Sans-IO."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from radio.protocols.at_lines import Dialect, Line, LineReader, Unasked, UnaskedReader, is_pdu
from radio.protocols.base import Stray

CTRL_Z = b"\x1a"
_BITS_PER_CHARACTER = 10
# A full SIM lists some hundred messages; what says more is broken.
MAX_INFOS = 512


class End(StrEnum):
    """How a command ended."""

    OK = "ok"
    ERROR = "error"
    SILENT = "silent"
    NO_PROMPT = "no-prompt"


@dataclass(slots=True)
class Info:
    """One line of an answer, with the PDU behind it where one belongs there."""

    text: str
    raw: bytes
    pdu: str = ""


@dataclass(slots=True)
class Answer:
    """What a command came to. `code`: "cms:42", "cme:10" or "error". `gave`: the message itself had been given."""

    end: End = End.SILENT
    code: str = ""
    gave: bool = False
    infos: list[Info] = field(default_factory=list["Info"])

    @property
    def ok(self) -> bool:
        """Whether the modem said OK."""
        return self.end is End.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command line. `answers`: what its lines of answer begin with. `message`: what follows the prompt."""

    text: str
    done: Callable[[Answer, float], None]
    wait_s: float
    answers: str = ""
    with_pdu: bool = False
    message: str = ""
    message_wait_s: float = 0.0
    prompt_needed: bool = True  # False: the message goes once `wait_s` is over, prompt or not
    trailing_ok_s: float = 0.0  # once its line of answer is there, OK may stay away
    memory: str = ""  # the preferred storage it is meant for
    deaf: bool = False  # ESC: whatever comes within the wait answers something older


class _Phase(StrEnum):
    IDLE = "idle"
    ANSWER = "answer"
    PROMPT = "prompt"
    MESSAGE = "message"


_SELECT_WAIT_S = 10.0


class AtEngine:
    """Speaks commands in order and tells each its answer; hands on what the modem says unasked."""

    def __init__(self, baud: int, dialect: Dialect, unasked: Callable[[Unasked | Stray, float], None]) -> None:
        self.memory = ""  # where AT+CMGR and the like look now
        self.echoed = False  # a command was heard again, since somebody last said False
        self._baud = baud
        self._on_unasked = unasked
        self._lines = LineReader()
        self._unasked = UnaskedReader(dialect)
        self._queue: deque[Command] = deque()
        self._command: Command | None = None
        self._phase = _Phase.IDLE
        self._answer = Answer()
        self._deadline: float | None = None
        self._out = bytearray()

    @property
    def idle(self) -> bool:
        """Whether nothing is asked and nothing waits to be."""
        return self._command is None and not self._queue

    @property
    def deadline(self) -> float | None:
        """When `tick` is next needed."""
        return self._deadline

    def run(self, command: Command, now: float) -> None:
        """Speak a command after those that wait."""
        self._queue.append(command)
        self._next(now)

    def run_first(self, command: Command, now: float) -> None:
        """Speak a command before those that wait."""
        self._queue.appendleft(command)
        self._next(now)

    def stop(self) -> None:
        """Forget every command; octets that have not left stay."""
        self._queue.clear()
        self._command, self._phase, self._deadline = None, _Phase.IDLE, None

    def abandon(self, unwritten: int) -> tuple[Command | None, Answer]:
        """Forget every command; return the one that was spoken and its answer so far.

        `unwritten`: octets at the end of the last `take_bytes` that did not leave. Without its last octet,
        Ctrl-Z, a message was not given.
        """
        command, answer = self._command, self._answer
        answer.gave = self._phase is _Phase.MESSAGE and not self._out and not unwritten
        self.stop()
        self._out.clear()
        return command, answer

    def take_bytes(self) -> bytes:
        """Return what is to be written, once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def receive(self, octet: int, now: float) -> None:
        """Take one octet of what the modem said."""
        line = self._lines.feed(octet)
        if line is not None:
            self._hear(line, now)

    def tick(self, now: float) -> None:
        """End what has waited long enough."""
        if self._deadline is None or now < self._deadline or self._command is None:
            return
        if self._command.deaf:
            self._end(End.OK, now)
        elif self._phase is _Phase.PROMPT and not self._command.prompt_needed:
            self._give(self._command, now)
        elif self._phase is _Phase.PROMPT:
            self._end(End.NO_PROMPT, now)
        else:
            self._end(End.SILENT, now)

    def _next(self, now: float) -> None:
        if self._command is not None or not self._queue:
            return
        wanted = self._queue[0].memory
        if wanted and wanted != self.memory:
            self._begin(self._selecting(wanted), now)
        else:
            self._begin(self._queue.popleft(), now)

    def _selecting(self, memory: str) -> Command:
        """Choose the storage (TS 27.005 §3.2.2); what waited for one that is not there ends with that error."""

        def done(answer: Answer, now: float) -> None:
            if answer.ok:
                self.memory = memory
            elif self._queue:
                self._queue.popleft().done(answer, now)

        return Command(text=f'AT+CPMS="{memory}"', done=done, wait_s=_SELECT_WAIT_S, answers="+CPMS")

    def _begin(self, command: Command, now: float) -> None:
        self._command, self._answer = command, Answer()
        self._phase = _Phase.PROMPT if command.message else _Phase.ANSWER
        self._out += command.text.encode("ascii", "replace") + (b"" if command.deaf else b"\r")
        self._wait(command.wait_s, now)

    def _wait(self, seconds: float, now: float) -> None:
        self._deadline = now + len(self._out) * _BITS_PER_CHARACTER / self._baud + seconds

    def _hear(self, line: Line, now: float) -> None:
        if line.is_prompt:
            self._on_prompt(now)
            return
        if self._belongs_to_last_info(line):
            return
        found, taken = self._unasked.feed(line)
        for item in found:
            self._on_unasked(item, now)
        # What was said before our octets left cannot be the answer to them.
        if not taken and self._command is not None and not self._out and not self._command.deaf:
            self._on_answer(self._command, line, now)

    def _on_prompt(self, now: float) -> None:
        command = self._command
        if command is not None and self._phase is _Phase.PROMPT and not self._out:
            self._give(command, now)

    def _give(self, command: Command, now: float) -> None:
        self._phase = _Phase.MESSAGE
        self._answer.gave = True
        self._out += command.message.encode("ascii") + CTRL_Z
        self._wait(command.message_wait_s, now)

    def _belongs_to_last_info(self, line: Line) -> bool:
        """Give the PDU behind `+CMGL:` or `+CMGR:` to it (TS 27.005 §3.4.2, §3.4.3)."""
        if self._command is None or not self._command.with_pdu or not self._answer.infos or not is_pdu(line.text):
            return False
        last = self._answer.infos[-1]
        if last.pdu or self._unasked.is_waiting:
            return False
        last.pdu = line.text
        last.raw += line.raw
        return True

    def _on_answer(self, command: Command, line: Line, now: float) -> None:
        self.echoed = self.echoed or line.text == command.text
        end, code = _final(line.text)
        if end is not None:
            self._answer.code = code
            self._end(end, now)
        elif command.answers and line.text.startswith(command.answers) and len(self._answer.infos) < MAX_INFOS:
            self._answer.infos.append(Info(line.text, line.raw))
            if command.trailing_ok_s:
                self._wait(command.trailing_ok_s, now)

    def _end(self, end: End, now: float) -> None:
        command, answer = self._command, self._answer
        self._command, self._phase, self._deadline = None, _Phase.IDLE, None
        answer.end = end
        if command is not None:
            command.done(answer, now)
        self._next(now)


def _final(text: str) -> tuple[End | None, str]:
    """Return how a line ends a command (V.250 §5.7.1, TS 27.005 §3.2.5, TS 27.007 §9.1), or None and nothing."""
    if text == "OK":
        return End.OK, ""
    if text in ("ERROR", "COMMAND NOT SUPPORT", "NO CARRIER"):
        return End.ERROR, "error"
    for name, kind in (("+CMS ERROR:", "cms"), ("+CME ERROR:", "cme")):
        if text.startswith(name):
            number = text.removeprefix(name).strip()
            return End.ERROR, f"{kind}:{number}" if number.isascii() and number.isdigit() else "error"
    return None, ""
