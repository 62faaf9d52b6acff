"""Read everything that is stored about incidents, in pages: a store of any size is audited in bounded memory."""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, text

from dispatcher.domain.attention import AttentionState
from dispatcher.domain.escalation import Policy
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.transmissions import REPEAT_MARK
from dispatcher.domain.triage import Priority
from dispatcher.queries.auditing.records import Answer, Dossier, Due, Item, Part, Sending, Try
from dispatcher.queries.policies import stored_policies
from dispatcher.storage.personal_values import salted_digest
from dispatcher.storage.schema import (
    assignments,
    attempts,
    attention,
    deadlines,
    inbound,
    incidents,
    journal,
    messages,
    personal_values,
    transmissions,
    units,
)

PAGE = 200
_JUMPS = select(journal.c.sequence).where(text("kind = 'clock_jumped'")).order_by(journal.c.sequence)
_NEAR = 200
"""A command's entries stand together in the journal: what it says elsewhere is not farther away than this."""
_ENDS_HERE = frozenset({
    EntryKind.ANSWER_RECORDED, EntryKind.STATUS_REPORTED, EntryKind.UNIT_RECALLED, EntryKind.UNIT_REASSIGNED,
    EntryKind.INCIDENT_CLOSED, EntryKind.CHAIN_CANCELLED, EntryKind.UNCONFIRMED_ACCEPTED,
})  # fmt: skip


def dossiers(
    connection: Connection, now: datetime, *, open_too: bool = False, since: datetime | None = None, number: str = ""
) -> Iterator[tuple[Dossier, ...]]:
    """Yield the finished incidents by number, a page at a time; the caller may end its transaction between pages."""
    after = ""
    while True:
        statement = select(incidents).where(incidents.c.number > after)
        if number:
            statement = statement.where(incidents.c.number == number)
        elif not open_too:
            statement = statement.where(incidents.c.state == IncidentState.CLOSED.value)
        if since is not None:
            statement = statement.where(func.coalesce(incidents.c.closed_at, now) >= since)
        rows = connection.execute(statement.order_by(incidents.c.number).limit(PAGE)).all()
        if rows:
            yield _page(connection, rows, now)
        if len(rows) < PAGE:
            return
        after = rows[-1].number


def how_many(connection: Connection, *, open_too: bool) -> int:
    """Count the incidents that an audit of all would look through, for its progress."""
    statement = select(func.count()).select_from(incidents)
    if not open_too:
        statement = statement.where(incidents.c.state == IncidentState.CLOSED.value)
    return connection.execute(statement).scalar_one()


def _page(connection: Connection, rows: Collection[Row[Any]], now: datetime) -> tuple[Dossier, ...]:
    ids = [row.id for row in rows]
    dues = _by_incident(connection, select(deadlines).where(deadlines.c.incident_id.in_(ids)).order_by(deadlines.c.id))
    sendings = _by_incident(connection, _sendings(ids))
    tries = _by_incident(connection, _tries(ids))
    parts = _by_incident(connection, _parts(ids))
    items = _by_incident(connection, _items(ids))
    entries = _entries(connection, ids)
    words = _words(connection, [row.words_id for found in sendings.values() for row in found if row.words_id])
    rules = stored_policies(connection)
    jumps = connection.execute(_JUMPS).scalars().all()
    return tuple(
        Dossier(
            id=row.id, number=row.number, is_open=row.state == IncidentState.OPEN.value, opened_at=row.opened_at,
            until=row.closed_at or now,
            dues=tuple(_due(item) for item in dues[row.id]),
            sendings=tuple(_sending(item, rules) for item in sendings[row.id]),
            tries=tuple(_try(item) for item in tries[row.id]),
            parts=tuple(_part(item) for item in parts[row.id]),
            items=tuple(_item(item) for item in items[row.id]),
            entries=tuple(entries[row.id]),
            beside=tuple(_beside(connection, entries[row.id])),
            clock_was_set=_was_set(jumps, entries[row.id], is_open=row.state == IncidentState.OPEN.value),
            closed_by=_closed_by(entries[row.id]),
            shut=tuple(_shut(row.id, entries[row.id])),
            words=words,
        )
        for row in rows
    )  # fmt: skip


def _closed_by(entries: Sequence[Entry]) -> float:
    """Return where it was closed for the last time."""
    closed = (entry.sequence for entry in reversed(entries) if entry.kind is EntryKind.INCIDENT_CLOSED)
    return next(closed, math.inf)


def opens_again(entry: Entry, incident_id: str) -> bool:
    """Tell whether an entry opens that incident anew: it was reopened, or what was merged is by itself again."""
    if entry.kind is EntryKind.INCIDENT_REOPENED:
        return entry.incident_id == incident_id
    return entry.kind is EntryKind.INCIDENT_UNMERGED and entry.body.get("incident") == incident_id


def _shut(incident_id: str, entries: Sequence[Entry]) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when until when it was closed, for each time that it was opened again."""
    closed_at: datetime | None = None
    for entry in entries:
        if entry.kind is EntryKind.INCIDENT_CLOSED:
            closed_at = entry.at
        elif closed_at is not None and opens_again(entry, incident_id):
            yield closed_at, entry.at
            closed_at = None


def _was_set(jumps: Collection[int], entries: Sequence[Entry], *, is_open: bool) -> bool:
    """By the order of the journal: what the clock said then is just what cannot be trusted."""
    if not entries:
        return False
    first, last = entries[0].sequence, math.inf if is_open else entries[-1].sequence
    return any(first < jump < last for jump in jumps)


def _items(ids: Collection[str]) -> Select[*tuple[Any, ...]]:
    times = attention.c.count.label("times")
    return select(attention, times).where(attention.c.incident_id.in_(ids)).order_by(attention.c.id)


def _sendings(ids: Collection[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            transmissions, messages.c.purpose, messages.c.priority, assignments.c.unit_id, units.c.call_sign,
            inbound.c.unit_id.label("answered_by"), inbound.c.outcome.label("answer_outcome"),
            inbound.c.duplicate.label("answer_doubled"), inbound.c.words_id.label("answer_words"),
        )
        .join(messages, messages.c.id == transmissions.c.message_id)
        .join(assignments, assignments.c.id == transmissions.c.assignment_id)
        .join(units, units.c.id == assignments.c.unit_id)
        .outerjoin(inbound, inbound.c.id == transmissions.c.answer_id)
        .where(transmissions.c.incident_id.in_(ids))
        .order_by(transmissions.c.queued_at, transmissions.c.id)
    )  # fmt: skip


def _tries(ids: Collection[str]) -> Select[*tuple[Any, ...]]:
    opening = func.substr(personal_values.c.value, 1, len(REPEAT_MARK))
    return (
        select(
            transmissions.c.incident_id, attempts.c.transmission_id, attempts.c.number, attempts.c.state,
            attempts.c.repeat, attempts.c.queued_at, opening.label("opening"),
        )
        .join(transmissions, transmissions.c.id == attempts.c.transmission_id)
        .outerjoin(personal_values, personal_values.c.id == attempts.c.text_id)
        .where(transmissions.c.incident_id.in_(ids))
        .order_by(attempts.c.transmission_id, attempts.c.number)
    )  # fmt: skip


def _parts(ids: Collection[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(assignments, units.c.call_sign)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.incident_id.in_(ids))
        .order_by(assignments.c.id)
    )


def _by_incident(connection: Connection, statement: Select[*tuple[Any, ...]]) -> defaultdict[str, list[Row[Any]]]:
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.incident_id].append(row)
    return found


def _entries(connection: Connection, ids: Collection[str]) -> defaultdict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    statement = select(journal).where(journal.c.incident_id.in_(ids)).order_by(journal.c.sequence)
    for row in connection.execute(statement):
        found[row.incident_id].append(_entry(row))
    return found


def _beside(connection: Connection, entries: Collection[Entry]) -> Iterator[Entry]:
    """An answer to a newer order ends an older chain: its entry stands in the other incident's log."""
    explained = {entry.at for entry in entries if entry.kind in _ENDS_HERE}
    for stop in entries:
        if stop.kind is not EntryKind.CHAIN_STOPPED or stop.at in explained:
            continue
        near = journal.c.sequence.between(stop.sequence - _NEAR, stop.sequence + _NEAR)
        for row in connection.execute(select(journal).where(near).order_by(journal.c.sequence)):
            if row.at == stop.at and row.incident_id != stop.incident_id:
                yield _entry(row)


def _words(connection: Connection, ids: Collection[str]) -> dict[str, str | None]:
    rows = connection.execute(select(personal_values).where(personal_values.c.id.in_(ids)))
    return {row.id: None if row.value is None else salted_digest(row.value, row.salt) for row in rows}


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        sequence=row.sequence, at=row.at, kind=EntryKind(row.kind), operator=row.operator, seat=row.seat,
        incident_id=row.incident_id, body=json.loads(row.body),
    )  # fmt: skip


def _due(row: Row[Any]) -> Due:
    return Due(
        id=row.id, subject_id=row.subject_id, name=row.name, run=row.run, due_at=row.due_at, since=row.since,
        state=row.state, fired_at=row.fired_at,
    )  # fmt: skip


def _sending(row: Row[Any], rules: Mapping[str, Policy]) -> Sending:
    return Sending(
        id=row.id, message_id=row.message_id, assignment_id=row.assignment_id, unit_id=row.unit_id,
        call_sign=row.call_sign, purpose=row.purpose, state=row.state, policy=rules.get(row.policy_id or ""),
        priority=Priority(row.priority),
        forecast_s=row.forecast_s, queued_at=row.queued_at, acknowledged_by=row.acknowledged_by, words_id=row.words_id,
        answer=None if row.answer_id is None else Answer(
            id=row.answer_id, unit_id=row.answered_by, outcome=row.answer_outcome, duplicate=row.answer_doubled,
            words_id=row.answer_words,
        ),
    )  # fmt: skip


def _try(row: Row[Any]) -> Try:
    says_repeat = None if row.opening is None else row.opening == REPEAT_MARK
    return Try(
        transmission_id=row.transmission_id, number=row.number, state=row.state, repeat=row.repeat,
        says_repeat=says_repeat, queued_at=row.queued_at,
    )  # fmt: skip


def _part(row: Row[Any]) -> Part:
    return Part(id=row.id, call_sign=row.call_sign, acknowledged_at=row.acknowledged_at)


def _item(row: Row[Any]) -> Item:
    return Item(
        id=row.id, kind=row.kind, is_resolved=row.state == AttentionState.RESOLVED.value, times=row.times,
        owner=row.owner, raised_at=row.raised_at, taken_at=row.taken_at, resolved_at=row.resolved_at,
        transmission_id=row.transmission_id,
    )  # fmt: skip
