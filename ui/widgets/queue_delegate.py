"""Paints a queue row straight from its line: two lines a row, five columns."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.presenters.queue import QueueColumn, QueueLine
from ui.theme import Theme
from ui.widgets.painting import RIGHT
from ui.widgets.row_delegate import Index, RowDelegate
from ui.wording import tr


class QueueDelegate(RowDelegate):
    """One row of the queue."""

    def __init__(self, theme: Theme, line_at: Callable[[int], QueueLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at

    def ground(self, place: int) -> str:
        """A row that nobody guards cannot be overlooked."""
        line = self._line_at(place)
        if not line.guarded:
            return "surface_alarm"
        return "surface_warning" if line.requeued else ""

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw one cell of a row."""
        line = self._line_at(index.row())
        inner = box.adjusted(0, self.theme.space(1), 0, -self.theme.space(1.25))
        half = inner.height() / 2
        upper = QRectF(inner.left(), inner.top(), inner.width(), half)
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        match QueueColumn(index.column()):
            case QueueColumn.PRIORITY:
                self._priority(painter, upper, lower, line)
            case QueueColumn.WHAT:
                self._what(painter, upper, lower, line)
            case QueueColumn.PHASE:
                self.brush.badge(painter, upper, line.phase)
                self.brush.text(painter, lower, line.number, "small", "text_muted")
            case QueueColumn.UNITS:
                self._units(painter, upper, lower, line)
            case QueueColumn.NEXT:
                role = "body" if self.brush.width(line.due, "body") <= upper.width() else "small"
                self.brush.text(painter, upper, line.due, role, line.due_tone)
                self.brush.text(painter, lower, line.owner, "small", "text_muted")

    def _priority(self, painter: QPainter, upper: QRectF, lower: QRectF, line: QueueLine) -> None:
        plate = QRectF(upper.left(), upper.top(), self.theme.space(7), upper.height() - self.theme.space(0.25))
        self.brush.plate(painter, plate, line.priority, line.priority.lower())
        self.brush.text(painter, lower, line.age, "small", "text")

    def _what(self, painter: QPainter, upper: QRectF, lower: QRectF, line: QueueLine) -> None:
        left = 0.0
        if line.requeued:
            word = tr("REQUEUED")
            left = self.brush.width(word, "small") + self.theme.space(2)
            self.brush.plate(
                painter, QRectF(upper.left(), upper.top(), left, upper.height()), word, "plate_warning", "small"
            )
            left += self.theme.space(1.5)
        self.brush.text(painter, upper.adjusted(left, 0, 0, 0), line.type_name, "strong")
        self.brush.text(painter, lower, line.place, "body", "text")

    def _units(self, painter: QPainter, upper: QRectF, lower: QRectF, line: QueueLine) -> None:
        if not line.units:
            self.brush.text(painter, upper, tr("no unit"), "body", "text_muted")
            return
        left, row, count = upper.left(), 0, len(line.units)
        for place, (call_sign, badge) in enumerate(line.units):
            width = self.brush.badge_width(badge, call_sign)
            if row == 0 and place and left + width > upper.right():
                left, row = lower.left(), 1
            more = tr("+{count}", count=count - place)
            spare = self.brush.width(more, "strong") if row == 1 and place < count - 1 else 0.0
            if row == 1 and left > lower.left() and left + width + spare > lower.right():
                self.brush.text(painter, lower, more, "strong", "text", align=RIGHT)
                return
            box = QRectF(left, (lower if row else upper).top(), upper.right() - left, upper.height())
            self.brush.badge(painter, box, badge, word=call_sign)
            left += width + self.theme.space(2.5)
