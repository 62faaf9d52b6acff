"""Which unit suits an incident, and why not; the nearest first."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.domain.units import DISPATCHABLE, Availability

Point = tuple[float, float]
"""Latitude, longitude in degrees."""
Distance = Callable[[float, float, float, float], float]
"""Metres between two points, each latitude, longitude."""

AT_HOME_M = 150.0
"""Seen this near to its station, a unit is at its station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A unit as it is looked at for an incident."""

    call_sign: str
    availability: Availability
    busy_on: str | None  # number of the incident that it is on
    capabilities: tuple[str, ...]
    since: datetime
    home: Point | None = None
    seen: Point | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is thought of a candidate."""

    call_sign: str
    suitable: bool
    reason: str
    distance_m: float | None


def propose(
    candidate: Candidate, needs: tuple[str, ...], to: Point | None, now: datetime, distance: Distance
) -> Proposal:
    """Say whether a unit suits, and how far it is in a straight line."""
    fits = [need for need in needs if need in candidate.capabilities]
    metres, words = _way(candidate, to, now, distance)
    if candidate.busy_on is not None:
        suitable, reason = False, f"on {candidate.busy_on}"
    elif candidate.availability not in DISPATCHABLE:
        suitable, reason = False, candidate.availability.value.replace("_", " ")
    elif needs and not fits:
        suitable, reason = False, f"has no {needs[0]}"
    else:
        suitable, reason = True, f"free, {', '.join(fits) or 'no special need'}{words}"
    return Proposal(call_sign=candidate.call_sign, suitable=suitable, reason=reason, distance_m=metres)


def best_first(item: Proposal) -> tuple[bool, float, str]:
    """Return where a proposal stands among others."""
    return not item.suitable, math.inf if item.distance_m is None else item.distance_m, item.call_sign


def _way(candidate: Candidate, to: Point | None, now: datetime, distance: Distance) -> tuple[float | None, str]:
    """Return how far it is, and from where, in words."""
    if to is None:
        return None, ""
    if candidate.seen is not None and candidate.seen_at is not None and _is_away(candidate, distance):
        metres = distance(*candidate.seen, *to)
        return metres, f", {_straight(metres)} from its last position, {_age(now - candidate.seen_at)} old"
    if candidate.home is None:
        return None, ""
    metres = distance(*candidate.home, *to)
    return metres, f", {_straight(metres)} from its station"


def _is_away(candidate: Candidate, distance: Distance) -> bool:
    """Tell whether the position says more than the station: of a status and a position the newer one counts."""
    if candidate.seen is None or candidate.seen_at is None:
        return False
    said_home = candidate.busy_on is None and candidate.availability is Availability.AVAILABLE_STATION
    if said_home and candidate.since >= candidate.seen_at:
        return False
    if candidate.home is None:
        return True
    return distance(*candidate.home, *candidate.seen) > AT_HOME_M


def _straight(metres: float) -> str:
    return f"{metres / 1000:.1f} km in a straight line"


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return f"{minutes} min" if minutes >= 1 else "less than a minute"
