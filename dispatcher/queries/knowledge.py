"""What the room knows of a place, a caller, a thing: the questions, and the rows that come back. Aware UTC.

No row carries what is sealed: a secret is shown by the command RevealSecret alone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.incidents import Kind
from dispatcher.domain.knowledge import CallerNoteKind, NoteKind, SecretKind
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNoteRow:
    """A note about a place that holds now."""

    note_id: str
    kind: NoteKind
    text: str
    written_by: str  # name; "import" for what a file brought
    written_at: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyholderRow:
    """Who has keys; the first is rung first."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRow:
    """That there is a code, and what it opens; never the code."""

    secret_id: str
    kind: SecretKind
    title: str
    written_at: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiseRow:
    """A known place, its notes with the hazards first."""

    premise_id: str
    name: str
    address: str
    metres: float | None  # None: known by its words alone
    by_words: bool
    latitude: float | None
    longitude: float | None
    radius_m: float
    notes: tuple[PlaceNoteRow, ...]
    keyholders: tuple[KeyholderRow, ...]
    secrets: tuple[SecretRow, ...]

    @property
    def has_hazard(self) -> bool:
        """Whether something there can hurt a crew."""
        return any(note.kind is NoteKind.HAZARD for note in self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousRow:
    """An earlier incident at the place."""

    incident_id: str
    number: str
    type_name: str
    priority: Priority
    place: str
    opened_at: datetime
    is_open: bool
    outcome: str
    metres: float
    same_type: bool
    marked: bool  # a type that the pack remembers for longer than others: violence, a hazard


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRow:
    """A thing of the register."""

    asset_id: str
    number: str
    title: str
    kind: str
    premise_id: str | None
    premise: str  # its name, "" when it is of no known place
    owner_team: str
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKnowledge:
    """Everything that is known of a place: places with a hazard first, then the surest."""

    premises: tuple[PremiseRow, ...]
    previous: tuple[PreviousRow, ...]  # the most relevant first
    previous_count: int  # how many were found in all
    asset: AssetRow | None
    asset_unknown: bool  # a number was given, and the register has none such
    asked: "AskPlaceKnowledge"  # what this is the answer to: what is typed meanwhile asks anew


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerNoteRow:
    """A note about a caller that holds."""

    note_id: str
    kind: CallerNoteKind
    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCallerRow:
    """Who a number is known to be of."""

    caller_id: str
    name: str
    language: str
    needs: str
    vulnerable: bool
    repeat: bool
    numbers: tuple[str, ...]  # as they were written
    notes: tuple[CallerNoteRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerCallRow:
    """An earlier call from the number, or of the caller whose it is."""

    call_id: str
    contact_at: datetime
    incident_id: str
    number: str
    type_name: str
    kind: Kind
    place: str
    is_open: bool
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerKnowledge:
    """Everything that is known of a number."""

    callers: tuple[KnownCallerRow, ...]  # several: it is the number of several people
    calls: tuple[CallerCallRow, ...]  # the newest first
    calls_count: int
    asked: "AskCaller"


@dataclass(frozen=True, slots=True)
class AskPlaceKnowledge(Query[PlaceKnowledge]):
    """What is known of a place, by position, words, or both; `incident_id` is left out of its own history."""

    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    incident_type: str = ""
    asset_number: str = ""
    incident_id: str | None = None
    limit: int = 12


@dataclass(frozen=True, slots=True)
class AskCaller(Query[CallerKnowledge]):
    """What is known of a telephone number; `call_id` is left out of its own history."""

    number: str
    call_id: str | None = None
    limit: int = 12


class SecretDeed(StrEnum):
    """What was done with a code."""

    SHOWN = "secret_shown"
    DENIED = "secret_denied"  # somebody asked who may not


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretViewRow:
    """That somebody saw a code, or asked for it in vain."""

    at: datetime
    deed: SecretDeed
    title: str  # of the code
    operator: str  # name
    seat: str
    number: str  # of the incident for which it was; "" when for none
    reason: str


@dataclass(frozen=True, slots=True)
class AskSecretViews(Query[tuple[SecretViewRow, ...]]):
    """Who saw which code of a place, and when, the newest first."""

    premise_id: str
    limit: int = 100


@dataclass(frozen=True, slots=True)
class AskAssets(Query[tuple[AssetRow, ...]]):
    """Things whose number begins so, by number."""

    prefix: str
    limit: int = 12
