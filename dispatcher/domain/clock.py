"""Time as the rest of the program sees it."""

from datetime import datetime, timedelta
from typing import Protocol

JUMP = timedelta(seconds=2)
"""The wall clock was set when it differs by more than this from what has passed; less is drift, or a leap second."""


class Clock(Protocol):
    """The world's time: aware UTC instants, and seconds that never run backwards."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow, by as much as truly passed: those in which the machine slept count too."""
        ...
