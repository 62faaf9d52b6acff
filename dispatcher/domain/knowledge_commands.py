"""What can be asked about what the room knows: of places, of things, of callers. Secrets are shown by no repr."""

from dataclasses import dataclass, field
from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.knowledge import DEFAULT_RADIUS_M, CallerNoteKind, NoteKind, SecretKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPremise:
    """Make a place known, or with `premise_id` say what it is from now on. -> its id"""

    actor: Actor
    name: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_m: float = DEFAULT_RADIUS_M
    premise_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPremiseNote:
    """Remember something for a place; without `premise_id` for that of the incident, made when it is not known.

    -> PremiseNoted
    """

    actor: Actor
    kind: NoteKind
    text: str = field(repr=False)
    premise_id: str | None = None
    incident_id: IncidentId | None = None
    valid_from: datetime | None = None  # None: from now
    valid_until: datetime | None = None  # None: until somebody ends it


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiseNoted:
    """What AddPremiseNote made."""

    premise_id: str
    note_id: str
    made_place: bool  # nobody knew the place before


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPremiseNote:
    """Say that a note holds no longer; it is kept. -> None"""

    actor: Actor
    note_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPremiseNote:
    """Write a note anew; the former is ended and kept. None leaves its kind alone. -> the id of the new one"""

    actor: Actor
    note_id: str
    text: str = field(repr=False)
    kind: NoteKind | None = None
    valid_until: datetime | None = None  # None: until somebody ends it
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepKeyholders:
    """Say who has keys to a place, in the order in which they are rung: name, number. -> None"""

    actor: Actor
    premise_id: str
    keyholders: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSecret:
    """Seal a door code or its like for a place; one of the same title is replaced and destroyed. -> its id"""

    actor: Actor
    premise_id: str
    title: str
    words: str = field(repr=False)
    kind: SecretKind = SecretKind.DOOR_CODE
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSecret:
    """Destroy a secret: what was sealed is gone for good. -> None"""

    actor: Actor
    secret_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealSecret:
    """Show a secret. A dispatcher needs an open incident at its place and a reason; above, one of the two. -> Revealed

    The view stands in the journal before the words are given out.
    """

    actor: Actor
    secret_id: str
    incident_id: IncidentId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """What RevealSecret gives out: shown, never logged."""

    secret_id: str
    title: str
    words: str = field(repr=False)
    shown_s: float  # a screen hides it again after so long


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAsset:
    """Put a thing on the register, or say what it is from now on. -> its id"""

    actor: Actor
    number: str
    title: str
    kind: str = ""
    premise_id: str | None = None
    owner_team: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCaller:
    """Remember something of who called; whoever is not known yet is from then on. -> CallerNoted"""

    actor: Actor
    text: str = field(repr=False)
    kind: CallerNoteKind = CallerNoteKind.OTHER
    call_id: CallId | None = None
    caller_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerNoted:
    """What NoteCaller made."""

    caller_id: str
    note_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCallerNote:
    """Say that a note about a caller holds no longer; it is kept. -> None"""

    actor: Actor
    note_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCallerNote:
    """Write a note about a caller anew; the former is ended and kept. -> the id of the new one"""

    actor: Actor
    note_id: str
    text: str = field(repr=False)
    kind: CallerNoteKind | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendCaller:
    """Say who a caller is, as more is known; what stood there before is kept. None leaves a part alone. -> None"""

    actor: Actor
    caller_id: str
    name: str | None = field(default=None, repr=False)
    language: str | None = field(default=None, repr=False)
    needs: str | None = field(default=None, repr=False)
    number: str | None = field(default=None, repr=False)  # a further one
    not_number: str | None = field(default=None, repr=False)  # one that is not theirs, or not any more
    vulnerable: bool | None = None
    repeat: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetCaller:
    """Destroy what is known of a caller, for good; calls and incidents stay, and are linked to nobody. -> None"""

    actor: Actor
    caller_id: str
    reason: str


KnowledgeCommand = (
    KeepPremise
    | AddPremiseNote
    | EndPremiseNote
    | CorrectPremiseNote
    | KeepKeyholders
    | KeepSecret
    | EndSecret
    | RevealSecret
    | KeepAsset
    | NoteCaller
    | EndCallerNote
    | CorrectCallerNote
    | AmendCaller
    | ForgetCaller
)
"""Given by panels, not by the command line."""
