"""A list of worded rows: whole sentences that wrap, toned, struck through where they do not hold any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.shapes import shape_icon

_KEY = int(Qt.ItemDataRole.UserRole)
_PAGES = frozenset({Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row. An empty key: it can be read, not acted on."""

    key: str
    text: str
    tone: str = "text"
    struck: bool = False
    shape: str = ""  # drawn before it, in its own tone or the row's
    shape_tone: str = ""


class _Measure(QStyledItemDelegate):
    """Measures a row for the width that it is drawn in: Qt forgets the space beside it, and cuts the last words."""

    def __init__(self, rows: QListWidget) -> None:
        super().__init__(rows)
        self._rows = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a row."""
        narrow = QStyleOptionViewItem(option)
        narrow.rect = option.rect.adjusted(0, 0, -4 * self._rows.spacing() - 2, 0)
        return super().sizeHint(narrow, index)


class RecordList(QListWidget):
    """Enter or a double click tells `acted` the key of the row. The newest row stays in sight while it `follows`."""

    acted = Signal(str)

    def __init__(
        self, theme: Theme, name: str, title: str, *, follows: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._follows = theme, follows
        self._rows: tuple[ListedRow, ...] = ()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Measure(self))
        dress(self, theme, font="body", spacing=0.5, least_height=16)
        self.itemDoubleClicked.connect(self._on_item)

    def choose(self, key: str) -> None:
        """Stand on the row of that key, where there is one."""
        self._return_to(key, self.currentRow())
        if self.currentRow() >= 0:
            self.scrollToItem(self.currentItem(), QListWidget.ScrollHint.PositionAtCenter)

    @property
    def chosen(self) -> str:
        """The key of the row that the keyboard is on; empty when there is none, or it can only be read."""
        return str(self.currentItem().data(_KEY)) if self.currentRow() >= 0 else ""

    def show_rows(self, rows: Sequence[ListedRow]) -> None:
        """Show these rows; whoever stands on one stays on it, and nothing is drawn anew when nothing differs."""
        shown = tuple(rows)
        if shown == self._rows:
            return
        same_beginning = shown[: len(self._rows)] == self._rows
        at_end = self.verticalScrollBar().value() >= self.verticalScrollBar().maximum()
        added = shown[len(self._rows) :] if same_beginning else shown
        kept, place = self.chosen, self.currentRow()
        if not same_beginning:
            self.clear()
        self._rows = shown
        for row in added:
            self.addItem(self._item(row))
        if not same_beginning:
            self._return_to(kept, place)
        if self._follows and (at_end or not same_beginning):
            self.scrollToBottom()

    def restyle(self) -> None:
        """Take fonts and inks anew."""
        rows, self._rows = self._rows, ()
        self.clear()
        self.show_rows(rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter acts on the row; with Ctrl a page is the panel's, and not the list's."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in _PAGES:
            event.ignore()
        elif event.key() in _ENTER and self.chosen:
            self.acted.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def _on_item(self, item: QListWidgetItem) -> None:
        if item.data(_KEY):
            self.acted.emit(str(item.data(_KEY)))

    def _return_to(self, key: str, place: int) -> None:
        found = next((at for at, row in enumerate(self._rows) if key and row.key == key), -1)
        if found < 0 and place >= 0 and self._rows:
            found = min(place, len(self._rows) - 1)
        self.setCurrentRow(found)

    def _item(self, row: ListedRow) -> QListWidgetItem:
        item = QListWidgetItem(row.text)
        item.setData(_KEY, row.key)
        item.setForeground(self._theme.color(row.tone))
        if row.shape:
            side = self.fontMetrics().height()
            self.setIconSize(QSize(side, side))
            item.setIcon(shape_icon(row.shape, self._theme.color(row.shape_tone or row.tone), side))
        if row.struck:
            font = self._theme.font("body")
            font.setStrikeOut(True)
            item.setFont(font)
        return item
