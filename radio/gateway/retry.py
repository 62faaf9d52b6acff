"""How long to wait before the next try, after a port or a device failed."""

FIRST_S = 0.5
# A device that comes back is in use again within half a minute, however long it was away: this pause may just have
# begun, and then it has to log on.
LONGEST_S = 20.0


class Backoff:
    """Doubles from 0.5 s to 20 s, for ever."""

    def __init__(self) -> None:
        self._next_s = FIRST_S

    def next_s(self) -> float:
        """Return the wait before the next try."""
        wait_s = self._next_s
        self._next_s = min(LONGEST_S, wait_s * 2)
        return wait_s

    def reset(self) -> None:
        """Begin small again: something worked."""
        self._next_s = FIRST_S
