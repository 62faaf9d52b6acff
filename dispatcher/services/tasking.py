"""Tasks of an incident: who is to do what by when. None may be forgotten, and none left open behind a close."""

from sqlalchemy import select

from dispatcher.domain.authority import Act, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import TaskId
from dispatcher.domain.record_commands import AddTask, SettleTask
from dispatcher.domain.records import TASK_NEXT, TaskOwner, TaskState
from dispatcher.domain.transitions import advance
from dispatcher.services.guarding import look
from dispatcher.services.log_writing import told
from dispatcher.services.opened import open_incident
from dispatcher.services.plan_steps import Settled, settle_step
from dispatcher.services.task_book import end_task, guard_task, owner_word, write_task
from dispatcher.storage import incident_plans, records
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
    words = work.keep("incident", incident.id, "task", command.words.strip())
    task_id = write_task(work, command.actor, incident, command.owner, words, command.due_at)
    work.record(
        EntryKind.TASK_ADDED, command.actor, incident.id, task=task_id, owner=owner_word(command.owner),
        in_s=round((command.due_at - work.now).total_seconds()), words=told(words), looked=look(work, incident.id),
    )  # fmt: skip
    guard_task(work, incident, task_id, command.due_at)
    return TaskId(task_id)


def settle_task(command: SettleTask, work: UnitOfWork) -> None:
    """End a task: done, withdrawn, or handed on to somebody outside the room; a step of a plan is settled by it."""
    require(command.actor, Act.NOTE)
    task = records.task(work.connection, command.task_id)
    step = incident_plans.step_of_task(work.connection, task.id)
    if step is not None:
        settle_step(work, command.actor, step, Settled(state=command.state, words=command.words))
        return
    advance(TASK_NEXT, "the task", task.state, command.state)
    if command.state is not TaskState.DONE and not command.words.strip():
        whom = "to whom is it handed on, and why?" if command.state is TaskState.HANDED_ON else "why is it withdrawn?"
        raise Incomplete(whom, field="words")
    result = work.keep("incident", task.incident_id, "task", command.words.strip()) if command.words.strip() else None
    work.record(
        EntryKind.TASK_SETTLED, command.actor, task.incident_id, task=task.id, state=command.state.value,
        owner=owner_word(task.owner), late_s=max(0, round((work.now - task.due_at).total_seconds())),
        looked=look(work, task.incident_id), **({"words": told(result)} if result else {}),
    )  # fmt: skip
    end_task(work, command.actor, task.id, command.state, result)


def require_no_open_task(work: UnitOfWork, incident: Incident) -> None:
    """Refuse to close while somebody still has something to do for an incident."""
    left = records.open_tasks(work.connection, incident.id)
    if left:
        what = "a task is" if left == 1 else f"{left} tasks are"
        raise InvalidTransition(
            f"{what} open on {incident.number}; settle it, or hand it on with a reason, first", field="incident"
        )


def _require_known(owner: TaskOwner, work: UnitOfWork) -> None:
    if owner.team and owner.team not in work.rules.teams:
        known = ", ".join(work.rules.teams) or "the pack names none"
        raise UnknownThing(f"no team is called {owner.team!r}; there are: {known}", field="owner")
    if owner.operator:
        found = work.connection.execute(select(operators.c.id).where(operators.c.id == owner.operator)).first()
        if found is None:
            raise UnknownThing(f"no operator has the id {owner.operator!r}", field="owner")
