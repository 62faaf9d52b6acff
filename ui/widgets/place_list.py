"""The places that are offered under a field: what kind, which, where, and whether the map knows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from ui.theme import Theme
from ui.widgets.painting import RIGHT
from ui.widgets.rising_list import RisingList
from ui.widgets.row_delegate import Index, RowDelegate

_LINE = int(Qt.ItemDataRole.UserRole) + 1
_ROW_UNITS = 10
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One offered place as it is drawn; `tone` is the colour token of `mark`."""

    letter: str
    label: str
    detail: str
    mark: str
    tone: str


class _PlaceDelegate(RowDelegate):
    """Draws a letter, the name over its whereabouts, and the mark at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the one height of all rows."""
        return QSize(0, self.theme.space(_ROW_UNITS))

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw one place."""
        line: PlaceLine = index.data(_LINE)
        plate, gap = self.theme.space(5), self.theme.space(2)
        square = QRectF(box.left(), box.center().y() - plate / 2, plate, plate)
        self.brush.plate(painter, square, line.letter, "plate_muted")
        upper = QRectF(square.right() + gap, box.top(), box.right() - square.right() - gap, box.height() / 2)
        lower = upper.translated(0, upper.height())
        mark = self.brush.width(line.mark, "strong")
        self.brush.text(painter, upper, line.label, "strong", "text")
        self.brush.text(painter, lower, line.mark, "strong", line.tone, align=RIGHT)
        self.brush.text(painter, lower.adjusted(0, 0, -mark - gap, 0), line.detail, "body", "text_muted")


class PlaceList(RisingList):
    """Hangs below `anchor` and reaches to the right edge of `beside`; never takes the keyboard."""

    def __init__(
        self, theme: Theme, anchor: QWidget, beside: QWidget, name: str, picked: Callable[[int], None]
    ) -> None:
        super().__init__(theme, anchor, name, picked, anchor.setFocus, below=True)
        self._beside = beside
        self._lines: tuple[PlaceLine, ...] = ()
        self._rows.setItemDelegate(_PlaceDelegate(theme, self._rows))

    def show_places(self, lines: Sequence[PlaceLine], chosen: int | None) -> None:
        """Show places; nothing is shown when there are none."""
        self._lines = tuple(lines)
        self.show_rows("", [(line.label, f"{line.detail}, {line.mark}") for line in lines], chosen)

    def place(self) -> None:
        """Hang below the anchor again, as wide as anchor and neighbour."""
        super().place()
        window = self._anchor.window()
        corner = self._anchor.mapTo(window, QPoint(0, self._anchor.height()))
        right = self._beside.mapTo(window, QPoint(self._beside.width(), 0)).x()
        wanted = min(len(self._lines), _MOST_SHOWN) * self._theme.space(_ROW_UNITS) + 2 * self._theme.space(1)
        self.setGeometry(corner.x(), corner.y(), right - corner.x(), min(wanted, window.height() - corner.y()))

    def _fill(self, rows: tuple[tuple[str, str], ...]) -> None:
        super()._fill(rows)
        for number, line in enumerate(self._lines):
            self._rows.item(number).setData(_LINE, line)
