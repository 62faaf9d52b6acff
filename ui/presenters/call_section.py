"""What the parts of the call-entry panel share: the facts of the call that is being taken, and how they are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dispatcher.domain.calls import Medium, PlaceSource
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What a call says now; words are as typed. `incident_id` and `call_id` are None until the room has taken it."""

    draft_id: str
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    verified: bool = False
    place_source: PlaceSource = PlaceSource.TYPED
    place_confidence: float | None = None  # 0 to 1, of whoever found the position
    incident_type: str = ""  # the pack's name of the type, "" while it is open
    kind: Kind = Kind.INCIDENT
    narrative: str = ""
    caller_name: str = ""
    caller_number: str = ""
    caller_relation: str = ""
    caller_language: str = ""
    persons_involved: int | None = None
    asset_number: str = ""
    impact: Impact = Impact.MEDIUM
    urgency: Urgency = Urgency.MEDIUM
    priority: Priority = Priority.P3
    emergency: bool = True
    medium: Medium = Medium.PHONE
    contact_at: datetime | None = None
    incident_id: str | None = None
    call_id: str | None = None


class CallSection(Protocol):
    """A part of the call-entry panel. Thread: the screen's own."""

    def follow(self, facts: CallFacts) -> None:
        """Take what the call says now; called at every change, so it only notes it, and asks the room at most."""
        ...

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` when there is something new to draw."""
        ...
