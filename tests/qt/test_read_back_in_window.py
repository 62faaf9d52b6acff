"""The read-back in the window: one key shows it for the shown incident, and one brings back what stood there."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.saying import Item
from dispatcher.queries.callers import AskReadBackRules, AskTold
from dispatcher.queries.requests import AskCard
from tests.helpers import read_back_rows as rows
from tests.helpers import scenes
from tests.qt.test_main_window import Desktop

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def desktop(qtbot: QtBot) -> Desktop:
    found = Desktop(qtbot, next(iter(scenes.SCENES)))
    card = scenes.card(incident_id="i1", verified=True)
    found.room.canned |= {
        AskReadBackRules: rows.RULES, AskTold: lambda query: rows.told(query.incident_id), AskCard: card,
    }  # fmt: skip
    found.desk.read_back._ruling._asking = False  # the scene left it unanswered
    found.desk.read_back.set_pack(scenes.PACK)
    return found


def test_s10_one_key_shows_what_is_to_be_said_and_brings_back_the_map(desktop: Desktop):
    middle, panel = desktop.window.panels.middle, desktop.window.panels.read_back
    desktop.desk.session.show_incident("i1")
    desktop.trigger("read_back")
    assert middle.shown == "read_back"
    panel._pacer.now()
    lines = desktop.desk.read_back.shown().lines
    assert lines[0].item is Item.PLACE
    assert panel.isAncestorOf(QApplication.focusWidget())
    desktop.trigger("read_back")
    assert middle.shown == "map"


def test_s10_correcting_the_place_begins_its_command(desktop: Desktop):
    desktop.desk.session.show_incident("i1")
    desktop.desk.read_back.correct(Item.PLACE)
    assert desktop.desk.command_line.state.text == "place @ "
    asked: list[Item] = []
    desktop.desk.correct_call = asked.append
    desktop.desk.read_back.correct(Item.PERSONS)
    assert asked == [Item.PERSONS]


def test_another_incident_is_another_call(desktop: Desktop):
    desktop.desk.session.show_incident("i1")
    desktop.desk.read_back.tick(Item.PLACE)
    desktop.desk.session.show_incident(None)
    assert desktop.desk.read_back.shown().lines == ()


def test_s10_a_new_call_shows_no_read_back_of_another(qtbot: QtBot, desktop: Desktop):
    desktop.desk.session.show_incident("i1")
    assert desktop.desk.read_back.shown().lines
    desktop.trigger("new_call")
    part = desktop.window.findChild(QWidget, "read_back_of_call")
    assert part is not None
    assert part.isHidden(), "what the shown incident's caller confirmed says nothing of this one"
    qtbot.keyClicks(QApplication.focusWidget(), "12 Elm")
    assert not part.isHidden()
    assert desktop.desk.read_back.about == desktop.desk.call_entry.call.id
    desktop.desk.call_entry.another()
    assert part.isHidden()
