"""The question card in the call-entry panel: the question large, answers by number keys, what follows below."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from ui.presenters.triage_card import TriageCardPresenter
from ui.presenters.triage_words import SaidLine, ShownModifier, TriageShown
from ui.theme import Theme
from ui.widgets.answer_choice import AnswerChoice
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import LampWidget, label, set_panel, set_text, set_tone
from ui.widgets.tick_box import TickBox
from ui.widgets.typing_hand import is_typing
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOST_ROWS = 5


class AnsweredList(QListWidget):
    """Arrows move, Enter asks again; digits and letters belong to the question."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows; leave what is typed to the card."""
        if is_typing(event) or event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            event.ignore()
        else:
            super().keyPressEvent(event)


class TriageCardView(QWidget):
    """Draws the card and forwards what is chosen. Digits answer, Backspace goes back, Delete takes an answer back."""

    def __init__(self, presenter: TriageCardPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("triage_card")
        self.setAccessibleName(tr("question card"))
        set_panel(self, "raised")
        self._title = label(theme, "triage_title", "small", "muted")
        self._priority = LampWidget(theme, "triage_priority", "strong")
        self.answered = AnsweredList()
        self._ask = label(theme, "triage_ask", "title")
        self._help = label(theme, "triage_help", "body", "muted")
        self.choices = AnswerChoice(theme, "triage_answers")
        self.written = CommandEdit(theme, self._written_key, "body")
        self._message = label(theme, "triage_message", "body", "muted")
        self._advice = label(theme, "triage_advice", "heading")
        self._others = label(theme, "triage_advice_others", "small", "muted")
        self._crew = label(theme, "triage_crew", "strong", "warning")
        self._grade = label(theme, "triage_grade", "strong")
        self._why = label(theme, "triage_why", "small", "muted")
        self._modifiers = QVBoxLayout()
        self._boxes: dict[str, TickBox] = {}
        self.reason = CommandEdit(theme, self._reason_key, "body")
        self.skip = QPushButton(tr("Skip the card"))
        self._asked = ""
        self._build()
        self._connect()
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Put the keyboard where the question in front is answered."""
        target = self.choices if self._presenter.shown.by_digit else self.written
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render_now(self) -> None:
        """Draw the card as it stands."""
        shown = self._presenter.shown
        within = self.choices.hasFocus() or self.written.hasFocus()
        set_text(self._title, " · ".join(part for part in (shown.title, shown.progress, _state(shown)) if part))
        self._priority.setVisible(bool(shown.priority))
        self._priority.show_lamp(shown.priority, shown.priority.lower() or "muted")
        self._show_answered(shown)
        self._show_question(shown)
        _show(self._message, shown.message)
        set_tone(self._message, shown.tone)
        self._show_what_follows(shown)
        self._show_modifiers(shown.modifiers)
        asking = bool(shown.ask)
        for widget in (self.reason, self.skip):
            widget.setVisible(asking and not shown.skipped)
        if within and asking:
            self.take_focus()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the wrapped words."""
        super().resizeEvent(event)
        self._fit()

    def restyle(self) -> None:
        """Keep room for larger words."""
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by digits from anywhere in the card; go back; take back."""
        text = event.text()
        if text.isdecimal() and text.isascii() and self._presenter.shown.by_digit:
            self._presenter.choose(int(text))
            self.take_focus()
        elif event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Left}:
            self._presenter.back()
            self.take_focus()
        elif event.key() == Qt.Key.Key_Right:
            self._presenter.onward()
            self.take_focus()
        elif event.key() == Qt.Key.Key_Delete:
            self._presenter.take_back()
            self.take_focus()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        """A panel that scrolls gives as much as is needed; without this it would cut wrapped words."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))

    def _written_key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER and not event.modifiers():
            self._presenter.write(self.written.text())
            return True
        if event.key() == Qt.Key.Key_Backspace and not self.written.text():
            self._presenter.back()
            self.take_focus()
            return True
        return False

    def _reason_key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER and not event.modifiers():
            self._skip()
            return True
        return False

    def _skip(self) -> None:
        self._presenter.skip(self.reason.text())
        if self._presenter.shown.skipped:
            self.reason.clear()
        else:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_answered(self, shown: TriageShown) -> None:
        rows = [f"{row.ask}  {row.answer}" for row in shown.answered]
        if [self.answered.item(place).text() for place in range(self.answered.count())] != rows:
            self.answered.clear()
            self.answered.addItems(rows)
        self.answered.setCurrentRow(next((n for n, row in enumerate(shown.answered) if row.in_front), -1))
        self.answered.setVisible(bool(rows))
        if rows:
            inside = self.answered.sizeHintForRow(0) * min(_MOST_ROWS, len(rows))
            self.answered.setFixedHeight(inside + 2 * self.answered.frameWidth())
            self.answered.scrollToItem(self.answered.currentItem() or self.answered.item(len(rows) - 1))

    def _show_question(self, shown: TriageShown) -> None:
        done = tr("Every question was answered") if shown.complete else ""
        set_text(self._ask, shown.ask or done)
        self._ask.setVisible(bool(self._ask.text()))
        _show(self._help, shown.help)
        self.choices.setVisible(shown.by_digit)
        self.written.setVisible(bool(shown.ask) and not shown.by_digit)
        if shown.by_digit:
            self.choices.show_choices(shown.ask, shown.choices, shown.chosen)
        self.written.setAccessibleName(shown.ask or tr("answer"))
        if self._asked != shown.ask:
            self._asked = shown.ask
            self.written.setText(shown.written)

    def _show_what_follows(self, shown: TriageShown) -> None:
        first = [tr("Say to the caller")] if shown.advice else []
        _show(self._advice, "\n".join([*first, *(f"“{line.text}”" for line in shown.advice)]))
        _show(self._others, "\n".join(text for line in shown.advice for text in _others(line)))
        _show(self._crew, tr("For the crew: {note}", note=shown.note) if shown.note else "")
        _show(self._grade, shown.grade)
        _show(self._why, "\n".join(shown.why))

    def _show_modifiers(self, rows: tuple[ShownModifier, ...]) -> None:
        if list(self._boxes) != [row.name for row in rows]:
            self._make_boxes(rows)
        for row in rows:
            box = self._boxes[row.name]
            box.blockSignals(True)
            box.setChecked(row.on)
            box.blockSignals(False)
            box.setText(tr("{title} (by an answer)", title=row.title) if row.brought else row.title)
            box.setEnabled(not row.brought)

    def _make_boxes(self, rows: tuple[ShownModifier, ...]) -> None:
        for box in self._boxes.values():
            self._modifiers.removeWidget(box)
            box.deleteLater()
        self._boxes = {}
        for row in rows:
            box = TickBox(self._theme, f"modifier_{row.name}", self)
            box.setToolTip(row.because)
            box.setAccessibleName(row.title)
            box.setAccessibleDescription(row.because)
            box.toggled.connect(partial(self._toggled, row.name))
            self._modifiers.addWidget(box)
            self._boxes[row.name] = box

    def _toggled(self, name: str, _on: bool) -> None:  # as Qt calls it
        self._presenter.toggle(name)

    def _go_to(self, item: QListWidgetItem) -> None:
        self._presenter.go_to(self.answered.row(item))
        self.take_focus()

    def _connect(self) -> None:
        self.choices.picked.connect(self._presenter.choose)
        self.answered.itemClicked.connect(self._go_to)
        self.answered.itemActivated.connect(self._go_to)
        self.skip.clicked.connect(self._skip)

    def _build(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row in (head, foot):
            dress(row, self._theme, spacing=2)
        head.addWidget(self._title, 1)
        head.addWidget(self._priority)
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.skip)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(2, 1, 2, 1), spacing=1.5)
        column.addLayout(head)
        dress(self._modifiers, self._theme, spacing=0.5)
        for part in (self.answered, self._ask, self._help, self.choices, self.written, self._message, self._advice,
                     self._others, self._crew):  # fmt: skip
            column.addWidget(part)
        column.addLayout(self._modifiers)
        column.addWidget(self._grade)
        column.addWidget(self._why)
        column.addLayout(foot)
        column.addStretch(1)
        for words in (self._title, self._ask, self._help, self._message, self._advice, self._others, self._crew,
                      self._grade, self._why):  # fmt: skip
            words.setWordWrap(True)
        self.answered.setObjectName("triage_answered")
        self.answered.setAccessibleName(tr("what was answered"))
        self.answered.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.written.setObjectName("triage_written")
        self.reason.setObjectName("triage_skip_reason")
        self.reason.setPlaceholderText(tr("why the card is skipped"))
        self.reason.setAccessibleName(tr("why the card is skipped"))
        self.skip.setObjectName("triage_skip")
        self.skip.setAccessibleName(tr("skip the card"))
        dress(self.answered, self._theme, font="body")
        dress(self.skip, self._theme, font="small")


def _state(shown: TriageShown) -> str:
    if shown.skipped:
        return tr("skipped: {reason}", reason=shown.skipped)
    return tr("recorded") if shown.recorded and shown.answered else ""


def _others(line: SaidLine) -> list[str]:
    return [f"{language.upper()}  {text}" for language, text in line.others]


def _show(words: QLabel, text: str) -> None:
    set_text(words, text)
    words.setVisible(bool(text))
