"""What is known, in the window of a played room: the card warns, a key shows all of it, another begins a note."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from dispatcher.domain.worlds import World
from dispatcher.packs.knowledge import load_fictional
from dispatcher.packs.loading import folder_of
from dispatcher.services.importing_knowledge import ImportKnowledge
from dispatcher.storage.sealing import KeyFile
from tests.helpers.stage import CAMILLE, Stage
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    stage = Stage(tmp_path)
    keys = KeyFile(tmp_path / "keys.json")
    keys.make()
    stage.h.desk.transactor.seal_with(keys)
    told = load_fictional(folder_of("monaco"))
    assert told is not None
    for kind, entries in told.entries.items():
        stage.h.desk.run(ImportKnowledge(kind=kind, entries=entries))
    desk = Desk(stage.room, lambda call: call(), stage.h.clock, seat=CAMILLE.seat, world=World.SIMULATED)
    made = MainWindow(Theme.load(), LayoutBook(None), lambda: None)
    qtbot.addWidget(made, before_close_func=lambda it: it.close_now())
    made.open_desk(desk, lambda: None, world="SIMULATED")
    stop = stage.room.subscribe(desk.entries)
    desk.start()
    desk.session.set_actor(CAMILLE)
    desk.session.show_incident(
        stage.call("fire", "Grimaldi Forum", caller_number="0000 7101", narrative="Smoke in the hall.")
    )
    made.resize(1366, 768)
    made.show()
    QApplication.processEvents()
    yield made
    stop()
    made.close_now()
    stage.close()


def texts(window: MainWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()]


def test_the_card_warns_of_a_hazard_and_a_key_shows_what_is_known(qtbot: QtBot, window: MainWindow):
    chips = window.panels.card._flags
    assert "HAZARD: Exercise: transformer room on level -3" in chips.accessibleName()
    assert [chip.shape for chip in chips._chips] == ["octagon"]
    assert not window.panels.knowledge.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert (window.panels.knowledge.isVisible(), window.panels.map.isVisible()) == (True, False)
    assert any("transformer room" in text for text in texts(window))
    assert "Exercise, Mme Fabron" in texts(window)
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert (window.panels.knowledge.isVisible(), window.panels.map.isVisible()) == (False, True)


def test_one_key_remembers_something_for_the_place(qtbot: QtBot, window: MainWindow):
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    field = QApplication.focusWidget()
    assert field is window.panels.knowledge.note
    qtbot.keyClicks(field, "gas bottles on the roof")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert "gas bottles on the roof" in texts(window)
    assert "Remembered for the place" in texts(window)
