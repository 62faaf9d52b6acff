"""Complaints in the store: one of each incident of that kind."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from dispatcher.domain.complaints import ComplaintState
from dispatcher.domain.errors import UnknownThing
from dispatcher.storage.schema import complaints


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint as services decide on it."""

    incident_id: str
    state: ComplaintState
    about_id: str | None
    acknowledge_due_at: datetime
    answer_due_at: datetime

    @property
    def due_at(self) -> datetime:
        """When its next step is due."""
        return self.acknowledge_due_at if self.state is ComplaintState.RECEIVED else self.answer_due_at


def find(connection: Connection, incident_id: str) -> Complaint | None:
    """Return the complaint of an incident; None when it never was one."""
    row = connection.execute(select(complaints).where(complaints.c.incident_id == incident_id)).one_or_none()
    if row is None:
        return None
    return Complaint(
        incident_id=row.incident_id, state=ComplaintState(row.state), about_id=row.about_id,
        acknowledge_due_at=row.acknowledge_due_at, answer_due_at=row.answer_due_at,
    )  # fmt: skip


def get(connection: Connection, incident_id: str) -> Complaint:
    """Return the complaint of an incident.

    Raises:
        UnknownThing: it is none.
    """
    found = find(connection, incident_id)
    if found is None or found.state is ComplaintState.VOID:
        raise UnknownThing("this is no complaint; make it one first (rekind)", field="incident")
    return found


def add(connection: Connection, **values: object) -> None:
    """Insert a complaint."""
    connection.execute(insert(complaints).values(**values))


def set_values(connection: Connection, incident_id: str, **values: object) -> None:
    """Change columns of one complaint."""
    connection.execute(update(complaints).where(complaints.c.incident_id == incident_id).values(**values))
