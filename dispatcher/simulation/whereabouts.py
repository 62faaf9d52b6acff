"""Where simulated trouble is: on the map, where people are, and for some kinds where that kind can be."""

import functools
import math
import random
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatcher.geo.distance import METRES_PER_DEGREE, great_circle_m
from dispatcher.geo.haunts import CROSSING, HOUSE, TUNNEL, Haunt
from dispatcher.geo.roads import Position
from dispatcher.geo.shapes import FloatArray
from dispatcher.packs.model import Pack
from dispatcher.simulation.families import Family
from dispatcher.simulation.fleet import homes_of
from dispatcher.simulation.greenery import Greenery
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
    "vehicle": (CROSSING, "parking", "fuel"),
    "crowd": ("attraction", "stadium", "beach", "casino"),
}  # fmt: skip
_NOT_CALLED_FROM = frozenset({"peak", "stop_position", "information", "fire_station", "police", TUNNEL, "construction"})
_ALONG_THE_CLIFFS = ("Corniche", "Route", "Chemin", "Moyenne", "Grande")
_IN_THE_GREEN = ("scrub", "grass", "slope", "forest", "brush")
_CORNICHES = ("Corniche",)
_AGAIN = 1e-4
"""How likely a place where something was reported lately is drawn again, of what it would be otherwise."""


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
        self._haunts: list[Haunt] = []
        self._busy: dict[Haunt, float] = {}
        self._sea: list[Position] | None = None
        if terrain is not None:
            self._settle(terrain)

    def has_place(self, title: str) -> bool:
        """Tell whether the map has a place where such a thing may happen; without a map anything may."""
        in_green = any(word in title.lower() for word in _IN_THE_GREEN)
        return not (in_green and self._haunts) or bool(self._in_the_green)

    def draw(self, family: Family, title: str, dice: random.Random, lately: Container[str] = ()) -> Where:
        """Return a place where such a thing may happen, hardly one of those that were named `lately`."""
        if self._terrain is None or not self._haunts:
            return Where(words=f"near {dice.choice(self._stations)}")
        if family is Family.SEA:
            at_sea = self._at_sea(dice)
            if at_sea is not None:
                return at_sea
        fitting = self._fitting(family, title)
        weights = [self._busy[haunt] * (_AGAIN if _words(haunt) in lately else 1.0) for haunt in fitting]
        chosen = dice.choices(fitting, weights)[0]
        return Where(words=_words(chosen), latitude=chosen.latitude, longitude=chosen.longitude, verified=True)

    def crossing_near(self, place: Position, within_m: float, dice: random.Random) -> Position | None:
        """Return a crossing not far from a place, for a patrol; None when there is none."""
        near = [
            (haunt.latitude, haunt.longitude)
            for haunt in self._haunts
            if haunt.kind == CROSSING and great_circle_m(*place, haunt.latitude, haunt.longitude) < within_m
        ]
        return dice.choice(near) if near else None

    @functools.cached_property
    def _in_the_green(self) -> list[Haunt]:
        """Crossings beside woods and slopes; on a map without any, those of the roads along the edge."""
        if self._terrain is None:
            return []
        greenery = Greenery(self._terrain.pack)
        open_air = [haunt for haunt in self._haunts if haunt.kind == CROSSING and "Tunnel" not in haunt.label]
        beside = [haunt for haunt in open_air if greenery.is_beside((haunt.latitude, haunt.longitude))]
        return beside or [haunt for haunt in open_air if any(word in haunt.label for word in _CORNICHES)]

    def _fitting(self, family: Family, title: str) -> list[Haunt]:
        if any(word in title.lower() for word in _IN_THE_GREEN) and self._in_the_green:
            return self._in_the_green
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
            verified=False,  # the map knows no such place, only where it is
        )  # fmt: skip

    def _waters(self) -> list[Position]:
        if self._sea is None and self._terrain is not None:
            everywhere = self._terrain.sea.positions[::7]
            nearest = self._metres_to_homes(everywhere).min(axis=1, initial=np.inf)
            sailed = zip(everywhere, nearest, strict=True)
            self._sea = [place for place, away in sailed if _SEA_M[0] <= away <= _SEA_M[1] and self._is_inside(*place)]
        return self._sea or []

    def _settle(self, terrain: Terrain) -> None:
        """Keep the places where people are, each with how busy it is."""
        inside = [haunt for haunt in terrain.haunts if self._is_inside(haunt.latitude, haunt.longitude)]
        away = self._metres_to_homes([(haunt.latitude, haunt.longitude) for haunt in inside])
        busy = 0.02 + np.exp(-((away / _NEAR_M) ** 2)).sum(axis=1)
        for haunt, nearest, weight in zip(inside, away.min(axis=1, initial=np.inf), busy, strict=True):
            if (nearest <= _FARTHEST_M or not self._homes) and self._is_on_a_street(haunt):
                self._haunts.append(haunt)
                self._busy[haunt] = float(weight)

    def _metres_to_homes(self, places: Sequence[Position]) -> FloatArray:
        """Return an array (places, homes) of metres, true enough within a region."""
        here = np.array(places, np.float64).reshape(-1, 1, 2)
        there = np.array(self._homes, np.float64).reshape(1, -1, 2)
        east = math.cos(math.radians(float(here[:, :, 0].mean()))) if here.size else 1.0
        apart = (here - there) * (METRES_PER_DEGREE, METRES_PER_DEGREE * east)
        return np.hypot(apart[:, :, 0], apart[:, :, 1])

    def _is_on_a_street(self, haunt: Haunt) -> bool:
        street_m = self._terrain.nearest_street((haunt.latitude, haunt.longitude)) if self._terrain else None
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


def _words(haunt: Haunt) -> str:
    return haunt.label if not haunt.near or haunt.near in haunt.label else f"{haunt.label}, {haunt.near}"
