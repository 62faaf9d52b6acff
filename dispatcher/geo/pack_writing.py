"""Write a map pack: features as they come, then the tables that need the whole."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

import numpy as np

from dispatcher.geo.collected import Feature
from dispatcher.geo.errors import CannotBuild
from dispatcher.geo.kinds import Layer, Mark
from dispatcher.geo.levels import Drawn, drawn
from dispatcher.geo.pack_schema import INDEXES, tables
from dispatcher.geo.planar import Plane
from dispatcher.geo.shapes import UNITS_PER_DEGREE, IntArray, encode

_BATCH = 4_000
_COLUMNS = {"entry": 8, "spelling": 4, "crossing": 5, "address": 6, "road_node": 4, "road_edge": 8}


class PackWriter:
    """Writes beside the target and takes its place when all is done; otherwise leaves nothing."""

    def __init__(self, target: Path, plane: Plane) -> None:
        self.counts: Counter[str] = Counter()
        self._target, self._plane = target, plane
        self._beside = target.with_name(target.name + ".building")
        self._waiting: list[Feature] = []
        self._next_id: Counter[Layer] = Counter()
        try:
            self._beside.unlink(missing_ok=True)
            self._connection = sqlite3.connect(self._beside, isolation_level=None)
            for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN"):
                self._connection.execute(statement)
        except (OSError, sqlite3.Error) as error:
            raise _cannot_write(target, error) from error
        for statement in tables():
            self._connection.execute(statement)

    def __enter__(self) -> "PackWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._beside.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error | OSError):
            raise _cannot_write(self._target, error) from error

    def add(self, feature: Feature) -> None:
        """Take one feature to draw; an area's rings may repeat their first point."""
        if feature.marks & Mark.AREA:
            rings = [_without_repeat(ring) for ring in feature.parts]
            rings = [ring for ring in rings if len(ring) > 2]
            if not rings:
                return
            feature = Feature(
                layer=feature.layer, kind=feature.kind, name=feature.name, marks=feature.marks, parts=rings
            )
        self.counts[feature.layer.value] += 1
        self._waiting.append(feature)
        if len(self._waiting) >= _BATCH:
            self._flush()

    def rows(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Write rows of a table."""
        marks = ", ".join("?" * _COLUMNS[table])
        self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # our own names

    def finish(self, meta: Mapping[str, str]) -> None:
        """Complete the file and put it in its place."""
        self._flush()
        run = self._connection.execute
        self._connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        for statement in INDEXES:
            run(statement)
        run("INSERT INTO search (search) VALUES ('rebuild')")
        run("INSERT INTO search (search) VALUES ('optimize')")
        run("COMMIT")
        run("VACUUM")
        self._connection.close()
        with self._beside.open("rb+") as file:
            os.fsync(file.fileno())
        self._beside.replace(self._target)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        rows: dict[Layer, list[tuple[object, ...]]] = {}
        for item in drawn(waiting, self._plane):
            layer = item.feature.layer
            self._next_id[layer] += 1
            rows.setdefault(layer, []).append((self._next_id[layer], *_row(item)))
        for layer, values in rows.items():
            self._connection.executemany(
                f"INSERT INTO {layer.value} VALUES ({', '.join('?' * 11)})",  # noqa: S608  # names of our own enumeration
                values,
            )


def _row(item: Drawn) -> tuple[object, ...]:
    feature, points = item.feature, np.concatenate(item.parts)
    (west, south), (east, north) = points.min(axis=0) / UNITS_PER_DEGREE, points.max(axis=0) / UNITS_PER_DEGREE
    box = (float(west), float(east), float(south), float(north))
    name = feature.name if feature.name else None
    return (*box, item.level, item.level_to, feature.kind, name, int(feature.marks), encode(item.parts))


def _without_repeat(ring: IntArray) -> IntArray:
    return ring[:-1] if len(ring) > 1 and bool(np.all(ring[0] == ring[-1])) else ring


def _cannot_write(target: Path, error: Exception) -> CannotBuild:
    return CannotBuild(f"{target} cannot be written: {error}; give another place, or make room there")
