"""An icon that stands by itself, in the look of the theme. It says nothing: words stand beside it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons
from ui.theme import Theme


class Picture(QWidget):
    """Draws an icon, a square of so many steps, in the ink of a tone."""

    def __init__(self, theme: Theme, name: str, *, tone: str = "text", steps: float = 4) -> None:
        super().__init__()
        self._theme, self._name, self._tone, self._steps = theme, name, tone, steps
        self.setObjectName(f"picture_{name}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the square."""
        side = self._theme.space(self._steps)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        side, ratio = self.width(), self.devicePixelRatioF()
        QPainter(self).drawPixmap(0, 0, icons.pixmap(self._name, self._theme, side, ratio, self._tone))
