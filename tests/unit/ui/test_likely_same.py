"""The duplicate assistant of call entry, without a screen: it asks, warns, and does what is chosen."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dispatcher.domain.errors import NotAuthorised
from dispatcher.domain.incidents import Phase
from dispatcher.domain.same_event_commands import KeepApart
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import AskLikelySame
from dispatcher.queries.same_event_rows import LikelyRow
from tests.helpers.builders import DISPATCHER
from tests.helpers.fake_room import START, FakeClock, FakeRoom
from ui.presenters.call_section import CallFacts
from ui.presenters.likely_same import LikelySamePresenter

FACTS = CallFacts(draft_id="draft-1", place="Harbour Road", latitude=50.35, longitude=-3.58, incident_type="crash")


def likely(number: int = 1, **more: Any) -> LikelyRow:
    values: dict[str, Any] = {
        "incident_id": f"i{number}", "number": f"2026-00000{number}", "score": 0.93, "is_likely": True,
        "reasons": ("80 m away", "4 min ago", "same type"), "priority": Priority.P2, "type_name": "Road collision",
        "place": "Harbour Road", "phase": Phase.EN_ROUTE, "opened_at": START - timedelta(minutes=4),
        "closed_at": None, "units": ("E12", "M4"), "calls": 3,
    }  # fmt: skip
    return LikelyRow(**(values | more))


class Scene:
    def __init__(self, *rows: LikelyRow) -> None:
        self.room, self.clock = FakeRoom(), FakeClock()
        self.room.canned[AskLikelySame] = rows
        self.attached: list[str] = []
        self.shown: list[str] = []
        self.actor: Any = DISPATCHER
        self.presenter = LikelySamePresenter(
            self.room, lambda call: call(), self.clock, lambda: self.actor, self.attached.append, self.shown.append
        )
        self.drawn = 0
        self.presenter.watch(self._draw)

    def _draw(self) -> None:
        self.drawn += 1

    @property
    def asked(self) -> list[AskLikelySame]:
        return [query for query in self.room.asked if isinstance(query, AskLikelySame)]


def test_s31_it_says_what_the_call_may_be_why_and_what_goes_on_there():
    scene = Scene(likely())
    scene.presenter.follow(FACTS)
    (row,) = scene.presenter.rows()
    assert scene.presenter.warning == "LIKELY THE SAME as 2026-000001"
    assert scene.presenter.is_likely
    assert (row.percent, row.reasons) == ("93 %", "80 m away · 4 min ago · same type")
    assert row.going_on == "E12, M4 · open 4:00 · 3 calls"
    assert row.why_not_attach == ""
    assert "93 % alike, 2026-000001" in row.spoken
    assert scene.drawn


def test_s31_what_is_only_perhaps_the_same_is_said_so_and_more_are_counted():
    scene = Scene(likely(1, score=0.4, is_likely=False, units=(), calls=1), likely(2, score=0.3, is_likely=False))
    scene.presenter.follow(FACTS)
    assert scene.presenter.warning.startswith("Perhaps the same as 2026-000001")
    assert scene.presenter.warning.endswith("or one of 1 more")
    assert not scene.presenter.is_likely
    assert scene.presenter.rows()[0].going_on == "nobody on it · open 4:00 · 1 call"


def test_it_asks_when_there_is_something_to_ask_and_never_the_same_twice():
    scene = Scene()
    scene.presenter.follow(CallFacts(draft_id="draft-1", place="Ha"))
    assert scene.asked == [], "two letters say nothing"
    scene.presenter.follow(FACTS)
    scene.presenter.follow(replace(FACTS, caller_name="Ann"))
    assert len(scene.asked) == 1, "a name changes nothing"
    scene.presenter.follow(replace(FACTS, narrative="a van"))
    assert [query.told.narrative for query in scene.asked] == ["", "a van"]
    scene.presenter.refresh()
    assert len(scene.asked) == 3


def test_one_question_at_a_time_and_the_newest_wins():
    scene = Scene(likely())
    scene.room.hold = True
    for words in ("a", "a v", "a va", "a van"):
        scene.presenter.follow(replace(FACTS, narrative=words))
    assert len(scene.asked) == 1
    scene.room.resolve()
    assert [query.told.narrative for query in scene.asked] == ["a", "a van"]


def test_an_answer_about_a_call_that_is_gone_is_not_shown():
    scene = Scene(likely())
    scene.room.hold = True
    scene.presenter.follow(FACTS)
    scene.presenter.follow(CallFacts(draft_id="draft-2"))
    scene.room.resolve()
    assert scene.presenter.rows() == ()
    assert scene.presenter.warning == ""


def test_s31_the_call_is_attached_to_the_one_that_was_chosen():
    scene = Scene(likely(1), likely(2))
    scene.presenter.follow(FACTS)
    assert scene.presenter.attach(1)
    assert scene.attached == ["i2"]
    assert not scene.presenter.attach(5)
    assert "no such incident" in scene.presenter.problem
    scene.presenter.show(0)
    assert scene.shown == ["i1"]


def test_s31_to_a_closed_one_nothing_is_attached_and_it_says_what_to_do():
    scene = Scene(likely(closed_at=START - timedelta(minutes=1), phase=Phase.CLOSED))
    scene.presenter.follow(FACTS)
    assert not scene.presenter.attach(0)
    assert scene.attached == []
    assert "is closed: take the call as its own and link the two" in scene.presenter.problem
    assert scene.presenter.rows()[0].going_on.startswith("closed 1:00 ago")


def test_s31_kept_apart_it_is_gone_at_once_and_stored_with_score_and_reasons():
    scene = Scene(likely(1), likely(2, score=0.7))
    scene.presenter.follow(FACTS)
    assert scene.presenter.keep_apart(0, "other side of the harbour")
    assert [row.number for row in scene.presenter.rows()] == ["2026-000002"]
    (command,) = scene.room.executed
    assert command == KeepApart(
        actor=DISPATCHER, incident_id="i1", subject="draft-1", score=0.93,  # type: ignore[arg-type]
        found=("80 m away", "4 min ago", "same type"), reason="other side of the harbour",
    )  # fmt: skip
    scene.presenter.follow(replace(FACTS, narrative="a van"))
    assert [row.number for row in scene.presenter.rows()] == ["2026-000002"], "no answer brings it back"


def test_s31_when_the_draft_becomes_an_incident_the_two_stay_apart():
    scene = Scene(likely(1))
    scene.presenter.follow(FACTS)
    scene.presenter.keep_apart(0)
    scene.presenter.follow(replace(FACTS, incident_id="own"))
    scene.presenter.follow(replace(FACTS, incident_id="own", narrative="a van"))
    assert [command.subject for command in scene.room.executed if isinstance(command, KeepApart)] == ["draft-1", "own"]
    scene.room.canned[AskLikelySame] = (likely(2),)
    scene.presenter.refresh()
    assert not scene.presenter.attach(0)
    assert "merge the two instead" in scene.presenter.problem


def test_what_the_room_refuses_is_shown_again_with_its_reason():
    scene = Scene(likely(1))
    scene.presenter.follow(FACTS)
    scene.presenter.keep_apart(0)
    scene.room.refuse(NotAuthorised("a radio operator may not link"))
    assert [row.number for row in scene.presenter.rows()] == ["2026-000001"]
    assert scene.presenter.problem == "Not kept apart: a radio operator may not link"
    scene.actor = None
    assert not scene.presenter.keep_apart(0)
    assert "signed on" in scene.presenter.problem
