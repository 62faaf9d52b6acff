"""Say in one sentence what a command did. Never "sent": alerted, queued, recorded, closed."""

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.call_commands import CallTaken, TakeCall
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.crew_commands import Answer, RecordAnswer, ReportStatus
from dispatcher.domain.dispatch_commands import Dispatched, DispatchUnits, ReassignUnit, RecallUnit
from dispatcher.domain.incident_commands import CloseIncident, PlaceIncident
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
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
from dispatcher.domain.records import LineKind
from dispatcher.domain.seat_commands import HandOver, TakeOver
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.domain.units import Availability
from ui.presenters.command_line_outcome_channels import channel_sentence
from ui.presenters.command_line_outcome_guards import guard_sentence
from ui.presenters.command_line_outcome_panels import OF_PANELS
from ui.presenters.command_line_outcome_record import record_sentence
from ui.presenters.command_line_plan import Plan
from ui.presenters.record_words import LINE_KIND
from ui.wording import tr, unit_badge


def outcome_sentence(done: Plan, answer: object) -> str:
    """Tell what the room did, from the command and the room's answer."""
    command = done.command
    if isinstance(command, OF_PANELS):
        return done.effect
    match command:
        case TakeCall():
            return call_sentence(command, answer)
        case DispatchUnits() | ReassignUnit():
            return _alerted(command, answer, done.target)
        case RecordAnswer(call_sign=unit) | ReportStatus(call_sign=unit) | RecallUnit(call_sign=unit):
            return _of_unit(command, unit, answer, done.target)
        case SetPriority() | PlaceIncident() | AddNote() | CloseIncident() | TakeOver() | HandOver():
            return _of_incident(command, done.target)
        case TakeAttention(spoke_for=str()):
            return tr("Written down, as heard by you: {item}", item=done.target)
        case TakeAttention():
            return tr("You have taken: {item}", item=done.target)
        case (
            CorrectLine()
            | AddStakeholder()
            | TellStakeholder()
            | RecordReply()
            | AddTask()
            | SettleTask()
            | RecordResolution()
            | BusinessImpact()
            | ReopenIncident()
            | ScheduleIncident()
            | AttachPlan()
            | DoPlanStep()
            | SkipPlanStep()
            | UndoPlanStep()
            | DetachPlan()
        ):
            return record_sentence(command, done)
        case HoldChannel() | ReleaseChannel() | TestChannel():
            return channel_sentence(command)
        case _:
            return guard_sentence(command, done, answer)


def call_sentence(command: TakeCall, answer: object) -> str:
    """Tell which incident a call opened."""
    if not isinstance(answer, CallTaken):
        return tr("Incident opened at {place}", place=command.place)
    return tr(
        "{number} opened, {priority}: {place}",
        number=answer.number,
        priority=answer.priority.value,
        place=command.place,
    )


def placed_sentence(command: PlaceIncident, target: str) -> str:
    """Tell where an incident is now."""
    where = command.place or f"{command.latitude:.5f}, {command.longitude:.5f}"
    shape = tr("{incident} is placed, verified: {place}") if command.verified else tr("{incident} is placed: {place}")
    return shape.format(incident=target, place=where)


def _of_incident(
    command: SetPriority | PlaceIncident | AddNote | CloseIncident | TakeOver | HandOver, target: str
) -> str:
    match command:
        case SetPriority(priority=priority):
            return tr("{incident} is {priority} now", incident=target, priority=priority.value)
        case PlaceIncident():
            return placed_sentence(command, target)
        case AddNote(line_kind=LineKind.NOTE):
            return tr("Note added to {incident}", incident=target)
        case AddNote(line_kind=kind):
            return tr("{kind} added to {incident}", kind=tr(LINE_KIND[kind]).capitalize(), incident=target)
        case CloseIncident(outcome=outcome):
            return tr("{incident} closed: {outcome}", incident=target, outcome=outcome)
        case TakeOver():
            return tr("{incident} is yours now", incident=target)
        case HandOver(to_seat=seat):
            return tr("{incident} is {seat}'s now", incident=target, seat=seat)


def _alerted(command: DispatchUnits | ReassignUnit, answer: object, target: str) -> str:
    units = ", ".join(command.call_signs) if isinstance(command, DispatchUnits) else command.call_sign
    count = len(answer.transmissions) if isinstance(answer, Dispatched) else 0
    if count == 0:
        return tr("{units} alerted to {incident}", units=units, incident=target)
    if count == 1:
        return tr("{units} alerted to {incident}: 1 message queued", units=units, incident=target)
    return tr("{units} alerted to {incident}: {count} messages queued", units=units, incident=target, count=count)


def _of_unit(command: RecordAnswer | ReportStatus | RecallUnit, unit: str, answer: object, target: str) -> str:
    if isinstance(command, RecallUnit):
        return tr("{unit} stood down from {incident}", unit=unit, incident=target or tr("its incident"))
    if isinstance(command, RecordAnswer):
        shape = tr("{unit} acknowledged {incident}; words recorded") if command.answer is Answer.ACCEPTS else tr(
            "{unit} declined {incident}; words recorded"
        )  # fmt: skip
        return shape.format(unit=unit, incident=target or tr("its alert"))
    known = isinstance(answer, AssignmentState | Availability)
    return tr("{unit}: {state}", unit=unit, state=unit_badge(answer if known else command.status).word)
