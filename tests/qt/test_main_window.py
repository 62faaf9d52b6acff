"""The window as a dispatcher meets it: keys, focus, strip, sign-on, leaving; over a room without an engine."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.worlds import World
from dispatcher.queries.requests import AskAttention, AskCard, AskSentinel
from tests.helpers import scenes
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.theme import Theme
from ui.widgets.labels import LampWidget
from ui.widgets.reading_area import ReadingArea

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
COSTA = Actor(operator=OperatorId("costa"), seat=Seat("seat-1"), role=Role.DISPATCHER)


class Desktop:
    """A window over a scripted room."""

    def __init__(self, qtbot: QtBot, scene: str, *, signed_on: bool = True) -> None:
        self.room, self.left, self.muted = FakeRoom(), [], []
        scenes.SCENES[scene](self.room)
        self.desk = Desk(self.room, lambda call: call(), FakeClock(), seat="seat-1", world=World.SIMULATED)
        self.window = MainWindow(Theme.load(), LayoutBook(None), lambda: self.left.append(True))
        qtbot.addWidget(self.window, before_close_func=lambda window: window.close_now())
        self.window.open_desk(self.desk, lambda: self.muted.append(True), world="SIMULATED")
        self.desk.start()
        if signed_on:
            self.desk.session.set_actor(COSTA)
            self.desk.sign_on.toggle()
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def trigger(self, name: str) -> None:
        action = self.window.findChild(QAction, name)
        assert action is not None
        action.trigger()

    def lamp(self, name: str) -> LampWidget:
        found = self.window.findChild(LampWidget, name)
        assert found is not None
        return found


@pytest.mark.parametrize("scene", list(scenes.SCENES))
def test_every_scene_opens_at_the_smallest_size_and_nothing_is_clipped(qtbot: QtBot, scene: str):
    desktop = Desktop(qtbot, scene)
    desktop.desk.session.show_incident("i1")
    desktop.window.tick()
    qtbot.waitUntil(lambda: desktop.window.minimumSizeHint().height() <= 768)  # layouts settle inwards out
    assert desktop.window.minimumSizeHint().width() <= 1366
    assert desktop.window.minimumSizeHint().height() <= 768
    panels = desktop.window.panels
    outside = [
        widget.objectName()
        for widget in (panels.sentinel, panels.attention, panels.command_line)
        if widget.geometry().right() > desktop.window.width()
    ]
    assert outside == []
    for lamp in desktop.window.panels.sentinel.findChildren(LampWidget):
        if lamp.isVisible():
            assert lamp.width() >= lamp.sizeHint().width(), lamp.text()


def test_every_widget_that_takes_the_keyboard_or_speaks_has_a_name(qtbot: QtBot):
    desktop = Desktop(qtbot, "trouble")
    desktop.desk.session.show_incident("i1")
    nameless = [
        f"{type(widget).__name__} in {widget.parent().objectName()}"
        for widget in desktop.window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit | QComboBox)
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() and widget.objectName())
    ]
    assert nameless == []


def test_what_is_loud_is_on_the_sentinel_line(qtbot: QtBot):
    desktop = Desktop(qtbot, "trouble")
    assert (desktop.lamp("unguarded").text(), desktop.lamp("unguarded").tone()) == ("1 unguarded", "plate_alarm")
    assert desktop.lamp("world").text() == "LIVE"
    assert desktop.lamp("channel_pager").text() == "pager down 15:00 · 4 waiting"


def test_no_item_takes_the_keyboard_from_somebody_typing(qtbot: QtBot):
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("command_line")
    line = QApplication.focusWidget()
    assert line is not None
    qtbot.keyClicks(line, "note smoke")
    desktop.room.canned[AskAttention] = (scenes.attention_row(1, AttentionKind.AUTHORITY, "nobody answered"),)
    desktop.desk.entries((desktop.room.entry(EntryKind.ATTENTION_RAISED, "i1"),))
    assert desktop.window.panels.attention._lines[0].isVisible()
    assert QApplication.focusWidget() is line
    assert desktop.desk.command_line.state.text == "note smoke"


def test_a_calm_strip_is_one_slim_line_and_the_first_item_moves_no_command_line(qtbot: QtBot):
    desktop = Desktop(qtbot, "calm")
    strip, line = desktop.window.panels.attention, desktop.window.panels.command_line
    slim, place = strip.height(), line.mapTo(desktop.window, line.rect().topLeft())
    desktop.desk.attention.say("sound", "No sound: no audio device found. Watch the screen.")
    assert strip.height() == slim >= strip._lines[0].sizeHint().height()
    desktop.desk.attention.say("sound", None)
    desktop.room.canned[AskAttention] = (scenes.attention_row(1, AttentionKind.EXCEPTION, "item"),)
    desktop.desk.attention.refresh()
    QApplication.processEvents()
    assert strip.height() == slim
    rows = tuple(scenes.attention_row(n, AttentionKind.EXCEPTION, f"item {n}") for n in range(40))
    desktop.room.canned[AskAttention] = rows
    desktop.desk.attention.refresh()
    QApplication.processEvents()
    assert strip.height() > slim
    assert strip.more.text() == "+37 more  Shift+F6"
    assert line.mapTo(desktop.window, line.rect().topLeft()) == place


def test_f6_takes_the_top_and_alt_digits_the_others(qtbot: QtBot):
    desktop = Desktop(qtbot, "busy")
    desktop.trigger("take_attention")
    qtbot.keyClick(desktop.window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    taken = [command for command in desktop.room.executed if isinstance(command, TakeAttention)]
    assert [command.attention_id for command in taken] == ["a1", "a2"]
    assert desktop.desk.command_line.state.text == "ack E12: "


def test_signing_on_is_a_line_in_the_window(qtbot: QtBot):
    desktop = Desktop(qtbot, "empty", signed_on=False)
    assert desktop.window.panels.sign_on.isVisible()
    assert desktop.lamp("nobody").text() == "nobody signed on (F9)"
    button = desktop.window.findChild(QAbstractButton, "sign_on_button")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desktop.room.executed == [SignOn(operator=OperatorId("costa"), role=Role.DISPATCHER, seat=Seat("seat-1"))]
    assert desktop.window.panels.sign_on.isVisible()
    desktop.room.settle(COSTA)
    assert not desktop.window.panels.sign_on.isVisible()


def test_leaving_with_incidents_open_asks_once_in_the_window(qtbot: QtBot):
    desktop = Desktop(qtbot, "busy")
    desktop.room.canned[AskSentinel] = scenes.sentinel_row(open_incidents=25)
    desktop.desk.sentinel.refresh()
    assert not desktop.window.close()
    assert desktop.window.panels.question.isVisible()
    assert "25 incidents are open" in desktop.window.panels.question.accessibleName()
    assert QApplication.activeModalWidget() is None
    assert desktop.left == []
    assert desktop.window.close()
    assert desktop.left == [True]


def test_leaving_an_empty_room_asks_nothing(qtbot: QtBot):
    desktop = Desktop(qtbot, "empty")
    assert desktop.window.close()
    assert desktop.left == [True]


def test_the_notice_is_left_by_key_and_gives_the_key_to_the_menu(qtbot: QtBot):
    left: list[bool] = []
    window = MainWindow(Theme.load(), LayoutBook(None), lambda: left.append(True))
    qtbot.addWidget(window)
    window.notice.failed("no disk", "here")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert left == [True]
    desktop = Desktop(qtbot, "empty")
    qtbot.keyClick(desktop.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert desktop.left == [True]


def test_a_room_that_opens_in_a_window_already_shown_shares_its_whole_width(qtbot: QtBot):
    room = FakeRoom()
    scenes.calm(room)
    window = MainWindow(Theme.load(), LayoutBook(None), lambda: None)
    qtbot.addWidget(window, before_close_func=lambda window: window.close_now())
    window.resize(1366, 768)
    window.show()
    QApplication.processEvents()
    desk = Desk(room, lambda call: call(), FakeClock(), seat="seat-1", world=World.SIMULATED)
    window.open_desk(desk, lambda: None, world="SIMULATED")
    qtbot.waitUntil(
        lambda: 400 <= window.panels.queue.width() <= 460 and window.panels.card.width() >= 480, timeout=1000
    )


def test_call_entry_opens_by_key_and_gives_way_to_the_card(qtbot: QtBot):
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("new_call")
    assert desktop.window.panels.call_entry.isVisible()
    desktop.desk.session.show_incident("i1")
    assert not desktop.window.panels.call_entry.isVisible()
    assert desktop.window.panels.card.isVisible()


def test_colours_change_while_running(qtbot: QtBot):
    desktop = Desktop(qtbot, "busy")
    for name in ("day", "contrast", "night"):
        desktop.trigger(f"theme_{name}")
        assert desktop.window._theme.name == name
        assert not desktop.window.grab().isNull()


def test_help_shows_words_and_keys_without_a_dialog(qtbot: QtBot):
    desktop = Desktop(qtbot, "calm")
    desktop.trigger("help")
    assert desktop.desk.command_line.state.rows
    assert desktop.window.findChildren(QDialog) == []


def test_the_card_keeps_an_opened_disclosure_while_its_words_change(qtbot: QtBot):
    desktop = Desktop(qtbot, "chain")
    desktop.desk.session.show_incident("i1")
    panel = desktop.window.panels.card._transmissions["t-E12"]
    toggle, attempts = panel.findChild(QAbstractButton, "attempts_toggle"), panel.findChild(QLabel, "attempts")
    assert toggle is not None
    assert attempts is not None
    QApplication.processEvents()
    toggle.click()
    desktop.desk.card.refresh()
    desktop.window.tick()
    assert attempts.isVisible()
    assert "<STX>1201<CR>" in attempts.text()


def test_the_card_takes_the_keyboard_by_f5_and_is_read_to_its_end_by_keys(qtbot: QtBot):
    desktop = Desktop(qtbot, "busy")
    desktop.desk.session.show_incident("i1")
    QApplication.processEvents()
    desktop.trigger("card")
    area = QApplication.focusWidget()
    assert isinstance(area, ReadingArea)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > bar.pageStep(), timeout=3000)
    places = [bar.value()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End):
        qtbot.keyClick(area, key)
        places.append(bar.value())
    assert places == sorted(set(places))
    assert bar.value() == bar.maximum() > 0
    qtbot.keyClick(area, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    qtbot.keyClick(area, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_an_answer_moves_its_panel_up_and_the_panels_stay_themselves(qtbot: QtBot):
    desktop = Desktop(qtbot, "chain")
    desktop.desk.session.show_incident("i1")
    panels = dict(desktop.window.panels.card._transmissions)
    rows = {row.transmission_id: row for row in desktop.room.canned[AskCard].transmissions}
    answer = replace(rows["t-E12"], transmission_id="v", rungs=rows["t-L3"].rungs, state=rows["t-L3"].state)
    desktop.room.canned[AskCard] = replace(desktop.room.canned[AskCard], transmissions=(*rows.values(), answer))
    desktop.desk.card.refresh()
    QApplication.processEvents()
    after = desktop.window.panels.card._transmissions
    assert {key: after[key] for key in panels} == panels
    order = sorted(after, key=lambda key: after[key].y())
    assert order == ["t-L3", "v", "t-E12"]
