"""Put a welfare check or roll call off, for a reason and for a time; it comes back by itself."""

from datetime import timedelta

from sqlalchemy import insert

from dispatcher.domain.authority import Act, require
from dispatcher.domain.crew_commands import PauseWatch, ResumeWatch
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.welfare import Watch
from dispatcher.services import chains
from dispatcher.services.chains import Guarded
from dispatcher.services.guarding import guarded
from dispatcher.services.opened import open_incident
from dispatcher.services.pauses import end_pause
from dispatcher.services.rolls import of_crew
from dispatcher.storage import units
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import pauses
from dispatcher.storage.unit_of_work import UnitOfWork

_LONGEST_PAUSE_MIN = 120


def pause_watch(command: PauseWatch, work: UnitOfWork) -> None:
    """Put a welfare check or roll call off for some minutes, with a reason; then it counts anew by itself."""
    require(command.actor, Act.PAUSE_WATCH)
    incident = open_incident(work, command.incident_id)
    if not command.reason.strip():
        raise Incomplete("say why it is paused", field="reason")
    if not 0 < command.minutes <= _LONGEST_PAUSE_MIN:
        raise Incomplete(f"pause for 1 to {_LONGEST_PAUSE_MIN} minutes; it never stays away", field="minutes")
    of = _watched(work, incident, command.watch, command.call_sign)
    if not chains.is_running(work, of.subject, of.subject_id):
        raise InvalidTransition(f"no {_words(command.watch)} runs there", field="call_sign")
    end_pause(work, of.subject_id, command.watch)
    until = work.now + timedelta(minutes=command.minutes)
    kept = work.keep("incident", incident.id, "reason", command.reason.strip())
    work.connection.execute(
        insert(pauses).values(
            id=work.new_id(), incident_id=incident.id, subject_id=of.subject_id, watch=command.watch.value,
            since=work.now, until=until, paused_by=command.actor.operator, reason_id=kept.id,
        )
    )  # fmt: skip
    work.record(
        EntryKind.WATCH_PAUSED, command.actor, incident.id, watch=command.watch.value, subject=of.subject_id,
        call_sign=command.call_sign, minutes=command.minutes, reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    chains.end(work, of.subject, of.subject_id, "paused")
    chains.start(work, of, since=until)


def resume_watch(command: ResumeWatch, work: UnitOfWork) -> None:
    """End a pause before its time: the timer counts anew from now."""
    require(command.actor, Act.PAUSE_WATCH)
    incident = open_incident(work, command.incident_id)
    of = _watched(work, incident, command.watch, command.call_sign)
    if not end_pause(work, of.subject_id, command.watch):
        raise InvalidTransition(f"the {_words(command.watch)} is not paused", field="call_sign")
    work.record(
        EntryKind.WATCH_RESUMED, command.actor, incident.id, watch=command.watch.value, subject=of.subject_id,
        call_sign=command.call_sign,
    )  # fmt: skip
    chains.start(work, of)


def _watched(work: UnitOfWork, incident: Incident, watch: Watch, call_sign: str) -> Guarded:
    if watch is Watch.ROLL_CALL:
        return guarded(incident, Subject.ROLL_CALL)
    if not call_sign:
        raise Incomplete("the welfare check of which unit?", field="call_sign")
    unit = units.by_call_sign(work.connection, call_sign)
    assignment = units.active_assignment(work.connection, unit.id)
    if assignment is None or assignment.incident_id != incident.id:
        raise UnknownThing(f"{unit.call_sign} is not on {incident.number}", field="call_sign")
    return of_crew(work, incident, assignment, Subject.WELFARE)


def _words(watch: Watch) -> str:
    return "roll call" if watch is Watch.ROLL_CALL else "welfare check"
