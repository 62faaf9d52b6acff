"""What a caller told later, what was corrected, and the end of a call. What stood there before is kept."""

from dataclasses import dataclass

from dispatcher.domain.authority import Act, require
from dispatcher.domain.call_commands import AmendCall, AmendIncident, EndCall
from dispatcher.domain.caller_commands import ReKind
from dispatcher.domain.calls import Medium, require_in_order, require_persons
from dispatcher.domain.errors import Incomplete, Rejected
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_plans import Occasion
from dispatcher.domain.incidents import Kind
from dispatcher.domain.plain_text import visible
from dispatcher.domain.rules import IncidentType
from dispatcher.domain.triage_cards import Explanation
from dispatcher.services.callers import relink_to_caller
from dispatcher.services.complaining import re_kind
from dispatcher.services.contact_guards import WORDS
from dispatcher.services.grading import grade_up, graver_by_type
from dispatcher.services.guarding import set_guard
from dispatcher.services.incident_plans import attach_by_itself
from dispatcher.services.opened import open_incident
from dispatcher.services.updating import owe_update
from dispatcher.storage import calls, contacts, incidents
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork

_OF_THE_INCIDENT = (Subject.WAITING, Subject.WATCH, Subject.UPDATE)


def amend_call(command: AmendCall, work: UnitOfWork) -> None:
    """Keep what is new beside what was said before; the call points at the newer words."""
    require(command.actor, Act.TAKE_CALL)
    call = calls.get(work.connection, command.call_id)
    changed: dict[str, dict[str, str | None]] = {}
    for kind in calls.PERSONAL:
        words: str | None = getattr(command, kind)
        if words is None:
            continue
        kept = work.keep("call", call.id, kind, visible(words)[0].strip())
        changed[kind] = {"id": kept.id, "digest": kept.digest, "was": getattr(call, f"{kind}_id")}
    medium = _medium(command, work, Medium(call.medium))
    if not changed and medium is None:
        what = "say what is to change" if command.medium is None else "it stands so already"
        raise Incomplete(what, field="call")
    values: dict[str, object] = {f"{kind}_id": value["id"] for kind, value in changed.items()}
    came = {"medium": {"to": medium.value, "was": call.medium}} if medium else {}
    calls.set_values(work.connection, call.id, **values, **({"medium": medium.value} if medium else {}))
    if command.caller_number is not None:
        relink_to_caller(work, call.id, command.caller_number)
    work.record(EntryKind.CALL_AMENDED, command.actor, call.incident_id, call=call.id, personal=changed, **came)


def _medium(command: AmendCall, work: UnitOfWork, was: Medium) -> Medium | None:
    """Return how the call came after all; None when that stays.

    Raises:
        Rejected: the call comes from a contact, which says it.
    """
    if command.medium is None or command.medium is was:
        return None
    if contacts.is_of_call(work.connection, command.call_id):
        raise Rejected(f"the call comes from a contact, {WORDS[was]}: what a contact came by stays", field="medium")
    return command.medium


def end_call(command: EndCall, work: UnitOfWork) -> None:
    """Store when the caller rang off and when the work after it was done; a time once stored stays."""
    require(command.actor, Act.TAKE_CALL)
    call = calls.get(work.connection, command.call_id)
    ended_at = call.ended_at or command.ended_at or (None if command.wrapped_up_at else work.now)
    wrapped_up_at = call.wrapped_up_at or command.wrapped_up_at
    require_in_order({
        "contact": call.contact_at, "answer": call.answered_at, "end": ended_at, "wrap-up": wrapped_up_at,
    })  # fmt: skip
    if any(moment is not None and moment > work.now for moment in (ended_at, wrapped_up_at)):
        raise Incomplete("the end of a call lies in the future; give the time at which it was over", field="ended_at")
    calls.set_values(work.connection, call.id, ended_at=ended_at, wrapped_up_at=wrapped_up_at)
    work.record(
        EntryKind.CALL_ENDED, command.actor, call.incident_id, call=call.id, ended=ended_at is not None,
        wrapped_up=wrapped_up_at is not None,
    )  # fmt: skip


def amend_incident(command: AmendIncident, work: UnitOfWork) -> None:
    """Change what the incident is; the journal tells what it was."""
    require(command.actor, Act.TAKE_CALL)
    incident = open_incident(work, command.incident_id)
    before = {
        "incident_type": incident.incident_type, "persons_involved": incident.persons_involved,
        "asset_number": incident.asset_number, "emergency": incident.is_emergency,
    }  # fmt: skip
    asked = {name: getattr(command, name) for name in before}
    changed = {name: value for name, value in asked.items() if value is not None and value != before[name]}
    if not changed:
        raise Incomplete("say what is to change; it stands so already", field="incident")
    require_persons(command.persons_involved)
    known = work.rules.incident_type(command.incident_type or "") if "incident_type" in changed else None
    if known is not None and known.emergency and command.emergency is None and not incident.is_emergency:
        changed["emergency"] = True
    values = changed | ({"type_name": known.title} if known is not None else {})
    incidents.set_values(work.connection, incident.id, **values)
    turn = _turn(work, incident, known) if known is not None else None
    work.record(
        EntryKind.INCIDENT_AMENDED, command.actor, incident.id,
        changed={name: {"to": value, "was": before[name]} for name, value in changed.items()},
        **({"guard_anew": True} if turn is not None and turn.guard_anew else {}),
    )  # fmt: skip
    if known is not None and turn is not None:
        _take(turn, command, work, f"it is {known.title} now")
    if "incident_type" in changed:
        attach_by_itself(work, command.actor, incident.id, Occasion.AMENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What another type makes of an incident."""

    is_incident_now: bool
    graver: Explanation | None
    guard_anew: bool  # other policies hold, and nothing else sets the guard


def _turn(work: UnitOfWork, was: Incident, known: IncidentType) -> _Turn:
    becomes = known.kind is Kind.INCIDENT and was.kind is not Kind.INCIDENT
    graver = graver_by_type(work, incidents.get(work.connection, was.id), known)
    differs = any(
        work.rules.policy(subject, was.incident_type, "", was.kind)
        != work.rules.policy(subject, known.name, "", was.kind)
        for subject in _OF_THE_INCIDENT
    )
    return _Turn(is_incident_now=becomes, graver=graver, guard_anew=differs and not becomes and graver is None)


def _take(turn: _Turn, command: AmendIncident, work: UnitOfWork, because: str) -> None:
    """Let what has become graver by its type wait no longer as what it was taken for; it is never graded down so."""
    if turn.is_incident_now:
        of = command.incident_id
        re_kind(ReKind(actor=command.actor, incident_id=of, kind=Kind.INCIDENT, reason=because), work)
    incident = incidents.get(work.connection, command.incident_id)
    if turn.graver is not None:
        grade_up(work, command.actor, incident, turn.graver, because)
    elif turn.guard_anew:
        set_guard(work, incident.id)
    if turn.guard_anew or turn.is_incident_now:
        owe_update(work, incident)
