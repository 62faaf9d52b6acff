"""Incidents that are one event: merged into one of them, and taken apart again at any time."""

from typing import Any

from sqlalchemy import Row

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.authority import MAY, Act, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import NEXT, IncidentState, Kind
from dispatcher.domain.promises import PromiseState
from dispatcher.domain.same_event import MERGED
from dispatcher.domain.same_event_commands import MergeIncidents, UnmergeIncident
from dispatcher.domain.transitions import advance
from dispatcher.services import attention_items, chains
from dispatcher.services.chains import Guarded
from dispatcher.services.ending_proposals import void_of_incident
from dispatcher.services.guarding import asleep_until, look, set_guard
from dispatcher.services.incident_plans import carry_plans, give_back_plans
from dispatcher.services.opened import open_incident
from dispatcher.services.owning import give_to_actor
from dispatcher.services.reasons import keep_reason
from dispatcher.services.running_incidents import require_nothing_live
from dispatcher.services.updating import owe_update
from dispatcher.storage import calls, deadlines, incidents, promises, same_event, units
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def merge_incidents(command: MergeIncidents, work: UnitOfWork) -> int:
    """Move the calls and what callers were promised, then close the one; the other is looked at."""
    require(command.actor, Act.MERGE)
    going, into = open_incident(work, command.incident_id), open_incident(work, command.into_id)
    if going.id == into.id:
        raise Incomplete("an incident cannot be merged into itself; name two", field="into")
    kept = keep_reason(work, "incident", going.id, command.reason, "say why the two are one event")
    carry_plans(work, command.actor, going, into)
    _require_mergeable(command, work, going, into)
    merge_id, by = work.new_id(), command.actor.operator
    moved = tuple(row.id for row in calls.of_incident(work.connection, going.id))
    same_event.add_merge(
        work.connection, id=merge_id, from_id=going.id, into_id=into.id, merged_at=work.now, merged_by=by,
        reason_id=kept.id,
    )  # fmt: skip
    same_event.move_calls(
        work.connection, work.new_id, moved, from_id=going.id, to_id=into.id, moved_at=work.now, moved_by=by,
        merge_id=merge_id,
    )  # fmt: skip
    promised = same_event.open_promises(work.connection, going.id)
    same_event.note_promises(work.connection, merge_id, (row.id for row in promised))
    for promise in promised:
        _move_promise(work, promise, into, f"{going.number} was merged into {into.number}")
    body = {
        "merge": merge_id, "from": going.number, "into": into.number, "calls": len(moved), "promises": len(promised),
        "reason": {"id": kept.id, "digest": kept.digest},
    }  # fmt: skip
    work.record(EntryKind.INCIDENT_MERGED, command.actor, going.id, looked=False, **body)
    _close(command, work, going)
    work.record(EntryKind.INCIDENT_MERGED, command.actor, into.id, looked=look(work, into.id), **body)
    return len(moved)


def unmerge_incident(command: UnmergeIncident, work: UnitOfWork) -> int:
    """Open it again in the actor's hands, guarded, and give back what came from it and is still at the survivor."""
    require(command.actor, Act.MERGE)
    incident = incidents.get(work.connection, command.incident_id)
    merge = same_event.standing_merge(work.connection, incident.id)
    if merge is None:
        raise InvalidTransition(f"{incident.number} is not merged into another incident", field="incident")
    kept = keep_reason(work, "incident", incident.id, command.reason, "say why they are two events after all")
    survivor = incidents.get(work.connection, same_event.survivor_of(work.connection, incident.id))
    advance(NEXT, incident.number, incident.state, IncidentState.OPEN)
    same_event.undo_merge(work.connection, merge.id, undone_at=work.now, undone_by=command.actor.operator)
    incidents.set_values(
        work.connection, incident.id, state=IncidentState.OPEN.value, closed_at=None, outcome=None, audited_at=None
    )
    back = same_event.calls_of_merge(work.connection, merge, survivor.id)
    same_event.move_calls(
        work.connection, work.new_id, back, from_id=survivor.id, to_id=incident.id, moved_at=work.now,
        moved_by=command.actor.operator, merge_id=merge.id,
    )  # fmt: skip
    promised = same_event.promises_of_merge(work.connection, merge, survivor.id)
    body = {
        "merge": merge.id, "incident": incident.id, "from": incident.number, "into": survivor.number,
        "calls": len(back), "promises": len(promised), "reason": {"id": kept.id, "digest": kept.digest},
    }  # fmt: skip
    work.record(EntryKind.INCIDENT_UNMERGED, command.actor, incident.id, looked=True, **body)
    opened = incidents.get(work.connection, incident.id)
    give_to_actor(work, command.actor, opened)
    for promise in promised:
        _move_promise(work, promise, opened, f"{opened.number} is an incident of its own again")
    set_guard(work, incident.id)
    owe_update(work, opened)
    give_back_plans(work, command.actor, opened, merge)
    looked = survivor.state is IncidentState.OPEN and look(work, survivor.id)
    work.record(EntryKind.INCIDENT_UNMERGED, command.actor, survivor.id, looked=looked, **body)
    return len(back)


def _require_mergeable(command: MergeIncidents, work: UnitOfWork, going: Incident, into: Incident) -> None:
    active = [
        units.call_sign_of(work.connection, item.unit_id)
        for item in units.assignments_of(work.connection, going.id)
        if item.state in ACTIVE
    ]
    if active:
        raise InvalidTransition(
            f"{', '.join(active)} {'are' if len(active) > 1 else 'is'} still on {going.number}: reassign to"
            f" {into.number} or recall first, or merge {into.number} into {going.number}",
            field="incident",
        )
    require_nothing_live(work, going, promises_go_along=True)
    if going.is_major:
        raise InvalidTransition(f"{going.number} is a major incident; merge {into.number} into it", field="incident")
    if asleep_until(work, into.id) is not None and asleep_until(work, going.id) is None:
        raise InvalidTransition(
            f"{into.number} is for later, and nobody is asked for it yet: say that it is for now first, or merge"
            f" {into.number} into {going.number}",
            field="into",
        )
    if _lowers(going, into) and command.actor.role not in MAY[Act.DOWNGRADE_URGENT]:
        raise NotAuthorised(
            f"{going.number} is {_graded(going)} and {into.number} only {_graded(into)}: merge"
            f" {into.number} into {going.number}, grade {into.number} up first, or ask a supervisor"
        )


def _lowers(going: Incident, into: Incident) -> bool:
    """Tell whether what is urgent would become part of what is less so, or of what wants no unit at all."""
    is_less = into.priority.rank > going.priority.rank
    wants_nobody = going.kind is Kind.INCIDENT and into.kind is not Kind.INCIDENT
    return going.priority.is_urgent and (is_less or wants_nobody)


def _graded(incident: Incident) -> str:
    kind = "" if incident.kind is Kind.INCIDENT else f" {incident.kind.value.replace('_', ' ')}"
    return f"{incident.priority.value}{kind}"


def _close(command: MergeIncidents, work: UnitOfWork, going: Incident) -> None:
    """As at any close: nothing of it stays armed, nobody is asked about it any more."""
    advance(NEXT, going.number, going.state, IncidentState.CLOSED)
    void_of_incident(work, going.id)
    deadlines.cancel_of_incident(work.connection, going.id)
    attention_items.resolve_of_incident(work, going.id, "the incident was merged into another")
    incidents.set_values(
        work.connection, going.id, state=IncidentState.CLOSED.value, closed_at=work.now, outcome=MERGED
    )
    work.record(EntryKind.INCIDENT_CLOSED, command.actor, going.id, outcome=MERGED)


def _move_promise(work: UnitOfWork, promise: Row[Any], to: Incident, because: str) -> None:
    """Let a promise be kept watch over at another incident; one that is settled only moves."""
    chains.end(work, Subject.PROMISE, promise.id, because)
    promises.set_promise(work.connection, promise.id, incident_id=to.id)
    if promise.state == PromiseState.OPEN.value:
        guarded = Guarded(
            subject=Subject.PROMISE, subject_id=promise.id, priority=to.priority, incident_id=to.id,
            incident_type=to.incident_type, kind=to.kind,
        )  # fmt: skip
        chains.start(work, guarded, since=max(promise.due_at, work.now), begins=True)
