"""Paints a unit's row: call sign, shown state, and what it is on."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.presenters.units import UnitColumn, UnitLine
from ui.theme import Theme
from ui.widgets.row_delegate import Index, RowDelegate


class UnitDelegate(RowDelegate):
    """One row of the unit board."""

    def __init__(self, theme: Theme, line_at: Callable[[int], UnitLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw one cell of a row."""
        line = self._line_at(index.row())
        match UnitColumn(index.column()):
            case UnitColumn.CALL_SIGN:
                self.brush.text(painter, box, line.call_sign, "strong", line.badge.tone)
            case UnitColumn.STATE:
                word = f"{line.badge.word}: {line.reason}" if line.reason else line.badge.word
                self.brush.badge(painter, box, line.badge, word=word)
            case UnitColumn.SINCE:
                self.brush.text(painter, box, line.since, "body", "text_muted")
            case UnitColumn.INCIDENT:
                self.brush.text(painter, box, line.incident, "body", "text")
            case UnitColumn.TYPE:
                self.brush.text(painter, box, line.type_name, "body", "text_muted")
            case UnitColumn.STATION:
                self.brush.text(painter, box, line.station, "body", "text_muted")
            case UnitColumn.CAPABILITIES:
                self.brush.text(painter, box, line.capabilities, "small", "text_muted")
