"""Call entry: one pass from place to narrative by keys alone. A panel, never a dialog; it may be hidden at any time."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher.domain.calls import Medium
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_ringing import Ringing
from ui.presenters.call_entry_says import SayLines
from ui.presenters.call_entry_state import CallEntryState
from ui.theme import Theme
from ui.views.call_entry_asset import CallAssetView
from ui.views.call_entry_fields import CallFields, as_buttons
from ui.views.call_entry_place import CallPlaceView
from ui.views.call_entry_sections import CallSections, SectionPart, ordered
from ui.views.call_entry_strip import CallStripView
from ui.widgets.dressing import dress
from ui.widgets.expanding import Expanding
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text, set_tone
from ui.widgets.rising_list import RisingList
from ui.wording import tr

_F = CallField
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_TAB = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class CallEntryView(QWidget):
    """Draws the call in front and forwards what is typed. `left` says that Escape was pressed: the calls stay."""

    left = Signal()

    def __init__(
        self,
        presenter: CallEntryPresenter,
        theme: Theme,
        ringing: Ringing,
        parts: Sequence[SectionPart] = (),
        says: SayLines | None = None,
    ) -> None:
        super().__init__()
        self._presenter, self._theme, self._says = presenter, theme, says
        self.setObjectName("call_entry")
        self.setAccessibleName(tr("call entry"))
        set_panel(self, "raised")
        self._fields = CallFields(theme, self._line_key, self._narrative_key, presenter.line_time)
        self._strip = CallStripView(presenter, ringing, theme)
        self._title = label(theme, "call_title", "heading")
        self._lamp = LampWidget(theme, "call_priority_lamp")
        self._contact = label(theme, "call_contact", "strong", "accent")
        self._message = ElidedLabel(theme, "call_message", "body", "muted")
        self._submit, self._clear = QPushButton(), QPushButton()
        self._shown = ""
        parts = ordered(parts)
        self._build(parts)
        anchor = self._fields.lines[_F.TYPE]
        self._types = RisingList(theme, anchor, "call_types", self._accept_type, anchor.setFocus, below=True)
        self._place = CallPlaceView(presenter, theme, self._fields.lines[_F.PLACE], self._fields.place_note)
        self._asset = CallAssetView(presenter.assets, theme, self._fields.lines[_F.ASSET], self._fields.asset_note)
        self._connect()
        for part in parts:
            presenter.add_section(part.section)
        self.render_now()

    def take_focus(self) -> None:
        """Open for a call: stamp the contact and put the caret in the place; of one in hand, where it was left."""
        self._presenter.open()
        self._fields.put_caret(*self._presenter.call.caret)

    def go_on(self) -> None:
        """Give the keyboard to the call in front, where its caret was left."""
        if not self.isAncestorOf(QApplication.focusWidget() or self):
            self._fields.put_caret(*self._presenter.call.caret)

    def go_to(self, field: CallField) -> None:
        """Put the caret in a field."""
        self._fields.put_caret(field, None)

    def show_abandoned(self) -> None:
        """Show the calls that were left without a record."""
        self._strip.show_abandoned()

    def tick(self) -> None:
        """Let the ages run; called once a second by the window's shared timer."""
        set_text(self._contact, self._presenter.contact)
        self._strip.tick()
        self._presenter.second()

    def render_now(self) -> None:
        """Draw the presenter's state."""
        state = self._presenter.state
        self._fields.render(state, anew=state.draft_id != self._shown)
        self._shown = state.draft_id
        set_text(self._title, state.title)
        self._lamp.show_lamp(state.priority.value, state.priority.value.lower())
        self._lamp.setVisible(bool(state.type_title) or state.overridden)  # nobody has graded what nobody has named
        set_text(self._contact, state.contact)
        set_text(self._message, state.message)
        set_tone(self._message, state.tone)
        self._strip.render_now()
        self._show_buttons(state)
        typing = self._fields.lines[_F.TYPE].hasFocus()
        offers = [(row.title, state.type_why.get(row.name, row.name)) for row in state.types] if typing else []
        self._types.show_rows("", offers, state.chosen)
        self._place.render(state)
        self._asset.render(state.assets)
        self._take_wanted()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that choices and buttons leave."""
        focused = QApplication.focusWidget()
        if event.key() in _ENTER and not event.modifiers() & _CTRL and isinstance(focused, QPushButton):
            focused.click()
        elif not self._common_key(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Be up to date when shown again."""
        super().showEvent(event)
        self.render_now()

    def _common_key(self, event: QKeyEvent) -> bool:
        """Enter goes on, with Ctrl it opens or stores, with Ctrl and Shift it ends; Escape leaves."""
        key, chord = event.key(), event.modifiers()
        if key in _ENTER and chord & _CTRL:
            (self._presenter.finish if chord & _SHIFT else self._presenter.submit)()
        elif key in _ENTER and chord & Qt.KeyboardModifier.AltModifier:
            self._presenter.accept_suggested()
        elif key == Qt.Key.Key_J and chord & _CTRL:
            self._presenter.attach_to_shown()
        elif key in _TAB and chord & _CTRL:
            self._presenter.next_call(-1 if chord & _SHIFT or key == Qt.Key.Key_Backtab else 1)
        elif key in _ENTER:
            self.focusNextChild()
        elif key == Qt.Key.Key_Escape:
            if not self._presenter.stop_waiting():
                self._presenter.leave()
                self.left.emit()
        else:
            return False
        return True

    def _line_key(self, name: CallField, event: QKeyEvent) -> bool:
        own = {_F.TYPE: self._type_key, _F.PLACE: self._place.key, _F.ASSET: self._asset.key}.get(name)
        return (own is not None and own(event)) or self._common_key(event)

    def _type_key(self, event: QKeyEvent) -> bool:
        """Arrows move among the offered types; going on takes one; Escape closes the offers first."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._presenter.choose_type(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            return self._presenter.close_offers()
        plain = not event.modifiers() & (_CTRL | Qt.KeyboardModifier.AltModifier)
        if plain and (event.key() == Qt.Key.Key_Tab or event.key() in _ENTER):
            self._presenter.accept_type()
        return False

    def _narrative_key(self, event: QKeyEvent) -> bool:
        """Enter begins a new line; the chords are the panel's."""
        if event.key() in _ENTER and not event.modifiers() & (_CTRL | Qt.KeyboardModifier.AltModifier):
            return False
        return self._common_key(event)

    def _accept_type(self, index: int) -> None:
        self._presenter.accept_type(index)

    def _clear_or_restore(self) -> None:
        state = self._presenter.state
        if state.can_restore:
            self._presenter.restore()
        elif self._presenter.call.opened is not None:
            self._presenter.finish()
        else:
            self._presenter.clear()

    def _narrated(self) -> None:
        narrative = self._fields.narrative
        self._presenter.edit(_F.NARRATIVE, narrative.typed(), narrative.textCursor().position())

    def _picked(self, name: CallField, value: int) -> None:
        presenter = self._presenter
        match name:
            case CallField.IMPACT:
                presenter.grade(impact=Impact(value))
            case CallField.URGENCY:
                presenter.grade(urgency=Urgency(value))
            case CallField.PRIORITY:
                presenter.override(Priority(f"P{value}") if value else None)
            case CallField.EMERGENCY:
                presenter.set_emergency(value == 0)
            case CallField.KIND:
                presenter.set_kind(list(Kind)[value])
            case _:
                presenter.set_medium(list(Medium)[value])

    def _show_buttons(self, state: CallEntryState) -> None:
        submit, clear = as_buttons(state)
        self._submit.setText(submit)
        self._clear.setText(clear)
        self._submit.setEnabled(state.can_submit or state.busy)
        self._submit.setToolTip("" if state.can_submit else state.message)

    def _take_wanted(self) -> None:
        """Move the caret only for somebody who works in this panel."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            wanted = self._presenter.take_wanted()
            if wanted is not None:
                self._fields.put_caret(*wanted)

    def _say(self) -> None:
        self._fields.say(self._says.lines if self._says else ())

    def _connect(self) -> None:
        presenter, fields = self._presenter, self._fields
        presenter.caret = fields.caret
        for name, line in fields.lines.items():
            line.textEdited.connect(partial(presenter.edit, name))
            line.left.connect(presenter.field_left)
        for name in (_F.TYPE, _F.ASSET):
            fields.lines[name].left.connect(presenter.close_offers)
        Expanding(fields.narrative, presenter.abbreviations)
        fields.narrative.textChanged.connect(self._narrated)
        fields.narrative.cleaned.connect(presenter.say_hidden)
        fields.narrative.left.connect(presenter.field_left)
        for name, choice in fields.choices.items():
            choice.picked.connect(partial(self._picked, name))
        self._submit.clicked.connect(presenter.submit)
        self._clear.clicked.connect(self._clear_or_restore)
        presenter.watch(self.render_now)
        if self._says is not None:
            self._says.watch(self._say)
        self._say()

    def _build(self, parts: Sequence[SectionPart]) -> None:
        dress(self, self._theme, least_width=100)
        head = QHBoxLayout()
        dress(head, self._theme, spacing=2)
        head.addWidget(self._title)
        head.addWidget(self._lamp)
        head.addStretch(1)
        head.addWidget(self._contact)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(3, 2, 3, 2), spacing=2)
        column.addWidget(self._strip)
        column.addLayout(head)
        self._sections = CallSections(self._theme, self._fields.form, parts)
        column.addWidget(self._sections, 1)
        column.addLayout(self._buttons())
        column.addWidget(self._message)
        dress(self._message, self._theme, least_height=5)
        self._fields.chain((self._sections.area, self._submit, self._clear))

    def _buttons(self) -> QHBoxLayout:
        self._submit.setObjectName("call_submit")
        self._submit.setAccessibleName(tr("open incident, or store what is new"))
        self._submit.setProperty("tone", "accent")
        self._clear.setObjectName("call_clear")
        self._clear.setAccessibleName(tr("put away, bring back, or end the call"))
        row = QHBoxLayout()
        row.addWidget(self._submit, 1)
        row.addWidget(self._clear)
        return row
