"""Units: the board, where they are, who is proposed. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.units import Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit on the board."""

    unit_id: str
    call_sign: str
    type_name: str
    station: str
    station_title: str
    station_latitude: float | None
    station_longitude: float | None
    capabilities: tuple[str, ...]
    availability: Availability
    assignment_state: AssignmentState | None
    since: datetime
    incident_id: str | None
    incident_number: str | None
    address: str  # pager address
    reason: str  # why unavailable
    held_by: str | None = None  # the seat that holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """Where a unit was last seen."""

    unit_id: str
    call_sign: str
    latitude: float
    longitude: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A unit proposed for an incident, or why not."""

    call_sign: str
    suitable: bool
    reason: str
    distance_m: float | None
