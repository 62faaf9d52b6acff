"""Drive along the streets of a map: shortest time by class speeds. A straight line is said to be one by its caller."""

import heapq
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatcher.geo.distance import METRES_PER_DEGREE, bearing_deg, great_circle_m
from dispatcher.geo.errors import NoRoute
from dispatcher.geo.kinds import LINK_KMH, SPEED_KMH, Mark, StreetClass
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.shapes import UNITS_PER_DEGREE, FloatArray, decode

FARTHEST_SNAP_M = 2_000.0
APPROACH_KMH = 15.0
"""Off the network, from the door to the street: yards and drives."""

_KMH = 1 / 3.6
Position = tuple[float, float]
"""Latitude, longitude in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way to drive: positions, and the seconds since departure at each of them."""

    points: tuple[Position, ...]
    seconds: tuple[float, ...]
    length_m: float

    @property
    def duration_s(self) -> float:
        """How long it takes."""
        return self.seconds[-1]

    def at(self, seconds: float) -> tuple[float, float, float]:
        """Return latitude, longitude and bearing so long after departure; it stays where it arrived."""
        last = len(self.points) - 2
        leg = min(max(bisect_right(self.seconds, seconds) - 1, 0), last)
        (latitude, longitude), (to_latitude, to_longitude) = self.points[leg], self.points[leg + 1]
        span = self.seconds[leg + 1] - self.seconds[leg]
        share = 1.0 if span <= 0 else min(max((seconds - self.seconds[leg]) / span, 0.0), 1.0)
        here = latitude + (to_latitude - latitude) * share, longitude + (to_longitude - longitude) * share
        return *here, bearing_deg(latitude, longitude, to_latitude, to_longitude)


@dataclass(frozen=True, slots=True)
class _Leg:
    to: int
    seconds: float
    edge: int
    forward: bool


class RoadNetwork:
    """The streets of one pack, in memory: about 1 kB per stretch. The pack may be closed once this is made.

    Making it reads the whole network (40 ms for Monaco, 100 ms for Liechtenstein). Afterwards nothing changes, so any
    thread may ask it, several at once. A route takes 5 to 50 ms of plain Python: never ask on the Qt thread.
    """

    def __init__(self, pack: MapPack, speeds: Mapping[StreetClass, float] = SPEED_KMH, factor: float = 1.0) -> None:
        nodes = pack.rows("SELECT longitude, latitude, main FROM road_node ORDER BY id")
        table: FloatArray = np.array(nodes, np.float64).reshape(-1, 3)
        self._pack_bounds = pack.bounds
        self._places = table[:, :2] / UNITS_PER_DEGREE
        self._positions: list[Position] = [(float(lat), float(lon)) for lon, lat in self._places]
        self._main = np.flatnonzero(table[:, 2])
        self._legs: list[list[_Leg]] = [[] for _ in nodes]
        self._shapes: list[bytes] = []
        self._fastest = max(speeds.values(), default=1.0) * factor * _KMH
        for row in pack.rows("SELECT start, finish, class, marks, length_m, shape FROM road_edge ORDER BY id"):
            start, finish, kind, marks, length_m, shape = row
            kmh = speeds.get(StreetClass(kind), APPROACH_KMH)
            kmh = min(kmh, LINK_KMH) if marks & Mark.LINK else kmh
            self._add(start, finish, length_m / (kmh * factor * _KMH), is_oneway=bool(marks & Mark.ONEWAY))
            self._shapes.append(shape)

    @property
    def is_empty(self) -> bool:
        """Whether there is no street to drive on."""
        return not len(self._main)

    def snap(self, latitude: float, longitude: float) -> tuple[int, float]:
        """Return the nearest node of the network and how many metres away it is.

        Raises:
            NoRoute: the place is off this map or no place at all, or the map has no streets.
        """
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise NoRoute(f"{latitude}, {longitude} is no position on the globe; give degrees")
        if self.is_empty:
            raise NoRoute("this map has no streets to drive on; distances are straight lines")
        east = math.cos(math.radians(latitude))
        apart = (self._places[self._main] - (longitude, latitude)) * (east, 1.0)
        squares = (apart**2).sum(axis=1)
        best = int(np.argmin(squares))
        metres = math.sqrt(float(squares[best])) * METRES_PER_DEGREE
        if metres > FARTHEST_SNAP_M:
            outside = self._pack_bounds.metres_away(latitude, longitude)
            where = f"{outside / 1000:.1f} km outside this map" if outside else "far from any street"
            raise NoRoute(f"{latitude:.5f}, {longitude:.5f} lies {where}; give a place on the map")
        return int(self._main[best]), metres

    def route(self, start: Position, end: Position) -> Route:
        """Return the fastest way from one position to another, along streets between their nearest nodes.

        Raises:
            NoRoute: a place is off this map, or no way leads there.
        """
        first, last = self.snap(*start)[0], self.snap(*end)[0]
        came_by = self._search(first, last)
        legs: list[_Leg] = []
        node = last
        while node != first:
            node, leg = came_by[node]
            legs.append(leg)
        return self._drawn(start, end, first, legs[::-1])

    def _add(self, start: int, finish: int, seconds: float, *, is_oneway: bool) -> None:
        number = len(self._shapes)
        self._legs[start].append(_Leg(finish, seconds, number, True))
        if not is_oneway:
            self._legs[finish].append(_Leg(start, seconds, number, False))

    def _search(self, first: int, last: int) -> dict[int, tuple[int, _Leg]]:
        """Return for every node reached from where and by which leg (A*, straight line at the highest speed)."""
        goal = self._positions[last]
        best: dict[int, float] = {first: 0.0}
        came_by: dict[int, tuple[int, _Leg]] = {}
        done: set[int] = set()
        waiting = [(0.0, first)]
        while waiting:
            _estimate, node = heapq.heappop(waiting)
            if node == last:
                return came_by
            if node in done:
                continue
            done.add(node)
            for leg in self._legs[node]:
                seconds = best[node] + leg.seconds
                if seconds < best.get(leg.to, math.inf):
                    best[leg.to], came_by[leg.to] = seconds, (node, leg)
                    left = great_circle_m(*self._positions[leg.to], *goal) / self._fastest
                    heapq.heappush(waiting, (seconds + left, leg.to))
        raise NoRoute("no way leads there along the streets of this map")

    def _drawn(self, start: Position, end: Position, first: int, legs: Sequence[_Leg]) -> Route:
        points, seconds, length_m = [start], [0.0], 0.0
        length_m += _go_on(points, seconds, [self._positions[first]], None)
        for leg in legs:
            line = decode(self._shapes[leg.edge])[0]
            steps = line[1:] if leg.forward else line[-2::-1]
            length_m += _go_on(points, seconds, [(float(lat), float(lon)) for lon, lat in steps], leg.seconds)
        length_m += _go_on(points, seconds, [end], None)
        if len(points) == 1:
            points, seconds = [start, end], [0.0, 0.0]
        return Route(points=tuple(points), seconds=tuple(seconds), length_m=length_m)


def _go_on(points: list[Position], seconds: list[float], steps: Sequence[Position], takes_s: float | None) -> float:
    """Append steps that take so long together (None: at the speed of an approach); return their metres."""
    here, metres = points[-1], list[float]()
    for step in steps:
        metres.append(great_circle_m(*here, *step))
        here = step
    total = sum(metres)
    per_metre = 1 / (APPROACH_KMH * _KMH) if takes_s is None else takes_s / total if total else 0.0
    for step, long_m in zip(steps, metres, strict=True):
        if long_m > 0:
            points.append(step)
            seconds.append(seconds[-1] + long_m * per_metre)
    return total
