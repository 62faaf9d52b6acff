"""The incident queue: open incidents with their units, their owner and what fires next."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Row, select

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.incidents import IncidentState, Kind, phase_of
from dispatcher.domain.read_back import Standing
from dispatcher.domain.rules import Rules
from dispatcher.domain.triage import Priority
from dispatcher.queries.callers import standings
from dispatcher.queries.due import NextDue, next_due
from dispatcher.queries.queue_rows import QueueRow, QueueUnit
from dispatcher.queries.requests import AskQueue
from dispatcher.queries.watchdog import guarded
from dispatcher.storage.columns import in_states
from dispatcher.storage.leases import DEADLINES, is_held
from dispatcher.storage.schema import assignments, deadlines, incidents, schedules, units


def queue(
    query: AskQueue, connection: Connection, now: datetime, *, rules: Rules | None = None
) -> tuple[QueueRow, ...]:
    """Read open incidents in queue order: those that lost a unit first, then by priority and age."""
    wanted = in_states(incidents.c.state, (IncidentState.OPEN,))
    if query.incident_ids is not None:
        wanted = wanted & incidents.c.id.in_(query.incident_ids)
    rows = connection.execute(
        select(incidents, guarded(now).label("guarded"), schedules.c.at.label("scheduled_for"), schedules.c.begins_at)
        .outerjoin(schedules, schedules.c.incident_id == incidents.c.id)
        .where(wanted)
    ).all()
    ids = [row.id for row in rows] if query.incident_ids is not None else None
    held = is_held(connection, DEADLINES)
    working, states = _units(connection, [row.id for row in rows])
    due = next_due(connection, deadlines.c.incident_id, ids)
    told = standings(connection, [row.id for row in rows], rules)
    found = [
        replace(
            _row(row, held, working.get(row.id, ()), states.get(row.id, ()), due.get(row.id), told.get(row.id)),
            scheduled=row.begins_at is not None and row.begins_at > now and row.id not in working,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=_order))


def _order(row: QueueRow) -> tuple[bool, int, bool, datetime, str]:
    return not row.requeued, row.priority.rank, not row.waits, row.opened_at, row.number


def _units(
    connection: Connection, ids: list[str]
) -> tuple[dict[str, tuple[QueueUnit, ...]], dict[str, tuple[AssignmentState, ...]]]:
    """Return active units and all assignment states, by incident."""
    statement = (
        select(assignments.c.incident_id, assignments.c.state, assignments.c.since, units.c.call_sign)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.incident_id.in_(ids))
        .order_by(assignments.c.incident_id, assignments.c.id)
    )
    working: defaultdict[str, list[QueueUnit]] = defaultdict(list)
    states: defaultdict[str, list[AssignmentState]] = defaultdict(list)
    for row in connection.execute(statement):
        state = AssignmentState(row.state)
        states[row.incident_id].append(state)
        if state in ACTIVE:
            working[row.incident_id].append(QueueUnit(call_sign=row.call_sign, state=state, since=row.since))
    return {key: tuple(value) for key, value in working.items()}, {key: tuple(value) for key, value in states.items()}


def _row(
    row: Row[tuple[object, ...]],
    duty_held: bool,
    working: tuple[QueueUnit, ...],
    states: tuple[AssignmentState, ...],
    due: NextDue | None,
    told: Standing | None,
) -> QueueRow:
    return QueueRow(
        incident_id=row.id,
        number=row.number,
        priority=Priority(row.priority),
        kind=Kind(row.kind),
        incident_type=row.incident_type,
        type_name=row.type_name,
        place=row.place,
        latitude=row.latitude,
        longitude=row.longitude,
        verified=row.place_verified,
        phase=phase_of(IncidentState(row.state), states),
        opened_at=row.opened_at,
        contact_at=row.contact_at,
        owner=row.owner_seat or row.owner_role,
        guarded=bool(row.guarded) and duty_held,
        next_due_at=due[0] if due else None,
        next_step=due[1] if due else None,
        requeued=row.requeued_at is not None,
        unconfirmed=row.unconfirmed_at is not None,
        major=row.major_at is not None,
        scheduled_for=row.scheduled_for,
        units=working,
        emergency=row.emergency,
        read_back=told or Standing.NOT_ASKED,
    )
