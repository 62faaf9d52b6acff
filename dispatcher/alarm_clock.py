"""APScheduler as the alarm clock: it wakes the engine when a stored deadline is due and holds no truth."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, cast

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import ConflictingIdError
from apscheduler.schedulers.background import BackgroundScheduler

from dispatcher.domain.machine import DutiesKept
from dispatcher.duties import BEAT_S, Duties
from dispatcher.storage import deadlines
from dispatcher.storage.database import Database
from dispatcher.storage.errors import StorageError
from dispatcher.storage.leases import DEADLINES
from dispatcher.transactor import Committed

_log = logging.getLogger(__name__)
_SWEEP = "sweep"
_NEAREST = 500
"""Armed deadlines read again after another process's commits; the sweep finds what lies beyond when it is due."""


class _Scheduler(Protocol):
    """What we use of APScheduler, which carries no types."""

    def start(self) -> None: ...

    def add_job(
        self, func: Callable[..., object], trigger: str, *, args: Sequence[object] = (), id: str, **options: object
    ) -> object: ...

    def shutdown(self, wait: bool = True) -> None: ...


class AlarmClock:
    """One date job per armed deadline, rebuilt in the background when the duty is taken; a sweep each second.

    Thread: APScheduler's own; jobs only post to the engine.
    """

    def __init__(self, duties: Duties, database: Database) -> None:
        self._duties = duties
        self._database = database
        self._scheduler = cast(
            "_Scheduler",
            BackgroundScheduler(
                timezone="UTC",
                executors={"default": ThreadPoolExecutor(1), _SWEEP: ThreadPoolExecutor(1)},
                job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            ),
        )
        self._stale = False
        duties.on_beat(self._after_beat)

    def start(self) -> None:
        """Beat at once, and every second from then on."""
        self._scheduler.start()
        self._scheduler.add_job(self._sweep, "date", id=f"first {_SWEEP}", executor=_SWEEP)
        self._scheduler.add_job(self._sweep, "interval", seconds=BEAT_S, id=_SWEEP, executor=_SWEEP)

    def close(self) -> None:
        """Stop; what is armed stays armed in the store."""
        self._scheduler.shutdown(wait=True)

    def after_commit(self, committed: Committed) -> None:
        """Arm what this process's commit armed."""
        if self._duties.epoch(DEADLINES) is not None:
            for deadline in committed.armed:
                self._arm(deadline.id, deadline.due_at)

    def others_committed(self) -> None:
        """Another process may have armed deadlines: read the nearest again at the next sweep."""
        self._stale = True

    def _arm(self, deadline_id: str, due_at: datetime) -> None:
        try:
            self._scheduler.add_job(
                self._duties.run, "date", run_date=due_at, id=deadline_id, args=[deadline_id], replace_existing=False
            )
        except ConflictingIdError:
            return  # armed already, from the commit or an earlier reading

    def _sweep(self) -> None:
        try:
            self._duties.beat()
        except StorageError as error:
            _log.error("the duties could not be kept: %s", error)  # the reason is all there is

    def _after_beat(self, kept: DutiesKept) -> None:
        taken = DEADLINES in kept.taken
        if not taken and not (self._stale and DEADLINES in kept.held):
            return
        self._stale = False
        with self._database.reader.connect() as connection:
            rows = deadlines.armed(connection, limit=None if taken else _NEAREST)
        for deadline_id, due_at in rows:
            self._arm(deadline_id, due_at)
