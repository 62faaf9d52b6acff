"""The fields of call entry in the order in which they are passed, and where the caret stands among them."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from dispatcher.domain.calls import Medium
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Urgency
from ui.presenters.call_entry_call import CallPhase
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_state import CallEntryState
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.criteria_choice import CriteriaChoice
from ui.widgets.dressing import dress
from ui.widgets.form_grid import FormField, FormGrid
from ui.widgets.labels import ElidedLabel, label, set_text
from ui.widgets.option_box import OptionBox
from ui.widgets.priority_choice import PriorityChoice
from ui.widgets.timed_text import TimedText
from ui.wording import kind_word, medium_word, scale_word, tr

_F = CallField
_LINES = (
    _F.PLACE, _F.TYPE, _F.CALLER_NAME, _F.CALLER_NUMBER, _F.RELATION, _F.LANGUAGE, _F.NEEDS, _F.PERSONS, _F.ASSET,
    _F.KIND_REASON, _F.PRIORITY_REASON,
)  # fmt: skip


class CallFields:
    """Makes and draws them; whoever owns it connects them."""

    def __init__(
        self,
        theme: Theme,
        line_key: Callable[[CallField, QKeyEvent], bool],
        narrative_key: Callable[[QKeyEvent], bool],
        time_of: Callable[[int], str],
    ) -> None:
        self._theme = theme
        self.lines = {name: CommandEdit(theme, partial(line_key, name), "body") for name in _LINES}
        self.narrative = TimedText(theme, narrative_key, time_of)
        self._boxes = {
            _F.EMERGENCY: OptionBox(theme, "emergency", (tr("emergency"), tr("no emergency"))),
            _F.KIND: OptionBox(theme, "kind", [kind_word(each) for each in Kind]),
            _F.MEDIUM: OptionBox(theme, "medium", [medium_word(each) for each in Medium]),
        }
        self._grades = {
            _F.IMPACT: CriteriaChoice(theme, "impact", tr("impact"), [scale_word(each) for each in Impact]),
            _F.URGENCY: CriteriaChoice(theme, "urgency", tr("urgency"), [scale_word(each) for each in Urgency]),
        }
        self._priority = PriorityChoice(theme, "priority", tr("priority"))
        self.choices: dict[CallField, OptionBox | CriteriaChoice | PriorityChoice] = {
            **self._boxes,
            **self._grades,
            _F.PRIORITY: self._priority,
        }
        self.form = FormGrid(theme, "call")
        self.place_note = label(theme, "call_place_note", "strong", "muted")
        self.asset_note = ElidedLabel(theme, "call_asset_note", "strong", "muted")
        self._type_note = ElidedLabel(theme, "call_type_note", "strong", "accent")
        self._says = label(theme, "call_says", "body", "accent")
        self._says.setWordWrap(True)
        self._fill()
        self.say(())

    def render(self, state: CallEntryState, *, anew: bool) -> None:
        """Draw a call; `anew`: another one than before."""
        for name, line in self.lines.items():
            text = state.texts.get(name, "")
            if line.text() != text:
                line.setText(text)
        if anew:
            self.narrative.blockSignals(True)
        self.narrative.show_text(state.texts.get(_F.NARRATIVE, ""))
        self.narrative.blockSignals(False)
        self._choose(state)
        set_text(self._type_note, state.type_note)
        self._type_note.setVisible(bool(state.type_note))
        self.form.set_title(_F.PRIORITY_REASON, tr("Why {priority}?", priority=state.priority.value))
        self.form.show_row(_F.PRIORITY_REASON, shown=state.overridden)
        self.form.set_title(_F.KIND_REASON, tr("Why {kind}?", kind=kind_word(state.kind)))
        self.form.show_row(_F.KIND_REASON, shown=state.kind_asks_why)
        for name in CallField:
            self.form.show_error(name, state.errors.get(name, ""))

    def say(self, lines: Sequence[str]) -> None:
        """Show what can be said to the caller."""
        set_text(self._says, "\n".join(lines))
        self._says.setVisible(bool(lines))

    def caret(self) -> tuple[CallField, int] | None:
        """Return where the caret stands; None when it is in no field."""
        if self.narrative.hasFocus():
            return _F.NARRATIVE, self.narrative.textCursor().position()
        return next(((name, line.cursorPosition()) for name, line in self.lines.items() if line.hasFocus()), None)

    def put_caret(self, name: CallField, place: int | None) -> None:
        """Put the caret in a field, at a sign of it when one is given."""
        self.form.widget_of(name).setFocus(Qt.FocusReason.OtherFocusReason)
        if place is None:
            return
        if name in self.lines:
            self.lines[name].setCursorPosition(place)
        elif name is _F.NARRATIVE:
            cursor = self.narrative.textCursor()
            cursor.setPosition(min(place, len(self.narrative.toPlainText())))
            self.narrative.setTextCursor(cursor)

    def chain(self, after: Sequence[QWidget]) -> None:
        """Let Tab pass the fields in their order, then what comes after."""
        for before, then in pairwise([*(self.form.widget_of(name) for name in CallField), *after]):
            QWidget.setTabOrder(before, then)

    def _choose(self, state: CallEntryState) -> None:
        for name, place in (
            (_F.EMERGENCY, 0 if state.emergency else 1),
            (_F.KIND, list(Kind).index(state.kind)),
            (_F.MEDIUM, list(Medium).index(state.medium)),
        ):
            self._boxes[name].show_choice(place)
        for name, value, criteria in (
            (_F.IMPACT, int(state.impact), state.impact_criteria),
            (_F.URGENCY, int(state.urgency), state.urgency_criteria),
        ):
            self._grades[name].show_choice(value, criteria)
        self._priority.show_priority(state.priority.value, state.matrix.value, _why(state))

    def _fill(self) -> None:
        """Lay the fields out: what a caller says first, then what is mostly right by itself."""
        lines, form, choices = self.lines, self.form, self.choices
        dress(self.narrative, self._theme, least_height=20)
        form.add_row(FormField(_F.PLACE, tr("Place"), lines[_F.PLACE], beside=self.place_note))
        form.add_row(FormField(_F.TYPE, tr("Type"), lines[_F.TYPE]))
        form.add_words(self._type_note)
        form.add_row(
            FormField(_F.CALLER_NAME, tr("Caller"), lines[_F.CALLER_NAME], 3),
            FormField(_F.CALLER_NUMBER, tr("Number"), lines[_F.CALLER_NUMBER], 3),
        )
        form.add_row(
            FormField(_F.RELATION, tr("Relation"), lines[_F.RELATION], 3),
            FormField(_F.LANGUAGE, tr("Language"), lines[_F.LANGUAGE], 1),
            FormField(_F.NEEDS, tr("Needs"), lines[_F.NEEDS], 2),
        )
        form.add_row(
            FormField(_F.PERSONS, tr("Persons"), lines[_F.PERSONS], 1),
            FormField(_F.ASSET, tr("Asset no."), lines[_F.ASSET], 2, self.asset_note, 3),
        )
        form.add_row(FormField(_F.NARRATIVE, tr("Narrative"), self.narrative), tall=True)
        form.add_words(self._says)
        form.add_row(
            FormField(_F.EMERGENCY, tr("Is it"), choices[_F.EMERGENCY], 3),
            FormField(_F.KIND, tr("Kind"), choices[_F.KIND], 3),
            FormField(_F.MEDIUM, tr("By"), choices[_F.MEDIUM], 3),
        )
        form.add_row(FormField(_F.KIND_REASON, tr("Why?"), lines[_F.KIND_REASON]))
        form.add_columns(
            FormField(_F.IMPACT, tr("Impact"), choices[_F.IMPACT]),
            FormField(_F.URGENCY, tr("Urgency"), choices[_F.URGENCY]),
        )
        form.add_row(FormField(_F.PRIORITY, tr("Priority"), choices[_F.PRIORITY]))
        form.add_row(FormField(_F.PRIORITY_REASON, tr("Why?"), lines[_F.PRIORITY_REASON]))
        lines[_F.LANGUAGE].setPlaceholderText(tr("it…"))
        lines[_F.NEEDS].setPlaceholderText(tr("deaf…"))


def as_buttons(state: CallEntryState) -> tuple[str, str]:
    """Return what the two buttons do now."""
    match state.phase:
        case CallPhase.OPENED:
            return tr("Store what is new  (Ctrl+Enter)"), tr("Rung off  (Ctrl+Shift+Enter)")
        case CallPhase.ENDED:
            return tr("Store what is new  (Ctrl+Enter)"), tr("Done  (Ctrl+Shift+Enter)")
        case _:
            away = tr("Bring back") if state.can_restore else tr("Put away")
            return tr("Open incident  (Ctrl+Enter)"), away


def _why(state: CallEntryState) -> str:
    impact, urgency = int(state.impact), int(state.urgency)
    if state.priority is not state.matrix:
        return tr("the matrix gives {matrix} · 0 returns to it", matrix=state.matrix.value)
    return tr("impact {impact} × urgency {urgency} · 1 to 5 override", impact=impact, urgency=urgency)
