"""Letters typed where nothing takes them: told apart from the keys that a panel uses itself."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NO_TEXT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def is_typing(event: QKeyEvent) -> bool:
    """Whether a key press writes a visible sign."""
    text = event.text()
    return bool(text) and text.isprintable() and not text.isspace() and not event.modifiers() & _NO_TEXT
