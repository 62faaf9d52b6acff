"""A room that lives by itself: the thread of its simulated people, and the handle that steers them."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from dispatcher.domain.clock import Clock
from dispatcher.domain.events import Entry
from dispatcher.domain.simulated import SPEEDS, Level, SimulationState
from dispatcher.simulation.colleague import AskedRoom
from dispatcher.simulation.life import Life, LifePlan
from dispatcher.simulation.paced_clock import PacedClock

_log = logging.getLogger(__name__)

_TICK_S = 1.0
"""By the world's clock: so often vehicles tell where they are."""
_SOONEST_S = 0.02
_RETRY_S = 5.0
_SETTLE_S = 1.0
"""Nobody begins to live in the first second: the window is being drawn, and they would take its time."""


class LivingRoom:
    """Fulfils `domain.simulated.Simulation`. Its people live only while `acts` says that this process's may.

    Thread: one of its own from `start` to `stop`; or a test calls `step` itself.
    """

    def __init__(self, room: AskedRoom, world: Clock, plan: LifePlan, acts: Callable[[], bool]) -> None:
        self._room = room
        self._world = world
        self._plan = plan
        self._acts = acts
        self._clock = PacedClock(world)
        self._life: Life | None = None
        self._news: deque[Entry] = deque()
        self._listeners: tuple[Callable[[], None], ...] = ()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ending = False
        self._unsubscribe: Callable[[], None] = lambda: None
        self._tick_at = self._retry_at = world.monotonic()
        self._last_fault = ""  # the same one again and again is one line in the log
        self._thread = threading.Thread(target=self._run, name="simulated people", daemon=True)

    def start(self) -> None:
        """Begin to live as soon as this process's people may act."""
        self.listen()
        self._retry_at = self._world.monotonic() + _SETTLE_S
        self._thread.start()

    def listen(self) -> None:
        """Hear what is committed."""
        self._unsubscribe = self._room.subscribe(self._hear)

    def stop(self) -> None:
        """Fall silent."""
        self._unsubscribe()
        self._ending = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def state(self) -> SimulationState:
        """Return how it stands."""
        life = self._life
        return SimulationState(
            level=self._plan.level, speed=self._clock.speed, paused=self._clock.paused, acting=life is not None,
            heard=life.radio.heard if life else (),
        )  # fmt: skip

    def pause(self) -> None:
        """Let simulated people stand still; the room's guards and deadlines go on."""
        self._clock.pause()
        self._changed()

    def resume(self) -> None:
        """Let them go on."""
        self._clock.resume()
        self._changed()

    def set_speed(self, speed: float) -> None:
        """Let them live so many times as fast as the world, as near as SPEEDS allows."""
        self._clock.set_speed(min(SPEEDS, key=lambda known: abs(known - speed)))
        self._changed()

    def set_level(self, level: Level) -> None:
        """Let more happen, or less."""
        self._plan = replace(self._plan, level=level)
        life = self._life
        if life is not None:
            life.post(lambda: life.set_level(level))
        self._changed()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener after every change; call the result to stop."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def forget() -> None:
            with self._lock:
                self._listeners = tuple(item for item in self._listeners if item is not listener)

        return forget

    def step(self) -> None:
        """Take what was committed, and do everything whose time has come."""
        self._begin_or_end()
        life = self._life
        if life is None:
            self._news.clear()
            return
        self._tell(life)
        while life.step():
            self._tell(life)  # whoever acts next knows what the one before has done
        if self._world.monotonic() >= self._tick_at:
            self._tick_at = self._world.monotonic() + _TICK_S
            life.report_positions()

    def nap_s(self) -> float:
        """Return how long nothing is to be done, by the world's clock."""
        if self._life is None:
            return _TICK_S
        until_tick = self._tick_at - self._world.monotonic()
        due = self._life.agenda.next_due()
        until_due = self._clock.world_seconds((due - self._clock.now()).total_seconds()) if due else None
        return min(_TICK_S, max(_SOONEST_S, min(until_tick, until_tick if until_due is None else until_due)))

    def _tell(self, life: Life) -> None:
        while self._news:
            life.hear(self._news.popleft())

    def _begin_or_end(self) -> None:
        acts = self._acts()
        if acts is (self._life is not None) or self._world.monotonic() < self._retry_at:
            return
        if self._life is not None:
            self._life.end()
            self._life = None
        else:
            self._news.clear()
            self._retry_at = self._world.monotonic() + _RETRY_S
            self._life = Life(self._room, self._world, self._clock, self._plan, self._changed)
            self._retry_at = self._world.monotonic()
        self._changed()

    def _hear(self, entries: tuple[Entry, ...]) -> None:
        self._news.extend(entries)
        self._wake.set()

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()
        self._wake.set()

    def _run(self) -> None:
        while not self._ending:
            try:
                self.step()
            except Exception as error:  # noqa: BLE001  # the duty boundary: a play that fails takes no room along
                if not self._ending and repr(error) != self._last_fault:
                    self._last_fault = repr(error)
                    _log.exception("a simulated person failed")
            self._wake.wait(self.nap_s())
            self._wake.clear()
        if self._life is not None:
            self._life.end()
