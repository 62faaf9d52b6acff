"""The Radio workspace as its operator meets it: by keys alone, at the smallest size, with everything named."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Role
from dispatcher.domain.channel_commands import HoldChannel, TestChannel
from dispatcher.domain.crew_commands import Answer, RecordAnswer
from dispatcher.domain.events import EntryKind
from dispatcher.queries.channels import AskChannels, AskChannelTests
from dispatcher.queries.requests import AskAttention, AskEvidence, AskInboundFeed, AskPending, AskVoiceTasks
from tests.helpers.builders import actor
from tests.helpers.panel_rows import pending_row
from tests.helpers.radio_rows import channel_row, emergency_row, inbound_row, voice_row
from tests.helpers.scenes import AttemptState, attempt, attention_row, transmission
from tests.helpers.scenes import T as TRANSMISSION
from tests.qt.test_accessible import spoken, takes_keyboard
from tests.qt.test_main_window import Desktop
from ui.widgets.arrangements import RADIO
from ui.widgets.tick_box import TickBox

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
RUTH = actor("ruth", Role.RADIO_OPERATOR, "seat-1")


@pytest.fixture
def desktop(qtbot: QtBot) -> Desktop:
    made = Desktop(qtbot, "busy", signed_on=False)
    tried = (attempt(1, AttemptState.ACCEPTED, 40),)
    made.room.canned |= {
        AskVoiceTasks: (voice_row(0), voice_row(1)),
        AskChannels: (channel_row("paging"), channel_row("sms", state="down", reason="no modem"), channel_row("voice")),
        AskChannelTests: (),
        AskInboundFeed: (inbound_row(0), inbound_row(1), emergency_row(2)),
        AskPending: (pending_row(0), pending_row(1)),
        AskEvidence: lambda query: transmission(
            "E12", TRANSMISSION.ACCEPTED, transmission_id=query.transmission_id, attempts=tried
        ),
    }
    made.room.questions = [held for held in made.room.questions if type(held[0]) in made.room.canned]
    made.room.resolve()
    made.desk.session.set_actor(RUTH)
    made.desk.sign_on.toggle()
    made.desk.start()
    made.trigger("workspace_radio")
    QApplication.processEvents()
    return made


def focused() -> QWidget:
    here = QApplication.focusWidget()
    assert here is not None
    return here


def named(desktop: Desktop, kind: type[QWidget], name: str) -> QWidget:
    found = desktop.window.findChild(kind, name)
    assert found is not None, name
    return found


def test_the_workspace_shows_its_panels_and_not_the_others(desktop: Desktop):
    panels = desktop.window.panels
    shown = (panels.voice, panels.channels, panels.inbound, panels.pending, panels.evidence, panels.card)
    assert all(panel.isVisible() for panel in shown)
    assert not any(panel.isVisible() for panel in (panels.queue, panels.units, panels.map))
    desktop.trigger("workspace_dispatch")
    assert all(panel.isVisible() for panel in (panels.queue, panels.units, panels.map, panels.pending))
    assert not any(panel.isVisible() for panel in (panels.voice, panels.channels, panels.inbound, panels.evidence))


def test_it_fits_the_smallest_monitor(desktop: Desktop, qtbot: QtBot):
    qtbot.waitUntil(lambda: desktop.window.minimumSizeHint().height() <= 768)
    assert desktop.window.minimumSizeHint().width() <= 1366
    panels = desktop.window.panels
    assert panels.voice.width() > 400
    assert panels.channels.table.whole_rows >= 2


def test_a_voice_task_from_the_key_to_the_record(desktop: Desktop):
    desktop.trigger("next_voice_task")
    assert focused() is desktop.window.panels.voice.heard
    assert any(isinstance(command, TakeAttention) for command in desktop.room.executed)
    desktop.trigger("heard_all")
    QTest.keyClicks(focused(), "received")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    (command,) = [command for command in desktop.room.executed if isinstance(command, RecordAnswer)]
    assert (command.call_sign, command.answer) == ("E12", Answer.ACCEPTS)
    assert command.words_heard.startswith("received (heard back: call sign, priority, type, address, note")


def test_boxes_are_ticked_by_arrows_and_space(desktop: Desktop):
    desktop.trigger("next_voice_task")
    QTest.keyClick(focused(), Qt.Key.Key_Up)
    assert isinstance(focused(), TickBox)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    QTest.keyClick(focused(), Qt.Key.Key_Up)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    shown = desktop.desk.radio.voice.shown()
    assert shown is not None
    assert {item.value for item in shown.draft.ticked} == {"note", "place"}
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert focused() is desktop.window.panels.voice.heard


def test_a_refusal_by_key(desktop: Desktop):
    desktop.trigger("next_voice_task")
    QTest.keyClicks(focused(), "pump defective")
    desktop.trigger("voice_declined")
    (command,) = [command for command in desktop.room.executed if isinstance(command, RecordAnswer)]
    assert command.answer is Answer.DECLINES


def test_elsewhere_the_key_answers_in_the_command_line(desktop: Desktop):
    desktop.trigger("workspace_dispatch")
    desktop.trigger("next_voice_task")
    assert desktop.desk.command_line.state.text.startswith("ack ")
    desktop.trigger("voice_declined")
    assert not [command for command in desktop.room.executed if isinstance(command, RecordAnswer)]


def test_a_channel_is_held_with_a_reason_by_keys(desktop: Desktop):
    desktop.trigger("channels")
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    desktop.trigger("hold_channel")
    assert isinstance(focused(), QLineEdit)
    QTest.keyClicks(focused(), "antenna work")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    chosen = desktop.desk.radio.channels.chosen
    assert chosen is not None
    assert desktop.room.executed[-1] == HoldChannel(actor=RUTH, channel=chosen.name, reason="antenna work")
    assert not desktop.window.panels.channels.why.isVisible()
    desktop.trigger("test_channel")
    assert desktop.room.executed[-1] == TestChannel(actor=RUTH, channel=chosen.name)


def test_escape_holds_nothing(desktop: Desktop):
    desktop.trigger("channels")
    desktop.trigger("hold_channel")
    QTest.keyClicks(focused(), "x")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not desktop.window.panels.channels.why.isVisible()
    assert not [command for command in desktop.room.executed if isinstance(command, HoldChannel)]


def test_a_grey_button_says_why(desktop: Desktop):
    desktop.desk.session.set_actor(None)
    QTest.qWait(150)
    hold = named(desktop, QAbstractButton, "hold_channel")
    assert not hold.isEnabled()
    assert hold.toolTip() == "sign on first (F9)"
    assert "sign on first" in hold.accessibleName()


def test_bytes_are_one_click_away(desktop: Desktop, qtbot: QtBot):
    table = desktop.window.panels.pending.table
    # Rows are drawn in batches: a board that has none yet has nothing under the mouse.
    qtbot.waitUntil(lambda: desktop.window.panels.pending.model.rowCount() == 2)
    first_row = table.visualRect(table.model().index(0, 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=first_row.center())
    shown = desktop.desk.radio.evidence.shown()
    assert shown is not None
    assert shown.key == "t0"
    assert desktop.window.panels.evidence.isVisible()
    desktop.trigger("evidence")
    assert not desktop.window.panels.evidence.isVisible()
    desktop.trigger("evidence")
    assert desktop.window.panels.evidence.isVisible()


def test_an_emergency_comes_to_the_top_takes_no_keyboard_and_stands_on_the_sentinel_line(desktop: Desktop):
    desktop.trigger("next_voice_task")
    QTest.keyClicks(focused(), "rec")
    hands = focused()
    item = attention_row(9, AttentionKind.EMERGENCY, "EMERGENCY: M1", call_sign="M1", chain="emergency:n2")
    desktop.room.canned[AskAttention] = (item,)
    desktop.desk.entries((desktop.room.entry(EntryKind.EMERGENCY_HEARD),))
    QTest.qWait(150)
    assert desktop.window.panels.inbound.model.row_at(0).inbound_id == "n2"
    assert desktop.lamp("emergency").isVisible()
    assert desktop.lamp("emergency").text().startswith("EMERGENCY M1")
    assert desktop.lamp("emergency").tone() == "plate_alarm"
    assert focused() is hands
    assert desktop.desk.attention.sounding().kinds == (AttentionKind.EMERGENCY,)


def test_hidden_panels_come_up_when_their_key_asks_and_the_workspace_puts_them_back(desktop: Desktop):
    desktop.trigger("queue")
    assert desktop.window.panels.queue.isVisible()
    desktop.trigger("map")
    assert desktop.window.panels.map.isVisible()
    assert not desktop.window.panels.voice.isVisible()
    desktop.trigger("workspace_radio")
    assert not desktop.window.panels.queue.isVisible()
    assert desktop.window.panels.voice.isVisible()
    desktop.trigger("policies")
    assert desktop.window.panels.policies.isVisible()
    desktop.trigger("policies")
    assert desktop.window.panels.voice.isVisible()


def test_whatever_takes_the_keyboard_says_what_it_is(desktop: Desktop):
    within = [widget for widget in desktop.window.findChildren(QWidget) if widget.window() is desktop.window]
    asked = [widget for widget in within if takes_keyboard(widget) and widget.isVisible()]
    silent = [f"{type(one).__name__} {one.objectName()!r}" for one in asked if not spoken(one).strip()]
    assert silent == []
    assert len(asked) > 15


def test_letters_grow_and_colours_change(desktop: Desktop):
    for action in ("text_larger", "theme_day", "theme_contrast", "text_smaller"):
        desktop.trigger(action)
        assert not desktop.window.grab().isNull()


def test_a_radio_operator_finds_it_so_and_it_is_kept(qtbot: QtBot):
    made = Desktop(qtbot, "calm", signed_on=False)
    qtbot.waitUntil(lambda: made.window.panels.queue.isVisible())
    QTest.qWait(50)
    assert not made.window.panels.voice.isVisible()
    made.desk.session.set_actor(RUTH)
    made.desk.sign_on.toggle()
    assert made.window.panels.voice.isVisible()
    workspace = made.window.panels.workspace
    kept = workspace.kept()
    made.trigger("workspace_dispatch")
    assert workspace.restore(kept, RADIO)
    assert workspace.middle.home == "voice"
    assert made.window.panels.voice.isVisible()
    assert not made.window.panels.queue.isVisible()


def test_scripts_stand_on_the_voice_desk_and_not_on_the_strip_as_well(desktop: Desktop):
    item = attention_row(3, AttentionKind.VOICE_TASK, "call E12", call_sign="E12", voice_script="E12 from Control: …")
    desktop.room.canned[AskAttention] = (item,)
    desktop.desk.attention.refresh()
    second = desktop.window.panels.attention._lines[0]._second
    assert not second.isVisible()
    desktop.trigger("workspace_dispatch")
    QTest.qWait(50)
    assert second.isVisible()
    assert "E12 from Control" in second.text()
