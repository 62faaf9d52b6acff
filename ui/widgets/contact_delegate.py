"""Paints a contact in two lines: how it came, from whom and who has it; below how long ago, its words, marks."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.presenters.contact_words import ContactLine
from ui.theme import Theme
from ui.widgets.row_delegate import Index, RowDelegate

_INDENT = 5
"""One of a batch stands below the batch, that far in."""


class ContactDelegate(RowDelegate):
    """One row of the list. What is urgent and waits has a stripe at its left."""

    def __init__(self, theme: Theme, line_at: Callable[[int], ContactLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at

    @property
    def row_height(self) -> int:
        """How high a row is with the present fonts."""
        return 2 * self.brush.line() + self.theme.space(2.5)

    def edge(self, place: int) -> str:
        """Return the stripe at a row's left."""
        return "plate_warning" if self._line_at(place).is_urgent else ""

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw a row."""
        line = self._line_at(index.row())
        left = self.theme.space(_INDENT) if line.is_one_of else 0
        inner = box.adjusted(left, self.theme.space(1), 0, -self.theme.space(1.5))
        half = inner.height() / 2
        self._upper(painter, QRectF(inner.left(), inner.top(), inner.width(), half), line)
        self._lower(painter, QRectF(inner.left(), inner.top() + half, inner.width(), half), line)

    def _upper(self, painter: QPainter, box: QRectF, line: ContactLine) -> None:
        brush, gap = self.brush, self.theme.space(3)
        right = 0.0
        if line.holder:
            right = min(brush.width(line.holder, "small"), box.width() / 2) + self.theme.space(1)
            brush.text(painter, box.adjusted(box.width() - right, 0, 0, 0), line.holder, "small", "text_muted")
        left = brush.badge_on_ground(painter, box, line.medium) + gap
        brush.text(painter, box.adjusted(left, 0, -right - gap, 0), line.sender, "strong")

    def _lower(self, painter: QPainter, box: QRectF, line: ContactLine) -> None:
        brush, right = self.brush, 0.0
        for mark in reversed(line.marks):
            width = brush.plate_width(mark, "small")
            plate = QRectF(box.right() - right - width, box.top(), width, box.height() - self.theme.space(0.25))
            brush.plate(painter, plate, mark, "plate_warning", "small")
            right += width + self.theme.space(1)
        brush.text(painter, box, line.age, "body", "text_muted")
        left = brush.width(line.age, "body") + self.theme.space(2.5)
        brush.text(painter, box.adjusted(left, 0, -right, 0), line.words, "body")
