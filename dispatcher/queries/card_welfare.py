"""Crews at a scene: when each was last heard, and the roll call."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from dispatcher.domain.escalation import DeadlineState, Subject
from dispatcher.domain.welfare import AT_WORK, Watch
from dispatcher.queries.welfare_rows import RollCallRow, WelfareRow
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import (
    assignments,
    deadlines,
    pauses,
    personal_values,
    roll_call_units,
    roll_calls,
    units,
)

_ARMED = in_states(deadlines.c.state, (DeadlineState.ARMED,))


def welfare_of(connection: Connection, incident_id: str, now: datetime) -> tuple[WelfareRow, ...]:
    """Read the crews at work on an incident, by call sign; one without a welfare check has no due time."""
    rows = connection.execute(
        select(
            assignments.c.since, assignments.c.heard_at, units.c.call_sign, deadlines.c.due_at, deadlines.c.run,
            pauses.c.until, personal_values.c.value.label("reason"),
        )
        .join(units, units.c.id == assignments.c.unit_id)
        .outerjoin(
            deadlines,
            and_(deadlines.c.subject_id == assignments.c.id, deadlines.c.name == Subject.WELFARE.guard, _ARMED),
        )
        .outerjoin(
            pauses,
            and_(
                pauses.c.subject_id == assignments.c.id, pauses.c.watch == Watch.WELFARE.value,
                pauses.c.ended_at.is_(None), pauses.c.until > now,
            ),
        )
        .outerjoin(personal_values, personal_values.c.id == pauses.c.reason_id)
        .where(assignments.c.incident_id == incident_id, in_states(assignments.c.state, AT_WORK))
        .order_by(units.c.call_sign)
    )  # fmt: skip
    return tuple(_welfare(row, now) for row in rows)


def _welfare(row: Row[*tuple[Any, ...]], now: datetime) -> WelfareRow:
    return WelfareRow(
        call_sign=row.call_sign, heard_at=row.heard_at or row.since, due_at=row.due_at,
        overdue=row.due_at is not None and (row.run > 1 or row.due_at <= now), paused_until=row.until,
        reason=row.reason or "",
    )  # fmt: skip


def roll_call_of(connection: Connection, incident_id: str) -> RollCallRow | None:
    """Read the roll call that runs, or else the last one."""
    row = connection.execute(
        select(roll_calls)
        .where(roll_calls.c.incident_id == incident_id)
        .order_by(roll_calls.c.ended_at.is_not(None), roll_calls.c.started_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    called = connection.execute(
        select(roll_call_units.c.answered_at, roll_call_units.c.left_at, units.c.call_sign)
        .join(assignments, assignments.c.id == roll_call_units.c.assignment_id)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(roll_call_units.c.roll_call_id == row.id)
        .order_by(units.c.call_sign)
    ).all()
    return RollCallRow(
        started_at=row.started_at, ended_at=row.ended_at, complete=row.complete,
        answered=tuple(item.call_sign for item in called if item.answered_at is not None),
        silent=tuple(item.call_sign for item in called if item.answered_at is None and item.left_at is None),
    )  # fmt: skip


def roll_call_due(connection: Connection, incident_id: str) -> datetime | None:
    """Return when the next roll call is due."""
    return connection.execute(
        select(deadlines.c.due_at).where(
            deadlines.c.subject_id == incident_id, deadlines.c.name == Subject.ROLL_CALL.guard, _ARMED
        )
    ).scalar_one_or_none()
