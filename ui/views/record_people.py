"""Stakeholders of the record: the register, whom the pack offers, and what each was told."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher.domain.calls import Medium
from ui.presenters.record import RecordField
from ui.presenters.record_parts import RecordPeople
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.form_grid import FormField, FormGrid
from ui.widgets.record_list import ListedRow, RecordList
from ui.widgets.tick_box import TickBox
from ui.wording import medium_word, tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_F = RecordField
_PERSON = (_F.PERSON, _F.PERSON_ROLE, _F.PERSON_ORGANISATION, _F.PERSON_REACH)


class RecordPeopleView(QWidget):
    """Choose somebody, write what they were told, Enter; Enter on what waits for an answer notes that it came."""

    def __init__(self, presenter: RecordPeople, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("record_people_page")
        self.setAccessibleName(tr("stakeholders of the incident"))
        self.rows = RecordList(theme, "record_people", tr("register"))
        self.medium, self.offered = QComboBox(), QComboBox()
        self.answered, self.internal = TickBox(theme, "record_answered"), TickBox(theme, "record_internal")
        self.fields = {name: CommandEdit(theme, partial(self._key, name), "body") for name in (*_PERSON, _F.TOLD)}
        self.tell, self.add = QPushButton(tr("Told  (Enter)")), QPushButton(tr("Into the register  (Enter)"))
        self.take = QPushButton(tr("Take"))
        self._names: tuple[str, ...] = ()
        self._build()
        self._connect()

    def render_now(self) -> None:
        """Draw the page as it stands now."""
        rows = self._presenter.rows()
        self.rows.show_rows([
            ListedRow(row.notification_id or row.stakeholder_id, row.words, row.tone) for row in rows
        ])  # fmt: skip
        names = tuple(row.name for row in self._presenter.offered())
        if names != self._names:
            self._names = names
            self.offered.clear()
            self.offered.addItems(list(names))
        self.offered.setEnabled(bool(names))
        self.take.setEnabled(bool(names))
        for name, line in self.fields.items():
            if line.text() != self._presenter.record.text(name):
                line.setText(self._presenter.record.text(name))

    def take_focus(self) -> None:
        """Put the caret where it is written what somebody was told."""
        self.fields[_F.TOLD].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _key(self, name: RecordField, event: QKeyEvent) -> bool:
        if event.key() not in _ENTER:
            return False
        if name is _F.TOLD:
            self._tell()
        else:
            self._presenter.add()
        return True

    def _tell(self) -> None:
        rows = self._presenter.rows()
        chosen = self.rows.chosen
        whom = next((row.stakeholder_id for row in rows if chosen in (row.stakeholder_id, row.notification_id)), "")
        people = [row.stakeholder_id for row in rows if not row.notification_id]
        self._presenter.medium = list(Medium)[self.medium.currentIndex()]
        self._presenter.answered = self.answered.isChecked()
        self._presenter.tell(whom or (people[0] if len(people) == 1 else ""))

    def _act(self, key: str) -> None:
        row = next((row for row in self._presenter.rows() if row.notification_id == key), None)
        if row is not None and row.waits:
            self._presenter.replied(key)
        else:
            self.take_focus()

    def _take(self) -> None:
        offered, place = self._presenter.offered(), self.offered.currentIndex()
        if 0 <= place < len(offered):
            self._presenter.take_offer(offered[place])

    def _set_internal(self, on: bool) -> None:
        self._presenter.internal = on

    def _connect(self) -> None:
        self.rows.acted.connect(self._act)
        self.tell.clicked.connect(self._tell)
        self.add.clicked.connect(self._presenter.add)
        self.take.clicked.connect(self._take)
        self.internal.toggled.connect(self._set_internal)
        for name, line in self.fields.items():
            line.textEdited.connect(partial(self._presenter.record.edit, name))

    def _build(self) -> None:
        self.medium.addItems([medium_word(medium) for medium in Medium])
        self.answered.setText(tr("answered"))
        self.internal.setText(tr("internal"))
        told = self.fields[_F.TOLD]
        told.setPlaceholderText(tr("what were they told? or, on a line that waits, what they answered"))
        for widget, name, said in (
            (told, "record_told", tr("what they were told")), (self.medium, "record_medium", tr("by what")),
            (self.offered, "record_offered", tr("usual stakeholders")), (self.take, "record_take", tr("take")),
            (self.answered, "record_answered", tr("they answered")), (self.tell, "record_tell", tr("told")),
            (self.internal, "record_internal", tr("of our own")), (self.add, "record_add", tr("into the register")),
        ):  # fmt: skip
            widget.setObjectName(name)
            widget.setAccessibleName(said)
        for box in (self.medium, self.offered):
            dress(box, self._theme, font="body")
        self.tell.setProperty("tone", "accent")
        form = FormGrid(self._theme, "record_person")
        form.add_row(FormField("name", tr("Name"), self.fields[_F.PERSON]),
                     FormField("role", tr("Role"), self.fields[_F.PERSON_ROLE]))  # fmt: skip
        form.add_row(FormField("organisation", tr("From"), self.fields[_F.PERSON_ORGANISATION]),
                     FormField("reach", tr("Reached"), self.fields[_F.PERSON_REACH]))  # fmt: skip
        dress(form, self._theme, height=16)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(0, 0, 0, 0), spacing=1)
        column.addWidget(self.rows, 1)
        column.addWidget(told)
        column.addLayout(_line(self._theme, self.medium, self.answered, self.tell))
        column.addLayout(_line(self._theme, self.offered, self.take))
        column.addWidget(form)
        column.addLayout(_line(self._theme, self.internal, self.add))


def _line(theme: Theme, first: QWidget, *others: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    dress(row, theme, spacing=2)
    row.addWidget(first, 1)
    for widget in others:
        row.addWidget(widget)
    return row
