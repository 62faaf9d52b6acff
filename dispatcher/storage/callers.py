"""Known callers in the store, found by a keyed digest of their number: the number itself is a personal value."""

import hmac
import secrets
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dispatcher.domain.errors import UnknownThing
from dispatcher.storage.schema import (
    call_numbers,
    caller_notes,
    caller_numbers,
    callers,
    number_key,
    personal_values,
)

Found = Row[tuple[Any, ...]]
_KEY_BYTES = 32


def digest_of(connection: Connection, number: str) -> str | None:
    """Return the digest that a number is found by; None while this database knows no number at all."""
    key = connection.execute(select(number_key.c.key)).scalar()
    return None if key is None else _digest(bytes(key), number)


def digest_to_keep(connection: Connection, number: str) -> str:
    """Return the digest of a number; the first one makes this database's key."""
    found = digest_of(connection, number)
    if found is not None:
        return found
    making = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    made = making(number_key).values(id=1, key=secrets.token_bytes(_KEY_BYTES)).on_conflict_do_nothing()
    connection.execute(made)
    return digest_to_keep(connection, number)


def _digest(key: bytes, number: str) -> str:
    return hmac.new(key, number.encode(), sha256).hexdigest()


def get(connection: Connection, caller_id: str) -> Found:
    """Return the row of a caller that is not forgotten. Raises: UnknownThing."""
    row = connection.execute(
        select(callers).where(callers.c.id == caller_id, callers.c.forgotten_at.is_(None))
    ).one_or_none()
    if row is None:
        raise UnknownThing(f"no caller has the id {caller_id}", field="caller")
    return row


def get_note(connection: Connection, note_id: str) -> Found:
    """Return the row of a note about a caller. Raises: UnknownThing."""
    row = connection.execute(select(caller_notes).where(caller_notes.c.id == note_id)).one_or_none()
    if row is None:
        raise UnknownThing(f"no note has the id {note_id}", field="note")
    return row


def with_digest(connection: Connection, digest: str) -> tuple[str, ...]:
    """Return the ids of the callers that have a number, the oldest first."""
    return tuple(
        connection.execute(
            select(caller_numbers.c.caller_id)
            .where(caller_numbers.c.digest == digest)
            .order_by(caller_numbers.c.caller_id)
        ).scalars()
    )


def link_call(connection: Connection, call_id: str, digest: str) -> None:
    """Note whose number a new call came from, and the caller when the number is one's alone."""
    known = with_digest(connection, digest)
    caller_id = known[0] if len(known) == 1 else None
    connection.execute(insert(call_numbers).values(call_id=call_id, digest=digest, caller_id=caller_id))


def unlink_call(connection: Connection, call_id: str) -> None:
    """Forget whose number a call came from."""
    connection.execute(delete(call_numbers).where(call_numbers.c.call_id == call_id))


def of_call(connection: Connection, call_id: str) -> Found | None:
    """Return the number and the known caller of a call."""
    return connection.execute(select(call_numbers).where(call_numbers.c.call_id == call_id)).one_or_none()


def add_number(connection: Connection, caller_id: str, digest: str, number_id: str) -> None:
    """Give a caller a number; calls from it that are linked to nobody are linked to this one."""
    connection.execute(insert(caller_numbers).values(digest=digest, caller_id=caller_id, number_id=number_id))
    if len(with_digest(connection, digest)) == 1:
        connection.execute(
            update(call_numbers)
            .where(call_numbers.c.digest == digest, call_numbers.c.caller_id.is_(None))
            .values(caller_id=caller_id)
        )


def take_number(connection: Connection, caller_id: str, digest: str) -> str | None:
    """Take a number from a caller and return the id of its value; None when it is not theirs.

    Calls from it are linked to whoever else alone has it, or to nobody.
    """
    of_caller = (caller_numbers.c.digest == digest) & (caller_numbers.c.caller_id == caller_id)
    value_id = connection.execute(select(caller_numbers.c.number_id).where(of_caller)).scalar_one_or_none()
    if value_id is None:
        return None
    connection.execute(delete(caller_numbers).where(of_caller))
    others = with_digest(connection, digest)
    connection.execute(
        update(call_numbers)
        .where(call_numbers.c.digest == digest, call_numbers.c.caller_id == caller_id)
        .values(caller_id=others[0] if len(others) == 1 else None)
    )
    return value_id


def numbers_of(connection: Connection, caller_ids: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return the numbers of callers as they were written, each with whose it is, the oldest first."""
    rows = connection.execute(
        select(caller_numbers.c.caller_id, personal_values.c.value)
        .join(personal_values, personal_values.c.id == caller_numbers.c.number_id)
        .where(caller_numbers.c.caller_id.in_(caller_ids), personal_values.c.value.is_not(None))
        .order_by(caller_numbers.c.number_id)
    )
    return tuple((row.caller_id, row.value) for row in rows)


def forget(connection: Connection, caller_id: str, now: object) -> int:
    """Destroy every word and number of a caller; return how many there were."""
    row = get(connection, caller_id)
    notes = connection.execute(select(caller_notes.c.words_id).where(caller_notes.c.caller_id == caller_id)).scalars()
    numbers = connection.execute(
        select(caller_numbers.c.number_id).where(caller_numbers.c.caller_id == caller_id)
    ).scalars()
    ids = [*notes, *numbers, *(value for value in (row.name_id, row.language_id, row.needs_id) if value)]
    # What was said before a correction is kept under the same subject: it goes too.
    ids += connection.execute(select(personal_values.c.id).where(personal_values.c.subject_id == caller_id)).scalars()
    destroy(connection, set(ids))
    connection.execute(delete(caller_numbers).where(caller_numbers.c.caller_id == caller_id))
    connection.execute(update(call_numbers).where(call_numbers.c.caller_id == caller_id).values(caller_id=None))
    connection.execute(
        update(callers)
        .where(callers.c.id == caller_id)
        .values(
            key=None, name_id=None, language_id=None, needs_id=None, vulnerable=False, repeat=False, forgotten_at=now
        )
    )
    return len(set(ids))


def destroy(connection: Connection, value_ids: Collection[str]) -> None:
    """Destroy personal values; their digests in the journal stay."""
    connection.execute(update(personal_values).where(personal_values.c.id.in_(value_ids)).values(value=None))
