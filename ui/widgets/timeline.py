"""The steps of a chain on a line of time, from top to bottom: what ran, what is next, what is still to come."""

from itertools import pairwise
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher.queries.chain_rows import StepPhase
from ui.presenters.card_running import StepShown
from ui.theme import Theme
from ui.widgets.painting import Brush
from ui.widgets.shapes import draw_shape
from ui.wording import tr

_PHASES = {
    StepPhase.RAN: "ran",
    StepPhase.NEXT: "next",
    StepPhase.TO_COME: "to come",
    StepPhase.NOT_NEEDED: "not needed",
}


class TimelineWidget(QWidget):
    """One line a step: node, time, what, and in small letters what it did or how it comes again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._steps: tuple[StepShown, ...] = ()
        self.setObjectName("timeline")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: tuple[StepShown, ...]) -> None:
        """Draw these steps."""
        if steps == self._steps:
            return
        if len(steps) != len(self._steps):
            self.updateGeometry()
        self._steps = steps
        self.setAccessibleName("; ".join(map(spoken_step, steps)))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all steps."""
        return QSize(self._theme.space(60), len(self._steps) * self._line)

    def minimumSizeHint(self) -> QSize:
        """Never clip a step."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw rail, nodes and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self._theme.space(2.5)
        centers = [QPointF(middle, (place + 0.5) * self._line) for place in range(len(self._steps))]
        for (start, end), step in zip(pairwise(centers), self._steps[1:], strict=False):
            self._rail(painter, start, end, step)
        for place, step in enumerate(self._steps):
            self._node(painter, centers[place], step)
            self._words(painter, QRectF(0, place * self._line, self.width(), self._line), step)

    @property
    def _line(self) -> int:
        return self._brush.line()

    def _rail(self, painter: QPainter, start: QPointF, end: QPointF, step: StepShown) -> None:
        gap = self._theme.space(1.75)
        pen = QPen(self._brush.color("line_strong"), self._theme.space(0.5))
        if step.phase is not StepPhase.RAN:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(start.x(), start.y() + gap), QPointF(end.x(), end.y() - gap))

    def _node(self, painter: QPainter, center: QPointF, step: StepShown) -> None:
        size = self._theme.space(3 if step.phase is StepPhase.NEXT else 2.25)
        square = QRectF(center.x() - size / 2, center.y() - size / 2, size, size)
        draw_shape(painter, step.shape, square, self._brush.color(step.tone))

    def _words(self, painter: QPainter, box: QRectF, step: StepShown) -> None:
        brush, gap = self._brush, self._theme.space(2)
        strong = "strong" if step.phase is StepPhase.NEXT else "body"
        left, right = float(self._theme.space(6)), 0.0
        brush.text(painter, box.adjusted(left, 0, 0, 0), step.when, strong, step.tone)
        left += max(self._time_width, brush.width(step.when, strong)) + gap
        if step.late:
            right = brush.plate_width(step.late, "small") + gap
            plate = QRectF(box.right() - right + gap, box.top() + 1, right - gap, box.height() - 2)
            brush.plate(painter, plate, step.late, "plate_warning", "small")
        brush.text(painter, box.adjusted(left, 0, -right, 0), step.word, strong, step.tone)
        left += brush.width(step.word, strong) + gap
        if step.did and left < box.width() - right:
            brush.text(painter, box.adjusted(left, 0, -right, 0), step.did, "small", "text_muted")

    @property
    def _time_width(self) -> int:
        return ceil(self._brush.width("00:00:00", "body"))


def spoken_step(step: StepShown) -> str:
    """Say a step in one sentence."""
    parts = (tr(_PHASES[step.phase]), step.word, step.when, step.did, step.late)
    return " ".join(part for part in parts if part)
