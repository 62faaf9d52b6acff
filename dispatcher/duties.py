"""The duties this process holds: beats its leases every second and runs what is due."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from dispatcher.domain.clock import Clock
from dispatcher.domain.machine import DuePlace, DueRan, DutiesKept, KeepDuties, ReleaseDuties, RunDue
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.leases import DEADLINES
from dispatcher.system_clock import SystemClock

_log = logging.getLogger(__name__)

BEAT_S = 1.0
PIECE_S = 0.06
"""One command runs so many due deadlines as take about this long with their commit. A dispatcher's command waits for
two pieces at most, however long the backlog is and whatever its steps do (ADR 0010)."""
LEAST, FIRST, MOST = 5, 20, 100
_ANSWER_S = 30.0

Heard = Callable[[DutiesKept], None]
HeardRan = Callable[[DueRan], None]


class Submits(Protocol):
    """The engine as its duties see it."""

    def submit(self, command: AnyCommand) -> "Future[Any]":
        """Queue a command."""
        ...


class Duties:
    """Keeps the leases that this process wants and knows which it has; runs what is due piece by piece.

    Thread: `beat` is called by one thread at a time (the scheduler's, or a replay's own); `run_due` by any.
    """

    def __init__(self, engine: Submits, wanted: tuple[str, ...], clock: Clock | None = None) -> None:
        """The clock is the machine's own, by which the engine's work is measured, whatever the world's may be."""
        self._engine = engine
        self._wanted = wanted
        self._pace = _Pace(clock or SystemClock())
        self._held: dict[str, int] = {}
        self._running = False  # a piece is in the engine's hands
        self._asked_again = False  # meanwhile something more fell due, perhaps after the piece was read
        self._behind: DuePlace | None = None  # up to here something failed: not before the next beat
        self._catching_up = _CatchingUp()
        self._lock = threading.Lock()
        self._heard: list[Heard] = []
        self._heard_ran: list[HeardRan] = []
        self._beaten = threading.Event()

    def on_beat(self, listener: Heard) -> None:
        """Hear what was held after every beat, on the beating thread."""
        self._heard.append(listener)

    def on_ran(self, listener: HeardRan) -> None:
        """Hear what a piece of due deadlines came to, on the engine's thread."""
        self._heard_ran.append(listener)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The leases that this process takes when they are free."""
        return self._wanted

    @property
    def is_running(self) -> bool:
        """Whether due deadlines are being run."""
        with self._lock:
            return self._running

    def wait_beaten(self, timeout_s: float) -> bool:
        """Wait until it is known which duties this process has; False when the time is over first."""
        return not self._wanted or self._beaten.wait(timeout_s)

    def epoch(self, name: str) -> int | None:
        """Return the epoch in which this process holds a lease, None when it does not."""
        with self._lock:
            return self._held.get(name)

    def beat(self) -> DutiesKept:
        """Renew the leases, set going what is due, and tell the listeners."""
        kept: DutiesKept = self._engine.submit(KeepDuties(names=self._wanted)).result(_ANSWER_S)
        with self._lock:
            self._held = dict(kept.held)
            self._behind = None
        if kept.missed:
            _log.warning("%d deadlines are overdue, the oldest by %.1f s; running them in due order", kept.missed,
                         kept.oldest_s)  # fmt: skip
        if kept.due:
            self.run_due()
        for listener in self._heard:
            listener(kept)
        self._beaten.set()
        return kept

    def run_due(self) -> None:
        """Set going whatever is due, unless that is under way or the duty is another process's. Returns at once.

        One piece at a time is in the engine's inbox, and the next is asked for when it is done: whoever else waits
        there is served in between.
        """
        with self._lock:
            if DEADLINES not in self._held:
                return
            if self._running:
                self._asked_again = True
                return
            self._running = True
        self._submit_piece()

    def release(self, only: str | None = None) -> None:
        """Give every lease back, or only one, so that another process takes over at once."""
        with self._lock:
            names = tuple(name for name in self._held if only in (None, name))
            self._held = {name: epoch for name, epoch in self._held.items() if name not in names}
        closing = only is None
        if names or closing:
            self._engine.submit(ReleaseDuties(names=names, closing=closing)).result(_ANSWER_S)

    def _submit_piece(self) -> None:
        with self._lock:
            epoch, behind = self._held.get(DEADLINES), self._behind
            self._running, self._asked_again = epoch is not None, False
        if epoch is not None:
            piece = RunDue(epoch=epoch, most=self._pace.piece(), behind=behind)
            self._engine.submit(piece).add_done_callback(self._ran)

    def _ran(self, done: "Future[Any]") -> None:
        error = done.exception()
        if error is not None:
            with self._lock:
                self._running = False
            _log.error("what is due did not run: %s; the sweep tries again", error)
            return
        ran: DueRan = done.result()
        self._catching_up.note(ran)
        if ran.more:
            self._pace.was_full()
        with self._lock:
            self._behind = ran.failed_upto or self._behind
            more = ran.more or self._asked_again
            self._running = more
        if more:
            self._submit_piece()
        for listener in self._heard_ran:
            listener(ran)


class _Pace:
    """Finds how many deadlines make a piece, by how long the last full one took."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._most, self._since = FIRST, 0.0

    def piece(self) -> int:
        """Begin a piece of so many."""
        self._since = self._clock.monotonic()
        return self._most

    def was_full(self) -> None:
        """End it."""
        took_s = max(0.001, self._clock.monotonic() - self._since)
        # Half way: one slow commit says little of the next.
        self._most = max(LEAST, min(MOST, round((self._most + self._most * PIECE_S / took_s) / 2)))


class _CatchingUp:
    """Sums up what ran late until nothing more is due, and says so once."""

    def __init__(self) -> None:
        self._late, self._latest_s = 0, 0.0

    def note(self, ran: DueRan) -> None:
        self._late += ran.late
        self._latest_s = max(self._latest_s, ran.latest_s)
        if not ran.more and self._late:
            _log.warning("%d deadlines ran late, the latest by %.1f s; no more are overdue", self._late, self._latest_s)
            self._late, self._latest_s = 0, 0.0
