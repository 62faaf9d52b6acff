"""Every open incident has an armed guard; each human act on it sets the guard anew."""

from dispatcher.domain.escalation import GuardKind, SubjectKind
from dispatcher.domain.incidents import IncidentState, Phase, phase_of
from dispatcher.storage import deadlines, incidents, units
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.unit_of_work import ArmedDeadline, UnitOfWork

_NOBODY_YET = frozenset({Phase.WAITING, Phase.ALERTED})


def overdue_cause(incident_id: str) -> str:
    """Return the cause under which an overdue incident is raised."""
    return f"overdue:{incident_id}"


def set_guard(work: UnitOfWork, incident_id: str) -> None:
    """Arm the guard that fits an open incident's phase, counted from now, in place of the one it has."""
    incident = incidents.get(work.connection, incident_id)
    if incident.state is not IncidentState.OPEN:
        return
    states = [item.state for item in units.assignments_of(work.connection, incident_id)]
    kind = GuardKind.WAITING if phase_of(incident.state, states) in _NOBODY_YET else GuardKind.WATCH
    deadlines.cancel(work.connection, incident_id)
    guard = Deadline(
        id=work.new_id(),
        subject_kind=SubjectKind.INCIDENT,
        subject_id=incident_id,
        incident_id=incident_id,
        name=kind.value,
        policy_id=None,
        run=1,
        due_at=work.rules.guards.due(kind, incident.priority, work.now),
    )
    deadlines.arm(work.connection, [guard])
    work.armed.append(ArmedDeadline(guard.id, guard.due_at))
