"""Fields whose keys are offered to their owner first; a line whose wrong part can be underlined."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from ui.theme import Theme
from ui.widgets.dressing import dress


class CommandEdit(QLineEdit):
    """`on_key` sees every key press, Tab too, and answers whether it took it; `left`: the keyboard went away."""

    left = Signal()

    def __init__(self, theme: Theme, on_key: Callable[[QKeyEvent], bool], role: str = "mono") -> None:
        super().__init__()
        self._theme, self._on_key = theme, on_key
        self._mark: tuple[int, int] | None = None
        dress(self, theme, font=role)

    @property
    def mark(self) -> tuple[int, int] | None:
        """Where the underlined part begins, and how long it is."""
        return self._mark

    def set_mark(self, mark: tuple[int, int] | None) -> None:
        """Underline a part of the text, or nothing. A part of length 0 is a place where something is missing."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    def event(self, event: QEvent) -> bool:
        """Offer a key press to the owner before the line reads it."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._on_key(event):
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard went away."""
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, then the mark under its part."""
        super().paintEvent(event)
        if self._mark is None:
            return
        position, length = self._mark
        left, right = self._x_of(position), self._x_of(position + length)
        thick = self._theme.space(0.75)
        if length == 0:
            right = left + self.fontMetrics().averageCharWidth()
        bottom = (self.height() + self.fontMetrics().height()) / 2
        painter = QPainter(self)
        painter.fillRect(QRectF(left, bottom, right - left, thick), self._theme.color("alarm"))

    def _x_of(self, position: int) -> float:
        """Return where a character begins; the caret, which Qt does tell, is the measure."""
        metrics, text = self.fontMetrics(), self.text()
        caret = self.cursorRect().center().x()
        return (
            caret
            + metrics.horizontalAdvance(text[:position])
            - metrics.horizontalAdvance(text[: self.cursorPosition()])
        )


class CommandText(QPlainTextEdit):
    """Several lines. Tab leaves it; `on_key` sees every key press and answers whether it took it."""

    def __init__(self, theme: Theme, on_key: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._on_key = on_key
        dress(self, theme, font="body")
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer a key press to the owner before the text reads it."""
        if not self._on_key(event):
            super().keyPressEvent(event)
