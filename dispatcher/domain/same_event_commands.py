"""What can be asked about calls and incidents that may be one event. Each act can be undone by another."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.same_event import LinkKind
from dispatcher.domain.triage import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepApart:
    """Say that a call, still a draft, or an incident is not the event of `incident_id`: nobody is warned again. -> None

    `subject` is the draft's id or the other incident's; `found` is what the warning said.
    """

    actor: Actor
    incident_id: IncidentId
    subject: str
    score: float
    found: tuple[str, ...] = ()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtFacts:
    """Say that the new facts of an incident's further calls were looked at. -> how many there were"""

    actor: Actor
    incident_id: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeIncidents:
    """Close an incident as merged into another, which gets its calls and open promises. -> how many calls moved

    Refused while units of it are active, or it waits for an answer. A graver one is merged into a lesser one only by
    who may lower a priority.
    """

    actor: Actor
    incident_id: IncidentId
    into_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeIncident:
    """Open a merged incident again, with a guard, and give its calls and open promises back. -> how many calls moved"""

    actor: Actor
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCall:
    """Give a call to another open incident; refused for the only call of its own (merge then). -> None"""

    actor: Actor
    call_id: CallId
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitCall:
    """Make a call of an incident an incident of its own, linked to the one it came from. -> CallSplit

    Its grading is that of the type unless `priority` says otherwise, which `reason` is the reason for as well. An empty
    `place` is that of the incident that it leaves, with its position.
    """

    actor: Actor
    call_id: CallId
    incident_type: str
    reason: str
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    place_source: PlaceSource = PlaceSource.TYPED
    priority: Priority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSplit:
    """What SplitCall made."""

    incident_id: IncidentId
    number: str
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIncidents:
    """Note that two incidents belong together, whether they are open or not. -> the link's id"""

    actor: Actor
    incident_id: IncidentId
    other_id: IncidentId
    kind: LinkKind = LinkKind.RELATED
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkIncidents:
    """End the links between two incidents; of one kind, if given. -> how many there were"""

    actor: Actor
    incident_id: IncidentId
    other_id: IncidentId
    kind: LinkKind | None = None
    reason: str
