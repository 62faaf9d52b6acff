"""Every open incident has an armed guard; each human act on it sets the guard anew."""

from dispatcher.domain.assignments import ACTIVE, UNANSWERED, AssignmentState
from dispatcher.domain.escalation import GuardKind, SubjectKind
from dispatcher.domain.incidents import IncidentState, Phase, phase_of
from dispatcher.services import attention_items
from dispatcher.storage import deadlines, incidents, units
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.unit_of_work import ArmedDeadline, UnitOfWork

_NOBODY_YET = frozenset({Phase.WAITING, Phase.ALERTED})
_NEVER_WENT = frozenset({AssignmentState.PLANNED})


def overdue_cause(incident_id: str) -> str:
    """Return the cause under which an overdue incident is raised."""
    return f"overdue:{incident_id}"


def who_is_missing(work: UnitOfWork, incident_id: str) -> str:
    """Return what an incident waits for, in words: somebody to be dispatched, or who has not answered."""
    assignments = [item for item in units.assignments_of(work.connection, incident_id) if item.state not in _NEVER_WENT]
    active = [item for item in assignments if item.state in ACTIVE]
    waited = [item for item in active if item.state in UNANSWERED]
    if not active:
        return "nobody is on it any more" if assignments else "nobody has been dispatched"
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
    states = [item.state for item in units.assignments_of(work.connection, incident_id)]
    kind = GuardKind.WAITING if phase_of(incident.state, states) in _NOBODY_YET else GuardKind.WATCH
    _settle_overdue(work, incident_id, kind)
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


def _settle_overdue(work: UnitOfWork, incident_id: str, kind: GuardKind) -> None:
    cause = overdue_cause(incident_id)
    said = attention_items.text_of_cause(work, cause)
    if said is None:
        return
    if kind is GuardKind.WATCH:
        attention_items.resolve_cause(work, cause, "a crew answered, or somebody looked")
    elif not said.endswith(f": {who_is_missing(work, incident_id)}"):
        attention_items.resolve_cause(work, cause, "it waits for something else now")
