"""A height that changes when nobody is about to click below it: grown while the pointer rests, shrunk late."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

SHRINK_AFTER = 4
"""So many seconds the pointer must rest, and the room be too large, before it is given back."""


class StillHeight:
    """Fixes a widget's height. `tick` is called each second; before the widget is seen, heights hold at once."""

    def __init__(self, widget: QWidget, pointer: Callable[[], QPoint]) -> None:
        self._widget, self._pointer = widget, pointer
        self._last = pointer()
        self._rests_s = SHRINK_AFTER
        self._too_large_s = 0
        self._wanted = 0
        self._free = True
        self.given = 0

    def want(self, height: int) -> None:
        """Ask for a height."""
        if height != self._wanted:
            self._wanted = height
            self._too_large_s = 0
        if self._free or not self._widget.isVisible() or (height > self.given and self._rests()):
            self._give()

    def forget(self) -> None:
        """Let the next height hold at once, because somebody asked for it."""
        self._free = True

    def tick(self) -> bool:
        """Let a second pass; return whether the height has changed."""
        self._rests_s = self._rests_s + 1 if self._pointer() == self._last else 0
        self._last = self._pointer()
        self._too_large_s = self._too_large_s + 1 if self._wanted < self.given else 0
        may_grow = self._wanted > self.given and self._rests_s > 0
        may_shrink = min(self._too_large_s, self._rests_s) >= SHRINK_AFTER
        if may_grow or may_shrink:
            self._give()
        return may_grow or may_shrink

    def _rests(self) -> bool:
        return self._rests_s > 0 and self._pointer() == self._last

    def _give(self) -> None:
        self._free = False
        self._too_large_s = 0
        self.given = self._wanted
        self._widget.setFixedHeight(self.given)
