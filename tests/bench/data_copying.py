"""Copies of closed incidents, row by row, in every table that knows an incident: new ids and times, one whole chain."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table

from dispatcher.storage.columns import UtcInstant
from dispatcher.storage.journal import digest_of
from dispatcher.storage.schema import journal, metadata, personal_values, search_incidents

Row = list[Any]
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
BATCH = 500


class Ids:
    """Ids of one copy: UUIDv7 text that sorts by its instant, then by its place in the copy."""

    def __init__(self) -> None:
        self._serial = 0

    def next(self, at_us: int, count: int) -> list[str]:
        """Return so many ids of one instant (at most 4,096)."""
        self._serial += 1
        milliseconds = at_us // 1000
        head = f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7"
        tail = f"-8000-{self._serial:012x}"
        return [f"{head}{place:03x}{tail}" for place in range(count)]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with places for ids (by number) and for the incident's number (-1)."""

    pieces: tuple[str | int, ...]

    def filled(self, ids: Sequence[str], number: str) -> str:
        """Return the text of one copy."""
        return "".join(
            piece if isinstance(piece, str) else number if piece < 0 else ids[piece] for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class Mould:
    """One row of a template: what stays, and where ids, instants and texts of a copy go."""

    values: Row
    ids: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, int], ...]
    texts: tuple[tuple[int, Text], ...]

    def cast(self, ids: Sequence[str], start_us: int, number: str) -> Row:
        """Return the row of one copy."""
        row = self.values.copy()
        for column, place in self.ids:
            row[column] = ids[place]
        for column, after in self.times:
            row[column] = start_us + after
        for column, text in self.texts:
            row[column] = text.filled(ids, number)
        return row


class Template:
    """Every row of one closed incident, ready to be copied."""

    def __init__(self, connection: Connection, incident_id: str) -> None:
        found = _rows_of(connection, incident_id)
        incident = dict(zip(_columns(metadata.tables["incidents"]), found["incidents"][0], strict=True))
        self._number, self._start_us = str(incident["number"]), int(incident["opened_at"])
        self._places: dict[str, int] = {}
        for name, rows in found.items():
            if "id" in metadata.tables[name].c:
                for row in rows:
                    self._places.setdefault(row[0], len(self._places))
        moulds = {name: [self._mould(metadata.tables[name], row) for row in rows] for name, rows in found.items()}
        self._chain = moulds.pop(journal.name)
        self._tables = moulds

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that a copy has rows in, the journal left out."""
        return tuple(self._tables)

    def copy(self, ids: Ids, start_us: int, number: str, take: Callable[[str, Row], None], chain: "Chain") -> None:
        """Hand out the rows of one copy and chain its journal entries."""
        made = ids.next(start_us, len(self._places))
        for name, moulds in self._tables.items():
            for mould in moulds:
                take(name, mould.cast(made, start_us, number))
        for mould in self._chain:
            take(journal.name, chain.link(mould.cast(made, start_us, number)))

    def _mould(self, table: Table, row: Sequence[Any]) -> Mould:
        ids: list[tuple[int, int]] = []
        times: list[tuple[int, int]] = []
        texts: list[tuple[int, Text]] = []
        for place, (column, value) in enumerate(zip(table.c, row, strict=True)):
            if isinstance(column.type, UtcInstant) and value is not None:
                times.append((place, value - self._start_us))
            elif isinstance(value, str) and value in self._places:
                ids.append((place, self._places[value]))
            elif isinstance(value, str) and (text := self._text(value)) is not None:
                texts.append((place, text))
        return Mould(list(row), tuple(ids), tuple(times), tuple(texts))

    def _text(self, value: str) -> Text | None:
        pieces: list[str | int] = []
        rest = 0
        for found in re.finditer(f"{_ID.pattern}|{re.escape(self._number)}", value):
            place = -1 if found.group() == self._number else self._places.get(found.group())
            if place is None:
                continue  # a unit's id, which stays
            pieces += [value[rest : found.start()], place]
            rest = found.end()
        return Text((*pieces, value[rest:])) if pieces else None


class Chain:
    """The journal's end while entries are added to it."""

    def __init__(self, connection: Connection) -> None:
        head = connection.exec_driver_sql("SELECT sequence, digest FROM journal_head").one()
        self.sequence, self.digest = int(head[0]), str(head[1])
        names = _columns(journal)
        self._order = [names.index(name) for name in ("at", "kind", "operator", "seat", "incident_id", "body")]
        self._sequence_at, self._previous_at, self._digest_at = map(names.index, ("sequence", "previous", "digest"))

    def link(self, row: Row) -> Row:
        """Give an entry its place in the chain."""
        at, kind, operator, seat, incident_id, body = (row[place] for place in self._order)
        previous, self.sequence = self.digest, self.sequence + 1
        self.digest = digest_of(self.sequence, at, kind, operator, seat, incident_id, body, previous)
        row[self._sequence_at], row[self._previous_at], row[self._digest_at] = self.sequence, previous, self.digest
        return row

    def keep(self, connection: Connection) -> None:
        """Move the journal's head to the end of the chain."""
        connection.exec_driver_sql("UPDATE journal_head SET sequence = ?, digest = ?", (self.sequence, self.digest))


class Copier:
    """Writes copies in the order of the templates' tables, parents first, in batches."""

    def __init__(self, connection: Connection, templates: Sequence[Template]) -> None:
        self._connection, self._templates = connection, templates
        self._ids, self._chain = Ids(), Chain(connection)
        used = {name for template in templates for name in template.names} | {journal.name}
        order = [personal_values.name, *(table.name for table in metadata.sorted_tables)]
        self._rows: dict[str, list[Row]] = {name: [] for name in dict.fromkeys(order) if name in used}
        self._numbers: dict[int, int] = {}
        for row in connection.exec_driver_sql("SELECT name, value FROM counters"):
            if row[0].startswith("incident:"):
                self._numbers[int(row[0].removeprefix("incident:"))] = int(row[1])

    def copy(self, turn: int, start_us: int) -> None:
        """Add a copy of the template whose turn it is, opened at that instant (never before an earlier copy's)."""
        year = datetime.fromtimestamp(start_us / 1_000_000, UTC).year
        self._numbers[year] = self._numbers.get(year, 0) + 1
        number = f"{year}-{self._numbers[year]:06d}"
        template = self._templates[turn % len(self._templates)]
        template.copy(self._ids, start_us, number, lambda name, row: self._rows[name].append(row), self._chain)

    def write(self) -> None:
        """Insert what was copied since the last time, with the head and the counters."""
        for name, rows in self._rows.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                listed = ", ".join(f'"{column}"' for column in _columns(metadata.tables[name]))
                values = [tuple(row) for row in rows]
                self._connection.exec_driver_sql(f"INSERT INTO {name} ({listed}) VALUES ({marks})", values)
                rows.clear()
        self._chain.keep(self._connection)
        for year, value in self._numbers.items():
            self._connection.exec_driver_sql(
                "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = ?",
                (f"incident:{year}", value, value),
            )


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.c]


def _rows_of(connection: Connection, incident_id: str) -> dict[str, list[Row]]:
    """Read every row that belongs to an incident, by table, as the database holds it."""
    found = {"incidents": _select(connection, "incidents", "id", [incident_id])}
    # What is found by words is taken in when all is there.
    apart = {"incidents", journal.name, search_incidents.name}
    tables = [table for table in metadata.sorted_tables if table.name not in apart]
    for table in tables:
        if "incident_id" in table.c:
            found[table.name] = _select(connection, table.name, "incident_id", [incident_id])
    pages = [row[0] for row in found["transmissions"]]
    for table in tables:
        if "transmission_id" in table.c and "incident_id" not in table.c:
            found[table.name] = _select(connection, table.name, "transmission_id", pages)
    known = [row[0] for name, rows in found.items() if "id" in metadata.tables[name].c for row in rows]
    found[personal_values.name] = _select(connection, personal_values.name, "subject_id", known)
    found[journal.name] = sorted(_select(connection, journal.name, "incident_id", [incident_id]))
    return found


def _select(connection: Connection, table: str, column: str, values: Sequence[str]) -> list[Row]:
    listed = ", ".join(f'"{name}"' for name in _columns(metadata.tables[table]))
    rows: list[Row] = []
    for value in values:
        found = connection.exec_driver_sql(f"SELECT {listed} FROM {table} WHERE {column} = ?", (value,))
        rows += [list(row) for row in found]
    return rows
