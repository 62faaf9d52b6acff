"""Crews at work are heard of: signs of life, welfare checks, roll calls (PAR) and elapsed time (domain.md §7)."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.authority import Act, require
from dispatcher.domain.crew_commands import AnswerRollCall, BeginRollCall
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.welfare import AT_SCENE, AT_WORK, Watch
from dispatcher.services import chains
from dispatcher.services.chains import Guarded
from dispatcher.services.guarding import guarded, look
from dispatcher.services.opened import open_incident
from dispatcher.services.pauses import end_pause, is_paused
from dispatcher.storage import deadlines, incidents, units
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import roll_call_units, roll_calls
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork
from dispatcher.storage.units import Assignment


def sign_of_life(work: UnitOfWork, assignment_id: str) -> None:
    """A crew was heard: its timers count anew, and it has answered a roll call that runs."""
    assignment = units.assignment(work.connection, assignment_id)
    units.set_assignment(work.connection, assignment.id, heard_at=work.now)
    incident = incidents.get(work.connection, assignment.incident_id)
    if incident.state is not IncidentState.OPEN:
        return
    _watch_crew(work, incident, assignment)
    _watch_scene(work, incident)
    running = _running(work, incident.id)
    if running is not None:
        _mark_answered(work, running, assignment.id)
        _settle(work, incident, running)


def leaves(work: UnitOfWork, assignment: Assignment) -> None:
    """A crew is off the incident: nothing of its own runs any more, and no roll call waits for it."""
    crew = (Subject.TURNOUT, Subject.TRAVEL, Subject.WELFARE)
    chains.end_each(work, crew, assignment.id, "the unit is off the incident")
    end_pause(work, assignment.id, Watch.WELFARE)
    incident = incidents.get(work.connection, assignment.incident_id)
    running = _running(work, assignment.incident_id)
    if running is not None:
        work.connection.execute(
            update(roll_call_units)
            .where(
                roll_call_units.c.roll_call_id == running,
                roll_call_units.c.assignment_id == assignment.id,
                roll_call_units.c.answered_at.is_(None),
            )
            .values(left_at=work.now)
        )
        _settle(work, incident, running)
    _watch_scene(work, incident)


def silent_units(work: UnitOfWork, incident_id: str) -> tuple[str, ...]:
    """Return whom a roll call waits for; a guard that comes due begins one. Empty when no crew is at the scene."""
    running = _running(work, incident_id)
    if running is None:
        running = _begin(work, incidents.get(work.connection, incident_id))
        if running is None:
            return ()
        work.record(EntryKind.ROLL_CALL_BEGUN, SYSTEM, incident_id, roll_call=running, looked=False)
    return _silent(work, running)


def begin_roll_call(command: BeginRollCall, work: UnitOfWork) -> tuple[str, ...]:
    """Call every crew at the scene now (change of strategy, collapse, somebody missing). Return whom."""
    require(command.actor, Act.ROLL_CALL)
    incident = open_incident(work, command.incident_id)
    if _running(work, incident.id) is not None:
        raise InvalidTransition(f"a roll call of {incident.number} is running already", field="incident")
    running = _begin(work, incident)
    if running is None:
        raise InvalidTransition(f"no crew is at the scene of {incident.number}", field="incident")
    looked = look(work, incident.id)
    work.record(EntryKind.ROLL_CALL_BEGUN, command.actor, incident.id, roll_call=running, looked=looked)
    if not chains.start(work, guarded(incident, Subject.ROLL_CALL), since=work.now - _to_the_call(work, incident)):
        raise InvalidTransition(f"the pack has no roll call for {incident.type_name}", field="incident")
    return _silent(work, running)


def answer_roll_call(command: AnswerRollCall, work: UnitOfWork) -> tuple[str, ...]:
    """Note that crews accounted for all their people; return who is still silent: while one is, it is not complete."""
    require(command.actor, Act.ROLL_CALL)
    incident = open_incident(work, command.incident_id)
    running = _running(work, incident.id)
    if running is None:
        raise InvalidTransition(f"no roll call of {incident.number} is running", field="incident")
    if not command.words_heard.strip():
        raise Incomplete("what was said? Write the words heard", field="words_heard")
    if not command.call_signs:
        waited = ", ".join(_silent(work, running))
        raise Incomplete(f"which crews? Not accounted for: {waited}. Name each that you heard", field="call_signs")
    for call_sign in command.call_signs:
        _answer_one(command, work, incident, call_sign)
    return _silent(work, running) if _running(work, incident.id) == running else ()


def _watch_crew(work: UnitOfWork, incident: Incident, assignment: Assignment) -> None:
    """Run the timer that fits what the crew does, and end the others."""
    wanted = _timer_of(assignment.state)
    others = [subject for subject in (Subject.TURNOUT, Subject.TRAVEL, Subject.WELFARE) if subject is not wanted]
    chains.end_each(work, others, assignment.id, "the crew reported")
    if wanted is not Subject.WELFARE:
        end_pause(work, assignment.id, Watch.WELFARE)  # of a check that is over; the next one is not paused by it
    if wanted is None or is_paused(work, assignment.id, wanted):
        return
    counts_from = work.now if wanted is Subject.WELFARE else assignment.since
    if wanted is not Subject.WELFARE and chains.is_running(work, wanted, assignment.id):
        return  # said twice: what was promised of it still counts from the first time
    of = of_crew(work, incident, assignment, wanted)
    chains.end(work, wanted, assignment.id, "the crew was heard")
    chains.start(work, of, since=counts_from, begins=True)


def _timer_of(state: AssignmentState) -> Subject | None:
    if state in AT_WORK:
        return Subject.WELFARE
    timers = {AssignmentState.ACKNOWLEDGED: Subject.TURNOUT, AssignmentState.EN_ROUTE: Subject.TRAVEL}
    return timers.get(state)


def _watch_scene(work: UnitOfWork, incident: Incident) -> None:
    """Roll call and elapsed time run from the first crew's arrival until none is at the scene."""
    present = any(item.state in AT_SCENE for item in units.assignments_of(work.connection, incident.id))
    armed = deadlines.armed_names(work.connection, incident.id)
    for subject in (Subject.ROLL_CALL, Subject.ELAPSED):
        running = subject.guard in armed
        if present and not running and incident.state is IncidentState.OPEN:
            if not (subject is Subject.ROLL_CALL and is_paused(work, incident.id, subject)):
                chains.start(work, guarded(incident, subject))
        elif running and not present:
            chains.end(work, subject, incident.id, "no crew is at the scene")
            if subject is Subject.ROLL_CALL:
                end_pause(work, incident.id, Watch.ROLL_CALL)


def _begin(work: UnitOfWork, incident: Incident) -> str | None:
    called = [item for item in units.assignments_of(work.connection, incident.id) if item.state in AT_SCENE]
    if not called:
        return None
    running = work.new_id()
    work.connection.execute(insert(roll_calls).values(id=running, incident_id=incident.id, started_at=work.now))
    work.connection.execute(
        insert(roll_call_units), [{"roll_call_id": running, "assignment_id": item.id} for item in called]
    )
    return running


def _to_the_call(work: UnitOfWork, incident: Incident) -> timedelta:
    """How long before its first step the chain begins: a roll call by hand is due at once."""
    policy = work.rules.policy(Subject.ROLL_CALL, incident.incident_type)
    firsts = policy.firsts(incident.priority) if policy else ()
    return timedelta(seconds=firsts[0][1] if firsts else 0.0)


def _answer_one(command: AnswerRollCall, work: UnitOfWork, incident: Incident, call_sign: str) -> None:
    unit = units.by_call_sign(work.connection, call_sign)
    assignment = units.active_assignment(work.connection, unit.id)
    if assignment is None or assignment.incident_id != incident.id:
        raise UnknownThing(f"{unit.call_sign} is not on {incident.number}", field="call_signs")
    kept = work.keep("assignment", assignment.id, "words_heard", command.words_heard.strip())
    work.record(
        EntryKind.ROLL_CALL_ANSWERED, command.actor, incident.id, unit=unit.id, call_sign=unit.call_sign,
        looked=look(work, incident.id), words={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    sign_of_life(work, assignment.id)


def _mark_answered(work: UnitOfWork, running: str, assignment_id: str) -> None:
    work.connection.execute(
        update(roll_call_units)
        .where(
            roll_call_units.c.roll_call_id == running,
            roll_call_units.c.assignment_id == assignment_id,
            roll_call_units.c.answered_at.is_(None),
        )
        .values(answered_at=work.now)
    )


def _settle(work: UnitOfWork, incident: Incident, running: str) -> None:
    """End a roll call that waits for nobody any more: complete when every crew that is there has answered."""
    if _silent(work, running):
        return
    left = work.connection.execute(
        select(roll_call_units.c.assignment_id).where(
            roll_call_units.c.roll_call_id == running, roll_call_units.c.left_at.is_not(None)
        )
    ).all()
    work.connection.execute(
        update(roll_calls).where(roll_calls.c.id == running).values(ended_at=work.now, complete=not left)
    )
    work.record(EntryKind.ROLL_CALL_ENDED, SYSTEM, incident.id, roll_call=running, complete=not left)
    chains.end(work, Subject.ROLL_CALL, incident.id, "every crew is accounted for")
    _watch_scene(work, incident)


def _silent(work: UnitOfWork, running: str) -> tuple[str, ...]:
    rows = work.connection.execute(
        select(roll_call_units.c.assignment_id).where(
            roll_call_units.c.roll_call_id == running,
            roll_call_units.c.answered_at.is_(None),
            roll_call_units.c.left_at.is_(None),
        )
    ).scalars()
    found = [units.assignment(work.connection, assignment_id) for assignment_id in rows.all()]
    return tuple(sorted(units.call_sign_of(work.connection, item.unit_id) for item in found if item.state in ACTIVE))


def _running(work: UnitOfWork, incident_id: str) -> str | None:
    return work.connection.execute(
        select(roll_calls.c.id).where(roll_calls.c.incident_id == incident_id, roll_calls.c.ended_at.is_(None))
    ).scalar_one_or_none()


def of_crew(work: UnitOfWork, incident: Incident, assignment: Assignment, subject: Subject) -> Guarded:
    """Return a chain of one crew on an incident."""
    return Guarded(
        subject=subject, subject_id=assignment.id, priority=incident.priority, incident_id=incident.id,
        incident_type=incident.incident_type, profile=units.profile_of(work.connection, assignment.unit_id),
    )  # fmt: skip
