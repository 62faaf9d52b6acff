"""How a task begins and ends in the store, guarded in between: a task that somebody gave, or a step of a plan."""

from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.escalation import Subject
from dispatcher.domain.records import TaskOwner, TaskState
from dispatcher.services import chains
from dispatcher.services.chains import Guarded
from dispatcher.storage import records
from dispatcher.storage.incidents import Incident
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import UnitOfWork


def write_task(
    work: UnitOfWork, actor: Actor, incident: Incident, owner: TaskOwner, words: Kept, due_at: datetime
) -> str:  # fmt: skip
    """Store an open task and return its id."""
    task_id = work.new_id()
    records.add_task(
        work.connection, owner, id=task_id, incident_id=incident.id, words_id=words.id, due_at=due_at,
        made_at=work.now, made_by=actor.operator, seat=actor.seat,
    )  # fmt: skip
    return task_id


def guard_task(work: UnitOfWork, incident: Incident, task_id: str, due_at: datetime) -> None:
    """Begin the chain of a task: it counts to and from the instant at which it is due."""
    guarded = Guarded(
        subject=Subject.TASK, subject_id=task_id, priority=incident.priority, incident_id=incident.id,
        incident_type=incident.incident_type,
    )  # fmt: skip
    chains.start(work, guarded, since=due_at)


def end_task(work: UnitOfWork, actor: Actor, task_id: str, state: TaskState, result: Kept | None) -> None:
    """Settle a task; its chain and what it raised end."""
    records.set_task(
        work.connection, task_id, state=state.value, settled_at=work.now, settled_by=actor.operator,
        result_id=result.id if result else None,
    )  # fmt: skip
    chains.end(work, Subject.TASK, task_id, f"the task was {state.value.replace('_', ' ')}")


def owner_word(owner: TaskOwner) -> str:
    """Return by what the journal knows whose a task is: a team or a role by its word, a person by the id."""
    return owner.team or (owner.role.value if owner.role else str(owner.operator))
