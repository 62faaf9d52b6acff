"""The list of words and keys, asked for from anywhere: it is read by keys, and one Escape takes it away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.qt.test_main_window import Desktop

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
KEY = Qt.Key


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def rows(desktop: Desktop) -> QListWidget:
    found = desktop.window.findChild(QListWidget, "command_rows_rows")
    assert found is not None
    return found


@pytest.mark.parametrize("key", [KEY.Key_Question, KEY.Key_F1])
@pytest.mark.parametrize("place", ["queue", "units", "card"])
def test_help_is_paged_and_left_by_one_escape_wherever_it_was_asked_for(qtbot: QtBot, place: str, key: KEY) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.desk.session.show_incident("i1")
    QApplication.processEvents()
    desktop.trigger(place)
    before = focused()
    qtbot.keyClick(before, key)
    assert rows(desktop).isVisible()
    assert rows(desktop).currentRow() == 0
    qtbot.keyClick(focused(), KEY.Key_PageDown)
    assert rows(desktop).currentRow() > 5
    qtbot.keyClick(focused(), KEY.Key_PageUp)
    assert rows(desktop).currentRow() == 0
    qtbot.keyClick(focused(), KEY.Key_Escape)
    assert not rows(desktop).isVisible()
    assert focused() is before


@pytest.mark.parametrize("key", [KEY.Key_F1, KEY.Key_Escape])
def test_what_is_typed_stays_when_help_goes(qtbot: QtBot, key: KEY) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.trigger("command_line")
    line = focused()
    qtbot.keyClicks(line, "note: gas")
    qtbot.keyClick(line, KEY.Key_F1)
    qtbot.keyClick(focused(), key)
    assert not rows(desktop).isVisible()
    assert focused() is line
    assert desktop.desk.command_line.state.text == "note: gas"


def test_help_asked_for_by_its_word_is_paged_from_the_line(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.trigger("command_line")
    line = focused()
    qtbot.keyClicks(line, "help")
    qtbot.keyClick(line, KEY.Key_Return)
    bar = rows(desktop).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(line, KEY.Key_PageDown)
    assert bar.value() > 0
    assert focused() is line
    qtbot.keyClick(line, KEY.Key_Escape)
    assert not rows(desktop).isVisible()


def test_letters_typed_in_the_list_close_it_and_are_not_lost(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.trigger("queue")
    qtbot.keyClick(focused(), KEY.Key_F1)
    for sign in "note":
        qtbot.keyClicks(focused(), sign)
    assert desktop.desk.command_line.state.text == "note"
    assert not rows(desktop).isVisible()
