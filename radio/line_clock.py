"""The one place in radio where the machine's clock is read."""

import ctypes
import sys
import time
from datetime import UTC, datetime

_TICKS_PER_S = 10_000_000  # of QueryUnbiasedInterruptTime


class LineClock:
    """The time of a line: monotonic seconds for deadlines, aware UTC for receipts."""

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()

    def utc_now(self) -> datetime:
        """Return the aware UTC time of day."""
        return datetime.now(UTC)

    def asleep_s(self) -> float:
        """Return a figure that grows by the seconds the machine slept, and else stays; only differences mean anything.

        Linux: CLOCK_BOOTTIME counts sleep, CLOCK_MONOTONIC does not. macOS: CLOCK_MONOTONIC counts it, Python's own
        clock does not. Windows: Python's clock counts it, the unbiased interrupt time does not.
        """
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
        if sys.platform == "darwin":
            return time.clock_gettime(time.CLOCK_MONOTONIC) - time.monotonic()
        if sys.platform == "win32":
            ticks = ctypes.c_ulonglong()
            ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
            return time.monotonic() - ticks.value / _TICKS_PER_S
        return 0.0
