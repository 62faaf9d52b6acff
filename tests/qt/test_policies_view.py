"""The policies in the map's place: by keyboard, and back."""

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


def test_ctrl_e_shows_the_policies_arrows_choose_and_ctrl_e_brings_the_map_back(qtbot: QtBot, window: MainWindow):
    view = window.panels.policies
    assert not view.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert (view.isVisible(), window.panels.map.isVisible()) == (True, False)
    assert view.names.hasFocus()
    assert view.names.currentItem().text().startswith("dispatch · v")
    before = view._drawing.accessibleName()
    qtbot.keyClick(view.names, Qt.Key.Key_Down)
    assert view._drawing.accessibleName() != before
    view.priority.setCurrentIndex(3)
    assert view.priority.currentText() == "P4"
    view.case.setCurrentIndex(1)
    assert view.case.currentText().startswith("answered at")
    for _ in range(4):
        QApplication.processEvents()
    assert view._drawing.height() >= view._drawing.sizeHint().height()
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert (view.isVisible(), window.panels.map.isVisible()) == (False, True)


def test_letters_typed_on_the_list_are_for_the_command_line(qtbot: QtBot, window: MainWindow):
    window.panels.change_policies()
    view = window.panels.policies
    chosen = view.names.currentRow()
    qtbot.keyClicks(view.names, "w")
    assert view.names.currentRow() == chosen
