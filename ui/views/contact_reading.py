"""The chosen contact in the map's place: who, what it says as letters alone, what came along, what can be done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.actions import ACTIONS, ActionId, shortcut_text
from ui.presenters.contact_deeds import Deed
from ui.presenters.contact_words import AttachmentShown, Form, Reading
from ui.presenters.contacts import Asking, ContactsPresenter
from ui.theme import Theme
from ui.widgets.button_flow import ButtonFlow, FlowButton
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone
from ui.widgets.pacer import Pacer
from ui.widgets.reading_area import ReadingArea
from ui.wording import tr

BATCH_MS = 100
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TURNS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ContactReadingView(QFrame):
    """Every deed has a key of its own. `left` says that Escape was pressed."""

    left = Signal()

    def __init__(self, presenter: ContactsPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("contact_panel")
        self.setAccessibleName(tr("the chosen contact"))
        set_panel(self, "raised")
        self._head = label(theme, "contact_head", "strong")
        self._from = ElidedLabel(theme, "contact_from", "strong", "muted")
        self._facts = label(theme, "contact_facts", "small", "muted")
        self._body = label(theme, "contact_body", "body")
        self._pages = label(theme, "contact_pages", "small", "muted")
        self.earlier, self.further = QPushButton(tr("Earlier")), QPushButton(tr("Further"))
        self.form, self.back = QPushButton(), QPushButton(tr("Back"))
        deeds = presenter.deeds
        self._acts: dict[ActionId, tuple[Callable[[], Deed], Callable[[], None]]] = {
            ActionId.TAKE_CONTACT: (deeds.taking, presenter.take),
            ActionId.ENTER_CONTACT: (deeds.entering, presenter.enter),
            ActionId.ATTACH_CONTACT: (deeds.attaching, self.attach),
            ActionId.DISMISS_CONTACT: (deeds.dismissing, self.dismiss),
            ActionId.COMPLAINT_CONTACT: (deeds.complaining, presenter.complain),
            ActionId.UNFOLD_CONTACTS: (deeds.unfolding, presenter.unfold),
            ActionId.SEPARATE_CONTACT: (deeds.separating, presenter.separate),
        }
        self._deeds = ButtonFlow(theme, "contact_deeds")
        self._attached = ButtonFlow(theme, "contact_attachments")
        self._message = label(theme, "contacts_message", "strong", "muted")
        self.why = CommandEdit(theme, self._on_key, "body")
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._build()
        self._connect()
        presenter.watch(self._pacer.ring)
        self._flush()

    def take_focus(self) -> None:
        """Give the keyboard to what is read."""
        self.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def attach(self) -> None:
        """Attach the chosen contact to the shown incident; a batch asks why."""
        self._presenter.attach()
        self._await_line()

    def dismiss(self) -> None:
        """Put the chosen contact away; why is asked in a line."""
        self._presenter.begin_dismissing()
        self._await_line()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; Enter on a button presses it."""
        hands = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _ENTER and isinstance(hands, QPushButton):
            hands.click()
        else:
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
            self.take_focus()
        self._pacer.now()
        return True

    def _flush(self) -> None:
        found = self._presenter.reading()
        self._show_reading(found)
        is_busy = found is None or self._presenter.asking is not Asking.NOTHING  # one thing at a time
        offered = [] if is_busy else [(action, offer(), act) for action, (offer, act) in self._acts.items()]
        self._deeds.show_buttons(
            tuple(
                FlowButton(key=action.value, words=deed.words, act=act, refusal=deed.refusal,
                           tip=shortcut_text(ACTIONS[action]))
                for action, deed, act in offered
                if deed.is_offered
            )
        )  # fmt: skip
        set_text(self._message, self._presenter.prompt())
        set_tone(self._message, self._presenter.tone)
        self._message.setVisible(bool(self._message.text()))
        self.why.setVisible(self._presenter.asking is not Asking.NOTHING)

    def _show_reading(self, found: Reading | None) -> None:
        self.form.setVisible(found is not None)
        is_raw = self._presenter.reader.form is Form.OCTETS
        self.form.setText(tr("Its words") if is_raw else tr("Headers"))
        self.form.setAccessibleName(self.form.text())
        if found is None:
            set_text(self._head, tr("Choose a contact to read it."))
            for part in (self._from, self._facts, self._body, self._pages):
                set_text(part, "")
            self._attached.show_buttons(())
            self._turns(found)
            return
        before = self._body.text()
        set_text(self._head, found.subject)
        set_text(self._from, found.sender)
        set_text(self._facts, " · ".join(found.facts))
        set_text(self._body, found.body)
        self._body.setAccessibleName(tr("what it says"))
        set_text(self._pages, found.pages)
        if before != found.body:
            self.area.verticalScrollBar().setValue(0)
        self._turns(found)
        self._attached.show_buttons(tuple(map(self._button_of, found.attachments)))

    def _button_of(self, part: AttachmentShown) -> FlowButton:
        return FlowButton(
            key=f"save_{part.place}", words=tr("Save {what}", what=part.words), refusal=part.refusal,
            act=partial(self._presenter.reader.save_part, part.place),
            tip=shortcut_text(ACTIONS[ActionId.SAVE_ATTACHMENTS]) if part.place else "",
        )  # fmt: skip

    def _turns(self, found: Reading | None) -> None:
        several = found is not None and bool(found.pages)
        for part in (self._pages, self.earlier, self.further):
            part.setVisible(several)
        self.earlier.setEnabled(found is not None and found.has_earlier)
        self.further.setEnabled(found is not None and found.has_further)

    def _connect(self) -> None:
        reader = self._presenter.reader
        self.earlier.clicked.connect(lambda: reader.turn_page(-1))
        self.further.clicked.connect(lambda: reader.turn_page(1))
        self.form.clicked.connect(lambda: reader.change_form())
        self.back.clicked.connect(lambda: self.left.emit())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(3, 2, 3, 2), spacing=1.5)
        first = QHBoxLayout()
        dress(first, self._theme, spacing=2)
        first.addWidget(self._from, 1)
        for button, name in ((self.form, ActionId.CONTACT_OCTETS.value), (self.back, "contact_back")):
            self._dress_button(button, name)
            first.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.form.setToolTip(shortcut_text(ACTIONS[ActionId.CONTACT_OCTETS]))
        column.addLayout(first)
        column.addWidget(self._head)
        column.addWidget(self._facts)
        column.addWidget(self._deeds)
        column.addWidget(self._message)
        self.why.setObjectName("contact_why")
        self.why.setAccessibleName(tr("why"))
        column.addWidget(self.why)
        column.addWidget(self._reading_area(), 1)
        pages = QHBoxLayout()
        dress(pages, self._theme, spacing=2)
        pages.addWidget(self._pages, 1)
        for button, name in ((self.earlier, "contact_earlier"), (self.further, "contact_further")):
            self._dress_button(button, name)
            pages.addWidget(button)
        column.addLayout(pages)
        column.addWidget(self._attached)
        for part in (self._head, self._facts, self._message):
            part.setWordWrap(True)

    def _reading_area(self) -> ReadingArea:
        inside = QWidget()
        set_panel(inside, "sunken")
        inner = QVBoxLayout(inside)
        dress(inner, self._theme, margins=(2, 1.5, 2, 1.5))
        self._body.setWordWrap(True)
        self._body.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self._body)
        inner.addStretch(1)
        self.area = ReadingArea(self._theme, "contact_reading", inside)
        self.area.setAccessibleName(tr("what the contact says"))
        return self.area

    def _dress_button(self, button: QPushButton, name: str) -> None:
        button.setObjectName(name)
        button.setAccessibleName(button.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        dress(button, self._theme, font="small")
