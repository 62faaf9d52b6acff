"""Distances and directions on the globe, and the box that a map covers."""

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = EARTH_RADIUS_M * math.pi / 180


def great_circle_m(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the straight-line distance between two positions (degrees), in metres."""
    phi, to_phi = math.radians(latitude), math.radians(to_latitude)
    half_phi, half_lambda = (to_phi - phi) / 2, math.radians(to_longitude - longitude) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(to_phi) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def box_around(latitude: float, longitude: float, metres: float) -> "Bounds":
    """Return the box that holds every position within so many metres; it ends at the antimeridian."""
    north = metres / METRES_PER_DEGREE
    shrunk = math.cos(math.radians(min(89.0, abs(latitude) + north)))
    east = north / shrunk
    return Bounds(
        west=max(-180.0, longitude - east), south=max(-90.0, latitude - north),
        east=min(180.0, longitude + east), north=min(90.0, latitude + north),
    )  # fmt: skip


def bearing_deg(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the initial direction from one position to another, degrees clockwise from north."""
    phi, to_phi = math.radians(latitude), math.radians(to_latitude)
    turn = math.radians(to_longitude - longitude)
    east = math.sin(turn) * math.cos(to_phi)
    north = math.cos(phi) * math.sin(to_phi) - math.sin(phi) * math.cos(to_phi) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A box in degrees; it never crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether a position lies inside or on the edge."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def overlaps(self, other: "Bounds") -> bool:
        """Whether two boxes share a point."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    @property
    def centre(self) -> tuple[float, float]:
        """The middle: latitude, longitude."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    def metres_away(self, latitude: float, longitude: float) -> float:
        """How far a position lies outside; 0 inside."""
        nearest = min(max(latitude, self.south), self.north), min(max(longitude, self.west), self.east)
        return great_circle_m(latitude, longitude, *nearest)
