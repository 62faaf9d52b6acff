"""The voice desk: who is to be called, the script of the call in hand, and the words heard. Enter records."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatcher.domain.crew_commands import Answer
from ui.actions import ACTIONS, ActionId, shortcut_text
from ui.models.voice_model import VoiceModel
from ui.presenters.voice import VoicePresenter, VoiceShown
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, LampWidget, label, set_panel, set_text, set_tone
from ui.widgets.pacer import Pacer
from ui.widgets.painting import PLATES
from ui.widgets.pending_delegate import PendingDelegate
from ui.widgets.reading_area import ReadingArea
from ui.widgets.row_table import RowTable
from ui.widgets.voice_lines import VoiceLines
from ui.wording import tr

BATCH_MS = 100
MOST_ROWS = 4
_FRAME_STEPS = 0.5
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class VoiceView(QFrame):
    """The task in hand stays while others come; a click or Enter on another takes that one in hand."""

    def __init__(self, presenter: VoicePresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("voice_panel")
        self.setAccessibleName(tr("voice tasks"))
        set_panel(self, "raised")
        self._title = label(theme, "voice_title", "small", "muted")
        self._spelling = QPushButton()
        self._empty = label(theme, "voice_empty", "heading", "muted")
        self.model = VoiceModel(presenter, self)
        self.table = RowTable(theme, "voice_board", tr("voice tasks"))
        self._delegate = PendingDelegate(theme, self.model.line_at, self.table)
        self._whole = QWidget()
        self._priority = LampWidget(theme, "voice_priority", "title")
        self._call_sign = label(theme, "voice_call_sign", "title")
        self._badge = LampWidget(theme, "voice_badge", "loud")
        self._due = label(theme, "voice_due", "strong")
        self._facts = ElidedLabel(theme, "voice_facts", "body", "muted")
        self._doubt = label(theme, "voice_doubt", "strong", "plate_warning")
        self.lines = VoiceLines(theme, lambda item, on: presenter.tick(item, on=on), self.take_words)
        self.heard = CommandEdit(theme, self._on_key, "body")
        self._who, self._talkgroup = QLineEdit(), QLineEdit()
        self._record, self._decline = QPushButton(), QPushButton()
        self._message = label(theme, "voice_message", "strong")
        self._pacer = Pacer(BATCH_MS, self._flush, self)
        self._build()
        self._connect()
        self.restyle()
        presenter.watch(self._pacer.ring)
        self._flush()

    def begin(self, say: Callable[[str], None]) -> None:
        """Take the most pressing task in hand and put the caret where the words heard are written."""
        if self._presenter.begin():
            self._pacer.now()
            self.take_words()
        else:
            say(self._empty.text())

    def take_words(self) -> None:
        """Put the caret where the words heard are written."""
        self.heard.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_focus(self) -> None:
        """Give the keyboard to the list; where one waits alone, to the words heard."""
        if self.model.rowCount() > 1:
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.model.rowCount():
            self.take_words()

    def tick(self) -> None:
        """Let the times tick."""
        if self.isVisible():
            self.table.viewport().update()
            self._show_task(self._presenter.shown())

    def restyle(self) -> None:
        """Take heights from the present fonts."""
        self.table.set_row_height(self._delegate.row_height)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button presses it."""
        for button in (self._record, self._decline, self._spelling):
            if event.key() in _ENTER and button.hasFocus():
                button.click()
                return
        super().keyPressEvent(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Enter records; Up goes back to the boxes."""
        if event.key() in _ENTER:
            self._presenter.record()
        elif event.key() == Qt.Key.Key_Up:
            self.lines.focus_last()
        else:
            return False
        return True

    def _flush(self) -> None:
        self.model.apply(hold_order=self.table.hands_on)
        self._fit()
        empty = self.model.rowCount() == 0
        self._empty.setVisible(empty)
        self.table.setVisible(self.model.rowCount() > 1)  # one alone is told by its head
        none = tr("Nobody waits to be called.") if self._presenter.loaded else tr("reading the voice tasks …")
        set_text(self._empty, none)
        set_text(self._title, self._presenter.title)
        place = self.model.place_of(self._presenter.chosen_id) if self._presenter.chosen_id else None
        if place is not None and not self.table.selectionModel().isRowSelected(place, QModelIndex()):
            self.table.selectRow(place)
        words = tr("Spelling: {name}  {key}", name=self._presenter.alphabet, key=_key(ActionId.NEXT_ALPHABET))
        self._spelling.setText(words)
        self._spelling.setAccessibleName(words)
        self._show_task(self._presenter.shown())

    def _show_task(self, shown: VoiceShown | None) -> None:
        self._whole.setVisible(shown is not None)
        set_text(self._message, self._presenter.message)
        set_tone(self._message, self._presenter.tone)
        self._message.setVisible(bool(self._presenter.message))
        if shown is None:
            return
        self._priority.show_lamp(shown.priority, shown.priority.lower())
        set_text(self._call_sign, shown.call_sign)
        tone = PLATES.get(shown.badge.tone, shown.badge.tone)
        self._badge.show_lamp(f"{shown.badge.letter} {shown.badge.word}", tone, shown.badge.shape)
        set_text(self._due, shown.due)
        set_tone(self._due, "muted" if shown.due_tone == "text_muted" else shown.due_tone)
        asked = tr("asked {age} ago", age=shown.age)
        set_text(self._facts, " · ".join(part for part in (shown.number, asked, shown.tried) if part))
        set_text(self._doubt, shown.script.doubt)
        self._doubt.setVisible(bool(shown.script.doubt))
        self.lines.show_script(shown.script, shown.draft.ticked)
        for field, words in (
            (self.heard, shown.draft.heard),
            (self._who, shown.draft.who),
            (self._talkgroup, shown.talkgroup),
        ):
            if field.text() != words and not (field.hasFocus() and field is self._talkgroup):
                field.setText(words)
                if not field.hasFocus():
                    field.setCursorPosition(0)
        for button in (self._record, self._decline):
            button.setEnabled(not shown.refusal and not self._presenter.busy)
            button.setToolTip(shown.refusal)

    def _on_heard(self, text: str) -> None:
        self._presenter.write(heard=text)

    def _on_who(self, text: str) -> None:
        self._presenter.write(who=text)

    def _on_talkgroup(self, text: str) -> None:
        self._presenter.write(talkgroup=text)

    def _on_chosen(self, index: QModelIndex) -> None:
        self._presenter.begin(self.model.row_at(index.row()).transmission_id)
        self._pacer.now()
        self.take_words()

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and self.table.hands_on:
            self._presenter.choose(self.model.row_at(current.row()).transmission_id)

    def _fit(self) -> None:
        """The list is as high as its rows, up to `MOST_ROWS`: the script has the rest."""
        rows = max(1, min(self.model.rowCount(), MOST_ROWS))
        frame = self._theme.space(_FRAME_STEPS)
        self.table.setFixedHeight(rows * self._delegate.row_height + frame)  # `restyle` fits it anew

    def _connect(self) -> None:
        self.table.clicked.connect(self._on_chosen)
        self.table.activated.connect(self._on_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.hands_left.connect(self._flush)
        self.heard.textEdited.connect(self._on_heard)
        self._who.textEdited.connect(self._on_who)
        self._talkgroup.textEdited.connect(self._on_talkgroup)
        self._who.returnPressed.connect(self.take_words)
        self._talkgroup.returnPressed.connect(self.take_words)
        self._record.clicked.connect(partial(_run, self._presenter.record))
        self._decline.clicked.connect(partial(_run, partial(self._presenter.record, Answer.DECLINES)))
        self._spelling.clicked.connect(partial(_run, self._presenter.next_alphabet))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(0, 1, 0, 1), spacing=1)
        head = QHBoxLayout()
        dress(head, self._theme, margins=(2, 0, 2, 0), spacing=2)
        head.addWidget(self._title, 1)
        head.addWidget(self._spelling)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self._empty, 1)
        column.addWidget(self._message)
        column.addWidget(self._whole, 4)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        dress(self._message, self._theme, margins=(3, 0.5, 3, 0.5))
        self._message.setWordWrap(True)
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        dress(whole, self._theme, spacing=1)
        whole.addLayout(self._task_head())
        area = ReadingArea(self._theme, "voice_area", self.lines)
        area.setAccessibleName(tr("what to read out"))
        whole.addWidget(area, 1)
        whole.addLayout(self._fields())
        self._spelling.setObjectName("next_alphabet")
        self._spelling.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        dress(self._spelling, self._theme, font="small")

    def _task_head(self) -> QVBoxLayout:
        first, second, both = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        dress(first, self._theme, spacing=3)
        for widget in (self._priority, self._call_sign, self._badge):
            first.addWidget(widget)
        first.addStretch(1)
        first.addWidget(self._due)
        dress(second, self._theme, spacing=3)
        second.addWidget(self._facts, 1)
        second.addWidget(self._doubt)
        dress(both, self._theme, margins=(3, 1, 3, 0), spacing=1)
        both.addLayout(first)
        both.addLayout(second)
        return both

    def _fields(self) -> QGridLayout:
        """Words heard over the whole width; below who said them, where, and the way out."""
        grid = QGridLayout()
        dress(grid, self._theme, margins=(3, 1, 3, 1), horizontal=2, vertical=1)
        for field, name, title, row, column, span in (
            (self.heard, "voice_heard", tr("Words heard"), 0, 0, 3),
            (self._who, "voice_who", tr("Who"), 1, 0, 1),
            (self._talkgroup, "voice_talkgroup", tr("Talkgroup"), 1, 2, 1),
        ):
            before = label(self._theme, f"{name}_title", "small", "muted")
            set_text(before, title)
            grid.addWidget(before, row, column)
            grid.addWidget(field, row, column + 1, 1, span)
            field.setObjectName(name)
            field.setAccessibleName(title)
            dress(field, self._theme, font="body")
        for row, (button, name, words) in enumerate(
            (
                (self._record, "voice_record", tr("Acknowledged  Enter")),
                (self._decline, "voice_decline", tr("Declined  {key}", key=_key(ActionId.VOICE_DECLINED))),
            )
        ):
            button.setText(words)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, self._theme, font="strong")
            grid.addWidget(button, row, 4)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(3, 3)
        self._record.setProperty("tone", "accent")
        return grid


def _key(action: ActionId) -> str:
    return shortcut_text(ACTIONS[action])


def _run(act: Callable[[], None], _checked: bool = False) -> None:
    act()
