"""Plans of the record: the steps in order, and the keys that tick, skip, hand on, take back and cite."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher.domain.incident_plans import StepAct
from ui.presenters.record import RecordField
from ui.presenters.record_plan_words import StepShown
from ui.presenters.record_plans import ASKS, RecordPlans
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.record_list import ListedRow, RecordList
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_F = RecordField
_KEYS = {
    Qt.Key.Key_D: StepAct.DONE,
    Qt.Key.Key_Space: StepAct.DONE,
    Qt.Key.Key_S: StepAct.SKIPPED,
    Qt.Key.Key_H: StepAct.HANDED_ON,
    Qt.Key.Key_U: StepAct.UNDONE,
}


class StepList(RecordList):
    """The steps; a letter acts on the one that the keyboard is on."""

    def __init__(self, theme: Theme, page: "RecordPlansView") -> None:
        super().__init__(theme, "record_plan_steps", tr("steps of the plan"))
        self._page = page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the letters of the page; arrows move."""
        if not self._page.take_key(event.key(), plain=not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)


class RecordPlansView(QWidget):
    """Enter, D or Space ticks the step; S, H and U ask why in the field below; C begins a note that cites."""

    def __init__(self, presenter: RecordPlans, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("record_plans_page")
        self.setAccessibleName(tr("incident plans"))
        self.rows = StepList(theme, self)
        self.words = CommandEdit(theme, self._field_key, "body")
        self.at = CommandEdit(theme, self._field_key, "body")
        self.offered = QComboBox()
        self.attach, self.detach, self.cite = QPushButton(), QPushButton(), QPushButton()
        self.acts = {act: QPushButton() for act in StepAct}
        self._meant = StepAct.DONE
        self._plan_of: dict[str, str] = {}
        self._settled: dict[str, bool] = {}
        self._offers: tuple[tuple[str, str], ...] = ()
        self._build()
        self._connect()

    def render_now(self) -> None:
        """Draw the page as it stands now; from a step that was just settled the keyboard goes on to the next one."""
        shown, before, at = self._presenter.rows(), self._settled, self.rows.chosen
        self._plan_of = {row.step_id: row.plan_id for row in shown if row.step_id}
        self._settled = {row.step_id: row.is_settled for row in shown if row.step_id}
        none = ListedRow("", tr("No plan is attached. Choose one below, then Attach."), "text_muted")
        self.rows.show_rows([_listed(row) for row in shown] or [none])
        if not at or (self._settled.get(at) and not before.get(at, True)):
            self.rows.choose(self._presenter.next_step())
        offers = self._presenter.offers()
        if offers != self._offers:
            self._offers = offers
            self.offered.clear()
            self.offered.addItems([words for _name, words in offers])
        self.attach.setEnabled(bool(offers))
        for name, line in ((_F.STEP_WORDS, self.words), (_F.STEP_AT, self.at)):
            if line.text() != self._presenter.record.text(name):
                line.setText(self._presenter.record.text(name))

    def take_focus(self) -> None:
        """Put the keyboard on the step that is due next; without a plan on the choice of one."""
        if self._plan_of:
            self.rows.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.offered.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_key(self, key: int, *, plain: bool) -> bool:
        """Act on a key of the list; False when it is none of the page's."""
        act = _KEYS.get(Qt.Key(key)) if plain else None
        if act is not None or key in _ENTER:
            self._act(act or StepAct.DONE)
        elif plain and key == Qt.Key.Key_C:
            self._cite()
        else:
            return False
        return True

    def _act(self, act: StepAct) -> None:
        if act is StepAct.DONE or self.words.text().strip():
            self._presenter.act(self.rows.chosen, act)
            self._mean(StepAct.DONE)
            return
        self._mean(act)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _mean(self, act: StepAct) -> None:
        self._meant = act
        self.words.setPlaceholderText(tr(ASKS[act]))

    def _field_key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            if self._meant is not StepAct.DONE and not self.words.text().strip():
                self._presenter.record.say(tr(ASKS[self._meant]), "warning")
                return True
            self._act(self._meant)
            self.take_focus()
            return True
        if event.key() == Qt.Key.Key_Escape and self._meant is not StepAct.DONE:
            self._mean(StepAct.DONE)
            self.take_focus()
            return True
        return False

    def _cite(self) -> None:
        self._presenter.cite(self.rows.chosen)

    def _attach(self) -> None:
        place = self.offered.currentIndex()
        self._presenter.attach(self._offers[place][0] if 0 <= place < len(self._offers) else "")
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _detach(self) -> None:
        self._presenter.detach(self._presenter.attached(self._plan_of.get(self.rows.chosen, "")))

    def _done(self, _step_id: str) -> None:
        self._act(StepAct.DONE)

    def _connect(self) -> None:
        self.rows.acted.connect(self._done)
        self.attach.clicked.connect(self._attach)
        self.detach.clicked.connect(self._detach)
        self.cite.clicked.connect(self._cite)
        for act, button in self.acts.items():
            button.clicked.connect(partial(self._act, act))
        for name, line in ((_F.STEP_WORDS, self.words), (_F.STEP_AT, self.at)):
            line.textEdited.connect(partial(self._presenter.record.edit, name))

    def _build(self) -> None:
        said = {
            StepAct.DONE: tr("Done (D)"), StepAct.SKIPPED: tr("Skip (S)"), StepAct.HANDED_ON: tr("Hand on (H)"),
            StepAct.UNDONE: tr("Take back (U)"),
        }  # fmt: skip
        named = [(self.acts[act], f"record_step_{act.value}", words) for act, words in said.items()]
        named += [(self.cite, "record_step_cite", tr("Cite (C)")), (self.attach, "record_plan_attach", tr("Attach")),
                  (self.detach, "record_plan_detach", tr("Detach"))]  # fmt: skip
        for button, name, words in named:
            button.setText(words)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.setProperty("tight", "true")
        for widget, name, words in (
            (self.words, "record_step_words", tr("what came of the step, or why")),
            (self.at, "record_step_at", tr("when it was done")),
            (self.offered, "record_plan_offered", tr("plans to attach")),
        ):
            widget.setObjectName(name)
            widget.setAccessibleName(words)
        self.acts[StepAct.DONE].setProperty("tone", "accent")
        self.at.setPlaceholderText(tr("now, or 14:30"))
        self._mean(StepAct.DONE)
        dress(self.offered, self._theme, font="body")
        dress(self.at, self._theme, width=26)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(0, 0, 0, 0), spacing=1)
        column.addWidget(self.rows, 1)
        column.addLayout(self._row((self.words, self.at), wide=self.words))
        column.addLayout(self._row((*(self.acts[act] for act in said), self.cite)))
        column.addLayout(self._row((self.offered, self.attach, self.detach), wide=self.offered))

    def _row(self, widgets: tuple[QWidget, ...], wide: QWidget | None = None) -> QHBoxLayout:
        row = QHBoxLayout()
        dress(row, self._theme, spacing=1)
        for widget in widgets:
            row.addWidget(widget, 1 if wide is None or widget is wide else 0)
        return row


def _listed(row: StepShown) -> ListedRow:
    head = f"{row.badge.letter} {row.badge.word}  {row.words}".strip()
    tone = "text_muted" if row.is_settled else row.badge.tone  # what is over recedes behind what is to be done
    return ListedRow(row.step_id, f"{head}\n{row.note}", tone, shape=row.badge.shape, shape_tone=row.badge.tone)
