"""A scrolling part that is read by keys: it shows that it has the keyboard, and moves by line, page and to its ends."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.theme import Theme

_LINE_STEPS = 6


class ReadingArea(QScrollArea):
    """Scrolls up and down only. Arrows and page keys are Qt's own; keys that a child leaves unused arrive here too."""

    def __init__(self, theme: Theme, name: str, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setProperty("reading", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        self.restyle()

    def restyle(self) -> None:
        """Scroll by a line as high as the theme makes it."""
        self.verticalScrollBar().setSingleStep(self._theme.space(_LINE_STEPS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the ends by Home and End."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)
