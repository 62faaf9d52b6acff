"""Contacts in the store: what waits, what came in its name before, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Row, and_, bindparam, func, insert, select, update

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import UNSETTLED, ContactState
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import UtcInstant, in_states
from dispatcher.storage.schema import contact_parts, contacts

IS_UNSETTLED = in_states(contacts.c.state, UNSETTLED)
WAITING = and_(IS_UNSETTLED, in_states(contacts.c.state, (ContactState.WAITING,)))
"""Said so that the index of what is not settled serves it."""
_NAMED = ("sender_key", "subject_key")

# Built once: mail may come by thousands.
_INSERT = insert(contacts)
_INSERT_PARTS = insert(contact_parts)
_GET = select(contacts).where(contacts.c.id == bindparam("of"))
_KNOWN = select(contacts).where(
    contacts.c.source == bindparam("from_source"), contacts.c.external_id == bindparam("known_as")
)
_LIKE = {
    key: select(contacts.c.id)
    .where(contacts.c[key] == bindparam("alike"), contacts.c.received_at >= bindparam("after", type_=UtcInstant))
    .limit(bindparam("most", type_=Integer))
    for key in _NAMED
}
_SINGLE = {
    key: select(contacts.c.id).where(
        contacts.c[key] == bindparam("alike"), contacts.c.received_at >= bindparam("after", type_=UtcInstant),
        WAITING, contacts.c.batch.is_(None),
    )
    for key in _NAMED
}  # fmt: skip
_IN_BATCH = (
    select(
        func.count().label("waiting"), func.min(contacts.c.received_at).label("oldest"),
        func.min(contacts.c.priority).label("priority"), func.min(contacts.c.medium).label("medium"),
        func.min(contacts.c.source).label("source"),
    )
    .where(contacts.c.batch == bindparam("of"), WAITING)
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact as services see it."""

    id: str
    source: str
    medium: Medium
    state: ContactState
    priority: Priority
    contact_at: datetime
    received_at: datetime
    batch: str | None
    taken_by: str | None
    taken_seat: str | None
    taken_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    incident_id: str | None
    call_id: str | None

    @property
    def guarded_by(self) -> str:
        """What its chain is known by: what waits in a batch is guarded with it."""
        return self.batch if self.batch and self.state is ContactState.WAITING else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What waits of a batch."""

    waiting: int
    oldest: datetime
    priority: Priority
    medium: Medium
    source: str


def add(connection: Connection, values: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> None:
    """Insert a waiting contact with its octets and attachments."""
    connection.execute(_INSERT, {"state": ContactState.WAITING.value, **values})
    if parts:
        connection.execute(_INSERT_PARTS, [{"contact_id": values["id"], **part} for part in parts])


def get(connection: Connection, contact_id: str) -> Contact:
    """Return one contact.

    Raises:
        UnknownThing: there is none.
    """
    row = connection.execute(_GET, {"of": contact_id}).one_or_none()
    if row is None:
        raise UnknownThing("there is no such contact", field="contact")
    return _contact(row)


def known(connection: Connection, source: str, external_id: str) -> Contact | None:
    """Return what came from a source under that name; None when nothing has."""
    row = connection.execute(_KNOWN, {"from_source": source, "known_as": external_id}).one_or_none()
    return None if row is None else _contact(row)


def is_of_call(connection: Connection, call_id: str) -> bool:
    """Tell whether a call was made from a contact."""
    return connection.execute(select(contacts.c.id).where(contacts.c.call_id == call_id).limit(1)).first() is not None


def has_many_like(connection: Connection, key: str, alike: str, after: datetime, many: int) -> bool:
    """Tell whether so many with that `sender_key` or `subject_key` were received after an instant."""
    given = {"alike": alike, "after": after, "most": many}
    return len(connection.execute(_LIKE[key], given).all()) >= many


def singles_like(connection: Connection, key: str, alike: str, after: datetime) -> tuple[str, ...]:
    """Return the ids of those with that key that wait, and are in no batch."""
    return tuple(connection.execute(_SINGLE[key], {"alike": alike, "after": after}).scalars())


def put_in_batch(connection: Connection, ids: Sequence[str], batch: str) -> None:
    """Make contacts part of a batch."""
    if ids:
        connection.execute(update(contacts).where(contacts.c.id.in_(ids)).values(batch=batch))


def batch_of(connection: Connection, batch: str) -> Batch | None:
    """Return what waits of a batch; None when nothing does."""
    row = connection.execute(_IN_BATCH, {"of": batch}).one()
    if not row.waiting:
        return None
    return Batch(
        waiting=row.waiting, oldest=row.oldest, priority=Priority(row.priority), medium=Medium(row.medium),
        source=row.source,
    )  # fmt: skip


def set_values(connection: Connection, contact_id: str, **values: object) -> None:
    """Change columns of one contact."""
    connection.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))


def count_again(connection: Connection, contact_id: str, now: datetime) -> None:
    """Count that a contact was brought once more."""
    connection.execute(
        update(contacts).where(contacts.c.id == contact_id).values(repeats=contacts.c.repeats + 1, repeated_at=now)
    )


def settle_batch(connection: Connection, batch: str, upto: datetime | None, **values: object) -> int:
    """Change columns of everything that waits in a batch, received up to an instant; return how many there were."""
    conditions: list[ColumnElement[bool]] = [contacts.c.batch == batch, WAITING]
    if upto is not None:
        conditions.append(contacts.c.received_at <= upto)
    return connection.execute(update(contacts).where(*conditions).values(**values)).rowcount


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        id=row.id, source=row.source, medium=Medium(row.medium), state=ContactState(row.state),
        priority=Priority(row.priority), contact_at=row.contact_at, received_at=row.received_at, batch=row.batch,
        taken_by=row.taken_by, taken_seat=row.taken_seat, taken_at=row.taken_at, answered_at=row.answered_at,
        ended_at=row.ended_at, incident_id=row.incident_id, call_id=row.call_id,
    )  # fmt: skip
