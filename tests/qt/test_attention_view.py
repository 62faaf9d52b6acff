"""The attention strip: three lines and a count, and nothing below it jumps under somebody's pointer."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.requests import AskAttention
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.scenes import attention_row
from ui.presenters.attention import AttentionPresenter
from ui.theme import SCALES, Theme
from ui.views.attention import LINES, AttentionView
from ui.widgets.still_height import SHRINK_AFTER

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
K = AttentionKind
COSTA = Actor(operator=OperatorId("costa"), seat=Seat("seat-1"), role=Role.DISPATCHER)
SCRIPT = "E12 from Control: structure fire, 4 Elm Street"


class Strip:
    """A strip that is seen, over a room that answers at once, with a pointer that the test moves."""

    def __init__(self, qtbot: QtBot, theme: Theme | None = None) -> None:
        self.room = FakeRoom()
        self.at = QPoint(0, 0)
        self.presenter = AttentionPresenter(
            self.room, lambda call: call(), FakeClock(), lambda: COSTA, lambda _text: None
        )
        self.view = AttentionView(self.presenter, theme or Theme.load(), pointer=lambda: QPoint(self.at))
        qtbot.addWidget(self.view)
        self.view.resize(1366, 30)
        self.view.show()
        self.tell()

    def tell(self, *rows: AttentionRow) -> None:
        self.room.canned[AskAttention] = rows
        self.presenter.refresh()
        QApplication.processEvents()

    def items(self, count: int, kind: AttentionKind = K.EXCEPTION) -> None:
        self.tell(*(attention_row(n, kind, f"item {n}") for n in range(1, count + 1)))

    def tick(self, seconds: int = 1, *, moving: bool = False) -> None:
        for _ in range(seconds):
            self.at += QPoint(1 if moving else 0, 0)
            self.view.tick()
        QApplication.processEvents()

    def shown(self) -> list[str]:
        return [line.accessibleName().split("item ")[-1].split(" ")[0] for line in self.view._lines if line.isVisible()]


@pytest.fixture
def strip(qtbot: QtBot) -> Strip:
    return Strip(qtbot)


def test_a_calm_room_has_one_slim_line_and_the_first_item_takes_its_place(strip: Strip):
    slim = strip.view.height()
    assert strip.view._calm.text() == "Nothing asks for attention."
    strip.items(1)
    assert (strip.view.height(), strip.shown()) == (slim, ["1"])
    assert not strip.view._calm.isVisible()


def test_three_lines_at_most_and_the_others_are_counted(strip: Strip):
    strip.items(3)
    three = strip.view.height()
    assert (strip.shown(), strip.view.more.isVisible()) == (["1", "2", "3"], False)
    strip.items(40)
    assert (strip.view.height(), strip.shown()) == (three, ["1", "2", "3"])
    assert strip.view.more.text() == "+37 more  Shift+F6"


def test_what_is_hidden_is_as_loud_as_the_loudest_of_it(strip: Strip):
    quiet = [attention_row(n, K.AUTHORITY, f"item {n}") for n in range(1, 4)]
    strip.tell(*quiet, attention_row(4, K.EXCEPTION, "item 4"))
    assert strip.view.more.property("tone") == ""
    strip.tell(*quiet, attention_row(4, K.EXCEPTION, "item 4"), attention_row(5, K.TECHNICAL_ALARM, "item 5"))
    assert strip.view.more.property("tone") == "alarm"
    taken = attention_row(5, K.TECHNICAL_ALARM, "item 5", state=AttentionState.TAKEN)
    strip.tell(*quiet, attention_row(4, K.OVERDUE, "item 4"), taken)
    assert strip.view.more.property("tone") == "warning"


def test_more_shows_the_others_until_it_is_pressed_again(strip: Strip):
    strip.items(5)
    before = strip.view.height()
    strip.view.more.click()
    QApplication.processEvents()
    assert strip.view.height() > before
    assert [line.isVisible() for line in strip.view._rest_lines] == [True, True]
    assert strip.view.more.text() == "fewer  Shift+F6"
    strip.view.show_all()
    assert strip.view.height() == before
    assert strip.view.more.text() == "+2 more  Shift+F6"


def test_while_the_pointer_moves_nothing_below_is_pushed_down(strip: Strip):
    slim = strip.view.height()
    strip.tick(moving=True)
    strip.items(3)
    assert (strip.view.height(), strip.shown(), strip.view.more.text()) == (slim, ["1"], "+2 more  Shift+F6")
    strip.tick(3, moving=True)
    assert strip.view.height() == slim
    strip.tick()
    assert strip.view.height() > slim
    assert strip.shown() == ["1", "2", "3"]


def test_room_is_given_back_late_and_only_while_the_pointer_rests(strip: Strip):
    slim = strip.view.height()
    strip.items(3)
    tall = strip.view.height()
    strip.items(0)
    strip.tick(SHRINK_AFTER + 3, moving=True)
    assert strip.view.height() == tall
    strip.tick(SHRINK_AFTER - 1)
    assert strip.view.height() == tall
    strip.tick()
    assert strip.view.height() == slim


def test_an_item_that_comes_while_room_is_still_held_pushes_nothing(strip: Strip):
    strip.items(3)
    tall = strip.view.height()
    strip.items(0)
    strip.tick(2)
    strip.items(2)
    assert (strip.view.height(), strip.shown()) == (tall, ["1", "2"])


def test_what_is_to_be_read_out_stands_below_the_top_line_and_below_one_that_was_taken(strip: Strip):
    tasks = [attention_row(n, K.VOICE_TASK, f"item {n}", voice_script=SCRIPT) for n in (1, 2)]
    strip.tell(*tasks)
    assert [line._second.isVisible() for line in strip.view._lines[:2]] == [True, False]
    strip.tell(tasks[0], attention_row(2, K.VOICE_TASK, "item 2", voice_script=SCRIPT, state=AttentionState.TAKEN))
    assert [line._second.isVisible() for line in strip.view._lines[:2]] == [True, True]
    assert strip.view._lines[1]._second.text() == f"read out: {SCRIPT}"


@pytest.mark.parametrize("scale", SCALES)
def test_no_line_is_cut_at_any_scale(qtbot: QtBot, scale: float):
    theme = Theme(scale=scale)
    strip = Strip(qtbot, theme)
    strip.tell(*(attention_row(n, K.VOICE_TASK, f"item {n}", voice_script=SCRIPT) for n in range(1, 8)))
    lines = [line for line in strip.view._lines if line.isVisible()]
    assert len(lines) == LINES
    for line in lines:
        assert line.height() >= line.sizeHint().height()
        assert line.geometry().bottom() < strip.view.height()


def test_what_this_operator_takes_next_is_never_hidden_behind_what_others_must_answer(strip: Strip):
    others = [
        attention_row(n, K.AUTHORITY, f"item {n}", for_role=Role.SUPERVISOR, least_role=Role.SUPERVISOR)
        for n in range(1, 6)
    ]
    strip.tell(*others, attention_row(6, K.OVERDUE, "item 6"), attention_row(7, K.OVERDUE, "item 7"))
    assert strip.shown() == ["1", "2", "6"]
    assert strip.view._lines[2]._button.text() == "Take  F6"
    assert strip.view.more.text() == "+4 more  Shift+F6"
    strip.view.tick()
    assert [line._age.text() for line in strip.view._lines] == [strip.presenter.ages()[at] for at in (0, 1, 5)]
    strip.view.more.click()
    assert [line.accessibleName().split("item ")[-1][0] for line in strip.view._rest_lines] == ["3", "4", "5", "7"]
    strip.tell(*others)
    assert strip.shown() == ["1", "2", "3"], "when there is nothing for this operator, the most pressing"
