"""Places by name or position: the map of the active pack, and the pack's own stations. One for each room."""

import importlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection

from dispatcher.geo.coordinates import read_position, written
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.errors import MapError
from dispatcher.geo.folding import fold
from dispatcher.geo.grids import Unreadable, confidence_of
from dispatcher.geo.kind_words import is_of_kind, joined
from dispatcher.packs.loading import map_file_of
from dispatcher.packs.model import Pack
from dispatcher.queries.boards import active_pack
from dispatcher.queries.errors import MapUnavailable, PlaceUnreadable
from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.requests import AskPlaceAt, AskPlaces

if TYPE_CHECKING:
    from dispatcher.geo.gazetteer import Gazetteer, Hit
    from dispatcher.geo.map_pack import MapPack

Answer = TypeVar("Answer")
OUTSIDE = "outside the map"
_NUMBER_UNKNOWN = "number not on the map"
_TURNED = "with latitude and longitude exchanged"
_UNCHECKED = "there is no map to check it against"
_SILENT_DETAILS = frozenset({"street", "address", "crossing", "coordinate"})
_DETAILS = {"stop_position": "stop", "convenience": "shop", "suburb": "quarter", "townhall": "town hall"}
_SAME_THING_M = 150.0
_STATION, _STATION_OF_KIND, _STATION_BEGINS = 106.0, 104.0, 91.0


@dataclass(frozen=True, slots=True)
class _Opened:
    """A map that is open, and which file it was when it was opened."""

    file: tuple[Path, int]
    pack: "MapPack"
    gazetteer: "Gazetteer"


class Places:
    """Searches for the readers. The map is opened by the first question, on its thread, and kept until `close`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self._is_closed = False

    def answerers(self) -> Mapping[type, Callable[[Any, Connection, datetime], Any]]:
        """Return which of the methods answers which question."""
        return {AskPlaces: self.search, AskPlaceAt: self.place_at}

    def search(self, query: AskPlaces, connection: Connection, _now: datetime) -> tuple[PlaceRow, ...]:
        """Return the places that a text may mean, best first.

        Raises:
            MapUnavailable: nothing was found without a map.
            PlaceUnreadable: it is meant as a position, and wrong.
        """
        pack = active_pack(connection)
        near = None if query.latitude is None or query.longitude is None else (query.latitude, query.longitude)
        stations = _stations(pack, query.text)
        try:
            hits = self._ask(pack, lambda opened: opened.gazetteer.search(query.text, max(query.limit, 0), near))
        except MapUnavailable:
            rows = stations or _unchecked(query.text, near)
            if not rows:
                raise
            return rows[: query.limit]
        except Unreadable as error:
            if not stations:
                raise PlaceUnreadable(str(error)) from error
            hits = ()
        found = [_row(hit) for hit in hits]
        rows = [*stations, *(row for row in found if not any(_is_same(row, station) for station in stations))]
        return tuple(sorted(rows, key=lambda row: -row.score)[: max(query.limit, 0)])

    def place_at(self, query: AskPlaceAt, connection: Connection, _now: datetime) -> PlaceRow:
        """Return what is nearest to a position; without a map, the position itself."""
        pack = active_pack(connection)
        where = (query.latitude, query.longitude)
        words_at = _geo("nearest").words_at
        try:
            return _row(self._ask(pack, lambda opened: words_at(opened.pack, opened.gazetteer.index, *where)))
        except MapUnavailable:
            return _bare(*where)

    def close(self) -> None:
        """Let the map go; nothing is opened afterwards."""
        with self._lock:
            self._is_closed = True
            self._let_go()

    def _ask(self, pack: Pack, answer: Callable[[_Opened], Answer]) -> Answer:
        """Ask the map of a pack, one thread at a time."""
        with self._lock:
            try:
                return answer(self._open(pack))
            except MapError as error:
                raise MapUnavailable(str(error)) from error

    def _open(self, pack: Pack) -> _Opened:
        """Return the pack's map: the one in hand, or the file as it now is."""
        path = Path(map_file_of(pack))
        if self._is_closed or not pack.map:
            raise MapUnavailable(f"the pack {pack.name} has no map: places cannot be searched or verified")
        file = (path, _changed_at(path))
        if self._opened is None or self._opened.file != file:
            self._let_go()
            self._opened = _opened(file)
        return self._opened

    def _let_go(self) -> None:
        if self._opened is not None:
            self._opened.pack.close()
            self._opened = None


def _opened(file: tuple[Path, int]) -> _Opened:
    pack = _geo("map_pack").MapPack(file[0])
    try:
        return _Opened(file, pack, _geo("gazetteer").Gazetteer(pack))
    except MapError:
        pack.close()
        raise


def _geo(name: str) -> Any:
    """Load a module of `geo` when it is first needed: numpy and rapidfuzz cost a start a quarter of a second."""
    return importlib.import_module(f"dispatcher.geo.{name}")


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _row(hit: "Hit") -> PlaceRow:
    unknown_number = bool(hit.house_number) and not hit.verified
    is_position = hit.kind.value == "coordinate"
    detail = "" if hit.kind.value in _SILENT_DETAILS else _DETAILS.get(hit.detail, hit.detail.replace("_", " "))
    if is_position and hit.detail:
        detail = hit.detail
    if not hit.inside:
        detail = f"{OUTSIDE}, {hit.detail}" if is_position and hit.detail else OUTSIDE
    elif unknown_number:
        detail = _NUMBER_UNKNOWN
    elif is_position and not hit.exact:
        detail = _TURNED
    if hit.alias:
        detail = " · ".join(part for part in (f"also {hit.alias}", detail) if part)
    return PlaceRow(
        kind="address" if unknown_number else hit.kind.value,
        label=f"{hit.label} {hit.house_number}" if unknown_number else hit.label,
        near=hit.near, detail=detail, latitude=hit.latitude, longitude=hit.longitude,
        verified=hit.verified and not is_position, inside=hit.inside, score=hit.score, exact=hit.exact,
        confidence=_confidence(hit),
    )  # fmt: skip


def _stations(pack: Pack, text: str) -> tuple[PlaceRow, ...]:
    """Return the pack's stations whose names the words begin; those without a position are no places."""
    typed = fold(text).split()
    found: list[PlaceRow] = []
    for part in pack.station:
        if part.latitude is None or part.longitude is None:
            continue
        names = [fold(part.title), fold(part.name)]
        meant = typed and any(all(_begins_one(word, name.split()) for word in typed) for name in names)
        of_kind = typed and _is_of_kind(typed, names[0].split())
        if meant or of_kind:
            exact = " ".join(typed) in names
            begins = _STATION_BEGINS - len(names[0].split())
            found.append(
                PlaceRow(
                    kind="station",
                    label=part.title,
                    near="",
                    detail="station",
                    latitude=part.latitude,
                    longitude=part.longitude,
                    verified=True,
                    inside=True,
                    score=_STATION if exact else _STATION_OF_KIND - len(typed) if of_kind else begins,
                    exact=exact,
                )
            )
    return tuple(sorted(found, key=lambda row: -row.score))


def _begins_one(word: str, parts: list[str]) -> bool:
    return any(part.startswith(word) for part in parts)


def _is_of_kind(typed: list[str], parts: list[str]) -> bool:
    """Whether one of the words says what the station is (pompiers: a fire station), and the others its name."""
    words = joined(typed)
    kind = next((word for word in words if is_of_kind(parts, word)), None)
    return kind is not None and all(_begins_one(word, parts) for word in words if word != kind)


def _is_same(row: PlaceRow, station: PlaceRow) -> bool:
    """Whether the map's row is the pack's station."""
    away = great_circle_m(row.latitude, row.longitude, station.latitude, station.longitude)
    return row.kind == "landmark" and fold(row.label) == fold(station.label) and away <= _SAME_THING_M


def _unchecked(text: str, near: tuple[float, float] | None) -> tuple[PlaceRow, ...]:
    try:
        read = read_position(text, near)
    except Unreadable as error:
        raise PlaceUnreadable(str(error)) from error
    if read is None:
        return ()
    row = _bare(read.latitude, read.longitude)
    return (replace(row, confidence=confidence_of(read.precision_m)),)


def _bare(latitude: float, longitude: float) -> PlaceRow:
    return PlaceRow(
        kind="coordinate", label=written(latitude, longitude), near="", detail=_UNCHECKED, latitude=latitude,
        longitude=longitude, verified=False, inside=True, score=100.0, exact=True,
    )  # fmt: skip


def _confidence(hit: "Hit") -> float:
    if hit.kind.value == "coordinate":
        return round(confidence_of(hit.precision_m) * (1.0 if hit.inside and hit.exact else 0.5), 2)
    return round(max(0.0, min(1.0, hit.score / 100)) * (1.0 if hit.verified else 0.6), 2)
