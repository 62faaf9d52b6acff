"""Several lines of text with the time of each beside it."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.command_edit import CommandText
from ui.widgets.painting import Brush

_WIDEST = "00:00:00"


class _Margin(QWidget):
    def __init__(self, text: "TimedText") -> None:
        super().__init__(text)
        self._text = text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the times of the lines in sight."""
        self._text.paint_margin(self, event.rect())


class TimedText(CommandText):
    """`time_of` says the time of a line by its place, "" of one that has none; `left`: the keyboard went away."""

    left = Signal()

    def __init__(self, theme: Theme, on_key: Callable[[QKeyEvent], bool], time_of: Callable[[int], str]) -> None:
        super().__init__(theme, on_key)
        self._theme, self._time_of, self._brush = theme, time_of, Brush(theme)
        self._margin = _Margin(self)
        self._shown = ""
        self.updateRequest.connect(self._scrolled)
        self.restyle()

    def show_text(self, text: str) -> None:
        """Show a text that was not typed here; the caret stays as near as it can."""
        if text == self._shown:
            return
        if text != self.toPlainText():
            cursor = self.textCursor()
            place = min(cursor.position(), len(text))
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(place)
            self.setTextCursor(cursor)
        self._shown = text

    def typed(self) -> str:
        """Return the text that stands here now."""
        self._shown = self.toPlainText()
        return self._shown

    def restyle(self) -> None:
        """Give the times the room that they need."""
        width = round(self._brush.width(_WIDEST, "small")) + self._theme.space(3)
        self.setViewportMargins(width, 0, 0, 0)
        self._place_margin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the times beside the lines."""
        super().resizeEvent(event)
        self._place_margin()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard went away."""
        super().focusOutEvent(event)
        self.left.emit()

    def paint_margin(self, margin: QWidget, dirty: QRect) -> None:
        """Draw the times of the lines in sight."""
        painter = QPainter(margin)
        painter.fillRect(dirty, self._brush.color("surface_sunken"))
        height = self.fontMetrics().height()
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        while block.isValid() and top <= dirty.bottom():
            box = QRectF(0, top, margin.width() - self._theme.space(1.5), height)
            self._brush.text(painter, box, self._time_of(block.blockNumber()), "small", "text_muted", align=right)
            top += self.blockBoundingRect(block).height()
            block = block.next()

    def _place_margin(self) -> None:
        inside = self.viewport().geometry()
        left = self.contentsRect().left()
        self._margin.setGeometry(left, inside.top(), max(0, inside.left() - left), inside.height())

    def _scrolled(self, _rectangle: QRect, _moved: int) -> None:
        self._margin.update()
