"""What a map covers, whom it thanks, and what lies outside of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from dispatcher.geo.distance import Bounds
from dispatcher.geo.errors import UnreadablePack
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.pack_schema import ATTRIBUTION
from ui.presenters.map import IncidentMark, UnitMark
from ui.wording import counted, tr

_NOWHERE = Bounds(west=-1, south=-1, east=1, north=1)
_MARGIN = 0.1
_LEAST_DEGREES = 0.01


class Extent:
    """A pack's box, or why it cannot be read."""

    def __init__(self, pack: Path) -> None:
        self.bounds, self.attribution, self.trouble = _NOWHERE, ATTRIBUTION, ""
        try:
            with MapPack(pack) as opened:
                self.bounds, self.attribution = opened.bounds, opened.attribution
        except UnreadablePack as error:
            self.trouble = str(error)

    def covers(self, latitude: float, longitude: float) -> bool:
        """Whether the map knows a position; without a map nothing is outside."""
        return bool(self.trouble) or self.bounds.contains(latitude, longitude)

    def within(self, box: Bounds) -> bool:
        """Whether a box lies inside."""
        return self.bounds.contains(box.south, box.west) and self.bounds.contains(box.north, box.east)


def box_of(latitudes: Sequence[float], longitudes: Sequence[float]) -> Bounds | None:
    """Return a box around positions, with air; None around none."""
    if not latitudes:
        return None
    south, north, west, east = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
    high, wide = (max(_LEAST_DEGREES, (far - near) * _MARGIN) for near, far in ((south, north), (west, east)))
    return Bounds(west=west - wide, south=south - high, east=east + wide, north=north + high)


def outside_words(bounds: Bounds, units: Iterable[UnitMark], incidents: Iterable[IncidentMark]) -> str:
    """Count what has a position off the map; empty when there is none."""
    away = sum(not bounds.contains(mark.latitude, mark.longitude) for mark in units)
    cases = sum(not bounds.contains(mark.latitude, mark.longitude) for mark in incidents)
    if not (away or cases):
        return ""
    parts = (counted(cases, tr("incident"), tr("incidents")), counted(away, tr("unit"), tr("units")))
    return tr("outside the map: {what}", what=", ".join(part for part in parts if part))
