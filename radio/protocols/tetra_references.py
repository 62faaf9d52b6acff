"""Message references of SDS-TL: one octet for each recipient, which must rest before it is used again (§29.4.3)."""

from collections import deque
from collections.abc import Collection

MAX_RECIPIENTS = 4096


class References:
    """Remembers what was used lately, by the recipient's SSI."""

    def __init__(self, rest_s: float) -> None:
        self._rest_s = rest_s
        self._used: dict[int, deque[tuple[float, int]]] = {}
        self._begun: set[int] = set()  # who was given one since we run

    def note(self, ssi: int, reference: int, used_at: float, *, is_of_this_run: bool = False) -> None:
        """Learn of one that was used, perhaps before a restart."""
        if is_of_this_run:
            self._begun.add(ssi)
        self._used.setdefault(ssi, deque(maxlen=0x100)).append((used_at, reference))

    def take(self, ssi: int, count: int, first: int, waiting: Collection[int], now: float) -> list[int]:
        """Return `count` free ones, upwards, at first from `first` on; nothing when too few are free.

        Those noted from before a restart are not all that were used: a page on the line when we died is not among
        them, and the next number would most likely be its own.
        `waiting`: those whose reports may still come; they are used again only when nothing else is free.
        """
        self._forget(now)
        used = self._used.get(ssi, deque())
        resting = {reference for at, reference in used if now - at < self._rest_s}
        start = (used[-1][1] + 1 if used and ssi in self._begun else first) & 0xFF
        order = [(start + step) & 0xFF for step in range(0x100)]
        free = [reference for reference in order if reference not in resting]
        best = [reference for reference in free if reference not in waiting]
        chosen = best[:count] if len(best) >= count else free[:count]
        if len(chosen) < count:
            return []
        for reference in chosen:
            self.note(ssi, reference, now, is_of_this_run=True)
        return chosen

    def _forget(self, now: float) -> None:
        if len(self._used) < MAX_RECIPIENTS:
            return
        for ssi in [ssi for ssi, used in self._used.items() if now - used[-1][0] >= self._rest_s]:
            self._drop(ssi)
        while len(self._used) >= MAX_RECIPIENTS:
            self._drop(next(iter(self._used)))

    def _drop(self, ssi: int) -> None:
        del self._used[ssi]
        self._begun.discard(ssi)
