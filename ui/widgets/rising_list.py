"""A short list that rises above a line of text. It never takes the keyboard unless it is entered on purpose."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, set_text
from ui.widgets.row_delegate import Index, RowDelegate
from ui.widgets.typing_hand import is_typing

_DETAIL = int(Qt.ItemDataRole.UserRole)
_MOST_SHOWN = 24


class _PairDelegate(RowDelegate):
    """Draws label and detail in two columns."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.column = 0.0

    def measure(self, labels: Sequence[str]) -> None:
        """Make the first column as wide as its widest label."""
        self.column = max((self.brush.width(text, "mono") for text in labels), default=0.0) + self.theme.space(4)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the one height of all rows."""
        return QSize(0, self.theme.space(6))

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw both columns."""
        label = str(index.data(Qt.ItemDataRole.DisplayRole))
        self.brush.text(painter, box, label, "mono", "text")
        self.brush.text(painter, box.adjusted(self.column, 0, 0, 0), str(index.data(_DETAIL)), "body", "text_muted")


class _Rows(QListWidget):
    def __init__(self, on_key: Callable[[QKeyEvent], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self._on_key = on_key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the owner first."""
        if not self._on_key(event):
            super().keyPressEvent(event)


class RisingList(QFrame):
    """Stands on the upper edge of `anchor`, or hangs below it, above everything else in the window."""

    def __init__(
        self,
        theme: Theme,
        anchor: QWidget,
        name: str,
        picked: Callable[[int], None],
        left: Callable[[], None],
        *,
        below: bool = False,
    ) -> None:
        super().__init__(anchor.window())
        self._theme, self._anchor, self._picked, self._left = theme, anchor, picked, left
        self._below = below
        self.escaped = left
        """Called by Escape in the list, where it does something else than `left`."""
        self.setObjectName(name)
        self.setProperty("panel", "true")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._title = ElidedLabel(theme, f"{name}_title", "strong", "muted")
        self._rows = _Rows(self._key, self)
        self._delegate = _PairDelegate(theme, self._rows)
        self._build(name)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._rows.itemClicked.connect(self._clicked)
        anchor.installEventFilter(self)
        self.hide()

    @property
    def chosen(self) -> int | None:
        """Which row is highlighted."""
        row = self._rows.currentRow()
        return row if row >= 0 else None

    def show_rows(self, title: str, rows: Sequence[tuple[str, str]], chosen: int | None = None) -> None:
        """Show rows of label and detail; nothing is shown when there are none."""
        wanted = tuple(rows)
        if wanted != self._shown:
            self._fill(wanted)
        set_text(self._title, title)
        self._title.setVisible(bool(title))
        if not self._rows.hasFocus():
            self._choose(chosen)
        if wanted:
            self.place()
        self.setVisible(bool(wanted))

    def place(self) -> None:
        """Stand above the anchor again, after it or its window has moved."""
        window = self._anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._anchor.mapTo(window, QPoint(0, 0))
        lines = min(len(self._shown), _MOST_SHOWN) * self._theme.space(6)
        wanted = lines + 2 * self.frameWidth() + (self._title.sizeHint().height() if self._title.text() else 0)
        under = corner.y() + self._anchor.height()
        room = window.height() - under if self._below else corner.y()
        height = min(wanted + self._theme.space(1), room)
        width = min(self._anchor.width(), self._theme.space(220))
        self.setGeometry(corner.x(), under if self._below else corner.y() - height, width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the anchor when it changes its size or place."""
        if self.isVisible() and event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self.place()
        return False

    def restyle(self) -> None:
        """Measure the rows anew."""
        self._delegate.measure([label for label, _ in self._shown])
        self._rows.scheduleDelayedItemsLayout()
        if self.isVisible():
            self.place()

    @property
    def has_hands(self) -> bool:
        """Whether the keyboard is in the list."""
        return self._rows.hasFocus()

    def turn(self, pages: int) -> None:
        """Show other rows, by pages, without the keyboard."""
        bar = self._rows.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def enter(self) -> None:
        """Give the keyboard to the list, at its first row."""
        self._rows.setFocus(Qt.FocusReason.OtherFocusReason)
        self._choose(0)

    def _fill(self, rows: tuple[tuple[str, str], ...]) -> None:
        self._shown = rows
        self._rows.clear()
        self._delegate.measure([label for label, _ in rows])
        for label, detail in rows:
            item = QListWidgetItem(label)
            item.setData(_DETAIL, detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{label}, {detail}")
            self._rows.addItem(item)

    def _choose(self, row: int | None) -> None:
        if row is None:
            self._rows.setCurrentIndex(QModelIndex())
        else:
            self._rows.setCurrentRow(row)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.chosen is not None:
            picked = self.chosen
            self._left()
            self._picked(picked)
            return True
        if key == Qt.Key.Key_Escape:
            self.escaped()
            return True
        if is_typing(event):
            self._pass_on(event)
            return True
        if key == Qt.Key.Key_Up and self._rows.currentRow() <= 0:
            self._left()
            return True
        return False

    def _pass_on(self, event: QKeyEvent) -> None:
        """Letters are for whoever had the keyboard before: the list goes, and they arrive there."""
        self.escaped()
        hands = QApplication.focusWidget()
        if hands is not None and hands is not self._rows:
            QApplication.sendEvent(hands, event)

    def _clicked(self, item: QListWidgetItem) -> None:
        self._picked(self._rows.row(item))

    def _build(self, name: str) -> None:
        self._rows.setObjectName(f"{name}_rows")
        self._rows.setAccessibleName(name.replace("_", " "))
        self._rows.setItemDelegate(self._delegate)
        self._rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows.setUniformItemSizes(True)
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        dress(self._title, self._theme, margins=(2, 1, 0, 1))
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(0.25, 0.25, 0.25, 0.25))
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._rows, 1)
