"""The search in the map's place: by keyboard, from the first letter to the card, and back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher.domain.worlds import World
from tests.helpers.builders import signs_on
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
    made.stage, made.desk = stage, desk
    stage.h.do(signs_on(CAMILLE))
    for number in range(60):
        stage.h.call("fire", at=f"Quai Antoine {number + 1}", caller_name="Maier", actor=CAMILLE)
    desk.start()
    made.resize(1366, 768)
    made.show()
    QApplication.processEvents()
    yield made
    made.close_now()
    stage.close()


def test_s4_ctrl_f_letters_down_enter_show_a_card_and_ctrl_f_brings_the_map_back(qtbot: QtBot, window: MainWindow):
    view = window.panels.search
    assert not view.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert (view.isVisible(), window.panels.map.isVisible()) == (True, False)
    assert view.line.hasFocus()
    qtbot.keyClicks(view.line, "caller:meyer antoine 7")
    assert view.model.rowCount() == 1
    assert "caller: Maier (alike)" in view.model.spoken(view.model.row_at(0))
    qtbot.keyClick(view.line, Qt.Key.Key_Down)
    assert view.table.hasFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert window.desk.session.incident_id == view.model.row_at(0).incident_id
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert (view.isVisible(), window.panels.map.isVisible()) == (False, True)


def test_pages_are_turned_by_keys_and_a_grey_button_says_why(qtbot: QtBot, window: MainWindow):
    view = window.panels.search
    window.panels.change_search("antoine ")
    assert view.model.rowCount() == 50
    assert (view.next.isEnabled(), view.former.isEnabled()) == (True, False)
    assert view.former.toolTip() == "this is the first page"
    first = view.model.row_at(0).incident_id
    qtbot.keyClick(view.line, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert view.model.rowCount() == 10
    assert view._summary.text() == "60 found, page 2"
    qtbot.keyClick(view.line, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert view.model.row_at(0).incident_id == first


def test_enter_in_the_line_shows_the_first(qtbot: QtBot, window: MainWindow):
    window.panels.change_search()
    view = window.panels.search
    qtbot.keyClicks(view.line, "antoine 12")
    qtbot.keyClick(view.line, Qt.Key.Key_Return)
    assert window.desk.session.incident_id == view.model.row_at(0).incident_id
