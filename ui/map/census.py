"""Marks prepared once for many frames: where they stand in the world, who is committed, who is in which station."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatcher.geo.shapes import FloatArray
from ui.map.mercator import many_to_world, to_world
from ui.presenters.map import Duty, IncidentMark, UnitMark

Bools = NDArray[np.bool_]


@dataclass(slots=True)
class Station:
    """A station with units of its own: who stands there and who is out, as places in the list of units."""

    name: str
    title: str
    x: float
    y: float
    inside: list[int] = field(default_factory=list[int])
    out: list[int] = field(default_factory=list[int])


class Census:
    """The marks of a moment."""

    def __init__(self, units: Sequence[UnitMark], incidents: Sequence[IncidentMark]) -> None:
        self.units, self.incidents = units, incidents
        self.unit_places = _world_of(units)
        self.incident_places = _world_of(incidents)
        self.committed: Bools = np.fromiter((mark.duty is Duty.COMMITTED for mark in units), np.bool_, len(units))
        self.stations = _stations(units)
        self.unit_index = {mark.unit_id: place for place, mark in enumerate(units)}
        self.incident_index = {mark.incident_id: place for place, mark in enumerate(incidents)}
        waiting = {place for station in self.stations for place in station.inside}
        self.idle = [p for p in np.flatnonzero(~self.committed).tolist() if p not in waiting]
        """Neither committed nor in a station."""

    def positions(self) -> tuple[list[float], list[float]]:
        """Return the latitudes and the longitudes of all marks."""
        marks = (*self.units, *self.incidents)
        return [mark.latitude for mark in marks], [mark.longitude for mark in marks]


def _world_of(marks: Sequence[UnitMark] | Sequence[IncidentMark]) -> FloatArray:
    points = np.array([(mark.longitude, mark.latitude) for mark in marks], np.float64).reshape(-1, 2)
    return many_to_world(points)


def _stations(units: Sequence[UnitMark]) -> list[Station]:
    """Return every station with a known place, the fullest first."""
    found: dict[str, Station] = {}
    own: Mapping[str, list[int]] = defaultdict(list)
    for place, mark in enumerate(units):
        if mark.home is None or not mark.station:
            continue
        own[mark.station].append(place)
        if mark.station not in found:
            found[mark.station] = Station(mark.station, mark.station_title or mark.station, *to_world(*mark.home))
    for name, places in own.items():
        for place in places:
            (found[name].inside if units[place].at_station else found[name].out).append(place)
    return sorted(found.values(), key=lambda station: (-len(station.inside), station.name))
