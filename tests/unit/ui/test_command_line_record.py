"""The record on the command line: what is read, what it would do, what is asked back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dispatcher.domain.authority import Role
from dispatcher.domain.calls import Medium
from dispatcher.domain.identifiers import IncidentId, StakeholderId, TaskId
from dispatcher.domain.record_commands import (
    AddNote,
    AddTask,
    BusinessImpact,
    RecordResolution,
    ReopenIncident,
    ScheduleIncident,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.records import LineKind, TaskOwner, TaskState
from tests.helpers.command_rows import ACTOR, VOCABULARY
from tests.helpers.fake_room import START
from tests.helpers.record_rows import A_CARD, FACILITIES, IT, TERMS
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_line_cards import CardFound
from ui.presenters.command_line_plan import Plan
from ui.presenters.command_line_resolve import plan
from ui.presenters.command_line_times import last_time, tomorrows
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.completion import complete
from ui.presenters.session import Session
from ui.wording import zone

I9, I12 = IncidentId("i9"), IncidentId("i12")
WORDS = replace(
    VOCABULARY, teams=(FACILITIES, IT), terms=TERMS, timezone="UTC", now=START,
    owed=CardFound(incident_id=I12, card=A_CARD),
)  # fmt: skip


def planned(text: str, words: Vocabulary = WORDS) -> Plan:
    found = understood(text, words)
    assert isinstance(found, Plan), found
    return found


def understood(text: str, words: Vocabulary = WORDS) -> Plan | Mistake:
    intent = parse(text)
    if isinstance(intent, Mistake):
        return intent
    session = Session()
    session.set_actor(ACTOR)
    session.show_incident("i12")
    return plan(intent, words, session, ACTOR)  # type: ignore[arg-type]


def test_s1_s65_a_note_has_a_kind_a_time_and_the_options_of_a_decision():
    found = planned("note 12 action at 2:50: power cut")
    assert found.command == AddNote(
        actor=ACTOR, incident_id=I12, text="power cut", line_kind=LineKind.ACTION,
        source_at=START.replace(hour=2, minute=50, second=0),
    )  # fmt: skip
    assert found.effect == "Action on 2026-000012 Structure fire, 12 Elm St, happened 02:50: “power cut”"
    found = planned("note dec: evacuate; considered: shelter: two floors")
    assert found.command == AddNote(
        actor=ACTOR, incident_id=I12, text="evacuate", line_kind=LineKind.DECISION, options="shelter: two floors"
    )
    assert planned("note: considered: nothing").command == AddNote(
        actor=ACTOR, incident_id=I12, text="considered: nothing"
    )


def test_s30_informal_words_are_told_beside_a_decision_a_resolution_and_a_page_and_refused_nowhere():
    said = "informal: “on the way”: say “en route”"
    assert planned("note decision: E12 is on the way").warning == said
    assert planned("resolution: on the way home").warning == said
    assert planned("d e12: engine on the way").warning == said
    assert planned("note: on the way").warning == ""


def test_s38_a_task_names_a_team_a_role_or_a_person():
    found = planned("task facilities in 30: shut the gas off")
    assert found.command == AddTask(
        actor=ACTOR, incident_id=I12, words="shut the gas off", owner=TaskOwner(team="facilities"),
        due_at=START + timedelta(minutes=30),
    )  # fmt: skip
    assert found.effect == (
        "Task for Facilities on 2026-000012 Structure fire, 12 Elm St, by 03:34 (in 30 min): “shut the gas off”"
    )
    assert planned("task 9 radio operator by 4:30: watch").command == AddTask(
        actor=ACTOR, incident_id=I9, words="watch", owner=TaskOwner(role=Role.RADIO_OPERATOR),
        due_at=START.replace(hour=4, minute=30, second=0),
    )  # fmt: skip
    assert planned("task it serv in 5: reset").effect.startswith("Task for IT service desk")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("task plumbers in 5: x", "plumbers is no team, role or person; teams: Facilities, IT service desk"),
        ("task facilities: x", "Expected “in 20” minutes, or “by 14:30”"),
        ("task in 5: x", "Who is to do it?"),
        ("task facilities in 5", "What is to be done?"),
        ("task facilities by 3:00: x", "3:00 is past"),
        ("task done 7", "There is no open task 7; open: 1 Facilities"),
        ("task withdraw 1", "Why is it withdrawn?"),
        ("task hand on 1", "To whom is it handed on, and why?"),
        ("task done #9", "cannot be read"),
        ("note maybe: x", "Expected an incident number, a colon, or one of note, update"),
        ("note at 25:00: x", "Expected a time of day"),
        ("note decision: considered: b", "What was decided?"),
        ("inform zoe: x", "zoe is not in the register; there are: Ann Lee"),
        ("inform ann by pigeon: x", "By what? Expected"),
        ("impact", "Expected users, down or cost"),
        ("impact users many", "Expected a number"),
        ("impact cost 5", "In which currency?"),
        ("schedule", "For when?"),
        ("schedule at 14:00 lead", "In how many minutes?"),
        ("schedule now please", "Expected nothing more"),
        ("reopen 12: x", "it is the shown incident that is opened again"),
        ("resolution all: x", "Expected “actions” or a colon"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_place(text: str, says: str):
    found = understood(text)
    assert isinstance(found, Mistake), found
    assert says in found.expected
    assert 0 <= found.position <= found.position + found.length <= len(text)


def test_s38_an_open_task_is_settled_by_its_number():
    found = planned("task done: off at 14:10")
    assert found.command == SettleTask(actor=ACTOR, task_id=TaskId("t1"), state=TaskState.DONE, words="off at 14:10")
    assert found.effect == "Task of Facilities on 2026-000012 is done: shut the gas off: “off at 14:10”"
    found = planned("task hand on #12 1: the owner sees to it")
    assert found.command == SettleTask(
        actor=ACTOR, task_id=TaskId("t1"), state=TaskState.HANDED_ON, words="the owner sees to it"
    )


def test_s38_closing_tells_of_open_tasks_before_the_room_refuses():
    assert "tasks still open: Facilities" in planned("close: false alarm").warning


def test_s39_somebody_of_the_register_is_told():
    found = planned("inform lee by email: it is out")
    assert found.command == TellStakeholder(
        actor=ACTOR, stakeholder_id=StakeholderId("s1"), words="it is out", medium=Medium.EMAIL
    )
    assert found.effect == "Ann Lee of 2026-000012 told by e-mail: “it is out”"


def test_s57_impact_and_s1_resolution():
    assert planned("impact 12 users 40 down 95 cost 1200.50 eur: lift control").command == BusinessImpact(
        actor=ACTOR, incident_id=I12, service="lift control", users_affected=40, downtime_min=95,
        cost=Decimal("1200.50"), currency="EUR",
    )  # fmt: skip
    assert planned("resolution actions: searched").command == RecordResolution(
        actor=ACTOR, incident_id=I12, actions_taken="searched"
    )


def test_s37_scheduling_and_reopening():
    at = START.replace(hour=14, minute=0, second=0)
    assert planned("schedule at 14:00 lead 45").command == ScheduleIncident(
        actor=ACTOR, incident_id=I12, at=at, lead_min=45
    )
    assert planned("schedule tomorrow at 14:00").command == ScheduleIncident(
        actor=ACTOR, incident_id=I12, at=at + timedelta(days=1)
    )
    assert planned("schedule now").command == ScheduleIncident(actor=ACTOR, incident_id=I12, at=None)
    assert planned("schedule 9 in 90").warning == "M4 still on it: recall first"
    assert planned("reopen: smoke").warning == "2026-000012 is open"
    closed = planned("reopen: smoke again", replace(WORDS, queue=()))
    assert closed.command == ReopenIncident(actor=ACTOR, incident_id=I12, reason="smoke again")
    assert closed.warning == ""


def test_the_record_is_completed():
    def offered(text: str) -> list[str]:
        return [each.label for each in complete(text, len(text), WORDS)]

    assert offered("note dec") == ["decision"]
    assert offered("task fac") == ["facilities"]
    assert offered("task done ") == ["1"]
    assert offered("inform a") == ["Ann Lee"]
    assert offered("schedule t") == ["tomorrow"]
    assert offered("impact us") == ["users"]
    assert offered("resolution ac") == ["actions"]


def test_a_time_of_day_is_the_last_one_or_tomorrows():
    paris = zone("Europe/Paris")
    now = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30, an hour after the clocks went forward
    assert last_time(23, 50, now, paris) == datetime(2026, 3, 28, 22, 50, tzinfo=UTC)
    assert last_time(2, 30, now, paris) == datetime(2026, 3, 28, 1, 30, tzinfo=UTC), "there was none this night"
    twice = datetime(2026, 10, 25, 1, 45, tzinfo=UTC)  # 02:45 for the second time
    assert last_time(2, 30, twice, paris) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert last_time(2, 50, twice, paris) == datetime(2026, 10, 25, 0, 50, tzinfo=UTC), "that was an hour ago alone"
    assert tomorrows(8, 0, now, paris) == datetime(2026, 3, 30, 6, 0, tzinfo=UTC)
