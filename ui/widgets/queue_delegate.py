"""Paints a queue row straight from its line: two lines in five columns, or three lines where the queue is narrow."""

from collections.abc import Callable, Mapping
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dispatcher.domain.incidents import Phase
from ui.presenters.queue import QueueColumn, QueueLine
from ui.theme import Theme
from ui.widgets.queue_narrow import NarrowRow
from ui.widgets.queue_wide import WideRow
from ui.widgets.row_delegate import Index, RowDelegate
from ui.wording import assignment_badge, phase_badge, step_words, tr

_LEAST_WHAT = 52
"""Less room than this for type and place, in steps, makes the queue a narrow one."""


class QueueDelegate(RowDelegate):
    """One row of the queue. `wide` chooses the layout."""

    def __init__(self, theme: Theme, line_at: Callable[[int], QueueLine], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line_at = line_at
        self._narrow, self._wide = NarrowRow(self.brush), WideRow(self.brush)
        self.wide = False
        self.measure()

    @property
    def row_height(self) -> int:
        """How high a row is with the present fonts and layout."""
        return (2 if self.wide else 3) * self.brush.line() + self.theme.space(2.5)

    @property
    def wide_from(self) -> int:
        """The width from which there is room for all columns."""
        return sum(self.widths.values()) + self.theme.space(_LEAST_WHAT)

    def measure(self) -> None:
        """Take the widths of columns from the present fonts."""
        brush, pad = self.brush, self.theme.space(3)
        age = max(brush.width(tr("{days} d {hours} h", days=10, hours=20), "small"), brush.plate_width("P1"))
        phase = max(brush.badge_width(phase_badge(phase)) for phase in Phase)
        number = brush.width("2026-000000", "small")
        steps = step_words()
        self.due_width = max(
            max(brush.width(tr("{step} overdue {time}", step=step, time="00:00"), "small") for step in steps),
            max(brush.width(tr("{step} in {time}", step=step, time="0:00"), "body") for step in steps),
        )
        unit = max(brush.badge_width(assignment_badge(state), "M00") for state in self._wide.usual_states)
        self._narrow.due_width = self.due_width
        self.widths: Mapping[QueueColumn, int] = {
            QueueColumn.PRIORITY: ceil(age) + pad,
            QueueColumn.PHASE: ceil(max(phase, number)) + pad,
            QueueColumn.UNITS: ceil(2 * unit) + self.theme.space(2.5) + pad,
            QueueColumn.NEXT: ceil(self.due_width) + pad,
        }

    def ground(self, place: int) -> str:
        """A row that nobody guards, or for which nobody could be made to answer, cannot be overlooked."""
        line = self._line_at(place)
        if not line.guarded or line.unconfirmed:
            return "surface_alarm"
        return "surface_warning" if line.requeued else ""

    def edge(self, place: int) -> str:
        """It is striped as well."""
        line = self._line_at(place)
        return "plate_alarm" if not line.guarded or line.unconfirmed else ""

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw one cell of a row."""
        line, column = self._line_at(index.row()), QueueColumn(index.column())
        inner = box.adjusted(0, self.theme.space(1), 0, -self.theme.space(1.5))
        (self._wide if self.wide else self._narrow).draw(painter, inner, column, line)
