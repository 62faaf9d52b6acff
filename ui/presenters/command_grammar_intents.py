"""What a command line can mean, before names are looked up. An incident that is not named has an empty word, placed
where its name would stand: it means the selected one."""

from dataclasses import dataclass

from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.records import LineKind
from dispatcher.domain.triage import Impact, Priority, Urgency
from ui.presenters.command_grammar_intents_guards import (
    AcceptIntent,
    GuardIntent,
    MajorIntent,
    StandDownIntent,
    StopIntent,
)
from ui.presenters.command_grammar_intents_record import When
from ui.presenters.command_grammar_scan import Word
from ui.presenters.command_grammar_words import Status, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIntent:
    """Take a call in one line."""

    type_words: Word
    place: Word
    caller_name: str = ""
    caller_number: str = ""
    persons: int | None = None
    impact: Impact | None = None
    urgency: Urgency | None = None
    priority: Priority | None = None
    priority_reason: str = ""
    narrative: str = ""


@dataclass(frozen=True, slots=True)
class OpenCallEntryIntent:
    """Bare `new`: open the panel."""


@dataclass(frozen=True, slots=True)
class DispatchIntent:
    """Alert units."""

    units: tuple[Word, ...]
    incident: Word
    note: str
    cut: bool = False  # shorten the note when the page is too long
    reason: str = ""  # why nothing was read back


@dataclass(frozen=True, slots=True)
class AnswerIntent:
    """A crew accepted or declined in words that somebody heard."""

    unit: Word
    answer: Answer
    words_heard: str


@dataclass(frozen=True, slots=True)
class StatusIntent:
    """A crew's status, or a unit's availability."""

    unit: Word
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class RecallIntent:
    """Stand a unit down."""

    unit: Word
    reason: str


@dataclass(frozen=True, slots=True)
class ReassignIntent:
    """Move a unit to another incident."""

    unit: Word
    incident: Word
    reason: str


@dataclass(frozen=True, slots=True)
class PriorityIntent:
    """Grade an incident anew."""

    incident: Word
    priority: Priority
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceIntent:
    """Give an incident a position by words."""

    incident: Word
    place: Word


@dataclass(frozen=True, slots=True)
class PinIntent:
    """Give an incident a position on the map."""

    incident: Word


@dataclass(frozen=True, slots=True)
class NoteIntent:
    """A line for the log."""

    incident: Word
    text: str
    kind: LineKind = LineKind.NOTE
    source: When | None = None  # when it happened
    options: str = ""  # that a decision considered


@dataclass(frozen=True, slots=True)
class CloseIntent:
    """Close with an outcome."""

    incident: Word
    outcome: Word


@dataclass(frozen=True, slots=True)
class OwnIntent:
    """Take an incident over."""

    incident: Word
    reason: str


@dataclass(frozen=True, slots=True)
class HandIntent:
    """Give an incident to somebody on duty, named by seat or name."""

    incident: Word
    to: Word
    reason: str


@dataclass(frozen=True, slots=True)
class FindIntent:
    """Look for something."""

    text: str


@dataclass(frozen=True, slots=True)
class HelpIntent:
    """Show the words, or one."""

    verb: Verb | None


@dataclass(frozen=True, slots=True)
class TakeIntent:
    """Take the attention item at a place, counted from 1."""

    place: Word | None
    note: str

    @property
    def number(self) -> int:
        """The place as a number; the top when none is named."""
        return int(self.place.text) if self.place else 1


ProposableIntent = PriorityIntent | ReassignIntent | StopIntent | AcceptIntent | MajorIntent | StandDownIntent


@dataclass(frozen=True, slots=True)
class ProposeIntent:
    """Put an act to somebody who has the right to it."""

    what: ProposableIntent


Intent = (
    NewIntent
    | OpenCallEntryIntent
    | DispatchIntent
    | AnswerIntent
    | StatusIntent
    | RecallIntent
    | ReassignIntent
    | PriorityIntent
    | PlaceIntent
    | PinIntent
    | NoteIntent
    | CloseIntent
    | OwnIntent
    | HandIntent
    | FindIntent
    | HelpIntent
    | TakeIntent
    | ProposeIntent
    | GuardIntent
)
