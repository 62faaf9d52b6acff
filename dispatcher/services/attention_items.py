"""Raise, raise again, and resolve attention items: one open item per cause, however often the cause comes."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from dispatcher.domain.attention import UNRESOLVED, AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.events import EntryKind
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import attention
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_UNRESOLVED = in_states(attention.c.state, UNRESOLVED)
_OF_CAUSE = select(attention.c.text).where(attention.c.cause == bindparam("of"), _UNRESOLVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What to raise. Items with the same `cause` coalesce while one is unresolved."""

    kind: AttentionKind
    cause: str
    text: str
    for_role: Role
    priority: Priority | None = None
    incident_id: str | None = None
    unit_id: str | None = None
    transmission_id: str | None = None
    channel: str | None = None


def raise_item(work: UnitOfWork, item: Item, *, louder: bool = False) -> str:
    """Raise the item, or count it up; `louder` also raises a taken one anew. Return its id."""
    row = work.connection.execute(
        select(attention.c.id, attention.c.state, attention.c.count.label("times"), attention.c.level).where(
            attention.c.cause == item.cause, _UNRESOLVED
        )
    ).one_or_none()
    if row is None:
        attention_id = work.new_id()
        work.connection.execute(
            insert(attention).values(
                id=attention_id,
                kind=item.kind.value,
                state=AttentionState.OPEN.value,
                cause=item.cause,
                text=item.text,
                priority=item.priority.value if item.priority else None,
                count=1,
                level=1,
                for_role=item.for_role.value,
                raised_at=work.now,
                incident_id=item.incident_id,
                unit_id=item.unit_id,
                transmission_id=item.transmission_id,
                channel=item.channel,
            )
        )
        count = 1
    else:
        attention_id, count = row.id, row.times + 1
        reopened = {"state": AttentionState.OPEN.value, "level": row.level + 1} if louder else {}
        work.connection.execute(
            update(attention).where(attention.c.id == attention_id).values(count=count, text=item.text, **reopened)
        )
    work.record(
        EntryKind.ATTENTION_RAISED,
        SYSTEM,
        item.incident_id,
        attention=attention_id,
        kind=item.kind.value,
        count=count,
        channel=item.channel,
        transmission=item.transmission_id,
        unit=item.unit_id,
    )
    return attention_id


def text_of_cause(work: UnitOfWork, cause: str) -> str | None:
    """Return what the unresolved item of a cause says; None when there is none."""
    return work.connection.execute(_OF_CAUSE, {"of": cause}).scalar_one_or_none()


def resolve_cause(work: UnitOfWork, cause: str, because: str) -> None:
    """Resolve the unresolved item of a cause, if there is one: its reason is gone."""
    if text_of_cause(work, cause) is not None:
        _resolve(work, attention.c.cause == cause, because)


def resolve_of_transmission(work: UnitOfWork, transmission_id: str, because: str) -> None:
    """Resolve what a transmission's chain raised."""
    _resolve(work, attention.c.transmission_id == transmission_id, because)


def resolve_of_incident(work: UnitOfWork, incident_id: str, because: str) -> None:
    """Resolve everything that an incident raised."""
    _resolve(work, attention.c.incident_id == incident_id, because)


def resolve_of_channel(work: UnitOfWork, channel: str, because: str) -> None:
    """Resolve a channel's alarms."""
    _resolve(work, attention.c.channel == channel, because)


def _resolve(work: UnitOfWork, condition: ColumnElement[bool], because: str) -> None:
    rows = work.connection.execute(select(attention.c.id, attention.c.incident_id).where(condition, _UNRESOLVED)).all()
    for row in rows:
        work.connection.execute(
            update(attention)
            .where(attention.c.id == row.id)
            .values(state=AttentionState.RESOLVED.value, resolved_at=work.now)
        )
        work.record(EntryKind.ATTENTION_RESOLVED, SYSTEM, row.incident_id, attention=row.id, because=because)
