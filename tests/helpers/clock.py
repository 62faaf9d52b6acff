"""A clock that stands still until it is told to move."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 14, 3, 4, 5, tzinfo=UTC)


@dataclass
class FakeClock:
    """The world's time in a test; implements dispatcher.domain.clock.Clock."""

    at: datetime = START
    seconds_run: float = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds_run

    def advance(self, *, seconds: float = 0.0, minutes: float = 0.0) -> None:
        step = seconds + minutes * 60
        if step < 0:
            raise ValueError("time does not run backwards")
        self.at += timedelta(seconds=step)
        self.seconds_run += step

    def jump(self, seconds: float) -> None:
        """Let somebody set the wall clock; no time passes."""
        self.at += timedelta(seconds=seconds)

    def move_to(self, moment: datetime) -> None:
        """Stand at a later instant; an earlier one changes nothing."""
        self.advance(seconds=max(0.0, (moment - self.at).total_seconds()))
