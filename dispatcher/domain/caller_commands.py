"""What can be asked about what a caller was told: read-backs, kinds and complaints."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import CallDetails
from dispatcher.domain.complaints import ComplaintOutcome
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import WhyNot
from dispatcher.domain.saying import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReadBack:
    """Note what a caller confirmed when it was said back, and what was corrected; or why that was not possible. -> None

    `complete`: the caller confirmed all that was said. `why_not` goes alone; OTHER needs `words`. Without `call_id`
    it is about the incident's last call.
    """

    actor: Actor
    incident_id: IncidentId
    call_id: CallId | None = None
    confirmed: tuple[Item, ...] = ()
    corrected: tuple[Item, ...] = ()
    complete: bool = False
    why_not: WhyNot | None = None
    words: str = ""
    language: str = ""  # that it was said in


@dataclass(frozen=True, slots=True, kw_only=True)
class ReKind:
    """Say that a call was about something else; what it was before is kept. -> None

    What makes a P1 or P2 incident anything else needs the authority of a downgrade.
    """

    actor: Actor
    incident_id: IncidentId
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeComplaint(CallDetails):
    """Record a call that complains about an incident, open or closed, as an incident of its own. -> CallTaken

    Type and place are those of what it is about; it is no emergency, and graded lowest.
    """

    about: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkComplaint:
    """Say which incident, open or closed, a complaint is about; None: none any more. -> None"""

    actor: Actor
    incident_id: IncidentId  # the complaint's own
    about: IncidentId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeComplaint:
    """Note that whoever complained was told that it is being looked into, and in which words. -> None"""

    actor: Actor
    incident_id: IncidentId
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerComplaint:
    """Note what whoever complained was answered. -> None"""

    actor: Actor
    incident_id: IncidentId
    outcome: ComplaintOutcome
    words: str
