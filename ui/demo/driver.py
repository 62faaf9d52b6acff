"""Hands at the keyboard: keys go through the window as the system would bring them, so that shortcuts work too."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.demo.steps import Stroke

_TOUCHES = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress})

_TYPES = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Tab: "\t", Qt.Key.Key_Escape: "\x1b"}
"""What a named key types: the keyboard brings it along."""
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}


class Keyboard:
    """Types into whatever has the keyboard in a window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._asked = False
        self.typing = False

    def ready(self) -> bool:
        """Whether the window has the keyboard. It asks for it once: who turns to another window is left in peace."""
        if not self._asked and not self._window.isActiveWindow():
            self._asked = True
            self._window.activateWindow()
        return self._window.isActiveWindow()

    def type(self, stroke: Stroke) -> None:
        """Press and release one key."""
        handle = self._window.windowHandle()
        click = QTest.KeyAction.Click
        with self._hands_on():
            if stroke.chord:
                key, modifiers = _named(stroke.chord)
                QTest.sendKeyEvent(click, handle, key, _TYPES.get(key, ""), modifiers)
            else:
                character = stroke.character
                QTest.sendKeyEvent(click, handle, _key_of(character), character, _NO_MODIFIER)

    @contextmanager
    def _hands_on(self) -> Generator[None]:
        self.typing = True
        try:
            yield
        finally:
            self.typing = False


class Visitor(QObject):
    """Notices a key or a click that is not the tour's."""

    def __init__(self, window: QWindow, keyboard: Keyboard, noticed: Callable[[], None]) -> None:
        super().__init__()
        self._window, self._keyboard, self._noticed = window, keyboard, noticed
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note; the key still does what it does."""
        if event.type() in _TOUCHES and not self._keyboard.typing:
            watched.removeEventFilter(self)
            self._noticed()
        return False


def _key_of(character: str) -> Qt.Key:
    return Qt.Key(ord(character.upper())) if character.isascii() else Qt.Key.Key_unknown


def _named(chord: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    *held, name = chord.split("+")
    modifiers = _NO_MODIFIER
    for each in held:
        modifiers |= _HELD[each]
    return Qt.Key[f"Key_{name}"], modifiers
