"""Why the room will probably refuse: told before Enter, from what the boards show. The room itself decides."""

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.attention_commands import DelegateAttention, TakeAttention
from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.call_commands import AddCall, TakeCall
from dispatcher.domain.caller_commands import (
    AcknowledgeComplaint,
    AnswerComplaint,
    LinkComplaint,
    RecordReadBack,
    ReKind,
)
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.commands import Command
from dispatcher.domain.crew_commands import (
    AnswerRollCall,
    BeginRollCall,
    PauseWatch,
    RecordAnswer,
    ReportStatus,
    ResumeWatch,
)
from dispatcher.domain.dispatch_commands import DispatchUnits, HoldUnit, ReassignUnit, RecallUnit, ReleaseUnit
from dispatcher.domain.errors import NotAuthorised
from dispatcher.domain.incident_commands import AcceptUnconfirmed, CloseIncident, DeclareMajor, PlaceIncident, StopChain
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.incidents import Kind
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.proposal_commands import Propose
from dispatcher.domain.record_commands import (
    AddNote,
    AddTask,
    BusinessImpact,
    RecordResolution,
    ReopenIncident,
    ScheduleIncident,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.same_event_commands import (
    KeepApart,
    LinkIncidents,
    MergeIncidents,
    MoveCall,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from dispatcher.domain.seat_commands import HandOver, TakeOver
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.domain.units import DISPATCHABLE
from dispatcher.queries.unit_rows import UnitRow
from ui.wording import tr, unit_badge


def is_committed(row: UnitRow) -> bool:
    """Tell whether the unit has an active assignment."""
    return row.assignment_state is not None and row.assignment_state in ACTIVE


def state_word(row: UnitRow) -> str:
    """Name the state shown for the unit."""
    return unit_badge(row.assignment_state if row.assignment_state and is_committed(row) else row.availability).word


def why_not_dispatch(row: UnitRow, seat: str | None = None) -> str:
    """Say why the unit cannot be alerted, from that seat where it matters; empty when it can."""
    if is_committed(row):
        return tr("{unit} is on {incident}: use reassign", unit=row.call_sign, incident=row.incident_number)
    if row.availability not in DISPATCHABLE:
        state = f"{state_word(row)} ({row.reason})" if row.reason else state_word(row)
        return tr("{unit} is {state}", unit=row.call_sign, state=state)
    if seat is not None and row.held_by not in (None, seat):
        return tr("{unit} is held by {seat}", unit=row.call_sign, seat=row.held_by)
    return ""


_ACTS: dict[type, Act] = {
    TakeCall: Act.TAKE_CALL,
    AddCall: Act.TAKE_CALL,
    MergeIncidents: Act.MERGE,
    UnmergeIncident: Act.MERGE,
    SplitCall: Act.MERGE,
    MoveCall: Act.MERGE,
    KeepApart: Act.LINK,
    LinkIncidents: Act.LINK,
    UnlinkIncidents: Act.LINK,
    DispatchUnits: Act.DISPATCH,
    RecordAnswer: Act.RECORD_ANSWER,
    ReportStatus: Act.SET_STATUS,
    RecallUnit: Act.RECALL,
    ReassignUnit: Act.REASSIGN,
    SetPriority: Act.SET_PRIORITY,
    PlaceIncident: Act.PLACE,
    AddNote: Act.NOTE,
    CloseIncident: Act.CLOSE,
    TakeAttention: Act.ATTEND,
    TakeOver: Act.TAKE_OVER,
    HandOver: Act.TAKE_OVER,
    DelegateAttention: Act.DELEGATE,
    StopChain: Act.STOP_CHAIN,
    AcceptUnconfirmed: Act.ACCEPT_UNCONFIRMED,
    DeclareMajor: Act.DECLARE_MAJOR,
    Propose: Act.PROPOSE,
    HoldChannel: Act.HOLD_CHANNEL,
    ReleaseChannel: Act.HOLD_CHANNEL,
    TestChannel: Act.TEST_CHANNEL,
    HoldUnit: Act.HOLD,
    ReleaseUnit: Act.HOLD,
    BeginRollCall: Act.ROLL_CALL,
    AnswerRollCall: Act.ROLL_CALL,
    PauseWatch: Act.PAUSE_WATCH,
    ResumeWatch: Act.PAUSE_WATCH,
    MakePromise: Act.PROMISE,
    SettlePromise: Act.PROMISE,
    OfferTransfer: Act.TRANSFER,
    RecordReadBack: Act.READ_BACK,
    ReKind: Act.RE_KIND,
    LinkComplaint: Act.HANDLE_COMPLAINT,
    AcknowledgeComplaint: Act.HANDLE_COMPLAINT,
    AnswerComplaint: Act.HANDLE_COMPLAINT,
    AnswerTransfer: Act.TRANSFER,
    AddTask: Act.NOTE,
    SettleTask: Act.NOTE,
    AttachPlan: Act.NOTE,
    DoPlanStep: Act.NOTE,
    SkipPlanStep: Act.NOTE,
    UndoPlanStep: Act.NOTE,
    DetachPlan: Act.NOTE,
    TellStakeholder: Act.NOTE,
    RecordResolution: Act.NOTE,
    BusinessImpact: Act.NOTE,
    ReopenIncident: Act.REOPEN,
    ScheduleIncident: Act.TAKE_CALL,
}


def forbidden(actor: Actor, command: Command) -> str:
    """Say why the actor's role may not give this command; empty when it may."""
    act = _ACTS.get(type(command))
    return refusal(actor, act) if act else ""


def why_not_lower(actor: Actor, old: Priority, new: Priority) -> str:
    """Say why the actor may not grade P1 or P2 lower; empty when it may, or when nothing is lowered."""
    lowers = old.is_urgent and new.rank > old.rank
    return refusal(actor, Act.DOWNGRADE_URGENT) if lowers else ""


def why_not_other_kind(actor: Actor, kind: Kind, priority: Priority) -> str:
    """Say why the actor may not make this something else; only an urgent incident needs authority."""
    urgent = kind is Kind.INCIDENT and priority.is_urgent
    return refusal(actor, Act.DOWNGRADE_URGENT) if urgent else ""


def refusal(actor: Actor, act: Act) -> str:
    """Say why the actor's role may not do this; empty when it may."""
    try:
        require(actor, act)
    except NotAuthorised as refused:
        return refused.reason
    return ""
