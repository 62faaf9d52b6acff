"""The stored past that `make bench NAME=intake` asks: `make data N=1000000`, made once in bulk under build/.

A SIMULATED database whose incidents lie on the houses, crossings and landmarks of Liechtenstein, with their calls,
callers, stories, notes and one whole journal chain; the newest few hundred are open and were told by real commands.
What is closed had its call taken, perhaps a note, and its end: dispatches are what `make bench NAME=start` stores.
Rows go in by bulk, ascending, without a sync; the search is filled when all is there.
"""

import hashlib
import json
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import priority_for
from dispatcher.domain.worlds import World
from dispatcher.geo.building import build_map
from dispatcher.packs.loading import digest, load_pack
from dispatcher.packs.model import Pack
from dispatcher.storage import revisions
from dispatcher.storage.columns import to_microseconds
from dispatcher.storage.database import open_database, sqlite_url
from dispatcher.storage.journal import digest_of
from dispatcher.storage.personal_values import salted_digest
from dispatcher.storage.schema import metadata
from dispatcher.storage.search_filling import fill
from dispatcher.system_clock import SystemClock
from tests.bench.data_copying import Ids
from tests.bench.data_telling import Teller, simulated_links
from tests.bench.intake_words import NOTES, Past, spots_of
from tests.helpers.clock import FakeClock

VERSION = 1
FOLDER = Path("build") / "data"
PACK = "monaco"
OSM = Path(__file__).parents[3] / "shared" / "data" / "liechtenstein.osm.pbf"
"""© OpenStreetMap contributors, ODbL 1.0; kept outside the repository."""
MONACO = Path(__file__).parents[2] / "resources" / "maps" / "monaco.map"
KB_EACH = 5
PAST = timedelta(days=3 * 365)
_BATCH = 50_000
_OUTCOMES_CLOSED_AFTER_S = (300, 7_200)
_TABLES = ("personal_values", "incidents", "calls", "journal")
Told = Callable[[int], None]


class Unmakeable(Exception):
    """What was asked for cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """What there is to measure with."""

    database: Path
    map: Path


def map_file(folder: Path = FOLDER) -> Path:
    """Return the map of Liechtenstein, built if it is not there; Monaco's where the source is not at hand."""
    if not OSM.exists():
        return MONACO
    target = folder / "liechtenstein.map"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        build_map(OSM, target, title="Liechtenstein")
    return target


def file_of(count: int, folder: Path = FOLDER) -> Path:
    """Return the database's name: another schema, pack or version of this program makes another file."""
    said = f"{VERSION} {revisions.newest()} {digest(load_pack(PACK))} {count} {OSM.exists()}"
    return folder / f"intake-{count}-{hashlib.sha256(said.encode()).hexdigest()[:12]}.db"


def ensure(count: int, folder: Path = FOLDER, told: Told = lambda _made: None) -> Made:
    """Return the database and its map, made now if they are not there.

    Raises:
        Unmakeable: nobody can make that many, or the disk is too small.
    """
    if not 20 <= count <= 5_000_000:
        raise Unmakeable(f"N is the number of incidents, 20 to 5,000,000; {count:,} is not")
    folder.mkdir(parents=True, exist_ok=True)
    made = Made(file_of(count, folder), map_file(folder))
    if made.database.exists():
        return made
    needed, free = 2 * count * KB_EACH // 1000, shutil.disk_usage(folder).free // 1_000_000
    if free < needed:
        raise Unmakeable(f"{count:,} incidents need {needed:,} MB while they are made; {free:,} MB free")
    with tempfile.TemporaryDirectory(prefix="making-", dir=folder) as beside:
        file = Path(beside) / "room.db"
        make(file, count, Past(spots_of(made.map)), SystemClock().now(), told)
        file.replace(made.database)
    for older in folder.glob(f"intake-{count}-*.db"):
        if older != made.database:
            older.unlink()
    return made


def open_of(count: int) -> int:
    """Return how many of so many incidents are open: 300, or a twentieth of a small room."""
    return min(300, count // 20)


def make(file: Path, count: int, past: Past, now: datetime, told: Told) -> None:
    """Fill a new database; `told` hears how many incidents there are so far."""
    pack, clock = load_pack(PACK), FakeClock(at=now - PAST)
    database = open_database(sqlite_url(file), World.SIMULATED, clock.now())
    event.listen(database.writer, "connect", _hurry)
    Teller(database, pack, clock, simulated_links(pack, file.parent)).leave()
    database.writer.dispose()
    still_open = open_of(count)
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        _hurry(raw, None)
        raw.execute("PRAGMA journal_mode = OFF")  # whole pages, once, in their place; the room opens its log again
        _Bulk(raw, pack, past).write(count - still_open, clock.now(), now - timedelta(hours=2), told)
    clock.at = now - timedelta(hours=1)
    teller = Teller(database, pack, clock, simulated_links(pack, file.parent))
    for number in range(still_open):
        teller.tell(past.name(), past.phone(), past.spot(), past.story)
        told(count - still_open + number + 1)
    teller.leave()
    with database.writer.begin() as connection:
        fill(connection)
    _settle(database.writer.connect())
    database.close()


def _settle(connection: Connection) -> None:
    with connection:
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
    raw = connection.engine.url.database or ""
    with closing(sqlite3.connect(raw, isolation_level=None)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _hurry(connection: Any, _entry: object) -> None:
    # A power cut only costs this file, which is not in its place yet.
    cursor = connection.cursor()
    for pragma in ("synchronous = OFF", "cache_size = -1500000", "temp_store = MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class _Bulk:
    """Writes closed incidents, oldest first, as the program would have."""

    def __init__(self, raw: sqlite3.Connection, pack: Pack, past: Past) -> None:
        self._raw, self._pack, self._past = raw, pack, past
        self._ids = Ids()
        self._people = [(part.id, f"seat-{place}") for place, part in enumerate(pack.operator[:6], 1)]
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _TABLES}
        head = raw.execute("SELECT sequence, digest FROM journal_head").fetchone()
        self._sequence, self._digest = int(head[0]), str(head[1])
        self._numbers: dict[int, int] = {}
        self._insert = {name: _insert_of(raw, name) for name in _TABLES}

    def write(self, count: int, first: datetime, last: datetime, told: Told) -> None:
        """Write so many, spread evenly from the first instant to the last."""
        start, step = to_microseconds(first + timedelta(hours=1)), (last - first) / max(1, count)
        step_us, types = step // timedelta(microseconds=1), cycle(self._types())
        for turn in range(count):
            self._one(start + turn * step_us, next(types))
            if turn % _BATCH == _BATCH - 1:
                self._flush()
            if turn % 1_000 == 999:
                told(turn + 1)
        self._flush()

    def _types(self) -> Sequence[Any]:
        parts = list(self._pack.type)
        return self._past.draw.choices(parts, weights=[1 / (place + 2) for place in range(len(parts))], k=997)

    def _one(self, at: int, part: Any) -> None:
        draw, past = self._past.draw, self._past
        ids = iter(self._ids.next(at, 40))
        incident, year = next(ids), datetime.fromtimestamp(at / 1_000_000, UTC).year
        self._numbers[year] = self._numbers.get(year, 0) + 1
        number = f"{year}-{self._numbers[year]:06d}"
        operator, seat = draw.choice(self._people)
        spot, kind = past.spot(), draw.choices(tuple(Kind), weights=(80, 10, 3, 7))[0].value
        priority = priority_for(part.impact, part.urgency).value
        closed = at + draw.randrange(*_OUTCOMES_CLOSED_AFTER_S) * 1_000_000
        outcome = draw.choice(self._pack.outcomes)
        self._rows["incidents"].append({
            "id": incident, "number": number, "state": "closed", "kind": kind, "incident_type": part.name,
            "type_name": part.title, "place": spot.label, "latitude": spot.latitude, "longitude": spot.longitude,
            "place_verified": 1, "impact": part.impact.value, "urgency": part.urgency.value, "priority": priority,
            "persons_involved": draw.randrange(4), "owner_role": "dispatcher", "owner_seat": seat, "opened_at": at,
            "contact_at": at - 15_000_000, "closed_at": closed, "outcome": outcome, "audited_at": closed,
            "emergency": int(kind == "incident"), "place_source": "gazetteer", "place_confidence": 1.0,
            "asset_number": f"LIFT-{draw.randrange(5000)}" if draw.random() < 0.03 else "",
        })  # fmt: skip
        for turn in range(1 + (draw.random() < 0.12) + (draw.random() < 0.01) * draw.randrange(6)):
            self._call(incident, at + turn * 90_000_000, (operator, seat), past.story(part.name), ids, further=turn > 0)
            if turn == 0:
                self._tell(EntryKind.INCIDENT_OPENED, at, (operator, seat), incident, {
                    "impact": part.impact.value, "kind": kind, "number": number, "overridden": False,
                    "priority": priority, "type": part.name, "urgency": part.urgency.value,
                })  # fmt: skip
        if draw.random() < 0.6:
            kept = self._keep("incident", incident, "note", draw.choice(NOTES), next(ids))
            told = {"looked": True, "note": kept}
            self._tell(EntryKind.NOTE_ADDED, at + 60_000_000, (operator, seat), incident, told)
        self._tell(EntryKind.INCIDENT_CLOSED, closed, (operator, seat), incident, {"outcome": outcome})

    def _call(
        self, incident: str, at: int, who: tuple[str, str], story: str, ids: Iterator[str], *, further: bool
    ) -> None:
        draw, call = self._past.draw, next(ids)
        words = {"narrative": story}
        if draw.random() < 0.85:
            words["caller_name"] = self._past.name()
        if draw.random() < 0.9:
            words["caller_number"] = self._past.phone()
        kept = {kind: self._keep("call", call, kind, value, next(ids)) for kind, value in words.items()}
        self._rows["calls"].append({
            "id": call, "incident_id": incident, "contact_at": at - 15_000_000, "answered_at": at - 10_000_000,
            "ended_at": None, "entered_at": at, "operator_id": who[0], "seat": who[1], "medium": "phone",
            "further": int(further), "late": 0, **{f"{kind}_id": value["id"] for kind, value in kept.items()},
        })  # fmt: skip
        kind = EntryKind.CALL_ADDED if further else EntryKind.CALL_TAKEN
        self._tell(kind, at, who, incident, {"call": call, "medium": "phone", "personal": kept})

    def _keep(self, subject: str, subject_id: str, kind: str, value: str, value_id: str) -> dict[str, str]:
        salt = secrets.token_bytes(16)
        self._rows["personal_values"].append({
            "id": value_id, "subject_kind": subject, "subject_id": subject_id, "kind": kind, "value": value,
            "salt": salt,
        })  # fmt: skip
        return {"id": value_id, "digest": salted_digest(value, salt)}

    def _tell(self, kind: EntryKind, at: int, who: tuple[str, str], incident: str, told: dict[str, Any]) -> None:
        body = json.dumps({"v": 1, **told}, sort_keys=True, separators=(",", ":"))
        self._sequence += 1
        found = digest_of(self._sequence, at, kind.value, who[0], who[1], incident, body, self._digest)
        self._rows["journal"].append({
            "sequence": self._sequence, "at": at, "kind": kind.value, "operator": who[0], "seat": who[1],
            "incident_id": incident, "body": body, "previous": self._digest, "digest": found,
        })  # fmt: skip
        self._digest = found

    def _flush(self) -> None:
        self._raw.execute("BEGIN")
        for name in _TABLES:
            statement, columns = self._insert[name]
            self._raw.executemany(statement, [[row.get(column) for column in columns] for row in self._rows[name]])
            self._rows[name] = []
        self._raw.execute("UPDATE journal_head SET sequence = ?, digest = ?", (self._sequence, self._digest))
        self._raw.executemany(
            "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [(f"incident:{year}", value) for year, value in self._numbers.items()],
        )
        self._raw.execute("COMMIT")


def _insert_of(raw: sqlite3.Connection, table: str) -> tuple[str, list[str]]:
    """Return the statement that inserts a row, and its columns; what a later schema adds takes its default."""
    told = [row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[4] is None]
    known = _KNOWN.get(table, frozenset())
    columns = [name for name in told if name in metadata.tables[table].c] + sorted(known - set(told))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", columns


_KNOWN = {
    "incidents": frozenset({"place_verified", "emergency", "asset_number", "place_source"}),
    "calls": frozenset({"medium", "further", "late"}),
}
"""Columns with a default that is not meant here."""
