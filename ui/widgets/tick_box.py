"""A box to tick: drawn in the inks of the theme, its tick a shape of its own."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.painting import LEFT, Brush
from ui.widgets.shapes import draw_shape
from ui.wording import tr


class TickBox(QCheckBox):
    """Space ticks it; its word stands beside the box."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self.setObjectName(name)
        dress(self, theme, font="strong")
        self.setAccessibleName(tr("heard back"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Box and word."""
        words = self._brush.width(self.text(), "strong")
        return QSize(round(self._side + 2 * self._gap + words), self._side + 2 * self._theme.space(0.5))

    def minimumSizeHint(self) -> QSize:
        """Never smaller than its word."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Wherever it is clicked."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, tick and word."""
        painter = QPainter(self)
        side, inset = float(self._side), self._theme.space(0.5)
        box = QRectF(inset, (self.height() - side) / 2, side, side)
        painter.fillRect(box, self._brush.color("surface_sunken"))
        edge = "focus" if self.hasFocus() else "line_strong"
        painter.setPen(QPen(self._brush.color(edge), self._theme.space(0.5 if self.hasFocus() else 0.25)))
        painter.drawRect(box)
        if self.isChecked():
            small = box.adjusted(side / 5, side / 5, -side / 5, -side / 5)
            draw_shape(painter, "tick", small, self._brush.color("accent"))
        tone = "text" if self.isChecked() else "text_muted"
        words = QRectF(box.right() + self._gap, 0, self.width() - box.right() - self._gap, self.height())
        self._brush.text(painter, words, self.text(), "strong", tone, align=LEFT)

    @property
    def _side(self) -> int:
        return self._theme.space(4.5)

    @property
    def _gap(self) -> int:
        return self._theme.space(1.5)
