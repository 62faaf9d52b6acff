"""The sentinel line holds everything at 1366 pixels, whatever is down, and never changes its height."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.worlds import World
from dispatcher.queries.channel_rows import ChannelRow
from dispatcher.queries.duty_rows import ReachRow
from dispatcher.queries.requests import AskReach, AskSentinel
from tests.helpers import scenes
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.presenters.sentinel import SentinelPresenter
from ui.theme import Theme
from ui.views.sentinel import SentinelView
from ui.widgets.labels import ElidedLabel, LampWidget

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
COSTA = Actor(operator=OperatorId("costa"), seat=Seat("seat-1"), role=Role.RADIO_OPERATOR)
PAGER = scenes.channels()[0]
STATES = ("down", "degraded", "probing", "up", "up", "up")


def channels(count: int) -> tuple[ChannelRow, ...]:
    """Channels of which every second is not up."""
    names = ("pager", "tetra-1", "tetra-2", "voice", "sms", "siren")
    rows = zip(names[:count], STATES, strict=False)
    return tuple(replace(PAGER, name=name, state=state, waiting=4 if state == "down" else 0) for name, state in rows)


class Line:
    """A sentinel line over a room that answers at once."""

    def __init__(self, qtbot: QtBot, *, width: int = 1366, scale: float = 1.0, signed: bool = True) -> None:
        self.room = FakeRoom()
        self.room.canned = {AskSentinel: scenes.sentinel_row()}
        who = (COSTA, "Anneliese van der Meer") if signed else None
        self.presenter = SentinelPresenter(
            self.room, lambda call: call(), FakeClock(), lambda: who, world=World.SIMULATED
        )
        self.view = SentinelView(self.presenter, Theme(scale=scale))
        qtbot.addWidget(self.view)
        self.presenter.refresh()
        self.view.resize(width, self.view.sizeHint().height())
        self.view.show()
        QApplication.processEvents()

    def tell(self, **changes: object) -> None:
        self.room.canned[AskSentinel] = scenes.sentinel_row(**changes)
        self.presenter.refresh()
        QApplication.processEvents()

    def lamps(self) -> dict[str, LampWidget]:
        return {lamp.objectName(): lamp for lamp in self.view.findChildren(LampWidget) if lamp.isVisible()}


def assert_whole(line: Line) -> None:
    for lamp in line.lamps().values():
        assert lamp.width() >= lamp.sizeHint().width(), lamp.text()
        corner = lamp.mapTo(line.view, lamp.rect().bottomRight())
        assert line.view.rect().contains(corner), lamp.text()


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_six_channels_of_which_three_are_not_up_are_read_whole_at_1366(qtbot: QtBot, count: int):
    line = Line(qtbot)
    height = line.view.height()
    line.tell(unguarded=3, missed_deadlines=2, channels=channels(count))
    assert line.view.minimumSizeHint().width() <= 1366
    assert line.view.sizeHint().height() <= height
    assert_whole(line)
    texts = {name: lamp.text() for name, lamp in line.lamps().items()}
    assert texts["channel_pager"] == "pager down 15:00 · 4 waiting"
    assert (line.lamps()["channel_pager"].tone(), line.lamps()["world"].text()) == ("plate_alarm", "SIMULATED")
    post = line.view.findChild(ElidedLabel, "post")
    assert post is not None
    assert post.width() >= post.fontMetrics().horizontalAdvance(post.text())
    assert post.text() == "radio operator · seat-1"


def test_channels_go_into_two_lines_and_back(qtbot: QtBot):
    line = Line(qtbot)
    line.tell(channels=channels(2))
    tops = {lamp.y() for name, lamp in line.lamps().items() if name.startswith("channel_")}
    line.tell(channels=channels(6), missed_deadlines=1, unguarded=1)
    rows = {lamp.y() for name, lamp in line.lamps().items() if name.startswith("channel_")}
    assert (len(tops), len(rows)) == (1, 2)
    assert line.lamps()["channel_pager"].y() == min(rows)
    line.tell(channels=channels(2))
    assert len({lamp.y() for name, lamp in line.lamps().items() if name.startswith("channel_")}) == 1
    assert_whole(line)


@pytest.mark.parametrize(("width", "scale"), [(1366, 1.0), (1366, 1.25), (1920, 1.5), (1920, 1.75)])
def test_with_two_channels_it_fits_at_larger_letters(qtbot: QtBot, width: int, scale: float):
    line = Line(qtbot, width=width, scale=scale)
    line.tell(unguarded=1, missed_deadlines=2, channels=scenes.channels("down", "no port", waiting=4))
    assert line.view.minimumSizeHint().width() <= width
    assert_whole(line)


def test_nobody_signed_on_is_a_plate(qtbot: QtBot):
    line = Line(qtbot, signed=False)
    assert (line.lamps()["nobody"].text(), line.lamps()["nobody"].tone()) == ("nobody signed on (F9)", "plate_warning")


@pytest.mark.parametrize("count", [2, 4])
def test_who_cannot_be_reached_is_a_lamp_of_its_own_and_fits_beside_the_channels(qtbot: QtBot, count: int):
    line = Line(qtbot)
    line.tell(unguarded=3, missed_deadlines=2, channels=channels(count))
    assert "reach" not in line.lamps()
    nobody = ReachRow(role=Role.SUPERVISOR, on_duty=(), phones=(), stands_in=Role.DUTY_MANAGER, reachable=False)
    phoned = ReachRow(role=Role.DUTY_MANAGER, on_duty=(), phones=("Blanc on 0199",), stands_in=None, reachable=True)
    line.room.canned[AskReach] = (nobody, phoned)
    line.presenter.refresh_reach()
    QApplication.processEvents()
    lamp = line.lamps()["reach"]
    assert (lamp.text(), lamp.tone()) == ("supervisor: nobody, duty manager by phone", "plate_warning")
    assert "ring Blanc on 0199" in lamp.accessibleDescription()
    assert line.view.minimumSizeHint().width() <= 1366
    assert_whole(line)
