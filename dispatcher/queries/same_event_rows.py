"""Incidents and calls that may be one event: the question, and the rows. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.incidents import Phase
from dispatcher.domain.same_event import FactKind, LinkKind
from dispatcher.domain.triage import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """Something that a further call said and the record did not."""

    kind: FactKind
    words: str
    is_new: bool  # nobody has looked at it yet


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRow:
    """An incident that is part of another, or the one that it is part of."""

    incident_id: str
    number: str
    type_name: str
    place: str
    at: datetime
    by: str  # name
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """An incident that belongs to this one. `is_first`: this one is the first of the two in the kind's words."""

    incident_id: str
    number: str
    type_name: str
    place: str
    is_open: bool
    kind: LinkKind
    is_first: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyRow:
    """An incident that a call may tell of, and what is going on there."""

    incident_id: str
    number: str
    score: float  # 0 to 1
    is_likely: bool  # the score is as high as the pack asks for
    reasons: tuple[str, ...]
    priority: Priority
    type_name: str
    place: str
    phase: Phase
    opened_at: datetime
    closed_at: datetime | None  # it was closed lately: nothing can be attached to it
    units: tuple[str, ...]  # call signs that are active on it
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTold:
    """What a call says by now. `subject` is its draft's id, `own` its incident's once there is one."""

    subject: str = ""
    own: str | None = None
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    place_source: PlaceSource = PlaceSource.TYPED
    verified: bool = False
    confidence: float | None = None
    incident_type: str = ""
    narrative: str = ""
    caller_number: str = ""
    contact_at: datetime | None = None  # None: now
