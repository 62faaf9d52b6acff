"""A queue row in two lines and five columns."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from dispatcher.domain.assignments import AssignmentState
from ui.presenters.queue import QueueColumn, QueueLine
from ui.widgets.painting import Brush
from ui.widgets.queue_parts import draw_due, draw_place, draw_plate, draw_type, lines_of, loud_words
from ui.widgets.unit_badges import draw_units


class WideRow:
    """Draws the cells of a row in a wide queue."""

    usual_states = (AssignmentState.ALERTED, AssignmentState.ACKNOWLEDGED, AssignmentState.EN_ROUTE)

    def __init__(self, brush: Brush) -> None:
        self._brush = brush

    def draw(self, painter: QPainter, box: QRectF, column: QueueColumn, line: QueueLine) -> None:
        """Draw one cell."""
        brush = self._brush
        upper, lower = lines_of(box, 2)
        match column:
            case QueueColumn.PRIORITY:
                draw_plate(brush, painter, upper, line.priority, line.priority.lower())
                brush.text(painter, lower, line.age, "small", "text")
            case QueueColumn.WHAT:
                loud = loud_words(line)
                draw_type(brush, painter, self._behind(painter, upper, loud[:1]), line)
                draw_place(brush, painter, self._behind(painter, lower, loud[1:2]), line)
            case QueueColumn.PHASE:
                brush.badge(painter, upper, line.phase)
                brush.text(painter, lower, line.number, "small", "text_muted")
            case QueueColumn.UNITS:
                draw_units(brush, painter, (upper, lower), line.units)
            case QueueColumn.NEXT:
                draw_due(brush, painter, upper, line)
                brush.text(painter, lower, line.owner, "small", "text_muted")

    def _behind(self, painter: QPainter, box: QRectF, loud: tuple[tuple[str, str, str], ...]) -> QRectF:
        """Draw a loud word, when there is one; return the room behind it."""
        if not loud:
            return box
        used = draw_plate(self._brush, painter, box, *loud[0])
        return box.adjusted(used + self._brush.theme.space(1.5), 0, 0, 0)
