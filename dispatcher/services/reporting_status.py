"""What a crew reports of itself; a report that makes no sense is kept as an exception item, never forced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dispatcher.domain.assignments import AssignmentState, after_status
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Act, Actor, Role, require
from dispatcher.domain.crew_commands import ReportStatus
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
from dispatcher.storage import transmissions, units
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import KeptRefusal, UnitOfWork
from dispatcher.storage.units import Assignment, Unit

Lift = Callable[[tuple[Transmission, ...], str], str | None]
"""Puts what a status acknowledges on the ladder (what was sent, of which incident); the id of what it lifted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A status of a unit, whoever told it."""

    actor: Actor
    unit: Unit
    current: Assignment | None
    status: AssignmentState | Availability
    reason: str = ""
    evidence: Mapping[str, object] = field(default_factory=dict[str, object])  # for the journal: what came in
    lift: Lift | None = None  # None: a person at a desk says so, which is no answer on any channel


def report_status(command: ReportStatus, work: UnitOfWork) -> AssignmentState | Availability:
    """Move the unit's assignment, or set its availability when it has none."""
    require(command.actor, Act.SET_STATUS)
    unit = units.by_call_sign(work.connection, command.call_sign)
    current = units.active_assignment(work.connection, unit.id)
    report = Report(actor=command.actor, unit=unit, current=current, status=command.status, reason=command.reason)
    try:
        return apply(work, report)
    except InvalidTransition as error:
        refuse(work, report, error)
        raise KeptRefusal(error) from error


def apply(work: UnitOfWork, report: Report) -> AssignmentState | Availability:
    """Let a report change what it is of.

    Raises:
        InvalidTransition: it makes no sense now; nothing was changed (see `refuse`).
    """
    if isinstance(report.status, Availability):
        return _set_availability(work, report, report.status)
    return _move(work, report, report.status)


def refuse(work: UnitOfWork, report: Report, error: InvalidTransition) -> None:
    """Keep a report that makes no sense: in the journal, and as an item that asks the crew."""
    unit, current = report.unit, report.current
    incident_id = current.incident_id if current else None
    work.record(
        EntryKind.STATUS_REFUSED, report.actor, incident_id, unit=unit.id, call_sign=unit.call_sign,
        reported=report.status.value, state=(current.state if current else unit.availability).value, **report.evidence,
    )  # fmt: skip
    raise_item(
        work,
        Item(
            kind=AttentionKind.EXCEPTION,
            # One of each incident: an item that began without one must not be told of another's log.
            cause=f"status:{unit.id}:{report.status.value}:{incident_id or 'none'}",
            text=f"{error.reason}: the status was kept, nothing was changed. Ask the crew",
            for_role=Role.DISPATCHER,
            incident_id=incident_id,
            unit_id=unit.id,
        ),
    )


def _set_availability(work: UnitOfWork, report: Report, wanted: Availability) -> Availability:
    unit = report.unit
    if report.current is not None:
        raise InvalidTransition(f"{unit.call_sign} is on an incident; clear or recall it first", field="call_sign")
    if wanted is Availability.RESERVED:
        raise InvalidTransition(f"hold {unit.call_sign} instead: a reserved unit is somebody's", field="status")
    if wanted is Availability.UNAVAILABLE and not report.reason.strip():
        raise Incomplete("say why the unit is unavailable", field="reason")
    if wanted is not unit.availability:
        advance(AVAILABILITY_NEXT, unit.call_sign, unit.availability, wanted)
    units.set_availability(work.connection, unit.id, wanted, work.now, report.reason.strip())
    work.record(
        EntryKind.AVAILABILITY_SET, report.actor, None, unit=unit.id, call_sign=unit.call_sign,
        availability=wanted.value, was=unit.availability.value, **report.evidence,
    )  # fmt: skip
    watch_unit(work, unit.id, wanted, unit.availability)
    return wanted


def _move(work: UnitOfWork, report: Report, reported: AssignmentState) -> AssignmentState:
    unit, current = report.unit, report.current
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
    lifted = _lift(work, report, current) if implied else {}
    work.record(
        EntryKind.STATUS_REPORTED, report.actor, current.incident_id, unit=unit.id, call_sign=unit.call_sign,
        assignment=current.id, state=new.value, was=current.state.value, inferred=inferred, acknowledged=implied,
        repeated=new is current.state, **lifted, **report.evidence,
    )  # fmt: skip
    _go_on(work, unit, current, new, implied=implied)
    return new


def _lift(work: UnitOfWork, report: Report, current: Assignment) -> dict[str, object]:
    if report.lift is None:
        return {}
    lifted = report.lift(transmissions.of_assignment(work.connection, current.id), current.incident_id)
    return {"transmission": lifted} if lifted else {}


def _go_on(work: UnitOfWork, unit: Unit, current: Assignment, new: AssignmentState, *, implied: bool) -> None:
    """Set the timers that fit what the crew does now, and end what waited for its answer."""
    if new is AssignmentState.CLEARED:
        leaves(work, current)
        watch_unit(work, unit.id)
    else:
        sign_of_life(work, current.id)
    if implied:
        stop_chains_of_assignment(work, current.id, "status implies acknowledgement")
        settle_stand_downs(work, unit.recipient_id)
    set_guard(work, current.incident_id)
