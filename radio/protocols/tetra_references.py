"""Message references of SDS-TL: one octet for each recipient, which must rest before it is used again (§29.4.3)."""

from collections import deque
from collections.abc import Collection

MAX_RECIPIENTS = 4096


class References:
    """Remembers what was used lately, by the recipient's SSI."""

    def __init__(self, rest_s: float) -> None:
        self._rest_s = rest_s
        self._used: dict[int, deque[tuple[float, int]]] = {}

    def note(self, ssi: int, reference: int, used_at: float) -> None:
        """Learn of one that was used, perhaps before a restart."""
        self._used.setdefault(ssi, deque(maxlen=0x100)).append((used_at, reference))

    def take(self, ssi: int, count: int, first: int, waiting: Collection[int], now: float) -> list[int]:
        """Return `count` free ones, from `first` on when none was used yet; nothing when too few are free.

        `waiting`: those whose reports may still come; they are used again only when nothing else is free.
        """
        self._forget(now)
        used = self._used.get(ssi, deque())
        resting = {reference for at, reference in used if now - at < self._rest_s}
        start = (used[-1][1] + 1 if used else first) & 0xFF
        order = [(start + step) & 0xFF for step in range(0x100)]
        free = [reference for reference in order if reference not in resting]
        best = [reference for reference in free if reference not in waiting]
        chosen = best[:count] if len(best) >= count else free[:count]
        if len(chosen) < count:
            return []
        for reference in chosen:
            self.note(ssi, reference, now)
        return chosen

    def _forget(self, now: float) -> None:
        if len(self._used) < MAX_RECIPIENTS:
            return
        for ssi in [ssi for ssi, used in self._used.items() if now - used[-1][0] >= self._rest_s]:
            del self._used[ssi]
        while len(self._used) >= MAX_RECIPIENTS:
            del self._used[next(iter(self._used))]
