"""The record panel without a screen: what it shows, what it keeps, what it gives the room."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dispatcher.domain.calls import Medium
from dispatcher.domain.identifiers import IncidentId, LineId, NotificationId, OperatorId, StakeholderId, TaskId
from dispatcher.domain.record_commands import (
    AddNote,
    AddStakeholder,
    AddTask,
    BusinessImpact,
    CorrectLine,
    RecordReply,
    RecordResolution,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.records import LineKind, TaskOwner, TaskState
from dispatcher.queries.requests import AskCard
from tests.helpers.command_rows import ACTOR
from tests.helpers.fake_room import START
from tests.helpers.record_rows import A_CARD, PACK, RecordDesk
from ui.presenters.record import RecordField
from ui.presenters.record_parts import RecordOutcome, RecordPeople, RecordTasks

_F = RecordField
I12 = IncidentId("i12")


@pytest.fixture
def desk() -> RecordDesk:
    return RecordDesk()


def test_s1_s34_the_log_tells_kind_author_seat_and_both_times(desk: RecordDesk):
    note, struck, newer, opened = desk.record.lines()
    assert note.head == "03:04:05  ACTION  Dana Reyes at D1"
    assert (note.words, note.note, note.tone) == ("gas is shut off", "happened 02:50:05 · LATE ENTRY", "warning")
    assert struck.struck
    assert struck.note == "corrected 03:04:05 by Sol Marchetti: misheard"
    assert (newer.note, newer.struck) == ("stands for the line of 03:04:05", False)
    assert (opened.line_id, opened.tone) == ("", "text_muted")
    desk.record.show_only(LineKind.ACTION)
    assert [line.words for line in desk.record.lines()] == ["gas is shut off"]


def test_s1_a_line_is_written_with_its_kind_and_time_and_the_field_is_empty_then(desk: RecordDesk):
    desk.record.set_kind(LineKind.DECISION)
    desk.type(line="evacuate", line_at="3:00", options="shelter")
    desk.record.write()
    assert desk.room.executed == [
        AddNote(actor=ACTOR, incident_id=I12, text="evacuate", line_kind=LineKind.DECISION,
                source_at=START.replace(minute=0, second=0), options="shelter")
    ]  # fmt: skip
    assert desk.record.text(_F.LINE) == "evacuate", "not before the room has it"
    desk.settle()
    assert (desk.record.text(_F.LINE), desk.record.kind, desk.record.message) == ("", LineKind.NOTE, "Written down.")


def test_what_is_refused_stays_with_the_reason(desk: RecordDesk):
    desk.record.write()
    assert desk.record.message == "What is to be written down?"
    desk.type(line="gas", line_at="25:00")
    desk.record.write()
    assert desk.record.message == "Expected a time of day such as 14:30, not '25:00'."
    desk.type(line_at="")
    desk.record.write()
    desk.room.refuse(ValueError("the store is away"))
    desk.post.run()
    assert (desk.record.text(_F.LINE), desk.record.message, desk.record.tone) == ("gas", "the store is away", "alarm")
    desk.session.set_actor(None)
    desk.record.write()
    assert desk.record.message == "Sign on first (F9)."


def test_s1_a_line_is_corrected_with_a_reason(desk: RecordDesk):
    assert desk.record.begin_correction("l1")
    assert (desk.record.text(_F.LINE), desk.record.kind) == ("gas is shut off", LineKind.ACTION)
    desk.type(line="gas is shut off at the meter", reason="more exactly")
    desk.record.write()
    assert desk.room.executed == [
        CorrectLine(actor=ACTOR, line_id=LineId("l1"), text="gas is shut off at the meter", reason="more exactly")
    ]
    desk.settle()
    assert not desk.record.correcting
    assert not desk.record.begin_correction("l2")
    assert "corrected already" in desk.record.message
    assert not desk.record.begin_correction("")
    assert desk.record.begin_correction("l1")
    desk.record.leave_correction()
    assert (desk.record.correcting, desk.record.text(_F.LINE)) == ("", "")


def test_what_is_typed_is_kept_for_each_incident(desk: RecordDesk):
    desk.type(line="half a line")
    desk.show("i9")
    assert desk.record.text(_F.LINE) == ""
    desk.type(line="about the other")
    desk.show("i12")
    assert desk.record.text(_F.LINE) == "half a line"


def test_s30_informal_words_of_a_decision_are_told_while_it_is_written(desk: RecordDesk):
    desk.type(line="E12 is on the way")
    assert desk.record.informal() == "", "a note may say so"
    desk.record.set_kind(LineKind.DECISION)
    assert desk.record.informal() == "informal: “on the way”: say “en route”"
    desk.record.write()
    assert desk.room.executed, "it is told, never refused"


def test_s38_a_task_is_given_to_a_team_a_role_or_a_person(desk: RecordDesk):
    tasks = RecordTasks(desk.record)
    owners = dict(tasks.owners())
    assert owners["Facilities"] == TaskOwner(team="facilities")
    assert owners["Dana Reyes"] == TaskOwner(operator=OperatorId("dana"))
    tasks.add(owners["Facilities"])
    assert desk.record.message == "What is to be done?"
    desk.type(task="ring the owner", task_due="20")
    tasks.add(None)
    assert desk.record.message == "Who is to do it?"
    tasks.add(owners["Facilities"])
    assert desk.room.executed == [
        AddTask(actor=ACTOR, incident_id=I12, words="ring the owner", owner=TaskOwner(team="facilities"),
                due_at=START + timedelta(minutes=20))
    ]  # fmt: skip
    desk.settle()
    assert desk.record.text(_F.TASK) == ""


def test_s38_tasks_tell_owner_due_time_and_what_came_of_them(desk: RecordDesk):
    tasks = RecordTasks(desk.record)
    late, done = tasks.rows()
    assert (late.words, late.due, late.tone) == ("1. Facilities: shut the gas off", "OVERDUE 5:00", "alarm")
    assert (done.words, done.is_open) == ("radio operator: watch the tide (high at nine)", False)
    tasks.settle("t1", TaskState.HANDED_ON)
    assert "to whom" in desk.record.message
    desk.type(task_result="facilities and the owner")
    tasks.settle("t1", TaskState.HANDED_ON)
    assert desk.room.executed == [
        SettleTask(actor=ACTOR, task_id=TaskId("t1"), state=TaskState.HANDED_ON, words="facilities and the owner")
    ]


def test_s39_usual_stakeholders_are_offered_by_type_and_the_register_tells_who_was_told(desk: RecordDesk):
    people = RecordPeople(desk.record)
    assert [row.name for row in people.offered()] == ["Press officer"], "of its type, and not in the register yet"
    people.take_offer(people.offered()[0])
    assert isinstance(desk.room.executed[-1], AddStakeholder)
    desk.settle()
    head, told = people.rows()
    assert head.words == "Ann Lee, owner, Lee & Sons · external · 0100"
    assert told.words.strip() == "03:04:05 by e-mail, Dana Reyes: “your shop burns” · no answer yet"
    assert told.waits
    people.tell("")
    assert "Choose somebody" in desk.record.message
    people.medium, people.answered = Medium.PHONE, True
    desk.type(told="it is out")
    people.tell("s1")
    assert desk.room.executed[-1] == TellStakeholder(
        actor=ACTOR, stakeholder_id=StakeholderId("s1"), words="it is out", medium=Medium.PHONE, answered=True
    )
    desk.settle()
    desk.type(told="she comes")
    people.replied("n1")
    assert desk.room.executed[-1] == RecordReply(actor=ACTOR, notification_id=NotificationId("n1"), reply="she comes")


def test_s57_only_what_was_changed_is_stored(desk: RecordDesk):
    outcome = RecordOutcome(desk.record)
    assert (outcome.text(_F.RESOLUTION), outcome.text(_F.USERS)) == ("burnt out", "40")
    outcome.store()
    assert desk.record.message == "Nothing was changed."
    desk.type(actions="soaked", cost="1 200,50", currency="eur", users="40")
    outcome.store()
    desk.settle()
    assert desk.room.executed == [
        RecordResolution(actor=ACTOR, incident_id=I12, actions_taken="soaked"),
        BusinessImpact(actor=ACTOR, incident_id=I12, cost=Decimal("1200.50"), currency="EUR"),
    ]
    desk.settle()
    desk.type(downtime="an hour")
    outcome.store()
    assert desk.record.message == "Downtime: expected a number, not 'an hour'."


def test_without_an_incident_nothing_is_taken(desk: RecordDesk):
    desk.room.canned[AskCard] = None
    desk.show("i77")
    desk.type(line="lost?")
    assert (desk.record.text(_F.LINE), desk.record.lines()) == ("", ())
    assert desk.record.title == "No incident is shown."
    assert replace(A_CARD, log=()).log == ()
    assert PACK.terms
