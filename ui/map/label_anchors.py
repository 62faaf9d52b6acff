"""Where a tile offers room for names: along straight runs of streets, at places and sites. Runs in the tile process.

Only offers: the canvas lays names out over its whole viewport. Anchors along a street depend on the street alone,
so neighbouring tiles agree, and each anchor belongs to the one tile that holds it.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from dispatcher.geo.distance import Bounds
from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack, Shape, level_for
from dispatcher.geo.shapes import FloatArray
from ui.map.cartography import PLACES, SITES, STREETS
from ui.map.mercator import bounds_of, many_to_world, metres_per_pixel, world_side

_LETTER_PX = 6.4
_EVERY_PX = 300.0
_STRAIGHT = 0.985
"""Chord by arc: what bends more would leave its letters beside the street."""
_STREET_RANK = 10


class Anchor(NamedTuple):
    """An offer: x, y of the world (0..1), angle in degrees, the lower rank goes first."""

    rank: int
    text: str
    style: str  # place, quarter, street, or the kind of a site
    x: float
    y: float
    angle: float


def anchors_in(
    pack: MapPack, zoom: float, left: float, top: float, side: float, streets: Iterable[Shape] | None = None
) -> list[Anchor]:
    """Return what may be named in the box of the world (left, top, side as parts of 1); `streets` if already read."""
    box = bounds_of(left, top, left + side, top + side)
    if streets is None:
        streets = pack.features(Layer.STREETS, box, level_for(metres_per_pixel(box.centre[0], zoom)))
    found = _points(pack, box, zoom) + _streets(streets, zoom)
    return sorted(one for one in found if left <= one.x < left + side and top <= one.y < top + side)


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


def _streets(streets: Iterable[Shape], zoom: float) -> list[Anchor]:
    ranks = {kind: _STREET_RANK + place for place, kind in enumerate(STREETS)}
    found: list[Anchor] = []
    for shape in streets:
        style = STREETS.get(shape.kind)
        if style is None or not shape.name or zoom < style.named_from:
            continue
        width = len(shape.name) * _LETTER_PX + 8
        for part in shape.parts:
            found += [
                Anchor(ranks[shape.kind], shape.name, "street", x, y, angle)
                for x, y, angle in _runs(many_to_world(part), width / world_side(zoom), _EVERY_PX / world_side(zoom))
            ]
    return found


def _runs(line: FloatArray, width: float, every: float) -> list[tuple[float, float, float]]:
    """Return middle and reading direction of straight runs as long as a name."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    length = float(along[-1])
    if length < width:
        return []
    count = max(1, int(length / every))
    shifts = (0.0, 0.12, -0.12, 0.24, -0.24)
    found: list[tuple[float, float, float]] = []
    for place in range(count):
        for shift in shifts:
            middle = (place + 0.5 + shift) * length / count
            run = _run(line, along, middle, width)
            if run is not None:
                found.append(run)
                break
    return found


def _run(line: FloatArray, along: FloatArray, middle: float, width: float) -> tuple[float, float, float] | None:
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
    return float(xs.mean()), float(ys.mean()), angle
