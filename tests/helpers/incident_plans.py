"""A pack with incident plans for tests, and what is asked of them in a story."""

from typing import Any

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import IncidentId, IncidentPlanId, PlanStepId
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.packs.model import Pack
from dispatcher.queries.plan_rows import IncidentPlanRow, PlanStepRow
from tests.helpers.builders import DISPATCHER, a_pack
from tests.helpers.harness import Harness

SUPPLIER: dict[str, Any] = {
    "name": "supplier", "do": "ring the supplier", "owner": "dispatcher", "within_s": 300, "required": True,
    "cites": {"name": "gas-leak", "version": 1},
}  # fmt: skip
SHUT: dict[str, Any] = {
    "name": "shut",
    "do": "shut it off",
    "owner": "facilities",
    "within_s": 600,
    "after": "supplier",
}
GAS: dict[str, Any] = {"name": "gas", "version": 1, "title": "Gas leak", "types": ["gas"], "step": [SUPPLIER, SHUT]}
MAJOR: dict[str, Any] = {
    "name": "major", "version": 1, "title": "Major incident", "attach": "by_itself", "major": True,
    "step": [{"name": "keeper", "do": "name who keeps the log", "owner": "supervisor", "within_s": 180}],
}  # fmt: skip


def a_planned_pack(*plans: dict[str, Any], **changes: Any) -> Pack:
    """Rivermouth with these plans; a gas leak's, proposed, and a major incident's, when none is told."""
    return a_pack(incident_plan=list(plans or (GAS, MAJOR)), **changes)


def attach(h: Harness, name: str = "gas", *, by: Actor = DISPATCHER) -> IncidentPlanId:
    return h.do(AttachPlan(actor=by, incident_id=IncidentId(h.incident_id), name=name))


def detach(h: Harness, plan: IncidentPlanRow, reason: str = "it is none", *, by: Actor = DISPATCHER) -> None:
    h.do(DetachPlan(actor=by, plan_id=IncidentPlanId(plan.plan_id), reason=reason))


def plan_of(h: Harness, incident_id: str = "") -> IncidentPlanRow:
    (found,) = (plan for plan in h.card(incident_id).record.plans if plan.detached_at is None)
    return found


def step_of(h: Harness, place: int) -> PlanStepRow:
    return plan_of(h).steps[place - 1]


def tick(h: Harness, place: int, *, by: Actor = DISPATCHER, **more: Any) -> None:
    h.do(DoPlanStep(actor=by, step_id=PlanStepId(step_of(h, place).step_id), **more))


def skip(h: Harness, place: int, reason: str = "nobody is there", *, by: Actor = DISPATCHER) -> None:
    h.do(SkipPlanStep(actor=by, step_id=PlanStepId(step_of(h, place).step_id), reason=reason))


def undo(h: Harness, place: int, reason: str = "that was another house", *, by: Actor = DISPATCHER) -> None:
    h.do(UndoPlanStep(actor=by, step_id=PlanStepId(step_of(h, place).step_id), reason=reason))
