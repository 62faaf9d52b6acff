"""What a caller can be told, and what callers were told."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from dispatcher.domain.assignments import ACTIVE, UNANSWERED, AssignmentState
from dispatcher.domain.calls import Medium
from dispatcher.domain.complaints import UNSETTLED, ComplaintOutcome, ComplaintState
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import Kind
from dispatcher.domain.promises import PromiseState
from dispatcher.domain.read_back import SETTLES, Outcome, ReadBackRules, Standing, WhyNot, standing_of
from dispatcher.domain.rules import Rules
from dispatcher.domain.saying import Item
from dispatcher.domain.triage import Priority
from dispatcher.queries.caller_rows import (
    ComplainedRow,
    ComplaintRow,
    KindRow,
    OnTheWay,
    ReadBackRow,
    ReadBackState,
    ToldRow,
)
from dispatcher.queries.recommending import recommendation
from dispatcher.queries.requests import AskRecommendation, Query
from dispatcher.storage.read_backs import STANDS
from dispatcher.storage.schema import (
    assignments,
    calls,
    complaints,
    incidents,
    journal,
    operators,
    personal_values,
    promises,
    read_back_debts,
    read_backs,
    units,
)

_THERE = ACTIVE - UNANSWERED - {AssignmentState.ACKNOWLEDGED, AssignmentState.EN_ROUTE, AssignmentState.STAGED}
_UNDER_WAY = frozenset({AssignmentState.EN_ROUTE, AssignmentState.STAGED})
_ROUND_ABOUT = 1.4
"""Roads are so much longer than the straight line."""


@dataclass(frozen=True, slots=True)
class AskReadBackRules(Query[ReadBackRules]):
    """When read-backs are asked for, the sentences, and what callers may expect."""


@dataclass(frozen=True, slots=True)
class AskTold(Query[ToldRow | None]):
    """What a caller of an incident can be told now; None when there is none of that id."""

    incident_id: str


def read_back_rules(
    _query: AskReadBackRules, _connection: Connection, _now: datetime, *, rules: Rules
) -> ReadBackRules:
    """Return the rules of the active pack."""
    return rules.read_back


def told(query: AskTold, connection: Connection, now: datetime, *, rules: Rules) -> ToldRow | None:
    """Read who is on the way, when somebody may be there, and how the read-back stands."""
    row = connection.execute(select(incidents).where(incidents.c.id == query.incident_id)).one_or_none()
    if row is None:
        return None
    found = _units(connection, row.id)
    seconds, rests_on = _arrival(query.incident_id, connection, now, rules, Priority(row.priority))
    return ToldRow(
        incident_id=row.id, number=row.number, state=read_back_of(connection, row.id, rules), units=found,
        arrival_s=seconds, arrival_from=rests_on, promised=_promised(connection, row.id),
    )  # fmt: skip


def read_back_of(connection: Connection, incident_id: str, rules: Rules | None) -> ReadBackState:
    """Read what became of an incident's read-back; without rules nothing is asked for."""
    rows = _read_backs(connection, incident_id)
    owed = connection.execute(
        select(read_back_debts.c.owed_at).where(
            read_back_debts.c.incident_id == incident_id, read_back_debts.c.settled_at.is_(None)
        )
    ).scalar()
    asked = incident_id in _wanting(connection, (incident_id,), rules)
    standing = standing_of(asked=asked, owed=owed is not None, outcomes=[row.outcome for row in rows])
    return ReadBackState(standing=standing, owed_since=owed, rows=rows)


def standings(connection: Connection, ids: Collection[str], rules: Rules | None) -> Mapping[str, Standing]:
    """Return how each of many incidents stands; those that nothing is asked of are not in it."""
    if rules is None or not rules.read_back.asked:
        return {}
    owed = connection.execute(select(read_back_debts.c.incident_id).where(read_back_debts.c.settled_at.is_(None)))
    owing = set(owed.scalars())
    became: dict[str, set[Outcome]] = {}
    for row in connection.execute(
        select(read_backs.c.incident_id, read_backs.c.outcome)
        .where(read_backs.c.incident_id.in_(ids), read_backs.c.outcome.in_(sorted(SETTLES)), STANDS)
        .distinct()
    ):
        became.setdefault(row.incident_id, set()).add(Outcome(row.outcome))
    wanting = _wanting(connection, [one for one in ids if one not in became], rules)
    found = {one: standing_of(asked=one in wanting, owed=one in owing, outcomes=became.get(one, set())) for one in ids}
    return {one: standing for one, standing in found.items() if standing is not Standing.NOT_ASKED}


def kinds_of(connection: Connection, incident_id: str) -> tuple[KindRow, ...]:
    """Read how the kind of an incident changed, oldest first."""
    rows = connection.execute(
        select(journal.c.at, journal.c.body, journal.c.operator, operators.c.name)
        .outerjoin(operators, operators.c.id == journal.c.operator)
        .where(journal.c.incident_id == incident_id, journal.c.kind == EntryKind.INCIDENT_REKINDED.value)
        .order_by(journal.c.sequence)
    ).all()
    bodies = [json.loads(row.body) for row in rows]
    words = _words(connection, [body["reason"]["id"] for body in bodies])
    return tuple(
        KindRow(
            was=Kind(body["was"]), kind=Kind(body["kind"]), at=row.at, operator=row.name or row.operator,
            reason=words.get(body["reason"]["id"], ""),
        )
        for row, body in zip(rows, bodies, strict=True)
    )  # fmt: skip


def complaint_of(connection: Connection, incident_id: str) -> ComplaintRow | None:
    """Read where a complaint stands; None when the incident never was one."""
    row = connection.execute(select(complaints).where(complaints.c.incident_id == incident_id)).one_or_none()
    if row is None:
        return None
    words = _words(connection, [one for one in (row.acknowledgement_id, row.answer_id) if one])
    names = _names(connection, [one for one in (row.acknowledged_by, row.answered_by) if one])
    about = connection.execute(select(incidents.c.number).where(incidents.c.id == row.about_id)).scalar()
    state = ComplaintState(row.state)
    due_at = row.acknowledge_due_at if state is ComplaintState.RECEIVED else row.answer_due_at
    return ComplaintRow(
        state=state, received_at=row.received_at, due_at=due_at if state in UNSETTLED else None,
        about_id=row.about_id, about_number=about, acknowledged_at=row.acknowledged_at,
        acknowledged_by=names.get(row.acknowledged_by or ""), answered_at=row.answered_at,
        acknowledgement=words.get(row.acknowledgement_id or "", ""), answered_by=names.get(row.answered_by or ""),
        answer=words.get(row.answer_id or "", ""), outcome=ComplaintOutcome(row.outcome) if row.outcome else None,
    )  # fmt: skip


def complained_of(connection: Connection, incident_id: str) -> tuple[ComplainedRow, ...]:
    """Read which complaints are about an incident, oldest first; its own log says which may be."""
    bodies = connection.execute(
        select(journal.c.body).where(
            journal.c.incident_id == incident_id, journal.c.kind == EntryKind.COMPLAINT_LINKED.value
        )
    ).scalars()
    named = {said["complaint"] for said in map(json.loads, bodies) if "complaint" in said}
    if not named:
        return ()
    rows = connection.execute(
        select(complaints, incidents.c.number)
        .join(incidents, incidents.c.id == complaints.c.incident_id)
        .where(
            complaints.c.incident_id.in_(named), complaints.c.about_id == incident_id,
            complaints.c.state != ComplaintState.VOID.value,
        )
        .order_by(complaints.c.received_at, incidents.c.number)
    )  # fmt: skip
    return tuple(
        ComplainedRow(
            incident_id=row.incident_id, number=row.number, state=ComplaintState(row.state),
            received_at=row.received_at, outcome=ComplaintOutcome(row.outcome) if row.outcome else None,
        )
        for row in rows
    )  # fmt: skip


def _read_backs(connection: Connection, incident_id: str) -> tuple[ReadBackRow, ...]:
    rows = connection.execute(
        select(read_backs, operators.c.name, personal_values.c.value)
        .outerjoin(operators, operators.c.id == read_backs.c.operator_id)
        .outerjoin(personal_values, personal_values.c.id == read_backs.c.words_id)
        .where(read_backs.c.incident_id == incident_id, STANDS)
        .order_by(read_backs.c.at, read_backs.c.id)
    )
    return tuple(
        ReadBackRow(
            call_id=row.call_id, outcome=Outcome(row.outcome), words=row.value or "", language=row.language,
            confirmed=tuple(Item(word) for word in row.confirmed.split()),
            corrected=tuple(Item(word) for word in row.corrected.split()),
            why_not=WhyNot(row.why_not) if row.why_not else None, operator=row.name or row.operator_id,
            seat=row.seat, at=row.at,
        )
        for row in rows
    )  # fmt: skip


def _wanting(connection: Connection, ids: Collection[str], rules: Rules | None) -> frozenset[str]:
    """Return those for which the pack asks for a read-back, whether or not one was done."""
    if rules is None or not rules.read_back.asked or not ids:
        return frozenset()
    media: dict[str, set[Medium]] = {}
    graded: dict[str, tuple[Priority, Kind]] = {}
    for row in connection.execute(
        select(incidents.c.id, incidents.c.priority, incidents.c.kind, calls.c.medium)
        .join(calls, calls.c.incident_id == incidents.c.id)
        .where(incidents.c.id.in_(ids))
        .distinct()
    ):
        media.setdefault(row.id, set()).add(Medium(row.medium))
        graded[row.id] = Priority(row.priority), Kind(row.kind)
    return frozenset(one for one, came in media.items() if rules.read_back.is_asked(*graded[one], came))


def _units(connection: Connection, incident_id: str) -> tuple[OnTheWay, ...]:
    rows = connection.execute(
        select(units.c.call_sign, units.c.type_name, assignments.c.state)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.incident_id == incident_id)
        .order_by(assignments.c.id)
    )
    return tuple(
        OnTheWay(
            call_sign=row.call_sign, type_name=row.type_name, there=AssignmentState(row.state) in _THERE,
            acknowledged=AssignmentState(row.state) not in UNANSWERED,
        )
        for row in rows
        if AssignmentState(row.state) in ACTIVE
    )  # fmt: skip


def _arrival(
    incident_id: str, connection: Connection, now: datetime, rules: Rules, priority: Priority
) -> tuple[float | None, str]:
    """Return in how many seconds somebody may be there, and what that rests on."""
    working: dict[str, AssignmentState] = {
        row.call_sign: AssignmentState(row.state)
        for row in connection.execute(
            select(units.c.call_sign, assignments.c.state)
            .join(units, units.c.id == assignments.c.unit_id)
            .where(assignments.c.incident_id == incident_id)
        )
        if AssignmentState(row.state) in ACTIVE
    }
    turnout_s = rules.response_times.expected_s(Subject.TURNOUT, priority)
    forecasts: list[tuple[float, str]] = []
    for unit in recommendation(AskRecommendation(incident_id), connection, now):
        state = working.get(unit.call_sign)
        if unit.distance_m is None or (state is None and (working or not unit.suitable)):
            continue
        metres_a_second = rules.read_back.speed_kmh / 3.6
        out_s = 0.0 if state in _UNDER_WAY else turnout_s
        seconds = out_s + unit.distance_m * _ROUND_ABOUT / metres_a_second
        forecasts.append((seconds, f"{unit.call_sign}, {unit.distance_m / 1000:.1f} km"))
    if forecasts:
        return min(forecasts)
    return rules.read_back.arrival_s.get(priority), ""


def _promised(connection: Connection, incident_id: str) -> tuple[str, ...]:
    rows = connection.execute(
        select(promises.c.about)
        .where(promises.c.incident_id == incident_id, promises.c.state == PromiseState.OPEN.value)
        .order_by(promises.c.due_at)
    )
    return tuple(rows.scalars())


def _words(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(personal_values.c.id, personal_values.c.value).where(personal_values.c.id.in_(ids))
    )
    return {row.id: row.value or "(destroyed)" for row in rows}


def _names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(select(operators.c.id, operators.c.name).where(operators.c.id.in_(ids)))
    return {row.id: row.name for row in rows}
