"""What can be asked of an incident's plan: attach it, step through it, take a tick back, detach it."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import IncidentId, IncidentPlanId, PlanStepId


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPlan:
    """Attach a plan of the active pack, in the version that it has now; its steps are guarded. -> IncidentPlanId"""

    actor: Actor
    incident_id: IncidentId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoPlanStep:
    """Say that a step is done, and when (aware UTC; unless told, now). -> None"""

    actor: Actor
    step_id: PlanStepId
    words: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipPlanStep:
    """Say that a step is not done, and why; one that must be done before the close takes authority. -> None"""

    actor: Actor
    step_id: PlanStepId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPlanStep:
    """Say that what was said of a step does not hold: it is open again; what was said is kept. -> None"""

    actor: Actor
    step_id: PlanStepId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachPlan:
    """Say that the incident is not run by a plan any more, and why; its open steps end. -> None

    While a step that must be done is not settled it takes authority.
    """

    actor: Actor
    plan_id: IncidentPlanId
    reason: str


IncidentPlanCommand = AttachPlan | DoPlanStep | SkipPlanStep | UndoPlanStep | DetachPlan
