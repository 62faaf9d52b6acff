"""Calls that are being written down at a seat, and those that were abandoned. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from dispatcher.domain.draft_commands import DraftState
from dispatcher.domain.incidents import IncidentState
from dispatcher.queries.requests import Query
from dispatcher.storage.schema import drafts, incidents

MOST_SHOWN = 100
"""So many abandoned calls are told, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft as it was last kept; `body` is the workstation's own JSON."""

    draft_id: str
    seat: str
    operator: str
    state: DraftState
    body: str
    begun_at: datetime
    updated_at: datetime
    dropped_at: datetime | None
    reason: str
    incident_id: str | None
    call_id: str | None
    number: str  # of the incident, "" without
    is_closed: bool = False  # its incident is over


@dataclass(frozen=True, slots=True)
class AskDrafts(Query[tuple[DraftRow, ...]]):
    """The open drafts of a seat, oldest first; with `abandoned`, the abandoned calls of all seats, newest first."""

    seat: str
    abandoned: bool = False


def drafts_of(query: AskDrafts, connection: Connection, _now: datetime) -> tuple[DraftRow, ...]:
    """Read them."""
    statement = select(drafts, incidents.c.number, incidents.c.state.label("became")).outerjoin(
        incidents, incidents.c.id == drafts.c.incident_id
    )
    if query.abandoned:
        statement = statement.where(drafts.c.state == DraftState.ABANDONED.value)
        statement = statement.order_by(drafts.c.dropped_at.desc(), drafts.c.id.desc()).limit(MOST_SHOWN)
    else:
        statement = statement.where(drafts.c.seat == query.seat, drafts.c.state == DraftState.OPEN.value)
        statement = statement.order_by(drafts.c.begun_at, drafts.c.id)
    return tuple(
        DraftRow(
            draft_id=row.id, seat=row.seat, operator=row.operator, state=DraftState(row.state), body=row.body,
            begun_at=row.begun_at, updated_at=row.updated_at, dropped_at=row.dropped_at, reason=row.reason,
            incident_id=row.incident_id, call_id=row.call_id, number=row.number or "",
            is_closed=row.became == IncidentState.CLOSED.value,
        )
        for row in connection.execute(statement)
    )  # fmt: skip
