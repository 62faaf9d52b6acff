"""Placing: the mode in which a click or Enter says where something is. A banner says so as long as it lasts."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.map.view import MapView
from ui.theme import Theme
from ui.widgets.painting import Brush
from ui.wording import tr


class Placing:
    """Whether it is on, in which words, and whether the aim stands outside the map."""

    def __init__(self, theme: Theme) -> None:
        self._theme, self._brush = theme, Brush(theme)
        self.words = ""
        self.outside = False

    @property
    def on(self) -> bool:
        """Whether a click places."""
        return bool(self.words)

    def hint(self) -> str:
        """Say what to do; a place outside the map is said so before it is taken."""
        if self.outside:
            return tr("outside the map, still allowed · Esc leaves")
        return tr("click, or arrows and Enter · Esc leaves")

    def paint(self, painter: QPainter, view: MapView, right: float) -> None:
        """Draw banner and aim; `right` is what stands free for others at the upper right."""
        gap, line = self._theme.space(2), self._theme.space(5)
        wide = max(self._brush.width(self.words, "strong"), self._brush.width(self.hint(), "small")) + 4 * gap
        box = QRectF(gap, gap, min(wide, view.width - 2 * gap - right), 2 * line + gap)
        painter.fillRect(box, self._theme.color("surface_raised"))
        token = "warning" if self.outside else "accent"
        painter.fillRect(QRectF(box.left(), box.top(), self._theme.space(1), box.height()), self._theme.color(token))
        inner = box.adjusted(2 * gap, gap / 2, -gap, 0)
        self._brush.text(painter, QRectF(inner.left(), inner.top(), inner.width(), line), self.words, "strong", "text")
        below = QRectF(inner.left(), inner.top() + line, inner.width(), line)
        self._brush.text(painter, below, self.hint(), "small", "warning" if self.outside else "text_muted")

    def paint_aim(self, painter: QPainter, middle: QPointF) -> None:
        """Draw the crosshair of the keyboard."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("map_symbol_ground", 4.4), ("focus", 1.8)):
            painter.setPen(QPen(self._theme.color(token), width))
            painter.drawEllipse(middle, 13.0, 13.0)
            for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(middle + QPointF(4 * right, 4 * down), middle + QPointF(24 * right, 24 * down))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
