"""Somebody takes an attention item."""

from sqlalchemy import select, update

from dispatcher.domain.attention import NEXT, AttentionKind, AttentionState
from dispatcher.domain.authority import Act, require
from dispatcher.domain.commands import TakeAttention
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.escalation import StepAction
from dispatcher.domain.events import EntryKind
from dispatcher.domain.transitions import advance
from dispatcher.services.guarding import set_guard
from dispatcher.services.transmitting import cancel_steps
from dispatcher.storage import transmissions
from dispatcher.storage.schema import attention
from dispatcher.storage.unit_of_work import UnitOfWork

_SETTLED_BY_TAKING = frozenset({AttentionKind.EXCEPTION, AttentionKind.OVERDUE})


def take_attention(command: TakeAttention, work: UnitOfWork) -> None:
    """Own the item; what only asked to be seen is settled, everything else stays until its reason is gone."""
    row = work.connection.execute(select(attention).where(attention.c.id == command.attention_id)).one_or_none()
    if row is None:
        raise UnknownThing("there is no such item on the strip", field="attention")
    kind, state = AttentionKind(row.kind), AttentionState(row.state)
    supervisor = kind is AttentionKind.SUPERVISOR
    require(command.actor, Act.SUPERVISOR_ACKNOWLEDGE if supervisor else Act.ATTEND)
    if state is AttentionState.TAKEN:
        return  # a second key press, or a second person: whoever took it first owns it
    settled = kind in _SETTLED_BY_TAKING
    new = advance(NEXT, "the item", state, AttentionState.RESOLVED if settled else AttentionState.TAKEN)
    values: dict[str, object] = {"state": new.value, "owner": command.actor.operator, "taken_at": work.now}
    if settled:
        values["resolved_at"] = work.now
    work.connection.execute(update(attention).where(attention.c.id == row.id).values(**values))
    note = work.keep("attention", row.id, "note", command.note) if command.note.strip() else None
    work.record(
        EntryKind.ATTENTION_TAKEN, command.actor, row.incident_id, attention=row.id, kind=kind.value,
        note={"id": note.id, "digest": note.digest} if note else None,
    )  # fmt: skip
    if supervisor and row.transmission_id:
        _stop_repetition(work, row.transmission_id)
    if row.incident_id:
        set_guard(work, row.incident_id)


def _stop_repetition(work: UnitOfWork, transmission_id: str) -> None:
    """A supervisor has answered for it; the incident's own guard goes on."""
    cancel_steps(work, transmissions.get(work.connection, transmission_id), StepAction.SUPERVISOR)
