"""A queue row in three lines: type and phase, place and owner, units and what fires next."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.presenters.queue import QueueColumn, QueueLine, short_number
from ui.widgets.painting import RIGHT, Brush
from ui.widgets.queue_parts import (
    draw_due,
    draw_place,
    draw_plate,
    draw_type,
    lines_of,
    loud_words,
    plate_width,
    type_width,
)
from ui.widgets.unit_badges import draw_units, units_width

_MOST_OF_LINE = 0.6


class NarrowRow:
    """Draws the two cells of a row in a narrow queue."""

    def __init__(self, brush: Brush) -> None:
        self._brush = brush
        self.due_width = 0.0

    def draw(self, painter: QPainter, box: QRectF, column: QueueColumn, line: QueueLine) -> None:
        """Draw one cell."""
        lines = lines_of(box, 3)
        if column is QueueColumn.PRIORITY:
            draw_plate(self._brush, painter, lines[0], line.priority, line.priority.lower())
            self._brush.text(painter, lines[1], line.age)
            self._brush.text(painter, lines[2], short_number(line.number), "small", "text_muted")
        elif column is QueueColumn.WHAT:
            self._what(painter, lines[0], line)
            self._where(painter, lines[1], line)
            self._who(painter, lines[2], line)

    def _what(self, painter: QPainter, box: QRectF, line: QueueLine) -> None:
        """The phase, or a word that is louder, stands over what fires next, further right where the type needs it."""
        brush, gap = self._brush, self._brush.theme.space(2)
        loud = loud_words(line)[:1]
        needed = plate_width(brush, loud[0][0], loud[0][2]) if loud else brush.badge_width(line.phase)
        left = min(max(box.width() - self.due_width, type_width(brush, line) + gap), box.width() - needed)
        right = box.adjusted(left, 0, 0, 0)
        if loud:
            draw_plate(brush, painter, right, *loud[0])
        else:
            brush.badge(painter, right, line.phase)
        draw_type(brush, painter, QRectF(box.left(), box.top(), left - gap, box.height()), line)

    def _where(self, painter: QPainter, box: QRectF, line: QueueLine) -> None:
        """A second loud word stands where the owner would: whose it is can be asked, that it is lost cannot."""
        brush = self._brush
        also = loud_words(line)[1:2]
        if also:
            right = plate_width(brush, also[0][0], also[0][2])
            draw_plate(brush, painter, box.adjusted(box.width() - right, 0, 0, 0), *also[0])
        else:
            right = brush.width(line.owner, "small")
            brush.text(painter, box, line.owner, "small", "text_muted", align=RIGHT)
        draw_place(brush, painter, box.adjusted(0, 0, -right - brush.theme.space(2), 0), line)

    def _who(self, painter: QPainter, box: QRectF, line: QueueLine) -> None:
        """What fires next gives way to units that would not fit, as far as its own words leave room."""
        left, gap = self.due_left(box.width(), line), self._brush.theme.space(2)
        draw_due(self._brush, painter, box.adjusted(left, 0, 0, 0), line)
        draw_units(self._brush, painter, (box.adjusted(0, 0, left - gap - box.width(), 0),), line.units)

    def due_left(self, width: float, line: QueueLine) -> float:
        """Return where what fires next begins on a line of that width."""
        usual = width - min(self.due_width, width * _MOST_OF_LINE)
        needed = self._brush.width(line.fires_short, "body") + 1
        units = units_width(self._brush, line.units) + self._brush.theme.space(2)
        return max(usual, min(units, width - needed))
