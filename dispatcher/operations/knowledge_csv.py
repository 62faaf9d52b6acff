"""Rows of a CSV file as entries of the room's knowledge; every cell that cannot be one is told, none is guessed."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dispatcher.domain.knowledge import (
    MOST_RADIUS_M,
    MOST_WORDS,
    AssetEntry,
    CallerEntry,
    CallerNoteKind,
    KnowledgeKind,
    KnowledgeRules,
    NoteKind,
    PremiseEntry,
    SecretEntry,
    SecretKind,
)
from dispatcher.geo.addresses import address_key
from dispatcher.geo.folding import fold
from dispatcher.operations.csv_text import CsvText, Line
from dispatcher.operations.trouble import Trouble

Entry = PremiseEntry | AssetEntry | CallerEntry
_MOST_KEYHOLDERS, _MOST_NAME, _MOST_CODE = 9, 200, 200
_SECRETS = {kind.value: kind for kind in (SecretKind.DOOR_CODE, SecretKind.KEY_SAFE, SecretKind.ALARM)}
_HIDDEN = frozenset(_SECRETS)
_KEYHOLDERS = tuple(f"keyholder_{n}_{part}" for n in range(1, _MOST_KEYHOLDERS + 1) for part in ("name", "number"))
COLUMNS: Mapping[KnowledgeKind, tuple[str, ...]] = {
    KnowledgeKind.PREMISES: (
        "key", "name", "address", "latitude", "longitude", "radius_m", *(kind.value for kind in NoteKind),
        *_KEYHOLDERS, *_SECRETS,
    ),
    KnowledgeKind.ASSETS: ("number", "title", "kind", "premise", "owner_team", "notes"),
    KnowledgeKind.CALLERS: (
        "key", "name", "numbers", "language", "needs", "vulnerable", "repeat",
        *(kind.value for kind in CallerNoteKind),
    ),
}  # fmt: skip
NEEDED: Mapping[KnowledgeKind, tuple[str, ...]] = {
    KnowledgeKind.PREMISES: ("key", "name"),
    KnowledgeKind.ASSETS: ("number",),
    KnowledgeKind.CALLERS: ("numbers",),
}
_ALIASES = {"lat": "latitude", "lon": "longitude", "lng": "longitude", "radius": "radius_m", "phone": "numbers",
            "telephone": "numbers", "contact": "approach"}  # fmt: skip
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui"})
_NO = frozenset({"no", "n", "false", "0", "", "nein", "non"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMMA = re.compile(r"-?\d+,\d+")


@dataclass(frozen=True, slots=True)
class BadCell:
    """What cannot be brought in, where it stands and what to do."""

    line: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        shown = "(hidden)" if self.column in _HIDDEN else f"“{self.value[:60]}{'…' if len(self.value) > 60 else ''}”"
        return f"line {self.line}, {self.column}: {shown}: {self.why}"


@dataclass(slots=True)
class ReadRows:
    """The rows of a file: what can be brought in, and every cell that cannot."""

    entries: list[Entry] = field(default_factory=list[Entry])
    keys: list[str] = field(default_factory=list[str])  # of the entries, as the store knows them; "" is always new
    lines: list[int] = field(default_factory=list[int])  # of the file, where each entry begins
    bad: list[BadCell] = field(default_factory=list[BadCell])
    rows: int = 0


@dataclass(slots=True)
class _Row:
    """One row while it is read."""

    line: int
    cells: Mapping[str, str]
    bad: list[BadCell]

    def has(self, column: str) -> bool:
        return column in self.cells

    def blame(self, column: str, why: str) -> None:
        self.bad.append(BadCell(self.line, column, self.cells.get(column, ""), why))

    def words(self, column: str, most: int) -> str:
        words = self.cells.get(column, "")
        if len(words) > most:
            self.blame(column, f"{len(words)} characters; at most {most}: shorten it")
        elif _CONTROL.search(words):
            self.blame(column, "control characters in it: remove them")
        else:
            return words
        return ""

    def needed(self, column: str, most: int = _MOST_NAME) -> str:
        if not self.cells.get(column, ""):
            self.blame(column, "it is empty and needed: fill it in")
        return self.words(column, most)

    def number(self, column: str, least: float, most: float) -> float | None:
        words = self.cells.get(column, "")
        if not words:
            return None
        try:
            value = float(words.replace(",", ".") if _COMMA.fullmatch(words) else words)
        except ValueError:
            self.blame(column, "no number: write it like 43.7384")
            return None
        if not least <= value <= most:  # so that a NaN fails as well
            self.blame(column, f"it goes from {least:g} to {most:g}")
            return None
        return value

    def flag(self, column: str) -> bool | None:
        if not self.has(column):
            return None
        words = self.cells[column].lower()
        if words not in _YES | _NO:
            self.blame(column, "write yes or no")
        return words in _YES


def read_rows(kind: KnowledgeKind, file: CsvText, rules: KnowledgeRules) -> ReadRows:
    """Read every row. Raises: Trouble when the heading is not one of this kind."""
    columns = _columns(kind, file.heading)
    found, seen = ReadRows(rows=len(file.lines)), dict[str, int]()
    read = {KnowledgeKind.PREMISES: _premise, KnowledgeKind.ASSETS: _asset, KnowledgeKind.CALLERS: _caller}[kind]
    for line in file.lines:
        bad: list[BadCell] = []
        row = _row(line, columns, bad)
        if row is not None:
            entry, key = read(row, rules)
            if key and key in seen:
                row.blame(NEEDED[kind][0], f"it stands in line {seen[key]} already: keep one of the two")
            seen.setdefault(key, line.number)
            if not bad:
                found.entries.append(entry)
                found.keys.append(key)
                found.lines.append(line.number)
        found.bad += bad
    return found


def _columns(kind: KnowledgeKind, heading: Iterable[str]) -> tuple[str, ...]:
    given = tuple(_ALIASES.get(name, name) for name in (_plain(cell) for cell in heading))
    known = COLUMNS[kind]
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"; did you mean {near[0]}?" if near else f"; the columns of {kind.value}: {_listed(known)}"
            raise Trouble(f"the heading has a column {name!r} that nobody reads{meant}")
        if given.count(name) > 1:
            raise Trouble(f"the heading has the column {name} twice; keep one")
    missing = [name for name in NEEDED[kind] if name not in given]
    if missing:
        raise Trouble(f"the heading has no column {missing[0]}, which is needed; it has: {', '.join(given)}")
    return given


def _plain(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().lower())


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(name for name in columns if not re.match(r"keyholder_[2-9]", name))


def _row(line: Line, columns: tuple[str, ...], bad: list[BadCell]) -> _Row | None:
    if len(line.cells) > len(columns):
        extra = line.cells[len(columns)]
        why = f"{len(line.cells)} cells where the heading has {len(columns)}: put the text with the separator in quotes"
        if any(line.cells[len(columns) :]):
            bad.append(BadCell(line.number, "after the last column", extra, why))
            return None
    # Spreadsheets leave empty cells at the end of a line out.
    cells = line.cells + ("",) * (len(columns) - len(line.cells))
    return _Row(line.number, dict(zip(columns, cells, strict=False)), bad)


def _premise(row: _Row, _rules: KnowledgeRules) -> tuple[PremiseEntry, str]:
    key, name, address = row.needed("key"), row.needed("name"), row.words("address", _MOST_NAME)
    latitude, longitude = row.number("latitude", -90, 90), row.number("longitude", -180, 180)
    if (latitude is None) != (longitude is None) and not row.bad:
        row.blame("longitude" if longitude is None else "latitude", "a position needs both halves")
    if latitude is None and not address_key(address) and not row.bad:
        row.blame("address", "without an address or a position nobody finds the place: fill one in")
    secrets = tuple(
        SecretEntry(kind=kind, title=name_of.replace("_", " "), words=row.words(name_of, _MOST_CODE))
        for name_of, kind in _SECRETS.items() if row.has(name_of)
    )  # fmt: skip
    return PremiseEntry(
        key=key, name=name, address=address, latitude=latitude, longitude=longitude,
        radius_m=row.number("radius_m", 1, MOST_RADIUS_M),
        notes={kind: row.words(kind.value, MOST_WORDS) for kind in NoteKind if row.has(kind.value)},
        keyholders=_keyholders(row), secrets=secrets,
    ), key  # fmt: skip


def _keyholders(row: _Row) -> tuple[tuple[str, str], ...] | None:
    if not any(row.has(column) for column in _KEYHOLDERS):
        return None
    found: list[tuple[str, str]] = []
    for place in range(1, _MOST_KEYHOLDERS + 1):
        columns = f"keyholder_{place}_name", f"keyholder_{place}_number"
        name, number = (row.words(column, _MOST_NAME) for column in columns)
        if bool(name) != bool(number):
            row.blame(columns[0] if number else columns[1], "a keyholder needs a name and a number")
        elif name:
            found.append((name, number))
    return tuple(found)


def _asset(row: _Row, _rules: KnowledgeRules) -> tuple[AssetEntry, str]:
    number = row.needed("number")
    key = fold(number).replace(" ", "")
    if number and not key:
        row.blame("number", "neither a letter nor a digit in it")
    return AssetEntry(
        number=number, title=row.words("title", _MOST_NAME), kind=row.words("kind", _MOST_NAME),
        premise=row.words("premise", _MOST_NAME), owner_team=row.words("owner_team", _MOST_NAME),
        notes=row.words("notes", MOST_WORDS),
    ), key  # fmt: skip


def _caller(row: _Row, rules: KnowledgeRules) -> tuple[CallerEntry, str]:
    numbers = tuple(part.strip() for part in re.split(r"[;|/]", row.needed("numbers")) if part.strip())
    for number in numbers:
        if not rules.number(number):
            row.blame("numbers", f"{number[:30]!r} is no telephone number: digits, several parted by |")
    words: Callable[[str], str | None] = lambda column: row.words(column, 400) if row.has(column) else None  # noqa: E731
    key = row.words("key", _MOST_NAME)
    return CallerEntry(
        key=key, numbers=numbers, name=words("name"), language=words("language"), needs=words("needs"),
        vulnerable=row.flag("vulnerable"), repeat=row.flag("repeat"),
        notes={kind: row.words(kind.value, MOST_WORDS) for kind in CallerNoteKind if row.has(kind.value)},
    ), key or (rules.number(numbers[0]) if numbers else "")  # fmt: skip
