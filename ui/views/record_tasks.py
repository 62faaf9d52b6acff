"""Tasks of the record: who is to do what by when, and what came of it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher.domain.records import TaskState
from ui.presenters.record import RecordField
from ui.presenters.record_parts import RecordTasks
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.form_grid import FormField, FormGrid
from ui.widgets.record_list import ListedRow, RecordList
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_F = RecordField
_STATES = (TaskState.DONE, TaskState.HANDED_ON, TaskState.WITHDRAWN)


class RecordTasksView(QWidget):
    """Enter in a field gives the task; Enter on a row, or its button, says that it is done."""

    def __init__(self, presenter: RecordTasks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("record_tasks_page")
        self.setAccessibleName(tr("tasks of the incident"))
        self.rows = RecordList(theme, "record_tasks", tr("tasks"))
        self.owner = QComboBox()
        self.fields = {name: CommandEdit(theme, partial(self._key, name), "body")
                       for name in (_F.TASK, _F.TASK_DUE, _F.TASK_RESULT)}  # fmt: skip
        self.give = QPushButton(tr("Give the task  (Enter)"))
        self.settles = {state: QPushButton() for state in _STATES}
        self._owners: tuple[str, ...] = ()
        self._build()
        self._connect()

    def render_now(self) -> None:
        """Draw the page as it stands now."""
        rows = self._presenter.rows()
        self.rows.show_rows([ListedRow(row.task_id if row.is_open else "", row.whole, row.tone) for row in rows])
        owners = tuple(name for name, _owner in self._presenter.owners())
        if owners != self._owners:
            self._owners = owners
            self.owner.clear()
            self.owner.addItems(list(owners))
        for name, line in self.fields.items():
            if line.text() != self._presenter.record.text(name):
                line.setText(self._presenter.record.text(name))

    def take_focus(self) -> None:
        """Put the caret where a task is written."""
        self.fields[_F.TASK].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _key(self, name: RecordField, event: QKeyEvent) -> bool:
        if event.key() not in _ENTER:
            return False
        if name is _F.TASK_RESULT:
            self._settle(TaskState.DONE)
        else:
            self._give()
        return True

    def _give(self) -> None:
        place, owners = self.owner.currentIndex(), self._presenter.owners()
        self._presenter.add(owners[place][1] if 0 <= place < len(owners) else None)

    def _done(self, _task_id: str) -> None:
        self._settle(TaskState.DONE)

    def _settle(self, state: TaskState) -> None:
        open_rows = [row.task_id for row in self._presenter.rows() if row.is_open]
        chosen = self.rows.chosen or (open_rows[0] if len(open_rows) == 1 else "")
        if chosen:
            self._presenter.settle(chosen, state)
        else:
            self._presenter.record.say(tr("Which task? Choose one of the list."), "warning")

    def _connect(self) -> None:
        self.give.clicked.connect(self._give)
        self.rows.acted.connect(self._done)
        for state, button in self.settles.items():
            button.clicked.connect(partial(self._settle, state))
        for name, line in self.fields.items():
            line.textEdited.connect(partial(self._presenter.record.edit, name))

    def _build(self) -> None:
        form = FormGrid(self._theme, "record_task")
        form.add_row(FormField("what", tr("To do"), self.fields[_F.TASK]))
        form.add_row(
            FormField("owner", tr("Who"), self.owner, 2), FormField("due", tr("By"), self.fields[_F.TASK_DUE], 1)
        )
        self.fields[_F.TASK_DUE].setPlaceholderText(tr("30, or 14:30"))
        result = self.fields[_F.TASK_RESULT]
        result.setObjectName("record_task_result")
        result.setAccessibleName(tr("what came of the task"))
        result.setPlaceholderText(tr("what came of it; to whom it is handed on, and why"))
        words = {TaskState.DONE: tr("Done"), TaskState.HANDED_ON: tr("Handed on"), TaskState.WITHDRAWN: tr("Withdrawn")}
        buttons = QHBoxLayout()
        for state, button in self.settles.items():
            button.setText(words[state])
            button.setObjectName(f"record_task_{state.value}")
            button.setAccessibleName(tr("the chosen task: {state}", state=words[state]))
            buttons.addWidget(button)
        self.give.setObjectName("record_task_give")
        self.give.setAccessibleName(tr("give the task"))
        self.give.setProperty("tone", "accent")
        dress(self.owner, self._theme, font="body")
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(0, 0, 0, 0), spacing=1)
        column.addWidget(self.rows, 1)
        column.addWidget(result)
        column.addLayout(buttons)
        column.addWidget(form)
        column.addWidget(self.give)
        dress(form, self._theme, height=16)
