"""Somebody takes an attention item, answers it for a role, or gives it to somebody else."""

from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dispatcher.domain.attention import ASKS_A_PERSON, NEXT, AttentionKind, AttentionState
from dispatcher.domain.attention_commands import DelegateAttention, TakeAttention
from dispatcher.domain.authority import ANSWERS_FOR, MAY, Act, Role, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, UnknownThing
from dispatcher.domain.escalation import CALLS_AUTHORITY, Acknowledgement, Subject, counts_anew
from dispatcher.domain.events import EntryKind
from dispatcher.domain.transitions import advance
from dispatcher.services import attention_items, emergencies, restarting
from dispatcher.services.guarding import look, set_guard
from dispatcher.services.transmitting import cancel_steps
from dispatcher.storage import transmissions
from dispatcher.storage.duties import on_duty
from dispatcher.storage.schema import attention, attention_acknowledgements, operators
from dispatcher.storage.unit_of_work import UnitOfWork

_SETTLED_BY_TAKING = frozenset({AttentionKind.EXCEPTION, AttentionKind.OVERDUE, AttentionKind.TASK})
_NEEDS_WORDS = frozenset({AttentionKind.DECISION})

Found = Row[tuple[Any, ...]]


def take_attention(command: TakeAttention, work: UnitOfWork) -> None:
    """Own the item; what only asked to be seen is settled, everything else stays until its reason is gone.

    An emergency that somebody has taken is settled by the words of what became of it.
    """
    require(command.actor, Act.ATTEND)
    row = _item(work, command.attention_id)
    kind, state = AttentionKind(row.kind), AttentionState(row.state)
    if kind is AttentionKind.APPROVAL:
        raise InvalidTransition("approve or refuse the proposal; to take it answers nothing", field="attention")
    who, spoke_for = _require_answerer(command, work, row)
    if state is AttentionState.TAKEN and kind is AttentionKind.EMERGENCY and command.note.strip():
        _settle_emergency(command, work, row)
    if state is AttentionState.TAKEN:
        return  # a second key press, or a second person: whoever took it first owns it
    if kind in _NEEDS_WORDS and not command.note.strip():
        raise Incomplete("what was decided? Write it down", field="note")
    if row.acknowledge == Acknowledgement.ALL.value and not _all_have(work, row, who):
        _record_one(command, work, row, who)
        return
    settled = kind in _SETTLED_BY_TAKING
    new = advance(NEXT, "the item", state, AttentionState.RESOLVED if settled else AttentionState.TAKEN)
    values: dict[str, object] = {
        "state": new.value, "owner": command.actor.operator, "taken_at": work.now, "spoke_for": spoke_for,
    }  # fmt: skip
    if settled:
        values["resolved_at"] = work.now
    work.connection.execute(update(attention).where(attention.c.id == row.id).values(**values))
    if kind is AttentionKind.EMERGENCY:
        emergencies.taken(work, row.chain)
    note = work.keep("attention", row.id, "note", command.note) if command.note.strip() else None
    work.record(
        EntryKind.ATTENTION_TAKEN, command.actor, row.incident_id, attention=row.id, kind=kind.value,
        spoke_for=spoke_for, looked=_go_on(work, row, kind),
        note={"id": note.id, "digest": note.digest} if note else None,
    )  # fmt: skip


def _settle_emergency(command: TakeAttention, work: UnitOfWork, row: Found) -> None:
    """Somebody has it, and now says what became of it: that settles it."""
    note = work.keep("attention", row.id, "note", command.note)
    work.record(
        EntryKind.ATTENTION_TAKEN, command.actor, row.incident_id, attention=row.id, kind=row.kind, spoke_for=None,
        looked=False, settled=True, note={"id": note.id, "digest": note.digest},
    )  # fmt: skip
    attention_items.resolve_cause(work, row.cause, "the emergency was settled")


def delegate_attention(command: DelegateAttention, work: UnitOfWork) -> None:
    """Give the item to a seat; it sounds there until it is taken, and its chain does not wait."""
    require(command.actor, Act.DELEGATE)
    row = _item(work, command.attention_id)
    if AttentionState(row.state) is AttentionState.RESOLVED:
        raise InvalidTransition("the item is settled", field="attention")
    there = next((duty for duty in on_duty(work.connection) if duty.seat == command.to_seat), None)
    if there is None:
        sitting = ", ".join(duty.seat for duty in on_duty(work.connection))
        raise UnknownThing(f"nobody is on duty at {command.to_seat}; on duty: {sitting}", field="to_seat")
    if row.least_role and there.role not in ANSWERS_FOR[Role(row.least_role)]:
        raise NotAuthorised(
            f"{there.name} at {there.seat} is {_words(there.role)}; this asks a {_words(Role(row.least_role))}",
            field="to_seat",
        )
    note = work.keep("attention", row.id, "note", command.note) if command.note.strip() else None
    work.connection.execute(
        update(attention)
        .where(attention.c.id == row.id)
        .values(state=AttentionState.OPEN.value, for_seat=there.seat, for_role=there.role.value, owner=None)
    )
    if row.kind == AttentionKind.EMERGENCY.value:
        emergencies.given_away(work, row.chain)
    work.record(
        EntryKind.ATTENTION_DELEGATED, command.actor, row.incident_id, attention=row.id, kind=row.kind,
        to=there.seat, note={"id": note.id, "digest": note.digest} if note else None,
    )  # fmt: skip


def _item(work: UnitOfWork, attention_id: str) -> Found:
    row = work.connection.execute(select(attention).where(attention.c.id == attention_id)).one_or_none()
    if row is None:
        raise UnknownThing("there is no such item on the strip", field="attention")
    return row


def _require_answerer(command: TakeAttention, work: UnitOfWork, row: Found) -> tuple[str, str | None]:
    """Return who answers, and for whom somebody else speaks.

    Raises:
        NotAuthorised: the item asks a role that neither of them has.
    """
    if command.spoke_for is None:
        if row.least_role and command.actor.role not in ANSWERS_FOR[Role(row.least_role)]:
            raise NotAuthorised(
                f"a {_words(command.actor.role)} may not answer this; it asks a {_words(Role(row.least_role))}"
            )
        return command.actor.operator, None
    person = work.connection.execute(select(operators).where(operators.c.id == command.spoke_for)).one_or_none()
    if person is None:
        raise UnknownThing(f"no operator is called {command.spoke_for!r}", field="spoke_for")
    if not command.note.strip():
        raise Incomplete(f"what did {person.name} say? Write the words heard", field="note")
    held = {Role(word) for word in person.roles.split()}
    if AttentionKind(row.kind) not in ASKS_A_PERSON or not held & ANSWERS_FOR[Role(row.least_role or row.for_role)]:
        raise NotAuthorised(f"{person.name} cannot answer this", field="spoke_for")
    return person.id, person.id


def _all_have(work: UnitOfWork, row: Found, who: str) -> bool:
    """Note one acknowledgement of this level; tell whether everybody of the role who is on duty has given theirs."""
    given = attention_acknowledgements
    if not work.connection.execute(
        select(func.count())
        .select_from(given)
        .where(given.c.attention_id == row.id, given.c.operator_id == who, given.c.level == row.level)
    ).scalar_one():
        work.connection.execute(
            insert(given).values(attention_id=row.id, operator_id=who, level=row.level, at=work.now)
        )
    have = set(
        work.connection.execute(
            select(given.c.operator_id).where(given.c.attention_id == row.id, given.c.level == row.level)
        ).scalars()
    )
    return not [duty for duty in on_duty(work.connection)
                if duty.role.value == row.for_role and duty.operator_id not in have]  # fmt: skip


def _record_one(command: TakeAttention, work: UnitOfWork, row: Found, who: str) -> None:
    work.record(
        EntryKind.ATTENTION_ACKNOWLEDGED, command.actor, row.incident_id, attention=row.id, kind=row.kind, by=who,
    )  # fmt: skip


def _go_on(work: UnitOfWork, row: Found, kind: AttentionKind) -> bool:
    """Let authority end what calls authority, and chains count anew that somebody has in hand.

    Return whether the incident's own guard was set anew.
    """
    authority = _by_authority(row, kind)
    if row.transmission_id and authority:
        page = transmissions.get(work.connection, row.transmission_id)
        cancel_steps(work, page, CALLS_AUTHORITY)
    word, _, subject_id = (row.chain or "").partition(":")
    subject = Subject(word) if word else None
    anew = subject is not None and counts_anew(subject, by_authority=authority)
    if anew and subject is not None and subject not in restarting.BY_ITS_INCIDENT:
        restarting.anew(work, subject, subject_id)
    if not row.incident_id:
        return False
    if anew and subject in restarting.BY_ITS_INCIDENT:
        set_guard(work, row.incident_id)
        return True
    return look(work, row.incident_id)


def _by_authority(row: Found, kind: AttentionKind) -> bool:
    """A decision that was put to a dispatcher, because no other unit fits, is no reason to call nobody higher."""
    decided = kind is AttentionKind.DECISION and row.least_role and Role(row.least_role) in MAY[Act.STOP_CHAIN]
    return kind is AttentionKind.AUTHORITY or bool(decided)


def _words(role: Role) -> str:
    return role.value.replace("_", " ")
