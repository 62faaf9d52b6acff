"""What can be said to the caller: the slot under the narrative, filled by whoever knows phrases."""

from collections.abc import Callable
from typing import Protocol


class SayLines(Protocol):
    """Lines to say, the first first. Thread: the screen's own."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What to say now."""
        ...

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` when the lines change."""
        ...
