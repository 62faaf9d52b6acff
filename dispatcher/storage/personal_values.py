"""A person's words and data, apart from the journal, so that they can be destroyed while the chain stays whole."""

import hashlib
import secrets
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
    salt = secrets.token_bytes(_SALT_BYTES)
    connection.execute(
        _INSERT,
        {
            "id": value_id,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "kind": kind,
            "value": value,
            "salt": salt,
        },
    )
    return Kept(value_id, salted_digest(value, salt))
