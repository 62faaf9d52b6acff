"""The list of contacts: what waits or is in hand, a batch as one row that unfolds. What one says stands elsewhere."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QVBoxLayout, QWidget

from ui.models.contact_model import ContactModel
from ui.presenters.contact_words import key_of
from ui.presenters.contacts import ContactsPresenter
from ui.theme import Theme
from ui.widgets.contact_delegate import ContactDelegate
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone
from ui.widgets.pacer import Pacer
from ui.widgets.row_table import RowTable
from ui.wording import tr

BATCH_MS = 100
_EMPTY_LINE = 8
"""Steps of height for each line while nothing waits: the queue above has the rest."""
_LEAST_ROWS = 2
"""So many are seen whatever else wants the room."""
_UNFOLDS = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}


class FoldingTable(RowTable):
    """Right and Left are for rows that unfold: there is one column, and no cell to go to."""

    unfolds = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Unfold, or fold together."""
        on = _UNFOLDS.get(Qt.Key(event.key()))
        if on is None or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
        else:
            self.unfolds.emit(on)


class ContactsView(QFrame):
    """The cursor chooses a contact to read, Enter takes it, Right and Left unfold and fold a batch.

    `wanted` says that somebody chose one by hand, and wants to read it.
    """

    wanted = Signal()

    def __init__(self, presenter: ContactsPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("contacts_panel")
        self.setAccessibleName(tr("contacts"))
        set_panel(self, "raised")
        self._empty = label(theme, "contacts_empty", "body", "muted")
        self.model = ContactModel(presenter, self)
        self.table = FoldingTable(theme, "contact_board", tr("contacts"))
        self._delegate = ContactDelegate(theme, self.model.line_at, self.table)
        self._sources = ElidedLabel(theme, "contact_sources", "small", "muted")
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._following = False
        self._build()
        self.restyle()
        self.table.unfolds.connect(self._unfold)
        self.table.activated.connect(self._on_activated)
        self.table.clicked.connect(self._on_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.hands_left.connect(self._flush)
        presenter.watch(self._pacer.ring)
        self._flush()

    def take_focus(self, say: Callable[[str], None]) -> None:
        """Give the keyboard to the list, on a contact; without one, say so and leave the keyboard where it is."""
        if self.model.rowCount() == 0:
            say(self._empty.text())
            return
        if self._presenter.chosen is None:
            self._presenter.next()
            self._pacer.now()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.wanted.emit()

    def next(self) -> None:
        """Go to the next contact that nobody has in hand."""
        self._presenter.next()
        self._pacer.now()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tick(self) -> None:
        """Let the ages tick."""
        if self.isVisible():
            self.table.viewport().update()

    def restyle(self) -> None:
        """Take the height of a row from the present fonts."""
        self.table.set_row_height(self._delegate.row_height)
        self._bound()

    def _unfold(self, on: bool) -> None:
        self._presenter.unfold(on=on)
        self._pacer.now()

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._presenter.choose(key_of(self.model.row_at(current.row())))
            self.wanted.emit()

    def _on_clicked(self, _index: QModelIndex) -> None:
        self.wanted.emit()

    def _on_activated(self, _index: QModelIndex) -> None:
        self._presenter.take()

    def _flush(self) -> None:
        self._follow()
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        none = tr("Nothing from outside waits.") if self._presenter.loaded else tr("reading the contacts …")
        set_text(self._empty, none)
        set_text(self._sources, self._below())
        set_tone(self._sources, "warning" if self._presenter.is_a_source_down else "muted")
        self._sources.setVisible(bool(self._sources.text()))
        self._bound()

    def _below(self) -> str:
        left_out = self._presenter.left_out
        more = tr("{count} more of the batch are not listed", count=left_out) if left_out else ""
        return " · ".join(part for part in (more, self._presenter.sources_words()) if part)

    def _bound(self) -> None:
        """Nothing that waits takes no room from the others; what waits is seen, whoever made the panel small."""
        rows = min(_LEAST_ROWS, self.model.rowCount())
        steps = rows * self._delegate.row_height / self._theme.space(1) + 1
        dress(self.table, self._theme, least_height=steps)
        lines = 1 + self._sources.isVisibleTo(self)
        dress(self, self._theme, most_height=0 if rows else lines * _EMPTY_LINE)

    def _follow(self) -> None:
        self._following = True
        self.model.apply(hold_order=self.table.hands_on)
        chosen = self._presenter.chosen
        place = self.model.place_of(key_of(chosen)) if chosen else None
        if place is not None and self.table.currentIndex().row() != place:
            self.table.setCurrentIndex(self.model.index(place, 0))
        self.table.viewport().update()
        self._following = False

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._empty)
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        column.addWidget(self.table, 1)
        below = QVBoxLayout()
        dress(below, self._theme, margins=(2, 0.5, 2, 0.5), spacing=0.5)
        below.addWidget(self._sources)
        column.addLayout(below)
