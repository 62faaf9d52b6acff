"""The priority, big, and the five it could be: the matrix decides, 1 to 5 override it, 0 gives it back."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.painting import Brush

_NAMES = ("P1", "P2", "P3", "P4", "P5")


class PriorityChoice(QWidget):
    """Draws a plate with the priority in force, five steps, and where it comes from. `picked` carries 0 to 5."""

    picked = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._brush = theme, Brush(theme)
        self._name, self._matrix, self._why = "P3", "P3", ""
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        dress(self, theme, height=11)

    def show_priority(self, priority: str, matrix: str, why: str) -> None:
        """Show the priority in force, what the matrix gives, and the words that say why."""
        if (priority, matrix, why) != (self._name, self._matrix, self._why):
            self._name, self._matrix, self._why = priority, matrix, why
            self.setAccessibleDescription(f"{priority}, {why}")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit; 0 or Delete lets the matrix decide; the arrows go one up or down."""
        key, text = event.key(), event.text()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if text in set("012345"):
            self.picked.emit(int(text))
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.picked.emit(0)
        elif step is not None:
            self.picked.emit(min(5, max(1, _NAMES.index(self._name) + 1 + step)))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by a click; a click on the plate lets the matrix decide."""
        place = event.position()
        if self._plate().contains(place):
            self.picked.emit(0)
        for number, box in enumerate(self._steps(), start=1):
            if box.contains(place):
                self.picked.emit(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that digits now choose here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop showing it."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw plate, steps and words."""
        painter = QPainter(self)
        self._brush.plate(painter, self._plate(), self._name, self._name.lower(), "title")
        for name, box in zip(_NAMES, self._steps(), strict=True):
            if name == self._name:
                self._brush.plate(painter, box, name, name.lower())
            else:
                painter.fillRect(box, self._brush.color("surface_sunken"))
                center = int(Qt.AlignmentFlag.AlignCenter)
                self._brush.text(painter, box, name, "body", "text_muted", align=center)
            if name == self._matrix:
                bar = QRectF(box.left(), box.bottom() + self._theme.space(0.5), box.width(), self._theme.space(0.5))
                painter.fillRect(bar, self._brush.color("accent"))
        left = self._steps()[0].left()
        below = QRectF(left, self._theme.space(6.5), self.width() - left, self._theme.space(4.5))
        self._brush.text(painter, below, self._why, "small", "text_muted")
        if self.hasFocus():
            self._outline(painter)

    def _outline(self, painter: QPainter) -> None:
        thick, color = self._theme.space(0.5), self._brush.color("focus")
        box = QRectF(self.rect())
        painter.fillRect(QRectF(0, 0, box.width(), thick), color)
        painter.fillRect(QRectF(0, box.height() - thick, box.width(), thick), color)
        painter.fillRect(QRectF(0, 0, thick, box.height()), color)
        painter.fillRect(QRectF(box.width() - thick, 0, thick, box.height()), color)

    def _plate(self) -> QRectF:
        return QRectF(0, 0, self._theme.space(17), self.height())

    def _steps(self) -> list[QRectF]:
        left, gap = self._theme.space(20), self._theme.space(1)
        width = min(self._theme.space(14), (self.width() - left - 4 * gap) / 5)
        top, height = self._theme.space(0.5), self._theme.space(5)
        return [QRectF(left + place * (width + gap), top, width, height) for place in range(5)]
