"""The command line as it is used: by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.dispatch_commands import Dispatched, DispatchUnits
from dispatcher.domain.errors import Rejected
from dispatcher.queries.queue_rows import FoundRow
from dispatcher.queries.requests import AskFind, AskPlaces
from tests.helpers.command_rows import ACTOR, VOCABULARY
from tests.helpers.fake_room import FakeRoom
from tests.helpers.place_rows import town
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.session import Session
from ui.theme import Theme
from ui.views.command_line import CommandLineView

KEY = Qt.Key

# Qt's offscreen platform says so of every window that is shown; a real screen does not.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


class Window:
    """A window with the command line at its foot and another field above."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.room, self.session = qtbot, FakeRoom(), Session()
        self.session.set_actor(ACTOR)
        self.session.show_incident("i12")
        theme = Theme.load()
        self.presenter = CommandLinePresenter(self.room, self.session, VOCABULARY, lambda call: call())
        self.widget = QWidget()
        self.widget.setStyleSheet(theme.stylesheet())
        self.widget.setPalette(theme.palette())
        self.other = QTextEdit()
        column = QVBoxLayout(self.widget)
        column.addWidget(self.other, 1)
        self.view = CommandLineView(self.presenter, theme)
        column.addWidget(self.view)
        self.widget.resize(1366, 500)
        qtbot.addWidget(self.widget)
        self.widget.show()
        self.widget.activateWindow()
        qtbot.waitActive(self.widget)
        self.edit = self.view.findChild(QLineEdit, "command_edit")
        self.view.take_focus()

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.edit, text)

    def press(self, *keys: KEY) -> None:
        for key in keys:
            self.qtbot.keyClick(self.widget.focusWidget(), key)

    def label(self, name: str) -> str:
        return self.view.findChild(QLabel, name).text()

    def rows(self, name: str) -> QListWidget:
        return self.widget.findChild(QListWidget, f"{name}_rows")

    def shown(self, name: str) -> list[str]:
        rows = self.rows(name)
        return [rows.item(row).text() for row in range(rows.count())] if rows.isVisible() else []


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    return Window(qtbot)


def test_a_line_is_typed_foretold_and_given(window: Window) -> None:
    window.type("d E12")
    assert window.label("command_message") == "Alert E12 to 2026-000012 Structure fire, 12 Elm St"
    window.press(KEY.Key_Return)
    assert [type(command) for command in window.room.executed] == [DispatchUnits]
    assert window.label("command_message") == "storing…"
    window.press(KEY.Key_Return)
    assert len(window.room.executed) == 1
    window.room.settle(Dispatched(text="t", assignments=(), transmissions=()))
    assert window.label("command_message") == "E12 alerted to 2026-000012"
    assert window.edit.text() == ""


def test_offers_rise_without_taking_the_keyboard_and_tab_takes_one(window: Window) -> None:
    window.type("d ")
    assert window.shown("command_offers") == ["E12", "E14", "M4", "R1"]
    assert window.edit.hasFocus()
    window.press(KEY.Key_Down, KEY.Key_Down)
    assert window.rows("command_offers").currentRow() == 1
    window.press(KEY.Key_Tab)
    assert window.edit.text() == "d E14 "
    assert window.edit.hasFocus()
    assert window.shown("command_offers") == ["E12", "M4", "R1"]
    window.type(" M4")
    assert window.edit.text() == "d E14 M4"


def test_tab_leaves_an_empty_line_only(window: Window) -> None:
    window.type("d E99")
    window.press(KEY.Key_Tab, KEY.Key_Tab)
    assert window.edit.hasFocus()
    assert window.edit.text() == "d E99"
    window.press(KEY.Key_Escape, KEY.Key_Tab)
    assert not window.edit.hasFocus()


def test_tab_alone_writes_a_whole_line(window: Window) -> None:
    window.type("dispatch")
    window.press(KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Return)
    assert [command.call_signs for command in window.room.executed] == [("E12", "E14")]


def test_a_mistake_is_marked_and_the_caret_stands_there_after_enter(window: Window) -> None:
    window.type("d E99 to 12")
    window.press(KEY.Key_Return)
    assert window.view.findChild(QLineEdit).property("tone") == "alarm"
    assert window.label("command_message") == "There is no unit E99"
    assert window.edit.cursorPosition() == 2
    assert window.edit.mark == (2, 3)
    assert not window.room.executed


def test_a_warning_stands_beside_the_effect(window: Window) -> None:
    window.type("d M4")
    assert window.label("command_warning") == "M4 is on 2026-000009: use reassign"


def test_a_refused_line_stays_for_correction(window: Window) -> None:
    window.type("d E12")
    window.press(KEY.Key_Return)
    window.room.refuse(Rejected("E12 was alerted elsewhere"))
    assert window.edit.text() == "d E12"
    assert window.label("command_message") == "Refused: E12 was alerted elsewhere"


def test_an_answer_never_takes_the_keyboard_from_somebody_typing(window: Window) -> None:
    window.type("find elm")
    window.press(KEY.Key_Return)
    window.other.setFocus()
    hit = FoundRow(kind="incident", incident_id="i9", label="2026-000009", detail="Fall, Quay 9")
    window.room.questions[0][1].set_result((hit,))
    assert window.other.hasFocus()
    assert window.shown("command_rows") == ["2026-000009", "all matches: search"]
    window.presenter.set_vocabulary(VOCABULARY)
    assert window.other.hasFocus()


def test_down_enters_the_rows_and_enter_shows_the_incident(window: Window) -> None:
    window.type("find elm")
    window.press(KEY.Key_Return)
    hit = FoundRow(kind="incident", incident_id="i9", label="2026-000009", detail="Fall, Quay 9")
    window.room.questions[0][1].set_result((hit,))
    assert window.edit.hasFocus()
    window.press(KEY.Key_Down)
    assert window.rows("command_rows").hasFocus()
    window.press(KEY.Key_Return)
    assert window.session.incident_id == "i9"
    assert window.edit.hasFocus()


def test_one_escape_takes_the_rows_away(window: Window) -> None:
    window.type("help")
    window.press(KEY.Key_Return, KEY.Key_Down, KEY.Key_Escape)
    assert window.edit.hasFocus()
    assert not window.shown("command_rows")


def test_arrows_bring_older_lines_back(window: Window) -> None:
    window.type("note: one")
    window.press(KEY.Key_Return)
    window.room.settle()
    window.press(KEY.Key_Up)
    assert window.edit.text() == "note: one"
    assert window.edit.cursorPosition() == len("note: one")
    window.press(KEY.Key_Down)
    assert window.edit.text() == ""


def test_the_caret_stays_where_it_was_put_when_the_board_changes(window: Window) -> None:
    window.type("d E12 to 12")
    window.press(KEY.Key_Left, KEY.Key_Left)
    window.presenter.set_vocabulary(VOCABULARY)
    assert window.edit.cursorPosition() == 9


def test_everything_has_a_name(window: Window) -> None:
    for child in (window.view, window.edit, window.rows("command_offers"), window.rows("command_rows")):
        assert child.objectName()
        assert child.accessibleName()


def test_offers_go_when_the_keyboard_goes(window: Window) -> None:
    window.type("d ")
    assert window.shown("command_offers")
    window.other.setFocus()
    assert window.shown("command_offers") == []
    assert window.edit.text() == "d "


def test_a_place_is_completed_previewed_and_given_by_keys(window: Window) -> None:
    window.room.canned[AskPlaces] = town
    window.type("new fall @ elm")
    assert window.shown("command_offers") == ["Elm Street", "Elm Street", "Elm Lane"]
    assert window.label("command_warning") == "Unverified place, no position"
    window.press(KEY.Key_Down, KEY.Key_Down, KEY.Key_Return)
    assert window.edit.text() == "new fall @ Elm Street, West End"
    assert window.label("command_message") == "Open P3 Fall, verified: Elm Street, West End"
    assert window.label("command_warning") == ""
    window.press(KEY.Key_Return)
    (command,) = window.room.executed
    assert isinstance(command, TakeCall)
    assert (command.latitude, command.verified) == (43.71, True)


def test_a_place_that_was_found_is_shown_on_the_map_by_keys(window: Window) -> None:
    window.room.canned = {AskPlaces: town, AskFind: ()}
    shown: list[str] = []
    window.presenter.show_place = lambda _latitude, _longitude, words: shown.append(words)
    window.type("find quay")
    window.press(KEY.Key_Return)
    assert window.shown("command_rows") == ["H Quay 4", "all matches: search"]
    window.press(KEY.Key_Down, KEY.Key_Return)
    assert shown == ["Quay 4, Harbour"]
    assert window.edit.hasFocus()
