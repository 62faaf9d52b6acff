"""Letters typed where nobody can type reach the command line; whoever writes elsewhere keeps the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.qt.test_main_window import Desktop

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
KEY = Qt.Key


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


@pytest.mark.parametrize("place", ["queue", "units", "card"])
def test_letters_typed_in_a_panel_reach_the_command_line(qtbot: QtBot, place: str) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.desk.session.show_incident("i1")
    QApplication.processEvents()
    desktop.trigger(place)
    assert focused().objectName() != "command_edit"
    for sign in "ack E12: on our way":
        qtbot.keyClicks(focused(), sign)
    assert desktop.desk.command_line.state.text == "ack E12: on our way"
    assert focused().objectName() == "command_edit"


def test_what_the_line_holds_stays_before_the_letters(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.trigger("command_line")
    qtbot.keyClicks(focused(), "note: gas")
    desktop.trigger("queue")
    qtbot.keyClicks(focused(), "!")
    assert desktop.desk.command_line.state.text == "note: gas!"


def test_arrows_stay_in_the_table(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.trigger("queue")
    table = focused()
    qtbot.keyClick(table, KEY.Key_Down)
    qtbot.keyClick(table, KEY.Key_Space)
    assert focused() is table
    assert desktop.desk.command_line.state.text == ""


def test_nobody_who_writes_in_call_entry_is_taken_away(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("new_call")
    fields: set[str] = set()
    for _ in range(9):
        field = focused()
        qtbot.keyClicks(field, "x" if isinstance(field, QLineEdit) else "j")
        assert focused() is field
        fields.add(field.objectName())
        qtbot.keyClick(field, KEY.Key_Tab)
    assert len(fields) > 5
    assert desktop.desk.command_line.state.text == ""


def test_f12_without_a_page_says_so_and_leaves_the_keyboard_where_it_is(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("queue")
    before = focused()
    qtbot.keyClick(before, KEY.Key_F12)
    assert focused() is before
    assert desktop.desk.command_line.state.message == desktop.window.panels.pending._empty.text() != ""
