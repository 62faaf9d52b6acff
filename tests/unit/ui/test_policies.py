"""Policies on a screen: which there are, what the chosen one does in a case, how it ends; asked only while seen."""

from concurrent.futures import Future
from typing import Any

import pytest

from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.foreseen import Outcome
from dispatcher.domain.triage import Priority
from dispatcher.packs.foreseen import foresee_policy
from dispatcher.packs.loading import load_pack
from dispatcher.queries.pack_rows import PolicyRow
from dispatcher.queries.requests import AskForeseen, AskPolicies
from tests.helpers.fake_room import FakeRoom
from ui.presenters.policies import PoliciesPresenter, clock

PACK = load_pack("monaco")


def rows() -> tuple[PolicyRow, ...]:
    made: list[PolicyRow] = []
    for part in PACK.policy:
        policy = part.policy()
        made.append(PolicyRow(name=policy.name, version=policy.version, subject=policy.subject, types=policy.types,
                              profile=policy.profile, priorities=tuple(Priority)))  # fmt: skip
    return tuple(made)


def opened(room: FakeRoom | None = None, problems: dict[str, Any] | None = None) -> PoliciesPresenter:
    room = room or FakeRoom()
    room.canned |= {
        AskPolicies: rows(),
        AskForeseen: lambda query: foresee_policy(PACK, query.policy, priority=query.priority),
    }
    said = problems if problems is not None else {}
    presenter = PoliciesPresenter(room, lambda call: call(), said.__setitem__)
    presenter.open(opened=True)
    return presenter


def test_nothing_is_asked_while_nobody_looks():
    room = FakeRoom()
    presenter = PoliciesPresenter(room, lambda call: call(), lambda _key, _text: None)
    presenter.refresh()
    assert (room.asked, presenter.shown().names) == ([], ())


def test_every_policy_of_the_pack_is_listed_with_its_version_and_the_first_is_drawn():
    shown = opened().shown()
    assert len(shown.names) == len(PACK.policy)
    assert shown.names[0].startswith("dispatch · v")
    assert (shown.chosen, shown.about) == (0, "a page that nobody has acknowledged")
    assert shown.cases[0] == "nobody answers"
    voice = next(step for step in shown.steps if step.word == "voice task")
    assert (voice.when, [outcome for _, outcome in voice.marks]) == ("1:00", [Outcome.DID])
    supervisor = next(step for step in shown.steps if step.word == "supervisor")
    assert supervisor.words.endswith(", then every 1:00")
    assert supervisor.goes_on
    assert "first told: radio operator 1:00" in shown.verdict
    assert (shown.verdict_tone, shown.acts_at) == ("text", None)


def test_another_case_and_another_priority_are_drawn_anew():
    presenter = opened()
    answered = next(place for place, words in enumerate(presenter.shown().cases) if words.startswith("answered at"))
    presenter.choose_case(answered)
    shown = presenter.shown()
    assert shown.acts_at is not None
    assert {outcome for step in shown.steps for _, outcome in step.marks} >= {Outcome.DID, Outcome.CANCELLED}
    presenter.choose_priority(2)
    slower = next(step for step in presenter.shown().steps if step.word == "voice task")
    assert slower.when == "4:00"


@pytest.mark.parametrize("place", range(len(PACK.policy)))
def test_every_policy_can_be_drawn_and_no_mark_leaves_the_drawing(place: int):
    presenter = opened()
    presenter.choose(place)
    shown = presenter.shown()
    assert shown.chosen == place
    assert shown.about
    for case in range(len(shown.cases)):
        presenter.choose_case(case)
        drawn = presenter.shown()
        assert drawn.steps
        assert all(0 <= part <= 1 for step in drawn.steps for part, _ in step.marks)
        assert all(0 <= part <= 1 for part, _ in drawn.grid)
        assert 2 <= len(drawn.grid) <= 8


def test_an_answer_about_the_policy_before_is_dropped_and_a_fault_is_said():
    room, problems = FakeRoom(), dict[str, Any]()
    presenter = opened(room, problems)
    before = room.answer(AskForeseen("dispatch", Priority.P1))
    del room.canned[AskForeseen]
    presenter.choose(4)
    held: Future[Any] = room.questions.pop()[1]
    held.set_result(before)
    assert presenter.shown().chosen == 4
    presenter.choose(5)
    room.questions.pop()[1].set_exception(UnknownThing("no such policy"))
    assert "no such policy" in problems["foreseen_unread"]


def test_times_before_what_is_counted_from_have_a_minus():
    assert [clock(seconds) for seconds in (-120, 0, 75, 4320)] == ["-2:00", "0:00", "1:15", "1 h 12"]
