"""What a policy would do, drawn over time: a line a step, a mark each time that it comes."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher.domain.foreseen import Outcome
from ui.presenters.policies import ForeseenStep, PoliciesShown
from ui.theme import Theme
from ui.widgets.painting import CENTER, RIGHT, Brush
from ui.widgets.shapes import draw_shape
from ui.wording import tr

_SHAPES = {Outcome.DID: ("disc", "warning"), Outcome.NOTHING: ("ring", "text_muted"),
           Outcome.CANCELLED: ("cross", "text_muted")}  # fmt: skip
_SAID = {Outcome.DID: "acts", Outcome.NOTHING: "nothing to do", Outcome.CANCELLED: "not needed any more"}


class ForeseenWidget(QWidget):
    """Two lines a step: when and what, below it its marks on the common scale of time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._shown: PoliciesShown | None = None
        self.setObjectName("foreseen")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_foreseen(self, shown: PoliciesShown) -> None:
        """Draw it."""
        if shown == self._shown:
            return
        self._shown = shown
        self.setAccessibleName("; ".join(map(spoken, shown.steps)) or tr("what the policy would do"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for every step and the scale."""
        count = len(self._shown.steps) if self._shown else 0
        return QSize(self._theme.space(80), self._top + count * self._row)

    def minimumSizeHint(self) -> QSize:
        """Never clip a step."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw scale, steps and marks."""
        if self._shown is None or not self._shown.steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        inner = whole.adjusted(self._theme.space(5), 0, -self._theme.space(8), 0)
        self._scale(painter, inner)
        for place, step in enumerate(self._shown.steps):
            self._step(painter, inner, self._top + place * self._row, step)
        if self._shown.acts_at is not None and self._shown.acts_at <= 1:
            self._act(painter, inner.left() + self._shown.acts_at * inner.width(), len(self._shown.steps))

    @property
    def _top(self) -> int:
        return self._brush.line() + self._theme.space(1)

    @property
    def _row(self) -> int:
        return 2 * self._brush.line() + self._theme.space(1)

    def _scale(self, painter: QPainter, inner: QRectF) -> None:
        wide = self._theme.space(16)
        for part, words in self._shown.grid if self._shown else ():
            at = inner.left() + part * inner.width()
            box = QRectF(at - wide / 2, 0, wide, self._brush.line())
            self._brush.text(painter, box, words, "small", "text_muted", align=CENTER)
            painter.setPen(QPen(self._brush.color("line"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(at, self._top), QPointF(at, self.height()))

    def _act(self, painter: QPainter, at: float, steps: int) -> None:
        """Where somebody acts, on each track and never through the words."""
        painter.setPen(QPen(self._brush.color("accent"), self._theme.space(0.75)))
        line = self._brush.line()
        for place in range(steps):
            top = self._top + place * self._row + line
            painter.drawLine(QPointF(at, top), QPointF(at, top + line))

    def _step(self, painter: QPainter, inner: QRectF, top: float, step: ForeseenStep) -> None:
        brush, line, gap = self._brush, self._brush.line(), self._theme.space(2)
        when = brush.width("00:00", "strong") + gap
        words = QRectF(0, top, self.width(), line)
        brush.text(painter, QRectF(0, top, when - gap, line), step.when, "strong", "text", align=RIGHT)
        brush.text(painter, words.adjusted(when, 0, 0, 0), step.word, "strong")
        left = when + brush.width(step.word, "strong") + gap
        brush.text(painter, words.adjusted(left, 0, 0, 0), step.words, "small", "text_muted")
        middle = top + line * 1.5
        painter.setPen(QPen(brush.color("line_strong"), 1))
        painter.drawLine(QPointF(inner.left(), middle), QPointF(inner.right(), middle))
        size = self._theme.space(2.5)
        for part, outcome in step.marks:
            shape, tone = _SHAPES[outcome]
            at = inner.left() + part * inner.width()
            draw_shape(painter, shape, QRectF(at - size / 2, middle - size / 2, size, size), brush.color(tone))
        if step.goes_on:
            where = QRectF(inner.right() + self._theme.space(2), middle - size / 2, size, size)
            draw_shape(painter, "chevrons", where, brush.color("warning"))


def spoken(step: ForeseenStep) -> str:
    """Say a step in one sentence."""
    marks = ", ".join(dict.fromkeys(tr(_SAID[outcome]) for _, outcome in step.marks))
    parts = (step.when, step.word, step.words, marks, tr("goes on") if step.goes_on else "")
    return " ".join(part for part in parts if part)
