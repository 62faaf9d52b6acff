"""Everything that can be asked of the engine. Imperative; each names who asks."""

from dispatcher.domain.attention_commands import DelegateAttention, TakeAttention
from dispatcher.domain.call_commands import AddCall, AmendCall, AmendIncident, EndCall, FileCall, TakeCall
from dispatcher.domain.caller_commands import (
    AcknowledgeComplaint,
    AnswerComplaint,
    LinkComplaint,
    RecordReadBack,
    ReKind,
    TakeComplaint,
)
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.contact_commands import (
    DismissContact,
    DismissContacts,
    EnterBatch,
    EnterContact,
    ReleaseContact,
    SeparateContact,
    TakeContact,
)
from dispatcher.domain.crew_commands import (
    AnswerRollCall,
    BeginRollCall,
    PauseWatch,
    RecordAnswer,
    ReportPositions,
    ReportStatus,
    ResumeWatch,
)
from dispatcher.domain.dispatch_commands import DispatchUnits, HoldUnit, ReassignUnit, RecallUnit, ReleaseUnit
from dispatcher.domain.draft_commands import DropDraft, SaveDraft
from dispatcher.domain.incident_commands import (
    AcceptUnconfirmed,
    CloseIncident,
    DeclareMajor,
    PlaceIncident,
    StandDownMajor,
    StopChain,
)
from dispatcher.domain.incident_plan_commands import IncidentPlanCommand
from dispatcher.domain.knowledge_commands import KnowledgeCommand
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.proposal_commands import DecideProposal, Propose
from dispatcher.domain.record_commands import (
    AddNote,
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
from dispatcher.domain.seat_commands import HandOver, SignOff, SignOn, TakeOver
from dispatcher.domain.triage_commands import RecordTriage, Regrade, SetPriority

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
    | TakeComplaint
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
    | SeparateContact
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
    | IncidentPlanCommand
)
"""What a person, a seat or a simulated person may ask."""
