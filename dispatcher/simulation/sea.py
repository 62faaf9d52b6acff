"""Where a boat can go: the sea of a map as a grid, and ways over it that stay clear of land and piers."""

import heapq
import math
from collections import deque
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from dispatcher.geo.distance import METRES_PER_DEGREE, great_circle_m
from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.roads import Position, Route

CELL_M = 40.0
BOAT_MS = 15 * 1852 / 3600
"""15 knots."""
_MOST_CELLS = 400_000
_Cell = tuple[int, int]
_Mask = npt.NDArray[np.bool_]
_AROUND = tuple((row, column) for row in (-1, 0, 1) for column in (-1, 0, 1) if (row, column) != (0, 0))


class SeaChart:
    """The largest water of a map's sea. One that has no sea is empty."""

    def __init__(self, pack: MapPack) -> None:
        bounds = pack.bounds
        self._east_m = METRES_PER_DEGREE * math.cos(math.radians(bounds.centre[0]))
        self._south, self._west = bounds.south, bounds.west
        height_m, width_m = (
            (bounds.north - bounds.south) * METRES_PER_DEGREE,
            (bounds.east - bounds.west) * self._east_m,
        )
        self._cell_m = max(CELL_M, math.sqrt(height_m * width_m / _MOST_CELLS))
        shape = (max(1, int(height_m / self._cell_m)), max(1, int(width_m / self._cell_m)))
        sea = [shape for shape in pack.features(Layer.WATER, bounds) if shape.kind == "sea"]
        piers = [shape for shape in pack.features(Layer.GROUND, bounds) if shape.kind == "pier" and shape.is_area]
        mask = self._filled(shape, [ring for item in sea for ring in item.parts])
        for pier in piers:
            mask &= ~self._filled(shape, pier.parts)
        self._mask = _largest(mask)
        self._cells = np.argwhere(self._mask)

    @property
    def is_empty(self) -> bool:
        """Whether this map has no sea."""
        return not len(self._cells)

    @property
    def positions(self) -> list[Position]:
        """The middle of every cell of water."""
        return [self._position((int(row), int(column))) for row, column in self._cells]

    def is_water(self, place: Position) -> bool:
        """Whether a place lies on this sea."""
        row, column = self._cell(place)
        rows, columns = self._mask.shape
        return 0 <= row < rows and 0 <= column < columns and bool(self._mask[row, column])

    def way(self, start: Position, end: Position) -> Route | None:
        """Return the way of a boat; a place on land is met at the nearest water. None: there is no sea."""
        if self.is_empty:
            return None
        cells = self._search(self._nearest(start), self._nearest(end))
        if cells is None:
            return None
        points = [start, *(self._position(cell) for cell in self._pulled(cells))]
        if self.is_water(end):
            points.append(end)
        return _timed(points)

    def _filled(self, shape: _Cell, rings: Iterable[npt.NDArray[np.float64]]) -> _Mask:
        """Fill rings odd-even, row by row."""
        closed = [np.concatenate([ring, ring[:1]]) for ring in rings]
        mask: _Mask = np.zeros(shape, np.bool_)
        if not closed:
            return mask
        starts, ends = np.concatenate([r[:-1] for r in closed]), np.concatenate([r[1:] for r in closed])
        middles = self._west + (np.arange(shape[1]) + 0.5) * self._cell_m / self._east_m
        for row in range(shape[0]):
            latitude = self._south + (row + 0.5) * self._cell_m / METRES_PER_DEGREE
            over = (starts[:, 1] <= latitude) != (ends[:, 1] <= latitude)
            if over.any():
                (x, y), (to_x, to_y) = starts[over].T, ends[over].T
                crossings = np.sort(x + (latitude - y) / (to_y - y) * (to_x - x))
                mask[row] = np.searchsorted(crossings, middles) % 2 == 1
        return mask

    def _cell(self, place: Position) -> _Cell:
        return (
            math.floor((place[0] - self._south) * METRES_PER_DEGREE / self._cell_m),
            math.floor((place[1] - self._west) * self._east_m / self._cell_m),
        )

    def _position(self, cell: _Cell) -> Position:
        return (
            self._south + (cell[0] + 0.5) * self._cell_m / METRES_PER_DEGREE,
            self._west + (cell[1] + 0.5) * self._cell_m / self._east_m,
        )

    def _nearest(self, place: Position) -> _Cell:
        apart = ((self._cells - np.array(self._cell(place))) ** 2).sum(axis=1)
        row, column = self._cells[int(np.argmin(apart))]
        return int(row), int(column)

    def _search(self, first: _Cell, last: _Cell) -> list[_Cell] | None:
        """Find the shortest way from cell to cell (A*)."""
        best, came_from = {first: 0.0}, {first: first}
        waiting = [(0.0, first)]
        done: set[_Cell] = set()
        while waiting:
            _, cell = heapq.heappop(waiting)
            if cell == last:
                return _backwards(came_from, last)
            if cell in done:
                continue
            done.add(cell)
            for row, column in _AROUND:
                to = cell[0] + row, cell[1] + column
                length = best[cell] + math.hypot(row, column)
                if self._is_free(to) and length < best.get(to, math.inf):
                    best[to], came_from[to] = length, cell
                    heapq.heappush(waiting, (length + math.dist(to, last), to))
        return None

    def _is_free(self, cell: _Cell) -> bool:
        rows, columns = self._mask.shape
        return 0 <= cell[0] < rows and 0 <= cell[1] < columns and bool(self._mask[cell])

    def _pulled(self, cells: list[_Cell]) -> list[_Cell]:
        """Pull the way straight, as far as it stays on the water."""
        kept, at = [cells[0]], 0
        while at < len(cells) - 1:
            ahead = len(cells) - 1
            while ahead > at + 1 and not self._sees(cells[at], cells[ahead]):
                ahead = at + (ahead - at + 1) // 2
            kept.append(cells[ahead])
            at = ahead
        return kept

    def _sees(self, one: _Cell, other: _Cell) -> bool:
        steps = 2 * max(abs(one[0] - other[0]), abs(one[1] - other[1]))
        rows = np.rint(np.linspace(one[0], other[0], steps + 1)).astype(int)
        columns = np.rint(np.linspace(one[1], other[1], steps + 1)).astype(int)
        return bool(self._mask[rows, columns].all())


def _largest(mask: _Mask) -> _Mask:
    """Keep the largest water that hangs together: no boat gets into a pond."""
    left = mask.copy()
    largest: list[_Cell] = []
    for row, column in np.argwhere(mask):
        if left[row, column]:
            found = _flood(left, (int(row), int(column)))
            largest = max(largest, found, key=len)
    kept: _Mask = np.zeros(mask.shape, np.bool_)
    if largest:
        kept[tuple(np.array(largest).T)] = True
    return kept


def _flood(left: _Mask, start: _Cell) -> list[_Cell]:
    rows, columns = left.shape
    left[start] = False
    found, waiting = [start], deque([start])
    while waiting:
        cell = waiting.popleft()
        for row, column in _AROUND:
            to = cell[0] + row, cell[1] + column
            if 0 <= to[0] < rows and 0 <= to[1] < columns and left[to]:
                left[to] = False
                found.append(to)
                waiting.append(to)
    return found


def _backwards(came_from: dict[_Cell, _Cell], last: _Cell) -> list[_Cell]:
    cells = [last]
    while came_from[cells[-1]] != cells[-1]:
        cells.append(came_from[cells[-1]])
    return cells[::-1]


def _timed(points: list[Position]) -> Route:
    kept, seconds, metres = [points[0]], [0.0], 0.0
    for point in points[1:]:
        step = great_circle_m(*kept[-1], *point)
        if step > 0:
            metres += step
            kept.append(point)
            seconds.append(metres / BOAT_MS)
    if len(kept) == 1:
        kept, seconds = [points[0], points[0]], [0.0, 0.0]
    return Route(points=tuple(kept), seconds=tuple(seconds), length_m=metres)
