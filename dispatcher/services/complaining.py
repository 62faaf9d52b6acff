"""Kinds that change, and complaints: received, acknowledged to whoever complained, answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.caller_commands import AcknowledgeComplaint, AnswerComplaint, LinkComplaint, ReKind
from dispatcher.domain.complaints import NEXT, UNSETTLED, ComplaintState
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_plans import Occasion
from dispatcher.domain.incidents import Kind
from dispatcher.domain.transitions import advance
from dispatcher.services import chains
from dispatcher.services.guarding import guarded, look, set_guard
from dispatcher.services.incident_plans import attach_by_itself
from dispatcher.services.opened import open_incident
from dispatcher.services.reasons import keep_reason
from dispatcher.storage import complaints, incidents
from dispatcher.storage.complaints import Complaint
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def re_kind(command: ReKind, work: UnitOfWork) -> None:
    """Change the kind, with a reason: another policy guards it from now on, and a complaint has its own chain."""
    require(command.actor, Act.RE_KIND)
    incident = open_incident(work, command.incident_id)
    if command.kind is incident.kind:
        raise InvalidTransition(f"{incident.number} is {_WORDS[incident.kind]} already", field="kind")
    if incident.kind is Kind.INCIDENT and incident.priority.is_urgent:
        require(command.actor, Act.DOWNGRADE_URGENT)
    kept = keep_reason(work, "incident", incident.id, command.reason, "say why it is something else")
    incidents.set_values(work.connection, incident.id, kind=command.kind.value)
    work.record(
        EntryKind.INCIDENT_REKINDED, command.actor, incident.id, kind=command.kind.value, was=incident.kind.value,
        reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    if incident.kind is Kind.COMPLAINT:
        _void(work, command.actor, incident)
    set_guard(work, incident.id)
    if command.kind is Kind.COMPLAINT:
        receive(work, command.actor, incident.id)
    attach_by_itself(work, command.actor, incident.id, Occasion.AMENDED)


def receive(work: UnitOfWork, actor: Actor, incident_id: str) -> None:
    """Begin a complaint, or begin it again: its acknowledgement is due from now on."""
    rules = work.rules.read_back
    values: dict[str, object] = {
        "state": ComplaintState.RECEIVED.value,
        "acknowledge_due_at": work.now + timedelta(seconds=rules.acknowledge_complaint_s),
        "answer_due_at": work.now + timedelta(seconds=rules.answer_complaint_s),
    }
    known = complaints.find(work.connection, incident_id)
    if known is None:
        complaints.add(work.connection, incident_id=incident_id, received_at=work.now, **values)
    else:
        advance(NEXT, "the complaint", known.state, ComplaintState.RECEIVED)
        complaints.set_values(work.connection, incident_id, **values)
    work.record(EntryKind.COMPLAINT_RECEIVED, actor, incident_id)
    _guard(work, incident_id)


def link_complaint(command: LinkComplaint, work: UnitOfWork) -> None:
    """Say which incident a complaint is about; it may be closed."""
    require(command.actor, Act.HANDLE_COMPLAINT)
    incident, complaint = _complaint(work, command.incident_id)
    about = incidents.get(work.connection, command.about) if command.about is not None else None
    if about is not None and about.id == incident.id:
        raise Rejected(f"{incident.number} cannot be a complaint about itself", field="about")
    if complaint.about_id == (about.id if about else None):
        raise InvalidTransition("the complaint says so already", field="about")
    say_about(work, command.actor, incident, about, was=complaint.about_id)


def say_about(
    work: UnitOfWork, actor: Actor, complaint: Incident, about: Incident | None, was: str | None = None
) -> None:
    """Keep what a complaint is about, and tell it in the log of either."""
    complaints.set_values(work.connection, complaint.id, about_id=about.id if about else None)
    work.record(
        EntryKind.COMPLAINT_LINKED, actor, complaint.id, about=about.id if about else None,
        about_number=about.number if about else None, was=was, looked=look(work, complaint.id),
    )  # fmt: skip
    for other, said in ((about.id if about else None, True), (was, False)):
        if other is not None:
            # Nobody looked at it: its watch goes on as it did.
            work.record(
                EntryKind.COMPLAINT_LINKED, actor, other, complaint=complaint.id, complaint_number=complaint.number,
                said=said,
            )  # fmt: skip


def acknowledge_complaint(command: AcknowledgeComplaint, work: UnitOfWork) -> None:
    """The complainant was told; the answer is due next."""
    require(command.actor, Act.HANDLE_COMPLAINT)
    incident, complaint = _complaint(work, command.incident_id)
    if not command.words.strip():
        raise Incomplete("what was the complainant told?", field="words")
    advance(NEXT, "the complaint", complaint.state, ComplaintState.ACKNOWLEDGED)
    kept = work.keep("incident", incident.id, "words", command.words.strip())
    complaints.set_values(
        work.connection, incident.id, state=ComplaintState.ACKNOWLEDGED.value, acknowledged_at=work.now,
        acknowledged_by=command.actor.operator, acknowledgement_id=kept.id,
    )  # fmt: skip
    work.record(
        EntryKind.COMPLAINT_ACKNOWLEDGED, command.actor, incident.id, words={"id": kept.id, "digest": kept.digest},
        late_s=_late_s(work, complaint.acknowledge_due_at),
    )  # fmt: skip
    set_guard(work, incident.id)
    _guard(work, incident.id, "it was acknowledged")


def answer_complaint(command: AnswerComplaint, work: UnitOfWork) -> None:
    """Whoever complained has an answer; one given at once acknowledges it too."""
    require(command.actor, Act.HANDLE_COMPLAINT)
    incident, complaint = _complaint(work, command.incident_id)
    if not command.words.strip():
        raise Incomplete("what was the complainant answered?", field="words")
    advance(NEXT, "the complaint", complaint.state, ComplaintState.ANSWERED)
    kept = work.keep("incident", incident.id, "words", command.words.strip())
    values: dict[str, object] = {
        "state": ComplaintState.ANSWERED.value, "answered_at": work.now, "answered_by": command.actor.operator,
        "answer_id": kept.id, "outcome": command.outcome.value,
    }  # fmt: skip
    if complaint.state is ComplaintState.RECEIVED:
        values |= {"acknowledged_at": work.now, "acknowledged_by": command.actor.operator}
    complaints.set_values(work.connection, incident.id, **values)
    work.record(
        EntryKind.COMPLAINT_ANSWERED, command.actor, incident.id, outcome=command.outcome.value,
        words={"id": kept.id, "digest": kept.digest}, late_s=_late_s(work, complaint.answer_due_at),
    )  # fmt: skip
    chains.end(work, Subject.COMPLAINT, incident.id, "it was answered")
    set_guard(work, incident.id)


def is_unsettled(work: UnitOfWork, incident_id: str) -> bool:
    """Tell whether a complaint waits for its answer."""
    found = complaints.find(work.connection, incident_id)
    return found is not None and found.state in UNSETTLED


def _complaint(work: UnitOfWork, incident_id: str) -> tuple[Incident, Complaint]:
    incident = open_incident(work, incident_id)
    return incident, complaints.get(work.connection, incident.id)


def _guard(work: UnitOfWork, incident_id: str, because: str = "") -> None:
    """Let the chain count to what is due next."""
    if because:
        chains.end(work, Subject.COMPLAINT, incident_id, because)
    due_at = complaints.get(work.connection, incident_id).due_at
    chains.start(work, guarded(incidents.get(work.connection, incident_id), Subject.COMPLAINT), since=due_at)


def _void(work: UnitOfWork, actor: Actor, incident: Incident) -> None:
    known = complaints.find(work.connection, incident.id)
    if known is not None:
        complaints.set_values(work.connection, incident.id, state=ComplaintState.VOID.value)
        work.record(EntryKind.COMPLAINT_VOIDED, actor, incident.id, was=known.state.value)
        chains.end(work, Subject.COMPLAINT, incident.id, "it is no complaint")


def _late_s(work: UnitOfWork, due_at: datetime) -> int:
    return max(0, round((work.now - due_at).total_seconds()))


_WORDS: Mapping[Kind, str] = {
    Kind.INCIDENT: "an incident",
    Kind.SERVICE_REQUEST: "a service request",
    Kind.COMPLAINT: "a complaint",
    Kind.INFORMATION: "information",
}
