"""What can be asked about a question card and a grade."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import CallId, IncidentId, TriageRunId
from dispatcher.domain.triage import Impact, Priority, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer to a question of a card: the value of a choice, a number, or words. Empty takes an answer back."""

    question: str
    answer: str
    at: datetime  # aware UTC, when the caller gave it


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTriage:
    """Record what was answered to the questions of a card. It grades nothing: Regrade does. -> TriageRecorded

    It may be given again and again: what is answered later supersedes what was answered before, which stays in the
    record. `skipped` says why the card was not gone through to its end.
    """

    actor: Actor
    incident_id: IncidentId
    card: str
    version: int
    answers: tuple[GivenAnswer, ...] = ()
    modifiers: tuple[str, ...] | None = None  # all that were given by hand; None leaves them as they are
    call_id: CallId | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageRecorded:
    """What RecordTriage came to."""

    run_id: TriageRunId
    complete: bool
    computed: Priority  # what the card gives with all that is recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """Grade an incident anew by impact and urgency, or against them by a priority. -> Priority

    Without any of them the recorded answers decide. What differs from the answers, or from the matrix, needs a reason.
    Lowering P1 or P2 needs authority.
    """

    actor: Actor
    incident_id: IncidentId
    impact: Impact | None = None
    urgency: Urgency | None = None
    priority: Priority | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriority:
    """Grade an incident anew. Lowering P1 or P2 needs authority. -> None"""

    actor: Actor
    incident_id: IncidentId
    priority: Priority
    reason: str
