"""Where it is green enough for grass and scrub to burn: woods and slopes of the map, not gardens and pitches."""

import math

import numpy as np

from dispatcher.geo.distance import METRES_PER_DEGREE
from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.roads import Position
from dispatcher.geo.shapes import FloatArray

_BURNS = frozenset({"wood", "scrub", "grass", "meadow", "farmland", "reserve"})
_SMALLEST_M2 = 20_000.0
_BESIDE_M = 120.0


class Greenery:
    """The large green surfaces of one map, in metres from its south-western corner."""

    def __init__(self, pack: MapPack) -> None:
        bounds = pack.bounds
        self._corner = (bounds.west, bounds.south)
        east = METRES_PER_DEGREE * math.cos(math.radians((bounds.south + bounds.north) / 2))
        self._scale = (east, METRES_PER_DEGREE)
        rings = [
            (np.asarray(part, np.float64) - self._corner) * self._scale
            for shape in pack.features(Layer.GREEN, bounds)
            if shape.kind in _BURNS
            for part in shape.parts
            if len(part) >= 3
        ]
        self._rings = [ring for ring in rings if _area_m2(ring) >= _SMALLEST_M2]

    def is_beside(self, place: Position) -> bool:
        """Tell whether a place lies in such a surface or beside it."""
        here = (np.array((place[1], place[0])) - self._corner) * self._scale
        return any(_is_inside(ring, here) or _away_m(ring, here) <= _BESIDE_M for ring in self._rings)


def _area_m2(ring: FloatArray) -> float:
    following = np.roll(ring, -1, axis=0)
    return abs(float((ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1]).sum())) / 2


def _is_inside(ring: FloatArray, here: FloatArray) -> bool:
    following = np.roll(ring, -1, axis=0)
    crosses = (ring[:, 1] > here[1]) != (following[:, 1] > here[1])
    one, other = ring[crosses], following[crosses]
    at = one[:, 0] + (here[1] - one[:, 1]) / (other[:, 1] - one[:, 1]) * (other[:, 0] - one[:, 0])
    return bool(np.count_nonzero(at > here[0]) % 2)


def _away_m(ring: FloatArray, here: FloatArray) -> float:
    along = np.roll(ring, -1, axis=0) - ring
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((here - ring) * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.hypot(*(ring + share[:, None] * along - here).T).min())
