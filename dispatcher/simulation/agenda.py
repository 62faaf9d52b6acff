"""What simulated people are about to do, and when by the world's clock."""

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatcher.domain.clock import Clock


@dataclass(frozen=True, slots=True, order=True)
class _Intent:
    due_at: datetime
    order: int
    key: str = field(compare=False)
    act: Callable[[], object] = field(compare=False)


class Agenda:
    """Intents in due order; of those due together, the first made goes first.

    Thread: any; what is due runs on the caller's thread, without the lock.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._intents: list[_Intent] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def plan(self, after_s: float, key: str, act: Callable[[], object]) -> None:
        """Do something so many seconds from now. What shares a key is dropped together."""
        due_at = self.clock.now() + timedelta(seconds=after_s)
        with self._lock:
            heapq.heappush(self._intents, _Intent(due_at, next(self._order), key, act))

    def drop(self, key: str) -> None:
        """Forget everything planned under a key."""
        with self._lock:
            kept = [intent for intent in self._intents if intent.key != key]
            if len(kept) < len(self._intents):
                heapq.heapify(kept)
                self._intents = kept

    def next_due(self) -> datetime | None:
        """Return when something is next to be done."""
        with self._lock:
            return self._intents[0].due_at if self._intents else None

    def run_due(self, now: datetime) -> int:
        """Do everything whose time has come, and return how much that was."""
        done = 0
        while self.run_next(now):
            done += 1
        return done

    def run_next(self, now: datetime) -> bool:
        """Do the next thing whose time has come; False when there is none."""
        with self._lock:
            if not self._intents or self._intents[0].due_at > now:
                return False
            intent = heapq.heappop(self._intents)
        intent.act()
        return True
