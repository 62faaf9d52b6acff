"""Calls in the window: several at once, the quick log, a line that rings, parts of other hands; carets stay."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.call_commands import CallTaken, FileCall
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import AskPack
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.qt.test_call_entry_view import Window, window
from tests.qt.test_main_window import Desktop
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_ringing import Ringing
from ui.presenters.call_section import CallFacts
from ui.presenters.session import Session
from ui.theme import Theme
from ui.views.call_entry import CallEntryView
from ui.views.call_entry_sections import BESIDE_STEPS, CallSections, SectionPart
from ui.widgets.call_tabs import CallTabs

__all__ = ["window"]
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FILED = CallTaken(call_id=CallId("c"), incident_id=IncidentId("i77"), number="2026-000077", priority=Priority.P5)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_f3_within_a_call_begins_the_next_and_each_keeps_its_caret(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("new_call")
    qtbot.keyClicks(focused(), "12 Elm St")
    qtbot.keyClick(focused(), KEY.Key_Left)
    qtbot.keyClick(focused(), KEY.Key_Left)
    desktop.trigger("new_call")
    assert focused().objectName() == "call_place"
    qtbot.keyClicks(focused(), "Quay 4")
    tabs = desktop.window.findChild(CallTabs, "call_tabs")
    assert "1 12 Elm St, waits" in tabs.accessibleName()
    desktop.trigger("next_call")
    qtbot.keyClicks(focused(), "x")
    assert desktop.window.findChild(QLineEdit, "call_place").text() == "12 Elm xSt"
    desktop.trigger("hold_call")
    assert "on hold" in tabs.accessibleName()
    desktop.trigger("command_line")
    desktop.trigger("new_call")
    qtbot.keyClicks(focused(), "y")
    assert desktop.window.findChild(QLineEdit, "call_place").text() == "12 Elm xySt", "from elsewhere, back to the call"


def test_s4_a_ring_moves_no_caret_and_its_key_takes_it(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("new_call")
    qtbot.keyClicks(focused(), "12 Elm")
    before = focused()
    desktop.desk.ringing.ring("0123 456")
    rings = desktop.window.findChild(QLabel, "call_rings")
    assert rings.isVisible()
    assert rings.text() == "0123 456 rings: Ctrl+F3 takes it"
    assert focused() is before
    desktop.trigger("take_ringing")
    assert desktop.window.findChild(QLineEdit, "call_caller_number").text() == "0123 456"
    assert focused().objectName() == "call_place"
    assert not rings.isVisible()


def test_s5_the_quick_log_files_by_one_key_and_gives_the_keyboard_back(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("command_line")
    before = focused()
    pack = desktop.room.answer(AskPack())
    desktop.desk.quick_log._type, desktop.desk.quick_log._outcome = pack.types[0].name, pack.outcomes[0]
    desktop.trigger("quick_log")
    assert focused().objectName() == "quick_narrative"
    qtbot.keyClicks(focused(), "opening hours")
    qtbot.keyClick(focused(), KEY.Key_Return)
    (command,) = [each for each in desktop.room.executed if isinstance(each, FileCall)]
    assert command.narrative == "opening hours"
    future = next(future for each, future in desktop.room.commands if each is command)
    future.set_result(FILED)
    assert focused() is before
    assert desktop.desk.command_line.state.message.startswith("2026-000077 filed and closed")
    desktop.trigger("quick_log")
    qtbot.keyClick(focused(), KEY.Key_Escape)
    assert focused() is before


class Part(QLabel):
    """A part of another hand."""

    def __init__(self) -> None:
        super().__init__("likely the same")
        self.facts: list[CallFacts] = []

    def follow(self, facts: CallFacts) -> None:
        self.facts.append(facts)

    def watch(self, watcher: object) -> None:
        del watcher


class Says:
    lines = ("Help is on its way.", "Stay on the line.")

    def watch(self, watcher: object) -> None:
        del watcher


def test_parts_stand_beside_when_there_is_room_and_follow_the_call(qtbot: QtBot) -> None:
    theme, session, clock = Theme.load(), Session(), FakeClock()
    entry = CallEntryPresenter(FakeRoom(), session, clock, lambda call: call())
    last, first = Part(), Part()
    view = CallEntryView(
        entry, theme, Ringing(entry, clock),
        (SectionPart("knowledge", last, last), SectionPart("likely_same", first, first)), Says(),
    )  # fmt: skip
    qtbot.addWidget(view)
    sections = view.findChild(CallSections)
    view.resize(theme.space(BESIDE_STEPS + 20), 700)
    view.show()
    qtbot.waitUntil(lambda: sections.is_beside)
    assert first.mapTo(view, first.rect().topLeft()).y() < last.mapTo(view, last.rect().topLeft()).y()
    view.resize(theme.space(BESIDE_STEPS - 20), 700)
    qtbot.waitUntil(lambda: not sections.is_beside)
    entry.place_at(43.7, 7.4)
    assert first.facts[-1].latitude == last.facts[-1].latitude == 43.7
    assert view.findChild(QLabel, "call_says").text() == "Help is on its way.\nStay on the line."


def test_ctrl_shift_enter_ends_and_escape_wraps_up(window: Window) -> None:
    window.keys("12 Elm St", KEY.Key_Tab, "fall", KEY.Key_Tab)
    window.ctrl_enter()
    window.room.settle(CallTaken(call_id=CallId("c"), incident_id=IncidentId("i"), number="2026-000013",
                                 priority=Priority.P3))  # fmt: skip
    window.qtbot.keyClick(focused(), KEY.Key_Return, CTRL | SHIFT)
    assert "rung off" in window.label("call_message")
    window.keys(KEY.Key_Escape)
    assert window.label("call_title") == "New call"
    assert [type(each).__name__ for each in window.room.executed] == ["TakeCall", "EndCall", "EndCall"]


def test_an_empty_panel_that_makes_room_takes_no_keyboard_from_elsewhere(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "busy")
    desktop.trigger("new_call")
    queue = desktop.window.panels.queue.table
    queue.setFocus()
    desktop.desk.session.show_incident("i2")
    assert not desktop.window.panels.call_entry.isVisible()
    assert focused() is queue, "whoever goes through the queue goes on"
    desktop.trigger("new_call")
    desktop.desk.session.show_incident("i3")
    assert focused() is not None
    assert desktop.window.panels.command_line.isAncestorOf(focused())


def test_the_quick_log_takes_nobody_back_who_has_gone_elsewhere(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("command_line")
    pack = desktop.room.answer(AskPack())
    desktop.desk.quick_log._type, desktop.desk.quick_log._outcome = pack.types[0].name, pack.outcomes[0]
    desktop.trigger("quick_log")
    desktop.trigger("quick_log")
    qtbot.keyClicks(focused(), "opening hours")
    qtbot.keyClick(focused(), KEY.Key_Return)
    queue = desktop.window.panels.queue.table
    queue.setFocus()
    (future,) = [future for each, future in desktop.room.commands if isinstance(each, FileCall)]
    future.set_result(FILED)
    assert focused() is queue
    assert not desktop.window.panels.quick_log.isVisible()
    desktop.trigger("command_line")
    before = focused()
    for _ in range(2):
        desktop.trigger("quick_log")
    qtbot.keyClick(focused(), KEY.Key_Escape)
    assert focused() is before, "asked for twice, it still knows where the keyboard was"


def test_what_cannot_be_taken_is_said(qtbot: QtBot) -> None:
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("take_ringing")
    assert desktop.desk.command_line.state.message == "Nobody rings"
    desktop.trigger("abandoned_calls")
    assert desktop.desk.command_line.state.message == "No call was abandoned"
