"""What can be asked of an incident as a whole: where it is, that it is major, that it ends."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.identifiers import IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceIncident:
    """Give an open incident a position in degrees; an empty `place` keeps its words. -> None

    What the former position rested on, and how sure it was, goes with it.
    """

    actor: Actor
    incident_id: IncidentId
    latitude: float
    longitude: float
    place: str = ""
    verified: bool = False  # the place is one the gazetteer or the map knows
    place_source: PlaceSource = PlaceSource.MAP
    place_confidence: float | None = None  # 0 to 1, of whoever found the position


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseIncident:
    """Close an incident; refused while a unit is active or a mandatory field is missing. -> None"""

    actor: Actor
    incident_id: IncidentId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopChain:
    """End what runs because a unit has not answered; its incident stays guarded, nothing turns green. -> None"""

    actor: Actor
    call_sign: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptUnconfirmed:
    """Go on without an answer: the flag and every page chain of the incident end, its guard goes on. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareMajor:
    """Declare an incident major. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDownMajor:
    """End a major incident. Two persons: a duty manager approves what somebody else proposed. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str
