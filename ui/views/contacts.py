"""Contacts: what waits at the left, what one says at the right, and below what can be done with it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from ui.actions import ACTIONS, ActionId, shortcut_text
from ui.models.contact_model import ContactModel
from ui.presenters.contacts import Asking, ContactsPresenter, Deed
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.contact_delegate import ContactDelegate
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone
from ui.widgets.pacer import Pacer
from ui.widgets.reading_area import ReadingArea
from ui.widgets.row_table import RowTable
from ui.wording import tr

BATCH_MS = 100
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TURNS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ContactsView(QFrame):
    """The cursor chooses a contact to read; Enter takes it, and every deed has a key of its own."""

    def __init__(self, presenter: ContactsPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("contacts_panel")
        self.setAccessibleName(tr("contacts"))
        set_panel(self, "raised")
        self._empty = label(theme, "contacts_empty", "body", "muted")
        self.model = ContactModel(presenter, self)
        self.table = RowTable(theme, "contact_board", tr("contacts"))
        self._delegate = ContactDelegate(theme, self.model.line_at, self.table)
        self._head = label(theme, "contact_head", "strong")
        self._facts = label(theme, "contact_facts", "small", "muted")
        self._body = label(theme, "contact_body", "body")
        self._buttons = {
            ActionId.TAKE_CONTACT: (QPushButton(), presenter.taking, self.take),
            ActionId.ENTER_CONTACT: (QPushButton(), presenter.entering, self.enter),
            ActionId.ATTACH_CONTACT: (QPushButton(), presenter.attaching, self.attach),
            ActionId.DISMISS_CONTACT: (QPushButton(), presenter.dismissing, self.dismiss),
        }
        self._message = label(theme, "contacts_message", "body", "muted")
        self._sources = ElidedLabel(theme, "contact_sources", "small", "muted")
        self.why = CommandEdit(theme, self._on_key, "body")
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._following = False
        self._build()
        self.restyle()
        self._connect()
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

    def take(self) -> None:
        """Take the chosen contact in hand, or let it go."""
        self._presenter.take()

    def enter(self) -> None:
        """Begin a call with what the chosen contact says."""
        self._presenter.enter()

    def attach(self) -> None:
        """Attach the chosen contact to the shown incident; a batch asks why."""
        self._presenter.attach()
        self._await_line()

    def dismiss(self) -> None:
        """Put the chosen contact away; why is asked in a line."""
        self._presenter.begin_dismissing()
        self._await_line()

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button presses it."""
        for button, _deed, act in self._buttons.values():
            if event.key() in _ENTER and button.hasFocus():
                act()
                return
        super().keyPressEvent(event)

    def _await_line(self) -> None:
        self._pacer.now()
        if self._presenter.asking is not Asking.NOTHING:
            self.why.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Enter does it, Esc leaves it, the arrows change as what it is dismissed."""
        key = Qt.Key(event.key())
        if key in _ENTER:
            self._presenter.answer(self.why.text())
        elif key == Qt.Key.Key_Escape:
            self._presenter.leave_asking()
        elif key in _TURNS and self._presenter.asking is Asking.DISMISS:
            self._presenter.turn_disposition(_TURNS[key])
        else:
            return False
        if self._presenter.asking is Asking.NOTHING:
            self.why.clear()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._pacer.now()
        return True

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self._presenter.choose(self.model.row_at(current.row()).contact_id)

    def _on_activated(self, _index: QModelIndex) -> None:
        self.take()

    def _flush(self) -> None:
        self._follow()
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(not empty)
        none = tr("Nothing from outside waits.") if self._presenter.loaded else tr("reading the contacts …")
        set_text(self._empty, none)
        self._show_reading()
        for action, (button, deed, _act) in self._buttons.items():
            _show(button, deed(), action)
        set_text(self._message, self._presenter.prompt())
        set_tone(self._message, self._presenter.tone)
        self._message.setVisible(bool(self._message.text()))
        self.why.setVisible(self._presenter.asking is not Asking.NOTHING)
        set_text(self._sources, self._presenter.sources_words())
        set_tone(self._sources, "warning" if self._presenter.is_a_source_down else "muted")
        self._sources.setVisible(bool(self._sources.text()))

    def _follow(self) -> None:
        self._following = True
        self.model.apply(hold_order=self.table.hands_on)
        chosen = self._presenter.chosen
        place = self.model.place_of(chosen.contact_id) if chosen else None
        if place is not None and self.table.currentIndex().row() != place:
            self.table.setCurrentIndex(self.model.index(place, 0))
        self.table.viewport().update()
        self._following = False

    def _show_reading(self) -> None:
        found = self._presenter.reading()
        if found is None:
            words = tr("Choose a contact to read it.") if self.model.rowCount() else ""
            for part, text in ((self._head, words), (self._facts, ""), (self._body, "")):
                set_text(part, text)
            return
        set_text(self._head, found.head)
        set_text(self._facts, " · ".join(found.facts))
        attached = [tr("attached: {what}", what=what) for what in found.attachments]
        set_text(self._body, "\n".join((found.body, *attached)))

    def _connect(self) -> None:
        self.table.activated.connect(self._on_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.hands_left.connect(self._flush)
        for button, _deed, act in self._buttons.values():
            button.clicked.connect(partial(_run, act))

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
        column.addWidget(self.table, 3)
        column.addWidget(self._reading_pane(), 2)
        column.addWidget(self._deeds())
        self._message.setWordWrap(True)
        self.why.setObjectName("contact_why")
        self.why.setAccessibleName(tr("why"))
        column.addWidget(self.why)
        said = QVBoxLayout()
        dress(said, self._theme, margins=(2, 0.5, 2, 0.5), spacing=0.5)
        said.addWidget(self._message)
        said.addWidget(self._sources)
        column.addLayout(said)

    def _reading_pane(self) -> QWidget:
        inside = QWidget()
        inside.setAccessibleName(tr("the chosen contact"))
        column = QVBoxLayout(inside)
        dress(column, self._theme, margins=(2, 1, 2, 1), spacing=1)
        for part in (self._head, self._facts, self._body):
            part.setWordWrap(True)
            part.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            column.addWidget(part)
        column.addStretch(1)
        area = ReadingArea(self._theme, "contact_reading", inside)
        area.setAccessibleName(tr("the chosen contact"))
        return area

    def _deeds(self) -> QWidget:
        bar = QWidget()
        bar.setAccessibleName(tr("what can be done with the contact"))
        row = QHBoxLayout(bar)
        dress(row, self._theme, margins=(2, 1, 2, 1), spacing=2)
        for action, (button, _deed, _act) in self._buttons.items():
            button.setObjectName(action.value)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, self._theme, font="small")
            row.addWidget(button)
        row.addStretch(1)
        return bar


def _show(button: QPushButton, deed: Deed, action: ActionId) -> None:
    said = tr("{words}: {why}", words=deed.words, why=deed.refusal) if deed.refusal else deed.words
    button.setEnabled(not deed.refusal)
    button.setToolTip(deed.refusal or shortcut_text(ACTIONS[action]))
    if button.accessibleName() != said:
        button.setText(deed.words)
        button.setAccessibleName(said)


def _run(act: Callable[[], None], _checked: bool = False) -> None:
    act()
