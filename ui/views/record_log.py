"""The log of the record: filter by kind, lines with the newest at the bottom, and the line that is being written."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher.domain.records import LineKind
from ui.presenters.record import RecordField, RecordPresenter
from ui.presenters.record_shown import LineShown
from ui.presenters.record_words import LINE_KIND
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit, CommandText
from ui.widgets.dressing import dress
from ui.widgets.expanding import Expanding
from ui.widgets.labels import label, set_text
from ui.widgets.record_list import ListedRow, RecordList
from ui.wording import tr

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_F = RecordField


class RecordLogView(QWidget):
    """Enter in the text writes it down; Enter on a line brings it back to be corrected, Esc leaves it as it is."""

    def __init__(self, presenter: RecordPresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("record_log_page")
        self.setAccessibleName(tr("log of the record"))
        self.only, self.kind = QComboBox(), QComboBox()
        self.lines = RecordList(theme, "record_lines", tr("log"), follows=True)
        self.at = CommandEdit(theme, self._line_key, "body")
        self.text = CommandText(theme, self._text_key)
        self.options = CommandEdit(theme, self._line_key, "body")
        self.reason = CommandEdit(theme, self._line_key, "body")
        self.correct, self.write = QPushButton(tr("Correct…")), QPushButton()
        self._informal = label(theme, "record_informal", "strong", "warning")
        Expanding(self.text, presenter.abbreviations)
        self._build()
        self._connect()

    def render_now(self) -> None:
        """Draw the page as it stands now."""
        p = self._presenter
        self.only.setCurrentIndex(0 if p.only is None else 1 + list(LineKind).index(p.only))
        self.kind.setCurrentIndex(list(LineKind).index(p.kind))
        self.kind.setEnabled(not p.correcting)
        self.lines.show_rows([row for line in p.lines() for row in _rows(line)])
        for name, line in ((_F.LINE_AT, self.at), (_F.OPTIONS, self.options), (_F.REASON, self.reason)):
            if line.text() != p.text(name):
                line.setText(p.text(name))
        if self.text.toPlainText() != p.text(_F.LINE):
            self.text.setPlainText(p.text(_F.LINE))
            self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.options.setVisible(p.kind is LineKind.DECISION)
        self.reason.setVisible(bool(p.correcting))
        self.write.setText(tr("Correct  (Enter)") if p.correcting else tr("Write down  (Enter)"))
        self.write.setAccessibleName(self.write.text())
        self.write.setEnabled(p.card is not None and not p.busy)
        self.correct.setEnabled(p.card is not None)
        set_text(self._informal, p.informal())
        self._informal.setVisible(bool(p.informal()))

    def take_focus(self) -> None:
        """Put the caret in the text."""
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _begin_correction(self) -> None:
        if self._presenter.begin_correction(self.lines.chosen):
            self.take_focus()

    def _text_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        return self._line_key(event)

    def _line_key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            self._presenter.write()
        elif event.key() == Qt.Key.Key_Escape and self._presenter.correcting:
            self._presenter.leave_correction()
        else:
            return False
        return True

    def _show_only(self, place: int) -> None:
        self._presenter.show_only(list(LineKind)[place - 1] if place > 0 else None)

    def _set_kind(self, place: int) -> None:
        self._presenter.set_kind(list(LineKind)[place])

    def _typed(self) -> None:
        self._presenter.edit(_F.LINE, self.text.toPlainText())

    def _connect(self) -> None:
        self.only.activated.connect(self._show_only)
        self.kind.activated.connect(self._set_kind)
        self.lines.acted.connect(self._begin_correction)
        self.correct.clicked.connect(self._begin_correction)
        self.write.clicked.connect(self._presenter.write)
        self.text.textChanged.connect(self._typed)
        for name, line in ((_F.LINE_AT, self.at), (_F.OPTIONS, self.options), (_F.REASON, self.reason)):
            line.textEdited.connect(partial(self._presenter.edit, name))

    def _build(self) -> None:
        self.only.addItems([tr("everything"), *(tr("{kind} only", kind=tr(LINE_KIND[kind])) for kind in LineKind)])
        self.kind.addItems([tr(LINE_KIND[kind]) for kind in LineKind])
        for widget, name, said in (
            (self.only, "record_only", tr("which lines are shown")), (self.kind, "record_kind", tr("kind of line")),
            (self.at, "record_at", tr("when it happened")), (self.text, "record_text", tr("line to write")),
            (self.options, "record_options", tr("options considered")),
            (self.reason, "record_reason", tr("why it is corrected")),
            (self.correct, "record_correct", tr("correct the line")), (self.write, "record_write", tr("write down")),
        ):  # fmt: skip
            widget.setObjectName(name)
            widget.setAccessibleName(said)
            dress(widget, self._theme, font="body")
        self.at.setPlaceholderText(tr("now, or 14:30"))
        self.options.setPlaceholderText(tr("options considered, and why not"))
        self.reason.setPlaceholderText(tr("why is it corrected?"))
        self.write.setProperty("tone", "accent")
        dress(self.at, self._theme, width=26)
        dress(self.text, self._theme, height=14)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(0, 0, 0, 0), spacing=1)
        column.addLayout(_row_of(self._theme, (self.only, self.correct), 0))
        column.addWidget(self.lines, 1)
        column.addLayout(_row_of(self._theme, (self.kind, self.at, self.write), 0))
        for widget in (self.text, self.options, self.reason, self._informal):
            column.addWidget(widget)


def _row_of(theme: Theme, widgets: Sequence[QWidget], wide: int) -> QHBoxLayout:
    row = QHBoxLayout()
    dress(row, theme, spacing=2)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 1 if place == wide else 0)
    return row


def _rows(line: LineShown) -> tuple[ListedRow, ...]:
    """A line that was struck through keeps its words; by whom and why stands below, to be read."""
    words = f"{line.head}\n{line.words}"
    if line.struck:
        return ListedRow(line.line_id, words, line.tone, struck=True), ListedRow("", line.note, line.tone)
    return (ListedRow(line.line_id, f"{words}\n{line.note}" if line.note else words, line.tone),)
