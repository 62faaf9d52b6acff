"""F6 takes an item and shows its incident; nothing that is being written goes elsewhere by it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.queries.requests import AskAttention, AskCard
from tests.helpers.scenes import attention_row
from tests.qt.test_main_window import Desktop

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
KEY = Qt.Key
ITEM = attention_row(1, AttentionKind.EXCEPTION, "Nobody guards it", incident_id="i2", incident_number="2026-000002")
SCRIPT = "E12 from Control: structure fire, 4 Elm Street. Read back."
VOICE = attention_row(2, AttentionKind.VOICE_TASK, "Read it out", call_sign="E12", voice_script=SCRIPT)


class Seat(Desktop):
    """A window whose strip holds an item of i2 and a voice task of i1, while i3 is shown."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(qtbot, "busy")
        self.qtbot = qtbot
        self.room.canned[AskAttention] = (ITEM, VOICE)
        self.desk.attention.refresh()
        self.desk.session.show_incident("i3")
        self.trigger("command_line")

    def press(self, key: KEY) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def wait(self) -> None:
        self.desk.attention._clock.advance(1.1)

    def settle(self) -> None:
        self.room.settle()
        QApplication.processEvents()

    @property
    def taken(self) -> list[str]:
        return [str(one.attention_id) for one in self.room.executed if isinstance(one, TakeAttention)]

    @property
    def line(self) -> tuple[str, str]:
        state = self.desk.command_line.state
        return state.message, state.warning


@pytest.fixture
def seat(qtbot: QtBot) -> Seat:
    return Seat(qtbot)


def test_f6_shows_the_incident_and_says_what_was_taken(seat: Seat) -> None:
    seat.press(KEY.Key_F6)
    assert seat.desk.session.incident_id == "i2"
    seat.settle()
    assert seat.line[0] == "You have taken: Nobody guards it"


def test_a_second_press_at_once_does_not_answer_another_item(seat: Seat) -> None:
    seat.press(KEY.Key_F6)
    seat.settle()
    seat.press(KEY.Key_F6)
    assert seat.taken == ["a1"]
    assert seat.desk.command_line.state.text == ""


def test_text_in_the_line_keeps_its_incident_until_f6_comes_again(seat: Seat) -> None:
    seat.type("dispatch E12")
    seat.press(KEY.Key_F6)
    assert seat.desk.session.incident_id == "i3"
    seat.settle()
    assert "2026-000002: F6 again or a click shows it" in seat.line[1]
    assert "You have taken: Nobody guards it" in seat.line[1]
    assert seat.line[0].startswith("Alert E12 to 2026-000003")
    seat.wait()
    seat.press(KEY.Key_F6)
    assert seat.desk.session.incident_id == "i2"
    assert seat.taken == ["a1"]


def test_a_call_that_is_being_written_stays(seat: Seat) -> None:
    seat.press(KEY.Key_F3)
    seat.type("12 Elm")
    seat.press(KEY.Key_F6)
    assert seat.desk.session.incident_id == "i3"
    assert seat.window.panels.call_entry.isVisible()
    seat.settle()
    assert "its incident is 2026-000002" in seat.line[0]


def test_a_voice_task_shows_its_incident_and_the_words_to_read_out(seat: Seat) -> None:
    seat.press(KEY.Key_F7)
    assert seat.desk.session.incident_id == "i1"
    assert seat.desk.command_line.state.text == "ack E12: "
    script = seat.window.findChild(QLabel, "command_script")
    assert script is not None
    assert (script.isVisible(), script.text()) == (True, f"read out: {SCRIPT}")
    seat.type("on our way")
    assert script.isVisible()
    seat.press(KEY.Key_Escape)
    assert not script.isVisible()


def test_the_line_learns_from_the_card_that_its_incident_is_closed(seat: Seat) -> None:
    card = seat.room.canned[AskCard]
    seat.room.canned[AskCard] = replace(card, closed_at=card.opened_at, outcome="false alarm")
    seat.desk.session.show_incident(card.incident_id)
    seat.type("dispatch B1")
    assert seat.line[1].startswith(f"{card.number} is closed. F4 goes to the open ones; first: 2026-")
