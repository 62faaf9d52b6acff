"""Record a call and open its incident, guarded from its first instant (flow T1); or a further call of one."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import insert

from dispatcher.domain.authority import Act, Role, require
from dispatcher.domain.call_commands import AddCall, CallAdded, CallDetails, CallTaken, TakeCall
from dispatcher.domain.calls import CallTimes, require_persons
from dispatcher.domain.errors import Incomplete
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incident_plans import Occasion
from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.plain_text import visible
from dispatcher.domain.positions import require_confidence, require_place
from dispatcher.domain.rules import IncidentType
from dispatcher.domain.triage_cards import Explanation
from dispatcher.services.callers import link_to_caller
from dispatcher.services.complaining import receive
from dispatcher.services.contacts import settle_as_call, with_contact
from dispatcher.services.draft_binding import bind, made_before
from dispatcher.services.grading import first_grade, store_first_grade
from dispatcher.services.guarding import look, set_guard
from dispatcher.services.incident_plans import attach_by_itself
from dispatcher.services.new_facts import facts_of, keep_facts
from dispatcher.services.opened import open_incident
from dispatcher.services.updating import owe_first_update
from dispatcher.storage import calls as calls_store
from dispatcher.storage import incidents as incidents_store
from dispatcher.storage.counters import incident_number
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.schema import calls, incidents
from dispatcher.storage.unit_of_work import UnitOfWork


def take_call(command: TakeCall, work: UnitOfWork) -> CallTaken:
    """Make the call, its incident, its number and its guard in one transaction."""
    require(command.actor, Act.TAKE_CALL)
    before = made_before(command, work)
    if before is not None:
        return _taken_before(work, *before)
    command, contact = with_contact(work, command)
    incident_type = _checked_type(command, work)
    grade = first_grade(command, incident_type)
    times = _times(command, work)
    incident_id, call_id = work.new_id(), work.new_id()
    number = incident_number(work.connection, work.now.year)
    _open_incident(command, work, incident_id, number, incident_type, grade, times)
    kept = _record_call(command, work, incident_id, call_id, times)
    if command.priority_reason:
        kept["priority_reason"] = work.keep("incident", incident_id, "reason", command.priority_reason)
    _tell(EntryKind.CALL_TAKEN, command, work, incident_id, call_id, times, kept)
    _tell_opened(command, work, incident_id, number, grade)
    store_first_grade(work, command.actor, incident_id, grade, kept.get("priority_reason"))
    set_guard(work, incident_id)
    owe_first_update(work, incident_id, command.kind, incident_type.name, grade.given)
    attach_by_itself(work, command.actor, incident_id, Occasion.OPENED)
    if command.kind is Kind.COMPLAINT:
        receive(work, command.actor, incident_id)
    if contact is not None:
        settle_as_call(work, contact, command.actor, call_id, incident_id)
    return CallTaken(call_id=CallId(call_id), incident_id=IncidentId(incident_id), number=number, priority=grade.given)


def open_for_call(command: TakeCall, work: UnitOfWork, call_id: str) -> CallTaken:
    """Open an incident for a call that is there already: guarded as any other; the call is for the caller to move."""
    incident_type = _checked_type(command, work)
    grade = first_grade(command, incident_type)
    times = _times(command, work)
    incident_id, number = work.new_id(), incident_number(work.connection, work.now.year)
    _open_incident(command, work, incident_id, number, incident_type, grade, times)
    _tell_opened(command, work, incident_id, number, grade)
    store_first_grade(work, command.actor, incident_id, grade, None)
    set_guard(work, incident_id)
    owe_first_update(work, incident_id, command.kind, incident_type.name, grade.given)
    attach_by_itself(work, command.actor, incident_id, Occasion.OPENED)
    if command.kind is Kind.COMPLAINT:
        receive(work, command.actor, incident_id)
    return CallTaken(call_id=CallId(call_id), incident_id=IncidentId(incident_id), number=number, priority=grade.given)


def add_call(command: AddCall, work: UnitOfWork) -> CallAdded:
    """Record a further call. Nobody is dispatched, and the watch over the incident counts anew: somebody looked."""
    require(command.actor, Act.TAKE_CALL)
    before = made_before(command, work)
    if before is not None:
        return _added_before(work, *before)
    incident = open_incident(work, command.incident_id)
    command, contact = with_contact(work, command)
    call_id, times = work.new_id(), _times(command, work)
    facts = facts_of(command, work, incident)
    kept = _record_call(command, work, incident.id, call_id, times, further=True)
    found = keep_facts(work, call_id, facts)
    _tell(
        EntryKind.CALL_ADDED, command, work, incident.id, call_id, times, kept, looked=look(work, incident.id), **found
    )
    if contact is not None:
        settle_as_call(work, contact, command.actor, call_id, incident.id)
    return CallAdded(
        call_id=CallId(call_id), incident_id=IncidentId(incident.id), number=incident.number,
        calls=calls_store.count(work.connection, incident.id), new_facts=len(facts),
    )  # fmt: skip


def _taken_before(work: UnitOfWork, call_id: CallId, incident_id: IncidentId) -> CallTaken:
    incident = incidents_store.get(work.connection, incident_id)
    return CallTaken(call_id=call_id, incident_id=incident_id, number=incident.number, priority=incident.priority)


def _added_before(work: UnitOfWork, call_id: CallId, incident_id: IncidentId) -> CallAdded:
    incident = incidents_store.get(work.connection, incident_id)
    return CallAdded(
        call_id=call_id, incident_id=incident_id, number=incident.number,
        calls=calls_store.count(work.connection, incident_id),
    )  # fmt: skip


def _times(command: CallDetails, work: UnitOfWork) -> CallTimes:
    return CallTimes(
        contact_at=command.contact_at or work.now,
        answered_at=command.answered_at,
        ended_at=command.ended_at,
        entered_at=work.now,
    )


def _is_late(times: CallTimes, work: UnitOfWork) -> bool:
    return times.is_late(timedelta(seconds=work.rules.late_entry_s))


def _tell(
    kind: EntryKind,
    command: CallDetails,
    work: UnitOfWork,
    incident_id: str,
    call_id: str,
    times: CallTimes,
    kept: Mapping[str, Kept],
    **more: object,
) -> None:
    digests = {name: {"id": value.id, "digest": value.digest} for name, value in kept.items()}
    late = {"late": True} if _is_late(times, work) else {}
    work.record(
        kind, command.actor, incident_id, call=call_id, medium=command.medium.value, personal=digests, **late, **more
    )


def _tell_opened(command: TakeCall, work: UnitOfWork, incident_id: str, number: str, grade: Explanation) -> None:
    work.record(
        EntryKind.INCIDENT_OPENED, command.actor, incident_id, number=number, type=command.incident_type,
        kind=command.kind.value, impact=command.impact.value, urgency=command.urgency.value, priority=grade.given.value,
        overridden=grade.is_override,
    )  # fmt: skip


def _checked_type(command: TakeCall, work: UnitOfWork) -> IncidentType:
    if not command.place.strip():
        raise Incomplete("where is it? A place is needed to send anybody", field="place")
    require_place(command.latitude, command.longitude, verified=command.verified)
    require_persons(command.persons_involved)
    require_confidence(command.place_confidence)
    return work.rules.incident_type(command.incident_type)


def _open_incident(
    command: TakeCall,
    work: UnitOfWork,
    incident_id: str,
    number: str,
    incident_type: IncidentType,
    grade: Explanation,
    times: CallTimes,
) -> None:
    work.connection.execute(
        insert(incidents).values(
            id=incident_id, number=number, state=IncidentState.OPEN.value, kind=command.kind.value,
            incident_type=incident_type.name, type_name=incident_type.title, place=_plain(command.place),
            latitude=command.latitude, longitude=command.longitude, place_verified=command.verified,
            impact=command.impact.value, urgency=command.urgency.value, priority=grade.given.value,
            persons_involved=command.persons_involved, asset_number=_plain(command.asset_number),
            emergency=incident_type.emergency if command.emergency is None else command.emergency,
            place_source=command.place_source.value, place_confidence=command.place_confidence,
            owner_role=Role.DISPATCHER.value, owner_seat=command.actor.seat, opened_at=work.now,
            contact_at=times.contact_at,
        )
    )  # fmt: skip


def _record_call(
    command: CallDetails, work: UnitOfWork, incident_id: str, call_id: str, times: CallTimes, *, further: bool = False
) -> dict[str, Kept]:
    words = {kind: _plain(getattr(command, kind)) for kind in calls_store.PERSONAL}
    kept = {
        kind: work.keep("call", call_id, kind, value, incident_id=incident_id) for kind, value in words.items() if value
    }
    work.connection.execute(
        insert(calls).values(
            id=call_id, incident_id=incident_id, contact_at=times.contact_at, answered_at=times.answered_at,
            ended_at=times.ended_at, entered_at=times.entered_at, operator_id=command.actor.operator,
            seat=command.actor.seat, medium=command.medium.value, further=further, late=_is_late(times, work),
            **{f"{kind}_id": value.id for kind, value in kept.items()},
        )
    )  # fmt: skip
    bind(command, work, call_id, incident_id)
    link_to_caller(work, call_id, words["caller_number"])
    return kept


def _plain(words: str) -> str:
    return visible(words)[0].strip()
