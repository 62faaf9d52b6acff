"""A table of painted rows: whole rows at the top, one height, no editor; it knows whether hands are on it."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.typing_hand import is_typing

HANDS_OFF_MS = 1500
"""How long after the last key or click in a table its order stays as it is; words and states go on changing."""
_HANDS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel})


class RowTable(QTableView):
    """Tells `hands_left` some time after the last key, click or turn of the wheel in it."""

    hands_left = Signal()

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._hands = QTimer(self)
        self._hands.setSingleShot(True)
        self._hands.setInterval(HANDS_OFF_MS)
        self._hands.timeout.connect(self.hands_left)
        self._build()

    @property
    def hands_on(self) -> bool:
        """Whether somebody is working in it."""
        return self._hands.isActive()

    @property
    def first_shown(self) -> int:
        """The place of the top row."""
        return self.verticalScrollBar().value()

    @property
    def whole_rows(self) -> int:
        """How many rows can be seen whole."""
        return max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize())

    def take_hands_off(self) -> None:
        """Let the order change at once, because whoever works in it asked for that."""
        self._hands.stop()

    def set_row_height(self, height: int) -> None:
        """Give every row this height, in pixels."""
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(height)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Keep the top row whole on the last page too, where Qt would align the last row with the bottom."""
        super().scrollContentsBy(dx, dy)
        bar = self.verticalScrollBar()
        if 0 < bar.maximum() == bar.value():
            self.verticalHeader().setOffsetToSectionPosition(bar.value())
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Notice hands."""
        if event.type() in _HANDS:
            self._hands.start()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard and choose nothing: Qt would put the cursor on the first row, and a cursor chooses."""
        selection = self.selectionModel()
        chosen = self.currentIndex().isValid()
        selection.blockSignals(not chosen)
        super().focusInEvent(event)
        if not chosen:
            selection.clearCurrentIndex()
            selection.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notice hands; letters are for the command line, not for a search among the rows."""
        if is_typing(event):
            event.ignore()
            return
        self._hands.start()
        super().keyPressEvent(event)

    def _build(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        dress(head, self._theme, font="small")
