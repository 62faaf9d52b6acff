"""Record a call and open its incident, guarded from its first instant (flow T1)."""

from sqlalchemy import insert

from dispatcher.domain.authority import Act, Role, require
from dispatcher.domain.calls import CallTimes
from dispatcher.domain.commands import CallTaken, TakeCall
from dispatcher.domain.errors import Incomplete, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.positions import require_place
from dispatcher.domain.rules import IncidentType
from dispatcher.domain.triage import Priority, priority_for
from dispatcher.services.guarding import set_guard
from dispatcher.storage.counters import incident_number
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.schema import calls, incidents
from dispatcher.storage.unit_of_work import UnitOfWork


def take_call(command: TakeCall, work: UnitOfWork) -> CallTaken:
    """Make the call, its incident, its number and its guard in one transaction."""
    require(command.actor, Act.TAKE_CALL)
    incident_type = _checked_type(command, work)
    priority = _graded(command)
    times = CallTimes(
        contact_at=command.contact_at or work.now,
        answered_at=command.answered_at,
        ended_at=command.ended_at,
        entered_at=work.now,
    )
    incident_id, call_id = work.new_id(), work.new_id()
    number = incident_number(work.connection, work.now.year)
    _open_incident(command, work, incident_id, number, incident_type, priority, times)
    kept = _record_call(command, work, incident_id, call_id, times)
    if command.priority_reason:
        kept["priority_reason"] = work.keep("incident", incident_id, "reason", command.priority_reason)
    digests = {kind: {"id": value.id, "digest": value.digest} for kind, value in kept.items()}
    work.record(EntryKind.CALL_TAKEN, command.actor, incident_id, call=call_id, personal=digests)
    work.record(
        EntryKind.INCIDENT_OPENED, command.actor, incident_id, number=number, type=incident_type.name,
        kind=command.kind.value, impact=command.impact.value, urgency=command.urgency.value, priority=priority.value,
        overridden=priority is not priority_for(command.impact, command.urgency),
    )  # fmt: skip
    set_guard(work, incident_id)
    return CallTaken(call_id=CallId(call_id), incident_id=IncidentId(incident_id), number=number, priority=priority)


def _checked_type(command: TakeCall, work: UnitOfWork) -> IncidentType:
    if not command.place.strip():
        raise Incomplete("where is it? A place is needed to send anybody", field="place")
    require_place(command.latitude, command.longitude, verified=command.verified)
    if command.persons_involved is not None and command.persons_involved < 0:
        raise Incomplete("the number of persons cannot be negative", field="persons_involved")
    found = work.rules.types.get(command.incident_type)
    if found is None:
        raise UnknownThing(f"no incident type is called {command.incident_type!r}", field="incident_type")
    return found


def _graded(command: TakeCall) -> Priority:
    from_matrix = priority_for(command.impact, command.urgency)
    if command.priority is None or command.priority is from_matrix:
        return from_matrix
    if not command.priority_reason.strip():
        raise Incomplete(
            f"impact and urgency give {from_matrix.value}; say why it is to be {command.priority.value}",
            field="priority_reason",
        )
    if command.priority.rank > from_matrix.rank and from_matrix.rank <= Priority.P2.rank:
        require(command.actor, Act.DOWNGRADE_URGENT)
    return command.priority


def _open_incident(
    command: TakeCall,
    work: UnitOfWork,
    incident_id: str,
    number: str,
    incident_type: IncidentType,
    priority: Priority,
    times: CallTimes,
) -> None:
    work.connection.execute(
        insert(incidents).values(
            id=incident_id, number=number, state=IncidentState.OPEN.value, kind=command.kind.value,
            incident_type=incident_type.name, type_name=incident_type.title, place=command.place.strip(),
            latitude=command.latitude, longitude=command.longitude, place_verified=command.verified,
            impact=command.impact.value, urgency=command.urgency.value, priority=priority.value,
            persons_involved=command.persons_involved, owner_role=Role.DISPATCHER.value,
            owner_seat=command.actor.seat, opened_at=work.now, contact_at=times.contact_at,
        )
    )  # fmt: skip


def _record_call(
    command: TakeCall, work: UnitOfWork, incident_id: str, call_id: str, times: CallTimes
) -> dict[str, Kept]:
    words = {
        "caller_name": command.caller_name,
        "caller_number": command.caller_number,
        "narrative": command.narrative,
    }
    kept = {kind: work.keep("call", call_id, kind, value.strip()) for kind, value in words.items() if value.strip()}
    work.connection.execute(
        insert(calls).values(
            id=call_id, incident_id=incident_id, contact_at=times.contact_at, answered_at=times.answered_at,
            ended_at=times.ended_at, entered_at=times.entered_at, operator_id=command.actor.operator,
            seat=command.actor.seat, **{f"{kind}_id": value.id for kind, value in kept.items()},
        )
    )  # fmt: skip
    return kept
