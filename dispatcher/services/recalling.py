"""Stand a unit down; when it may have heard the page, it is told, and must answer that too."""

from dispatcher.domain.authority import Act, require
from dispatcher.domain.dispatch_commands import RecallUnit
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.messages import order_number, stand_down_text
from dispatcher.domain.transmissions import WENT_OUT, AttemptState, Purpose
from dispatcher.services.bearers import bearers_of, paged
from dispatcher.services.guarding import set_guard
from dispatcher.services.standing_down import end_assignment, raise_if_nobody_left
from dispatcher.services.transmitting import Target, add_message, queue_page, text_for
from dispatcher.storage import incidents, transmissions, units
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import UnitOfWork
from dispatcher.storage.units import Assignment, Unit


def recall_unit(command: RecallUnit, work: UnitOfWork) -> None:
    """End the unit's assignment and page a stand-down if any page of it may have been heard."""
    require(command.actor, Act.RECALL)
    if not command.reason.strip():
        raise Incomplete("say why the unit is recalled", field="reason")
    unit = units.by_call_sign(work.connection, command.call_sign)
    current = units.active_assignment(work.connection, unit.id)
    if current is None:
        raise InvalidTransition(f"{unit.call_sign} is on no incident", field="call_sign")
    before = end_assignment(work, current, "recalled")
    kept = work.keep("assignment", current.id, "reason", command.reason.strip())
    # A crew that answered or reported knows of it, whether or not a page was taken.
    told = current.acknowledged_at is not None or any(_may_have_been_heard(work, page) for page in before)
    page_id = _page_stand_down(work, current, unit, command.reason) if told else None
    work.record(
        EntryKind.UNIT_RECALLED, command.actor, current.incident_id, unit=unit.id, call_sign=unit.call_sign,
        assignment=current.id, reason={"id": kept.id, "digest": kept.digest}, transmission=page_id,
    )  # fmt: skip
    raise_if_nobody_left(work, current.incident_id, f"{unit.call_sign} was recalled")
    set_guard(work, current.incident_id)


def _may_have_been_heard(work: UnitOfWork, page: Transmission) -> bool:
    on_the_line = any(
        attempt.state in {AttemptState.CLAIMED, AttemptState.ACCEPTED, AttemptState.UNCERTAIN}
        for attempt in transmissions.attempts_of(work.connection, page.id)
    )
    return on_the_line or page.state in WENT_OUT


def _page_stand_down(work: UnitOfWork, assignment: Assignment, unit: Unit, reason: str) -> str:
    incident = incidents.get(work.connection, assignment.incident_id)
    orders = [item for item in units.assignments_of(work.connection, incident.id) if item.unit_id == unit.id]
    composed = stand_down_text(
        number=order_number(incident.number, len(orders)),
        call_sign=unit.call_sign,
        place=incident.place,
        reason=reason.strip(),
    )
    by = paged(incident.priority, incident.incident_type, unit.profile, unit.call_sign)
    bearer = bearers_of(work, unit.recipient_id, by)[0]
    message = add_message(
        work, incident.id, Purpose.STAND_DOWN, incident.priority, text_for(work, composed, {bearer[0]})
    )
    target = Target(
        assignment_id=assignment.id, recipient_id=unit.recipient_id, bearer=bearer, call_sign=unit.call_sign,
        incident_type=incident.incident_type, profile=unit.profile,
    )  # fmt: skip
    return queue_page(work, message, target)
