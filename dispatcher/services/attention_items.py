"""Raise, raise again, and resolve attention items: one open item per cause, however often the cause comes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from dispatcher.domain.attention import ASKS_A_PERSON, UNRESOLVED, AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Acknowledgement, upwards
from dispatcher.domain.events import EntryKind
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import attention
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_UNRESOLVED = in_states(attention.c.state, UNRESOLVED)
_OF_CAUSE = select(attention.c.text).where(attention.c.cause == bindparam("of"), _UNRESOLVED)
_RAISED = select(
    attention.c.id,
    attention.c.state,
    attention.c.count.label("times"),
    attention.c.level,
    attention.c.for_role,
    attention.c.least_role,
).where(attention.c.cause == bindparam("of"), _UNRESOLVED)
_OF_CHAIN = select(attention.c.id, attention.c.incident_id, attention.c.text).where(
    attention.c.chain == bindparam("of"), _UNRESOLVED
)
_OF_CHAINS = select(attention.c.id, attention.c.incident_id, attention.c.chain).where(
    attention.c.chain.in_(bindparam("of", expanding=True)), _UNRESOLVED
)
_INSERT = insert(attention)
_CHANGE = update(attention).where(attention.c.id == bindparam("which"))  # the columns are those given

RING = "; ring "
"""Stands in an item's text before whom one rings, when nobody who is asked is at a seat."""


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
    chain: str | None = None
    for_seat: str | None = None
    least_role: Role | None = None  # whose acknowledgement counts, and that of everybody above
    acknowledge: Acknowledgement = Acknowledgement.ONE


def raise_item(work: UnitOfWork, item: Item, *, louder: bool = False) -> str:
    """Raise the item, or count it up; `louder` also raises a taken one anew. Return its id."""
    row = work.connection.execute(_RAISED, {"of": item.cause}).one_or_none()
    if row is None:
        attention_id, count = work.new_id(), 1
        work.connection.execute(_INSERT, _values(work, item, attention_id))
    else:
        attention_id, count = row.id, row.times + 1
        changed: dict[str, object] = {"state": AttentionState.OPEN.value, "level": row.level + 1} if louder else {}
        if item.for_role in upwards(Role(row.for_role)):  # what has gone up does not come down again
            changed |= {"text": item.text, "for_role": item.for_role.value, "for_seat": item.for_seat}
        if item.least_role is not None and row.least_role and item.least_role in upwards(Role(row.least_role)):
            changed |= {"least_role": item.least_role.value}
        work.connection.execute(_CHANGE, {"which": attention_id, "count": count, **changed})
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
        chain=item.chain,
        asks=item.least_role.value if item.least_role else None,
    )
    return attention_id


def _values(work: UnitOfWork, item: Item, attention_id: str) -> dict[str, object]:
    return {
        "id": attention_id, "kind": item.kind.value, "state": AttentionState.OPEN.value, "cause": item.cause,
        "text": item.text, "priority": item.priority.value if item.priority else None, "count": 1, "level": 1,
        "for_role": item.for_role.value, "raised_at": work.now, "incident_id": item.incident_id,
        "unit_id": item.unit_id, "transmission_id": item.transmission_id, "channel": item.channel,
        "chain": item.chain, "for_seat": item.for_seat, "acknowledge": item.acknowledge.value,
        "least_role": _least_role(item),
    }  # fmt: skip


def _least_role(item: Item) -> str | None:
    """What only authority may answer asks for the role that it is put to, unless it says otherwise."""
    if item.least_role is not None:
        return item.least_role.value
    return item.for_role.value if item.kind in ASKS_A_PERSON else None


def role_asked(work: UnitOfWork, cause: str) -> Role | None:
    """Return the highest role that the unresolved item of a cause has been put to; None when there is none."""
    row = work.connection.execute(_RAISED, {"of": cause}).one_or_none()
    return None if row is None else Role(row.for_role)


def text_of_cause(work: UnitOfWork, cause: str) -> str | None:
    """Return what the unresolved item of a cause says; None when there is none."""
    return work.connection.execute(_OF_CAUSE, {"of": cause}).scalar_one_or_none()


def resolve_cause(work: UnitOfWork, cause: str, because: str) -> None:
    """Resolve the unresolved item of a cause, if there is one: its reason is gone."""
    if text_of_cause(work, cause) is not None:
        _resolve(work, attention.c.cause == cause, because)


def resolve_of_chain(work: UnitOfWork, chain: str, because: str, *, unless_it_ends: str | None = None) -> None:
    """Resolve what a chain raised, except what says, at its end or before whom to ring, what is still true."""
    for row in work.connection.execute(_OF_CHAIN, {"of": chain}).all():
        if unless_it_ends is None or not row.text.partition(RING)[0].endswith(unless_it_ends):
            _settle(work, row.id, row.incident_id, because)


def resolve_of_chains(work: UnitOfWork, because: Mapping[str, str]) -> None:
    """Resolve what several chains raised, each for its reason."""
    for row in work.connection.execute(_OF_CHAINS, {"of": list(because)}).all():
        _settle(work, row.id, row.incident_id, because[row.chain])


def resolve_of_transmission(work: UnitOfWork, transmission_id: str, because: str) -> None:
    """Resolve what a transmission's chain raised."""
    _resolve(work, attention.c.transmission_id == transmission_id, because)


def resolve_of_incident(work: UnitOfWork, incident_id: str, because: str) -> None:
    """Resolve everything that an incident raised."""
    _resolve(work, attention.c.incident_id == incident_id, because)


def _resolve(work: UnitOfWork, condition: ColumnElement[bool], because: str) -> None:
    rows = work.connection.execute(select(attention.c.id, attention.c.incident_id).where(condition, _UNRESOLVED)).all()
    for row in rows:
        _settle(work, row.id, row.incident_id, because)


def _settle(work: UnitOfWork, attention_id: str, incident_id: str | None, because: str) -> None:
    work.connection.execute(
        update(attention)
        .where(attention.c.id == attention_id)
        .values(state=AttentionState.RESOLVED.value, resolved_at=work.now)
    )
    work.record(EntryKind.ATTENTION_RESOLVED, SYSTEM, incident_id, attention=attention_id, because=because)


def veiled(words: str) -> str:
    """Return something that coalesces like these words and does not say them: a cause names no private number."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]
