"""APScheduler as the alarm clock: it wakes the engine when a stored deadline is due and holds no truth."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, cast

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import ConflictingIdError
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import exc

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
"""Armed deadlines read at a time, the nearest first. After another process's commits no more than these are read again:
the sweep finds what lies beyond when it is due."""
_PIECE, _PAUSE_S = 100, 0.015
"""So many are armed without a pause: ten thousand in one go keep every other thread waiting for a third of a second."""

_ARMING_ENDS_S = 5.0


class _Scheduler(Protocol):
    """What we use of APScheduler, which carries no types."""

    def start(self) -> None: ...

    def add_job(
        self, func: Callable[..., object], trigger: str, *, args: Sequence[object] = (), id: str, **options: object
    ) -> object: ...

    def get_job(self, job_id: str) -> object | None: ...

    def shutdown(self, wait: bool = True) -> None: ...


class AlarmClock:
    """One date job per armed deadline, rebuilt in the background when the duty is taken; a sweep each second.

    Threads: APScheduler's own, whose jobs only post to the engine; one that arms what was stored.
    """

    def __init__(self, duties: Duties, database: Database) -> None:
        self._duties = duties
        self._database = database
        self._scheduler = cast(
            "_Scheduler",
            BackgroundScheduler(
                timezone="UTC",
                executors={name: ThreadPoolExecutor(1) for name in ("default", _SWEEP)},
                job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            ),
        )
        self._stale = False
        self._new_here = False
        """The duty was taken, and what the store holds is not read yet."""
        self._arming = threading.Thread()
        self._ending = threading.Event()
        duties.on_beat(self._after_beat)

    def start(self) -> None:
        """Beat at once, and every second from then on."""
        self._scheduler.start()
        self._scheduler.add_job(self._sweep, "date", id=f"first {_SWEEP}", executor=_SWEEP)
        self._scheduler.add_job(self._sweep, "interval", seconds=BEAT_S, id=_SWEEP, executor=_SWEEP)

    def close(self) -> None:
        """Stop; what is armed stays armed in the store."""
        self._ending.set()
        self._scheduler.shutdown(wait=True)
        if self._arming.is_alive():
            self._arming.join(_ARMING_ENDS_S)

    def after_commit(self, committed: Committed) -> None:
        """Arm what this process's commit armed."""
        if self._duties.epoch(DEADLINES) is not None:
            for deadline in committed.armed:
                self._arm(deadline.id, deadline.due_at)

    def others_committed(self) -> None:
        """Another process may have armed deadlines: read the nearest again at the next sweep."""
        self._stale = True

    def _arm(self, deadline_id: str, due_at: datetime) -> None:
        if self._scheduler.get_job(deadline_id) is not None:
            return  # to find that out by adding it costs thirty times as much
        try:
            self._scheduler.add_job(
                self._duties.run, "date", run_date=due_at, id=deadline_id, args=[deadline_id], replace_existing=False
            )
        except ConflictingIdError:
            return  # armed at this very moment, by a commit

    def _sweep(self) -> None:
        try:
            self._duties.beat()
        except StorageError as error:
            _log.error("the duties could not be kept: %s", error)  # the reason is all there is

    def _after_beat(self, kept: DutiesKept) -> None:
        self._new_here = self._new_here or DEADLINES in kept.taken
        if not (self._stale or self._new_here) or DEADLINES not in kept.held or self._arming.is_alive():
            return
        every, self._new_here, self._stale = self._new_here, False, False
        # Not here: beats renew leases, and must not wait until thousands are armed.
        self._arming = threading.Thread(target=self._arm_stored, args=[every], name="arming", daemon=True)
        self._arming.start()

    def _arm_stored(self, every: bool) -> None:
        """Arm what the store holds: everything, or the nearest only."""
        try:
            rows = self._read(None)
            while rows and self._arm_slowly(rows):
                rows = self._read(rows[-1]) if every and len(rows) == _NEAREST else ()
        except exc.SQLAlchemyError as error:
            reason = error.orig if isinstance(error, exc.DBAPIError) else error
            _log.error("the deadlines could not be read: %s; trying again", reason)
            # The duty may have been taken anew meanwhile.
            self._stale, self._new_here = True, self._new_here or every

    def _arm_slowly(self, rows: Sequence[tuple[str, datetime]]) -> bool:
        """Arm these with pauses in between; False when this ends meanwhile."""
        for start in range(0, len(rows), _PIECE):
            for deadline_id, due_at in rows[start : start + _PIECE]:
                self._arm(deadline_id, due_at)
            if self._ending.wait(_PAUSE_S):
                return False
        return True

    def _read(self, after: tuple[str, datetime] | None) -> tuple[tuple[str, datetime], ...]:
        with self._database.reader.connect() as connection:
            return deadlines.armed(connection, limit=_NEAREST, after=after)
