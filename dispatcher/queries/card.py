"""One incident, whole."""

from datetime import datetime

from sqlalchemy import Connection, select

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.incidents import IncidentState, Kind, phase_of
from dispatcher.domain.rules import Rules
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.queries.callers import complained_of, complaint_of, kinds_of, read_back_of
from dispatcher.queries.card_calls import calls_of
from dispatcher.queries.card_log import log_of
from dispatcher.queries.card_owed import promises_of, proposals_of, transfers_of
from dispatcher.queries.card_record import record_of
from dispatcher.queries.card_rows import AssignmentRow, IncidentCard
from dispatcher.queries.card_same_event import links_of, merged_into, merged_of
from dispatcher.queries.card_timelines import chains_of
from dispatcher.queries.card_transmissions import steps_of, transmissions_of
from dispatcher.queries.card_triage import gradings_of, triage_of
from dispatcher.queries.card_welfare import roll_call_due, roll_call_of, welfare_of
from dispatcher.queries.requests import AskCard
from dispatcher.storage.schema import assignments, incidents, units


def card(query: AskCard, connection: Connection, now: datetime, *, rules: Rules | None = None) -> IncidentCard | None:
    """Read one incident; None when there is none of that id."""
    row = connection.execute(select(incidents).where(incidents.c.id == query.incident_id)).one_or_none()
    if row is None:
        return None
    working = _assignments(connection, row.id)
    told = calls_of(connection, row.id)
    first = told[0] if told else None
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
        place_confidence=row.place_confidence,
        phase=phase_of(IncidentState(row.state), [item.state for item in working]),
        owner=row.owner_seat or row.owner_role,
        opened_at=row.opened_at,
        contact_at=row.contact_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
        caller_name=first.caller_name if first else "",
        caller_number=first.caller_number if first else "",
        persons_involved=row.persons_involved,
        narrative=first.narrative if first else "",
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
        emergency=row.emergency,
        asset_number=row.asset_number,
        calls=told,
        triage=triage_of(connection, row.id),
        gradings=gradings_of(connection, row.id),
        read_back=read_back_of(connection, row.id, rules),
        kinds=kinds_of(connection, row.id),
        complaint=complaint_of(connection, row.id),
        complained=complained_of(connection, row.id),
        merged_into=merged_into(connection, row.id),
        merged=merged_of(connection, row.id),
        links=links_of(connection, row.id),
        record=record_of(connection, row.id),
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
