"""Several lines of text with the time of each beside it."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QMimeData, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from dispatcher.domain.plain_text import visible
from ui.theme import Theme
from ui.widgets.command_edit import CommandText
from ui.widgets.painting import Brush

_WIDEST = "00:00:00"
_PIECE = 3_000
"""So many signs of a paste go in at once; the next ones follow when keys and paintings have had their turn."""
_LONGEST_LINE = 400
"""A longer line is broken at a blank: Qt lays a line out anew at every key in it."""


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
    cleaned = Signal(int)
    """So many signs of a paste could not be seen, and are shown as pictures."""

    def __init__(self, theme: Theme, on_key: Callable[[QKeyEvent], bool], time_of: Callable[[int], str]) -> None:
        super().__init__(theme, on_key)
        self._theme, self._time_of, self._brush = theme, time_of, Brush(theme)
        self._margin = _Margin(self)
        self._shown = ""
        self._pasted = ""
        self._paste_at: QTextCursor | None = None
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

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take a paste in pieces; what is typed meanwhile stands behind it."""
        text = fold(source.text().replace("\r\n", "\n").replace("\r", "\n"))
        if self._paste_at is not None:
            self._pasted += text
            return
        cursor = self.textCursor()
        cursor.removeSelectedText()
        self._pasted, self._paste_at = text, cursor
        self._take_piece()

    def _take_piece(self) -> None:
        cursor = self._paste_at
        if cursor is None:
            return
        piece, self._pasted = self._pasted[:_PIECE], self._pasted[_PIECE:]
        cursor.setKeepPositionOnInsert(False)
        cursor.setPosition(cursor.position())  # what was typed here meanwhile is selected: it must not be replaced
        clean, hidden = visible(piece)
        cursor.insertText(clean)
        if hidden:
            self.cleaned.emit(hidden)
        cursor.setKeepPositionOnInsert(True)
        if self._pasted:
            QTimer.singleShot(0, self, self._take_piece)
        else:
            self._paste_at = None
            self.ensureCursorVisible()

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


def fold(text: str) -> str:
    """Break overlong lines at a blank, or where there is none after so many signs; no sign is lost but the blank."""
    lines = text.split("\n")
    if max(map(len, lines)) <= _LONGEST_LINE:
        return text
    return "\n".join(part for line in lines for part in _parts(line))


def _parts(line: str) -> Iterator[str]:
    while len(line) > _LONGEST_LINE:
        blank = line.rfind(" ", _LONGEST_LINE // 2, _LONGEST_LINE)
        end = blank if blank > 0 else _LONGEST_LINE
        yield line[:end]
        line = line[end + 1 :] if blank > 0 else line[end:]
    yield line
