"""One of a few words: arrows and first letters choose. The wheel scrolls the form, it never changes a choice."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from ui.theme import Theme
from ui.widgets.dressing import dress

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class OptionBox(QComboBox):
    """`picked` carries the place of the word that somebody chose."""

    picked = Signal(int)

    def __init__(self, theme: Theme, name: str, words: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(name)
        dress(self, theme, font="body")
        self.addItems(list(words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.activated.connect(self.picked)

    def show_choice(self, place: int) -> None:
        """Show what is chosen."""
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape belong to the panel, as does every chord but the one that opens the list."""
        chord = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
        if event.key() in _ENTER or event.key() == Qt.Key.Key_Escape or chord:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()
