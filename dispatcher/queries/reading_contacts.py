"""Reads contacts and their sources for screens."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import ContactState, Disposition, SourceKind, SourceState
from dispatcher.domain.triage import Priority
from dispatcher.queries.contacts import (
    AskContact,
    AskContactOctets,
    AskContacts,
    AskSources,
    ContactList,
    ContactPartRow,
    ContactRow,
    ContactWhole,
    SourceRow,
)
from dispatcher.storage.contacts import IS_UNSETTLED, WAITING
from dispatcher.storage.intake_sources import source_lease
from dispatcher.storage.leases import is_held
from dispatcher.storage.schema import contact_parts, contacts, incidents, intake_sources, operators, personal_values

DESTROYED = "(destroyed)"

_PREVIEW = 200
_HEAD = 400  # letters of sender and subject: a list needs no more
_LATELY, _HOUR = timedelta(minutes=5), timedelta(hours=1)
_sender, _subject, _body, _reason = (personal_values.alias(name) for name in ("sender", "subject", "body", "reason"))
_settler = operators.alias("settler")


class _Batch(NamedTuple):
    """What waits of a batch."""

    total: int
    lately: int
    newest: datetime


def contact_list(query: AskContacts, connection: Connection, now: datetime) -> ContactList:
    """Read what is not settled."""
    firsts = select(func.min(contacts.c.id)).where(WAITING, contacts.c.batch.is_not(None)).group_by(contacts.c.batch)
    stands_alone = or_(
        contacts.c.batch.is_(None), contacts.c.state == ContactState.TAKEN.value, contacts.c.id.in_(firsts)
    )  # fmt: skip
    which = and_(IS_UNSETTLED, contacts.c.batch == query.batch) if query.batch else and_(IS_UNSETTLED, stands_alone)
    rows = connection.execute(
        _rows().where(which).order_by(contacts.c.priority, contacts.c.received_at, contacts.c.id).limit(query.limit)
    ).all()
    counts = {
        row.state: row.total
        for row in connection.execute(
            select(contacts.c.state, func.count().label("total")).where(IS_UNSETTLED).group_by(contacts.c.state)
        )
    }
    batches = {} if query.batch else _batches(connection, now)
    return ContactList(
        rows=tuple(_row(row, batches) for row in rows), waiting=counts.get(ContactState.WAITING.value, 0),
        taken=counts.get(ContactState.TAKEN.value, 0),
    )  # fmt: skip


def contact_whole(query: AskContact, connection: Connection, now: datetime) -> ContactWhole | None:
    """Read one contact with everything."""
    found = connection.execute(
        _rows()
        .add_columns(
            _body.c.value.label("words"), _reason.c.value.label("reason"), _settler.c.name.label("settler"),
            incidents.c.number,
        )
        .outerjoin(_reason, _reason.c.id == contacts.c.reason_id)
        .outerjoin(_settler, _settler.c.id == contacts.c.settled_by)
        .outerjoin(incidents, incidents.c.id == contacts.c.incident_id)
        .where(contacts.c.id == query.contact_id)
    ).one_or_none()  # fmt: skip
    if found is None:
        return None
    parts = connection.execute(
        select(
            contact_parts.c.place, contact_parts.c.name, contact_parts.c.type, contact_parts.c.size,
            contact_parts.c.content.is_not(None).label("is_kept"),
        )
        .where(contact_parts.c.contact_id == found.id)
        .order_by(contact_parts.c.place)
    ).all()  # fmt: skip
    return ContactWhole(
        row=_row(found, _batches(connection, now)), said_at=found.said_at, body=_said(found.body_id, found.words),
        octets=sum(part.size for part in parts if part.place == 0),
        attachments=tuple(
            ContactPartRow(place=part.place, name=part.name, type=part.type, size=part.size, is_kept=part.is_kept)
            for part in parts
            if part.place
        ),
        settled_at=found.settled_at, settled_by=found.settler, call_id=found.call_id, incident_id=found.incident_id,
        incident_number=found.number, reason=_said(found.reason_id, found.reason),
        disposition=Disposition(found.disposition) if found.disposition else None,
    )  # fmt: skip


def contact_octets(query: AskContactOctets, connection: Connection, _now: datetime) -> bytes | None:
    """Read the very octets of a contact or of an attachment."""
    content = connection.execute(
        select(contact_parts.c.content).where(
            contact_parts.c.contact_id == query.contact_id, contact_parts.c.place == query.place
        )
    ).scalar()
    return None if content is None else bytes(content)


def sources(_query: AskSources, connection: Connection, now: datetime) -> tuple[SourceRow, ...]:
    """Read where contacts come from."""
    rows = connection.execute(select(intake_sources).order_by(intake_sources.c.name)).all()
    return tuple(_source(connection, row, now) for row in rows)


def _source(connection: Connection, row: Row[Any], now: datetime) -> SourceRow:
    # What names itself on a socket is kept as SOCKET/NAME; 0 is the letter after the stroke.
    mine = or_(
        contacts.c.source == row.name,
        and_(contacts.c.source >= f"{row.name}/", contacts.c.source < f"{row.name}0"),
    )
    since = contacts.c.received_at
    counted = connection.execute(
        select(func.count().label("total"), func.count().filter(since >= now - _LATELY).label("lately")).where(
            mine, since >= now - _HOUR
        )
    ).one()
    last_at = connection.execute(select(since).where(mine).order_by(since.desc()).limit(1)).scalar()
    has_holder = is_held(connection, source_lease(row.name))
    return SourceRow(
        name=row.name, kind=SourceKind(row.kind), medium=Medium(row.medium), since=row.since,
        # Nobody reads it: what its last reader said of it is history.
        state=SourceState(row.state) if has_holder else SourceState.DOWN, has_holder=has_holder,
        reason=row.reason if has_holder else "no process of this room reads it", last_at=last_at,
        in_last_hour=counted.total, per_minute=counted.lately / (_LATELY / timedelta(minutes=1)),
    )  # fmt: skip


def _rows() -> Select[Any]:
    attached = (
        select(func.count())
        .select_from(contact_parts)
        .where(contact_parts.c.contact_id == contacts.c.id, contact_parts.c.place > 0)
        .scalar_subquery()
    )
    return (
        select(
            contacts, operators.c.name.label("taker"), attached.label("attached"),
            func.substr(_sender.c.value, 1, _HEAD).label("sender"),
            func.substr(_subject.c.value, 1, _HEAD).label("subject"),
            func.substr(_body.c.value, 1, _PREVIEW).label("preview"),
        )
        .outerjoin(operators, operators.c.id == contacts.c.taken_by)
        .outerjoin(_sender, _sender.c.id == contacts.c.sender_id)
        .outerjoin(_subject, _subject.c.id == contacts.c.subject_id)
        .outerjoin(_body, _body.c.id == contacts.c.body_id)
    )  # fmt: skip


def _batches(connection: Connection, now: datetime) -> dict[str, _Batch]:
    received = contacts.c.received_at
    rows = connection.execute(
        select(
            contacts.c.batch, func.count().label("total"), func.max(received).label("newest"),
            func.count().filter(received >= now - timedelta(minutes=1)).label("lately"),
        )
        .where(WAITING, contacts.c.batch.is_not(None))
        .group_by(contacts.c.batch)
    )  # fmt: skip
    return {row.batch: _Batch(row.total, row.lately, row.newest) for row in rows}


def _row(row: Row[Any], batches: dict[str, _Batch]) -> ContactRow:
    state = ContactState(row.state)
    batch = batches.get(row.batch or "") if state is ContactState.WAITING else None
    return ContactRow(
        contact_id=row.id, medium=Medium(row.medium), source=row.source, priority=Priority(row.priority), state=state,
        contact_at=row.contact_at, received_at=row.received_at, answered_at=row.answered_at, ended_at=row.ended_at,
        sender=_said(row.sender_id, row.sender), subject=_said(row.subject_id, row.subject),
        preview=" ".join(_said(row.body_id, row.preview).split()), note=row.note, complete=row.complete,
        repeats=row.repeats, attachments=row.attached, seat=row.seat, taken_by=row.taker, taken_seat=row.taken_seat,
        batch=row.batch, waiting=batch.total if batch else 1, per_minute=batch.lately if batch else 0,
        newest_at=batch.newest if batch else None,
    )  # fmt: skip


def _said(value_id: str | None, value: str | None) -> str:
    return "" if value_id is None else DESTROYED if value is None else value
