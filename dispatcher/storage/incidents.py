"""Incidents and their calls in the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, func, select, update

from dispatcher.domain.authority import Role
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import incidents

# Built once: on the dispatch path the building of a statement costs more than its running.
_BY_ID = select(incidents).where(incidents.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident as services decide on it."""

    id: str
    number: str
    state: IncidentState
    kind: Kind
    incident_type: str
    type_name: str
    place: str
    latitude: float | None
    longitude: float | None
    impact: Impact
    urgency: Urgency
    priority: Priority
    owner_role: Role
    owner_seat: str | None
    opened_at: datetime
    persons_involved: int | None
    is_unconfirmed: bool
    is_major: bool
    is_emergency: bool
    asset_number: str
    place_verified: bool


def get(connection: Connection, incident_id: str) -> Incident:
    """Return the incident.

    Raises:
        UnknownThing: there is none.
    """
    row = connection.execute(_BY_ID, {"id": incident_id}).one_or_none()
    if row is None:
        raise UnknownThing(f"no incident has the id {incident_id}", field="incident")
    return _incident(row)


def set_values(connection: Connection, incident_id: str, **values: object) -> None:
    """Change columns of one incident."""
    connection.execute(update(incidents).where(incidents.c.id == incident_id).values(**values))


def owned_by(connection: Connection, seat: str | None) -> tuple[Incident, ...]:
    """Return the open incidents of a seat, or with None those that only a role owns, oldest first."""
    rows = connection.execute(
        select(incidents)
        .where(incidents.c.owner_seat == seat, in_states(incidents.c.state, (IncidentState.OPEN,)))
        .order_by(incidents.c.opened_at, incidents.c.number)
    )
    return tuple(_incident(row) for row in rows)


def open_by_seat(connection: Connection) -> Mapping[str, int]:
    """Return how many open incidents each seat owns; a seat that owns none is no key."""
    rows = connection.execute(
        select(incidents.c.owner_seat, func.count().label("owned"))
        .where(incidents.c.owner_seat.is_not(None), in_states(incidents.c.state, (IncidentState.OPEN,)))
        .group_by(incidents.c.owner_seat)
    )
    return {row.owner_seat: row.owned for row in rows}


def _incident(row: Row[tuple[object, ...]]) -> Incident:
    return Incident(
        id=row.id,
        number=row.number,
        state=IncidentState(row.state),
        kind=Kind(row.kind),
        incident_type=row.incident_type,
        type_name=row.type_name,
        place=row.place,
        latitude=row.latitude,
        longitude=row.longitude,
        impact=Impact(row.impact),
        urgency=Urgency(row.urgency),
        priority=Priority(row.priority),
        owner_role=Role(row.owner_role),
        owner_seat=row.owner_seat,
        opened_at=row.opened_at,
        persons_involved=row.persons_involved,
        is_unconfirmed=row.unconfirmed_at is not None,
        is_major=row.major_at is not None,
        is_emergency=row.emergency,
        asset_number=row.asset_number,
        place_verified=row.place_verified,
    )
