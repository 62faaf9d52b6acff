"""The vocabulary and its postings: words in, incidents out. Whoever writes holds the lock of `locked_count`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from dispatcher.domain.search_words import keys_of
from dispatcher.storage.schema import search_incidents, search_keys, search_postings, search_words
from dispatcher.storage.search_blocks import block_of, with_places, without_places

CHUNK = 500
_WRITING = 73_232_226
"""Key of the advisory lock under which a PostgreSQL search is written."""
# Built once: every commit that keeps words runs them.
_ALONE = text(f"SELECT pg_advisory_xact_lock({_WRITING})")
_COUNT = select(func.max(search_incidents.c.ordinal))
_LAST_WORD = select(func.max(search_words.c.id))
_LEARN, _KEYS = insert(search_words), insert(search_keys)
_IDS = select(search_words.c.word, search_words.c.id).where(search_words.c.word.in_(bindparam("words", expanding=True)))
_BLOCKS = select(search_postings).where(
    search_postings.c.word.in_(bindparam("words", expanding=True)), search_postings.c.block == bindparam("of_block")
)
_ADD = insert(search_postings)
_CHANGE = (
    update(search_postings)
    .where(
        search_postings.c.word == bindparam("of_word"),
        search_postings.c.block == bindparam("of_block"),
        search_postings.c.field == bindparam("of_field"),
    )
    .values(bits=bindparam("new_bits"))
)
_EMPTIED = delete(search_postings).where(
    search_postings.c.word == bindparam("of_word"),
    search_postings.c.block == bindparam("of_block"),
    search_postings.c.field == bindparam("of_field"),
)
_STILL_USED = select(search_postings.c.word).where(search_postings.c.word.in_(bindparam("words", expanding=True)))


class Posting(NamedTuple):
    """A word in a field of an incident."""

    ordinal: int
    field: int
    word: str


def locked_count(connection: Connection) -> int:
    """Return how many incidents are taken in, and keep everybody else from writing here until the commit.

    Who writes to SQLite is alone from its first statement on.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ALONE)
    return connection.execute(_COUNT).scalar() or 0


def ids_of(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    """Return the ids of those words that the vocabulary has."""
    wanted = [word.encode() for word in words]
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(_IDS, {"words": wanted[start : start + CHUNK]})
        found.update({bytes(row.word).decode(): row.id for row in rows})
    return found


def change(connection: Connection, add: Iterable[Posting], remove: Iterable[Posting] = ()) -> None:
    """Write what came and what went, in one sweep over the words. Call it under the lock of `locked_count`."""
    added, removed = list(add), list(remove)
    ids = _learned(connection, {posting.word for posting in added}, {posting.word for posting in removed})
    by_block: defaultdict[int, dict[tuple[int, int], tuple[set[int], set[int]]]] = defaultdict(dict)
    for postings, which in ((added, 0), (removed, 1)):
        for posting in postings:
            block, place = block_of(posting.ordinal)
            if posting.word in ids:
                both = by_block[block].setdefault((ids[posting.word], posting.field), (set(), set()))
                both[which].add(place)
    for block, changes in sorted(by_block.items()):
        _change_block(connection, block, changes)
    if removed:
        _forget_unused(connection, {ids[posting.word] for posting in removed if posting.word in ids})


def _learned(connection: Connection, added: set[str], removed: set[str]) -> dict[str, int]:
    """Return the ids of the words, with new ones for those that come for the first time."""
    ids = ids_of(connection, sorted(added | removed))
    new = sorted(added - set(ids))
    if new:
        first = (connection.execute(_LAST_WORD).scalar() or 0) + 1
        made = {word: first + place for place, word in enumerate(new)}
        learn(connection, made)
        ids |= made
    return ids


def learn(connection: Connection, made: Mapping[str, int]) -> None:
    """Add words with their ids, and what they are found by when misspelt."""
    connection.execute(_LEARN, [{"id": number, "word": word.encode()} for word, number in made.items()])
    keys = [{"key": key, "word": number} for word, number in made.items() for key in sorted(keys_of(word))]
    if keys:
        connection.execute(_KEYS, keys)


def _change_block(
    connection: Connection, block: int, changes: Mapping[tuple[int, int], tuple[set[int], set[int]]]
) -> None:
    words = sorted({word for word, _ in changes})
    stored: dict[tuple[int, int], bytes] = {}
    for start in range(0, len(words), CHUNK):
        rows = connection.execute(_BLOCKS, {"words": words[start : start + CHUNK], "of_block": block})
        stored.update({(word, field): bits for word, _, field, bits in rows})
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    emptied: list[dict[str, object]] = []
    for (word, field), (came, went) in sorted(changes.items()):
        before = stored.get((word, field), b"")
        bits = with_places(without_places(before, went - came), came)
        key: dict[str, object] = {"of_word": word, "of_block": block, "of_field": field}
        if not before and bits:
            new.append({"word": word, "block": block, "field": field, "bits": bits})
        elif before and not bits:
            emptied.append(key)
        elif bits != before:
            changed.append({**key, "new_bits": bits})
    for statement, rows in ((_ADD, new), (_CHANGE, changed), (_EMPTIED, emptied)):
        if rows:
            connection.execute(statement, rows)


def _forget_unused(connection: Connection, words: set[int]) -> None:
    """Let a word go that nothing is found by any more: it may have been a person's name."""
    for start in range(0, len(listed := sorted(words)), CHUNK):
        some = listed[start : start + CHUNK]
        used = set(connection.execute(_STILL_USED, {"words": some}).scalars())
        if gone := [word for word in some if word not in used]:
            connection.execute(delete(search_keys).where(search_keys.c.word.in_(gone)))
            connection.execute(delete(search_words).where(search_words.c.id.in_(gone)))
