"""An incident's life, and the phase that its assignments put it in."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from dispatcher.domain.assignments import ACTIVE, AssignmentState


class Kind(StrEnum):
    """What a call turned out to be about."""

    INCIDENT = "incident"
    SERVICE_REQUEST = "service_request"
    COMPLAINT = "complaint"
    INFORMATION = "information"


class IncidentState(StrEnum):
    """What is stored; everything between is derived from the assignments (see `Phase`)."""

    OPEN = "open"
    CLOSED = "closed"


NEXT: Mapping[IncidentState, frozenset[IncidentState]] = {
    IncidentState.OPEN: frozenset({IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset({IncidentState.OPEN}),  # reopened, with a reason; or merged, and unmerged
}


class OwnerChange(StrEnum):
    """How an incident came to another owner."""

    TAKEN = "taken"  # by the new owner
    HANDED = "handed"  # by the owner, or by a supervisor
    PASSED = "passed"  # its owner signed off; whoever may and has least got it
    LEFT = "left"  # to the dispatcher role: its owner is gone


class Phase(StrEnum):
    """How far an open incident has come, for the screen. Derived, never stored."""

    WAITING = "waiting"  # nobody assigned
    ALERTED = "alerted"  # somebody alerted, nobody acknowledged
    ACKNOWLEDGED = "acknowledged"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    CLEARING = "clearing"
    CLEARED = "cleared"  # every unit has left; disposition due
    CLOSED = "closed"


_PHASE_OF: Mapping[AssignmentState, Phase] = {
    AssignmentState.ALERTED: Phase.ALERTED,
    AssignmentState.ACKNOWLEDGED: Phase.ACKNOWLEDGED,
    AssignmentState.EN_ROUTE: Phase.EN_ROUTE,
    AssignmentState.STAGED: Phase.EN_ROUTE,
    AssignmentState.ON_SCENE: Phase.ON_SCENE,
    AssignmentState.WITH_PATIENT: Phase.ON_SCENE,
    AssignmentState.TRANSPORTING: Phase.ON_SCENE,
    AssignmentState.AT_DESTINATION: Phase.ON_SCENE,
    AssignmentState.CLEARING: Phase.CLEARING,
}
# ALERTED stands before ACKNOWLEDGED: an incident is not green while one crew has not answered.
_FURTHEST = (Phase.ON_SCENE, Phase.EN_ROUTE, Phase.ALERTED, Phase.ACKNOWLEDGED, Phase.CLEARING)


def phase_of(state: IncidentState, assignments: Iterable[AssignmentState]) -> Phase:
    """Derive the phase from the active units, an unanswered one before an answered; none is WAITING, or CLEARED."""
    if state is IncidentState.CLOSED:
        return Phase.CLOSED
    states = list(assignments)
    present = {_PHASE_OF[item] for item in states if item in ACTIVE}
    for phase in _FURTHEST:
        if phase in present:
            return phase
    return Phase.CLEARED if AssignmentState.CLEARED in states else Phase.WAITING
