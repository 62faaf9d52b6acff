"""What can be asked about a call and what it says of its incident."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import Medium, PlaceSource
from dispatcher.domain.identifiers import CallId, ContactId, IncidentId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDetails:
    """What every call may carry. Times are aware UTC; without `contact_at` the call came now.

    `contact_id`: the contact that it comes from. Its medium and times hold, and it is settled with the call.
    """

    actor: Actor
    medium: Medium = Medium.PHONE
    caller_name: str = ""
    caller_number: str = ""
    caller_relation: str = ""  # to what happened: the patient's son, a passer-by
    caller_language: str = ""  # ISO 639 code, "" when it is the room's own
    caller_needs: str = ""  # accessibility: relay, deaf, cannot speak
    narrative: str = ""
    contact_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    contact_id: ContactId | None = None
    draft_id: str = ""  # which draft it is made from: the same draft makes one call, however often it is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCall(CallDetails):
    """Record a call and open its incident. -> CallTaken

    `place` and `incident_type` are enough. Without `priority` the matrix decides; with one that differs,
    `priority_reason` says why. Without `emergency` the type decides.
    """

    place: str
    incident_type: str
    kind: Kind = Kind.INCIDENT
    impact: Impact = Impact.MEDIUM
    urgency: Urgency = Urgency.MEDIUM
    priority: Priority | None = None
    priority_reason: str = ""
    persons_involved: int | None = None
    asset_number: str = ""
    emergency: bool | None = None
    latitude: float | None = None
    longitude: float | None = None
    verified: bool = False  # the place is one the gazetteer or the map knows; needs a position
    place_source: PlaceSource = PlaceSource.TYPED
    place_confidence: float | None = None  # 0 to 1, of whoever found the position


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTaken:
    """What TakeCall made."""

    call_id: CallId
    incident_id: IncidentId
    number: str
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCall(CallDetails):
    """Log a contact that needs nobody, and close it at once, with an outcome of the pack. -> CallTaken"""

    incident_type: str
    outcome: str
    kind: Kind = Kind.INFORMATION
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCall(CallDetails):
    """Record a further call about an incident that is open. Nobody is dispatched by it. -> CallAdded

    What it says that the record does not is kept as its new facts; the record itself changes by nobody but a person.
    """

    incident_id: IncidentId
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    incident_type: str = ""
    persons_involved: int | None = None
    asset_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAdded:
    """What AddCall made."""

    call_id: CallId
    incident_id: IncidentId
    number: str  # of the incident
    calls: int  # how many there are now
    new_facts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendCall:
    """Say what a caller told later, or correct it; what stood there before is kept. -> None

    None leaves a field as it is. How a contact reached the room is the contact's own and is not corrected here.
    """

    actor: Actor
    call_id: CallId
    medium: Medium | None = None
    caller_name: str | None = None
    caller_number: str | None = None
    caller_relation: str | None = None
    caller_language: str | None = None
    caller_needs: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCall:
    """Note that the caller has rung off, and that the work after it is done. -> None"""

    actor: Actor
    call_id: CallId
    ended_at: datetime | None = None
    wrapped_up_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendIncident:
    """Say what an open incident is as more is known; what stood there before is kept. -> None

    None leaves a field as it is. A type that changes re-grades nothing: that is a person's decision.
    """

    actor: Actor
    incident_id: IncidentId
    incident_type: str | None = None
    persons_involved: int | None = None
    asset_number: str | None = None
    emergency: bool | None = None
