"""The library in the map's place: searched, read and cited by keyboard, and back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher.domain.worlds import World
from tests.helpers.stage import CAMILLE, Stage
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path):
    stage = Stage(tmp_path)
    desk = Desk(stage.room, lambda call: call(), stage.h.clock, seat=CAMILLE.seat, world=World.SIMULATED)
    made = MainWindow(Theme.load(), LayoutBook(None), lambda: None)
    qtbot.addWidget(made, before_close_func=lambda it: it.close_now())
    made.open_desk(desk, lambda: None, world="SIMULATED")
    desk.start()
    made.resize(1366, 768)
    made.show()
    QApplication.processEvents()
    yield made
    made.close_now()
    stage.close()


def test_s42_shift_f1_opens_the_library_a_search_finds_and_enter_begins_a_note(qtbot: QtBot, window: MainWindow):
    view = window.panels.documents
    assert not view.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert (view.isVisible(), window.panels.map.isVisible()) == (True, False)
    assert view.sought.hasFocus()
    assert view.names.count() == 8
    qtbot.keyClicks(view.sought, "carbon")
    assert [view.names.item(place).text() for place in range(view.names.count())] == [
        "Gas leak in the old town · action card"
    ]
    assert "Nobody touches a switch" in view._text.text()
    qtbot.keyClick(view.sought, Qt.Key.Key_Return)
    assert window.panels.command_line._line.text() == "note: [gas-leak v1] "
    view.take_focus()
    qtbot.keyClick(view.sought, Qt.Key.Key_Escape)
    assert (view.isVisible(), window.panels.map.isVisible()) == (False, True)


def test_arrows_choose_while_somebody_searches(qtbot: QtBot, window: MainWindow):
    window.panels.change_documents()
    view = window.panels.documents
    before = view._title.text()
    qtbot.keyClick(view.sought, Qt.Key.Key_Down)
    assert view._title.text() != before
    assert view.names.currentRow() == 1
