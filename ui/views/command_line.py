"""The command line at the foot of the window: the line, what it would do, what it did; offers rise above it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.map.pannable import Pannable
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.command_line_state import CommandLineState
from ui.theme import Theme
from ui.widgets.command_edit import CommandEdit
from ui.widgets.dressing import dress
from ui.widgets.labels import ElidedLabel, label, set_panel, set_text, set_tone
from ui.widgets.log_pane import LogPane
from ui.widgets.reading_area import ReadingArea
from ui.widgets.rising_list import RisingList
from ui.widgets.row_table import RowTable
from ui.widgets.typing_hand import is_typing
from ui.wording import tr

_UP, _DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_READ_ONLY = (RowTable, Pannable, ReadingArea, LogPane)
"""Where nobody can type: letters that such a panel does not use itself come here."""


class CommandLineView(QWidget):
    """Draws the presenter's state and forwards keys. Only `take_focus` brings the keyboard here."""

    def __init__(self, presenter: CommandLinePresenter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._theme = presenter, theme
        self.setObjectName("command_line")
        self.setAccessibleName(tr("command line"))
        set_panel(self, "sunken")
        self._prompt = label(theme, "command_prompt", "title", "accent")
        self._line = CommandEdit(theme, self._key)
        self._message = ElidedLabel(theme, "command_message", "body", "muted")
        self._script = label(theme, "command_script", "strong", "text")
        self._warning = ElidedLabel(theme, "command_warning", "strong", "warning")
        self._build()
        self._offers = RisingList(theme, self._line, "command_offers", self._accept, self.take_focus)
        self._rows = RisingList(theme, self._line, "command_rows", self._open_row, self.take_focus)
        self._line.textEdited.connect(self._edited)
        self._line.cursorPositionChanged.connect(self._caret_moved)
        self._line.left.connect(self.render_now)
        self._came_from: QWidget | None = None
        self._rows.escaped = presenter.close_rows
        presenter.enter_rows, presenter.leave_rows = self._enter_rows, self._leave_rows
        presenter.watch(self.render_now)
        self.render_now()

    def take_focus(self) -> None:
        """Bring the caret into the line, with what was typed."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render_now(self) -> None:
        """Draw the presenter's state."""
        state = self._presenter.state
        if self._line.text() != state.text:
            self._line.setText(state.text)
        if self._line.cursorPosition() != state.caret:
            self._line.setCursorPosition(state.caret)
        self._line.set_mark((state.mistake.position, state.mistake.length) if state.mistake else None)
        set_tone(self._line, "alarm" if state.tone == "alarm" else "")
        self._say(state)
        offers = [(offer.label, offer.detail) for offer in state.completions]
        typing = self._line.hasFocus()
        self._offers.show_rows("", offers if typing else [], state.chosen)
        self._rows.show_rows(state.rows_title, [(row.label, row.detail) for row in state.rows])

    def showEvent(self, event: QShowEvent) -> None:
        """See the keys that the window's panels leave unused."""
        super().showEvent(event)
        self.window().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take letters typed where nobody can type: the keyboard comes here with them, nothing vanishes."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not is_typing(event):
            return False
        if watched is not self.window() or not isinstance(QApplication.focusWidget(), _READ_ONLY):
            return False
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.setCursorPosition(len(self._line.text()))
        self._line.insert(event.text())
        self._edited(self._line.text())
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lists upon the line."""
        super().resizeEvent(event)
        self._place()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Keep the lists upon the line."""
        super().moveEvent(event)
        self._place()

    def _place(self) -> None:
        for rising in (self._offers, self._rows):
            if rising.isVisible():
                rising.place()

    def _say(self, state: CommandLineState) -> None:
        set_text(self._message, state.message)
        set_tone(self._message, state.tone)
        set_text(self._warning, state.warning)
        self._warning.setVisible(bool(state.warning))
        set_text(self._script, state.script)
        self._script.setVisible(bool(state.script))
        said = (state.script, state.message, state.warning)
        self._line.setAccessibleDescription(" ".join(said).strip())

    def _edited(self, text: str) -> None:
        self._presenter.edit(text, self._line.cursorPosition())

    def _caret_moved(self, _old: int, new: int) -> None:
        self._presenter.place_caret(new)

    def _accept(self, index: int) -> None:
        self._presenter.accept(index)

    def _enter_rows(self) -> None:
        """Whoever asked for the list reads it; Escape gives the keyboard back to where it was."""
        if not self._rows.has_hands:
            self._came_from = QApplication.focusWidget()
        self._rows.enter()

    def _leave_rows(self) -> None:
        if self._rows.has_hands:
            back = self._came_from
            there = back if back is not None and isValid(back) else self._line
            there.setFocus(Qt.FocusReason.OtherFocusReason)
        self._came_from = None

    def _open_row(self, index: int) -> None:
        self._presenter.open_row(index)

    def _key(self, event: QKeyEvent) -> bool:
        """Take the keys that are not text."""
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._presenter.enter()
        elif key == Qt.Key.Key_Escape:
            self._presenter.escape()
        elif key == Qt.Key.Key_Tab:
            return self._presenter.accept() or bool(self._line.text())  # only an empty line is left by it
        elif key in _PAGES and self._rows.isVisible():
            self._rows.turn(_PAGES[Qt.Key(key)])
        elif key in {_UP, _DOWN}:
            self._arrow(1 if key == _DOWN else -1, ctrl=ctrl)
        else:
            return False
        return True

    def _arrow(self, step: int, *, ctrl: bool) -> None:
        if ctrl:
            self._presenter.recall(-step)
        elif self._rows.isVisible() and not self._offers.isVisible():
            if step > 0:
                self._rows.enter()
        else:
            self._presenter.choose(step)

    def _build(self) -> None:
        self._prompt.setText("›")
        self._line.setObjectName("command_edit")
        self._line.setAccessibleName(tr("command"))
        self._line.setPlaceholderText(tr("F2 or / · dispatch E12 to 12 · help shows the words"))
        dress(self._line, self._theme, least_height=8)
        top = QHBoxLayout()
        dress(top, self._theme, spacing=2)
        top.addWidget(self._prompt)
        top.addWidget(self._line, 1)
        below = QHBoxLayout()
        dress(below, self._theme, spacing=4)
        dress(below, self._theme, margins=(4, 0, 0, 0))
        below.addWidget(self._message, 3)
        below.addWidget(self._warning, 2)
        for text in (self._message, self._warning):
            dress(text, self._theme, height=5)
        column = QVBoxLayout(self)
        dress(column, self._theme, margins=(3, 1.5, 3, 1))
        dress(column, self._theme, spacing=1)
        self._script.setWordWrap(True)  # all of it must be seen while it is read out
        self._script.setVisible(False)
        dress(self._script, self._theme, margins=(4, 0, 0, 0))
        column.addWidget(self._script)
        column.addLayout(top)
        column.addLayout(below)
