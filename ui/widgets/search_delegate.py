"""Paints what a search found, in two lines: what and where it is, and how it stands; below when, and what matched."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.presenters.queue import short_number
from ui.presenters.search import SearchLine
from ui.theme import Theme
from ui.widgets.painting import RIGHT
from ui.widgets.row_delegate import Index, RowDelegate


class SearchDelegate(RowDelegate):
    """One incident that was found; an open one has the stripe of what is live."""

    def __init__(self, theme: Theme, line_at: Callable[[int], SearchLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at

    @property
    def row_height(self) -> int:
        """How high a row is with the present fonts."""
        return 2 * self.brush.line() + self.theme.space(2.5)

    def edge(self, place: int) -> str:
        """Return the stripe at a row's left."""
        return "plate_warning" if self._line_at(place).is_open else ""

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw a row."""
        line = self._line_at(index.row())
        inner = box.adjusted(0, self.theme.space(1), 0, -self.theme.space(1.5))
        half = inner.height() / 2
        self._upper(painter, QRectF(inner.left(), inner.top(), inner.width(), half), line)
        self._lower(painter, QRectF(inner.left(), inner.top() + half, inner.width(), half), line)

    def _upper(self, painter: QPainter, box: QRectF, line: SearchLine) -> None:
        brush, gap = self.brush, self.theme.space(3)
        state = brush.width(line.state, "strong")
        brush.text(painter, box, line.state, "strong", "text" if line.is_open else "text_muted", align=RIGHT)
        plate = QRectF(box.left(), box.top(), brush.plate_width(line.priority, "small"), brush.line())
        brush.plate(painter, plate, line.priority, line.priority.lower(), "small")
        left = plate.width() + gap
        number = short_number(line.number)
        brush.text(painter, box.adjusted(left, 0, 0, 0), number, "body", "text_muted")
        left += brush.width(number, "body") + gap
        words = f"{line.type_name} · {line.place}"
        brush.text(painter, box.adjusted(left, 0, -state - gap, 0), words, "strong")

    def _lower(self, painter: QPainter, box: QRectF, line: SearchLine) -> None:
        self.brush.text(painter, box, line.when, "body", "text_muted")
        left = self.brush.width(line.when, "body") + self.theme.space(2.5)
        self.brush.text(painter, box.adjusted(left, 0, 0, 0), line.found, "body")
