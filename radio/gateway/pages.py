"""Pages that wait in memory: for the command line and for tests. The dispatcher's source is its database."""

import heapq
import itertools
import threading

from radio.message import AcceptedPage, Page


class InMemoryPages:
    """A PageSource: the most urgent page first, of equals the oldest. Thread: any."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: dict[str, list[tuple[int, int, Page]]] = {}

    def put(self, channel: str, page: Page) -> None:
        """Let a page wait for a channel; the caller then wakes the channel."""
        with self._guard:
            heapq.heappush(self._waiting.setdefault(channel, []), (page.urgency, next(self._numbers), page))

    def claim(self, channel: str) -> Page | None:
        """Take the most urgent page."""
        with self._guard:
            waiting = self._waiting.get(channel)
            return heapq.heappop(waiting)[2] if waiting else None

    def accepted(self, channel: str) -> tuple[AcceptedPage, ...]:
        """Return nothing: what was accepted before this process began is not known here."""
        del channel
        return ()

    def count(self, channel: str) -> int:
        """Return how many pages wait."""
        with self._guard:
            return len(self._waiting.get(channel, ()))
