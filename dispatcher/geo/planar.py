"""Plane geometry in metres around the middle of a map. The only module that knows shapely, used while building."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
import shapely as untyped_shapely

from dispatcher.geo.distance import METRES_PER_DEGREE
from dispatcher.geo.shapes import UNITS_PER_DEGREE, FloatArray, IntArray

Shape = Any
"""A geometry of shapely, which comes without types."""


class _Shapely(Protocol):
    def linestrings(self, coords: FloatArray, *, indices: IntArray) -> Shape: ...
    def polygons(self, geometries: FloatArray) -> Shape: ...
    def multilinestrings(self, geometries: Shape) -> Shape: ...
    def box(self, xmin: float, ymin: float, xmax: float, ymax: float) -> Shape: ...
    def simplify(self, geometry: Shape, tolerance: float, *, preserve_topology: bool) -> Shape: ...
    def line_merge(self, line: Shape, directed: bool) -> Shape: ...
    def make_valid(self, geometry: Shape) -> Shape: ...
    def union_all(self, geometries: Shape) -> Shape: ...
    def difference(self, a: Shape, b: Shape) -> Shape: ...
    def intersection(self, a: Shape, b: Shape) -> Shape: ...
    def get_parts(self, geometry: Shape) -> Sequence[Shape]: ...
    def get_rings(self, geometry: Shape) -> Sequence[Shape]: ...
    def get_type_id(self, geometry: Shape) -> int: ...
    def get_coordinates(self, geometry: Shape) -> FloatArray: ...
    def get_num_coordinates(self, geometry: Shape) -> IntArray: ...
    def prepare(self, geometry: Shape) -> None: ...
    def contains_xy(self, geom: Shape, x: FloatArray, y: FloatArray) -> npt.NDArray[np.bool_]: ...


shapely = cast("_Shapely", untyped_shapely)
_POLYGON = 3


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a middle (degrees); true enough within a region."""

    latitude: float
    longitude: float

    @property
    def _scale(self) -> FloatArray:
        east = METRES_PER_DEGREE * max(0.01, math.cos(math.radians(self.latitude)))
        return np.array([east, METRES_PER_DEGREE]) / UNITS_PER_DEGREE

    @property
    def _middle(self) -> FloatArray:
        return np.array([self.longitude, self.latitude]) * UNITS_PER_DEGREE

    def metres(self, points: IntArray) -> FloatArray:
        """Return points (1e-7 degree) as metres."""
        return (points - self._middle) * self._scale

    def units(self, points: FloatArray) -> IntArray:
        """Return points in metres as 1e-7 degree."""
        return np.rint(points / self._scale + self._middle).astype(np.int64)


def lines_of(parts: Sequence[FloatArray]) -> Shape:
    """Return lines of at least two points each as shapely's, in one go."""
    return shapely.linestrings(np.concatenate(parts), indices=np.repeat(np.arange(len(parts)), [len(p) for p in parts]))


def points_of(shapes: Sequence[Shape] | Shape) -> list[FloatArray]:
    """Return the points of each shape."""
    counts = shapely.get_num_coordinates(shapes)
    return np.split(shapely.get_coordinates(shapes), np.cumsum(counts)[:-1])


def simplify(parts: Sequence[FloatArray], tolerance_m: float) -> list[FloatArray]:
    """Return lines without the points that no one would miss at this tolerance; ends stay."""
    return points_of(shapely.simplify(lines_of(parts), tolerance_m, preserve_topology=False)) if parts else []


def merge(parts: Sequence[FloatArray], *, directed: bool) -> list[FloatArray]:
    """Join lines that meet end to end; directed ones only head to tail."""
    merged = shapely.line_merge(shapely.multilinestrings(lines_of(parts)), directed)
    return points_of(shapely.get_parts(merged))


def area_m2(ring: FloatArray) -> float:
    """Return the area of a ring, positive when it runs counter-clockwise."""
    x, y = (ring - ring[0]).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


def length_m(line: FloatArray) -> float:
    """Return the length of a line."""
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def middle_of(ring: FloatArray) -> FloatArray:
    """Return the centre of gravity of a ring, or the mean of its points when it has no surface."""
    x, y = (ring - ring[0]).T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    total = float(cross.sum())
    if abs(total) < 1e-6:
        return ring.mean(axis=0)
    centre = np.array([((x + np.roll(x, -1)) * cross).sum(), ((y + np.roll(y, -1)) * cross).sum()]) / (3 * total)
    return ring[0] + centre


def polygons_of(shape: Shape) -> list[list[FloatArray]]:
    """Return the surfaces of a shape, each as its outer ring and holes."""
    surfaces = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) == _POLYGON]
    ringed = [[shapely.get_coordinates(ring) for ring in shapely.get_rings(part)] for part in surfaces]
    return [rings for rings in ringed if rings and len(rings[0])]
