"""What an operator looked at: a warning that was none, and the new facts of further calls."""

from dispatcher.domain.authority import Act, require
from dispatcher.domain.errors import Incomplete, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.same_event_commands import KeepApart, LookAtFacts
from dispatcher.services.guarding import look
from dispatcher.storage import incidents, same_event
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def keep_apart(command: KeepApart, work: UnitOfWork) -> None:
    """Keep score and reason, once for a pair; both logs tell it where both are incidents."""
    require(command.actor, Act.LINK)
    incident = incidents.get(work.connection, command.incident_id)
    if not command.subject.strip() or command.subject == incident.id:
        raise Incomplete("say which call, or which other incident, is not this one", field="subject")
    if not 0 <= command.score <= 1:
        raise Incomplete("a score lies between 0 and 1", field="score")
    if not command.reason.strip():
        raise Incomplete("say why they are kept apart", field="reason")
    found = work.keep("incident", incident.id, "likeness", "; ".join(command.found))
    kept = work.keep("incident", incident.id, "reason", command.reason.strip())
    is_news = same_event.keep_apart(
        work.connection, id=work.new_id(), incident_id=incident.id, subject=command.subject, score=command.score,
        kept_at=work.now, kept_by=command.actor.operator, found_id=found.id, reason_id=kept.id,
    )  # fmt: skip
    if not is_news:
        return
    other = _incident_of(work, command.subject)
    body = {
        "score": round(command.score, 3), "words": {"id": found.id, "digest": found.digest},
        "reason": {"id": kept.id, "digest": kept.digest},
    }  # fmt: skip
    number = other.number if other else None
    work.record(EntryKind.KEPT_APART, command.actor, incident.id, subject=command.subject, other=number, **body)
    if other is not None:
        work.record(EntryKind.KEPT_APART, command.actor, other.id, subject=incident.id, other=incident.number, **body)


def look_at_facts(command: LookAtFacts, work: UnitOfWork) -> int:
    """Mark the new facts as looked at: they are no longer highlighted, and somebody looked at the incident."""
    require(command.actor, Act.NOTE)
    incident = incidents.get(work.connection, command.incident_id)
    seen = same_event.look_at_facts(work.connection, incident.id, at=work.now, by=command.actor.operator)
    if seen:
        looked = incident.state is IncidentState.OPEN and look(work, incident.id)
        work.record(EntryKind.FACTS_SEEN, command.actor, incident.id, count=seen, looked=looked)
    return seen


def _incident_of(work: UnitOfWork, subject: str) -> Incident | None:
    try:
        return incidents.get(work.connection, IncidentId(subject))
    except UnknownThing:
        return None  # a draft
