"""The units proposed for an incident: who fits and is free, the nearest first, and of the others why not."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from dispatcher.domain.units import DISPATCHABLE, Availability
from dispatcher.geo.distance import great_circle_m
from dispatcher.queries.boards import active_pack, unit_board
from dispatcher.queries.positions import positions
from dispatcher.queries.requests import AskPositions, AskRecommendation, AskUnits
from dispatcher.queries.rows import PositionRow, Recommended, UnitRow
from dispatcher.storage.schema import incidents

AT_HOME_M = 150.0
"""Seen this near to its station, a unit is at its station."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How far it is, and from where."""

    metres: float
    words: str


def recommendation(query: AskRecommendation, connection: Connection, now: datetime) -> tuple[Recommended, ...]:
    """Propose units: those that fit and are free by straight-line distance, then the others with why not."""
    incident = connection.execute(select(incidents).where(incidents.c.id == query.incident_id)).one_or_none()
    if incident is None:
        return ()
    types = {part.name: part for part in active_pack(connection).type}
    needs = types[incident.incident_type].needs if incident.incident_type in types else ()
    seen = {row.unit_id: row for row in positions(AskPositions(), connection, now)}
    to = None if incident.latitude is None else (incident.latitude, incident.longitude)
    proposals = [
        _propose(unit, needs, _way(unit, seen.get(unit.unit_id), to, now))
        for unit in unit_board(AskUnits(), connection, now)
    ]
    return tuple(sorted(proposals, key=_best_first))


def _best_first(item: Recommended) -> tuple[bool, float, str]:
    return not item.suitable, math.inf if item.distance_m is None else item.distance_m, item.call_sign


def _propose(unit: UnitRow, needs: tuple[str, ...], way: _Way | None) -> Recommended:
    fits = [need for need in needs if need in unit.capabilities]
    if unit.assignment_state is not None:
        suitable, reason = False, f"on {unit.incident_number}"
    elif unit.availability not in DISPATCHABLE:
        suitable, reason = False, unit.availability.value.replace("_", " ")
    elif needs and not fits:
        suitable, reason = False, f"has no {needs[0]}"
    else:
        far = f", {way.words}" if way else ""
        suitable, reason = True, f"free, {', '.join(fits) or 'no special need'}{far}"
    distance = way.metres if way else None
    return Recommended(call_sign=unit.call_sign, suitable=suitable, reason=reason, distance_m=distance)


def _way(unit: UnitRow, seen: PositionRow | None, to: tuple[float, float] | None, now: datetime) -> _Way | None:
    if to is None:
        return None
    if seen is not None and _is_away(unit, seen):
        metres = great_circle_m(seen.latitude, seen.longitude, *to)
        return _Way(metres, f"{_straight(metres)} from its last position, {_age(now - seen.at)} old")
    if unit.station_latitude is None or unit.station_longitude is None:
        return None
    metres = great_circle_m(unit.station_latitude, unit.station_longitude, *to)
    return _Way(metres, f"{_straight(metres)} from its station")


def _is_away(unit: UnitRow, seen: PositionRow) -> bool:
    """Tell whether the position says more than the station: of a status and a position the newer one counts."""
    said_home = unit.assignment_state is None and unit.availability is Availability.AVAILABLE_STATION
    if said_home and unit.since >= seen.at:
        return False
    if unit.station_latitude is None or unit.station_longitude is None:
        return True
    return great_circle_m(unit.station_latitude, unit.station_longitude, seen.latitude, seen.longitude) > AT_HOME_M


def _straight(metres: float) -> str:
    return f"{metres / 1000:.1f} km in a straight line"


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return f"{minutes} min" if minutes >= 1 else "less than a minute"
