"""Paints a unit's row: call sign, shown state, and what it is on; chooses the columns that a width has room for."""

from collections.abc import Callable, Iterable, Mapping
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.units import Availability
from ui.presenters.queue import short_number
from ui.presenters.units import UnitColumn, UnitLine
from ui.theme import Theme
from ui.widgets.row_delegate import Index, RowDelegate
from ui.wording import tr, unit_badge

ALWAYS = (UnitColumn.CALL_SIGN, UnitColumn.STATE, UnitColumn.SINCE, UnitColumn.INCIDENT)
_BY_ROOM = (UnitColumn.STATION, UnitColumn.TYPE, UnitColumn.CAPABILITIES)
_LEAST_STEPS = {UnitColumn.STATION: 24, UnitColumn.TYPE: 24, UnitColumn.CAPABILITIES: 48}
_MOST_STEPS = 48
_NUMBER = "2026-000000"


class UnitDelegate(RowDelegate):
    """One row of the unit board."""

    def __init__(self, theme: Theme, line_at: Callable[[int], UnitLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at
        self._whole_number = False

    @property
    def row_height(self) -> int:
        """How high a row is with the present fonts."""
        return self.brush.line() + self.theme.space(2)

    def fit(self, width: int, texts: Callable[[UnitColumn], Iterable[str]]) -> Mapping[UnitColumn, int]:
        """Return the columns that there is room for, with their widths, given the words in the last three."""
        widths = self._always()
        room = width - sum(widths.values())
        for column in _BY_ROOM:
            wanted = self._wanted(column, texts(column))
            if room < min(wanted, self.theme.space(_LEAST_STEPS[column])):
                break
            widths[column] = min(wanted, room)
            room -= widths[column]
        more = self._number(_NUMBER) - widths[UnitColumn.INCIDENT]
        self._whole_number = room >= more
        if self._whole_number:
            widths[UnitColumn.INCIDENT] += more
        return widths

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw one cell of a row."""
        line = self._line_at(index.row())
        match UnitColumn(index.column()):
            case UnitColumn.CALL_SIGN:
                self.brush.text(painter, box, line.call_sign, "strong", line.badge.tone)
            case UnitColumn.STATE:
                self.brush.badge(painter, box, line.badge)
            case UnitColumn.SINCE:
                self.brush.text(painter, box, line.since, "body", "text_muted")
            case UnitColumn.INCIDENT:
                self._incident(painter, box, line)
            case UnitColumn.TYPE:
                self.brush.text(painter, box, line.type_name, "body", "text_muted")
            case UnitColumn.STATION:
                self.brush.text(painter, box, line.station, "body", "text_muted")
            case UnitColumn.CAPABILITIES:
                self.brush.text(painter, box, line.capabilities, "small", "text_muted")

    def _incident(self, painter: QPainter, box: QRectF, line: UnitLine) -> None:
        """What it is on; for a unit that is on nothing, why it cannot be."""
        if line.incident:
            self.brush.text(painter, box, line.incident if self._whole_number else short_number(line.incident))
        else:
            self.brush.text(painter, box, line.reason, "small", line.badge.tone)

    def _always(self) -> dict[UnitColumn, int]:
        states = (unit_badge(state) for state in (*AssignmentState, *Availability))
        return {
            UnitColumn.CALL_SIGN: ceil(self.brush.width("M0000", "strong")) + self._pad,
            UnitColumn.STATE: ceil(max(self.brush.badge_width(badge) for badge in states)) + self._pad,
            UnitColumn.SINCE: ceil(self.brush.width(tr("{hours} h {minutes:02d}", hours=20, minutes=0), "body"))
            + self._pad,
            UnitColumn.INCIDENT: self._number(short_number(_NUMBER)),
        }

    def _wanted(self, column: UnitColumn, texts: Iterable[str]) -> int:
        role = "small" if column is UnitColumn.CAPABILITIES else "body"
        longest = max((ceil(self.brush.width(text, role)) for text in texts), default=0) + self._pad
        return min(longest, self.theme.space(_MOST_STEPS))

    def _number(self, words: str) -> int:
        return ceil(self.brush.width(words, "body")) + self._pad

    @property
    def _pad(self) -> int:
        return self.theme.space(4)
