"""The inbound feed: what came in, the newest first; an emergency stays on top until somebody has taken it."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QVBoxLayout, QWidget

from dispatcher.queries.inbound_rows import InboundRow
from ui.models.inbound_model import InboundModel
from ui.presenters.inbound import InboundPresenter
from ui.theme import Theme
from ui.widgets.inbound_delegate import InboundDelegate
from ui.widgets.labels import label, set_text
from ui.widgets.pacer import Pacer
from ui.widgets.row_table import RowTable
from ui.wording import tr

BATCH_MS = 100


class InboundView(QFrame):
    """A click or Enter on a row shows its incident and its bytes."""

    def __init__(
        self,
        presenter: InboundPresenter,
        choose: Callable[[InboundRow], None],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._choose = presenter, choose
        self.setObjectName("inbound_panel")
        self.setAccessibleName(tr("what came in"))
        self._empty = label(theme, "inbound_empty", "body", "muted")
        self.model = InboundModel(presenter, self)
        self.table = RowTable(theme, "inbound_board", tr("what came in"))
        self._delegate = InboundDelegate(theme, self.model.line_at, self.table)
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._pinned = 0
        self._build()
        self.restyle()
        self.table.clicked.connect(self._on_chosen)
        self.table.activated.connect(self._on_chosen)
        self.table.hands_left.connect(self._flush)
        presenter.watch(self._pacer.ring)
        self._flush()

    def take_focus(self, say: Callable[[str], None]) -> None:
        """Give the keyboard to the feed, on a row; without one, say so and leave the keyboard where it is."""
        if self.model.rowCount() == 0:
            say(self._empty.text())
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def restyle(self) -> None:
        """Take the height of a row from the present fonts."""
        self.table.set_row_height(self._delegate.row_height)

    def _on_chosen(self, index: QModelIndex) -> None:
        self._choose(self.model.row_at(index.row()))

    def _flush(self) -> None:
        rows = self._presenter.rows
        pinned = sum(self._presenter.is_pinned(row) for row in rows)
        # A new emergency goes to the top whoever works in the list, and the list goes to it.
        self.model.apply(hold_order=self.table.hands_on and pinned <= self._pinned)
        if pinned > self._pinned:
            self.table.scrollToTop()
        self._pinned = pinned
        self.table.viewport().update()
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        if empty:
            nothing = tr("Nothing has come in.") if self._presenter.loaded else tr("reading what came in …")
            set_text(self._empty, nothing)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self.table)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
