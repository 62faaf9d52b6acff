"""Lets abbreviations expand in a field as somebody types; Backspace directly afterwards brings back what was typed."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from ui.presenters.abbreviations import Abbreviations


class Expanding(QObject):
    """Hangs on a line or a text. It acts on typed signs only: what a program sets or a hand pastes stays as it is."""

    def __init__(self, field: QLineEdit | QPlainTextEdit, abbreviations: Abbreviations) -> None:
        super().__init__(field)
        self._field, self._abbreviations = field, abbreviations
        self._typed = False
        field.installEventFilter(self)
        field.textChanged.connect(self._on_text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo by Backspace; note that a sign is being typed."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            back = self._abbreviations.undo(self._text(), self._caret())
            if back is not None:
                self._put(*back)
                return True
        self._typed = len(event.text()) == 1 and event.text().isprintable()
        return super().eventFilter(watched, event)

    def _on_text(self) -> None:
        typed, self._typed = self._typed, False
        if self._is_empty():
            self._abbreviations.emptied()
        grown = self._abbreviations.typed(self._text(), self._caret()) if typed else None
        if grown is not None:
            self._put(*grown)

    def _is_empty(self) -> bool:
        return not self._field.text() if isinstance(self._field, QLineEdit) else self._field.document().isEmpty()

    def _text(self) -> str:
        """Return the line in which somebody types; a narrative may be long, and this happens at every key."""
        return self._field.text() if isinstance(self._field, QLineEdit) else self._field.textCursor().block().text()

    def _caret(self) -> int:
        if isinstance(self._field, QLineEdit):
            return self._field.cursorPosition()
        units = self._text().encode("utf-16-le")[: 2 * self._field.textCursor().positionInBlock()]
        return len(units.decode("utf-16-le", "ignore"))

    def _put(self, text: str, caret: int) -> None:
        """Change the line as an edit of the hand's own, so that the field's owner hears of it and Ctrl+Z knows it."""
        if isinstance(self._field, QLineEdit):
            self._field.selectAll()
            self._field.insert(text)
            self._field.setCursorPosition(caret)
            self._field.textEdited.emit(text)
            return
        cursor = self._field.textCursor()
        start = cursor.block().position()
        cursor.setPosition(start)
        cursor.setPosition(start + _units(self._text()), cursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.setPosition(start + _units(text[:caret]))
        self._field.setTextCursor(cursor)


def _units(text: str) -> int:
    """Return how many places of a Qt text so many signs take."""
    return len(text.encode("utf-16-le")) // 2
