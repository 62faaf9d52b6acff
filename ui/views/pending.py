"""The board of pages without an answer: who has not answered, how far the page came, what fires next."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QVBoxLayout, QWidget

from ui.models.pending_model import PendingModel
from ui.presenters.pending import PendingPresenter
from ui.theme import Theme
from ui.widgets.labels import label, set_text
from ui.widgets.pacer import Pacer
from ui.widgets.pending_delegate import PendingDelegate
from ui.widgets.row_table import RowTable
from ui.wording import tr

BATCH_MS = 100


class PendingView(QFrame):
    """A click or Enter on a page shows its incident, and tells `select_page`."""

    def __init__(
        self,
        presenter: PendingPresenter,
        select: Callable[[str | None], None],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        select_page: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._select, self._select_page = presenter, select, select_page
        self.setObjectName("pending_panel")
        self.setAccessibleName(tr("pages without an answer"))
        self._empty = label(theme, "pending_empty", "body", "muted")
        self.model = PendingModel(presenter, self)
        self.table = RowTable(theme, "pending_board", tr("pages without an answer"))
        self._delegate = PendingDelegate(theme, self.model.line_at, self.table)
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._build()
        self.restyle()
        self.table.clicked.connect(self._on_chosen)
        self.table.activated.connect(self._on_chosen)
        self.table.hands_left.connect(self._flush)
        presenter.watch(self._pacer.ring)
        self._flush()

    def take_focus(self, say: Callable[[str], None]) -> None:
        """Give the keyboard to the board, on a row; without one, say so and leave the keyboard where it is."""
        if self.model.rowCount() == 0:
            say(self._empty.text())
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tick(self) -> None:
        """Let the times tick."""
        self.table.viewport().update()

    def restyle(self) -> None:
        """Take the height of a row from the present fonts."""
        self.table.set_row_height(self._delegate.row_height)

    def _on_chosen(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        self._select(row.incident_id)
        self._select_page(row.transmission_id)

    def _flush(self) -> None:
        self.model.apply(hold_order=self.table.hands_on)
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        if empty:
            known = tr("No page waits for an answer.") if self._presenter.loaded else tr("reading the pages …")
            set_text(self._empty, known)

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
