"""Web Mercator: the world as a square of side 1, north-west at (0, 0). Shapes stay true, lengths grow with latitude."""

import math

import numpy as np

from dispatcher.geo.distance import METRES_PER_DEGREE, Bounds
from dispatcher.geo.shapes import FloatArray

WORLD_PX = 256.0
"""The side of the world at zoom 0."""
MOST_LATITUDE = 85.0


def world_side(zoom: float) -> float:
    """Return the side of the world in pixels."""
    return WORLD_PX * 2.0**zoom


def to_world(latitude: float, longitude: float) -> tuple[float, float]:
    """Return x and y of a position."""
    phi = math.radians(max(-MOST_LATITUDE, min(MOST_LATITUDE, latitude)))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(phi)) / math.pi) / 2


def to_position(x: float, y: float) -> tuple[float, float]:
    """Return latitude and longitude of a point of the world."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), x * 360 - 180


def many_to_world(points: FloatArray) -> FloatArray:
    """Return x and y of positions given as longitude and latitude, both of shape (n, 2)."""
    made = np.empty_like(points)
    made[:, 0] = (points[:, 0] + 180) / 360
    made[:, 1] = (1 - np.arcsinh(np.tan(np.radians(points[:, 1]))) / np.pi) / 2
    return made


def bounds_of(left: float, top: float, right: float, bottom: float) -> Bounds:
    """Return the degrees of a box of the world."""
    north, west = to_position(max(0.0, left), max(0.0, top))
    south, east = to_position(min(1.0, right), min(1.0, bottom))
    return Bounds(west=west, south=south, east=east, north=north)


def metres_per_pixel(latitude: float, zoom: float) -> float:
    """Return how long a pixel is at a latitude."""
    return METRES_PER_DEGREE * 360 * math.cos(math.radians(latitude)) / world_side(zoom)
