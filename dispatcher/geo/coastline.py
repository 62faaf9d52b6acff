"""Fill the sea from the coastline: land on the left of every way, sea on its right, the map's edge closes the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatcher.geo.coastline_pieces import CoastWay, Frame, cut, join, straighten
from dispatcher.geo.planar import Shape, area_m2, polygons_of, shapely
from dispatcher.geo.shapes import FloatArray

ON_EDGE_M = 0.5
CUT_OFF_M = 400.0
"""An end so near to the edge is where the extract was cut; farther inside, the coastline is broken."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was wrong with the coastline, where (metres), and what was made of it."""

    what: str
    where: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Sea:
    """The sea's surfaces, each an outer ring and its holes, in metres."""

    surfaces: list[list[FloatArray]]
    troubles: list[Trouble]
    shape: Shape

    def share_inside(self, points: FloatArray) -> float:
        """Return which share of the points lies in the sea."""
        shapely.prepare(self.shape)
        return float(shapely.contains_xy(self.shape, points[:, 0], points[:, 1]).mean())


def fill_sea(ways: Sequence[CoastWay], frame: Frame) -> Sea:
    """Return the sea inside the frame; best effort where the coastline is broken, each with its reason."""
    chains, turned = straighten(join({way.refs: way for way in ways}.values()))
    troubles = [Trouble("a part of the coastline ran the wrong way and was turned round", place) for place in turned]
    rings = [chain.points for chain in chains if chain.is_closed]
    pieces = [piece for chain in chains if not chain.is_closed for piece in cut(chain.points, frame)]
    pieces, closed = _bridge(pieces, frame, troubles)
    rings += closed
    pieces = [_to_edge(piece, frame, troubles) for piece in pieces]
    shape = _first_surface(pieces, rings, frame, troubles)
    for ring in sorted(rings, key=lambda ring: -abs(area_m2(ring))):
        surface = shapely.make_valid(shapely.polygons(ring))
        change = shapely.difference if area_m2(ring) > 0 else _union
        shape = change(shape, surface)
    edge = shapely.box(frame.west, frame.south, frame.east, frame.north)
    shape = shapely.intersection(shape, edge)
    return Sea([rings for rings in polygons_of(shape) if abs(area_m2(rings[0])) > 1], troubles, shape)


def _union(one: Shape, other: Shape) -> Shape:
    return shapely.union_all([one, other])


def _first_surface(pieces: list[FloatArray], rings: list[FloatArray], frame: Frame, troubles: list[Trouble]) -> Shape:
    if pieces:
        walked = [shapely.make_valid(shapely.polygons(ring)) for ring in _walk(pieces, frame, troubles)]
        return shapely.union_all(walked)
    everything = shapely.box(frame.west, frame.south, frame.east, frame.north)
    if rings and area_m2(max(rings, key=lambda ring: abs(area_m2(ring)))) > 0:
        return everything  # islands and nothing else: the sea is all around
    return shapely.difference(everything, everything)


def _bridge(
    pieces: list[FloatArray], frame: Frame, troubles: list[Trouble]
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Join a loose end to a loose beginning that is nearer than the edge, straight; return lines and closed rings."""
    rings: list[FloatArray] = []
    while (gap := _nearest_gap(pieces, frame)) is not None:
        first, second = gap
        wide = float(np.hypot(*(pieces[second][0] - pieces[first][-1])))
        troubles.append(Trouble(f"the coastline has a gap of {wide:.0f} m, closed straight", pieces[first][-1]))
        rest = [piece for number, piece in enumerate(pieces) if number not in gap]
        if first == second:
            rings.append(np.concatenate([pieces[first], pieces[first][:1]]))
            pieces = rest
        else:
            pieces = [*rest, np.concatenate([pieces[first], pieces[second]])]
    return pieces, rings


def _nearest_gap(pieces: Sequence[FloatArray], frame: Frame) -> tuple[int, int] | None:
    ends = [(number, piece[-1]) for number, piece in enumerate(pieces) if frame.gap(piece[-1]) > CUT_OFF_M]
    starts = [(number, piece[0]) for number, piece in enumerate(pieces) if frame.gap(piece[0]) > CUT_OFF_M]
    gaps = [
        (float(np.hypot(*(start - end))), first, second)
        for first, end in ends
        for second, start in starts
        if float(np.hypot(*(start - end))) < min(frame.gap(end), frame.gap(start))
    ]
    return min(gaps)[1:] if gaps else None


def _to_edge(piece: FloatArray, frame: Frame, troubles: list[Trouble]) -> FloatArray:
    """Lead loose ends straight to the nearest edge."""
    parts = [piece]
    for end, place in ((0, piece[0]), (-1, piece[-1])):
        gap = frame.gap(place)
        if gap <= ON_EDGE_M:
            continue
        if gap > CUT_OFF_M:
            what = f"the coastline ends {gap:.0f} m inside the map and was led straight to its edge"
            troubles.append(Trouble(what, place))
        on_edge = frame.at(frame.way_round(place))[np.newaxis]
        parts = [on_edge, *parts] if end == 0 else [*parts, on_edge]
    return np.concatenate(parts)


def _walk(pieces: Sequence[FloatArray], frame: Frame, troubles: list[Trouble]) -> list[FloatArray]:
    """Return rings around the sea: along the coast, then clockwise along the edge to where the next coast begins."""
    starts = [frame.way_round(piece[0]) for piece in pieces]
    ends = [frame.way_round(piece[-1]) for piece in pieces]
    if not _alternate(starts, ends):
        troubles.append(Trouble("coastlines contradict each other at the edge of the map; the sea there is a guess"))
    unused, rings = set(range(len(pieces))), list[FloatArray]()
    while unused:
        first = current = min(unused)
        unused.discard(first)
        ring = [pieces[first]]
        while True:
            here = ends[current]
            onward = min((*unused, first), key=lambda number: ((starts[number] - here) % frame.round_m, number))
            ring += [corner[np.newaxis] for corner in frame.corners_between(here, starts[onward])]
            if onward == first:
                break
            unused.discard(onward)
            ring.append(pieces[onward])
            current = onward
        rings.append(np.concatenate([*ring, ring[0][:1]]))
    return [ring for ring in rings if len(ring) > 3]


def _alternate(starts: Sequence[float], ends: Sequence[float]) -> bool:
    around = sorted([(way, 0) for way in starts] + [(way, 1) for way in ends])
    kinds = [kind for _way, kind in around]
    return all(kind != before for kind, before in zip(kinds, kinds[-1:] + kinds[:-1], strict=True))
