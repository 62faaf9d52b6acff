"""What an operator is asked because of what came in: who is this, what does it mean, read it, speak to them."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from dispatcher.domain.attention import UNRESOLVED, AttentionKind
from dispatcher.domain.triage import Priority
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.inbound_book import Came, unknown_cause
from dispatcher.services.reaching import radio_desk
from dispatcher.storage import incidents
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import attention
from dispatcher.storage.unit_of_work import UnitOfWork

_QUIET = timedelta(hours=1)
"""A radio that nobody knows tells where it is each second: somebody who looked is asked again after so long."""
_LATEST = (
    select(attention.c.id, attention.c.state, attention.c.raised_at, attention.c.count.label("times"))
    .where(attention.c.cause == bindparam("of"))
    .order_by(attention.c.raised_at.desc())
    .limit(1)
)
_COUNT_UP = update(attention).where(attention.c.id == bindparam("which"), in_states(attention.c.state, UNRESOLVED))


def ask_who(work: UnitOfWork, channel: str, sender: str, said: str) -> None:
    """Ask who a sender is that nobody knows; one item for each."""
    raise_item(
        work,
        Item(
            kind=AttentionKind.EXCEPTION,
            cause=unknown_cause(channel, sender),
            text=f"unknown unit {sender} on {channel} sent {said}: find out who it is, and give the address to its unit"
            " in units.toml",
            for_role=radio_desk(work),
        ),
    )


def count_positions_of_unknown(work: UnitOfWork, channel: str, sender: str, times: int, now: datetime) -> None:
    """Ask who a sender is that tells where it is, once; count quietly what comes after."""
    row = work.connection.execute(_LATEST, {"of": unknown_cause(channel, sender)}).first()
    if row is not None and row.state in {state.value for state in UNRESOLVED}:
        work.connection.execute(_COUNT_UP, {"which": row.id, "count": row.times + times})
    elif row is None or now - row.raised_at >= _QUIET:
        ask_who(work, channel, sender, "positions")


def ask_meaning(work: UnitOfWork, came: Came, why: str) -> None:
    """Say that nothing could be made of a status."""
    raise_item(
        work,
        Item(
            kind=AttentionKind.EXCEPTION,
            cause=f"meaning:{came.channel}:{came.unit.unit_id if came.unit else ''}:{came.code}",
            text=f"{came.who}: {why}: the status was kept, nothing was changed. Ask the crew",
            for_role=radio_desk(work),
            priority=_priority(work, came),
            incident_id=came.incident_id,
            unit_id=came.unit.unit_id if came.unit else None,
        ),
    )


def ask_to_read(work: UnitOfWork, came: Came, why: str) -> None:
    """Ask somebody to read words that answer nothing."""
    raise_item(
        work,
        Item(
            kind=AttentionKind.TASK,
            cause=f"read:{came.unit.unit_id if came.unit else ''}:{came.incident_id or 'none'}",
            text=f"read what {came.who} wrote over {came.channel}: {why}",
            for_role=radio_desk(work),
            priority=_priority(work, came),
            incident_id=came.incident_id,
            unit_id=came.unit.unit_id if came.unit else None,
        ),
        louder=True,
    )


def ask_to_speak(work: UnitOfWork, came: Came, label: str, *, urgent: bool) -> None:
    """Let the radio desk call a crew that wants to speak."""
    wants = "URGENTLY wants to speak" if urgent else "wants to speak"
    incident_id = None if urgent else came.incident_id  # whose priority would hold instead
    raise_item(
        work,
        Item(
            kind=AttentionKind.TASK,
            cause=f"speak:{came.unit.unit_id if came.unit else ''}:{incident_id or urgent}",
            text=f"call {came.who}: it {wants} ({label})",
            for_role=radio_desk(work),
            priority=Priority.P1 if urgent else _priority(work, came),
            incident_id=incident_id,
            unit_id=came.unit.unit_id if came.unit else None,
        ),
        louder=True,
    )


def _priority(work: UnitOfWork, came: Came) -> Priority | None:
    return incidents.get(work.connection, came.incident_id).priority if came.incident_id else None
