"""The unit board: every unit with its state and what it is on, by call sign, by state or by station."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.models.unit_model import UnitModel
from ui.presenters.units import ORDERS, UnitColumn, UnitsPresenter
from ui.theme import Theme
from ui.widgets.labels import label, set_text
from ui.widgets.pacer import Pacer
from ui.widgets.row_table import RowTable
from ui.widgets.unit_delegate import UnitDelegate
from ui.wording import tr

BATCH_MS = 100
ORDER_KEY = "Ctrl+O"


class UnitBoardView(QFrame):
    """The cursor on a unit tells `select_unit`; a double click or Enter shows its incident."""

    def __init__(
        self,
        presenter: UnitsPresenter,
        select: Callable[[str | None], None],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        select_unit: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._select, self._select_unit = presenter, select, select_unit
        self.setObjectName("unit_panel")
        self.setAccessibleName(tr("unit board"))
        self._empty = label(theme, "units_empty", "body", "muted")
        self.model = UnitModel(presenter, self)
        self.table = RowTable(theme, "unit_board", tr("unit board"))
        self._delegate = UnitDelegate(theme, self.model.line_at, self.table)
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._following = False
        self._wanted: str | None = None
        self._build()
        self.table.activated.connect(self._on_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.hands_left.connect(self._flush)
        presenter.watch(self._pacer.ring)
        self._flush()

    def show_unit(self, unit_id: str | None) -> None:
        """Put the cursor on a unit, or on none; nobody is told."""
        self._wanted = unit_id
        place = self.model.place_of(unit_id) if unit_id else None
        selection = self.table.selectionModel()
        self._following = True
        if place is None:
            selection.clear()
        elif not selection.isRowSelected(place, QModelIndex()):
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._following = False

    def tick(self) -> None:
        """Let the times tick."""
        self.table.viewport().update()

    def restyle(self) -> None:
        """Take heights and widths from the present fonts, and show the columns that there is room for."""
        bar = self.table.verticalScrollBar().sizeHint().width()
        widths = self._delegate.fit(self.width() - bar, self._presenter.texts)
        for column in UnitColumn:
            self.table.setColumnHidden(column, column not in widths)
            if column in widths:
                self.table.setColumnWidth(column, widths[column])
        self.table.set_row_height(self._delegate.row_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the columns that there is room for."""
        super().resizeEvent(event)
        self.restyle()

    def _on_activated(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row.incident_id is not None:
            self._select(row.incident_id)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._wanted = self.model.row_at(current.row()).unit_id
            self._select_unit(self._wanted)

    def _on_section(self, section: int) -> None:
        self._presenter.set_order(UnitColumn(section))
        self._order_now()

    def _on_next_order(self) -> None:
        self._presenter.next_order()
        self._order_now()

    def _order_now(self) -> None:
        """Whoever asks for another order wants it now, hands on the board or not."""
        self.table.take_hands_off()
        self._pacer.now()
        self.table.scrollToTop()

    def _flush(self) -> None:
        known = self.model.rowCount()
        self._following = True
        self.model.apply(hold_order=self.table.hands_on)
        self._following = False
        self.show_unit(self._wanted)
        self.table.horizontalHeader().setSortIndicator(self._presenter.order, Qt.SortOrder.AscendingOrder)
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        if known != self.model.rowCount():
            self.restyle()
        if empty:
            none = tr("The pack names no unit.")
            set_text(self._empty, none if self._presenter.loaded else tr("reading the units …"))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self.table)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        head = self.table.horizontalHeader()
        head.setStretchLastSection(True)
        head.setSectionsMovable(True)
        head.moveSection(UnitColumn.STATION, UnitColumn.TYPE)
        head.setSectionsMovable(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        names = " · ".join(str(self.model.headerData(one, Qt.Orientation.Horizontal)) for one in ORDERS)
        head.setToolTip(tr("Order by {names}: click, or {key} in the board.", names=names, key=ORDER_KEY))
        head.sectionClicked.connect(self._on_section)
        key = QShortcut(QKeySequence(ORDER_KEY), self.table, context=Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self._on_next_order)
        self.restyle()
