"""Join the ways of a coastline and cut them at the edge of the map, keeping their direction: land is on the left."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dispatcher.geo.planar import length_m
from dispatcher.geo.shapes import FloatArray


@dataclass(frozen=True, slots=True)
class Frame:
    """The edge of the map, in metres."""

    west: float
    south: float
    east: float
    north: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return self.east - self.west, self.north - self.south

    @property
    def round_m(self) -> float:
        """The way around it."""
        return 2 * sum(self.size)

    def way_round(self, point: FloatArray) -> float:
        """Return where on the edge the point nearest to this lies: metres clockwise from the north-west corner."""
        (x, y), (width, height) = self._inside(point), self.size
        gaps = (self.north - y, self.east - x, y - self.south, x - self.west)
        side = gaps.index(min(gaps))
        along = (x - self.west, width + self.north - y, width + height + self.east - x, self.round_m - (self.north - y))
        return along[side] % self.round_m

    def at(self, way: float) -> FloatArray:
        """Return the point of the edge so many metres clockwise from the north-west corner."""
        (width, height), way = self.size, way % self.round_m
        if way < width:
            return np.array([self.west + way, self.north])
        if way < width + height:
            return np.array([self.east, self.north - (way - width)])
        if way < 2 * width + height:
            return np.array([self.east - (way - width - height), self.south])
        return np.array([self.west, self.south + way - 2 * width - height])

    def corners_between(self, start: float, end: float) -> list[FloatArray]:
        """Return the corners passed clockwise from one place on the edge to another."""
        width, height = self.size
        corners = (0.0, width, width + height, 2 * width + height)
        ahead = sorted(((corner - start) % self.round_m, corner) for corner in corners)
        return [self.at(corner) for steps, corner in ahead if 0 < steps < (end - start) % self.round_m]

    def gap(self, point: FloatArray) -> float:
        """Return how far inside the edge a point lies."""
        x, y = point
        return float(min(self.north - y, self.east - x, y - self.south, x - self.west))

    def _inside(self, point: FloatArray) -> tuple[float, float]:
        return (
            min(max(float(point[0]), self.west), self.east),
            min(max(float(point[1]), self.south), self.north),
        )


@dataclass(frozen=True, slots=True, eq=False)
class CoastWay:
    """One way of the coastline: its nodes' names and positions in metres."""

    refs: tuple[int, ...]
    points: FloatArray

    @property
    def is_closed(self) -> bool:
        """Whether it is a ring."""
        return self.refs[0] == self.refs[-1] and len(self.refs) > 3

    def reversed(self) -> "CoastWay":
        """Return it the other way round."""
        return CoastWay(self.refs[::-1], self.points[::-1])

    def then(self, other: "CoastWay") -> "CoastWay":
        """Return both as one; the other begins where this ends."""
        return CoastWay(self.refs + other.refs[1:], np.concatenate([self.points, other.points[1:]]))


def join(ways: Iterable[CoastWay]) -> list[CoastWay]:
    """Return the ways joined head to tail, as far as it goes."""
    open_ways = [way for way in ways if not way.is_closed]
    joined = [way for way in ways if way.is_closed]
    by_start: dict[int, list[CoastWay]] = defaultdict(list)
    for way in open_ways:
        by_start[way.refs[0]].append(way)
    ends = {way.refs[-1] for way in open_ways}
    firsts_first = sorted(open_ways, key=lambda way: way.refs[0] in ends)
    for way in firsts_first:
        if way not in by_start[way.refs[0]]:
            continue
        by_start[way.refs[0]].remove(way)
        chain = way
        while not chain.is_closed and by_start.get(chain.refs[-1]):
            chain = chain.then(by_start[chain.refs[-1]].pop(0))
        joined.append(chain)
    return joined


def straighten(chains: Sequence[CoastWay]) -> tuple[list[CoastWay], list[FloatArray]]:
    """Turn round what meets tail to tail or head to head, the shorter one; return the chains and where it was so."""
    places: list[FloatArray] = []
    current = list(chains)
    for _ in range(len(current)):
        clash = _clash(current)
        if clash is None:
            break
        shorter = min(clash, key=lambda way: (length_m(way.points), way.refs))
        places.append(shorter.points[0])
        current = join([way.reversed() if way is shorter else way for way in current])
    return current, places


def _clash(chains: Sequence[CoastWay]) -> tuple[CoastWay, CoastWay] | None:
    seen: dict[tuple[int, int], CoastWay] = {}
    for chain in chains:
        if chain.is_closed:
            continue
        for end in (0, -1):
            other = seen.setdefault((end, chain.refs[end]), chain)
            if other is not chain:
                return other, chain
    return None


def cut(line: FloatArray, frame: Frame) -> list[FloatArray]:
    """Return the parts of a line inside the frame, in its direction."""
    pieces: list[list[FloatArray]] = []
    for start, end in pairwise(line):
        span = _inside_span(start, end, frame)
        if span is None:
            continue
        first = start + (end - start) * span[0]
        last = end if span[1] == 1.0 else start + (end - start) * span[1]  # exactly, for the next one begins there
        if pieces and span[0] == 0.0 and np.array_equal(pieces[-1][-1], first):
            pieces[-1].append(last)
        else:
            pieces.append([first, last])
    return [np.array(piece) for piece in pieces]


def _inside_span(start: FloatArray, end: FloatArray, frame: Frame) -> tuple[float, float] | None:
    """Return from which to which share of it a segment is inside (Liang and Barsky 1984)."""
    (dx, dy), enter, leave = end - start, 0.0, 1.0
    for step, room in (
        (-dx, start[0] - frame.west), (dx, frame.east - start[0]),
        (-dy, start[1] - frame.south), (dy, frame.north - start[1]),
    ):  # fmt: skip
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            enter = max(enter, float(room / step))
        else:
            leave = min(leave, float(room / step))
    return (enter, leave) if enter < leave else None
