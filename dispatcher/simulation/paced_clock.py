"""The time that simulated people live in: it can stand still, or run slower or faster than the world's."""

import threading
from datetime import datetime, timedelta

from dispatcher.domain.clock import Clock


class PacedClock:
    """Follows the world's clock at a pace. Fulfils `domain.clock.Clock`. Thread: any."""

    def __init__(self, world: Clock) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._speed, self._paused = 1.0, False
        self._from, self._since_s, self._lived_s = world.now(), world.monotonic(), 0.0

    @property
    def speed(self) -> float:
        """How many seconds pass here in one of the world's, while it is not paused."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self._paused

    def now(self) -> datetime:
        """Return the present instant here: the world's when this clock was made, and what was lived since."""
        return self._from + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return the seconds lived here."""
        with self._lock:
            return self._lived()

    def pause(self) -> None:
        """Stand still."""
        self._settle(paused=True)

    def resume(self) -> None:
        """Go on from where it stood."""
        self._settle(paused=False)

    def set_speed(self, speed: float) -> None:
        """Run so many times as fast as the world from now on."""
        self._settle(speed=speed)

    def world_seconds(self, lived_s: float) -> float | None:
        """Return how long such a span takes by the world's clock; None: it would never end."""
        return None if self._paused else max(0.0, lived_s) / self._speed

    def _lived(self) -> float:
        pace = 0.0 if self._paused else self._speed
        return self._lived_s + (self._world.monotonic() - self._since_s) * pace

    def _settle(self, *, speed: float | None = None, paused: bool | None = None) -> None:
        with self._lock:
            self._lived_s, self._since_s = self._lived(), self._world.monotonic()
            self._speed = self._speed if speed is None else speed
            self._paused = self._paused if paused is None else paused
