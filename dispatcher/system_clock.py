"""The only reader of the machine's clock in the dispatcher, and the maker of ids."""

import time
from datetime import UTC, datetime

import uuid_utils


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()


def new_id() -> str:
    """Return a new UUIDv7 as text: ids sort by the time they were made."""
    return str(uuid_utils.uuid7())
