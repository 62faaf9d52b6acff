"""The unit board: every unit by call sign, with its state and what it is on."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from ui.models.unit_model import UnitModel
from ui.presenters.units import UnitColumn, UnitsPresenter
from ui.theme import Theme
from ui.widgets.dressing import dress, dress_table
from ui.widgets.labels import label, set_text
from ui.widgets.pacer import Pacer
from ui.widgets.unit_delegate import UnitDelegate
from ui.wording import tr

BATCH_MS = 100
_ROW_STEPS = 6.5
_WIDTHS = {
    UnitColumn.CALL_SIGN: 16,
    UnitColumn.STATE: 38,
    UnitColumn.SINCE: 14,
    UnitColumn.INCIDENT: 25,
    UnitColumn.TYPE: 30,
    UnitColumn.STATION: 24,
}


class UnitBoardView(QFrame):
    """A double click or Enter on a unit shows its incident."""

    def __init__(
        self,
        presenter: UnitsPresenter,
        select: Callable[[str | None], None],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._select, self._theme = presenter, select, theme
        self.setObjectName("unit_panel")
        self._empty = label(theme, "units_empty", "body", "muted")
        self.model = UnitModel(presenter, self)
        self.table = QTableView()
        self._delegate = UnitDelegate(theme, self.model.line_at, self.table)
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._build()
        self.table.activated.connect(self._on_activated)
        presenter.watch(self._pacer.ring)
        self._flush()

    def tick(self) -> None:
        """Let the times tick."""
        self.table.viewport().update()

    def _on_activated(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row.incident_id is not None:
            self._select(row.incident_id)

    def _flush(self) -> None:
        self.model.apply()
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        if empty:
            none = tr("The pack names no unit.")
            set_text(self._empty, none if self._presenter.loaded else tr("reading the units …"))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self.table)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        table = self.table
        table.setObjectName("unit_board")
        table.setAccessibleName(tr("unit board"))
        table.setModel(self.model)
        table.setItemDelegate(self._delegate)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = table.horizontalHeader()
        dress(head, self._theme, font="small")
        head.setHighlightSections(False)
        dress_table(table, self._theme, row=_ROW_STEPS, columns=_WIDTHS.items())
        head.setStretchLastSection(True)
