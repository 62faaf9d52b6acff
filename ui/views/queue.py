"""The incident queue: selection follows the incident, and no row jumps while it is being acted on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from ui.models.queue_model import QueueModel
from ui.presenters.queue import QueueColumn, QueuePresenter
from ui.theme import Theme
from ui.widgets.dressing import dress, dress_table
from ui.widgets.labels import label, set_text
from ui.widgets.pacer import Pacer
from ui.widgets.queue_delegate import QueueDelegate
from ui.wording import tr

BATCH_MS = 100
HANDS_OFF_MS = 1500
"""How long after the last key or click in the queue its order stays as it is; words and states go on changing."""
_HANDS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.KeyPress, QEvent.Type.Wheel})
_ROW_STEPS = 11
_WIDTHS = {QueueColumn.PRIORITY: 15, QueueColumn.PHASE: 35, QueueColumn.UNITS: 33, QueueColumn.NEXT: 44}


class QueueView(QFrame):
    """Shows open incidents; tells `select` which one is under the cursor."""

    def __init__(
        self,
        presenter: QueuePresenter,
        select: Callable[[str | None], None],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._select, self._theme = presenter, select, theme
        self.setObjectName("queue_panel")
        self._empty = label(theme, "queue_empty", "body", "muted")
        self.model = QueueModel(presenter.clock, self)
        self.table = QTableView()
        self._delegate = QueueDelegate(theme, self.model.line_at, self.table)
        self._hands_off = QTimer(self)
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._build()
        self._following = False
        self._wanted: str | None = None
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self._hands_off.timeout.connect(self._flush)
        presenter.watch(self._pacer.ring)
        self._flush()

    def show_incident(self, incident_id: str | None) -> None:
        """Put the cursor on an incident now, or as soon as the queue has its row; until then on none."""
        self._wanted = incident_id
        place = self.model.place_of(incident_id) if incident_id else None
        selection = self.table.selectionModel()
        self._following = True
        if place is None:
            selection.clear()
        elif not selection.isRowSelected(place, QModelIndex()) or self.table.currentIndex().row() != place:
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._following = False

    def tick(self) -> None:
        """Let ages and due times tick."""
        self.model.tick()
        self.table.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice hands on the queue."""
        if event.type() in _HANDS:
            self._hands_off.start()
        return super().eventFilter(watched, event)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._wanted = self.model.row_at(current.row()).incident_id
            self._select(self._wanted)

    def _flush(self) -> None:
        held = self._hands_off.isActive()
        anchor = QPersistentModelIndex(self.table.currentIndex())
        before = self.table.visualRect(anchor).top() if anchor.isValid() else 0
        self._following = True
        self.model.apply(self._presenter.take_changes(), hold_order=held)
        self._following = False
        # Qt puts the cursor on a neighbour when its row goes; what is highlighted must be what is shown.
        self.show_incident(self._wanted)
        if anchor.isValid():
            self._keep_in_place(before)
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        if empty:
            known = tr("No open incident. F3 takes a call.") if self._presenter.loaded else tr("reading the queue …")
            set_text(self._empty, known)

    def _keep_in_place(self, before: int) -> None:
        current = self.table.currentIndex()
        if current.isValid() and self.table.viewport().rect().intersects(self.table.visualRect(current)):
            bar = self.table.verticalScrollBar()
            bar.setValue(bar.value() + self.table.visualRect(current).top() - before)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self.table)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hands_off.setSingleShot(True)
        self._hands_off.setInterval(HANDS_OFF_MS)
        table = self.table
        table.setObjectName("queue")
        table.setAccessibleName(tr("incident queue"))
        table.setModel(self.model)
        table.setItemDelegate(self._delegate)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = table.horizontalHeader()
        dress(head, self._theme, font="small")
        head.setHighlightSections(False)
        dress_table(table, self._theme, row=_ROW_STEPS, columns=_WIDTHS.items())
        head.setSectionResizeMode(QueueColumn.WHAT, QHeaderView.ResizeMode.Stretch)
        table.viewport().installEventFilter(self)
        table.installEventFilter(self)
        dress(self, self._theme, least_width=150)
