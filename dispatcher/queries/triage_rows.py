"""Question cards and grades as screens and reports show them. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.documents import DocumentKind
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_cards import Explanation, page_note


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer to a question of a card."""

    question: str
    ask: str  # as the card put it
    value: str  # what it counts as
    answer: str  # the choice's title, or the number or words as told; empty where they were destroyed
    answered_at: datetime
    operator: str
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageRow:
    """A card gone through for an incident."""

    run_id: str
    card: str
    version: int
    title: str
    began_at: datetime
    recorded_at: datetime
    operator: str
    complete: bool
    skipped: str  # why it was not gone through to its end
    answers: tuple[AnswerRow, ...]  # those that stand, in the order of the card
    former: tuple[AnswerRow, ...]  # those that were superseded or taken back, oldest first
    modifiers: tuple[str, ...]  # titles
    explanation: Explanation
    hazards: tuple[str, ...]
    crew: tuple[str, ...]  # what the crew is told of the answers

    @property
    def note(self) -> str:
        """Return what is offered for the page's note."""
        return page_note(self.hazards, self.crew)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingRow:
    """A grade that was given, and how it came about."""

    at: datetime
    operator: str
    was: Priority | None  # None: the first
    given: Priority
    impact: Impact
    urgency: Urgency
    reason: str
    explanation: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A script, an action card or a policy."""

    name: str
    version: int
    title: str
    kind: DocumentKind
    types: tuple[str, ...]  # names; empty: every type
    text: str
    since: datetime  # when the room first had it
    active: bool  # the active pack has it; an older version is kept for what cites it


@dataclass(frozen=True, slots=True, kw_only=True)
class UnevenRow:
    """The same type and the same answers, graded differently."""

    incident_type: str
    card: str
    version: int
    answers: tuple[tuple[str, str], ...]  # question and what it counts as
    modifiers: tuple[str, ...]
    computed: Priority
    grades: tuple[tuple[Priority, tuple[str, ...]], ...]  # with the numbers of the incidents


@dataclass(frozen=True, slots=True, kw_only=True)
class OverriderRow:
    """How often somebody graded against the answers or the matrix, and which way."""

    operator_id: str
    operator: str
    graded: int
    raised: int
    lowered: int
    numbers: tuple[str, ...]  # of the incidents graded so


@dataclass(frozen=True, slots=True, kw_only=True)
class CardUseRow:
    """What became of a card."""

    card: str
    complete: int
    skipped: int
    left: int  # begun, neither complete nor skipped
    never: int  # incidents of its types of which nobody began it
    reasons: tuple[tuple[str, int], ...]  # why it was skipped, the most frequent first


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyReport:
    """Whether the same is graded the same, by whom it is not, and which cards are passed over."""

    since: datetime
    until: datetime
    incidents: int  # graded in that time
    gradings: int
    uneven: tuple[UnevenRow, ...]
    overriders: tuple[OverriderRow, ...]
    cards: tuple[CardUseRow, ...]
