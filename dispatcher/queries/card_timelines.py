"""The chains of an incident as timelines: what ran and what it did, what is next, what is still to come."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from dispatcher.domain.escalation import (
    PAGES,
    DeadlineState,
    Policy,
    Step,
    Subject,
    SubjectKind,
    step_code,
    subject_of,
)
from dispatcher.domain.events import EntryKind
from dispatcher.domain.triage import Priority
from dispatcher.queries.chain_rows import ChainRow, StepPhase, TimelineStep
from dispatcher.queries.policies import stored_policies
from dispatcher.storage.schema import (
    assignments,
    deadlines,
    incidents,
    journal,
    messages,
    partners,
    transfers,
    transmissions,
    units,
)

Told = Mapping[tuple[str, str, str, int], Mapping[str, Any]]
"""What a step did, by subject, row name, step and run."""


def chains_of(connection: Connection, incident_id: str) -> tuple[ChainRow, ...]:
    """Read the chains that run, and those of pages that have ended, in the order in which they began."""
    policies = stored_policies(connection)
    grouped: defaultdict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(
        select(deadlines).where(deadlines.c.incident_id == incident_id).order_by(deadlines.c.due_at, deadlines.c.id)
    ):
        of_page = row.subject_kind == SubjectKind.TRANSMISSION.value
        grouped[row.subject_id, "" if of_page else row.name].append(row)
    told = _told(connection, incident_id)
    about = _about(connection, incident_id)
    graded = _graded(connection, incident_id)
    found = [
        _chain(rows, policies, told, about.get(subject_id, ""), graded) for (subject_id, _), rows in grouped.items()
    ]
    return tuple(sorted((row for row in found if row is not None), key=lambda row: (row.since, row.subject.value)))


def _chain(
    rows: list[Row[Any]], policies: Mapping[str, Policy], told: Told, about: str, graded: Mapping[str, Priority]
) -> ChainRow | None:
    armed = [row for row in rows if row.state == DeadlineState.ARMED.value]
    newest = (armed or rows)[-1]
    policy = policies.get(newest.policy_id or "")
    if policy is None:
        return None
    is_page = policy.subject in PAGES
    if not armed and not is_page:
        return None
    priority = graded.get(newest.subject_id, graded[""])
    steps = _page_steps(rows, policy, told) if is_page else _guard_steps(rows, policy, priority, told)
    return ChainRow(
        subject=policy.subject if is_page else subject_of(newest.name), subject_id=newest.subject_id, about=about,
        policy=policy.key, since=newest.since, running=bool(armed), stoppable=is_page and bool(armed),
        steps=tuple(steps),
    )  # fmt: skip


def _page_steps(rows: list[Row[Any]], policy: Policy, told: Told) -> Iterator[TimelineStep]:
    armed = [row for row in rows if row.state == DeadlineState.ARMED.value]
    for row in rows:
        step = _step(policy, row.step)
        if step is None or (
            row.state == DeadlineState.CANCELLED.value
            and any(other.step == row.step and other.id > row.id for other in rows)
        ):  # it was put forward
            continue
        yield _timeline(row, step, policy.subject, told, is_next=bool(armed) and row.id == armed[0].id)


def _guard_steps(rows: list[Row[Any]], policy: Policy, priority: Priority, told: Told) -> Iterator[TimelineStep]:
    """What the present walk has done, what it does next, and the steps that it has not come to."""
    [cursor] = [row for row in rows if row.state == DeadlineState.ARMED.value]
    for row in rows:
        step = _step(policy, row.step)
        if row.state == DeadlineState.DONE.value and row.since == cursor.since and step is not None:
            yield _timeline(row, step, policy.subject, told, is_next=False)
    step = _step(policy, cursor.step)
    if step is not None:
        yield _timeline(cursor, step, policy.subject, told, is_next=True)
    offset_s = (cursor.due_at - cursor.since).total_seconds()
    for later, first in policy.firsts(priority):
        if first > offset_s or (first == offset_s and later.name > cursor.step):
            yield TimelineStep(
                name=later.name, code=step_code(policy.subject, later), phase=StepPhase.TO_COME,
                at=cursor.since + timedelta(seconds=first), run=0, every_s=later.every_s.get(priority),
            )  # fmt: skip


def _timeline(row: Row[Any], step: Step, subject: Subject, told: Told, *, is_next: bool) -> TimelineStep:
    did = told.get((row.subject_id, row.name, row.step, row.run), {})
    match row.state:
        case DeadlineState.DONE.value:
            phase, at = StepPhase.RAN, row.fired_at
        case DeadlineState.ARMED.value:
            phase, at = StepPhase.NEXT if is_next else StepPhase.TO_COME, row.due_at
        case _:
            phase, at = StepPhase.NOT_NEEDED, row.due_at
    return TimelineStep(
        name=step.name, code=step_code(subject, step), phase=phase, at=at, run=row.run, did=str(did.get("did", "")),
        late_ms=int(did.get("late_ms", 0)), every_s=next(iter(step.every_s.values()), None),
    )  # fmt: skip


def _step(policy: Policy, name: str) -> Step | None:
    return next((step for step in policy.steps if step.name == name), None)


def _told(connection: Connection, incident_id: str) -> Told:
    kinds = (EntryKind.STEP_RAN.value, EntryKind.GUARD_RAN.value)
    found: dict[tuple[str, str, str, int], Mapping[str, Any]] = {}
    for row in connection.execute(
        select(journal.c.body).where(journal.c.incident_id == incident_id, journal.c.kind.in_(kinds))
    ):
        body: Mapping[str, Any] = json.loads(row.body)
        subject_id, step = body.get("transmission") or body.get("subject") or incident_id, body.get("step", "")
        found[subject_id, body.get("guard", step), step, int(body["run"])] = body
    return found


def _about(connection: Connection, incident_id: str) -> dict[str, str]:
    """Return whom a page, a crew's timer or a transfer is about."""
    crews = connection.execute(
        select(assignments.c.id, units.c.call_sign)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.incident_id == incident_id)
    ).all()
    found: dict[str, str] = {row.id: row.call_sign for row in crews}
    pages = select(transmissions.c.id, transmissions.c.assignment_id).where(transmissions.c.incident_id == incident_id)
    found |= {row.id: found.get(row.assignment_id, "") for row in connection.execute(pages)}
    offers = (
        select(transfers.c.id, partners.c.title)
        .join(partners, partners.c.name == transfers.c.partner)
        .where(transfers.c.incident_id == incident_id)
    )
    return found | {row.id: row.title for row in connection.execute(offers)}


def _graded(connection: Connection, incident_id: str) -> dict[str, Priority]:
    """Return by which priority each page was sent, and under "" how the incident is graded now."""
    own = connection.execute(select(incidents.c.priority).where(incidents.c.id == incident_id)).scalar_one()
    rows = connection.execute(
        select(transmissions.c.id, messages.c.priority)
        .join(messages, messages.c.id == transmissions.c.message_id)
        .where(transmissions.c.incident_id == incident_id)
    )
    return {"": Priority(own)} | {row.id: Priority(row.priority) for row in rows}
