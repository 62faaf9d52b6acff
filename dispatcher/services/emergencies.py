"""Emergencies that wait for somebody: one item for each, that rings until it is taken and stays until it is settled."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select

from dispatcher.domain.attention import UNRESOLVED, AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Subject
from dispatcher.domain.triage import Priority
from dispatcher.services import attention_items, chains
from dispatcher.services.attention_items import RING, Item, raise_item
from dispatcher.services.chains import Guarded, chain_name
from dispatcher.services.reaching import reachable
from dispatcher.storage import deadlines
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import attention
from dispatcher.storage.unit_of_work import UnitOfWork

GRADED = Priority.P1
FIRST_OF_ALL = 0
"""Rank of the emergency class: below that of P1 (`radio.message.Urgency.EMERGENCY`)."""
_COLUMNS = (
    attention.c.id, attention.c.state, attention.c.text, attention.c.chain, attention.c.cause, attention.c.unit_id,
)  # fmt: skip
_OF_AN_EMERGENCY = (attention.c.kind == AttentionKind.EMERGENCY.value, in_states(attention.c.state, UNRESOLVED))
_BY_CAUSE = select(*_COLUMNS).where(attention.c.cause == bindparam("of"), *_OF_AN_EMERGENCY)
_BY_CHAIN = select(*_COLUMNS).where(attention.c.chain == bindparam("of"), *_OF_AN_EMERGENCY)
_UNSETTLED_OF = select(attention.c.id).where(attention.c.incident_id == bindparam("of"), *_OF_AN_EMERGENCY)
_OPEN_OF = _UNSETTLED_OF.where(attention.c.state == AttentionState.OPEN.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """An emergency on the strip."""

    attention_id: str
    subject_id: str  # what came in first
    state: AttentionState
    text: str
    cause: str
    unit_id: str | None


def ring(
    work: UnitOfWork, *, cause: str, text: str, inbound_id: str, unit_id: str | None, incident_id: str | None
) -> str:
    """Raise the item of an emergency, or count it up and let it ring anew; its chain begins anew. Return its id."""
    known = _found(work, _BY_CAUSE, cause)
    subject_id = known.subject_id if known else inbound_id
    asked, phone = reachable(work).resolve(Role.DISPATCHER)
    attention_id = raise_item(
        work,
        Item(
            kind=AttentionKind.EMERGENCY, cause=cause, text=f"{text}{RING}{phone}" if phone else text, for_role=asked,
            priority=GRADED, incident_id=incident_id, unit_id=unit_id, chain=chain_name(Subject.EMERGENCY, subject_id),
        ),
        louder=True,
    )  # fmt: skip
    chains.start(work, Guarded(subject=Subject.EMERGENCY, subject_id=subject_id, priority=GRADED))
    return attention_id


def waiting(work: UnitOfWork, subject_id: str) -> Emergency | None:
    """Return the emergency that a chain is about, while nobody has taken it."""
    found = _found(work, _BY_CHAIN, chain_name(Subject.EMERGENCY, subject_id))
    return found if found is not None and found.state is AttentionState.OPEN else None


def taken(work: UnitOfWork, chain: str | None) -> None:
    """Somebody has it: nobody else is called. The item itself stays until it is settled."""
    subject_id = (chain or "").partition(":")[2]
    deadlines.cancel_one(work.connection, subject_id, Subject.EMERGENCY.guard)
    attention_items.resolve_cause(work, f"{chain}:authority", "somebody took the emergency")


def given_away(work: UnitOfWork, chain: str | None) -> None:
    """It rings for somebody else now: its chain begins anew."""
    subject_id = (chain or "").partition(":")[2]
    chains.start(work, Guarded(subject=Subject.EMERGENCY, subject_id=subject_id, priority=GRADED))


def is_any_open(work: UnitOfWork, incident_id: str) -> bool:
    """Tell whether a crew of an incident pressed the button and nobody has taken it."""
    return work.connection.execute(_OPEN_OF, {"of": incident_id}).first() is not None


def page_rank(work: UnitOfWork, incident_id: str, priority: Priority) -> int:
    """Return how soon pages of an incident go: ahead of every P1 while a crew of it is in danger."""
    unsettled = work.connection.execute(_UNSETTLED_OF, {"of": incident_id}).first() is not None
    return FIRST_OF_ALL if unsettled else priority.rank


def _found(work: UnitOfWork, statement: Select[*tuple[Any, ...]], of: str) -> Emergency | None:
    row = work.connection.execute(statement, {"of": of}).first()
    if row is None:
        return None
    return Emergency(
        attention_id=row.id, subject_id=row.chain.partition(":")[2], state=AttentionState(row.state),
        text=row.text.partition(RING)[0], cause=row.cause, unit_id=row.unit_id,
    )  # fmt: skip
