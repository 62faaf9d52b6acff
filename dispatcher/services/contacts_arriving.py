"""What the sources bring: a contact is stored with its octets and guarded, once, however often it is brought."""

import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.contact_commands import Arrived, ContactArrived, ContactsArrived, TakeSourceHealth
from dispatcher.domain.contacts import ContactState, SourceState, counted_from, likeness
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import ContactId, OperatorId, Seat
from dispatcher.services import attention_items, chains
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.contact_guards import guard
from dispatcher.services.contacts import hand_to
from dispatcher.services.inbound_book import storable
from dispatcher.storage import calls, contacts, intake_sources, leases
from dispatcher.storage.contacts import Contact
from dispatcher.storage.duties import on_duty
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork, check_store_is_well

_log = logging.getLogger(__name__)

MOST_LETTERS = 1_000_000
"""So much of a text is kept to be read; all of it is in the octets beside it."""
_LONGEST_NAME = 200
_SALT_BYTES = 16


def contact_arrived(command: ContactArrived, work: UnitOfWork) -> Arrived:
    """Store a contact, or count it again; what the program fails with is kept unread, never dropped."""
    item = _plain(command)
    known = contacts.known(work.connection, item.source, item.external_id)
    if known is not None:
        return _again(work, known, item)
    try:
        with work.apart():
            return _new(work, item)
    except Exception as error:  # noqa: BLE001
        # Which fault of this program it is cannot be known beforehand, and its kind makes no difference: a source
        # brings it again and again, so what raises here holds up all that comes after it, for ever. It is kept unread
        # instead, with its octets, guarded, and says so. The store's own fault goes on up: the source tries again.
        check_store_is_well(error)
        _log.exception("a contact from %s could not be read", item.source)
        bare = replace(
            item, sender="", subject="", body="", attachments=(), said_at=None, answered_at=None, ended_at=None,
            seat=None, note="a fault in the program: look at its octets",
        )  # fmt: skip
        return _new(work, bare)


def contacts_arrived(command: ContactsArrived, work: UnitOfWork) -> tuple[Arrived, ...]:
    """Store what a source brings, in order, and where it stands."""
    fence = leases.held_by(intake_sources.source_lease(command.source), work.holder, command.epoch)
    if not work.connection.execute(select(fence)).scalar_one():
        raise InvalidTransition(f"another process reads {command.source} now", field="source")
    arrived = tuple(contact_arrived(item, work) for item in command.items)
    if command.cursor is not None:
        intake_sources.set_cursor(work.connection, command.source, command.cursor)
    return arrived


def take_source_health(command: TakeSourceHealth, work: UnitOfWork) -> str:
    """Store a change of a source's state; one that is down asks for somebody until it is up."""
    row = intake_sources.get(work.connection, command.source)
    if row is None or (row.state, row.reason) != (command.state.value, command.reason):
        since = row.since if row is not None and row.state == command.state.value else work.now
        intake_sources.put(
            work.connection, command.source, kind=command.kind.value, medium=command.medium.value,
            state=command.state.value, reason=command.reason, since=since,
        )  # fmt: skip
        work.record(
            EntryKind.SOURCE_CHANGED, SYSTEM, None, source=command.source, state=command.state.value,
            was=row.state if row is not None else None,
        )  # fmt: skip
        _tell(work, command)
    return "" if row is None else row.cursor


def _tell(work: UnitOfWork, command: TakeSourceHealth) -> None:
    cause = f"source:{command.source}"
    if command.state is SourceState.UP:
        attention_items.resolve_cause(work, cause, "the source is up")
    elif command.state is SourceState.DOWN:
        raise_item(
            work,
            Item(
                kind=AttentionKind.TECHNICAL_ALARM, cause=cause, for_role=Role.DISPATCHER,
                text=f"nothing comes in from {command.source}: {command.reason}",
            ),
        )  # fmt: skip


def _plain(item: ContactArrived) -> ContactArrived:
    """Return it as every database holds it, in bounds."""
    name = storable(item.external_id)
    if not name.strip() or len(name) > _LONGEST_NAME:
        name = "sha256:" + hashlib.sha256(name.encode() + (b"" if name.strip() else item.raw)).hexdigest()
    body, note = storable(item.body), storable(item.note)
    if len(body) > MOST_LETTERS:
        body, note = (
            body[:MOST_LETTERS],
            "; ".join(part for part in (note, "the text is longer: see its octets") if part),
        )
    return replace(
        item, source=storable(item.source), external_id=name, sender=storable(item.sender).strip(),
        subject=storable(item.subject).strip(), body=body, note=note,
    )  # fmt: skip


def _new(work: UnitOfWork, item: ContactArrived) -> Arrived:
    contact_id, rules = work.new_id(), work.rules.contacts
    said = {"sender": item.sender, "subject": item.subject, "body": item.body}
    kept = {kind: work.keep("contact", contact_id, kind, words) for kind, words in said.items() if words}
    contact_at = counted_from(item.said_at, work.now)
    keys = {
        "sender_key": likeness("sender", item.source, item.sender),
        "subject_key": likeness("subject", item.source, item.subject),
    }
    batch, parts = _batch(work, keys), _parts(item)
    contacts.add(
        work.connection,
        {
            "id": contact_id, "source": item.source, "external_id": item.external_id, "medium": item.medium.value,
            "priority": rules.priority(item.medium).value, "said_at": item.said_at, "contact_at": contact_at,
            "received_at": work.now, "seat": item.seat, "note": item.note, "complete": item.complete, "batch": batch,
            "answered_at": _between(contact_at, item.answered_at, work.now),
            "ended_at": _between(contact_at, item.ended_at, work.now), **keys,
            **{f"{kind}_id": value.id for kind, value in kept.items()},
        },
        parts,
    )  # fmt: skip
    guard(work, contacts.get(work.connection, contact_id))
    _record(work, item, contact_id, kept, batch, parts)
    if item.answered_at is not None:
        _answered_at_a_seat(work, contacts.get(work.connection, contact_id), item.seat)
    return Arrived(contact_id=ContactId(contact_id), repeat=False)


def _parts(item: ContactArrived) -> list[dict[str, object]]:
    octets = [("", "", item.raw), *((part.name, part.type, part.content) for part in item.attachments)]
    return [
        {
            "place": place, "name": storable(name), "type": storable(kind), "size": len(content), "content": content,
            "salt": secrets.token_bytes(_SALT_BYTES),
        }
        for place, (name, kind, content) in enumerate(octets)
    ]  # fmt: skip


def _record(
    work: UnitOfWork, item: ContactArrived, contact_id: str, kept: Mapping[str, Kept], batch: str | None,
    parts: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    work.record(
        EntryKind.CONTACT_ARRIVED, SYSTEM, None, contact=contact_id, source=item.source, medium=item.medium.value,
        batch=batch, seat=item.seat,
        personal={kind: {"id": value.id, "digest": value.digest} for kind, value in kept.items()},
        octets=[
            {"size": part["size"], "digest": hashlib.sha256(part["salt"] + part["content"]).hexdigest()}
            for part in parts
        ],
    )  # fmt: skip


def _batch(work: UnitOfWork, keys: Mapping[str, str | None]) -> str | None:
    """Return the batch that one more with these keys is part of; those that came before join it."""
    rules = work.rules.contacts
    after = work.now - timedelta(seconds=rules.batch_within_s)
    for column, alike in keys.items():
        if alike is None or not contacts.has_many_like(work.connection, column, alike, after, rules.batch_from - 1):
            continue
        singles = contacts.singles_like(work.connection, column, alike, after)
        contacts.put_in_batch(work.connection, singles, alike)
        for contact_id in singles:
            chains.end(work, Subject.CONTACT, contact_id, "it waits with others like it")
        return alike
    return None


def _again(work: UnitOfWork, known: Contact, item: ContactArrived) -> Arrived:
    """Keep what a source tells anew of times; what tells nothing new is counted."""
    told: dict[str, object] = {}
    for name in ("answered_at", "ended_at"):
        moment: datetime | None = getattr(item, name)
        if moment is not None and getattr(known, name) is None:
            told[name] = _between(known.contact_at, moment, work.now)
    if item.seat:
        told["seat"] = item.seat
    if told:
        contacts.set_values(work.connection, known.id, **told)
    else:
        contacts.count_again(work.connection, known.id, work.now)
    work.record(
        EntryKind.CONTACT_ARRIVED, SYSTEM, None, contact=known.id, source=item.source, medium=item.medium.value,
        again=True, told=sorted(told), seat=item.seat,
    )  # fmt: skip
    if "answered_at" in told:
        _answered_at_a_seat(work, contacts.get(work.connection, known.id), item.seat)
    if "ended_at" in told and known.call_id is not None:
        _call_over(work, known, told["ended_at"])
    return Arrived(contact_id=ContactId(known.id), repeat=True)


def _call_over(work: UnitOfWork, known: Contact, ended_at: object) -> None:
    call = calls.get(work.connection, known.call_id or "")
    if call.ended_at is None:
        calls.set_values(work.connection, call.id, ended_at=ended_at)
        work.record(EntryKind.CALL_ENDED, SYSTEM, known.incident_id, call=call.id, ended=True, wrapped_up=False)


def _answered_at_a_seat(work: UnitOfWork, contact: Contact, seat: str | None) -> None:
    """A call that somebody picked up is theirs, if the exchange says where and somebody sits there."""
    there = next((duty for duty in on_duty(work.connection) if duty.seat == seat), None)
    if there is not None and contact.state is ContactState.WAITING:
        hand_to(
            work, contact, Actor(operator=OperatorId(there.operator_id), seat=Seat(there.seat), role=there.role)
        )  # fmt: skip


def _between(contact_at: datetime, moment: datetime | None, now: datetime) -> datetime | None:
    """Return a time of a contact in its order: another clock may differ from ours."""
    return None if moment is None else min(max(moment, contact_at), now)
