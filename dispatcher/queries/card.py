"""One incident, whole."""

from datetime import datetime

from sqlalchemy import Connection, Row, select

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.incidents import IncidentState, Kind, phase_of
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.queries.card_log import log_of
from dispatcher.queries.card_owed import promises_of, proposals_of, transfers_of
from dispatcher.queries.card_timelines import chains_of
from dispatcher.queries.card_transmissions import steps_of, transmissions_of
from dispatcher.queries.card_welfare import roll_call_due, roll_call_of, welfare_of
from dispatcher.queries.requests import AskCard
from dispatcher.queries.rows import AssignmentRow, IncidentCard
from dispatcher.storage.schema import assignments, calls, incidents, personal_values, units


def card(query: AskCard, connection: Connection, now: datetime) -> IncidentCard | None:
    """Read one incident; None when there is none of that id."""
    row = connection.execute(select(incidents).where(incidents.c.id == query.incident_id)).one_or_none()
    if row is None:
        return None
    working = _assignments(connection, row.id)
    caller = _caller(connection, row.id)
    steps = steps_of(connection, row.id)
    return IncidentCard(
        incident_id=row.id,
        number=row.number,
        kind=Kind(row.kind),
        priority=Priority(row.priority),
        impact=Impact(row.impact),
        urgency=Urgency(row.urgency),
        incident_type=row.incident_type,
        type_name=row.type_name,
        place=row.place,
        latitude=row.latitude,
        longitude=row.longitude,
        verified=row.place_verified,
        phase=phase_of(IncidentState(row.state), [item.state for item in working]),
        owner=row.owner_seat or row.owner_role,
        opened_at=row.opened_at,
        contact_at=row.contact_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
        caller_name=caller["caller_name"],
        caller_number=caller["caller_number"],
        persons_involved=row.persons_involved,
        narrative=caller["narrative"],
        assignments=working,
        transmissions=transmissions_of(connection, row.id, steps),
        guards=steps.get(row.id, ()),
        chains=chains_of(connection, row.id),
        promises=promises_of(connection, row.id),
        transfers=transfers_of(connection, row.id),
        proposals=proposals_of(connection, row.id),
        roll_call=roll_call_of(connection, row.id),
        roll_call_due_at=roll_call_due(connection, row.id),
        welfare=welfare_of(connection, row.id, now),
        unconfirmed=row.unconfirmed_at is not None,
        major=row.major_at is not None,
        log=log_of(connection, row.id),
    )


def _assignments(connection: Connection, incident_id: str) -> tuple[AssignmentRow, ...]:
    rows = connection.execute(
        select(assignments, units.c.call_sign)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.incident_id == incident_id)
        .order_by(assignments.c.id)
    )
    return tuple(
        AssignmentRow(
            assignment_id=row.id,
            call_sign=row.call_sign,
            state=AssignmentState(row.state),
            since=row.since,
            alerted_at=row.alerted_at,
            acknowledged_at=row.acknowledged_at,
            inferred=row.inferred,
        )
        for row in rows
    )


def _caller(connection: Connection, incident_id: str) -> dict[str, str]:
    """Return the first call's name, number and narrative; empty where unknown or destroyed."""
    call: Row[tuple[object, ...]] | None = connection.execute(
        select(calls).where(calls.c.incident_id == incident_id).order_by(calls.c.id)
    ).first()
    kinds = ("caller_name", "caller_number", "narrative")
    if call is None:
        return dict.fromkeys(kinds, "")
    ids: dict[str, str | None] = {kind: getattr(call, f"{kind}_id") for kind in kinds}
    values: dict[str, str | None] = {
        row.id: row.value
        for row in connection.execute(
            select(personal_values.c.id, personal_values.c.value).where(
                personal_values.c.id.in_([value_id for value_id in ids.values() if value_id])
            )
        )
    }
    return {kind: values.get(value_id or "") or "" for kind, value_id in ids.items()}
