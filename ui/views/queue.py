"""The incident queue: selection follows the incident, and no row jumps while it is being acted on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QVBoxLayout, QWidget

from ui.models.queue_model import QueueModel
from ui.presenters.queue import QueueColumn, QueuePresenter
from ui.presenters.queue_pins import Pin, counts, pins
from ui.theme import Theme
from ui.widgets.dressing import dress
from ui.widgets.labels import label, set_text
from ui.widgets.pacer import Pacer
from ui.widgets.queue_delegate import QueueDelegate
from ui.widgets.queue_pins import QueuePins
from ui.widgets.row_table import RowTable
from ui.wording import tr

BATCH_MS = 100
_LEAST_WIDTH = 90
_WIDE_ONLY = (QueueColumn.PHASE, QueueColumn.UNITS, QueueColumn.NEXT)


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
        self.table = RowTable(theme, "queue", tr("incident queue"))
        self.pins = QueuePins(theme, self._go)
        self._delegate = QueueDelegate(theme, self.model.line_at, self.table)
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._following = self._steering = False
        self._at_top = True
        self._wanted: str | None = None
        self._build()
        self.restyle()
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.hands_left.connect(self._flush)
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

    def take_focus(self) -> None:
        """Give the keyboard to the queue: to the shown incident, else to what nobody guards, else to the first."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._wanted is None and self.model.rowCount():
            worst = [self.model.place_of(key[-1]) for key in self.model.unguarded[:1]]
            self.table.setCurrentIndex(self.model.index(next(iter(worst), None) or 0, 0))
        self._bring_unguarded()

    def tick(self) -> None:
        """Let ages and due times tick."""
        self.model.tick()
        self.table.viewport().update()

    def restyle(self) -> None:
        """Take heights and widths from the present fonts."""
        self._delegate.measure()
        for place, width in self._delegate.widths.items():
            self.table.setColumnWidth(place, width)
        self._choose_layout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the layout for the new width; the top row and the cursor stay."""
        super().resizeEvent(event)
        self._choose_layout()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F4 also brings what nobody guards into sight."""
        if isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.ShortcutFocusReason and event.gotFocus():
            self._bring_unguarded()
        return super().eventFilter(watched, event)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._wanted = self.model.row_at(current.row()).incident_id
            self._select(self._wanted)

    def _on_scrolled(self, value: int) -> None:
        if not self._steering:
            self._at_top = value == 0
        self._show_pins()

    def _flush(self) -> None:
        held = self.table.hands_on
        anchor, before = self._anchor()
        self._following = True
        self.model.apply(self._presenter.take_changes(), hold_order=held)
        self._following = False
        # Qt puts the cursor on a neighbour when its row goes; what is highlighted must be what is shown.
        self.show_incident(self._wanted)
        self._keep_in_place(anchor, before, held=held)
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        self.pins.setVisible(not empty)
        self._show_pins()
        if empty:
            known = tr("No open incident. F3 takes a call.") if self._presenter.loaded else tr("reading the queue …")
            set_text(self._empty, known)

    def _anchor(self) -> tuple[str | None, int]:
        """Return the row that must not move under somebody's eyes, and how far below the top it stands."""
        top, current = self.table.first_shown, self.table.currentIndex()
        if current.isValid() and 0 <= current.row() - top <= self.table.whole_rows:
            return self.model.row_at(current.row()).incident_id, current.row() - top
        if 0 < top < self.model.rowCount():
            return self.model.row_at(top).incident_id, 0
        return None, 0

    def _keep_in_place(self, anchor: str | None, before: int, *, held: bool) -> None:
        place = self.model.place_of(anchor) if anchor else None
        if place is None:
            return
        # A queue that stood at its top goes back there, so that nothing worse stays hidden above it.
        back = self._at_top and not held and place < self.table.whole_rows
        self._steering = True
        self.table.verticalScrollBar().setValue(0 if back else place - before)
        self._steering = False

    def _choose_layout(self) -> None:
        wide = self.width() - self.table.verticalScrollBar().sizeHint().width() >= self._delegate.wide_from
        self._delegate.wide = wide
        self.table.horizontalHeader().setVisible(wide)
        for column in _WIDE_ONLY:
            self.table.setColumnHidden(column, not wide)
        self.table.set_row_height(self._delegate.row_height)
        self._show_pins()

    def _show_pins(self) -> None:
        top = self.table.first_shown
        shown = range(top, min(top + self.table.whole_rows, self.model.rowCount()))
        hidden = pins(self.model.keys, self.model.unguarded, shown, self.model.number_of)
        self.pins.show_pins(counts(self.model.keys), hidden)

    def _go(self, pin: Pin) -> None:
        if pin.tone == "alarm":
            self.table.setCurrentIndex(self.model.index(pin.place, 0))
        self.table.verticalScrollBar().setValue(pin.place)

    def _bring_unguarded(self) -> None:
        for pin in self.pins.pins():
            if pin.tone == "alarm":
                self.table.verticalScrollBar().setValue(pin.place)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._empty, self.pins, self.table):
            column.addWidget(widget)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.horizontalHeader().setSectionResizeMode(QueueColumn.WHAT, QHeaderView.ResizeMode.Stretch)
        self.table.installEventFilter(self)
        dress(self, self._theme, least_width=_LEAST_WIDTH)
