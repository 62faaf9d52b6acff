"""The engine's thread: the one writer of this process. Commands, receipts and due deadlines share commits."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.errors import StorageError
from dispatcher.transactor import Committed, Transactor

_log = logging.getLogger(__name__)

BATCH_LIMIT = 50
"""A commit carries at most so many commands: the last one must not wait long for the first."""

AfterCommit = Callable[[Committed], None]


@dataclass(frozen=True, slots=True)
class _Job:
    command: AnyCommand
    future: "Future[Any]"


class _Inbox:
    """Two lanes. What is urgent comes first and alone: its commit waits for nothing that waits beside it."""

    def __init__(self) -> None:
        self._something = threading.Condition()
        self._urgent: deque[_Job] = deque()
        self._ordinary: deque[_Job] = deque()
        self._closed = False

    def put(self, job: _Job, *, urgent: bool) -> None:
        """Queue a job behind those of its lane."""
        with self._something:
            (self._urgent if urgent else self._ordinary).append(job)
            self._something.notify()

    def close(self) -> None:
        """Nothing comes any more."""
        with self._something:
            self._closed = True
            self._something.notify()

    def take(self, most: int) -> list[_Job]:
        """Wait for jobs and take at most so many of one lane, in their order; none: it is closed and empty."""
        with self._something:
            while not (self._urgent or self._ordinary or self._closed):
                self._something.wait()
            lane = self._urgent or self._ordinary
            return [lane.popleft() for _ in range(min(most, len(lane)))]


class Precedes(Protocol):
    """Knows what must be carried out before anything else is. Called on the engine's thread."""

    def before_batch(self) -> AnyCommand | None:
        """Return what must come before the batch, if anything must."""
        ...

    def carried_out(self, done: "Future[Any]") -> None:
        """Hear what became of it."""
        ...


class Engine:
    """Queues commands for its thread and resolves their Futures after the commit.

    Thread: `submit` from any; everything else of the store happens on the engine's own.
    """

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor
        self._inbox = _Inbox()
        self._after_commit: list[AfterCommit] = []
        self._first: Precedes | None = None
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._pending = 0
        self._pending_lock = threading.Lock()
        self._closed = False

    def after_commit(self, listener: AfterCommit) -> None:
        """Hear of every commit, on the engine's thread, before its Futures resolve. Must return at once."""
        self._after_commit.append(listener)

    def hear_first(self, listener: AfterCommit) -> None:
        """Hear of every commit before the other listeners do."""
        self._after_commit.insert(0, listener)

    def precede(self, first: Precedes) -> None:
        """Ask before every batch what must come first; it is part of the batch's transaction."""
        self._first = first

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, command: AnyCommand, *, urgent: bool = False) -> "Future[Any]":
        """Queue a command. The Future raises what the service raised, or StorageError.

        What is urgent goes ahead of all that waits: it waits for the commit that is running, at most.
        """
        future: Future[Any] = Future()
        with self._pending_lock:
            if self._closed:
                future.set_exception(StorageError("the room is closing; nothing was stored"))
                return future
            self._pending += 1
        self._inbox.put(_Job(command, future), urgent=urgent)
        return future

    @property
    def pending(self) -> int:
        """Commands queued or being carried out."""
        with self._pending_lock:
            return self._pending

    def close(self, timeout_s: float = 10.0) -> None:
        """Carry out what is queued, then stop."""
        with self._pending_lock:
            already, self._closed = self._closed, True
        if not already:
            self._inbox.close()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while batch := self._inbox.take(BATCH_LIMIT):
            self._commit([*self._preceding(), *batch])
        self._transactor.close()

    def _preceding(self) -> list[_Job]:
        command = self._first.before_batch() if self._first is not None else None
        if self._first is None or command is None:
            return []
        job = _Job(command, Future())
        job.future.add_done_callback(self._first.carried_out)
        with self._pending_lock:
            self._pending += 1
        return [job]

    def _commit(self, batch: list[_Job]) -> None:
        live = [job for job in batch if job.future.set_running_or_notify_cancel()]
        try:
            committed = self._transactor.run([job.command for job in live])
        except Exception as error:  # noqa: BLE001  # the duty boundary: the engine must go on
            if not isinstance(error, StorageError):
                _log.exception("a batch of %d commands failed", len(live))
            self._settle(len(batch))
            for job in live:
                job.future.set_exception(error)
            return
        for listener in self._after_commit:
            self._tell(listener, committed)
        self._settle(len(batch))
        for job, outcome in zip(live, committed.outcomes, strict=True):
            if outcome.error is not None:
                job.future.set_exception(outcome.error)
            else:
                job.future.set_result(outcome.value)

    def _tell(self, listener: AfterCommit, committed: Committed) -> None:
        try:
            listener(committed)
        except Exception:  # noqa: BLE001  # what is committed stays committed, whoever could not hear of it
            _log.exception("a listener of commits failed")

    def _settle(self, count: int) -> None:
        with self._pending_lock:
            self._pending -= count
