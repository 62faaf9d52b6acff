"""The record of an incident in the store: lines of its log, tasks, stakeholders, and what is kept once of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, func, insert, select, update

from dispatcher.domain.authority import Role
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.identifiers import OperatorId
from dispatcher.domain.records import LineKind, TaskOwner, TaskState
from dispatcher.storage.schema import (
    business_impacts,
    log_lines,
    notifications,
    plan_steps,
    reopenings,
    resolutions,
    schedules,
    stakeholders,
    tasks,
)

# Built once: it is asked whenever the guard of an incident to which nobody was sent is set.
_BEGINS = select(schedules.c.begins_at).where(schedules.c.incident_id == bindparam("incident"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the log as services decide on it."""

    id: str
    incident_id: str
    kind: LineKind
    source_at: datetime
    options_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that somebody was given to do."""

    id: str
    incident_id: str
    owner: TaskOwner
    state: TaskState
    due_at: datetime


def add_line(connection: Connection, **values: object) -> None:
    """Insert a line; IntegrityError when the line that it corrects has been corrected already."""
    connection.execute(insert(log_lines).values(**values))


def line(connection: Connection, line_id: str) -> Line:
    """Return one line.

    Raises:
        UnknownThing: there is none.
    """
    row = _one(connection, log_lines, line_id, "the log has no such line", "line")
    return Line(
        id=row.id, incident_id=row.incident_id, kind=LineKind(row.kind), source_at=row.source_at,
        options_id=row.options_id,
    )  # fmt: skip


def is_corrected(connection: Connection, line_id: str) -> bool:
    """Tell whether a newer line stands in the place of this one."""
    found = select(log_lines.c.id).where(log_lines.c.corrects_id == line_id)
    return connection.execute(found).first() is not None


def has_line(connection: Connection, incident_id: str, kind: LineKind) -> bool:
    """Tell whether the log of an incident has a line of a kind."""
    found = select(log_lines.c.id).where(log_lines.c.incident_id == incident_id, log_lines.c.kind == kind.value)
    return connection.execute(found.limit(1)).first() is not None


def add_stakeholder(connection: Connection, **values: object) -> None:
    """Insert a stakeholder."""
    connection.execute(insert(stakeholders).values(**values))


def stakeholder(connection: Connection, stakeholder_id: str) -> Row[Any]:
    """Return the row of a stakeholder; UnknownThing when there is none."""
    return _one(connection, stakeholders, stakeholder_id, "nobody of that id is in the register", "stakeholder")


def add_notification(connection: Connection, **values: object) -> None:
    """Insert what a stakeholder was told."""
    connection.execute(insert(notifications).values(**values))


def notification(connection: Connection, notification_id: str) -> Row[Any]:
    """Return the row of a notification; UnknownThing when there is none."""
    return _one(connection, notifications, notification_id, "nobody was told anything by that id", "notification")


def set_notification(connection: Connection, notification_id: str, **values: object) -> None:
    """Change columns of one notification."""
    connection.execute(update(notifications).where(notifications.c.id == notification_id).values(**values))


def add_task(connection: Connection, owner: TaskOwner, **values: object) -> None:
    """Insert an open task."""
    connection.execute(
        insert(tasks).values(
            state=TaskState.OPEN.value, owner_operator=owner.operator, owner_team=owner.team or None,
            owner_role=owner.role.value if owner.role else None, **values,
        )
    )  # fmt: skip


def task(connection: Connection, task_id: str) -> Task:
    """Return one task; UnknownThing when there is none."""
    row = _one(connection, tasks, task_id, "there is no such task", "task")
    return Task(
        id=row.id, incident_id=row.incident_id, owner=owner_of(row), state=TaskState(row.state), due_at=row.due_at
    )


def owner_of(row: Row[Any]) -> TaskOwner:
    """Return whose a stored task is."""
    return TaskOwner(
        operator=OperatorId(row.owner_operator) if row.owner_operator else None,
        role=Role(row.owner_role) if row.owner_role else None,
        team=row.owner_team or "",
    )


def set_task(connection: Connection, task_id: str, **values: object) -> None:
    """Change columns of one task."""
    connection.execute(update(tasks).where(tasks.c.id == task_id).values(**values))


def open_tasks(connection: Connection, incident_id: str) -> int:
    """Count the tasks of an incident that nobody has settled; those that are steps of a plan are its own business."""
    found = select(func.count()).select_from(tasks.outerjoin(plan_steps, plan_steps.c.task_id == tasks.c.id))
    wanted = (tasks.c.incident_id == incident_id, tasks.c.state == TaskState.OPEN.value, plan_steps.c.id.is_(None))
    return connection.execute(found.where(*wanted)).scalar_one()


def resolution(connection: Connection, incident_id: str) -> Row[Any] | None:
    """Return how an incident was resolved, as far as it was said."""
    return _of_incident(connection, resolutions, incident_id)


def set_resolution(connection: Connection, incident_id: str, **values: object) -> None:
    """Store how an incident was resolved, in place of what was said before."""
    _put(connection, resolutions, incident_id, values)


def impact(connection: Connection, incident_id: str) -> Row[Any] | None:
    """Return what an incident meant for the business, as far as it was said."""
    return _of_incident(connection, business_impacts, incident_id)


def set_impact(connection: Connection, incident_id: str, **values: object) -> None:
    """Store what an incident meant for the business, in place of what was said before."""
    _put(connection, business_impacts, incident_id, values)


def add_reopening(connection: Connection, **values: object) -> None:
    """Keep how the former life of an incident ended."""
    connection.execute(insert(reopenings).values(**values))


def begins_at(connection: Connection, incident_id: str) -> datetime | None:
    """Return from when on somebody is to be asked for; None when the incident is for now."""
    return connection.execute(_BEGINS, {"incident": incident_id}).scalar_one_or_none()


def set_schedule(connection: Connection, incident_id: str, **values: object) -> None:
    """Store for when an incident is, in place of what was said before."""
    _put(connection, schedules, incident_id, values)


def drop_schedule(connection: Connection, incident_id: str) -> bool:
    """The incident is for now; False when it was."""
    return connection.execute(delete(schedules).where(schedules.c.incident_id == incident_id)).rowcount > 0


def _one(connection: Connection, table: Table, key: str, none: str, field: str) -> Row[Any]:
    row = connection.execute(select(table).where(table.c.id == key)).one_or_none()
    if row is None:
        raise UnknownThing(none, field=field)
    return row


def _of_incident(connection: Connection, table: Table, incident_id: str) -> Row[Any] | None:
    return connection.execute(select(table).where(table.c.incident_id == incident_id)).one_or_none()


def _put(connection: Connection, table: Table, incident_id: str, values: Mapping[str, object]) -> None:
    found = connection.execute(update(table).where(table.c.incident_id == incident_id).values(**values))
    if found.rowcount == 0:
        connection.execute(insert(table).values(incident_id=incident_id, **values))
