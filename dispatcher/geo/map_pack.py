"""Read a map pack. Open it once in each process; one thread at a time uses it."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from dispatcher.geo.distance import Bounds, great_circle_m
from dispatcher.geo.errors import UnreadablePack
from dispatcher.geo.findings import Finding
from dispatcher.geo.kinds import NEAR_KINDS, Layer, Mark
from dispatcher.geo.pack_schema import APPLICATION_ID, FORMAT, LEVEL_TOLERANCES_M
from dispatcher.geo.shapes import FloatArray, decode

_HEADER = 100
_MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A feature as a map draws it; `parts` are arrays (n, 2) of longitude, latitude in degrees.

    With `Mark.AREA` the parts are rings, not closed by a repeated point, filled odd-even; otherwise lines or a point.
    """

    kind: str
    name: str
    marks: Mark
    parts: tuple[FloatArray, ...]

    @property
    def is_area(self) -> bool:
        """Whether it is filled."""
        return bool(self.marks & Mark.AREA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A fire station, ambulance station, hospital or police post; `name` may be empty, `near` tells it apart."""

    kind: str
    name: str
    near: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, village, quarter or locality."""

    kind: str
    name: str
    latitude: float
    longitude: float


def level_for(metres_per_pixel: float) -> int:
    """Return the level whose simplification no one sees at this scale."""
    fitting = (level for level, tolerance in enumerate(LEVEL_TOLERANCES_M) if tolerance <= metres_per_pixel)
    return max(fitting, default=0)


class MapPack:
    """One map pack, open for reading.

    Raises:
        UnreadablePack: on opening or later; the file is missing, no pack, of another version, cut off or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _check_file(path)
        # Never written after it was made, so SQLite need not lock or look for changes.
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        try:
            self._meta: Mapping[str, str] = dict(self.rows("SELECT key, value FROM meta"))
            self.bounds = Bounds(**json.loads(self._meta["bounds"]))
            self.title, self.attribution = self._meta["title"], self._meta["attribution"]
        except (KeyError, ValueError, TypeError) as error:
            self.close()
            raise _damaged(path, f"what it says about itself is incomplete: {error}") from error
        except UnreadablePack:
            self.close()
            raise

    def __enter__(self) -> "MapPack":
        return self

    def __exit__(self, _k: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    @property
    def digest(self) -> str:
        """What it was built from: `sha256:` and the digest of the OpenStreetMap file."""
        return self._meta.get("built_from", "")

    @property
    def data_date(self) -> str:
        """The day of OpenStreetMap's data, as the source said it; may be empty."""
        return self._meta.get("data_date", "")

    @property
    def counts(self) -> Mapping[str, int]:
        """What the build found."""
        return json.loads(self._meta.get("counts", "{}"))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the build found broken."""
        return tuple(Finding(**row) for row in json.loads(self._meta.get("findings", "[]")))

    def features(self, layer: Layer, box: Bounds, level: int = 0) -> list[Shape]:
        """Return what of a layer meets the box at a level (see `level_for`), in drawing order of the build."""
        statement = (
            f"SELECT kind, name, marks, shape FROM {layer.value} WHERE west <= ? AND east >= ? AND south <= ?"  # noqa: S608
            " AND north >= ? AND level <= ? AND level_to >= ? ORDER BY id"
        )
        values = (box.east, box.west, box.north, box.south, level, level)
        return [
            Shape(kind=kind, name=name or "", marks=Mark(marks), parts=decode(shape))
            for kind, name, marks, shape in self.rows(statement, values)
        ]

    def places(self) -> list[Place]:
        """Return every place."""
        return [
            Place(kind=shape.kind, name=shape.name, latitude=latitude, longitude=longitude)
            for shape, latitude, longitude in self._points(Layer.PLACES)
        ]

    def sites(self) -> list[Site]:
        """Return every emergency site, ordered by kind and name."""
        towns = [place for place in self.places() if place.kind in NEAR_KINDS]
        return [
            Site(kind=shape.kind, name=shape.name, near=_nearest(towns, latitude, longitude),
                 latitude=latitude, longitude=longitude)
            for shape, latitude, longitude in self._points(Layer.SITES)
        ]  # fmt: skip

    def check(self) -> None:
        """Read the whole file for damage; takes about 10 ms per MB.

        Raises:
            UnreadablePack: it is damaged.
        """
        answer = self.rows("PRAGMA quick_check(1)")
        if answer != [("ok",)]:
            raise _damaged(self.path, answer[0][0])

    def rows(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; for this package. SQL's columns have no types here."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _damaged(self.path, str(error)) from error

    def _points(self, layer: Layer) -> Iterator[tuple[Shape, float, float]]:
        everywhere = Bounds(west=-180, south=-90, east=180, north=90)
        for shape in self.features(layer, everywhere):
            longitude, latitude = shape.parts[0][0]
            yield shape, float(latitude), float(longitude)


def _nearest(places: list[Place], latitude: float, longitude: float) -> str:
    def away(place: Place) -> float:
        return great_circle_m(latitude, longitude, place.latitude, place.longitude)

    return min(places, key=away).name if places else ""


def is_pack(path: Path) -> bool:
    """Whether a file is a map pack of any version."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    return len(header) == _HEADER and header.startswith(_MAGIC) and _number(header, 68) == APPLICATION_ID


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header, size = file.read(_HEADER), path.stat().st_size
    except FileNotFoundError as error:
        raise UnreadablePack(f"there is no map pack {path}; build one with `readbackctl map build`") from error
    except OSError as error:
        raise UnreadablePack(f"the map pack {path} cannot be read: {error.strerror}; check its permissions") from error
    if not is_pack(path):
        raise UnreadablePack(f"{path} is no map pack; build one with `readbackctl map build FILE.osm.pbf OUT`")
    version = _number(header, 60)
    if version != FORMAT:
        which = "newer than this program: update it, or build" if version > FORMAT else "of an older program: build"
        raise UnreadablePack(f"{path} has format {version}, this program reads {FORMAT}; it is {which} the pack anew")
    wanted = _number(header, 28) * (int.from_bytes(header[16:18], "big") or 65_536)
    if size < wanted:
        raise _damaged(path, f"it has {size} of {wanted} bytes")


def _number(header: bytes, place: int) -> int:
    return int.from_bytes(header[place : place + 4], "big")


def _damaged(path: Path, why: str) -> UnreadablePack:
    return UnreadablePack(f"the map pack {path} is damaged or cut off ({why}); copy it again or build it anew")
