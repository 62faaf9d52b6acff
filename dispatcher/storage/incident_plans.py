"""Incident plans in the store: attached to incidents, their steps, and what was done about each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from dispatcher.domain.authority import Role
from dispatcher.domain.documents import Citation
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.incident_plans import IncidentPlan, PlanStep, StepAct
from dispatcher.domain.records import TaskOwner, TaskState
from dispatcher.storage.schema import incident_plans, plan_step_acts, plan_steps, tasks

OF_A_STEP = "plan_step"
"""Whose the words of a task are that is a step of a plan."""
_TAKEN_BACK = StepAct.UNDONE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of an attached plan as services decide on it. `state` is its task's; None: its time does not run yet."""

    id: str
    plan_id: str
    incident_id: str
    plan_title: str
    attached_at: datetime
    is_attached: bool
    place: int
    name: str
    words: str
    owner: TaskOwner
    within_s: float
    after_id: str | None
    required: bool
    cites: Citation | None
    task_id: str | None
    state: TaskState | None


def add(connection: Connection, **values: object) -> None:
    """Insert an attached plan; IntegrityError when one of that name is attached already."""
    connection.execute(insert(incident_plans).values(**values))


def add_steps(connection: Connection, plan_id: str, steps: Iterable[tuple[str, PlanStep]]) -> None:
    """Insert the steps of a plan, in order, each with its id."""
    known: dict[str, str] = {}
    rows: list[dict[str, object]] = []
    for place, (step_id, step) in enumerate(steps, start=1):
        known[step.name] = step_id
        rows.append({
            "id": step_id, "plan_id": plan_id, "place": place, "name": step.name, "words": step.words,
            "owner_role": step.owner.role.value if step.owner.role else None, "owner_team": step.owner.team or None,
            "within_s": step.within_s, "after_id": known[step.after] if step.after else None,
            "required": step.required, "cites_name": step.cites.name if step.cites else None,
            "cites_version": step.cites.version if step.cites else None,
        })  # fmt: skip
    if rows:
        connection.execute(insert(plan_steps), rows)


def plan(connection: Connection, plan_id: str) -> Row[Any]:
    """Return the row of a plan of an incident.

    Raises:
        UnknownThing: there is none.
    """
    row = connection.execute(select(incident_plans).where(incident_plans.c.id == plan_id)).one_or_none()
    if row is None:
        raise UnknownThing("there is no such plan", field="plan")
    return row


def of_incident(connection: Connection, incident_id: str) -> tuple[Row[Any], ...]:
    """Return every plan that was ever attached to an incident, the first one first."""
    found = select(incident_plans).where(incident_plans.c.incident_id == incident_id).order_by(incident_plans.c.id)
    return tuple(connection.execute(found))


def set_plan(connection: Connection, plan_id: str, **values: object) -> None:
    """Change columns of an attached plan."""
    connection.execute(update(incident_plans).where(incident_plans.c.id == plan_id).values(**values))


def step(connection: Connection, step_id: str) -> Step:
    """Return one step.

    Raises:
        UnknownThing: there is none.
    """
    row = connection.execute(_steps().where(plan_steps.c.id == step_id)).one_or_none()
    if row is None:
        raise UnknownThing("there is no such step of a plan", field="step")
    return _step(row)


def step_of_task(connection: Connection, task_id: str) -> Step | None:
    """Return the step that a task is; None when it is a task of its own."""
    row = connection.execute(_steps().where(plan_steps.c.task_id == task_id)).one_or_none()
    return None if row is None else _step(row)


def steps_of(connection: Connection, plan_id: str) -> tuple[Step, ...]:
    """Return the steps of a plan, in order."""
    found = _steps().where(plan_steps.c.plan_id == plan_id).order_by(plan_steps.c.place)
    return tuple(_step(row) for row in connection.execute(found))


def steps_of_incident(connection: Connection, incident_id: str) -> tuple[Step, ...]:
    """Return the steps of the plans that are attached to an incident, in order."""
    of = (incident_plans.c.incident_id == incident_id, incident_plans.c.detached_at.is_(None))
    found = _steps().where(*of).order_by(incident_plans.c.id, plan_steps.c.place)
    return tuple(_step(row) for row in connection.execute(found))


def set_task(connection: Connection, step_id: str, task_id: str | None) -> None:
    """Let a step be that task; None: its time does not run."""
    connection.execute(update(plan_steps).where(plan_steps.c.id == step_id).values(task_id=task_id))


def add_act(connection: Connection, **values: object) -> None:
    """Keep what was done about a step."""
    connection.execute(insert(plan_step_acts).values(**values))


def settled_at(connection: Connection, step_id: str) -> datetime | None:
    """Return when a step was settled; None while it is not."""
    acts = plan_step_acts.c
    row = connection.execute(
        select(acts.act, acts.source_at).where(acts.step_id == step_id).order_by(acts.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None or row.act == _TAKEN_BACK else row.source_at


def as_attached(row: Row[Any], steps: tuple[Step, ...]) -> IncidentPlan:
    """Return an attached plan as its pack had it, for attaching it to another incident."""
    names = {each.id: each.name for each in steps}
    return IncidentPlan(
        name=row.name, version=row.version, title=row.title,
        steps=tuple(
            PlanStep(
                name=each.name, words=each.words, owner=each.owner, within_s=each.within_s, required=each.required,
                after=names[each.after_id] if each.after_id else "", cites=each.cites,
            )
            for each in steps
        ),
    )  # fmt: skip


def _steps() -> Select[Any]:
    of = incident_plans.c
    return select(
        *plan_steps.c, of.incident_id, of.attached_at, of.detached_at, of.title, tasks.c.state
    ).select_from(
        plan_steps.join(incident_plans, plan_steps.c.plan_id == of.id).outerjoin(
            tasks, plan_steps.c.task_id == tasks.c.id
        )
    )  # fmt: skip


def _step(row: Row[Any]) -> Step:
    owner = TaskOwner(role=Role(row.owner_role) if row.owner_role else None, team=row.owner_team or "")
    cites = Citation(name=row.cites_name, version=row.cites_version) if row.cites_name else None
    return Step(
        id=row.id, plan_id=row.plan_id, incident_id=row.incident_id, plan_title=row.title,
        attached_at=row.attached_at, is_attached=row.detached_at is None, place=row.place, name=row.name,
        words=row.words, owner=owner, within_s=row.within_s, after_id=row.after_id, required=row.required,
        cites=cites, task_id=row.task_id, state=TaskState(row.state) if row.state else None,
    )  # fmt: skip
