"""From named ways and points to what can be searched: streets, places, landmarks, crossings, addresses."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from dispatcher.geo.collected import Address, Collected, Named, StreetWay
from dispatcher.geo.findings import at
from dispatcher.geo.folding import fold, fold_number, spellings
from dispatcher.geo.kinds import NEAR_KINDS, PLACES, StreetClass
from dispatcher.geo.planar import Plane, length_m
from dispatcher.geo.shapes import FloatArray, IntArray

_SAME_STREET_M = 250.0
_LONG_STREET_M = 2_500.0
_SAME_SITE_M = 60.0
_SAME_CROSSING_M = 70.0
_TOWNS = frozenset({"city", "town", "village"})
_CLASS_ORDER = tuple(StreetClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that can be searched."""

    number: int
    kind: str
    detail: str
    names: tuple[str, ...]
    near: str
    towns: tuple[str, ...]
    longitude: int
    latitude: int
    weight: float

    def row(self) -> tuple[object, ...]:
        """Return it as the table has it."""
        place = (self.longitude, self.latitude)
        return (self.number, self.kind, self.detail, self.names[0], self.near, *place, self.weight)


class Names:
    """The name index of a map."""

    def __init__(self, collected: Collected, plane: Plane) -> None:
        self.entries: list[Entry] = []
        self.street_of: dict[int, int] = {}  # id() of a way: the entry of its street
        self._plane = plane
        self._near = [place for place in collected.places if place.kind in NEAR_KINDS]
        self._near_at = plane.metres(positions(self._near))
        self._is_town = np.array([place.kind in _TOWNS for place in self._near], np.bool_)
        streets = [way for way in collected.streets if way.names]
        for street in group_streets(streets, plane):
            for ways in self._by_town(street):
                self._street(ways)
        for place in collected.places:
            weight = float(len(PLACES) - PLACES.index(place.kind))
            self._point("place", place, weight)
        for site in merge_sites(collected.sites, plane):
            if site.names:
                self._point("landmark", site, 6.0)
        for landmark in _without_doubles(collected.landmarks, plane):
            self._point("landmark", landmark, 0.0)

    def spelling_rows(self) -> Iterator[tuple[object, ...]]:
        """Return every folded form of every entry."""
        number = 0
        for entry in self.entries:
            for folded in dict.fromkeys(form for name in entry.names for form in spellings(name)):
                number += 1
                yield number, entry.number, folded, " ".join(entry.towns)

    def near(self, longitude: int, latitude: int, *, towns_only: bool = False) -> str:
        """Return the nearest place that people would add, or nothing; a quarter unless only towns are wanted."""
        point = self._plane.metres(np.array([[longitude, latitude]], np.int64))[0]
        away = np.hypot(*(self._near_at - point).T)
        if towns_only:
            away = np.where(self._is_town, away, np.inf)
        return self._near[int(np.argmin(away))].names[0] if np.isfinite(away).any() else ""

    def _by_town(self, ways: Sequence[StreetWay]) -> list[list[StreetWay]]:
        """Return a street that runs through several towns in its parts; callers name the town."""
        west, south, east, north = _box(self._plane.metres(np.concatenate([way.points for way in ways])))
        if math.hypot(east - west, north - south) < _LONG_STREET_M:
            return [list(ways)]
        towns: dict[str, list[StreetWay]] = defaultdict(list)
        for way in ways:
            longitude, latitude = way.points[len(way.points) // 2]
            towns[self.near(int(longitude), int(latitude), towns_only=True)].append(way)
        return list(towns.values())

    def _street(self, ways: Sequence[StreetWay]) -> None:
        points = np.concatenate([way.points for way in ways])
        metres = self._plane.metres(points)
        longitude, latitude = points[int(np.argmin(np.hypot(*(metres - metres.mean(axis=0)).T)))]
        long_m = sum(length_m(self._plane.metres(way.points)) for way in ways)
        best = min(_CLASS_ORDER.index(way.kind) for way in ways)
        names = tuple(dict.fromkeys(name for way in ways for name in way.names))
        entry = self._entry("street", ways[0].kind.value, names, (int(longitude), int(latitude)),
                            len(_CLASS_ORDER) - best + math.log10(1 + long_m))  # fmt: skip
        self.street_of.update((id(way), entry.number) for way in ways)

    def _point(self, kind: str, thing: Named, weight: float) -> None:
        self._entry(kind, thing.kind, thing.names, (thing.longitude, thing.latitude), weight)

    def _entry(self, kind: str, detail: str, names: tuple[str, ...], place: tuple[int, int], weight: float) -> Entry:
        near = self.near(*place)
        towns = tuple(dict.fromkeys(fold(name) for name in (near, self.near(*place, towns_only=True)) if name))
        entry = Entry(
            number=len(self.entries) + 1, kind=kind, detail=detail, names=names,
            near="" if near == names[0] else near, towns=towns,
            longitude=place[0], latitude=place[1], weight=round(weight, 2),
        )  # fmt: skip
        self.entries.append(entry)
        return entry


def positions(things: Sequence[Named | Address]) -> IntArray:
    """Return where things are, as (n, 2)."""
    return np.array([(thing.longitude, thing.latitude) for thing in things], np.int64).reshape(-1, 2)


def group_streets(ways: Sequence[StreetWay], plane: Plane) -> Iterator[list[StreetWay]]:
    """Return the ways of each street: the same name, and touching or close to each other."""
    by_name: dict[str, list[StreetWay]] = defaultdict(list)
    for way in ways:
        by_name[fold(way.name)].append(way)
    for same in by_name.values():
        boxes = [_box(plane.metres(way.points)) for way in same]
        waiting = list(range(len(same)))
        while waiting:
            street, edge = [waiting[0]], [waiting.pop(0)]
            while edge:
                here = edge.pop()
                close = [other for other in waiting if _gap(boxes[here], boxes[other]) <= _SAME_STREET_M]
                waiting = [other for other in waiting if other not in close]
                street += close
                edge += close
            yield [same[number] for number in sorted(street)]


def _box(points: FloatArray) -> tuple[float, float, float, float]:
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _gap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    across = max(0.0, one[0] - other[2], other[0] - one[2])
    along = max(0.0, one[1] - other[3], other[1] - one[3])
    return math.hypot(across, along)


def merge_sites(sites: Sequence[Named], plane: Plane) -> list[Named]:
    """Return emergency sites, those drawn twice (a point in its building) once, with the name."""
    kept: list[Named] = []
    for site in sorted(sites, key=lambda site: not site.names):
        if not any(_is_same_site(site, other, plane) for other in kept):
            kept.append(site)
    return sorted(kept, key=lambda site: (site.kind, site.names, site.latitude, site.longitude))


def _is_same_site(site: Named, other: Named, plane: Plane) -> bool:
    same_name = not site.names or fold(site.names[0]) == fold(other.names[0] if other.names else "")
    return site.kind == other.kind and same_name and _apart(site, other, plane) <= _SAME_SITE_M


def _without_doubles(things: Sequence[Named], plane: Plane) -> Iterator[Named]:
    seen: dict[str, list[Named]] = defaultdict(list)
    for thing in things:
        same = seen[fold(thing.names[0])]
        if all(_apart(thing, other, plane) > _SAME_STREET_M for other in same):
            same.append(thing)
            yield thing


def _apart(one: Named, other: Named, plane: Plane) -> float:
    first, second = plane.metres(positions([one, other]))
    return float(np.hypot(*(first - second)))


def crossings(streets: Sequence[StreetWay], names: Names, plane: Plane) -> list[tuple[int, int, int, int]]:
    """Return where two named streets share a node: both entries, longitude, latitude; close ones once."""
    here: dict[int, set[int]] = defaultdict(set)
    places: dict[int, tuple[int, int]] = {}
    for way in streets:
        street = names.street_of.get(id(way))
        if street is None:
            continue
        for ref, (longitude, latitude) in zip(way.refs, way.points.tolist(), strict=True):
            here[ref].add(street)
            places[ref] = longitude, latitude
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for ref in sorted(ref for ref, found in here.items() if len(found) > 1):
        for pair in combinations(sorted(here[ref]), 2):
            if len({fold(names.entries[number - 1].names[0]) for number in pair}) == 2:
                pairs[pair].append(places[ref])
    return [(*pair, *place) for pair in sorted(pairs) for place in _thinned(pairs[pair], plane)]


def _thinned(places: Sequence[tuple[int, int]], plane: Plane) -> Iterator[tuple[int, int]]:
    kept: list[FloatArray] = []
    for place in places:
        point = plane.metres(np.array([place], np.int64))[0]
        if all(float(np.hypot(*(point - other))) > _SAME_CROSSING_M for other in kept):
            kept.append(point)
            yield place


def address_rows(collected: Collected, names: Names, plane: Plane) -> Iterator[tuple[object, ...]]:
    """Return the houses whose street is on the map, each with the nearest street of that name."""
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in names.entries:
        if entry.kind in ("street", "place"):
            for name in entry.names:
                by_name[fold(name)].append(entry)
    number = 0
    for address in collected.addresses:
        place = address.longitude, address.latitude
        streets = by_name.get(fold(address.street))
        if not streets:
            collected.findings.note("house number whose street is not on the map, left out", at(*place))
            continue
        point = plane.metres(np.array([place], np.int64))[0]
        where = plane.metres(np.array([(entry.longitude, entry.latitude) for entry in streets], np.int64))
        nearest = streets[int(np.argmin(np.hypot(*(where - point).T)))]
        number += 1
        yield number, nearest.number, address.number, fold_number(address.number), *place
