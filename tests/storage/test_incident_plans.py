"""Incident plans on both databases: what cannot be is refused by the store itself."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from dispatcher.domain.identifiers import IncidentId, PlanStepId
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.incident_plans import StepAct
from dispatcher.domain.records import TaskState
from dispatcher.queries.card_plans import plans_of
from dispatcher.storage.schema import plan_steps
from tests.helpers.builders import DISPATCHER, SUPERVISOR, Desk, a_call, open_desk, signs_on
from tests.helpers.incident_plans import a_planned_pack


@pytest.fixture
def room(url: str) -> Iterator[Desk]:
    room = open_desk(url, pack=a_planned_pack())
    room.run(signs_on(DISPATCHER))
    yield room
    room.close()


def test_a_plan_is_stored_and_read_with_all_that_was_done(room: Desk):
    of = IncidentId(room.run(a_call(incident_type="gas")).incident_id)
    plan_id = room.run(AttachPlan(actor=DISPATCHER, incident_id=of, name="gas"))
    with room.database.reader.connect() as connection:
        names = connection.execute(select(plan_steps.c.id).order_by(plan_steps.c.place)).scalars().all()
    first, second = (PlanStepId(name) for name in names)
    room.run(DoPlanStep(actor=DISPATCHER, step_id=first, words="a"))
    room.run(UndoPlanStep(actor=DISPATCHER, step_id=first, reason="b"))
    room.run(SkipPlanStep(actor=SUPERVISOR, step_id=first, reason="c"))
    room.run(DetachPlan(actor=DISPATCHER, plan_id=plan_id, reason="d"))
    with room.database.reader.connect() as connection:
        (plan,) = plans_of(connection, of)
    assert [(act.act, act.words) for act in plan.steps[0].acts] == [
        (StepAct.DONE, "a"), (StepAct.UNDONE, "b"), (StepAct.SKIPPED, "c"),
    ]  # fmt: skip
    assert (plan.detached_by, plan.reason) == ("Dana Reyes", "d")
    assert [step.state for step in plan.steps] == [TaskState.WITHDRAWN, TaskState.WITHDRAWN]
    assert plan.steps[1].step_id == second


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE incident_plans SET occasion = 'because'",
        "UPDATE incident_plans SET detached_at = attached_at",
        "INSERT INTO incident_plans (id, incident_id, name, version, title, occasion, attached_at, attached_by, seat)"
        " SELECT 'x', incident_id, name, version, title, occasion, attached_at, attached_by, seat FROM incident_plans",
        "UPDATE plan_steps SET owner_team = 'it', owner_role = 'dispatcher'",
        "UPDATE plan_steps SET within_s = 0",
        "UPDATE plan_steps SET place = 1",
        "UPDATE plan_steps SET cites_version = NULL WHERE cites_name IS NOT NULL",
        "UPDATE plan_steps SET task_id = (SELECT MIN(task_id) FROM plan_steps)",
        "UPDATE plan_step_acts SET act = 'skipped'",
        "UPDATE plan_step_acts SET source_at = entered_at + 1",
    ],
)
def test_the_store_itself_refuses_what_cannot_be(room: Desk, wrong: str):
    of = IncidentId(room.run(a_call(incident_type="gas")).incident_id)
    room.run(AttachPlan(actor=DISPATCHER, incident_id=of, name="gas"))
    with room.database.reader.connect() as connection:
        first = connection.execute(select(plan_steps.c.id).where(plan_steps.c.place == 1)).scalar_one()
    room.run(DoPlanStep(actor=DISPATCHER, step_id=PlanStepId(first)))
    with pytest.raises(IntegrityError), room.database.writer.begin() as connection:
        connection.execute(text(wrong))
