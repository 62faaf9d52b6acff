"""What the page of plans does: attach and detach, tick, skip, hand on and take back, cite the document of a step."""

from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import IncidentPlanId, PlanStepId, TaskId
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.incident_plans import IncidentPlan, StepAct
from dispatcher.domain.record_commands import SettleTask
from dispatcher.domain.records import TaskState
from dispatcher.queries.plan_rows import PlanStepRow
from ui.presenters.record import RecordField, RecordPresenter
from ui.presenters.record_forms import Refused, first_missing, past_instant
from ui.presenters.record_parts import acting_on
from ui.presenters.record_plan_words import StepShown, numbered_steps, plans_in_words
from ui.wording import tr

_F = RecordField
ASKS = {
    StepAct.DONE: "What came of it (need not be said)",
    StepAct.SKIPPED: "Why is it skipped? Enter skips it, Esc leaves it",
    StepAct.HANDED_ON: "To whom is it handed on, and why? Enter, or Esc",
    StepAct.UNDONE: "Why does it not hold? Enter takes it back, Esc leaves it",
}
"""What the field of words asks for each act."""


class RecordPlans:
    """The plans of the shown incident."""

    def __init__(self, record: RecordPresenter) -> None:
        self.record = record

    @property
    def progress(self) -> str:
        """How many steps of all attached plans are settled, such as 3/7; empty without a plan."""
        steps = self._steps()
        return f"{sum(step.is_settled for step in steps)}/{len(steps)}" if steps else ""

    def rows(self) -> tuple[StepShown, ...]:
        """Return each plan's head and its steps, in order."""
        card = self.record.card
        return plans_in_words(card.record, self.record.clock.now(), self.record.zone) if card else ()

    def next_step(self) -> str:
        """Return the id of the open step that is due next, else of the first not settled; empty when all are."""
        left = [step for step in self._steps() if not step.is_settled]
        due = [step for step in left if step.due_at is not None]
        first = min(due, key=lambda step: (step.due_at, step.place), default=next(iter(left), None))
        return first.step_id if first is not None else ""

    def offers(self) -> tuple[tuple[str, str], ...]:
        """Return what can be attached, by name and in words: those proposed for such an incident first."""
        card, pack = self.record.card, self.record.pack
        if card is None or pack is None or card.closed_at is not None:
            return ()
        there = {plan.name for plan in card.record.plans if plan.detached_at is None}

        def fits(plan: IncidentPlan) -> bool:
            return plan.fits(card.incident_type, card.priority, major=card.major)

        left = [plan for plan in pack.incident_plans if plan.name not in there and plan.steps_for(card.incident_type)]
        return tuple(
            (plan.name, tr("{title} · proposed", title=plan.title) if fits(plan) else plan.title)
            for plan in sorted(left, key=lambda plan: not fits(plan))
        )

    def attach(self, name: str) -> None:
        """Attach a plan."""

        def make() -> list[Command]:
            actor, incident_id = acting_on(self.record)
            first_missing([(name, tr("Which plan? None is left to attach."))])
            return [AttachPlan(actor=actor, incident_id=incident_id, name=name)]

        self.record.give(make, tr("Attached; its steps are guarded."))

    def act(self, step_id: str, act: StepAct) -> None:
        """Do something about a step, with what stands in the fields."""
        record = self.record

        def make() -> list[Command]:
            actor, _incident = acting_on(record)
            words = record.text(_F.STEP_WORDS).strip()
            step = next((step for step in self._steps() if step.step_id == step_id), None)
            if step is None:
                raise Refused(tr("Which step? Choose one of the list."))
            if act is not StepAct.DONE:
                first_missing([(words, tr("Write below why."))])
            of = PlanStepId(step_id)
            match act:
                case StepAct.DONE:
                    at = past_instant(record.text(_F.STEP_AT), record.clock.now(), record.zone)
                    return [DoPlanStep(actor=actor, step_id=of, words=words, done_at=at)]
                case StepAct.SKIPPED:
                    return [SkipPlanStep(actor=actor, step_id=of, reason=words)]
                case StepAct.UNDONE:
                    return [UndoPlanStep(actor=actor, step_id=of, reason=words)]
                case StepAct.HANDED_ON:
                    if step.task_id is None:
                        raise Refused(tr("Its time does not run yet: skip it, or do it."))
                    return [
                        SettleTask(actor=actor, task_id=TaskId(step.task_id), state=TaskState.HANDED_ON, words=words)
                    ]

        record.give(make, tr("Written down."), _F.STEP_WORDS, _F.STEP_AT)

    def detach(self, plan_id: str) -> None:
        """Detach a plan, with what stands in the field of words as the reason."""
        record = self.record

        def make() -> list[Command]:
            actor, _incident = acting_on(record)
            words = record.text(_F.STEP_WORDS).strip()
            first_missing([(plan_id, tr("No plan is attached.")),
                           (words, tr("Write below why the incident is not run by the plan."))])  # fmt: skip
            return [DetachPlan(actor=actor, plan_id=IncidentPlanId(plan_id), reason=words)]

        record.give(make, tr("Detached; what was done of it stays."), _F.STEP_WORDS)

    def cite(self, step_id: str) -> None:
        """Begin a note, on the command line, that goes by the document of a step."""
        card = self.record.card
        step = next((step for step in self._steps() if step.step_id == step_id), None)
        if card is None or step is None or step.cites is None:
            self.record.say(tr("This step cites no document."), "warning")
        else:
            self.record.compose(f"note {card.number}: [{step.cites.name} v{step.cites.version}] ")

    def attached(self, plan_id: str) -> str:
        """Return that plan while it is attached, else the only one there is; empty when it is not clear."""
        card = self.record.card
        there = [plan.plan_id for plan in card.record.plans if plan.detached_at is None] if card else []
        return plan_id if plan_id in there else there[0] if len(there) == 1 else ""

    def _steps(self) -> tuple[PlanStepRow, ...]:
        card = self.record.card
        return tuple(step for _number, _plan, step in numbered_steps(card.record)) if card else ()
