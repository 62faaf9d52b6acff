"""Alert units to an incident: assignments, message, transmissions, chains and journal in one transaction (flow T2)."""

from sqlalchemy.exc import IntegrityError

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.dispatch_commands import Dispatched, DispatchUnits, ReassignUnit
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected, TextTooLong, UnitUnavailable
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import AssignmentId, TransmissionId
from dispatcher.domain.messages import cut_note, dispatch_text, order_number
from dispatcher.domain.plans import Bearer
from dispatcher.domain.transmissions import Purpose
from dispatcher.domain.units import DISPATCHABLE, Availability
from dispatcher.services import attention_items, holding, standing_down
from dispatcher.services.bearers import bearers_of, paged
from dispatcher.services.guarding import overdue_cause, set_guard
from dispatcher.services.opened import open_incident
from dispatcher.services.reading_back import before_dispatch
from dispatcher.services.reasons import keep_reason
from dispatcher.services.transmitting import Message, Target, add_message, queue_page, text_for
from dispatcher.storage import incidents, units
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork
from dispatcher.storage.units import Unit


def dispatch_units(command: DispatchUnits, work: UnitOfWork) -> Dispatched:
    """Alert the units; all of them or none."""
    require(command.actor, Act.DISPATCH)
    incident = open_incident(work, command.incident_id)
    if not command.call_signs:
        raise Incomplete("which unit? Name at least one", field="call_signs")
    chosen = [units.by_call_sign(work.connection, call_sign) for call_sign in command.call_signs]
    if len({unit.id for unit in chosen}) < len(chosen):
        raise Rejected("a unit is named twice", field="call_signs")
    for unit in chosen:
        _require_free(work, unit, incident, command.actor.seat)
    before_dispatch(work, incident, command.actor, command.no_read_back_reason)
    return _alert(command, work, incident, chosen)


def reassign_unit(command: ReassignUnit, work: UnitOfWork) -> Dispatched:
    """Move a committed unit, with a reason; the incident it leaves returns to the top of the queue."""
    require(command.actor, Act.REASSIGN)
    unit = units.by_call_sign(work.connection, command.call_sign)
    target = open_incident(work, command.incident_id)
    current = units.active_assignment(work.connection, unit.id)
    if current is None:
        raise InvalidTransition(f"{unit.call_sign} is on no incident; dispatch it instead", field="call_sign")
    if current.incident_id == target.id:
        raise InvalidTransition(f"{unit.call_sign} is on {target.number} already", field="incident")
    kept = keep_reason(work, "assignment", current.id, command.reason, "say why the unit is moved")
    standing_down.end_assignment(work, current, "reassigned")
    incidents.set_values(work.connection, current.incident_id, requeued_at=work.now)
    work.record(
        EntryKind.UNIT_REASSIGNED, command.actor, current.incident_id, unit=unit.id, call_sign=unit.call_sign,
        assignment=current.id, to=target.id, to_number=target.number, reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    set_guard(work, current.incident_id)
    left = incidents.get(work.connection, current.incident_id)
    before_dispatch(work, target, command.actor, "", at_once=True)  # a supervisor's word sends it: it is owed after
    order = DispatchUnits(
        actor=command.actor,
        incident_id=command.incident_id,
        call_signs=(unit.call_sign,),
        note=f"LEAVE {left.number}: {command.reason.strip()}",
    )
    return _alert(order, work, target, [unit])


def _require_free(work: UnitOfWork, unit: Unit, incident: Incident, seat: str) -> None:
    current = units.active_assignment(work.connection, unit.id)
    if current is not None:
        if current.incident_id == incident.id:
            raise UnitUnavailable(f"{unit.call_sign} is on {incident.number} already", field="call_signs")
        other = incidents.get(work.connection, current.incident_id)
        raise UnitUnavailable(
            f"{unit.call_sign} is {current.state.value.replace('_', ' ')} on {other.number}; a supervisor can"
            f" reassign it",
            field="call_signs",
        )
    if unit.availability not in DISPATCHABLE:
        state = unit.availability.value.replace("_", " ")
        raise UnitUnavailable(f"{unit.call_sign} is {state}", field="call_signs")
    if unit.availability is Availability.RESERVED and unit.held_by not in (None, seat):
        raise UnitUnavailable(f"{unit.call_sign} is held by {unit.held_by}", field="call_signs")


def _alert(command: DispatchUnits, work: UnitOfWork, incident: Incident, chosen: list[Unit]) -> Dispatched:
    reached = [_bearers(work, incident, unit) for unit in chosen]
    text = _page_text(command, work, incident, chosen, {bearers[0][0] for bearers in reached})
    message = add_message(work, incident.id, Purpose.DISPATCH, incident.priority, text)
    alerted = [
        _alert_one(work, command.actor, message, incident, unit, bearers)
        for unit, bearers in zip(chosen, reached, strict=True)
    ]
    work.record(
        EntryKind.UNITS_DISPATCHED, command.actor, incident.id, message=message.id,
        units=[unit.call_sign for unit in chosen], text=message.text_id, cut=message.is_cut,
    )  # fmt: skip
    incidents.set_values(work.connection, incident.id, requeued_at=None)
    attention_items.resolve_cause(work, overdue_cause(incident.id), "units were dispatched")
    attention_items.resolve_cause(work, standing_down.nobody_cause(incident.id), "units were dispatched")
    set_guard(work, incident.id)
    return Dispatched(
        text=text,
        assignments=tuple(AssignmentId(assignment) for assignment, _ in alerted),
        transmissions=tuple(TransmissionId(transmission) for _, transmission in alerted),
    )


def _bearers(work: UnitOfWork, incident: Incident, unit: Unit) -> tuple[Bearer, ...]:
    by = paged(incident.priority, incident.incident_type, unit.profile, unit.call_sign)
    return bearers_of(work, unit.recipient_id, by)


def _alert_one(
    work: UnitOfWork, actor: Actor, message: Message, incident: Incident, unit: Unit, bearers: tuple[Bearer, ...]
) -> tuple[str, str]:
    assignment_id = work.new_id()
    try:
        units.add_assignment(work.connection, assignment_id, message.incident_id, unit.id, work.now)
    except IntegrityError as error:
        raise UnitUnavailable(f"{unit.call_sign} was taken by another dispatch just now", field="call_signs") from error
    if unit.held_from is not None:  # what it was before it was held is what it goes back to
        units.set_availability(work.connection, unit.id, unit.held_from, work.now, "")
    holding.goes_to_work(work, unit.id)
    target = Target(
        assignment_id=assignment_id, recipient_id=unit.recipient_id, bearer=bearers[0], call_sign=unit.call_sign,
        incident_type=incident.incident_type, profile=unit.profile,
    )  # fmt: skip
    transmission_id = queue_page(work, message, target)
    work.record(
        EntryKind.UNIT_ALERTED, actor, message.incident_id, unit=unit.id, call_sign=unit.call_sign,
        assignment=assignment_id, transmission=transmission_id,
    )  # fmt: skip
    return assignment_id, transmission_id


def _page_text(
    command: DispatchUnits, work: UnitOfWork, incident: Incident, chosen: list[Unit], channels: set[str]
) -> str:
    before = units.assignments_of(work.connection, incident.id)
    order = 1 + max(sum(item.unit_id == unit.id for item in before) for unit in chosen)

    def written(note: str) -> str:
        composed = dispatch_text(
            priority=incident.priority, number=order_number(incident.number, order), type_name=incident.type_name,
            place=incident.place, units=" ".join(unit.call_sign for unit in chosen), note=note,
        )  # fmt: skip
        return text_for(work, composed, channels)

    note = command.note
    while True:
        try:
            return written(note)
        except TextTooLong as error:
            shorter = cut_note(note, error.over) if command.cut else None
            if shorter is None:
                raise
            note = shorter
