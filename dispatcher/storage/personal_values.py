"""A person's words and data, apart from the journal, so that they can be destroyed while the chain stays whole."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from dispatcher.storage.schema import personal_values

_SALT_BYTES = 16
_INSERT = insert(personal_values)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a value is kept, and the salted digest that the journal may hold."""

    id: str
    digest: str


def salted_digest(value: str, salt: bytes) -> str:
    """Return the SHA-256 (hex) of salt and value."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def keep(connection: Connection, value_id: str, subject_kind: str, subject_id: str, kind: str, value: str) -> Kept:
    """Store one value under an id of the caller's making."""
    kept, row = prepared(value_id, subject_kind, subject_id, kind, value)
    connection.execute(_INSERT, row)
    return kept


def prepared(
    value_id: str, subject_kind: str, subject_id: str, kind: str, value: str
) -> tuple[Kept, dict[str, object]]:
    """Return where a value will be kept, and its row for `keep_all`."""
    salt = secrets.token_bytes(_SALT_BYTES)
    row: dict[str, object] = {
        "id": value_id, "subject_kind": subject_kind, "subject_id": subject_id, "kind": kind, "value": value,
        "salt": salt,
    }  # fmt: skip
    return Kept(value_id, salted_digest(value, salt)), row


def keep_all(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Store many values at once."""
    if rows:
        connection.execute(_INSERT, rows)
