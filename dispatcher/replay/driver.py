"""Drives the world's clock: to the next call, deadline or act of a person, whenever the room has come to rest."""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from dispatcher.app import RoomParts
from dispatcher.domain.clock import Clock
from dispatcher.duties import BEAT_S
from dispatcher.queries.watchdog import unguarded_count
from dispatcher.replay.calls import CallRow
from dispatcher.replay.cast import Cast
from dispatcher.replay.columns import CannotReplay
from dispatcher.replay.desk import Desk
from dispatcher.replay.quiet import UP, Quiet
from dispatcher.replay.world_clock import WorldClock
from dispatcher.storage import deadlines

_NAP_S = 0.002
_LONGEST_NAP_S = 0.05
_UP_WITHIN_S = 30.0
_LONGEST_REST_S = 180.0
"""A room that does not come to rest in this time does something over and over: a finding, not a wait."""
_DRAIN = timedelta(hours=24)
"""So long after the last call everything must be closed."""


class Driver:
    """One thread: the caller's."""

    def __init__(self, parts: RoomParts, clock: WorldClock, cast: Cast, desk: Desk, real: Clock) -> None:
        self._parts = parts
        self._clock = clock
        self._cast = cast
        self._desk = desk
        self._real = real
        self._nap = threading.Event()
        self._stopping = False
        self._beat_at = 0.0
        self._calls: deque[CallRow] = deque()
        self._armed: datetime | None = None  # when the next deadline is due
        self.quiet = Quiet(parts, "paging", real)
        self.jumps = 0
        self.unguarded_max = 0
        self.finding = ""
        parts.engine.after_commit(self.quiet.committed)

    def stop(self) -> None:
        """End after the present jump. From a signal handler or any thread."""
        self._stopping = True

    @property
    def was_stopped(self) -> bool:
        """Whether somebody asked for the end."""
        return self._stopping

    def wait_until_up(self) -> None:
        """Take the duties and wait for the line.

        Raises:
            CannotReplay: it does not come up.
        """
        until = self._real.monotonic() + _UP_WITHIN_S
        while self.quiet.channel_state != UP and not self._stopping:
            self._tend()
            self._nap.wait(_LONGEST_NAP_S)
            if self._real.monotonic() > until:
                raise CannotReplay(
                    f"the simulated terminal was not ready within {_UP_WITHIN_S:.0f} s: the channel is"
                    f" {self.quiet.channel_state}. A fault given with --fault may keep it from answering"
                )

    def run(self, calls: tuple[CallRow, ...], progress: Callable[[int, datetime], None]) -> None:
        """Play the calls, then go on until nothing is open; `progress` hears how many calls were entered."""
        self._calls = deque(calls)
        last = calls[-1].entered_at if calls else self._clock.now()
        with self._parts.database.reader.connect() as connection:
            self._come_to_rest()
            while not self._is_over(last):
                instant = self._next_instant(connection)
                if instant is None:
                    self.finding = f"nothing is due and {self._desk.open_count} incidents are open"
                    return
                if self._travel(instant, connection):
                    self._jumped(connection)
                    self._act()
                    self._come_to_rest()
                    progress(len(calls) - len(self._calls), self._clock.now())
            self._jumped(connection)

    def _is_over(self, last: datetime) -> bool:
        if self._stopping or self.finding:
            return True
        if not self._calls and self._clock.now() - last > _DRAIN:
            self.finding = f"{self._desk.open_count} incidents were still open {_DRAIN} after the last call"
        return bool(self.finding) or (not self._calls and not self._desk.open_count)

    def _next_instant(self, connection: Connection) -> datetime | None:
        self._armed = armed = deadlines.next_due(connection)
        connection.rollback()
        call = self._calls[0].entered_at if self._calls else None
        due = (armed, call, self._cast.next_due(), self._desk.agenda.next_due())
        return min((instant for instant in due if instant is not None), default=None)

    def _travel(self, instant: datetime, connection: Connection) -> bool:
        """Bring the world to the instant; False when it must stop on the way. Nothing happens on the way by itself."""
        self._tend()
        while (left_s := self._clock.head_for(instant)) > 0:
            if self._stopping:
                self._clock.stop_at(self._clock.now())
                return False
            self._tend()
            self._nap.wait(min(left_s, _LONGEST_NAP_S))
            earlier = self._next_instant(connection)
            if earlier is not None and earlier < instant:
                instant = max(earlier, self._clock.now())
        self._clock.stop_at(instant)
        return True

    def _jumped(self, connection: Connection) -> None:
        """Ask the watchdog before anything due is run: what nobody will run in time shows now."""
        self.jumps += 1
        self.unguarded_max = max(self.unguarded_max, unguarded_count(connection, self._clock.now()))
        connection.rollback()

    def _act(self) -> None:
        now = self._clock.now()
        if self._armed is not None and self._armed <= now:
            self._parts.duties.run_due()
        self._cast.run_due(now)
        self._desk.agenda.run_due(now)
        while self._calls and self._calls[0].entered_at <= now:
            self._tend()
            self._desk.take(self._calls.popleft())

    def _come_to_rest(self) -> None:
        until = self._real.monotonic() + _LONGEST_REST_S
        while self._desk.work() or not self.quiet.is_quiet():
            self._tend()
            self.quiet.wait_for_news(_NAP_S)
            if self._real.monotonic() > until:
                self.finding = f"the room did not come to rest within {_LONGEST_REST_S:.0f} s"
                return

    def _tend(self) -> None:
        """Beat the duties once a real second: leases are of real time, whatever the world's clock says."""
        if self._real.monotonic() - self._beat_at >= BEAT_S / 2:
            self._beat_at = self._real.monotonic()
            self._parts.duties.beat()
