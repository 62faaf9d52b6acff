"""Simulated operators take what comes on the strip, call silent crews, and recall those who stay silent."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest

from dispatcher.domain.authority import Role
from dispatcher.domain.commands import Command, RecallUnit, RecordAnswer, ReportStatus, TakeAttention
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import Seat
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

    def raised(self, kind: str, transmission: str = "v1") -> None:
        self.happens(
            EntryKind.ATTENTION_RAISED, attention="a1", kind=kind, transmission=transmission, unit="u1", count=1
        )

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
    play.raised("supervisor", transmission="t1")
    taken, recall = play.after(minutes=5)
    assert isinstance(taken, TakeAttention)
    assert isinstance(recall, RecallUnit)
    assert (recall.call_sign, recall.actor.role) == ("E12", Role.SUPERVISOR)


def test_a_crew_that_does_not_answer_its_stand_down_is_called_until_it_does():
    play = alerted(NEVER)
    play.happens(EntryKind.UNIT_RECALLED, call_sign="E12", unit="u1", transmission="t2")
    play.raised("supervisor", transmission="t2")
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
    ],
)
def test_every_other_item_is_taken_once_by_whom_it_is_for(kind: str, role: Role):
    play = Play(NEVER)
    play.raised(kind)
    play.raised(kind)
    (taken,) = play.after(minutes=1)
    assert isinstance(taken, TakeAttention)
    assert taken.actor.role is role
