"""What people do about a contact: take it, let it go, enter it as a call, dismiss it with a reason."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.call_commands import CallDetails
from dispatcher.domain.contact_commands import (
    DismissContact,
    DismissContacts,
    EnterBatch,
    EnterContact,
    ReleaseContact,
    SeparateContact,
    TakeContact,
)
from dispatcher.domain.contacts import NEXT, ContactState
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.transitions import advance
from dispatcher.services.contact_guards import WORDS, end_batch_if_over, guard, unguard
from dispatcher.services.guarding import look
from dispatcher.services.opened import open_incident
from dispatcher.storage import calls, contacts
from dispatcher.storage.contacts import Contact
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.schema import operators
from dispatcher.storage.unit_of_work import UnitOfWork

Details = TypeVar("Details", bound=CallDetails)


def take_contact(command: TakeContact, work: UnitOfWork) -> None:
    """Let everybody see who handles it. It counts anew: somebody has it, and has not settled it."""
    require(command.actor, Act.TAKE_CALL)
    contact = contacts.get(work.connection, command.contact_id)
    if contact.state is ContactState.TAKEN and contact.taken_by == command.actor.operator:
        return  # a second key press
    _require_waiting(work, contact)
    hand_to(work, contact, command.actor)


def hand_to(work: UnitOfWork, contact: Contact, actor: Actor) -> None:
    """Make a waiting contact somebody's."""
    holder = {"taken_by": actor.operator, "taken_seat": actor.seat, "taken_at": work.now}
    answered_at = contact.answered_at or work.now
    contacts.set_values(
        work.connection, contact.id, state=ContactState.TAKEN.value, answered_at=answered_at, **holder
    )  # fmt: skip
    unguard(work, contact, "somebody has it")
    guard(work, contacts.get(work.connection, contact.id))
    work.record(
        EntryKind.CONTACT_TAKEN, actor, None, contact=contact.id, medium=contact.medium.value,
        waited_s=_seconds(contact.received_at, work.now),
    )  # fmt: skip


def release_contact(command: ReleaseContact, work: UnitOfWork) -> None:
    """Let it wait again; it counts from when it came."""
    require(command.actor, Act.TAKE_CALL)
    contact = contacts.get(work.connection, command.contact_id)
    advance(NEXT, "the contact", contact.state, ContactState.WAITING)
    contacts.set_values(
        work.connection, contact.id, state=ContactState.WAITING.value, taken_by=None, taken_seat=None, taken_at=None
    )  # fmt: skip
    unguard(work, contact, "it waits for somebody else")
    guard(work, contacts.get(work.connection, contact.id))
    work.record(EntryKind.CONTACT_RELEASED, command.actor, None, contact=contact.id, was=contact.taken_by)


def separate_contact(command: SeparateContact, work: UnitOfWork) -> None:
    """Make one of a batch a contact like any other; what is settled with the rest is never it."""
    require(command.actor, Act.TAKE_CALL)
    contact = contacts.get(work.connection, command.contact_id)
    _require_unsettled(contact)
    if contact.batch is None:
        raise InvalidTransition("the contact is in no batch", field="contact")
    # Without the keys that it shares with them the next that is alike would take it into the batch again.
    contacts.set_values(work.connection, contact.id, batch=None, sender_key=None, subject_key=None)
    if contact.state is ContactState.WAITING:
        unguard(work, contact, "the last of the batch waits by itself")
        guard(work, contacts.get(work.connection, contact.id))
    work.record(EntryKind.CONTACT_SEPARATED, command.actor, None, contact=contact.id, batch=contact.batch)


def enter_contact(command: EnterContact, work: UnitOfWork) -> None:
    """Point it at the call that it became."""
    require(command.actor, Act.TAKE_CALL)
    contact = contacts.get(work.connection, command.contact_id)
    _require_unsettled(contact)
    call = calls.get(work.connection, command.call_id)
    settle_as_call(work, contact, command.actor, call.id, str(call.incident_id))


def dismiss_contact(command: DismissContact, work: UnitOfWork) -> None:
    """Settle it without a call; the reason is kept beside it."""
    require(command.actor, Act.TAKE_CALL)
    contact = contacts.get(work.connection, command.contact_id)
    _require_unsettled(contact)
    kept = _reason(work, contact.id, command.reason)
    contacts.set_values(
        work.connection, contact.id, state=ContactState.DISMISSED.value, disposition=command.disposition.value,
        reason_id=kept.id, answered_at=contact.answered_at or work.now, **_settled(work, command.actor),
    )  # fmt: skip
    unguard(work, contact, "it was dismissed")
    work.record(
        EntryKind.CONTACT_DISMISSED, command.actor, None, contact=contact.id, medium=contact.medium.value,
        disposition=command.disposition.value, waited_s=_seconds(contact.received_at, work.now),
        reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip


def dismiss_contacts(command: DismissContacts, work: UnitOfWork) -> int:
    """Dismiss what waits of a batch; each keeps its words, its octets and the reason."""
    require(command.actor, Act.TAKE_CALL)
    kept = _reason(work, command.batch, command.reason)
    count = contacts.settle_batch(
        work.connection, command.batch, command.upto, state=ContactState.DISMISSED.value,
        disposition=command.disposition.value, reason_id=kept.id, **_settled(work, command.actor),
    )  # fmt: skip
    _require_some(count)
    end_batch_if_over(work, command.batch, "the batch was dismissed")
    work.record(
        EntryKind.CONTACT_DISMISSED, command.actor, None, batch=command.batch, count=count,
        disposition=command.disposition.value, reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    return count


def enter_batch(command: EnterBatch, work: UnitOfWork) -> int:
    """Attach what waits of a batch to an incident. Nobody is dispatched, and its watch counts anew."""
    require(command.actor, Act.TAKE_CALL)
    incident = open_incident(work, command.incident_id)
    kept = _reason(work, command.batch, command.reason)
    count = contacts.settle_batch(
        work.connection, command.batch, command.upto, state=ContactState.ENTERED.value, incident_id=incident.id,
        reason_id=kept.id, **_settled(work, command.actor),
    )  # fmt: skip
    _require_some(count)
    end_batch_if_over(work, command.batch, "the batch was attached")
    work.record(
        EntryKind.CONTACT_ENTERED, command.actor, incident.id, batch=command.batch, count=count,
        looked=look(work, incident.id), reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    return count


def with_contact(work: UnitOfWork, command: Details) -> tuple[Details, Contact | None]:
    """Return a call's details with the medium and the times of the contact that it comes from, and that contact.

    Raises:
        InvalidTransition: it is settled already; the call would be doubled.
    """
    if command.contact_id is None:
        return command, None
    contact = contacts.get(work.connection, command.contact_id)
    _require_unsettled(contact)
    details = replace(
        command, medium=contact.medium, contact_at=contact.contact_at, ended_at=command.ended_at or contact.ended_at,
        answered_at=contact.answered_at or command.answered_at or work.now,
    )  # fmt: skip
    return details, contact


def settle_as_call(work: UnitOfWork, contact: Contact, actor: Actor, call_id: str, incident_id: str) -> None:
    """Settle a contact that became a call, in the call's own transaction."""
    contacts.set_values(
        work.connection, contact.id, state=ContactState.ENTERED.value, call_id=call_id, incident_id=incident_id,
        answered_at=contact.answered_at or work.now, **_settled(work, actor),
    )  # fmt: skip
    unguard(work, contact, "it was entered")
    work.record(
        EntryKind.CONTACT_ENTERED, actor, incident_id, contact=contact.id, call=call_id, medium=contact.medium.value,
        waited_s=_seconds(contact.received_at, work.now),
    )  # fmt: skip


def _require_waiting(work: UnitOfWork, contact: Contact) -> None:
    _require_unsettled(contact)
    if contact.state is ContactState.TAKEN:
        name = work.connection.execute(
            operators.select().with_only_columns(operators.c.name).where(operators.c.id == contact.taken_by)
        ).scalar()
        raise InvalidTransition(
            f"{name or contact.taken_by} at {contact.taken_seat} has {WORDS[contact.medium]} in hand; let it go first",
            field="contact",
        )


def _require_unsettled(contact: Contact) -> None:
    if contact.state in (ContactState.ENTERED, ContactState.DISMISSED):
        raise InvalidTransition(f"the contact was {contact.state.value} already", field="contact")


def _require_some(count: int) -> None:
    if not count:
        raise InvalidTransition("nothing of the batch waits any more", field="batch")


def _reason(work: UnitOfWork, subject_id: str, reason: str) -> Kept:
    if not reason.strip():
        raise Incomplete("say why: nothing that reached the room is put away in silence", field="reason")
    return work.keep("contact", subject_id, "reason", reason.strip())


def _settled(work: UnitOfWork, actor: Actor) -> dict[str, object]:
    return {"settled_at": work.now, "settled_by": actor.operator}


def _seconds(since: datetime, now: datetime) -> int:
    return round((now - since).total_seconds())
