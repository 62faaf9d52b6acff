"""What a crew reports of itself; a report that makes no sense is kept as an exception item, never forced."""

from dispatcher.domain.assignments import AssignmentState, after_status
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Act, Role, require
from dispatcher.domain.commands import ReportStatus
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.transitions import advance
from dispatcher.domain.units import NEXT as AVAILABILITY_NEXT
from dispatcher.domain.units import Availability
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.guarding import set_guard
from dispatcher.services.holding import watch_unit
from dispatcher.services.rolls import leaves, sign_of_life
from dispatcher.services.standing_down import settle_stand_downs
from dispatcher.services.transmitting import stop_chains_of_assignment
from dispatcher.storage import units
from dispatcher.storage.unit_of_work import KeptRefusal, UnitOfWork
from dispatcher.storage.units import Assignment, Unit


def report_status(command: ReportStatus, work: UnitOfWork) -> AssignmentState | Availability:
    """Move the unit's assignment, or set its availability when it has none."""
    require(command.actor, Act.SET_STATUS)
    unit = units.by_call_sign(work.connection, command.call_sign)
    current = units.active_assignment(work.connection, unit.id)
    try:
        if isinstance(command.status, Availability):
            return _set_availability(command, work, unit, current)
        return _report(command, work, unit, current)
    except InvalidTransition as error:
        _keep_refusal(command, work, unit, current, error)
        raise KeptRefusal(error) from error


def _set_availability(command: ReportStatus, work: UnitOfWork, unit: Unit, current: Assignment | None) -> Availability:
    wanted = command.status
    assert isinstance(wanted, Availability)  # noqa: S101  # narrowed by the caller
    if current is not None:
        raise InvalidTransition(f"{unit.call_sign} is on an incident; clear or recall it first", field="call_sign")
    if wanted is Availability.RESERVED:
        raise InvalidTransition(f"hold {unit.call_sign} instead: a reserved unit is somebody's", field="status")
    if wanted is Availability.UNAVAILABLE and not command.reason.strip():
        raise Incomplete("say why the unit is unavailable", field="reason")
    if wanted is not unit.availability:
        advance(AVAILABILITY_NEXT, unit.call_sign, unit.availability, wanted)
    units.set_availability(work.connection, unit.id, wanted, work.now, command.reason.strip())
    work.record(
        EntryKind.AVAILABILITY_SET, command.actor, None, unit=unit.id, call_sign=unit.call_sign,
        availability=wanted.value, was=unit.availability.value,
    )  # fmt: skip
    watch_unit(work, unit.id)
    return wanted


def _report(command: ReportStatus, work: UnitOfWork, unit: Unit, current: Assignment | None) -> AssignmentState:
    reported = command.status
    assert isinstance(reported, AssignmentState)  # noqa: S101  # narrowed by the caller
    if current is None:
        raise InvalidTransition(
            f"{unit.call_sign} is on no incident and reports {reported.value.replace('_', ' ')}", field="call_sign"
        )
    new, inferred = after_status(current.state, reported)
    implied = current.acknowledged_at is None
    values: dict[str, object] = {"since": work.now} if new is not current.state else {}
    values["state"] = new.value
    if implied:
        values["acknowledged_at"] = work.now
    if inferred:
        values["inferred"] = True
    if new is AssignmentState.CLEARED:
        values["ended_at"] = work.now
    units.set_assignment(work.connection, current.id, **values)
    work.record(
        EntryKind.STATUS_REPORTED, command.actor, current.incident_id, unit=unit.id, call_sign=unit.call_sign,
        assignment=current.id, state=new.value, was=current.state.value, inferred=inferred, acknowledged=implied,
        repeated=new is current.state,
    )  # fmt: skip
    if new is AssignmentState.CLEARED:
        leaves(work, current)
        watch_unit(work, unit.id)
    else:
        sign_of_life(work, current.id)
    if implied:
        stop_chains_of_assignment(work, current.id, "status implies acknowledgement")
        settle_stand_downs(work, unit.recipient_id)
    set_guard(work, current.incident_id)
    return new


def _keep_refusal(
    command: ReportStatus, work: UnitOfWork, unit: Unit, current: Assignment | None, error: InvalidTransition
) -> None:
    incident_id = current.incident_id if current else None
    work.record(
        EntryKind.STATUS_REFUSED, command.actor, incident_id, unit=unit.id, call_sign=unit.call_sign,
        reported=command.status.value, state=(current.state if current else unit.availability).value,
    )  # fmt: skip
    raise_item(
        work,
        Item(
            kind=AttentionKind.EXCEPTION,
            # One of each incident: an item that began without one must not be told of another's log.
            cause=f"status:{unit.id}:{command.status.value}:{incident_id or 'none'}",
            text=f"{error.reason}: the status was kept, nothing was changed. Ask the crew",
            for_role=Role.DISPATCHER,
            incident_id=incident_id,
            unit_id=unit.id,
        ),
    )
