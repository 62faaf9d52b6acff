"""What the call entry panel draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatcher.domain.calls import Medium
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.queries.pack_rows import TypeRow
from dispatcher.queries.place_rows import PlaceRow
from ui.presenters.call_entry_assets import NO_ASSETS, AssetsShown
from ui.presenters.call_entry_call import CallPhase
from ui.presenters.call_entry_draft import CallField
from ui.presenters.places import NO_NOTE, PlaceNote


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEntryState:
    """One moment of it."""

    texts: Mapping[CallField, str]
    types: tuple[TypeRow, ...]  # offers for the type that is being typed
    chosen: int | None
    type_title: str
    impact: Impact
    urgency: Urgency
    impact_criteria: tuple[str, str, str]
    urgency_criteria: tuple[str, str, str]
    matrix: Priority
    priority: Priority
    overridden: bool
    contact: str
    draft_id: str = ""
    title: str = ""  # which call it is, and which incident it has become
    phase: CallPhase = CallPhase.TYPING
    type_why: Mapping[str, str] = field(default_factory=dict[str, str])  # words that speak for an offered type
    type_note: str = ""  # what the caller's words suggest while no such type is chosen
    kind: Kind = Kind.INCIDENT
    emergency: bool = True
    kind_asks_why: bool = False  # the open incident is to be something else
    medium: Medium = Medium.PHONE
    places: tuple[PlaceRow, ...] = ()  # offers for the place that is being typed
    place_chosen: int | None = None
    place_note: PlaceNote = NO_NOTE  # how sure the place is
    assets: AssetsShown = NO_ASSETS
    errors: Mapping[CallField, str] = field(default_factory=dict[CallField, str])
    message: str = ""
    tone: str = "muted"
    can_submit: bool = False
    can_restore: bool = False
    busy: bool = False
