"""What is drawn from which zoom on, how wide and in which token of the theme. Widths are pixels at zoom 15."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.geo.kinds import StreetClass

PREFIX = "map_"
BUILDINGS_FROM = 14.0
OUTLINES_FROM = 16.0
POOLS_FROM = 16.5
_GROWTH = 0.72
"""Streets widen more slowly than the ground, so that near views do not drown in asphalt."""


@dataclass(frozen=True, slots=True)
class StreetStyle:
    """How a class of street is drawn."""

    token: str
    width: float
    least: float  # px, however far away
    from_zoom: float
    named_from: float
    dashed: bool = False


_C = StreetClass
STREETS: Mapping[str, StreetStyle] = {
    _C.MOTORWAY: StreetStyle("map_motorway", 6.4, 2.2, 0, 11.5),
    _C.TRUNK: StreetStyle("map_motorway", 6.0, 2.0, 0, 12.5),
    _C.PRIMARY: StreetStyle("map_primary", 5.2, 1.9, 9, 13.5),
    _C.SECONDARY: StreetStyle("map_secondary", 4.5, 1.5, 10, 14),
    _C.TERTIARY: StreetStyle("map_tertiary", 3.9, 1.1, 11.5, 14.5),
    _C.STREET: StreetStyle("map_street", 3.1, 0.8, 12.5, 15.5),
    _C.SERVICE: StreetStyle("map_service", 1.8, 0.6, 14.5, 17),
    _C.PEDESTRIAN: StreetStyle("map_pedestrian", 2.4, 0.7, 14, 16),
    _C.TRACK: StreetStyle("map_path", 1.3, 0.8, 14.5, 17, dashed=True),
    _C.PATH: StreetStyle("map_path", 0.9, 0.8, 15.5, 17.5, dashed=True),
    _C.STEPS: StreetStyle("map_path", 1.5, 1.0, 15.5, 17, dashed=True),
}
"""The most important first; drawn in the other direction."""

SURFACES: Mapping[str, str] = {
    "built_up": "map_built_up", "industrial": "map_built_up", "rock": "map_rock", "sand": "map_sand", "ice": "map_rock",
    "parking": "map_paved", "pier": "map_pier", "paved": "map_paved", "wood": "map_wood", "scrub": "map_wood",
    "grass": "map_green", "meadow": "map_green", "farmland": "map_green", "garden": "map_green",
    "cemetery": "map_green", "park": "map_green", "pitch": "map_pitch", "wetland": "map_green",
}  # fmt: skip
"""Kinds of ground and green; a reserve is a right, not a surface, and is not filled."""

PLACES: Mapping[str, tuple[int, float, float]] = {
    "city": (0, 0, 17.5), "town": (1, 9, 17), "village": (2, 10.5, 17.5), "suburb": (3, 13, 18.5),
    "quarter": (4, 14, 19), "island": (4, 12, 19), "hamlet": (5, 13, 19), "islet": (6, 15, 20),
    "neighbourhood": (6, 14.5, 19), "locality": (7, 15, 19),
}  # fmt: skip
"""Rank of a kind of place, and from which zoom to which its name is set."""

BORDERS: tuple[tuple[str, float, float], ...] = (("municipality", 0.8, 13.5), ("region", 1.0, 11), ("country", 2.0, 0))
"""Kinds of border, how wide, and from which zoom on."""

SITES: Mapping[str, float] = {"hospital": 14, "fire_station": 14, "ambulance_station": 14, "police": 15}
"""Emergency sites, and from which zoom on they are shown."""


def street_width(style: StreetStyle, zoom: float) -> float:
    """Return how wide a street is drawn."""
    return max(style.least, style.width * 2.0 ** ((zoom - 15) * _GROWTH))
