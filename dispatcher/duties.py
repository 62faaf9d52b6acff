"""The duties this process holds: beats its leases every second and runs what is due."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from dispatcher.domain.machine import DutiesKept, KeepDuties, ReleaseDuties, RunDeadline
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.leases import DEADLINES

_log = logging.getLogger(__name__)

BEAT_S = 1.0
_ANSWER_S = 30.0

Heard = Callable[[DutiesKept], None]


class Submits(Protocol):
    """The engine as its duties see it."""

    def submit(self, command: AnyCommand) -> "Future[Any]":
        """Queue a command."""
        ...


class Duties:
    """Keeps the leases that this process wants and knows which it has.

    Thread: `beat` is called by one thread at a time (the scheduler's, or a replay's own).
    """

    def __init__(self, engine: Submits, wanted: tuple[str, ...]) -> None:
        self._engine = engine
        self._wanted = wanted
        self._held: dict[str, int] = {}
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._heard: list[Heard] = []
        self._beaten = threading.Event()

    def on_beat(self, listener: Heard) -> None:
        """Hear what was held after every beat, on the beating thread."""
        self._heard.append(listener)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The leases that this process takes when they are free."""
        return self._wanted

    def wait_beaten(self, timeout_s: float) -> bool:
        """Wait until it is known which duties this process has; False when the time is over first."""
        return not self._wanted or self._beaten.wait(timeout_s)

    def epoch(self, name: str) -> int | None:
        """Return the epoch in which this process holds a lease, None when it does not."""
        with self._lock:
            return self._held.get(name)

    def beat(self) -> DutiesKept:
        """Renew the leases, run every deadline that is due, and tell the listeners."""
        kept: DutiesKept = self._engine.submit(KeepDuties(names=self._wanted)).result(_ANSWER_S)
        with self._lock:
            self._held = dict(kept.held)
        for deadline_id in kept.due:
            self.run(deadline_id)
        for listener in self._heard:
            listener(kept)
        self._beaten.set()
        return kept

    def run(self, deadline_id: str) -> "Future[Any] | None":
        """Post a due deadline to the engine, unless it is posted already or the duty is another process's."""
        with self._lock:
            epoch = self._held.get(DEADLINES)
            if epoch is None or deadline_id in self._running:
                return None
            self._running.add(deadline_id)
        future = self._engine.submit(RunDeadline(deadline_id=deadline_id, epoch=epoch))
        future.add_done_callback(lambda done: self._ran(deadline_id, done))
        return future

    def release(self, only: str | None = None) -> None:
        """Give every lease back, or only one, so that another process takes over at once."""
        with self._lock:
            names = tuple(name for name in self._held if only in (None, name))
            self._held = {name: epoch for name, epoch in self._held.items() if name not in names}
        closing = only is None
        if names or closing:
            self._engine.submit(ReleaseDuties(names=names, closing=closing)).result(_ANSWER_S)

    def _ran(self, deadline_id: str, done: "Future[Any]") -> None:
        with self._lock:
            self._running.discard(deadline_id)
        error = done.exception()
        if error is not None:
            _log.error("deadline %s did not run: %s; the sweep tries again", deadline_id, error)
