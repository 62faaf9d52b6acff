"""Tasks of an incident: who is to do what by when. None may be forgotten, and none left open behind a close."""

from sqlalchemy import select

from dispatcher.domain.authority import Act, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import TaskId
from dispatcher.domain.record_commands import AddTask, SettleTask
from dispatcher.domain.records import TASK_NEXT, TaskOwner, TaskState
from dispatcher.domain.transitions import advance
from dispatcher.services import chains
from dispatcher.services.chains import Guarded
from dispatcher.services.guarding import look
from dispatcher.services.log_writing import told
from dispatcher.services.opened import open_incident
from dispatcher.storage import records
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import operators
from dispatcher.storage.unit_of_work import UnitOfWork


def add_task(command: AddTask, work: UnitOfWork) -> TaskId:
    """Store a task; its chain counts to and from the instant at which it is due."""
    require(command.actor, Act.NOTE)
    incident = open_incident(work, command.incident_id)
    if not command.words.strip():
        raise Incomplete("what is to be done?", field="words")
    if command.due_at <= work.now:
        raise Incomplete("a task is due at a time to come; give one after now", field="due_at")
    _require_known(command.owner, work)
    task_id = work.new_id()
    words = work.keep("incident", incident.id, "task", command.words.strip())
    records.add_task(
        work.connection, command.owner, id=task_id, incident_id=incident.id, words_id=words.id,
        due_at=command.due_at, made_at=work.now, made_by=command.actor.operator, seat=command.actor.seat,
    )  # fmt: skip
    work.record(
        EntryKind.TASK_ADDED, command.actor, incident.id, task=task_id, owner=owner_word(command.owner),
        in_s=round((command.due_at - work.now).total_seconds()), words=told(words), looked=look(work, incident.id),
    )  # fmt: skip
    chains.start(work, _guarded(incident, task_id), since=command.due_at)
    return TaskId(task_id)


def settle_task(command: SettleTask, work: UnitOfWork) -> None:
    """End a task: done, withdrawn, or handed on to somebody outside the room."""
    require(command.actor, Act.NOTE)
    task = records.task(work.connection, command.task_id)
    advance(TASK_NEXT, "the task", task.state, command.state)
    if command.state is not TaskState.DONE and not command.words.strip():
        whom = "to whom is it handed on, and why?" if command.state is TaskState.HANDED_ON else "why is it withdrawn?"
        raise Incomplete(whom, field="words")
    result = work.keep("incident", task.incident_id, "task", command.words.strip()) if command.words.strip() else None
    records.set_task(
        work.connection, task.id, state=command.state.value, settled_at=work.now, settled_by=command.actor.operator,
        result_id=result.id if result else None,
    )  # fmt: skip
    work.record(
        EntryKind.TASK_SETTLED, command.actor, task.incident_id, task=task.id, state=command.state.value,
        owner=owner_word(task.owner), late_s=max(0, round((work.now - task.due_at).total_seconds())),
        looked=look(work, task.incident_id), **({"words": told(result)} if result else {}),
    )  # fmt: skip
    chains.end(work, Subject.TASK, task.id, f"the task was {command.state.value.replace('_', ' ')}")


def require_no_open_task(work: UnitOfWork, incident: Incident) -> None:
    """Refuse to close while somebody still has something to do for an incident."""
    left = records.open_tasks(work.connection, incident.id)
    if left:
        what = "a task is" if left == 1 else f"{left} tasks are"
        raise InvalidTransition(
            f"{what} open on {incident.number}; settle it, or hand it on with a reason, first", field="incident"
        )


def owner_word(owner: TaskOwner) -> str:
    """Return by what the journal knows whose a task is: a team or a role by its word, a person by the id."""
    return owner.team or (owner.role.value if owner.role else str(owner.operator))


def _require_known(owner: TaskOwner, work: UnitOfWork) -> None:
    if owner.team and owner.team not in work.rules.teams:
        known = ", ".join(work.rules.teams) or "the pack names none"
        raise UnknownThing(f"no team is called {owner.team!r}; there are: {known}", field="owner")
    if owner.operator:
        found = work.connection.execute(select(operators.c.id).where(operators.c.id == owner.operator)).first()
        if found is None:
            raise UnknownThing(f"no operator has the id {owner.operator!r}", field="owner")


def _guarded(incident: Incident, task_id: str) -> Guarded:
    return Guarded(
        subject=Subject.TASK, subject_id=task_id, priority=incident.priority, incident_id=incident.id,
        incident_type=incident.incident_type,
    )  # fmt: skip
