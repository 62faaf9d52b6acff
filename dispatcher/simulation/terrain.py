"""The ways of one map, by street and by sea, and which of its places lie on the water."""

import functools
import itertools
from bisect import bisect_right
from pathlib import Path

from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.errors import NoRoute
from dispatcher.geo.haunts import Haunt, haunts_of
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.roads import Position, RoadNetwork, Route
from dispatcher.simulation.sea import SeaChart

_AT_A_JUNCTION_M = 3.0
_FARTHEST_LOOK = 80  # points of a way: at a bend in the country the next junction is far


class Terrain:
    """Opens a map pack for the one thread that uses it.

    Raises:
        UnreadablePack: there is no such map, or it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.pack = MapPack(path)
        self._roads = RoadNetwork(self.pack)

    @functools.cached_property
    def sea(self) -> SeaChart:
        """The sea; drawn when it is first asked for."""
        return SeaChart(self.pack)

    @functools.cached_property
    def haunts(self) -> tuple[Haunt, ...]:
        """The places that somebody might call from."""
        return haunts_of(self.pack)

    def by_road(self, start: Position, end: Position, under_way: tuple[Route, float] | None = None) -> Route | None:
        """Return the way by street, or None when none leads there; to a place on the water, as far as the street goes.

        `under_way` is a way that is being driven and the seconds driven of it: it is left at its next junction.
        """
        before = self._to_next_junction(*under_way) if under_way else None
        try:
            found = self._roads.route(before.points[-1] if before else start, end)
        except NoRoute:
            return None
        if len(found.points) > 2 and self.sea.is_water(end):
            found = Route(points=found.points[:-1], seconds=found.seconds[:-1], length_m=found.length_m)
        return _joined(before, found) if before else found

    def by_sea(self, start: Position, end: Position) -> Route | None:
        """Return the way of a boat, or None when this map has no sea."""
        return self.sea.way(start, end)

    def nearest_street(self, place: Position) -> float | None:
        """Return how many metres a place is from a street one can drive; None: it is far off the map's streets."""
        try:
            return self._roads.snap(*place)[1]
        except NoRoute:
            return None

    def close(self) -> None:
        """Let the map go."""
        self.pack.close()

    def _to_next_junction(self, route: Route, seconds: float) -> Route | None:
        latitude, longitude, _ = route.at(seconds)
        first = bisect_right(route.seconds, seconds)
        points, times = [(latitude, longitude)], [0.0]
        for place, at in zip(route.points[first:-1][:_FARTHEST_LOOK], route.seconds[first:-1], strict=False):
            points.append(place)
            times.append(at - seconds)
            away = self.nearest_street(place)
            if away is not None and away < _AT_A_JUNCTION_M:
                return Route(points=tuple(points), seconds=tuple(times), length_m=0.0)
        return None


def _joined(before: Route, after: Route) -> Route:
    last = before.seconds[-1]
    points = (*before.points, *after.points[1:])
    length_m = sum(great_circle_m(*one, *other) for one, other in itertools.pairwise(points))
    return Route(points=points, seconds=(*before.seconds, *(last + at for at in after.seconds[1:])), length_m=length_m)
