"""Foreseeing alone, without an engine: cases as they are written, how a timeline ends, what a verdict says.

That it agrees with the engine is told in tests/story/test_foreseen.py.
"""

from typing import Any

import pytest

from dispatcher.domain.authority import Role
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.escalation import Policy, Reach, Step, StepAction, Subject
from dispatcher.domain.foreseeing import foresee, graded_by
from dispatcher.domain.foreseen import Case, CaseKind, Outcome, People, Setting, Timeline
from dispatcher.domain.foreseen_chains import COUNTS_ANEW, REASON_GONE
from dispatcher.domain.triage import Priority
from dispatcher.packs.foreseen import foresee_policy, people_of
from dispatcher.packs.loading import load_pack

SITTING = frozenset({Role.DISPATCHER, Role.RADIO_OPERATOR, Role.SUPERVISOR})
ROOM = Setting(people=People(reach=Reach(on_duty=SITTING, on_call=frozenset())))


def a_step(name: str, action: StepAction, after_s: float, every_s: float | None = None, **more: Any) -> Step:
    every = {} if every_s is None else dict.fromkeys(Priority, every_s)
    return Step(name=name, action=action, after_s=dict.fromkeys(Priority, after_s), every_s=every, **more)


def a_policy(subject: Subject, *steps: Step) -> Policy:
    return Policy(name=subject.value, version=1, subject=subject, steps=steps)


def played(subject: Subject, *steps: Step, case: str = "nobody", horizon_s: float | None = None) -> Timeline:
    return foresee(a_policy(subject, *steps), Priority.P1, Case.parse(case), ROOM, horizon_s)


ASKS = a_step("asks", StepAction.ACKNOWLEDGE, 60, 60, to="supervisor")
TELLS = a_step("tells", StepAction.NOTIFY, 20)


@pytest.mark.parametrize(
    "text", ["nobody", "answers:70", "answers:-30.5", "acknowledged:130", "channel-down", "nobody-on:supervisor"]
)
def test_a_case_is_written_as_it_is_read(text: str) -> None:
    assert str(Case.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("someone", "there are: nobody, answers:SECONDS"),
        ("", "there is no case ''"),
        ("answers", "answers takes seconds, such as answers:70"),
        ("answers:nan", "takes seconds"),
        ("acknowledged:inf", "takes seconds"),
        ("nobody:3", "nobody takes nothing after it"),
        ("nobody-on:chief", "no role is called 'chief'; there are: radio_operator, dispatcher, supervisor, duty_m"),
    ],
)
def test_what_is_no_case_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Case.parse(text)


def test_what_comes_again_is_seen_three_times_and_goes_on() -> None:
    timeline = played(Subject.WAITING, TELLS, ASKS)
    assert [(row.at_s, row.step, row.run) for row in timeline.rows] == [
        (20, "tells", 1), (60, "asks", 2), (120, "asks", 3), (180, "asks", 4),
    ]  # fmt: skip
    assert timeline.goes_on == (("asks", 60),)
    assert timeline.end == "until a crew answers"
    assert timeline.verdict.asked == ((Role.DISPATCHER, 20), (Role.SUPERVISOR, 60))
    assert (timeline.verdict.first_told_s, timeline.verdict.longest_silence_s) == (20, 60)
    assert not timeline.verdict.ends_in_silence


def test_a_chain_that_asks_once_ends_in_silence() -> None:
    timeline = played(Subject.WAITING, TELLS, a_step("asks", StepAction.ACKNOWLEDGE, 60), horizon_s=600)
    assert timeline.verdict.ends_in_silence
    assert timeline.verdict.longest_silence_s == 540, "the silence behind the last step counts"
    assert timeline.end.startswith("then silence")
    assert timeline.goes_on == ()


@pytest.mark.parametrize("subject", [Subject.WAITING, Subject.DISPATCH])
def test_what_comes_again_and_finds_nothing_to_do_asks_nobody(subject: Subject) -> None:
    again = a_step("again", StepAction.VOICE_TASK, 10, 10) if subject is Subject.DISPATCH else TELLS
    assert played(subject, again).verdict.ends_in_silence


def test_without_a_step_for_the_priority_nobody_is_told() -> None:
    only_p2 = Step(name="asks", action=StepAction.ACKNOWLEDGE, after_s={Priority.P2: 5}, every_s={Priority.P2: 5})
    timeline = played(Subject.WAITING, only_p2)
    assert timeline.rows == ()
    assert "no step for a P1" in timeline.end
    assert timeline.verdict.ends_in_silence
    assert timeline.verdict.first_told_s is None


def test_an_answer_ends_a_page_and_what_was_to_come_is_not_needed() -> None:
    timeline = played(Subject.DISPATCH, a_step("again", StepAction.REPEAT_PAGE, 10), ASKS, case="answers:30")
    assert [(row.step, row.outcome) for row in timeline.rows] == [
        ("again", Outcome.DID), ("asks", Outcome.CANCELLED),
    ]  # fmt: skip
    assert timeline.ended_s == 30
    assert timeline.goes_on == ()
    assert not timeline.verdict.ends_in_silence


def test_what_is_due_at_the_very_second_comes_first() -> None:
    assert played(Subject.DISPATCH, ASKS, case="answers:60").rows[0].outcome is Outcome.DID


def test_an_acknowledgement_of_nothing_changes_nothing_and_is_said() -> None:
    early = played(Subject.DISPATCH, ASKS, case="acknowledged:30", horizon_s=200)
    assert [row.at_s for row in early.rows] == [60, 120, 180]
    assert "had not been asked yet" in early.end
    late = played(Subject.DISPATCH, ASKS, case="acknowledged:70", horizon_s=200)
    assert [row.at_s for row in late.rows] == [60]
    assert "in hand" in late.end
    assert not late.verdict.ends_in_silence


def test_what_goes_on_counts_anew() -> None:
    timeline = played(Subject.WELFARE, ASKS, case="answers:70", horizon_s=200)
    assert [(row.at_s, row.run) for row in timeline.rows] == [(60, 1), (130, 1), (190, 2)]
    assert timeline.ended_s is None


def test_who_is_rung_when_nobody_sits_there() -> None:
    phones = {Role.SUPERVISOR: "Ines", Role.DUTY_MANAGER: "Ines"}
    people = People(reach=Reach(on_duty=SITTING, on_call=frozenset(phones)), phones=phones)
    case = Case(CaseKind.NOBODY_ON, role=Role.SUPERVISOR)
    row = foresee(a_policy(Subject.WAITING, ASKS), Priority.P1, case, Setting(people=people)).rows[0]
    assert (row.words, row.reaches, row.rings) == ("supervisor called (rings Ines)", Role.SUPERVISOR, "Ines")


def test_when_nobody_can_be_reached_it_says_so() -> None:
    timeline = played(Subject.WAITING, a_step("up", StepAction.ACKNOWLEDGE, 5, 60, to="duty_manager"))
    assert timeline.rows[0].words == "duty manager, whom nobody can reach, called"


def test_a_chain_that_sends_unit_after_unit_comes_to_an_end_here() -> None:
    timeline = played(Subject.WAITING, a_step("more", StepAction.ADD_UNIT, 0))
    assert {row.at_s for row in timeline.rows} == {0}
    assert len(timeline.rows) < 10_000


def test_every_subject_knows_what_ends_it_or_sets_it_anew() -> None:
    assert set(REASON_GONE) | set(COUNTS_ANEW) == set(Subject)
    assert not set(REASON_GONE) & set(COUNTS_ANEW)


def test_what_is_of_no_incident_goes_by_one_table() -> None:
    assert {subject for subject in Subject if graded_by(subject, Priority.P1) is not Priority.P1} == {
        Subject.CHANNEL, Subject.HOLD, Subject.STATUS_AGE,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["monaco", "rivermouth"])
@pytest.mark.parametrize("priority", list(Priority))
def test_nothing_that_ships_ends_in_silence(name: str, priority: Priority) -> None:
    pack = load_pack(name)
    for part in pack.policy:
        for timeline in foresee_policy(pack, part.name, priority=priority):
            assert not timeline.verdict.ends_in_silence, (part.name, str(timeline.case))


def test_a_pack_is_asked_by_the_name_of_its_policy() -> None:
    pack = load_pack("rivermouth")
    cases = [str(timeline.case) for timeline in foresee_policy(pack, "dispatch")]
    assert cases == ["nobody", "answers:70", "acknowledged:130", "channel-down", "nobody-on:supervisor"]
    assert people_of(pack).phones[Role.DUTY_MANAGER] == "Ines Halvorsen"
    with pytest.raises(UnknownThing, match="no policy 'dispach'; there are: dispatch, "):
        foresee_policy(pack, "dispach")
