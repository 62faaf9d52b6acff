"""Run what has fallen due: a step of a chain, or the guard of an incident (flow T6)."""

from datetime import datetime, timedelta

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import GuardKind, Step, StepAction, SubjectKind
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.machine import RunDeadline
from dispatcher.domain.transmissions import OUTSTANDING, WENT_OUT, Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.packs.model import VOICE
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.guarding import overdue_cause, who_is_missing
from dispatcher.services.taking_receipts import not_accepted_cause
from dispatcher.services.transmitting import queue_attempt, queue_voice, stored_policy
from dispatcher.storage import deadlines, incidents, transmissions, units
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import SYSTEM, ArmedDeadline, UnitOfWork


def run_deadline(command: RunDeadline, work: UnitOfWork) -> bool:
    """Claim the deadline and do what it is there for; False when somebody else did, or its reason is gone."""
    deadline = deadlines.claim(work.connection, command.deadline_id, work.holder, command.epoch, work.now)
    if deadline is None:
        return False
    if deadline.subject_kind is SubjectKind.INCIDENT:
        _run_guard(work, deadline)
    else:
        _run_step(work, deadline)
    return True


def _run_guard(work: UnitOfWork, deadline: Deadline) -> None:
    incident = incidents.get(work.connection, deadline.incident_id)
    if incident.state is not IncidentState.OPEN:
        return
    guard = GuardKind(deadline.name)
    if guard is GuardKind.WAITING:
        why = who_is_missing(work, incident.id)
    else:
        why = f"nobody has looked at it for {_unseen(work, deadline, incident.priority)}"
    raise_item(
        work,
        Item(
            kind=AttentionKind.OVERDUE,
            cause=overdue_cause(incident.id),
            text=f"{incident.number} {incident.type_name}, {incident.place}: {why}",
            for_role=incident.owner_role,
            priority=incident.priority,
            incident_id=incident.id,
        ),
        louder=True,
    )
    work.record(EntryKind.GUARD_RAN, SYSTEM, incident.id, guard=deadline.name, run=deadline.run)
    _again(work, deadline, work.rules.guards.due(guard, incident.priority, work.now))


def _unseen(work: UnitOfWork, deadline: Deadline, priority: Priority) -> str:
    """How long ago a person last looked: all runs of the guard since then."""
    one_run = work.rules.guards.due(GuardKind.WATCH, priority, deadline.due_at) - deadline.due_at
    unseen = work.now - deadline.due_at + deadline.run * one_run
    minutes = unseen // timedelta(minutes=1)
    return f"{minutes} min" if minutes else f"{unseen // timedelta(seconds=1)} s"


def _run_step(work: UnitOfWork, deadline: Deadline) -> None:
    transmission = transmissions.get(work.connection, deadline.subject_id)
    step = stored_policy(work, deadline.policy_id or "").step(deadline.name)
    did = _DO[step.action](work, transmission)
    work.record(
        EntryKind.STEP_RAN, SYSTEM, transmission.incident_id, transmission=transmission.id, step=step.name,
        action=step.action.value, run=deadline.run, did=did,
        late_ms=int((work.now - deadline.due_at) / timedelta(milliseconds=1)),
    )  # fmt: skip
    if step.every_s is not None:
        _again(work, deadline, _next_time(work, deadline, step))


def _next_time(work: UnitOfWork, deadline: Deadline, step: Step) -> datetime:
    return max(work.now, deadline.due_at) + timedelta(seconds=step.every_s or 0)


def _again(work: UnitOfWork, deadline: Deadline, due_at: datetime) -> None:
    row = Deadline(
        id=work.new_id(), subject_kind=deadline.subject_kind, subject_id=deadline.subject_id,
        incident_id=deadline.incident_id, name=deadline.name, policy_id=deadline.policy_id, run=deadline.run + 1,
        due_at=due_at,
    )  # fmt: skip
    deadlines.arm(work.connection, [row])
    work.armed.append(ArmedDeadline(row.id, row.due_at))


def _technical_alarm(work: UnitOfWork, page: Transmission) -> str:
    if page.state in WENT_OUT - {TransmissionState.UNCERTAIN}:
        return "accepted meanwhile"
    raise_item(
        work,
        Item(
            kind=AttentionKind.TECHNICAL_ALARM,
            cause=not_accepted_cause(page.channel),
            text=f"{page.channel} has not accepted the page to {_call_sign(work, page)} in time",
            for_role=Role.RADIO_OPERATOR,
            priority=page.priority,
            channel=page.channel,
        ),
    )
    return "alarm raised"


def _repeat_page(work: UnitOfWork, page: Transmission) -> str:
    earlier = transmissions.attempts_of(work.connection, page.id)
    if any(attempt.state in OUTSTANDING for attempt in earlier):
        return "an attempt is still waiting or on the line"
    if page.state is TransmissionState.REJECTED:
        return "the terminal rejected it for good"
    return f"attempt {queue_attempt(work, page)} queued"


def _voice_task(work: UnitOfWork, page: Transmission) -> str:
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    if any(item.channel == VOICE and item.state is TransmissionState.QUEUED for item in siblings):
        return "a voice task is open already"
    voice_id = queue_voice(work, page)
    what = "dispatch" if page.purpose is Purpose.DISPATCH else "stand-down"
    raise_item(
        work,
        Item(
            kind=AttentionKind.VOICE_TASK,
            cause=f"voice:{page.id}",
            text=f"call {_call_sign(work, page)} by voice: {what} not acknowledged",
            for_role=Role.RADIO_OPERATOR,
            priority=page.priority,
            incident_id=page.incident_id,
            unit_id=_unit_id(work, page),
            transmission_id=voice_id,
        ),
    )
    return "voice task queued"


def _supervisor(work: UnitOfWork, page: Transmission) -> str:
    incident = incidents.get(work.connection, page.incident_id)
    raise_item(
        work,
        Item(
            kind=AttentionKind.SUPERVISOR,
            cause=f"supervisor:{page.id}",
            text=f"{_call_sign(work, page)} has not answered for {incident.number} {incident.type_name}",
            for_role=Role.SUPERVISOR,
            priority=page.priority,
            incident_id=page.incident_id,
            unit_id=_unit_id(work, page),
            transmission_id=page.id,
        ),
        louder=True,
    )
    return "supervisor called"


_DO = {
    StepAction.TECHNICAL_ALARM: _technical_alarm,
    StepAction.REPEAT_PAGE: _repeat_page,
    StepAction.VOICE_TASK: _voice_task,
    StepAction.SUPERVISOR: _supervisor,
}


def _unit_id(work: UnitOfWork, page: Transmission) -> str:
    return units.assignment(work.connection, page.assignment_id).unit_id


def _call_sign(work: UnitOfWork, page: Transmission) -> str:
    return units.call_sign_of(work.connection, _unit_id(work, page))
