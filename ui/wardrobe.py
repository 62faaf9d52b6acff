"""The colours and the size of letters that a window wears; letters never grow beyond what its monitor can show."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QMainWindow

from ui.theme import Theme
from ui.widgets.dressing import wear
from ui.wording import tr

SMALLEST_STEPS = (295, 166)
"""Below this, in steps of the theme, panels lose what they must show."""


class Wardrobe:
    """Changes the look of one window, and with it that of the application."""

    def __init__(self, theme: Theme, window: QMainWindow) -> None:
        self._theme, self._window = theme, window

    def put_on(self, name: str, scale: float) -> None:
        """Wear a theme with letters of this scale, or the next smaller one that fits the monitor."""
        self._theme.switch(name)
        self._theme.rescale(scale)
        while not self._fits() and self._theme.next_scale(-1) < self._theme.scale:
            self._theme.rescale(self._theme.next_scale(-1))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            wear(app, self._theme)

    def change_letters(self, step: int) -> str:
        """Make letters larger or smaller by so many sizes; say why not when the monitor is too small."""
        wanted = self._theme.next_scale(step)
        self.put_on(self._theme.name, wanted)
        return tr("Larger letters do not fit this screen.") if self._theme.scale < wanted else ""

    def bound_window(self) -> None:
        """Keep the window from being made smaller than its panels bear, or than its monitor is."""
        self._window.setMinimumSize(self._wanted().boundedTo(self.monitor()))

    def monitor(self) -> QSize:
        """Return how large the monitor is that the window stands on."""
        return self._window.screen().size()

    def _fits(self) -> bool:
        return self._wanted().boundedTo(self.monitor()) == self._wanted()

    def _wanted(self) -> QSize:
        across, down = SMALLEST_STEPS
        return QSize(self._theme.space(across), self._theme.space(down))
