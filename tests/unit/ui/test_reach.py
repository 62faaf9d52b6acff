"""The standing check: silent while everybody sits there, louder the less can be reached, whole in its explanation."""

from typing import Any

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.worlds import World
from dispatcher.queries.duty_rows import ReachRow
from dispatcher.queries.requests import AskReach, AskSentinel
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.scenes import sentinel_row
from ui.presenters.reach import reach_lamp
from ui.presenters.refresh import CONCERNS, Concern
from ui.presenters.sentinel import SentinelPresenter

R = Role


def row(role: Role, *on_duty: str, phones: tuple[str, ...] = (), **changes: Any) -> ReachRow:
    values = {"stands_in": None, "reachable": bool(on_duty or phones)} | changes
    return ReachRow(role=role, on_duty=on_duty, phones=phones, **values)


DESK = row(R.DISPATCHER, "Costa")
PHONED = row(R.DUTY_MANAGER, phones=("Blanc on 0199",))


@pytest.mark.parametrize(
    ("rows", "words", "tone"),
    [
        ((DESK, row(R.SUPERVISOR, "Sandra")), None, ""),
        ((DESK, row(R.SUPERVISOR, "Sandra"), PHONED), "duty manager by phone", "text"),
        ((DESK, row(R.SUPERVISOR, stands_in=R.DUTY_MANAGER), PHONED),
         "supervisor: nobody, duty manager by phone", "plate_warning"),
        ((DESK, row(R.SUPERVISOR), row(R.DUTY_MANAGER)), "supervisor: nobody", "plate_alarm"),
    ],
)  # fmt: skip
def test_a_gap_is_said_before_it_matters(rows: tuple[ReachRow, ...], words: str | None, tone: str):
    lamp = reach_lamp(rows)
    assert (lamp.text if lamp else None, lamp.tone if lamp else "") == (words, tone)


def test_the_lamp_explains_every_role():
    lamp = reach_lamp((DESK, row(R.SUPERVISOR, stands_in=R.DUTY_MANAGER), PHONED))
    assert lamp is not None
    assert lamp.why.splitlines() == [
        "dispatcher: Costa",
        "supervisor: nobody; a duty manager is asked instead",
        "duty manager: ring Blanc on 0199",
    ]


def sentinel(room: FakeRoom) -> SentinelPresenter:
    nobody: Actor | None = None
    return SentinelPresenter(room, lambda call: call(), FakeClock(), lambda: nobody, world=World.SIMULATED)


def test_it_is_asked_again_when_somebody_comes_or_goes_and_says_when_it_cannot_be_read():
    for kind in (EntryKind.SIGNED_ON, EntryKind.SIGNED_OFF, EntryKind.PACK_ACTIVATED, EntryKind.LEASE_TAKEN):
        assert Concern.REACH in CONCERNS[kind]
    room = FakeRoom()
    room.canned = {AskSentinel: sentinel_row()}
    presenter = sentinel(room)
    presenter.refresh_reach()
    assert presenter.shown().reach is None
    room.questions.pop()[1].set_exception(RuntimeError("gone"))
    broken = presenter.shown().reach
    assert broken is not None
    assert (broken.text, broken.tone) == ("? who can be reached", "plate_warning")
    room.canned[AskReach] = (DESK,)
    presenter.refresh_reach()
    assert presenter.shown().reach is None
