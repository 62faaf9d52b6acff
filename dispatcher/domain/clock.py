"""Time as the rest of the program sees it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The world's time: aware UTC instants, and seconds that never run backwards."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        ...
