"""Everything that can be asked of the engine. Imperative; each names who asks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import AddCall, AmendCall, AmendIncident, EndCall, FileCall, TakeCall
from dispatcher.domain.caller_commands import (
    AcknowledgeComplaint,
    AnswerComplaint,
    LinkComplaint,
    RecordReadBack,
    ReKind,
)
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.contact_commands import (
    DismissContact,
    DismissContacts,
    EnterBatch,
    EnterContact,
    ReleaseContact,
    TakeContact,
)
from dispatcher.domain.documents import Citation
from dispatcher.domain.draft_commands import DropDraft, SaveDraft
from dispatcher.domain.identifiers import (
    AssignmentId,
    AttentionId,
    IncidentId,
    OperatorId,
    PromiseId,
    ProposalId,
    Seat,
    TransferId,
    TransmissionId,
)
from dispatcher.domain.knowledge_commands import KnowledgeCommand
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.record_commands import (
    AddStakeholder,
    AddTask,
    BusinessImpact,
    CorrectLine,
    RecordReply,
    RecordResolution,
    ReopenIncident,
    ScheduleIncident,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.records import LineKind
from dispatcher.domain.same_event_commands import (
    KeepApart,
    LinkIncidents,
    LookAtFacts,
    MergeIncidents,
    MoveCall,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import RecordTriage, Regrade
from dispatcher.domain.units import Availability, UnitFix
from dispatcher.domain.welfare import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """Put an operator at a seat in a role; whoever sat there is signed off. -> Actor"""

    operator: OperatorId
    role: Role
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """Leave the seat. What it owns passes to somebody on duty; refused when nobody may take it. -> None

    A supervisor's `reason` leaves it with the dispatcher role all the same, unguarded.
    """

    actor: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchUnits:
    """Alert units to an incident: assignments, one message, a transmission each, their chains. -> Dispatched

    Where the pack asks for read-backs, P2 to P5 need one of any of the incident's calls first, or
    `no_read_back_reason`; a P1 goes at once and owes it.
    """

    actor: Actor
    incident_id: IncidentId
    call_signs: tuple[str, ...]
    note: str = ""  # the dispatcher's words in the page
    cut: bool = False  # shorten the note when the page is too long, marked; otherwise such a page is refused
    no_read_back_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What DispatchUnits made, in the order of the call signs."""

    text: str
    assignments: tuple[AssignmentId, ...]
    transmissions: tuple[TransmissionId, ...]


class Answer(StrEnum):
    """What a crew said."""

    ACCEPTS = "accepts"
    DECLINES = "declines"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAnswer:
    """Record that a person of the crew answered, heard by the actor, with the words heard. -> AssignmentState

    For a unit that was stood down it acknowledges the stand-down.
    """

    actor: Actor
    call_sign: str
    answer: Answer
    words_heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStatus:
    """Take a crew's status, or set a unit's availability when it has no assignment. -> shown state

    A report that makes no sense is kept as an exception item and raised as InvalidTransition.
    """

    actor: Actor
    call_sign: str
    status: AssignmentState | Availability
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallUnit:
    """Stand a unit down from its incident; if it may have heard the page, it is told so. -> None"""

    actor: Actor
    call_sign: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignUnit:
    """Move a committed unit to another incident; the old one goes to the top of the queue. -> Dispatched"""

    actor: Actor
    call_sign: str
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriority:
    """Grade an incident anew. Lowering P1 or P2 needs authority. -> None"""

    actor: Actor
    incident_id: IncidentId
    priority: Priority
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceIncident:
    """Give an open incident a position in degrees; an empty `place` keeps its words. -> None"""

    actor: Actor
    incident_id: IncidentId
    latitude: float
    longitude: float
    place: str = ""
    verified: bool = False  # the place is one the gazetteer or the map knows


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPositions:
    """Keep where units were last seen; all fixes or none. -> how many were newer than what was kept

    Not journalled: positions are measurements, and screens ask each second.
    """

    actor: Actor
    fixes: tuple[UnitFix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """Own an open incident, whoever owned it. Somebody looks at it: its guard starts anew. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Give an open incident to a seat that somebody who may own it sits at. -> None

    Its owner may, and a supervisor with a reason. Its guard goes on: the new owner has not looked yet.
    """

    actor: Actor
    incident_id: IncidentId
    to_seat: Seat
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Add a line to the incident's log, open or closed. -> LineId

    `source_at` (aware UTC) is when it happened; without it, now. A DECISION may name the `options` considered.
    """

    actor: Actor
    incident_id: IncidentId
    text: str
    cites: Citation | None = None  # the script, action card or policy that it goes by
    line_kind: LineKind = LineKind.NOTE
    source_at: datetime | None = None
    options: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseIncident:
    """Close an incident; refused while a unit is active or a mandatory field is missing. -> None"""

    actor: Actor
    incident_id: IncidentId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAttention:
    """Take an item: its sound stops, the actor owns it, it stays until its reason is gone. -> None

    Taking an AUTHORITY item is the acknowledgement that was asked for: its chain calls nobody else for it. A DECISION
    needs a `note` with what was decided. Taking an EXCEPTION, OVERDUE or TASK item settles it. With `spoke_for` the
    actor writes down what an operator of the role acknowledged by telephone, with the words heard in `note`.
    """

    actor: Actor
    attention_id: AttentionId
    note: str = ""
    spoke_for: OperatorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateAttention:
    """Give an item to a seat where somebody sits; it is open again, for that seat. -> None"""

    actor: Actor
    attention_id: AttentionId
    to_seat: Seat
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopChain:
    """End what runs because a unit has not answered; its incident stays guarded, nothing turns green. -> None"""

    actor: Actor
    call_sign: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptUnconfirmed:
    """Go on without an answer: the flag and every page chain of the incident end, its guard goes on. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareMajor:
    """Declare an incident major. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDownMajor:
    """End a major incident. Two persons: a duty manager approves what somebody else proposed. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str


Proposable = SetPriority | ReassignUnit | StopChain | AcceptUnconfirmed | DeclareMajor | StandDownMajor
"""What somebody without the right may propose to somebody who has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Put a command to the authority that may give it; unanswered, it moves up. -> ProposalId

    `command.actor` is whoever proposes, and its reason the reason of the proposal.
    """

    actor: Actor
    command: Proposable


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideProposal:
    """Approve a proposal, and so give its command with the actor's own authority; or refuse it, with a reason. -> None

    Whoever proposed it may only withdraw it (`approve` false).
    """

    actor: Actor
    proposal_id: ProposalId
    approve: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePromise:
    """Note what a caller was promised, and by when (aware UTC). It is guarded from now on. -> PromiseId"""

    actor: Actor
    incident_id: IncidentId
    about: PromiseAbout
    due_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePromise:
    """Say that a promise was kept, or why it is withdrawn. -> None"""

    actor: Actor
    promise_id: PromiseId
    kept: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTransfer:
    """Offer an incident to a partner agency. It stays ours until a person there has accepted it. -> TransferId"""

    actor: Actor
    incident_id: IncidentId
    partner: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTransfer:
    """Write down the partner's answer with the words heard; or withdraw the offer, and say why. -> None"""

    actor: Actor
    transfer_id: TransferId
    answer: TransferState
    words_heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldUnit:
    """Keep a free unit for the actor's seat, for as long as the pack says. -> None"""

    actor: Actor
    call_sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseUnit:
    """Let go of a unit that is held. -> None"""

    actor: Actor
    call_sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRollCall:
    """Call every crew at the scene now. -> call signs that are called"""

    actor: Actor
    incident_id: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRollCall:
    """Note crews that accounted for all their people, with the words heard. -> call signs that are still silent"""

    actor: Actor
    incident_id: IncidentId
    call_signs: tuple[str, ...]
    words_heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseWatch:
    """Put a crew's welfare check, or the incident's roll call, off for so many minutes. -> None"""

    actor: Actor
    incident_id: IncidentId
    watch: Watch
    minutes: float
    reason: str
    call_sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeWatch:
    """End a pause before its time. -> None"""

    actor: Actor
    incident_id: IncidentId
    watch: Watch
    call_sign: str = ""


Command = (
    SignOn
    | SignOff
    | TakeCall
    | FileCall
    | AddCall
    | AmendCall
    | EndCall
    | AmendIncident
    | SaveDraft
    | DropDraft
    | RecordReadBack
    | ReKind
    | LinkComplaint
    | AcknowledgeComplaint
    | AnswerComplaint
    | DispatchUnits
    | RecordAnswer
    | ReportStatus
    | RecallUnit
    | ReassignUnit
    | SetPriority
    | Regrade
    | RecordTriage
    | PlaceIncident
    | TakeOver
    | HandOver
    | ReportPositions
    | AddNote
    | CloseIncident
    | TakeAttention
    | DelegateAttention
    | StopChain
    | AcceptUnconfirmed
    | DeclareMajor
    | StandDownMajor
    | Propose
    | DecideProposal
    | MakePromise
    | SettlePromise
    | OfferTransfer
    | AnswerTransfer
    | HoldUnit
    | ReleaseUnit
    | BeginRollCall
    | AnswerRollCall
    | PauseWatch
    | ResumeWatch
    | HoldChannel
    | ReleaseChannel
    | TestChannel
    | TakeContact
    | ReleaseContact
    | EnterContact
    | DismissContact
    | DismissContacts
    | EnterBatch
    | KeepApart
    | LookAtFacts
    | MergeIncidents
    | UnmergeIncident
    | MoveCall
    | SplitCall
    | LinkIncidents
    | UnlinkIncidents
    | KnowledgeCommand
    | CorrectLine
    | AddStakeholder
    | TellStakeholder
    | RecordReply
    | AddTask
    | SettleTask
    | RecordResolution
    | BusinessImpact
    | ReopenIncident
    | ScheduleIncident
)
"""What a person, a seat or a simulated person may ask."""
