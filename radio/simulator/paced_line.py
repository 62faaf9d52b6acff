"""The time that octets take on the way from a simulated device."""

from collections import deque

_BITS_PER_CHARACTER = 10
# At a slow line the answer is sent in pieces this small, so that the other side sees it grow.
_PIECE = 8


class PacedLine:
    """Delays what is sent: a fixed time to answer, and the time the octets take at a line rate."""

    def __init__(self, baud: int | None = None, reply_delay_s: float = 0.0) -> None:
        self._seconds_per_octet = _BITS_PER_CHARACTER / baud if baud else 0.0
        self._reply_delay_s = reply_delay_s
        self._heard_until = 0.0
        self._free_at = 0.0
        self._waiting: deque[tuple[float, bytes]] = deque()

    def heard(self, count: int, now: float) -> None:
        """Count octets in, which a real line would still be carrying."""
        self._heard_until = max(now, self._heard_until) + count * self._seconds_per_octet

    def say(self, data: bytes, now: float) -> None:
        """Queue an answer."""
        start = max(max(now, self._heard_until) + self._reply_delay_s, self._free_at)
        if not self._seconds_per_octet:
            self._waiting.append((start, data))
            self._free_at = start
            return
        for index in range(0, len(data), _PIECE):
            piece = data[index : index + _PIECE]
            start += len(piece) * self._seconds_per_octet
            self._waiting.append((start, piece))
        self._free_at = start

    def due(self, now: float) -> bytes:
        """Return what leaves now."""
        out = bytearray()
        while self._waiting and self._waiting[0][0] <= now:
            out += self._waiting.popleft()[1]
        return bytes(out)

    def next_at(self) -> float | None:
        """Return when something leaves next."""
        return self._waiting[0][0] if self._waiting else None

    def clear(self) -> None:
        """Forget everything on the way."""
        self._waiting.clear()
