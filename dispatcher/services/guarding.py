"""Every open incident has an armed guard; each human act on it sets the guard anew."""

from collections.abc import Mapping
from datetime import datetime

from dispatcher.domain.assignments import ACTIVE, UNANSWERED, AssignmentState
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import IncidentState, Kind, Phase, phase_of
from dispatcher.services import attention_items, chains
from dispatcher.services.chains import Guarded, chain_name
from dispatcher.services.expecting import expectation
from dispatcher.storage import incidents, records, units
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork
from dispatcher.storage.units import Assignment

_NOBODY_YET = frozenset({Phase.WAITING, Phase.ALERTED})
_NOBODY: Mapping[Kind, str] = {
    Kind.INCIDENT: "nobody has been dispatched",
    Kind.SERVICE_REQUEST: "nobody has seen to the request",
    Kind.COMPLAINT: "nobody has closed the complaint",
    Kind.INFORMATION: "nobody has dealt with what was told",
}
"""What waits while no unit was sent: only an incident wants one."""
_NEVER_WENT = frozenset({AssignmentState.PLANNED})


def overdue_cause(incident_id: str) -> str:
    """Return the cause under which an overdue incident is raised."""
    return f"overdue:{incident_id}"


def who_is_missing(work: UnitOfWork, incident_id: str) -> str:
    """Return what an incident waits for, in words: somebody to be dispatched, or who has not answered."""
    incident = incidents.get(work.connection, incident_id)
    return _missing(work, incident.kind, units.assignments_of(work.connection, incident_id))


def _missing(work: UnitOfWork, kind: Kind, found: tuple[Assignment, ...]) -> str:
    assignments = [item for item in found if item.state not in _NEVER_WENT]
    active = [item for item in assignments if item.state in ACTIVE]
    waited = [item for item in active if item.state in UNANSWERED]
    if not active:
        return "nobody is on it any more" if assignments else _NOBODY[kind]
    if len(waited) == len(active):
        return "no crew has answered"
    names = sorted(units.call_sign_of(work.connection, item.unit_id) for item in waited)
    return f"{', '.join(names)} {'have' if len(names) > 1 else 'has'} not answered"


def set_guard(work: UnitOfWork, incident_id: str) -> None:
    """Arm the guard that fits an open incident's phase, counted from now, in place of the one it has.

    What the former guard raised is resolved unless it is still true.
    """
    incident = incidents.get(work.connection, incident_id)
    if incident.state is not IncidentState.OPEN:
        return
    found = units.assignments_of(work.connection, incident_id)
    waiting = phase_of(incident.state, [item.state for item in found]) in _NOBODY_YET
    subject, other = (Subject.WAITING, Subject.WATCH) if waiting else (Subject.WATCH, Subject.WAITING)
    if waiting:
        attention_items.resolve_of_chain(
            work, chain_name(subject, incident_id), "it waits for something else now",
            unless_it_ends=f": {_missing(work, incident.kind, found)}",
        )  # fmt: skip
        chains.end(work, other, incident_id, "nobody is on it")
    else:
        reasons = {Subject.WATCH: "somebody looked", Subject.WAITING: "a crew answered"}
        chains.end_each(work, reasons, incident_id, reasons)
    if not any(item.state in UNANSWERED for item in found):
        _confirm(work, incident)
    since = _asleep_until(work, incident_id, found) if waiting else None
    chains.start(work, guarded(incident, subject), since, begins=not waiting)
    expectation(work, incident, found)


def asleep_until(work: UnitOfWork, incident_id: str) -> datetime | None:
    """Return from when on anybody is asked for an incident that is for later; None when it is for now, or attended."""
    return _asleep_until(work, incident_id, units.assignments_of(work.connection, incident_id))


def _asleep_until(work: UnitOfWork, incident_id: str, found: tuple[Assignment, ...]) -> datetime | None:
    if any(item.state in ACTIVE for item in found):
        return None
    later = records.begins_at(work.connection, incident_id)
    return later if later is not None and later > work.now else None


def look(work: UnitOfWork, incident_id: str) -> bool:
    """Somebody wrote in the log: a watch counts anew, and True says so. It sends nobody: a waiting guard goes on."""
    watched = chains.is_running(work, Subject.WATCH, incident_id)
    if watched:
        set_guard(work, incident_id)
    return watched


def guarded(incident: Incident, subject: Subject) -> Guarded:
    """Return a chain of the incident itself."""
    return Guarded(
        subject=subject, subject_id=incident.id, priority=incident.priority, incident_id=incident.id,
        incident_type=incident.incident_type, kind=incident.kind,
    )  # fmt: skip


def _confirm(work: UnitOfWork, incident: Incident) -> None:
    """Take the flag off: nobody is waited for any more."""
    if incident.is_unconfirmed:
        incidents.set_values(work.connection, incident.id, unconfirmed_at=None)
        work.record(EntryKind.INCIDENT_FLAGGED, SYSTEM, incident.id, unconfirmed=False)
