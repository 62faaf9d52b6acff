"""The ladder of a transmission: a rung is filled only when its evidence is stored."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.card_ladder import Rung, RungState
from ui.theme import Theme
from ui.widgets.painting import CENTER, Brush
from ui.widgets.shapes import draw_shape
from ui.wording import tr

_TOGETHER = 0.9
"""The share of rungs that a channel cannot report, all together, beside 1 for each that it can."""


class LadderWidget(QWidget):
    """Rungs from left to right, each with word and time; those that the channel cannot report share one place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._rungs: tuple[Rung, ...] = ()
        self.setObjectName("ladder")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_rungs(self, rungs: tuple[Rung, ...]) -> None:
        """Draw these rungs."""
        if rungs != self._rungs:
            self._rungs = rungs
            self.setAccessibleName("; ".join(f"{rung.badge.word} {rung.under}" for rung in rungs))
            self.update()

    def sizeHint(self) -> QSize:
        """Node, word, time."""
        lines = self._brush.metrics("small").height() * 2
        return QSize(self._theme.space(100), int(self._theme.space(6) + lines))

    def minimumSizeHint(self) -> QSize:
        """Its height is fixed."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all rungs."""
        steps = _steps(self._rungs)
        if not steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self.width() / sum(step.share for step in steps)
        middle = self._theme.space(2.5)
        left, centers = 0.0, list[QPointF]()
        for step in steps:
            wide = unit * step.share
            centers.append(QPointF(left + wide / 2, middle))
            self._words(painter, QRectF(left, self._theme.space(5.25), wide, 0), step)
            left += wide
        for (start, end), step in zip(pairwise(centers), steps[1:], strict=True):
            self._rail(painter, start, end, step.rung)
        for center, step in zip(centers, steps, strict=True):
            self._node(painter, center, step.rung)

    def _rail(self, painter: QPainter, start: QPointF, end: QPointF, rung: Rung) -> None:
        gap = self._theme.space(3)
        reached = rung.state is RungState.REACHED
        pen = QPen(self._brush.color(rung.badge.tone if reached else "line_strong"), self._theme.space(0.5))
        if not reached:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(start.x() + gap, start.y()), QPointF(end.x() - gap, end.y()))

    def _node(self, painter: QPainter, center: QPointF, rung: Rung) -> None:
        size = self._theme.space(4)
        if rung.state is RungState.REACHED:
            square = QRectF(center.x() - size / 2, center.y() - size / 2, size, size)
            draw_shape(painter, rung.badge.shape, square, self._brush.color(rung.badge.tone))
            return
        small = self._theme.space(1.25)
        painter.setPen(QPen(self._brush.color("line_strong"), self._theme.space(0.5)))
        if rung.state is RungState.NOT_OFFERED:
            painter.drawLine(QPointF(center.x() - small, center.y()), QPointF(center.x() + small, center.y()))
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, float(small), float(small))

    def _words(self, painter: QPainter, top: QRectF, step: "_Step") -> None:
        rung = step.rung
        reached = rung.state is RungState.REACHED
        high = self._brush.metrics("small").height()
        word = QRectF(top.left(), top.top(), top.width(), high)
        tone = rung.badge.tone if reached else "text_muted"
        self._brush.text(painter, word, step.title, "small", tone, align=CENTER)
        self._brush.text(painter, word.translated(0, high), rung.under, "small",
                         "text" if reached else "text_muted", align=CENTER)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Step:
    """What stands at one place: a rung, or all that lie between two rungs and that this channel cannot report."""

    rung: Rung
    title: str
    share: float


def _steps(rungs: tuple[Rung, ...]) -> list[_Step]:
    steps: list[_Step] = []
    for offered, group in groupby(rungs, lambda rung: rung.state is not RungState.NOT_OFFERED):
        together = list(group)
        if offered or len(together) == 1:
            steps += [_Step(rung, f"{rung.badge.letter} {rung.badge.word}", 1.0) for rung in together]
        else:
            title = tr("{first} to {last}", first=together[0].badge.letter, last=together[-1].badge.letter)
            steps.append(_Step(together[0], title, _TOGETHER))
    return steps
