"""The plans of an incident for its card: those attached now first, then those that were."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, select

from dispatcher.domain.documents import Citation
from dispatcher.domain.incident_plans import Occasion, StepAct
from dispatcher.domain.records import TaskState
from dispatcher.queries.boards import active_pack
from dispatcher.queries.plan_rows import IncidentPlanRow, PlanStepRow, StepActRow
from dispatcher.storage.schema import incident_plans, operators, personal_values, plan_step_acts, plan_steps, tasks

_OF = select(incident_plans.c.id)


def plans_of(connection: Connection, incident_id: str) -> tuple[IncidentPlanRow, ...]:
    """Read every plan that was ever attached to an incident, with its steps and what was done about them."""
    plans = connection.execute(
        select(incident_plans, operators.c.name.label("who"), personal_values.c.value.label("reason"))
        .outerjoin(operators, operators.c.id == incident_plans.c.attached_by)
        .outerjoin(personal_values, personal_values.c.id == incident_plans.c.reason_id)
        .where(incident_plans.c.incident_id == incident_id)
        .order_by(incident_plans.c.detached_at.is_not(None), incident_plans.c.id)
    ).all()
    if not plans:
        return ()
    acts, teams = _acts(connection, incident_id), _teams(connection)
    steps: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    found = (
        select(plan_steps, tasks.c.state, tasks.c.due_at)
        .outerjoin(tasks, tasks.c.id == plan_steps.c.task_id)
        .where(plan_steps.c.plan_id.in_(_OF.where(incident_plans.c.incident_id == incident_id)))
        .order_by(plan_steps.c.place)
    )
    for row in connection.execute(found):
        steps[row.plan_id].append(row)
    names = {row.id: row.name for row in connection.execute(select(operators.c.id, operators.c.name))}
    return tuple(
        IncidentPlanRow(
            plan_id=row.id, name=row.name, version=row.version, title=row.title, occasion=Occasion(row.occasion),
            attached_at=row.attached_at, attached_by=row.who or row.attached_by, seat=row.seat,
            detached_at=row.detached_at, detached_by=names.get(row.detached_by, row.detached_by),
            reason=row.reason or "", steps=_steps(steps[row.id], acts, teams),
        )
        for row in plans
    )  # fmt: skip


def _steps(
    rows: list[Row[Any]], acts: defaultdict[str, list[StepActRow]], teams: dict[str, str]
) -> tuple[PlanStepRow, ...]:  # fmt: skip
    places = {row.id: row.place for row in rows}
    return tuple(
        PlanStepRow(
            step_id=row.id, place=row.place, words=row.words, is_team=bool(row.owner_team),
            owner=teams.get(row.owner_team or "", row.owner_team or str(row.owner_role)),
            within_s=row.within_s, after=places[row.after_id] if row.after_id else 0, required=row.required,
            cites=Citation(name=row.cites_name, version=row.cites_version) if row.cites_name else None,
            task_id=row.task_id, state=TaskState(row.state) if row.state else None, due_at=row.due_at,
            acts=tuple(acts[row.id]),
        )
        for row in rows
    )  # fmt: skip


def _acts(connection: Connection, incident_id: str) -> defaultdict[str, list[StepActRow]]:
    found = (
        select(plan_step_acts, operators.c.name, personal_values.c.value)
        .join(plan_steps, plan_steps.c.id == plan_step_acts.c.step_id)
        .outerjoin(operators, operators.c.id == plan_step_acts.c.operator_id)
        .outerjoin(personal_values, personal_values.c.id == plan_step_acts.c.words_id)
        .where(plan_steps.c.plan_id.in_(_OF.where(incident_plans.c.incident_id == incident_id)))
        .order_by(plan_step_acts.c.id)
    )
    acts: defaultdict[str, list[StepActRow]] = defaultdict(list)
    for row in connection.execute(found):
        acts[row.step_id].append(
            StepActRow(
                act=StepAct(row.act), source_at=row.source_at, entered_at=row.entered_at, late=row.late,
                operator=row.name or row.operator_id, seat=row.seat, words=row.value or "",
            )
        )  # fmt: skip
    return acts


def _teams(connection: Connection) -> dict[str, str]:
    return {part.name: part.title for part in active_pack(connection).team}
