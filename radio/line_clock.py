"""The one place in radio where the machine's clock is read."""

import time
from datetime import UTC, datetime


class LineClock:
    """The time of a line: monotonic seconds for deadlines, aware UTC for receipts."""

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()

    def utc_now(self) -> datetime:
        """Return the aware UTC time of day."""
        return datetime.now(UTC)
