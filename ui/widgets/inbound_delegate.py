"""Paints what came in, in two lines: what it is, from whom and what was made of it; below when, the words, marks."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.presenters.inbound import InboundLine
from ui.presenters.queue import short_number
from ui.theme import Theme
from ui.widgets.row_delegate import Index, RowDelegate


class InboundDelegate(RowDelegate):
    """One row of the feed. An emergency that nobody has taken stands on the loudest ground."""

    def __init__(self, theme: Theme, line_at: Callable[[int], InboundLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at

    @property
    def row_height(self) -> int:
        """How high a row is with the present fonts."""
        return 2 * self.brush.line() + self.theme.space(2.5)

    def ground(self, place: int) -> str:
        """Return the ground of a row."""
        return "surface_alarm" if self._line_at(place).pinned else ""

    def edge(self, place: int) -> str:
        """Return the stripe at a row's left."""
        return "plate_alarm" if self._line_at(place).pinned else ""

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw a row."""
        line = self._line_at(index.row())
        inner = box.adjusted(0, self.theme.space(1), 0, -self.theme.space(1.5))
        half = inner.height() / 2
        self._upper(painter, QRectF(inner.left(), inner.top(), inner.width(), half), line)
        self._lower(painter, QRectF(inner.left(), inner.top() + half, inner.width(), half), line)

    def _upper(self, painter: QPainter, box: QRectF, line: InboundLine) -> None:
        brush, gap = self.brush, self.theme.space(3)
        right = self._outcome(painter, box, line)
        left = brush.badge_on_ground(painter, box, line.kind) + gap
        room = box.adjusted(left, 0, -right, 0)
        brush.text(painter, room, line.who, "strong")
        left += brush.width(line.who, "strong") + gap
        number = " · ".join(part for part in (short_number(line.number) if line.number else "", line.channel) if part)
        brush.text(painter, box.adjusted(left, 0, -right, 0), number, "body", "text_muted")

    def _outcome(self, painter: QPainter, box: QRectF, line: InboundLine) -> float:
        if line.outcome is None:
            return 0.0
        width = self.brush.badge_width(line.outcome) + 2 * self.brush.plate_margin
        self.brush.badge_on_ground(painter, QRectF(box.right() - width, box.top(), width, box.height()), line.outcome)
        return width + self.theme.space(2)

    def _lower(self, painter: QPainter, box: QRectF, line: InboundLine) -> None:
        brush, right = self.brush, 0.0
        for mark in reversed(line.marks):
            width = brush.plate_width(mark, "small")
            plate = QRectF(box.right() - right - width, box.top(), width, box.height() - self.theme.space(0.25))
            brush.plate(painter, plate, mark, "plate_warning", "small")
            right += width + self.theme.space(1)
        brush.text(painter, box, line.time, "body", "text_muted")
        left = brush.width(line.time, "body") + self.theme.space(2.5)
        brush.text(painter, box.adjusted(left, 0, -right, 0), line.words, "body")
