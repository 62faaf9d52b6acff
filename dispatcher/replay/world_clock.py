"""The world's clock of a replay: it stands still while the room works, and goes on when the room has come to rest."""

from datetime import datetime, timedelta

from dispatcher.domain.clock import Clock


class WorldClock:
    """Jumps from instant to instant, or runs `speed` times as fast as the real one. Fulfils `domain.clock.Clock`.

    Thread: one moves it; any reads it.
    """

    def __init__(self, start: datetime, real: Clock, speed: float | None = None) -> None:
        """Without a `speed` it only jumps."""
        self._real = real
        self._speed = speed
        self._start = start
        self._leg = (start, start, real.monotonic())  # from, at most until, since when by the real clock

    def now(self) -> datetime:
        """Return the world's present instant."""
        since, until, real_s = self._leg
        if self._speed is None or since == until:
            return since
        return min(until, since + timedelta(seconds=(self._real.monotonic() - real_s) * self._speed))

    def monotonic(self) -> float:
        """Return the world's seconds since the replay began."""
        return (self.now() - self._start).total_seconds()

    def head_for(self, instant: datetime) -> float:
        """Let time run towards an instant, no further; return the real seconds until it is there."""
        now = self.now()
        if self._speed is None:
            return 0.0
        if self._leg[1] != instant:
            self._leg = (now, max(now, instant), self._real.monotonic())
        return max(0.0, (instant - now).total_seconds() / self._speed)

    def stop_at(self, instant: datetime) -> None:
        """Stand still at an instant, never before the present one."""
        at = max(self.now(), instant)
        self._leg = (at, at, self._real.monotonic())
