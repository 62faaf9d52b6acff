"""Call entry: one pass from place to narrative by keys alone. A panel, never a dialog; it may be hidden at any time."""

from collections.abc import Mapping
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher.domain.triage import Impact, Priority, Urgency
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_state import CallEntryState
from ui.theme import Theme
from ui.views.call_entry_place import CallPlaceView
from ui.widgets.command_edit import CommandEdit, CommandText
from ui.widgets.criteria_choice import CriteriaChoice
from ui.widgets.dressing import dress
from ui.widgets.form_grid import FormField, FormGrid
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone
from ui.widgets.priority_choice import PriorityChoice
from ui.widgets.rising_list import RisingList
from ui.wording import scale_word, tr

_F = CallField
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_LINES = (_F.PLACE, _F.TYPE, _F.CALLER_NAME, _F.CALLER_NUMBER, _F.PERSONS, _F.PRIORITY_REASON)


class CallEntryView(QWidget):
    """Draws the draft and forwards what is typed. `left` says that Escape was pressed: the draft stays."""

    left = Signal()

    def __init__(self, presenter: CallEntryPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("call_entry")
        self.setAccessibleName(tr("call entry"))
        set_panel(self, "raised")
        self._lines = {name: CommandEdit(theme, partial(self._line_key, name), "body") for name in _LINES}
        self._narrative = CommandText(theme, self._narrative_key)
        self._impact = CriteriaChoice(theme, "impact", tr("impact"), [scale_word(each) for each in Impact])
        self._urgency = CriteriaChoice(theme, "urgency", tr("urgency"), [scale_word(each) for each in Urgency])
        self._priority = PriorityChoice(theme, "priority", tr("priority"))
        self._form = FormGrid(theme, "call")
        self._place_note = label(theme, "call_place_note", "strong", "muted")
        self._contact = label(theme, "call_contact", "strong", "accent")
        self._message = ElidedLabel(theme, "call_message", "body", "muted")
        self._submit, self._clear = QPushButton(), QPushButton()
        self._build()
        anchor = self._lines[_F.TYPE]
        self._types = RisingList(theme, anchor, "call_types", self._accept_type, anchor.setFocus, below=True)
        self._place = CallPlaceView(presenter, theme, self._lines[_F.PLACE], self._place_note)
        self._connect()
        self.render_now()

    def take_focus(self) -> None:
        """Open for a call: stamp the contact and put the caret in the place."""
        self._presenter.open()
        self._lines[_F.PLACE].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tick(self) -> None:
        """Let the age of the contact run; called once a second by the window's shared timer."""
        set_text(self._contact, self._presenter.contact)

    def render_now(self) -> None:
        """Draw the presenter's state."""
        state = self._presenter.state
        for name, line in self._lines.items():
            _put(line, state.texts.get(name, ""), busy=state.busy)
        _put(self._narrative, state.texts.get(_F.NARRATIVE, ""), busy=state.busy)
        self._impact.show_choice(int(state.impact), state.impact_criteria)
        self._urgency.show_choice(int(state.urgency), state.urgency_criteria)
        self._priority.show_priority(state.priority.value, state.matrix.value, _why(state))
        self._show_reason(state)
        self._show_errors(state.errors)
        set_text(self._contact, state.contact)
        set_text(self._message, state.message)
        set_tone(self._message, state.tone)
        self._submit.setEnabled(state.can_submit or state.busy)
        self._submit.setToolTip("" if state.can_submit else state.message)
        self._clear.setText(tr("Bring back") if state.can_restore else tr("Clear"))
        typing = self._lines[_F.TYPE].hasFocus()
        offers = [(row.title, row.name) for row in state.types] if typing else []
        self._types.show_rows("", offers, state.chosen)
        self._place.render(state)
        self._take_wanted()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that choices and buttons leave."""
        focused = QApplication.focusWidget()
        if event.key() in _ENTER and isinstance(focused, QPushButton):
            focused.click()
        elif not self._common_key(event, last=False):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Be up to date when shown again."""
        super().showEvent(event)
        self.render_now()

    def _common_key(self, event: QKeyEvent, *, last: bool) -> bool:
        """Enter goes on, on the last field it submits, with Ctrl everywhere; Escape leaves."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and (ctrl or last):
            self._presenter.submit()
        elif event.key() in _ENTER:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape:
            if not self._presenter.stop_waiting():
                self.left.emit()
        else:
            return False
        return True

    def _line_key(self, name: CallField, event: QKeyEvent) -> bool:
        taken = (name is _F.TYPE and self._type_key(event)) or (name is _F.PLACE and self._place.key(event))
        if taken:
            return True
        return self._common_key(event, last=False)

    def _type_key(self, event: QKeyEvent) -> bool:
        """Arrows move among the offered types; going on takes one; Escape closes the offers first."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._presenter.choose_type(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            return self._presenter.close_offers()
        if event.key() == Qt.Key.Key_Tab or event.key() in _ENTER:
            self._presenter.accept_type()
        return False

    def _narrative_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        return self._common_key(event, last=True)

    def _accept_type(self, index: int) -> None:
        self._presenter.accept_type(index)

    def _pick_impact(self, value: int) -> None:
        self._presenter.grade(impact=Impact(value))

    def _pick_urgency(self, value: int) -> None:
        self._presenter.grade(urgency=Urgency(value))

    def _pick_priority(self, value: int) -> None:
        self._presenter.override(Priority(f"P{value}") if value else None)

    def _clear_or_restore(self) -> None:
        if self._presenter.state.can_restore:
            self._presenter.restore()
        else:
            self._presenter.clear()

    def _narrated(self) -> None:
        self._presenter.edit(_F.NARRATIVE, self._narrative.toPlainText())

    def _show_reason(self, state: CallEntryState) -> None:
        self._form.set_title(_F.PRIORITY_REASON, tr("Why {priority}?", priority=state.priority.value))
        self._form.show_row(_F.PRIORITY_REASON, shown=state.overridden)

    def _show_errors(self, errors: Mapping[CallField, str]) -> None:
        for name in CallField:
            self._form.show_error(name, errors.get(name, ""))

    def _take_wanted(self) -> None:
        """Move the caret only for somebody who works in this panel."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            wanted = self._presenter.take_wanted_field()
            if wanted is not None:
                self._form.widget_of(wanted).setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        for name, line in self._lines.items():
            line.textEdited.connect(partial(self._presenter.edit, name))
        self._lines[_F.TYPE].left.connect(self._presenter.close_offers)
        self._narrative.textChanged.connect(self._narrated)
        self._impact.picked.connect(self._pick_impact)
        self._urgency.picked.connect(self._pick_urgency)
        self._priority.picked.connect(self._pick_priority)
        self._submit.clicked.connect(self._presenter.submit)
        self._clear.clicked.connect(self._clear_or_restore)
        self._presenter.watch(self.render_now)

    def _build(self) -> None:
        dress(self, self._theme, least_width=100)
        dress(self._narrative, self._theme, least_height=14)
        self._fill_form()
        head = QHBoxLayout()
        title = label(self._theme, "call_title", "heading")
        set_text(title, tr("New call"))
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._contact)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(3, 2, 3, 2), spacing=2)
        column.addLayout(head)
        column.addWidget(self._form, 1)
        column.addLayout(self._buttons())
        column.addWidget(self._message)
        dress(self._message, self._theme, least_height=5)
        chain = [*(self._form.widget_of(name) for name in CallField), self._submit, self._clear]
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)

    def _fill_form(self) -> None:
        """Lay the fields out in the order in which they are passed."""
        lines, form = self._lines, self._form
        form.add_row(FormField(_F.PLACE, tr("Place"), lines[_F.PLACE], beside=self._place_note))
        form.add_row(FormField(_F.TYPE, tr("Type"), lines[_F.TYPE]))
        form.add_row(FormField(_F.CALLER_NAME, tr("Caller"), lines[_F.CALLER_NAME]))
        form.add_row(
            FormField(_F.CALLER_NUMBER, tr("Number"), lines[_F.CALLER_NUMBER], 3),
            FormField(_F.PERSONS, tr("Persons"), lines[_F.PERSONS], 1),
        )
        form.add_columns(
            FormField(_F.IMPACT, tr("Impact"), self._impact), FormField(_F.URGENCY, tr("Urgency"), self._urgency)
        )
        form.add_row(FormField(_F.PRIORITY, tr("Priority"), self._priority))
        form.add_row(FormField(_F.PRIORITY_REASON, tr("Why?"), lines[_F.PRIORITY_REASON]))
        form.add_row(FormField(_F.NARRATIVE, tr("Narrative"), self._narrative), tall=True)

    def _buttons(self) -> QHBoxLayout:
        self._submit.setObjectName("call_submit")
        self._submit.setText(tr("Open incident  (Ctrl+Enter)"))
        self._submit.setAccessibleName(tr("open incident"))
        self._submit.setProperty("tone", "accent")
        self._clear.setObjectName("call_clear")
        self._clear.setAccessibleName(tr("clear or bring back"))
        row = QHBoxLayout()
        row.addWidget(self._submit, 1)
        row.addWidget(self._clear)
        return row


def _why(state: CallEntryState) -> str:
    impact, urgency = int(state.impact), int(state.urgency)
    if state.overridden:
        return tr("the matrix gives {matrix} · 0 returns to it", matrix=state.matrix.value)
    return tr("impact {impact} × urgency {urgency} · 1 to 5 override", impact=impact, urgency=urgency)


def _put(field: CommandEdit | CommandText, text: str, *, busy: bool) -> None:
    field.setReadOnly(busy)
    if isinstance(field, CommandText):
        if field.toPlainText() != text:
            field.setPlainText(text)
    elif field.text() != text:
        field.setText(text)
