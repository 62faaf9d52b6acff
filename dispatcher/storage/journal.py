"""The hash-chained journal: one head row, taken last and held to the commit, so sequence is commit order."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, insert, select, text, update

from dispatcher.domain.events import Entry, EntryKind
from dispatcher.storage.columns import to_microseconds
from dispatcher.storage.errors import JournalBroken
from dispatcher.storage.schema import journal, journal_head

SCHEMA_VERSION = 1
NOTIFY_CHANNEL = "readback_journal"
PAGE = 5_000
# Built once: it is asked after every commit.
_AFTER = (
    select(journal)
    .where(journal.c.sequence > bindparam("known"))
    .order_by(journal.c.sequence)
    .limit(bindparam("most", type_=Integer))
)

# Built once: every commit runs them.
_HEAD = select(journal_head.c.sequence, journal_head.c.digest).where(journal_head.c.id == 1).with_for_update()
_INSERT = insert(journal)
_MOVE_HEAD = (
    update(journal_head)
    .where(journal_head.c.id == 1)
    .values(sequence=bindparam("new_sequence"), digest=bindparam("new_digest"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it has its place in the chain."""

    at: datetime
    kind: EntryKind
    operator: str
    seat: str
    incident_id: str | None
    body: Mapping[str, object]


def digest_of(
    sequence: int, at_us: int, kind: str, operator: str, seat: str, incident_id: str | None, body: str, previous: str
) -> str:
    """Return the SHA-256 (hex) that binds an entry to the one before it."""
    parts = json.dumps([sequence, at_us, kind, operator, seat, incident_id, body, previous], separators=(",", ":"))
    return hashlib.sha256(parts.encode()).hexdigest()


def append(connection: Connection, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    """Chain the drafts to the journal's head and return them as entries. Call last in the transaction."""
    if not drafts:
        return ()
    head = connection.execute(_HEAD).one()
    sequence, previous = head.sequence, head.digest
    rows: list[dict[str, object]] = []
    entries: list[Entry] = []
    for draft in drafts:
        sequence += 1
        body = json.dumps({"v": SCHEMA_VERSION, **draft.body}, sort_keys=True, separators=(",", ":"))
        digest = digest_of(sequence, to_microseconds(draft.at), draft.kind.value, draft.operator, draft.seat,
                           draft.incident_id, body, previous)  # fmt: skip
        rows.append(
            {
                "sequence": sequence, "at": draft.at, "kind": draft.kind.value, "operator": draft.operator,
                "seat": draft.seat, "incident_id": draft.incident_id, "body": body, "previous": previous,
                "digest": digest,
            }
        )  # fmt: skip
        entries.append(
            Entry(sequence=sequence, at=draft.at, kind=draft.kind, operator=draft.operator, seat=draft.seat,
                  incident_id=draft.incident_id, body=draft.body)
        )  # fmt: skip
        previous = digest
    connection.execute(_INSERT, rows)
    connection.execute(_MOVE_HEAD, {"new_sequence": sequence, "new_digest": previous})
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {NOTIFY_CHANNEL}"))
    return tuple(entries)


def read_after(connection: Connection, sequence: int, limit: int = PAGE) -> tuple[Entry, ...]:
    """Return committed entries after `sequence`, in order, at most `limit`."""
    rows = connection.execute(_AFTER, {"known": sequence, "most": limit})
    return tuple(
        Entry(sequence=row.sequence, at=row.at, kind=EntryKind(row.kind), operator=row.operator, seat=row.seat,
              incident_id=row.incident_id, body=json.loads(row.body))
        for row in rows
    )  # fmt: skip


def last_sequence(connection: Connection) -> int:
    """Return the sequence of the newest entry; 0 when there is none."""
    return connection.execute(select(journal_head.c.sequence)).scalar_one()


def verify(connection: Connection) -> Iterator[int]:
    """Check the whole chain, yielding the sequence reached after each page for progress.

    Raises:
        JournalBroken: an entry is missing, changed or out of place; the text names the first.
    """
    expected, previous = 1, ""
    while True:
        rows = connection.execute(
            select(journal).where(journal.c.sequence >= expected).order_by(journal.c.sequence).limit(PAGE)
        ).all()
        if not rows:
            break
        for row in rows:
            digest = digest_of(row.sequence, to_microseconds(row.at), row.kind, row.operator, row.seat,
                               row.incident_id, row.body, row.previous)  # fmt: skip
            if (row.sequence, row.previous, row.digest) != (expected, previous, digest):
                raise JournalBroken(f"journal entry {expected} is missing, changed or out of place")
            expected, previous = expected + 1, digest
        yield expected - 1
    head = connection.execute(select(journal_head.c.sequence, journal_head.c.digest)).one()
    if (head.sequence, head.digest) != (expected - 1, previous):
        raise JournalBroken(
            f"the journal ends at {expected - 1} but its head says {head.sequence}: entries are missing"
        )
