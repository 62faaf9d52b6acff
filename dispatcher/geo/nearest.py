"""Say where a position is in words: the house it stands on, the street it is near to, the quarter it lies in."""

import math

import numpy as np

from dispatcher.geo.coordinates import written
from dispatcher.geo.distance import METRES_PER_DEGREE, Bounds, great_circle_m
from dispatcher.geo.gazetteer import FARTHEST_QUARTER_M, Hit, HitKind
from dispatcher.geo.kinds import Layer, Mark
from dispatcher.geo.map_pack import MapPack, Shape
from dispatcher.geo.matching import NameIndex, Position
from dispatcher.geo.shapes import UNITS_PER_DEGREE

_AT_M = 15.0
"""So close, a position is the house itself."""
_BESIDE_M = 60.0
_LOOK_M = (60.0, 250.0, 1_000.0)


def words_at(pack: MapPack, index: NameIndex, latitude: float, longitude: float) -> Hit:
    """Return what is nearest to a position, with the position as given; verified only on a known house."""
    here = (latitude, longitude)
    if not pack.bounds.contains(latitude, longitude):
        return _said(here, written(*here), inside=False)
    near = index.near(latitude, longitude, within_m=FARTHEST_QUARTER_M)
    house, metres = _house(pack, index, here)
    if house and metres <= _AT_M:
        return _said(here, house, near, kind=HitKind.ADDRESS, verified=True)
    if house and metres <= _BESIDE_M:
        return _said(here, f"near {house}", near)
    street = _street(pack, here)
    return _said(here, f"near {street}" if street else written(*here), near)


def _said(
    here: Position,
    label: str,
    near: str = "",
    *,
    kind: HitKind = HitKind.COORDINATE,
    verified: bool = False,
    inside: bool = True,
) -> Hit:
    return Hit(
        kind=kind, label=label, near=near, latitude=here[0], longitude=here[1], verified=verified, score=100.0,
        inside=inside, exact=True,
    )  # fmt: skip


def _house(pack: MapPack, index: NameIndex, here: Position) -> tuple[str, float]:
    """Return the nearest house beside a position and how far away it is; nothing when there is none."""
    box = _around(here, _BESIDE_M)
    rows = pack.rows(
        "SELECT street, number, latitude, longitude FROM address"
        " WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?",
        tuple(round(edge * UNITS_PER_DEGREE) for edge in (box.south, box.north, box.west, box.east)),
    )
    best, nearest = "", math.inf
    for street, number, latitude, longitude in rows:
        metres = great_circle_m(*here, latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE)
        if metres < nearest:
            best, nearest = f"{index.entry(street).label} {number}", metres
    return best, nearest


def _street(pack: MapPack, here: Position) -> str:
    for metres in _LOOK_M:
        shapes = pack.features(Layer.STREETS, _around(here, metres))
        away, name = min(
            ((_metres_to(shape, here), shape.name) for shape in shapes if shape.name), default=(math.inf, "")
        )
        if away <= metres:
            return name
    return ""


def _metres_to(shape: Shape, here: Position) -> float:
    """Return how far a line is from a position, in the plane; a tunnel counts only where no street is."""
    scale = np.array([math.cos(math.radians(here[0])), 1.0]) * METRES_PER_DEGREE
    best = math.inf
    for part in shape.parts:
        points = (part - (here[1], here[0])) * scale
        starts, steps = points[:-1], np.diff(points, axis=0)
        lengths = np.maximum((steps**2).sum(axis=1), 1e-9)
        along = np.clip(-(starts * steps).sum(axis=1) / lengths, 0.0, 1.0)
        feet = starts + steps * along[:, None]
        if len(feet):
            best = min(best, float(np.sqrt((feet**2).sum(axis=1)).min()))
    return best + (_BESIDE_M if shape.marks & Mark.TUNNEL else 0.0)


def _around(here: Position, metres: float) -> Bounds:
    tall = metres / METRES_PER_DEGREE
    wide = tall / max(math.cos(math.radians(here[0])), 1e-6)
    return Bounds(west=here[1] - wide, south=here[0] - tall, east=here[1] + wide, north=here[0] + tall)
