"""APScheduler as the alarm clock: it wakes the engine when a stored deadline is due and holds no truth (ADR 0010)."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, cast

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from dispatcher.domain.clock import Clock
from dispatcher.domain.machine import DueRan, DutiesKept
from dispatcher.duties import BEAT_S, Duties
from dispatcher.storage.errors import StorageError
from dispatcher.storage.leases import DEADLINES
from dispatcher.transactor import Committed

_log = logging.getLogger(__name__)
_SWEEP, _FIRST_SWEEP, _WAKE = "sweep", "first sweep", "wake"
LATE_S = 2.0
"""A sweep that is later than this does not come: leases run out after five seconds."""
_MANY = 1_000_000
"""A wake-up may come while the one before is still being put away: it must not be dropped for that."""
_ENDING_S = 5.0


class _Scheduler(Protocol):
    """What we use of APScheduler, which carries no types."""

    def start(self) -> None: ...

    def add_job(self, func: Callable[..., object], trigger: str, *, id: str, **options: object) -> object: ...

    def get_job(self, job_id: str) -> object | None: ...

    def pause(self) -> None: ...

    def remove_all_jobs(self) -> None: ...

    def shutdown(self, wait: bool = True) -> None: ...


class AlarmClock:
    """One date job, for the next deadline of all, and a sweep each second; a heartbeat sees to it that they come.

    A wake-up carries no id: it says that something is due. What that is, and when the next is, the engine reads in the
    transaction that runs it. So nothing has to be armed at start or forgotten when it is cancelled, however much is
    stored: a wake-up for what is gone finds nothing, and is told of the next.

    Threads: APScheduler's own, whose jobs only post to the engine; the heartbeat. `after_commit` is called on the
    engine's, `rebuild` on any.
    """

    def __init__(self, duties: Duties, clock: Clock) -> None:
        self._duties = duties
        self._clock = clock
        self._scheduler = cast(
            "_Scheduler",
            BackgroundScheduler(
                timezone="UTC",
                executors={name: ThreadPoolExecutor(1) for name in ("default", _SWEEP)},
                job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            ),
        )
        self._lock = threading.Lock()
        self._wake_at: datetime | None = None
        self._swept_at = clock.monotonic()
        self._sweeping = False
        self._ending = threading.Event()
        self._heartbeat = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)
        duties.on_beat(self._after_beat)
        duties.on_ran(self._after_ran)

    def start(self) -> None:
        """Beat at once, and every second from then on."""
        self._swept_at = self._clock.monotonic()
        self._scheduler.start()
        self._add_sweeps()
        self._heartbeat.start()

    def close(self) -> None:
        """Stop; what is armed stays armed in the store."""
        self._ending.set()
        # APScheduler's thread dies of an error when a date job is due at the moment of its end: have none then.
        self._scheduler.pause()
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=True)
        if self._heartbeat.is_alive():
            self._heartbeat.join(_ENDING_S)

    def after_commit(self, committed: Committed) -> None:
        """Wake for what this process's commit armed, if it is the next of all."""
        if committed.armed and self._duties.epoch(DEADLINES) is not None:
            self._wake_by(min(deadline.due_at for deadline in committed.armed))

    def rebuild(self) -> None:
        """Set every job anew. APScheduler sleeps by the wall clock: what it waits for may be an hour away now."""
        with self._lock:
            self._wake_at = None
        self._add_sweeps()

    def _add_sweeps(self) -> None:
        # Without a trigger's argument a date job is due now.
        self._scheduler.add_job(self._sweep, "date", id=_FIRST_SWEEP, executor=_SWEEP, replace_existing=True)
        self._scheduler.add_job(
            self._sweep, "interval", seconds=BEAT_S, id=_SWEEP, executor=_SWEEP, replace_existing=True
        )

    def _wake_by(self, due_at: datetime) -> None:
        with self._lock:
            if self._ending.is_set():
                return
            if self._wake_at is not None and self._wake_at <= due_at and self._scheduler.get_job(_WAKE) is not None:
                return
            self._wake_at = due_at
            self._scheduler.add_job(
                self._wake, "date", run_date=due_at, id=_WAKE, max_instances=_MANY, replace_existing=True
            )

    def _wake(self) -> None:
        with self._lock:
            self._wake_at = None
        self._duties.run_due()

    def _after_ran(self, ran: DueRan) -> None:
        if ran.next_due is not None and not ran.more:
            self._wake_by(ran.next_due)

    def _sweep(self) -> None:
        self._swept_at = self._clock.monotonic()
        self._sweeping = True
        try:
            self._duties.beat()
        except StorageError as error:
            _log.error("the duties could not be kept: %s", error)  # the reason is all there is
        finally:
            self._sweeping = False

    def _after_beat(self, kept: DutiesKept) -> None:
        if DEADLINES in kept.held and kept.next_due is not None:
            self._wake_by(kept.next_due)

    def _keep_beating(self) -> None:
        """Wait by the monotonic clock, which nobody can set."""
        while not self._ending.wait(BEAT_S):
            late_s = self._clock.monotonic() - self._swept_at
            if late_s <= LATE_S:
                continue
            if self._sweeping:
                _log.error("the engine has not answered the beat for %.1f s; leases may run out", late_s)
                continue
            _log.warning("the sweep is %.1f s late; setting the scheduler's jobs anew", late_s)
            self.rebuild()
