"""The only reader of the machine's clock in the dispatcher, and the maker of ids."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import uuid_utils

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only grow; those in which the machine slept count too.

        Linux: CLOCK_BOOTTIME, the same for all processes of one boot. macOS: its CLOCK_MONOTONIC counts sleep, which
        Python's own `time.monotonic` does not. Windows: both clocks that Python uses (GetTickCount64, since 3.13
        QueryPerformanceCounter) count it.
        """
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        if sys.platform == "darwin":
            return time.clock_gettime(time.CLOCK_MONOTONIC)
        return time.monotonic()


def this_boot() -> str | None:
    """Return what names the zero of `monotonic` for all processes of this host; None where nothing does."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return None


def new_id() -> str:
    """Return a new UUIDv7 as text: ids sort by the time they were made."""
    return str(uuid_utils.uuid7())
