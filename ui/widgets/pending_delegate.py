"""Paints a page without an answer in two lines: who, how far it came, what fires next; below where, since, marks."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.presenters.pending import PendingLine
from ui.presenters.queue import short_number
from ui.theme import Theme
from ui.widgets.painting import RIGHT
from ui.widgets.row_delegate import Index, RowDelegate

_USUAL_SIGN = "M000"


class PendingDelegate(RowDelegate):
    """One row of the board. Nothing in it is green: nobody has answered."""

    def __init__(self, theme: Theme, line_at: Callable[[int], PendingLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at

    @property
    def row_height(self) -> int:
        """How high a row is with the present fonts."""
        return 2 * self.brush.line() + self.theme.space(2.5)

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw a row."""
        line = self._line_at(index.row())
        inner = box.adjusted(0, self.theme.space(1), 0, -self.theme.space(1.5))
        half = inner.height() / 2
        self._upper(painter, QRectF(inner.left(), inner.top(), inner.width(), half), line)
        self._lower(painter, QRectF(inner.left(), inner.top() + half, inner.width(), half), line)

    def _upper(self, painter: QPainter, box: QRectF, line: PendingLine) -> None:
        brush, gap = self.brush, self.theme.space(3)
        left = max(brush.width(_USUAL_SIGN, "strong"), brush.width(line.call_sign, "strong")) + gap
        brush.text(painter, box, line.call_sign, "strong")
        left += brush.badge_on_ground(painter, box.adjusted(left, 0, 0, 0), line.badge) + gap
        due = box.adjusted(left, 0, 0, 0)
        role = "strong" if brush.width(line.due, "strong") <= due.width() else "small"
        brush.text(painter, due, line.due, role, line.due_tone, align=RIGHT)

    def _lower(self, painter: QPainter, box: QRectF, line: PendingLine) -> None:
        brush = self.brush
        right = self._marks(painter, box, line)
        width = brush.plate_width(line.priority, "small")
        plate = QRectF(box.left(), box.top(), width, box.height() - self.theme.space(0.25))
        brush.plate(painter, plate, line.priority, line.priority.lower(), "small")
        left = width + self.theme.space(1.5)
        number = short_number(line.number)
        brush.text(painter, box.adjusted(left, 0, -right, 0), number)
        left += brush.width(number, "body") + self.theme.space(3)
        parts = [part for part in (line.since, line.channel, line.attempts) if part]
        while len(parts) > 1 and brush.width(" · ".join(parts), "body") > box.width() - left - right:
            parts.pop()
        brush.text(painter, box.adjusted(left, 0, -right, 0), " · ".join(parts), "body", "text_muted")

    def _marks(self, painter: QPainter, box: QRectF, line: PendingLine) -> float:
        right = 0.0
        marks = [(mark, "plate_warning") for mark in line.marks]
        if line.flag is not None:
            marks.insert(0, (line.flag.word, line.flag.tone))
        for mark, tone in reversed(marks):
            width = self.brush.plate_width(mark, "small")
            plate = QRectF(box.right() - right - width, box.top(), width, box.height() - self.theme.space(0.25))
            self.brush.plate(painter, plate, mark, tone, "small")
            right += width + self.theme.space(1)
        return right
