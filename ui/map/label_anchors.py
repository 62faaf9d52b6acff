"""Where a tile offers room for names: along streets, straight or bent, at places and sites. Runs in the tile process.

Only offers: the canvas lays names out over its whole viewport. Anchors along streets depend on cells of the world, not
on tiles, so neighbouring tiles agree, and each anchor belongs to the one tile that holds it.
"""

import itertools
import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from dispatcher.geo.distance import Bounds
from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.shapes import FloatArray
from ui.map.cartography import PLACES, SITES, STREETS
from ui.map.mercator import bounds_of, many_to_world, world_side
from ui.map.street_names import Cell, Street, StreetNames

_LETTER_PX = 6.4
_EVERY_PX = 300.0
_STRAIGHT = 0.985
"""Chord by arc: what bends more is written along the bend, letter by letter."""
_BENT = 0.80
_SAMPLES = 13
_CHOICES = 2
"""So many runs are offered where one is wanted: another name may lie upon the first."""
_SHARPEST = math.radians(24)
"""Between two samples: sharper, and letters would lie upon each other."""
_STREET_RANK = 10
_RANKS = {kind: _STREET_RANK + place for place, kind in enumerate(STREETS)}
_CELLS = 400


Run = tuple[float, float, float, tuple[tuple[float, float], ...]]


class Anchor(NamedTuple):
    """An offer: x, y of the world (0..1), angle in degrees, the lower rank goes first."""

    rank: int
    text: str
    style: str  # place, quarter, street, or the kind of a site
    x: float
    y: float
    angle: float
    bend: tuple[tuple[float, float], ...] = ()
    """Points along a bent street, beside x and y, in reading direction; none along a straight one."""


class Anchors:
    """Offers of a pack."""

    def __init__(self, pack: MapPack) -> None:
        self._pack, self._names = pack, StreetNames(pack)
        self._kept: OrderedDict[tuple[Cell, float], list[Anchor]] = OrderedDict()

    def within(self, zoom: float, left: float, top: float, side: float) -> list[Anchor]:
        """Return what may be named in the box of the world (left, top, side as parts of 1)."""
        found = _points(self._pack, bounds_of(left, top, left + side, top + side), zoom)
        for cell in self._names.cells(zoom, left, top, side):
            found += self._of_cell(cell, zoom)
        return sorted(one for one in found if left <= one.x < left + side and top <= one.y < top + side)

    def _of_cell(self, cell: Cell, zoom: float) -> list[Anchor]:
        found = self._kept.get((cell, zoom))
        if found is None:
            count, column, row = cell
            found = self._kept[cell, zoom] = [
                one
                for one in _streets(self._names.streets(cell, zoom), zoom)
                if int(one.x * count) == column and int(one.y * count) == row
            ]
            if len(self._kept) > _CELLS:
                self._kept.popitem(last=False)
        return found


def _points(pack: MapPack, box: Bounds, zoom: float) -> list[Anchor]:
    found: list[Anchor] = []
    for shape in pack.features(Layer.PLACES, box):
        rank, start, end = PLACES.get(shape.kind, (9, 15.0, 19.0))
        if shape.name and start <= zoom <= end:
            x, y = many_to_world(shape.parts[0])[0].tolist()
            found.append(Anchor(rank, shape.name, "place" if rank < 3 else "quarter", x, y, 0.0))
    for shape in pack.features(Layer.SITES, box):
        if zoom >= SITES.get(shape.kind, 15):
            x, y = many_to_world(shape.parts[0])[0].tolist()
            found.append(Anchor(8, shape.name if zoom >= 16 else "", shape.kind, x, y, 0.0))
    return found


def _streets(streets: Iterable[Street], zoom: float) -> Iterator[Anchor]:
    side = world_side(zoom)
    for name, kind, line in streets:
        style = STREETS.get(kind)
        if style is None or zoom < style.named_from:
            continue
        width = (len(name) * _LETTER_PX + 8) / side
        for run in _runs(line, width, _EVERY_PX / side):
            yield Anchor(_RANKS[kind], name, "street", *run)


def _runs(line: FloatArray, width: float, every: float) -> list[Run]:
    """Return middle, reading direction and bend of runs as long as a name: straight ones where there are any."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    length = float(along[-1])
    if length < width:
        return []
    count = max(1, int(length / every))
    shifts = (0.0, 0.12, -0.12, 0.24, -0.24)
    found: list[Run] = []
    for place in range(count):
        middles = [(place + 0.5 + shift) * length / count for shift in shifts]
        straight = (_straight(line, along, middle, width) for middle in middles)
        bent = (_bent(line, along, middle, width) for middle in middles)
        found += itertools.islice((run for run in itertools.chain(straight, bent) if run is not None), _CHOICES)
    return found


def _bent(line: FloatArray, along: FloatArray, middle: float, width: float) -> Run | None:
    start, end = middle - width / 2, middle + width / 2
    if start < 0 or end > along[-1]:
        return None
    at = np.linspace(start, end, _SAMPLES)
    points = np.column_stack((np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])))
    # A street's corners are rounded by its width; so is the line its name stands on.
    points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    if points[-1, 0] < points[0, 0]:
        points = points[::-1]
    right, down = (points[-1] - points[0]).tolist()
    turns = np.unwrap(np.arctan2(*np.diff(points, axis=0).T[::-1]))
    # Steeper than upright, a letter would begin to stand on its head.
    upside_down = float(np.abs(turns).max()) > math.radians(100)
    if math.hypot(right, down) < _BENT * width or np.abs(np.diff(turns)).max() > _SHARPEST or upside_down:
        return None
    x, y = points[_SAMPLES // 2].tolist()
    bend = tuple((at_x - x, at_y - y) for at_x, at_y in points.tolist())
    return x, y, math.degrees(math.atan2(down, right)), bend


def _straight(line: FloatArray, along: FloatArray, middle: float, width: float) -> Run | None:
    start, end = middle - width / 2, middle + width / 2
    if start < 0 or end > along[-1]:
        return None
    at = np.array((start, start + width / 4, middle, end - width / 4, end))
    xs, ys = np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])
    right, down = float(xs[-1] - xs[0]), float(ys[-1] - ys[0])
    if math.hypot(right, down) < _STRAIGHT * width:
        return None
    angle = math.degrees(math.atan2(down, right))
    if angle > 90 or angle <= -90:
        angle -= math.copysign(180, angle)
    return float(xs.mean()), float(ys.mean()), angle, ()
