"""What a device with AT commands is asked before it is trusted, one question at a time (ITU-T V.250 §5). Sans-IO."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from radio.protocols.at_engine import Answer, AtEngine, Command, End

_ESC = "\x1b"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the device is not fit for pages."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Step:
    """One question: the command, what its lines of answer begin with, and what the answer means."""

    text: str
    answers: str
    judge: Callable[[Answer], "Failure | Sequence[Step] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long is waited, and how often the first AT is said."""

    settle_s: float
    sync_s: float
    sync_tries: int
    command_s: float


def whatever(_: Answer) -> None:
    """Judge an answer that changes nothing, a refusal neither."""


class Questions:
    """Asks in order; a judge may put others before the rest. Ends in `ready` or `failed`."""

    def __init__(
        self,
        engine: AtEngine,
        pace: Pace,
        ready: Callable[[float], None],
        failed: Callable[[Failure, float], None],
        speak: Callable[[Command, float], None] | None = None,
    ) -> None:
        self.open = False
        self._engine = engine
        self._pace = pace
        self._ready = ready
        self._failed = failed
        self._speak = speak or engine.run
        self._steps: deque[Step] = deque()
        self._syncs = 0

    def begin(self, steps: Sequence[Step], now: float) -> None:
        """Leave what an earlier line began, say AT until it is answered, then ask."""
        self.open = True
        self._steps = deque(steps)
        self._syncs = 0
        self._engine.run(self.settling(), now)
        self._sync(now)

    def ask(self, steps: Sequence[Step], now: float) -> None:
        """Ask a device that is known to answer."""
        self.open = True
        self._steps = deque(steps)
        self._next(now)

    def stop(self) -> None:
        """Ask nothing any more."""
        self.open = False
        self._steps.clear()

    def settling(self) -> Command:
        """Leave a message that was begun (TS 27.005 §3.5.1: ESC), and let what still comes go by."""
        return Command(text=_ESC, deaf=True, wait_s=self._pace.settle_s, done=lambda _answer, _now: None)

    def _sync(self, now: float) -> None:
        self._syncs += 1
        self._engine.run(Command(text="AT", done=self._synced, wait_s=self._pace.sync_s), now)

    def _synced(self, answer: Answer, now: float) -> None:
        if answer.ok:
            self._next(now)
        elif self._syncs < self._pace.sync_tries:
            self._sync(now)
        else:
            self._fail(Failure("no-answer", f"no answer to AT, asked {self._syncs} times"), now)

    def _next(self, now: float) -> None:
        if not self._steps:
            self.open = False
            self._ready(now)
            return
        step = self._steps.popleft()

        def done(answer: Answer, later: float) -> None:
            self._judge(step, answer, later)

        self._speak(Command(text=step.text, answers=step.answers, done=done, wait_s=self._pace.command_s), now)

    def _judge(self, step: Step, answer: Answer, now: float) -> None:
        if answer.end is End.SILENT:
            self._fail(Failure("no-answer", f"no answer to {step.text.partition('=')[0]}"), now)
            return
        verdict = step.judge(answer)
        if isinstance(verdict, Failure):
            self._fail(verdict, now)
            return
        self._steps.extendleft(reversed(verdict or ()))
        self._next(now)

    def _fail(self, failure: Failure, now: float) -> None:
        self.stop()
        self._failed(failure, now)
