"""The ladder of a transmission: a rung is filled only when its evidence is stored."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presenters.card_ladder import Rung, RungState
from ui.theme import Theme
from ui.widgets.painting import CENTER, Brush
from ui.widgets.shapes import draw_shape


class LadderWidget(QWidget):
    """Six rungs from left to right, each with word and time, or why there is none."""

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
        if not self._rungs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self._rungs)
        middle = self._theme.space(2.5)
        for place, rung in enumerate(self._rungs):
            center = QPointF(step * (place + 0.5), middle)
            if place:
                self._rail(painter, QPointF(center.x() - step, middle), center, rung)
            self._words(painter, QRectF(step * place, self._theme.space(5.25), step, 0), rung)
        for place, rung in enumerate(self._rungs):
            self._node(painter, QPointF(step * (place + 0.5), middle), rung)

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

    def _words(self, painter: QPainter, top: QRectF, rung: Rung) -> None:
        reached = rung.state is RungState.REACHED
        high = self._brush.metrics("small").height()
        word = QRectF(top.left(), top.top(), top.width(), high)
        tone = rung.badge.tone if reached else "text_muted"
        self._brush.text(painter, word, f"{rung.badge.letter} {rung.badge.word}", "small", tone, align=CENTER)
        self._brush.text(painter, word.translated(0, high), rung.under, "small",
                         "text" if reached else "text_muted", align=CENTER)  # fmt: skip
