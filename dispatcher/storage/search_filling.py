"""Fill the search from all that is stored: for a database that had none, and after doubt."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection, Row, delete, insert, select

from dispatcher.domain.identifiers import SYSTEM_OPERATOR
from dispatcher.domain.search_words import SearchField, words_of
from dispatcher.storage.schema import (
    assignments,
    incidents,
    journal,
    search_incidents,
    search_keys,
    search_postings,
    search_words,
    units,
)
from dispatcher.storage.search_blocks import block_of, packed
from dispatcher.storage.search_index import Words, facets_of, texts_of, written
from dispatcher.storage.search_postings import learn, locked_count

_CHUNK = 500
Progress = Callable[[int], None]
_COLUMNS = [
    incidents.c[name]
    for name in (
        "id",
        "place",
        "incident_type",
        "type_name",
        "outcome",
        "asset_number",
        "kind",
        "priority",
        "contact_at",
    )
]
"""Those that a migration can rely on."""


def fill(connection: Connection, progress: Progress = lambda _done: None) -> int:
    """Forget what was taken in, take everything in, and return how many incidents that were."""
    locked_count(connection)
    for table in (search_postings, search_keys, search_words, search_incidents):
        connection.execute(delete(table))
    filler = _Filler(connection)
    for rows in _chunks(connection):
        filler.take(rows)
        progress(filler.count)
    filler.finish()
    return filler.count


def _chunks(connection: Connection) -> Iterator[Sequence[Row[tuple[object, ...]]]]:
    """Yield the incidents in the order in which they were opened: that of their ids."""
    after = ""
    while rows := connection.execute(
        select(*_COLUMNS).where(incidents.c.id > after).order_by(incidents.c.id).limit(_CHUNK)
    ).all():
        yield rows
        after = rows[-1].id


class _Filler:
    """Gathers the postings of a block in memory and writes them at its end."""

    def __init__(self, connection: Connection) -> None:
        self.count = 0
        self._connection = connection
        self._block = 0
        self._ids: dict[str, int] = {}
        self._new: dict[str, int] = {}
        self._places: defaultdict[tuple[int, int], list[int]] = defaultdict(list)

    def take(self, rows: Sequence[Row[tuple[object, ...]]]) -> None:
        """Take in some incidents."""
        ids = [row.id for row in rows]
        told = self._told(ids)
        known: list[dict[str, object]] = []
        for row in rows:
            self.count += 1
            block, place = block_of(self.count)
            if block != self._block:
                self._write()
                self._block = block
            facets = facets_of(row)
            known.append({"ordinal": self.count, "incident_id": row.id, "facets": written(facets)})
            for field, word in facets | told.get(row.id, set()):
                self._places[self._id(word), field].append(place)
        self._connection.execute(insert(search_incidents), known)

    def finish(self) -> None:
        """Write what is left."""
        self._write()

    def _id(self, word: str) -> int:
        number = self._ids.get(word)
        if number is None:
            number = self._ids[word] = self._new[word] = len(self._ids) + 1
        return number

    def _write(self) -> None:
        if self._new:
            learn(self._connection, self._new)
        if self._places:
            self._connection.execute(
                insert(search_postings),
                [
                    {"word": word, "block": self._block, "field": field, "bits": packed(places)}
                    for (word, field), places in sorted(self._places.items())
                ],
            )
        self._new, self._places = {}, defaultdict(list)

    def _told(self, ids: Sequence[str]) -> dict[str, Words]:
        told: defaultdict[str, Words] = defaultdict(set)
        for incident_id, field, text in _texts(self._connection, ids):
            told[incident_id].update((field, word) for word in words_of(field, text))
        return told


def _texts(connection: Connection, ids: Sequence[str]) -> Iterator[tuple[str, SearchField, str]]:
    """Yield what incidents are found by beside their columns: incident, field, text."""
    yield from texts_of(connection, ids)
    alerted = select(assignments.c.incident_id, units.c.call_sign).join(units, units.c.id == assignments.c.unit_id)
    for incident_id, call_sign in connection.execute(alerted.where(assignments.c.incident_id.in_(ids))):
        yield incident_id, SearchField.UNIT, call_sign
    acted = select(journal.c.incident_id, journal.c.operator).distinct()
    by_people = acted.where(journal.c.incident_id.in_(ids), journal.c.operator != SYSTEM_OPERATOR)
    for incident_id, operator in connection.execute(by_people):
        yield incident_id, SearchField.OPERATOR, operator
