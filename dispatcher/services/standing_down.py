"""End an assignment before its work is done: recall, reassign, decline."""

from dispatcher.domain.assignments import NEXT, AssignmentState
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.transitions import advance
from dispatcher.services import holding, rolls
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.transmitting import awaits_answer, stop_chain, stop_chains_of_assignment
from dispatcher.storage import incidents, transmissions, units
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import UnitOfWork
from dispatcher.storage.units import Assignment


def nobody_cause(incident_id: str) -> str:
    """Return the cause under which an incident that lost its last unit is raised."""
    return f"nobody:{incident_id}"


def end_assignment(
    work: UnitOfWork, assignment: Assignment, reason: str, state: AssignmentState = AssignmentState.RECALLED
) -> tuple[Transmission, ...]:
    """Move the assignment to an exit, stop its chains, and return its transmissions as they were before.

    Raises:
        InvalidTransition: it has no such exit from where it is.
    """
    call_sign = units.call_sign_of(work.connection, assignment.unit_id)
    advance(NEXT, f"{call_sign}'s assignment", assignment.state, state)
    units.set_assignment(work.connection, assignment.id, state=state.value, since=work.now, ended_at=work.now)
    rolls.leaves(work, assignment)
    holding.watch_unit(work, assignment.unit_id)
    return stop_chains_of_assignment(work, assignment.id, reason)


def settle_stand_downs(work: UnitOfWork, recipient_id: str) -> None:
    """End the chains of stand-downs that a crew has not answered: it now answers a newer order.

    Their transmissions keep the rung they reached: nobody heard words for them.
    """
    for page in transmissions.stand_downs_of_open_incidents(work.connection, recipient_id):
        if awaits_answer(work, page):
            stop_chain(work, page, "a newer order was answered")


def raise_if_nobody_left(work: UnitOfWork, incident_id: str, why: str) -> None:
    """Raise an item for the dispatcher when the incident has no active unit any more."""
    remaining = [item for item in units.assignments_of(work.connection, incident_id) if item.state in _STILL_GOING]
    if remaining:
        return
    incident = incidents.get(work.connection, incident_id)
    raise_item(
        work,
        Item(
            kind=AttentionKind.EXCEPTION,
            cause=nobody_cause(incident_id),
            text=f"{incident.number} {incident.type_name}, {incident.place}: {why}; nobody is assigned",
            for_role=Role.DISPATCHER,
            priority=incident.priority,
            incident_id=incident_id,
        ),
    )


_STILL_GOING = frozenset(AssignmentState) - {
    AssignmentState.PLANNED,
    AssignmentState.DECLINED,
    AssignmentState.RECALLED,
}
