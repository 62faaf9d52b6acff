"""Simulated operators take what comes on the strip, call silent crews, and recall those who stay silent."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Role
from dispatcher.domain.commands import Command
from dispatcher.domain.crew_commands import AnswerRollCall, RecordAnswer, ReportStatus
from dispatcher.domain.dispatch_commands import RecallUnit
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import Seat
from dispatcher.domain.owed_commands import AnswerTransfer, SettlePromise
from dispatcher.domain.proposal_commands import DecideProposal
from dispatcher.packs.loading import load_pack
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.crews import Temper
from dispatcher.simulation.people import actor_for
from dispatcher.simulation.room import ByTimetable, Crews
from dispatcher.simulation.strip import Strip
from tests.helpers.clock import FakeClock

ALWAYS = Temper(answers_first_page=1.0, answers_repeat=1.0, answers_voice=1.0, declines=0.0)
NEVER = Temper(answers_first_page=0.0, answers_repeat=0.0, answers_voice=0.0)


class Room:
    """A room that notes what is asked of it."""

    def __init__(self) -> None:
        self.pack = load_pack("rivermouth")
        self.given: list[Command] = []

    def execute(self, command: Command) -> "Future[Any]":
        self.given.append(command)
        done: Future[Any] = Future()
        done.set_result(None)
        return done

    def subscribe(self, listener: Callable[[tuple[Entry, ...]], None]) -> Callable[[], None]:
        return lambda: None


class Play:
    def __init__(self, temper: Temper) -> None:
        self.clock = FakeClock()
        self.room = Room()
        actors = {
            role: actor_for(self.room.pack, role, Seat(role.value))
            for role in (Role.DISPATCHER, Role.RADIO_OPERATOR, Role.SUPERVISOR)
        }
        agenda = Agenda(self.clock)
        ways = ByTimetable(self.room, actors[Role.RADIO_OPERATOR], agenda)
        self.crews = Crews(self.room.pack, 1, temper, agenda, ways)
        self.strip = Strip(self.room, actors, self.crews, Agenda(self.clock), 1)
        self.happens(EntryKind.INCIDENT_OPENED, number="2015-000001")

    def happens(self, kind: EntryKind, /, **body: object) -> None:
        entry = Entry(sequence=1, at=self.clock.now(), kind=kind, operator="", seat="", incident_id="i1", body=body)
        self.crews.hear((entry,))
        self.strip.hear((entry,))

    def raised(self, kind: str, transmission: str | None = "v1", chain: str = "", asks: str = "") -> None:
        self.happens(
            EntryKind.ATTENTION_RAISED, attention="a1", kind=kind, transmission=transmission, unit="u1", count=1,
            chain=chain or None, asks=asks or None,
        )  # fmt: skip

    def after(self, **span: float) -> list[Command]:
        """Let the time pass, second by second, and return what was done in it."""
        before = len(self.room.given)
        until = self.clock.now() + timedelta(**span)
        while self.clock.now() < until:
            self.clock.advance(seconds=1)
            self.strip.agenda.run_due(self.clock.now())
            self.crews.run_due(self.clock.now())
        return self.room.given[before:]


def alerted(temper: Temper) -> Play:
    play = Play(temper)
    play.happens(EntryKind.UNIT_ALERTED, call_sign="E12", unit="u1", transmission="t1")
    return play


def test_a_crew_that_heard_the_page_answers_and_sets_out():
    play = alerted(ALWAYS)
    play.happens(EntryKind.ATTEMPT_ENDED, transmission="t1", attempt="x", state="accepted")
    (answer,) = play.after(seconds=30)
    assert isinstance(answer, RecordAnswer)
    play.happens(EntryKind.ANSWER_RECORDED, call_sign="E12", answer="accepts", state="acknowledged")
    statuses = [command.status.value for command in play.after(hours=2) if isinstance(command, ReportStatus)]
    assert statuses == ["en_route", "on_scene", "cleared"]


def test_a_recall_turns_the_crew_round_and_its_stand_down_is_answered_too():
    play = alerted(ALWAYS)
    play.happens(EntryKind.ANSWER_RECORDED, call_sign="E12", answer="accepts", state="acknowledged")
    play.happens(EntryKind.UNIT_RECALLED, call_sign="E12", unit="u1", transmission="t2")
    play.happens(EntryKind.ATTEMPT_ENDED, transmission="t2", attempt="x", state="accepted")
    done = play.after(hours=2)
    assert [type(command) for command in done] == [RecordAnswer]


def test_a_crew_that_is_asked_again_decides_anew():
    play = Play(Temper(answers_first_page=0.5))
    answers = 0
    for number in range(20):
        play.happens(EntryKind.UNIT_ALERTED, call_sign="E12", unit="u1", transmission=f"t{number}")
        play.happens(EntryKind.ATTEMPT_ENDED, transmission=f"t{number}", attempt="x", state="accepted")
        answers += len(play.after(minutes=1))
    assert 0 < answers < 20


def test_a_voice_task_is_taken_and_the_crew_called():
    play = alerted(ALWAYS)
    play.raised("voice_task")
    taken, answer = play.after(minutes=1)
    assert isinstance(taken, TakeAttention)
    assert taken.actor.role is Role.RADIO_OPERATOR
    assert isinstance(answer, RecordAnswer)
    assert answer.call_sign == "E12"


def test_what_was_resolved_meanwhile_is_left_alone():
    play = alerted(ALWAYS)
    play.raised("voice_task")
    play.happens(EntryKind.ATTENTION_RESOLVED, attention="a1")
    assert play.after(minutes=5) == []


def test_a_supervisor_recalls_a_unit_that_stays_silent():
    play = alerted(NEVER)
    play.raised("authority", transmission="t1")
    taken, recall = play.after(minutes=5)
    assert isinstance(taken, TakeAttention)
    assert isinstance(recall, RecallUnit)
    assert (recall.call_sign, recall.actor.role) == ("E12", Role.SUPERVISOR)


def test_a_crew_that_does_not_answer_its_stand_down_is_called_until_it_does():
    play = alerted(NEVER)
    play.happens(EntryKind.UNIT_RECALLED, call_sign="E12", unit="u1", transmission="t2")
    play.raised("authority", transmission="t2")
    assert [type(command) for command in play.after(minutes=10)] == [TakeAttention]
    assert play.strip.agenda.next_due() is not None
    play.happens(EntryKind.ATTENTION_RESOLVED, attention="a1")
    assert play.strip.agenda.next_due() is None


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("technical_alarm", Role.RADIO_OPERATOR),
        ("overdue", Role.DISPATCHER),
        ("exception", Role.DISPATCHER),
        ("task", Role.DISPATCHER),
        ("authority", Role.SUPERVISOR),
    ],
)
def test_every_other_item_is_taken_once_by_whom_it_is_for(kind: str, role: Role):
    play = Play(NEVER)
    play.raised(kind)
    play.raised(kind)
    (taken,) = play.after(minutes=1)
    assert isinstance(taken, TakeAttention)
    assert taken.actor.role is role


def test_nobody_is_left_without_somebody_who_sees_to_it():
    for kind in AttentionKind:
        play = Play(NEVER)
        play.raised(kind.value, chain="proposal:p1" if kind is AttentionKind.APPROVAL else "")
        assert play.after(minutes=1), kind


def test_what_comes_again_after_it_was_taken_is_seen_to_again():
    play = Play(NEVER)
    for _ in range(2):
        play.raised("authority", transmission=None, chain="waiting:i1")
        assert [type(command) for command in play.after(minutes=1)] == [TakeAttention]


def test_a_welfare_check_calls_the_crew_which_says_how_it_is():
    for kind in ("task", "authority"):
        play = alerted(ALWAYS)
        play.raised(kind, transmission=None, chain="welfare:as1")
        taken, *answers = play.after(minutes=2)
        assert isinstance(taken, TakeAttention)
        assert taken.actor.role is (Role.RADIO_OPERATOR if kind == "task" else Role.SUPERVISOR)
        assert all(isinstance(answer, RecordAnswer) and "E12" in answer.words_heard for answer in answers)
        assert len(answers) == 1
        assert not any(isinstance(command, RecallUnit) for command in answers), "a crew at work is not stood down"


def test_a_roll_call_calls_every_crew_at_the_scene_by_name():
    play = Play(NEVER)
    for call_sign in ("E12", "L11", "M1"):
        play.happens(EntryKind.STATUS_REPORTED, call_sign=call_sign, state="on_scene")
    play.happens(EntryKind.STATUS_REPORTED, call_sign="M1", state="transporting")
    called: set[str] = set()
    for _ in range(4):
        play.raised("task", transmission=None, chain="roll_call:i1")
        called |= {one for command in play.after(minutes=1) if isinstance(command, AnswerRollCall)
                   for one in command.call_signs}  # fmt: skip
    assert called == {"E12", "L11"}


def test_a_decision_is_given_in_words_and_the_duty_manager_is_rung_up():
    play = Play(NEVER)
    play.raised("decision", transmission=None, chain="waiting:i1", asks="supervisor")
    (decided,) = play.after(minutes=1)
    assert isinstance(decided, TakeAttention)
    assert decided.note
    play.happens(EntryKind.ATTENTION_RESOLVED, attention="a1")
    play.raised("authority", transmission=None, chain="waiting:i1", asks="duty_manager")
    (rung,) = play.after(minutes=1)
    assert isinstance(rung, TakeAttention)
    assert rung.spoke_for is not None
    assert rung.note


def test_a_proposal_is_approved_or_refused_with_a_reason():
    decided: list[DecideProposal] = []
    play = Play(NEVER)
    for number in range(12):
        play.raised("approval", transmission=None, chain=f"proposal:p{number}", asks="supervisor")
        decided += [command for command in play.after(minutes=1) if isinstance(command, DecideProposal)]
    assert [command.proposal_id for command in decided] == [f"p{number}" for number in range(12)]
    assert {command.approve for command in decided} == {True, False}
    assert all(command.reason for command in decided)


def test_what_is_owed_is_settled():
    play = Play(NEVER)
    play.raised("task", transmission=None, chain="transfer:t1")
    assert [type(command) for command in play.after(minutes=1)] == [TakeAttention, AnswerTransfer]
    play.happens(EntryKind.ATTENTION_RESOLVED, attention="a1")
    play.raised("overdue", transmission=None, chain="promise:p1")
    assert [type(command) for command in play.after(minutes=1)] == [TakeAttention, SettlePromise]
