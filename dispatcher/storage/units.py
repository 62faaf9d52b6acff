"""Units and their active assignments in the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select, update

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.units import Availability
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import addresses, assignments, recipients, units

# Built once: on the dispatch path the building of a statement costs more than its running.
_UNIT = select(
    units.c.id,
    units.c.call_sign,
    units.c.availability,
    units.c.profile,
    units.c.held_by,
    units.c.held_from,
    recipients.c.id.label("recipient_id"),
).join(recipients, recipients.c.unit_id == units.c.id)
_BY_CALL_SIGN = _UNIT.where(func.upper(units.c.call_sign) == bindparam("wanted"))
_BY_ID = _UNIT.where(units.c.id == bindparam("wanted"))
_ACTIVE = in_states(assignments.c.state, ACTIVE)
_WITH_ASSIGNMENT = (
    _UNIT.add_columns(
        assignments.c.id.label("assignment_id"),
        assignments.c.incident_id,
        assignments.c.state,
        assignments.c.since,
        assignments.c.acknowledged_at,
        assignments.c.heard_at,
    )
    .outerjoin(assignments, and_(assignments.c.unit_id == units.c.id, _ACTIVE))
    .where(units.c.id == bindparam("wanted"))
)
_PROFILE = select(units.c.profile).where(units.c.id == bindparam("unit"))
_AVAILABILITY = select(units.c.availability).where(units.c.id == bindparam("unit"))
_CALL_SIGN = select(units.c.call_sign).where(units.c.id == bindparam("unit"))
_ASSIGNMENT = select(assignments).where(assignments.c.id == bindparam("id"))
_BEARERS = (
    select(addresses.c.channel, addresses.c.address)
    .where(addresses.c.recipient_id == bindparam("recipient"))
    .order_by(addresses.c.rank)
)
_ADDRESS = select(addresses.c.address).where(
    addresses.c.recipient_id == bindparam("recipient"), addresses.c.channel == bindparam("on")
)
_ACTIVE_OF_UNIT = select(assignments).where(
    assignments.c.unit_id == bindparam("unit"), in_states(assignments.c.state, ACTIVE)
)
_CHANGE_UNIT = update(units).where(units.c.id == bindparam("which"))  # the columns are those given
_CHANGE_ASSIGNMENT = update(assignments).where(assignments.c.id == bindparam("which"))
_OF_INCIDENT = select(assignments).where(assignments.c.incident_id == bindparam("incident"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit with what it can be reached by."""

    id: str
    call_sign: str
    availability: Availability
    recipient_id: str
    profile: str
    held_by: str | None
    held_from: Availability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A unit's part in an incident."""

    id: str
    incident_id: str
    unit_id: str
    state: AssignmentState
    since: datetime
    acknowledged_at: datetime | None
    heard_at: datetime | None


def by_call_sign(connection: Connection, call_sign: str) -> Unit:
    """Return the unit, whatever the case of the letters.

    Raises:
        UnknownThing: no unit has that call sign.
    """
    row = connection.execute(_BY_CALL_SIGN, {"wanted": call_sign.strip().upper()}).one_or_none()
    if row is None:
        raise UnknownThing(f"no unit has the call sign {call_sign.strip()!r}", field="call_sign")
    return _unit(row)


def by_id(connection: Connection, unit_id: str) -> Unit:
    """Return the unit."""
    return _unit(connection.execute(_BY_ID, {"wanted": unit_id}).one())


def with_assignment(connection: Connection, unit_id: str) -> tuple[Unit, Assignment | None]:
    """Return the unit and its one active assignment, if it has one."""
    row = connection.execute(_WITH_ASSIGNMENT, {"wanted": unit_id}).one()
    if row.assignment_id is None:
        return _unit(row), None
    current = Assignment(
        id=row.assignment_id, incident_id=row.incident_id, unit_id=row.id, state=AssignmentState(row.state),
        since=row.since, acknowledged_at=row.acknowledged_at, heard_at=row.heard_at,
    )  # fmt: skip
    return _unit(row), current


def _unit(row: Row[*tuple[Any, ...]]) -> Unit:
    return Unit(
        id=row.id,
        call_sign=row.call_sign,
        availability=Availability(row.availability),
        recipient_id=row.recipient_id,
        profile=row.profile,
        held_by=row.held_by,
        held_from=Availability(row.held_from) if row.held_from else None,
    )


def profile_of(connection: Connection, unit_id: str) -> str:
    """Return whose policies hold for a unit."""
    return connection.execute(_PROFILE, {"unit": unit_id}).scalar_one()


def availability_of(connection: Connection, unit_id: str) -> Availability:
    """Return what the unit itself owns."""
    return Availability(connection.execute(_AVAILABILITY, {"unit": unit_id}).scalar_one())


def bearers_of(connection: Connection, recipient_id: str) -> tuple[tuple[str, str], ...]:
    """Return (channel, address) of a recipient, in the order in which they are tried."""
    return tuple((row.channel, row.address) for row in connection.execute(_BEARERS, {"recipient": recipient_id}))


def call_sign_of(connection: Connection, unit_id: str) -> str:
    """Return a unit's call sign."""
    return connection.execute(_CALL_SIGN, {"unit": unit_id}).scalar_one()


def address_of(connection: Connection, recipient_id: str, channel: str) -> str:
    """Return the recipient's address on a channel.

    Raises:
        UnknownThing: it has none there.
    """
    found = connection.execute(_ADDRESS, {"recipient": recipient_id, "on": channel}).scalar()
    if found is None:
        raise UnknownThing(f"the recipient has no address on {channel}", field="call_sign")
    return found


def set_availability(
    connection: Connection, unit_id: str, availability: Availability, now: datetime, reason: str, **held: str | None
) -> None:
    """Set what the unit itself owns; `held_by` and `held_from` of one that is RESERVED, nothing of any other."""
    values = {"held_by": None, "held_from": None, **held}
    given = {"which": unit_id, "availability": availability.value, "since": now, "reason": reason, **values}
    connection.execute(_CHANGE_UNIT, given)


def add_assignment(connection: Connection, assignment_id: str, incident_id: str, unit_id: str, now: datetime) -> None:
    """Insert an ALERTED assignment; IntegrityError when the unit has an active one (a race was lost)."""
    connection.execute(
        insert(assignments).values(
            id=assignment_id,
            incident_id=incident_id,
            unit_id=unit_id,
            state=AssignmentState.ALERTED.value,
            since=now,
            alerted_at=now,
            inferred=False,
        )
    )


def active_assignment(connection: Connection, unit_id: str) -> Assignment | None:
    """Return the unit's one active assignment, if it has one."""
    row = connection.execute(_ACTIVE_OF_UNIT, {"unit": unit_id}).one_or_none()
    return None if row is None else _assignment(row)


def assignment(connection: Connection, assignment_id: str) -> Assignment:
    """Return one assignment by its id."""
    return _assignment(connection.execute(_ASSIGNMENT, {"id": assignment_id}).one())


def assignments_of(connection: Connection, incident_id: str) -> tuple[Assignment, ...]:
    """Return every assignment of an incident."""
    rows = connection.execute(_OF_INCIDENT, {"incident": incident_id})
    return tuple(_assignment(row) for row in rows)


def last_answer(connection: Connection, incident_id: str) -> datetime | None:
    """Return when a crew of an incident last acknowledged."""
    return connection.execute(
        select(func.max(assignments.c.acknowledged_at)).where(assignments.c.incident_id == incident_id)
    ).scalar()


def set_assignment(connection: Connection, assignment_id: str, **values: object) -> None:
    """Change columns of one assignment."""
    connection.execute(_CHANGE_ASSIGNMENT, {"which": assignment_id, **values})


def _assignment(row: Row[tuple[object, ...]]) -> Assignment:
    return Assignment(
        id=row.id,
        incident_id=row.incident_id,
        unit_id=row.unit_id,
        state=AssignmentState(row.state),
        since=row.since,
        acknowledged_at=row.acknowledged_at,
        heard_at=row.heard_at,
    )
