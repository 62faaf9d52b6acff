"""What a chain is about, in words, and whether its reason still stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Role
from dispatcher.domain.channels import UP
from dispatcher.domain.complaints import UNSETTLED, ComplaintState
from dispatcher.domain.contacts import ContactState
from dispatcher.domain.escalation import Subject, subject_of
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.proposals import ProposalState
from dispatcher.domain.records import TaskOwner, TaskState
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.transmissions import Purpose
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from dispatcher.domain.welfare import AT_SCENE, AT_WORK
from dispatcher.services import contact_guards, emergencies, rolls
from dispatcher.services.chains import chain_name
from dispatcher.services.channel_trouble import failed_test, failure_words
from dispatcher.services.guarding import who_is_missing
from dispatcher.storage import (
    complaints,
    contacts,
    duties,
    incident_plans,
    incidents,
    promises,
    read_backs,
    records,
    units,
)
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import channels, proposals
from dispatcher.storage.schema import units as units_table
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a step acts on."""

    subject: Subject
    subject_id: str
    chain: str
    what: str  # what is wrong, in words, for whoever is told
    priority: Priority | None  # what its items are graded by; None: trouble of the whole room
    graded: Priority  # whose times hold
    incident: Incident | None = None
    unit_id: str | None = None
    page: Transmission | None = None
    channel: str | None = None
    owner: tuple[Role, str | None] = (Role.DISPATCHER, None)  # role and seat
    cause: str = ""  # of the item that asks already, where there is one: it rings anew

    @property
    def incident_id(self) -> str | None:
        """The incident that it is of."""
        return self.incident.id if self.incident else None


def of_page(work: UnitOfWork, page: Transmission) -> Context:
    """Return what a page's chain is about."""
    incident = incidents.get(work.connection, page.incident_id)
    unit_id = units.assignment(work.connection, page.assignment_id).unit_id
    call_sign = units.call_sign_of(work.connection, unit_id)
    subject = Subject.DISPATCH if page.purpose is Purpose.DISPATCH else Subject.STAND_DOWN
    return Context(
        subject=subject, subject_id=page.id, chain=chain_name(subject, page.id), priority=page.priority,
        graded=page.priority, incident=incident, unit_id=unit_id, page=page, owner=_owner(incident),
        what=f"{call_sign} has not answered for {incident.number} {incident.type_name}",
    )  # fmt: skip


def of_guard(work: UnitOfWork, deadline: Deadline) -> Context | None:
    """Return what a guard is about; None when its reason is gone."""
    return _OF[subject_of(deadline.name)](work, deadline)


def head(incident: Incident) -> str:
    """Return how an incident is named in an item."""
    return f"{incident.number} {incident.type_name}, {incident.place}"


def age(since: datetime, now: datetime) -> str:
    """Return a span in words: 40 s, 12 min, 4 h."""
    passed = now - since
    if passed >= timedelta(hours=2):
        return f"{passed // timedelta(hours=1)} h"
    if passed >= timedelta(minutes=1):
        return f"{passed // timedelta(minutes=1)} min"
    return f"{max(passed, timedelta()) // timedelta(seconds=1)} s"


def _owner(incident: Incident) -> tuple[Role, str | None]:
    return incident.owner_role, incident.owner_seat


def _open(work: UnitOfWork, deadline: Deadline) -> Incident | None:
    incident = incidents.get(work.connection, deadline.incident_id or "")
    return incident if incident.state is IncidentState.OPEN else None


def _of_incident(
    deadline: Deadline, incident: Incident, what: str, *, unit_id: str | None = None, named: bool = True
) -> Context:
    subject = subject_of(deadline.name)
    return Context(
        subject=subject, subject_id=deadline.subject_id, chain=chain_name(subject, deadline.subject_id),
        what=f"{head(incident)}: {what}" if named else what, priority=incident.priority, graded=incident.priority,
        incident=incident, unit_id=unit_id, owner=_owner(incident),
    )  # fmt: skip


def _waiting(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    return _of_incident(deadline, incident, who_is_missing(work, incident.id)) if incident else None


def _watch(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    if incident is None:
        return None
    return _of_incident(deadline, incident, f"nobody has looked at it for {age(deadline.since, work.now)}")


def _assignment(
    work: UnitOfWork, deadline: Deadline, states: frozenset[AssignmentState], says: Callable[[str, str], str]
) -> Context | None:
    incident = _open(work, deadline)
    assignment = units.assignment(work.connection, deadline.subject_id)
    if incident is None or assignment.state not in states:
        return None
    call_sign = units.call_sign_of(work.connection, assignment.unit_id)
    heard = assignment.heard_at or assignment.since
    what = says(call_sign, age(heard, work.now))
    return _of_incident(deadline, incident, f"{what} ({head(incident)})", unit_id=assignment.unit_id, named=False)


def _turnout(work: UnitOfWork, deadline: Deadline) -> Context | None:
    states = frozenset({AssignmentState.ACKNOWLEDGED})
    return _assignment(work, deadline, states, lambda unit, since: f"{unit} answered {since} ago and is not en route")


def _travel(work: UnitOfWork, deadline: Deadline) -> Context | None:
    states = frozenset({AssignmentState.EN_ROUTE})
    return _assignment(work, deadline, states, lambda unit, since: f"{unit} is en route, not heard for {since}")


def _welfare(work: UnitOfWork, deadline: Deadline) -> Context | None:
    return _assignment(work, deadline, AT_WORK, lambda unit, since: f"call {unit}: not heard for {since}. All well?")


def _roll_call(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    silent = rolls.silent_units(work, deadline.subject_id) if incident else ()
    if incident is None or not silent:
        return None
    return _of_incident(deadline, incident, f"roll call, {', '.join(silent)} not accounted for")


def _elapsed(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    if incident is None or not any(
        item.state in AT_SCENE for item in units.assignments_of(work.connection, incident.id)
    ):
        return None
    minutes = (work.now - deadline.since) // timedelta(minutes=1)
    return _of_incident(deadline, incident, f"announce to the commander: {minutes} minutes at the scene")


def _unit(work: UnitOfWork, deadline: Deadline) -> Context | None:
    subject = subject_of(deadline.name)
    row = work.connection.execute(select(units_table).where(units_table.c.id == deadline.subject_id)).one()
    held = subject is Subject.HOLD
    if (row.availability == Availability.RESERVED.value) is not held:
        return None
    state = row.availability.replace("_", " ")
    said = f"held by {row.held_by}" if held else f"{state}, last heard {age(row.since, work.now)} ago: ask"
    return Context(
        subject=subject, subject_id=row.id, chain=chain_name(subject, row.id), what=f"{row.call_sign}: {said}",
        priority=None, graded=Priority.P4, unit_id=row.id,
    )  # fmt: skip


_PROMISED = {
    PromiseAbout.CALL_BACK: "a call back",
    PromiseAbout.ARRIVAL: "that somebody is there",
    PromiseAbout.UPDATE: "news",
}


def _promise(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    promise = promises.promise(work.connection, deadline.subject_id)
    if incident is None or promise.state is not PromiseState.OPEN:
        return None
    late = work.now >= promise.due_at
    when = f"{age(promise.due_at, work.now)} overdue" if late else f"due in {age(work.now, promise.due_at)}"
    return _of_incident(deadline, incident, f"the caller was promised {_PROMISED[promise.about]}, {when}")


def _task(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    task = records.task(work.connection, deadline.subject_id)
    if incident is None or task.state is not TaskState.OPEN:
        return None
    late = work.now >= task.due_at
    when = f"{age(task.due_at, work.now)} overdue" if late else f"due in {age(work.now, task.due_at)}"
    whose, asked = _does(work, task.owner, incident)
    step = incident_plans.step_of_task(work.connection, task.id)
    what = f"a task of {whose}" if step is None else f"step {step.place} of {step.plan_title}, for {whose},"
    says = f": {step.words}" if step is not None else ""
    return replace(_of_incident(deadline, incident, f"{what} is {when}{says}"), owner=asked)


def _does(work: UnitOfWork, owner: TaskOwner, incident: Incident) -> tuple[str, tuple[Role, str | None]]:
    """Return whose a task is, in words, and who of the room is asked about it: a team is chased by the owner."""
    if owner.role is not None:
        named = f"the {owner.role.value.replace('_', ' ')}"
        return named, (_owner(incident) if owner.role is incident.owner_role else (owner.role, None))
    if owner.operator is not None:
        sits = next((duty for duty in duties.on_duty(work.connection) if duty.operator_id == owner.operator), None)
        return (sits.name if sits else owner.operator), ((sits.role, sits.seat) if sits else _owner(incident))
    team = work.rules.teams.get(owner.team)
    phone = f", {team.phone}" if team and team.phone else ""
    return f"{team.title if team else owner.team}{phone}", _owner(incident)


def _update(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    if incident is None:
        return None
    return _of_incident(deadline, incident, f"nobody has said for {age(deadline.since, work.now)} how it stands")


def _transfer(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    transfer = promises.transfer(work.connection, deadline.subject_id)
    if incident is None or transfer.state is not TransferState.PENDING:
        return None
    said = f"{transfer.title} has not accepted it, offered {age(transfer.offered_at, work.now)} ago"
    return _of_incident(deadline, incident, f"{said}; ring {transfer.phone}")


def _proposal(work: UnitOfWork, deadline: Deadline) -> Context | None:
    row = work.connection.execute(select(proposals).where(proposals.c.id == deadline.subject_id)).one()
    if row.state != ProposalState.OPEN.value:
        return None
    incident = incidents.get(work.connection, row.incident_id) if row.incident_id else None
    graded = incident.priority if incident else Priority.P3
    about = f"{head(incident)}: " if incident else ""
    return Context(
        subject=Subject.PROPOSAL, subject_id=row.id, chain=chain_name(Subject.PROPOSAL, row.id),
        what=f"{about}a proposal of {row.seat} waits for an answer ({row.act.replace('_', ' ')})",
        priority=incident.priority if incident else None, graded=graded, incident=incident,
    )  # fmt: skip


def _channel(work: UnitOfWork, deadline: Deadline) -> Context | None:
    row = work.connection.execute(select(channels).where(channels.c.name == deadline.subject_id)).one()
    what = f"{row.name} is {row.state} for {age(row.since, work.now)}: {row.reason}"
    if row.state == UP:
        failed = failed_test(work, row.name)
        if failed is None:
            return None
        what = failure_words(failed)
    return Context(
        subject=Subject.CHANNEL, subject_id=row.name, chain=chain_name(Subject.CHANNEL, row.name), priority=None,
        graded=Priority.P2, channel=row.name, owner=(Role.RADIO_OPERATOR, None),
        what=what,
    )  # fmt: skip


def _emergency(work: UnitOfWork, deadline: Deadline) -> Context | None:
    found = emergencies.waiting(work, deadline.subject_id)
    if found is None:
        return None
    return Context(
        subject=Subject.EMERGENCY, subject_id=deadline.subject_id, unit_id=found.unit_id, what=found.text,
        chain=chain_name(Subject.EMERGENCY, deadline.subject_id), priority=emergencies.GRADED,
        graded=emergencies.GRADED, cause=found.cause,
    )  # fmt: skip


def _contact(work: UnitOfWork, deadline: Deadline) -> Context | None:
    if contact_guards.is_batch(deadline.subject_id):
        return _batch(work, deadline.subject_id)
    found = contacts.get(work.connection, deadline.subject_id)
    owner: tuple[Role, str | None] = (Role.DISPATCHER, None)
    word = contact_guards.WORDS[found.medium]
    if found.state is ContactState.WAITING:
        what = f"{word} ({found.source}) waits for {age(found.received_at, work.now)}"
    elif found.state is ContactState.TAKEN and found.taken_at is not None:
        owner = (Role.DISPATCHER, found.taken_seat)
        what = f"{found.taken_seat} has had {word} ({found.source}) in hand for {age(found.taken_at, work.now)}"
    else:
        return None
    return Context(
        subject=Subject.CONTACT, subject_id=found.id, chain=chain_name(Subject.CONTACT, found.id), what=what,
        priority=found.priority, graded=found.priority, owner=owner,
    )  # fmt: skip


def _batch(work: UnitOfWork, batch: str) -> Context | None:
    found = contacts.batch_of(work.connection, batch)
    if found is None:
        return None
    words, waited = contact_guards.several(found.waiting, found.medium), age(found.oldest, work.now)
    return Context(
        subject=Subject.CONTACT, subject_id=batch, chain=chain_name(Subject.CONTACT, batch), graded=found.priority,
        priority=found.priority, what=f"{words} like each other ({found.source}) wait, the oldest for {waited}",
    )  # fmt: skip


def _read_back(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    if incident is None or not read_backs.is_owed(work.connection, incident.id):
        return None
    ago = age(deadline.since, work.now)
    return _of_incident(deadline, incident, f"units went {ago} ago, nothing was read back: ring back, or say why not")


def _complaint(work: UnitOfWork, deadline: Deadline) -> Context | None:
    incident = _open(work, deadline)
    found = complaints.find(work.connection, deadline.subject_id)
    if incident is None or found is None or found.state not in UNSETTLED:
        return None
    what = "acknowledged" if found.state is ComplaintState.RECEIVED else "answered"
    late = work.now >= found.due_at
    when = f"{age(found.due_at, work.now)} overdue" if late else f"due in {age(work.now, found.due_at)}"
    return _of_incident(deadline, incident, f"the complaint is to be {what}, {when}")


_OF: Mapping[Subject, Callable[[UnitOfWork, Deadline], Context | None]] = {
    Subject.WAITING: _waiting,
    Subject.WATCH: _watch,
    Subject.TURNOUT: _turnout,
    Subject.TRAVEL: _travel,
    Subject.WELFARE: _welfare,
    Subject.ROLL_CALL: _roll_call,
    Subject.ELAPSED: _elapsed,
    Subject.STATUS_AGE: _unit,
    Subject.HOLD: _unit,
    Subject.PROMISE: _promise,
    Subject.TASK: _task,
    Subject.UPDATE: _update,
    Subject.TRANSFER: _transfer,
    Subject.PROPOSAL: _proposal,
    Subject.CHANNEL: _channel,
    Subject.EMERGENCY: _emergency,
    Subject.CONTACT: _contact,
    Subject.READ_BACK: _read_back,
    Subject.COMPLAINT: _complaint,
}
