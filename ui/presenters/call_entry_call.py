"""One call of the panel, from its first key to its end: what is typed, what it has become, what the record has."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.triage import Priority
from ui.presenters.call_entry_cards import CardAnswers
from ui.presenters.call_entry_draft import CallDraft, CallField

Said = tuple[str, str]
"""Words and their tone."""


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """How far the record is to be brought: `line` of the narrative is still being typed, `fields` are done with."""

    line: int | None = None
    fields: bool = True


class CallPhase(StrEnum):
    """How far a call has come, for the strip."""

    TYPING = "typing"
    STORING = "storing"
    OPENED = "opened"
    ENDED = "ended"  # the caller has rung off, the work after it is not done


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The incident that a call has opened, or was added to."""

    incident_id: IncidentId
    call_id: CallId | None  # None: the room has not told it
    number: str
    priority: Priority
    further: bool = False


@dataclass(slots=True)
class Saving:
    """How its draft is kept: one save is under way at most, then the newest state."""

    body: str = ""  # as last kept
    is_under_way: bool = False
    again: bool = False
    trouble: str = ""


def new_draft_id() -> str:
    """Return an id that no other seat makes."""
    return str(uuid.uuid4())


@dataclass(slots=True, kw_only=True)
class Call:
    """Mutable; the panel's presenters alone change it."""

    id: str = field(default_factory=new_draft_id)
    place: int = 1  # its number in the strip, as long as it stands there
    draft: CallDraft = field(default_factory=CallDraft)
    opened: Opened | None = None
    told: CallDraft | None = None  # what the record has of it
    first_lines: frozenset[int] = frozenset()  # lines of the narrative that the call was taken with
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    held_at: datetime | None = None
    left_at: datetime | None = None  # another call is in front since then
    contact_id: str = ""
    cards: dict[str, CardAnswers] = field(default_factory=dict[str, CardAnswers])  # by the name of the question card
    caret: tuple[CallField, int] = (CallField.PLACE, 0)
    errors: dict[CallField, str] = field(default_factory=dict[CallField, str])
    said: Said = ("", "muted")
    is_storing: bool = False
    is_amending: bool = False
    catching_up: CatchingUp | None = None
    refused: dict[CallField, str] = field(default_factory=dict[CallField, str])  # why the record did not take it
    skipped: list[object] = field(default_factory=list[object])  # what was refused, until it is tried again
    is_given_up: bool = False  # told once that the record will not have all of it
    is_left: bool = False  # it has gone from the strip: nothing of it is kept any more
    saving: Saving = field(default_factory=Saving)

    @property
    def phase(self) -> CallPhase:
        """How far it has come."""
        if self.is_storing:
            return CallPhase.STORING
        if self.opened is None:
            return CallPhase.TYPING
        return CallPhase.ENDED if self.ended_at else CallPhase.OPENED

    @property
    def blank(self) -> bool:
        """Whether nothing has been typed, and nothing opened."""
        return self.draft.blank and self.opened is None

    @property
    def first_words(self) -> str:
        """What tells it from the others: its place, else the first words of anything."""
        texts = self.draft.texts
        order = (CallField.PLACE, CallField.TYPE, CallField.NARRATIVE, *CallField)
        return next((first for name in order if (first := texts.get(name, "").strip().split("\n")[0][:60])), "")
