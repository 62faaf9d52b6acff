"""Where simulated trouble is: on the map, where people are, and for some kinds where that kind can be."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatcher.geo.distance import METRES_PER_DEGREE, great_circle_m
from dispatcher.geo.haunts import CROSSING, HOUSE, TUNNEL, Haunt
from dispatcher.geo.roads import Position
from dispatcher.packs.model import Pack
from dispatcher.simulation.families import Family
from dispatcher.simulation.fleet import homes_of
from dispatcher.simulation.terrain import Terrain

_NEAR_M = 900.0
"""People live around the stations that were built for them: the nearer, the more calls."""
_FARTHEST_M = 3_500.0
_EDGE_M = 250.0  # nothing happens right at the edge of the map
_FROM_STREET_M = 150.0
_SEA_M = (250.0, 2_500.0)
_INDOORS = ("building", "hotel", "school", "parking", "supermarket", "townhall", "museum", "public", HOUSE)
_ABODES = ("building", "hotel", HOUSE, "restaurant", "bank", CROSSING)
_KINDS: Mapping[Family, Sequence[str]] = {
    Family.ROAD: (CROSSING,),
    Family.ALARM: _INDOORS,
    Family.LIFT: _INDOORS,
    Family.FIRE: _ABODES,
    Family.GAS: _ABODES,
    Family.FLOOD: (*_ABODES, "parking"),
}
_BY_WORD: Mapping[str, Sequence[str]] = {
    "tunnel": (TUNNEL,), "tower": ("building", "hotel"), "train": ("station",), "heliport": ("helipad",),
    "vehicle": (CROSSING, "parking", "fuel"), "slope": (CROSSING,),
    "crowd": ("attraction", "stadium", "beach", "casino"),
}  # fmt: skip
_NOT_CALLED_FROM = frozenset({"peak", "stop_position", "information", "fire_station", "police", TUNNEL, "construction"})
_ALONG_THE_CLIFFS = ("Corniche", "Route", "Chemin", "Moyenne", "Grande")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place as the call taker writes it down. `verified`: the map knows it."""

    words: str
    latitude: float | None = None
    longitude: float | None = None
    verified: bool = False


class Whereabouts:
    """Draws places. Without a map: near a station, in words only."""

    def __init__(self, pack: Pack, terrain: Terrain | None) -> None:
        self._stations = [station.title for station in pack.station]
        self._terrain = terrain
        self._homes = list(homes_of(pack).values())
        self._haunts = [haunt for haunt in (terrain.haunts if terrain else ()) if self._is_lived_at(haunt)]
        self._busy = {haunt: self._busyness(haunt) for haunt in self._haunts}
        self._sea: list[Position] | None = None

    def draw(self, family: Family, title: str, dice: random.Random) -> Where:
        """Return a place where such a thing may happen."""
        if self._terrain is None or not self._haunts:
            return Where(words=f"near {dice.choice(self._stations)}")
        if family is Family.SEA:
            at_sea = self._at_sea(dice)
            if at_sea is not None:
                return at_sea
        fitting = self._fitting(family, title)
        chosen = dice.choices(fitting, [self._busy[haunt] for haunt in fitting])[0]
        return Where(words=_words(chosen), latitude=chosen.latitude, longitude=chosen.longitude, verified=True)

    def crossing_near(self, place: Position, within_m: float, dice: random.Random) -> Position | None:
        """Return a crossing not far from a place, for a patrol; None when there is none."""
        near = [
            (haunt.latitude, haunt.longitude)
            for haunt in self._haunts
            if haunt.kind == CROSSING and great_circle_m(*place, haunt.latitude, haunt.longitude) < within_m
        ]
        return dice.choice(near) if near else None

    def _fitting(self, family: Family, title: str) -> list[Haunt]:
        for word, kinds in _BY_WORD.items():
            found = [haunt for haunt in self._haunts if haunt.kind in kinds] if word in title.lower() else []
            if found:
                return found
        if family is Family.ROCKS:
            cliffs = [haunt for haunt in self._haunts if any(word in haunt.label for word in _ALONG_THE_CLIFFS)]
            return cliffs or self._haunts
        kinds = _KINDS.get(family)
        usual = [haunt for haunt in self._haunts if haunt.kind not in _NOT_CALLED_FROM]
        return [haunt for haunt in usual if kinds is None or haunt.kind in kinds] or usual or self._haunts

    def _at_sea(self, dice: random.Random) -> Where | None:
        place = dice.choice(self._waters()) if self._waters() else None
        if place is None:
            return None
        shore = min(self._haunts, key=lambda haunt: great_circle_m(*place, haunt.latitude, haunt.longitude))
        off = round(great_circle_m(*place, shore.latitude, shore.longitude), -1)
        return Where(
            words=f"at sea, {off:.0f} m off {shore.label}", latitude=round(place[0], 6), longitude=round(place[1], 6),
            verified=True,
        )  # fmt: skip

    def _waters(self) -> list[Position]:
        if self._sea is None and self._terrain is not None:
            everywhere = self._terrain.sea.positions
            self._sea = [place for place in everywhere[::7] if self._is_sailed(place)]
        return self._sea or []

    def _is_sailed(self, place: Position) -> bool:
        nearest = min((great_circle_m(*place, *home) for home in self._homes), default=math.inf)
        return _SEA_M[0] <= nearest <= _SEA_M[1] and self._is_inside(*place)

    def _is_lived_at(self, haunt: Haunt) -> bool:
        place = haunt.latitude, haunt.longitude
        nearest = min((great_circle_m(*place, *home) for home in self._homes), default=0.0)
        if nearest > _FARTHEST_M or not self._is_inside(*place):
            return False
        street_m = self._terrain.nearest_street(place) if self._terrain else None
        return street_m is not None and street_m <= _FROM_STREET_M

    def _is_inside(self, latitude: float, longitude: float) -> bool:
        if self._terrain is None:
            return False
        bounds = self._terrain.pack.bounds
        east = _EDGE_M / METRES_PER_DEGREE / math.cos(math.radians(latitude))
        north = _EDGE_M / METRES_PER_DEGREE
        return (
            bounds.south + north <= latitude <= bounds.north - north
            and bounds.west + east <= longitude <= bounds.east - east
        )

    def _busyness(self, haunt: Haunt) -> float:
        around = (great_circle_m(haunt.latitude, haunt.longitude, *home) for home in self._homes)
        return 0.02 + sum(math.exp(-((metres / _NEAR_M) ** 2)) for metres in around)


def _words(haunt: Haunt) -> str:
    return haunt.label if not haunt.near or haunt.near in haunt.label else f"{haunt.label}, {haunt.near}"
