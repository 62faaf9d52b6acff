"""A call that belongs elsewhere: to another incident, or to one of its own."""

from typing import Any

from sqlalchemy import Row

from dispatcher.domain.authority import Act, require
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.same_event import LinkKind
from dispatcher.domain.same_event_commands import CallSplit, MoveCall, SplitCall
from dispatcher.domain.triage import priority_for
from dispatcher.services.call_taking import open_for_call
from dispatcher.services.guarding import look
from dispatcher.services.linking import add_link
from dispatcher.services.opened import open_incident
from dispatcher.services.reasons import keep_reason
from dispatcher.storage import calls, incidents, same_event
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def move_call(command: MoveCall, work: UnitOfWork) -> None:
    """Give a call to another open incident; nobody is dispatched by it."""
    require(command.actor, Act.MERGE)
    call, leaves = _call_of_several(work, command.call_id)
    to = open_incident(work, command.incident_id)
    if to.id == leaves.id:
        raise InvalidTransition(f"the call is {to.number}'s already", field="incident")
    kept = keep_reason(work, "call", call.id, command.reason, "say why the call is moved")
    _move(work, call.id, leaves, to, command.actor.operator)
    body = {"call": call.id, "from": leaves.number, "to": to.number, "reason": {"id": kept.id, "digest": kept.digest}}
    for incident in (leaves, to):
        work.record(EntryKind.CALL_MOVED, command.actor, incident.id, looked=_looked(work, incident), **body)


def split_call(command: SplitCall, work: UnitOfWork) -> CallSplit:
    """Open an incident for the call, guarded from its first instant, and link the two."""
    require(command.actor, Act.MERGE)
    call, leaves = _call_of_several(work, command.call_id)
    kept = keep_reason(work, "call", call.id, command.reason, "say why the call is an incident of its own")
    opened = open_for_call(_as_taken(command, work, call, leaves), work, call.id)
    own = incidents.get(work.connection, opened.incident_id)
    _move(work, call.id, leaves, own, command.actor.operator)
    body = {"call": call.id, "from": leaves.number, "to": own.number, "reason": {"id": kept.id, "digest": kept.digest}}
    work.record(EntryKind.CALL_SPLIT, command.actor, own.id, looked=False, **body)
    work.record(EntryKind.CALL_SPLIT, command.actor, leaves.id, looked=_looked(work, leaves), **body)
    add_link(work, command.actor, own, leaves, LinkKind.SPLIT_FROM, kept)
    return CallSplit(incident_id=opened.incident_id, number=opened.number, priority=opened.priority)


def _call_of_several(work: UnitOfWork, call_id: str) -> tuple[Row[Any], Incident]:
    call = calls.get(work.connection, call_id)
    incident = incidents.get(work.connection, call.incident_id)
    if calls.count(work.connection, incident.id) == 1:
        raise InvalidTransition(
            f"it is the only call of {incident.number}: merge the incident, or change its type, instead", field="call"
        )
    return call, incident


def _as_taken(command: SplitCall, work: UnitOfWork, call: Row[Any], leaves: Incident) -> TakeCall:
    known = work.rules.incident_type(command.incident_type)
    stays = not command.place.strip() and command.latitude is None
    overridden = command.priority is not None and command.priority is not priority_for(known.impact, known.urgency)
    return TakeCall(
        actor=command.actor, place=command.place.strip() or leaves.place, incident_type=known.name, kind=known.kind,
        impact=known.impact, urgency=known.urgency, priority=command.priority,
        priority_reason=command.reason if overridden else "",
        latitude=leaves.latitude if stays else command.latitude,
        longitude=leaves.longitude if stays else command.longitude,
        verified=stays and leaves.place_verified, place_source=command.place_source, contact_at=call.contact_at,
    )  # fmt: skip


def _move(work: UnitOfWork, call_id: str, leaves: Incident, to: Incident, by: str) -> None:
    same_event.move_calls(
        work.connection, work.new_id, (call_id,), from_id=leaves.id, to_id=to.id, moved_at=work.now, moved_by=by,
        merge_id=None,
    )  # fmt: skip


def _looked(work: UnitOfWork, incident: Incident) -> bool:
    return incident.state is IncidentState.OPEN and look(work, incident.id)
