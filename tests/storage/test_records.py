"""The record of an incident on both databases: what is stored once is replaced, what is corrected is so only once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.record_commands import (
    AddNote,
    AddTask,
    BusinessImpact,
    CorrectLine,
    RecordResolution,
    ReopenIncident,
    ScheduleIncident,
    SettleTask,
)
from dispatcher.domain.records import LineKind, TaskOwner, TaskState
from dispatcher.queries.card import card
from dispatcher.queries.requests import AskCard
from dispatcher.storage.schema import log_lines, reopenings, tasks
from tests.helpers.builders import DISPATCHER, a_call, a_pack, open_desk, signs_on
from tests.helpers.builders import Desk as Room


@pytest.fixture
def room(url: str) -> Iterator[Room]:
    room = open_desk(url, pack=a_pack(updates=True))
    room.run(signs_on(DISPATCHER))
    yield room
    room.close()


def test_the_whole_record_is_stored_and_read(room: Room):
    of = IncidentId(room.run(a_call()).incident_id)
    line = room.run(AddNote(actor=DISPATCHER, incident_id=of, text="a", line_kind=LineKind.DECISION, options="b"))
    newer = room.run(CorrectLine(actor=DISPATCHER, line_id=line, text="c", reason="d"))
    with pytest.raises(InvalidTransition, match="corrected already"):
        room.run(CorrectLine(actor=DISPATCHER, line_id=line, text="e", reason="f"))
    due_at = room.clock.now() + timedelta(minutes=5)
    task = room.run(
        AddTask(
            actor=DISPATCHER, incident_id=of, words="g", owner=TaskOwner(operator=DISPATCHER.operator), due_at=due_at
        )
    )
    room.run(SettleTask(actor=DISPATCHER, task_id=task, state=TaskState.DONE))
    for cost in (Decimal("0.01"), Decimal("21474836.48")):  # beyond 32 bits in hundredths
        room.run(BusinessImpact(actor=DISPATCHER, incident_id=of, cost=cost, currency="EUR"))
        room.run(RecordResolution(actor=DISPATCHER, incident_id=of, resolution=f"h {cost}"))
    room.run(ScheduleIncident(actor=DISPATCHER, incident_id=of, at=due_at, lead_min=1))
    with room.database.reader.connect() as connection:
        found = card(AskCard(of), connection, room.clock.now())
    assert found is not None
    assert [(each.line_id, each.options) for each in found.log if each.line_id] == [(line, "b"), (newer, "")]
    record = found.record
    assert record.impact is not None
    assert (record.impact.cost, record.resolution) == (Decimal("21474836.48"), "h 21474836.48")
    assert record.schedule is not None
    assert (record.schedule.at, record.schedule.begins_at) == (due_at, due_at - timedelta(minutes=1))
    assert (record.tasks[0].owner, record.tasks[0].state) == ("Dana Reyes", TaskState.DONE)
    with pytest.raises(InvalidTransition):
        room.run(ReopenIncident(actor=DISPATCHER, incident_id=of, reason="i"))


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE log_lines SET source_at = entered_at + 1",
        "UPDATE log_lines SET reason_id = words_id",
        "UPDATE log_lines SET options_id = words_id",
        "UPDATE log_lines SET kind = 'gossip'",
        "UPDATE tasks SET owner_role = 'supervisor'",
        "UPDATE tasks SET owner_team = NULL",
        "UPDATE tasks SET state = 'done'",
        "UPDATE tasks SET state = 'withdrawn', settled_at = 1, settled_by = 'dana'",
        "UPDATE business_impacts SET users_affected = -1",
        "UPDATE business_impacts SET currency = ''",
        "UPDATE schedules SET begins_at = at + 1",
    ],
)
def test_the_store_itself_refuses_what_cannot_be(room: Room, wrong: str):
    of = IncidentId(room.run(a_call()).incident_id)
    room.run(AddNote(actor=DISPATCHER, incident_id=of, text="a"))
    due_at = room.clock.now() + timedelta(minutes=5)
    owner = TaskOwner(team="facilities")
    room.run(AddTask(actor=DISPATCHER, incident_id=of, words="b", owner=owner, due_at=due_at))
    room.run(BusinessImpact(actor=DISPATCHER, incident_id=of, users_affected=1, cost=Decimal(1), currency="EUR"))
    room.run(ScheduleIncident(actor=DISPATCHER, incident_id=of, at=due_at))
    refused(room, lambda connection: connection.execute(text(wrong)))


def test_a_line_is_corrected_once_whatever_writes_it(room: Room):
    of = IncidentId(room.run(a_call()).incident_id)
    line = room.run(AddNote(actor=DISPATCHER, incident_id=of, text="a"))
    room.run(CorrectLine(actor=DISPATCHER, line_id=line, text="b", reason="c"))

    def again(connection: Connection) -> None:
        (former,) = connection.execute(select(log_lines).where(log_lines.c.corrects_id == line)).all()
        connection.execute(insert(log_lines).values(**{**former._asdict(), "id": "another"}))  # pyright: ignore

    refused(room, again)
    with room.database.reader.connect() as connection:
        assert len(connection.execute(select(tasks)).all()) == 0
        assert len(connection.execute(select(reopenings)).all()) == 0


def refused(room: Room, act: Callable[[Connection], object]) -> None:
    with pytest.raises(IntegrityError), room.database.writer.begin() as connection:
        act(connection)
