"""A unit's own availability, and the one state that is shown for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.assignments import ACTIVE, AssignmentState


class Availability(StrEnum):
    """All that a unit itself owns (design §2)."""

    OFF_DUTY = "off_duty"
    AVAILABLE_STATION = "available_station"
    AVAILABLE_MOBILE = "available_mobile"
    UNAVAILABLE = "unavailable"
    RESERVED = "reserved"


_A = Availability
NEXT: Mapping[Availability, frozenset[Availability]] = {
    _A.OFF_DUTY: frozenset({_A.AVAILABLE_STATION, _A.AVAILABLE_MOBILE, _A.UNAVAILABLE}),
    _A.AVAILABLE_STATION: frozenset({_A.OFF_DUTY, _A.AVAILABLE_MOBILE, _A.UNAVAILABLE, _A.RESERVED}),
    _A.AVAILABLE_MOBILE: frozenset({_A.OFF_DUTY, _A.AVAILABLE_STATION, _A.UNAVAILABLE, _A.RESERVED}),
    _A.UNAVAILABLE: frozenset({_A.OFF_DUTY, _A.AVAILABLE_STATION, _A.AVAILABLE_MOBILE}),
    _A.RESERVED: frozenset({_A.AVAILABLE_STATION, _A.AVAILABLE_MOBILE, _A.UNAVAILABLE}),
}

DISPATCHABLE = frozenset({_A.AVAILABLE_STATION, _A.AVAILABLE_MOBILE, _A.RESERVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFix:
    """Where a unit was, in degrees, at an aware UTC instant."""

    call_sign: str
    latitude: float
    longitude: float
    at: datetime


def shown_state(availability: Availability, assignment: AssignmentState | None) -> AssignmentState | Availability:
    """Return the state shown for a unit: its active assignment's, else its availability. Derived, never stored."""
    if assignment is not None and assignment in ACTIVE:
        return assignment
    return availability
