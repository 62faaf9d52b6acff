"""The rows of the plans that an incident is run by. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.documents import Citation
from dispatcher.domain.incident_plans import Occasion, StepAct, is_met
from dispatcher.domain.records import TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class StepActRow:
    """What was done about a step: when, when it was entered, by whom, and what came of it or why."""

    act: StepAct
    source_at: datetime
    entered_at: datetime
    late: bool
    operator: str
    seat: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStepRow:
    """One step. `owner` is a role word or a team's title; `state` None: it waits for the step at place `after`."""

    step_id: str
    place: int
    words: str
    owner: str
    is_team: bool
    within_s: float
    after: int  # 0: its time runs from attaching
    required: bool
    cites: Citation | None
    task_id: str | None
    state: TaskState | None
    due_at: datetime | None
    acts: tuple[StepActRow, ...]  # the first first; what was taken back stays

    @property
    def is_settled(self) -> bool:
        """It was done, skipped or handed on."""
        return is_met(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPlanRow:
    """A plan that is, or was, attached to an incident."""

    plan_id: str
    name: str
    version: int
    title: str
    occasion: Occasion
    attached_at: datetime
    attached_by: str
    seat: str
    detached_at: datetime | None
    detached_by: str | None
    reason: str
    steps: tuple[PlanStepRow, ...]

    @property
    def settled(self) -> int:
        """How many of its steps are settled."""
        return sum(step.is_settled for step in self.steps)

    @property
    def coming(self) -> PlanStepRow | None:
        """The open step that is due next; None when no step's time runs."""
        running = [step for step in self.steps if step.state is TaskState.OPEN and step.due_at is not None]
        return min(running, key=lambda step: (step.due_at, step.place), default=None)
