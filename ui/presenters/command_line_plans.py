"""Plan what a line does to an incident's plan: its steps are named by the numbers that the record shows."""

from typing import NoReturn

from dispatcher.domain.authority import MAY, Act
from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import IncidentPlanId, PlanStepId, TaskId
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan, DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.incident_plans import StepAct
from dispatcher.domain.record_commands import SettleTask
from dispatcher.domain.records import TaskState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.plan_rows import IncidentPlanRow, PlanStepRow
from ui.presenters.command_grammar_intents_plans import (
    AttachPlanIntent,
    DetachPlanIntent,
    IncidentPlanIntent,
    StepIntent,
)
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_line_plan import Names, Plan, Target, because
from ui.presenters.command_line_record import past_of
from ui.presenters.command_line_vocabulary import begins
from ui.presenters.record_plan_words import numbered_steps
from ui.wording import tr

_DOES = {
    StepAct.DONE: "Step {number} of {incident} is done: {step}",
    StepAct.SKIPPED: "Skip step {number} of {incident}: {step}",
    StepAct.HANDED_ON: "Hand step {number} of {incident} on: {step}",
    StepAct.UNDONE: "Take step {number} of {incident} back: {step}",
}


def plan_incident_plan(intent: IncidentPlanIntent, names: Names) -> Plan:
    """Plan attaching, stepping through and detaching."""
    match intent:
        case AttachPlanIntent():
            return _attach(intent, names)
        case StepIntent():
            return _step(intent, names)
        case DetachPlanIntent():
            return _detach(intent, names)


def plans_words(card: IncidentCard | None) -> str:
    """Say which steps of its plans keep an incident open; empty when none does, as far as is known."""
    steps = numbered_steps(card.record) if card else ()
    left = [str(number) for number, _plan, step in steps if step.required and not step.is_settled]
    return tr("steps of its plan still to be done: {numbers}", numbers=", ".join(left)) if left else ""


def _attach(intent: AttachPlanIntent, names: Names) -> Plan:
    target, plans = names.target(intent.incident), names.vocabulary.incident_plans
    wanted = intent.name.text.casefold()
    found = [plan for plan in plans if plan.name.casefold() == wanted]
    found = found or [plan for plan in plans if begins(wanted, plan.name) or begins(wanted, plan.title)]
    if len(found) != 1:
        listed = ", ".join(plan.name for plan in found or plans) or tr("none")
        shape = tr("{word} can be {names}") if found else tr("No plan is called {word}; there are: {names}")
        stop_at(intent.name, shape.format(word=intent.name.text, names=listed))
    command = AttachPlan(actor=names.actor, incident_id=target.incident_id, name=found[0].name)
    effect = tr("Run {incident} by the plan {title}", incident=target.label, title=found[0].title)
    card = names.vocabulary.owed.of(target.incident_id)
    there = {plan.name for plan in card.record.plans if plan.detached_at is None} if card else set[str]()
    doubt = tr("it is run by it already") if found[0].name in there else ""
    return Plan(command, effect, doubt, target.number)


def _step(intent: StepIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    number, step = _chosen(intent, names.card(intent.incident, target), target)
    command = _command(intent, names, step)
    effect = tr(_DOES[intent.act], number=number, incident=target.number, step=step.words)
    waives = step.required and intent.act in (StepAct.SKIPPED, StepAct.HANDED_ON)
    may = names.actor.role in MAY[Act.WAIVE_PLAN]
    doubt = tr("it must be done before the close: ask a supervisor") if waives and not may else ""
    return Plan(command, because(effect, intent.words), doubt, target.number)


def _command(intent: StepIntent, names: Names, step: PlanStepRow) -> Command:
    actor, of = names.actor, PlanStepId(step.step_id)
    match intent.act:
        case StepAct.DONE:
            at = past_of(intent.at, names.vocabulary) if intent.at else None
            return DoPlanStep(actor=actor, step_id=of, words=intent.words, done_at=at)
        case StepAct.SKIPPED:
            return SkipPlanStep(actor=actor, step_id=of, reason=intent.words)
        case StepAct.UNDONE:
            return UndoPlanStep(actor=actor, step_id=of, reason=intent.words)
        case StepAct.HANDED_ON:
            if step.task_id is None:
                stop_at(intent.number, tr("Its time does not run yet: skip it, or do it"))
            return SettleTask(
                actor=actor, task_id=TaskId(step.task_id), state=TaskState.HANDED_ON, words=intent.words
            )  # fmt: skip


def _chosen(intent: StepIntent, card: IncidentCard, target: Target) -> tuple[int, PlanStepRow]:
    """Return the step that is meant: by its number, else the only one that it can be."""
    undo = intent.act is StepAct.UNDONE
    steps = {number: step for number, _plan, step in numbered_steps(card.record)}
    fit = {number: step for number, step in steps.items() if step.is_settled is undo}
    if not steps:
        stop_at(intent.number, tr("{incident} is run by no plan", incident=target.number))
    if intent.number.text:
        number = int(intent.number.text)
        if number not in fit:
            _stop_unfit(intent.number, number, steps, undo=undo)
        return number, fit[number]
    if len(fit) != 1:
        listed = ", ".join(f"{number} {step.words}" for number, step in fit.items()) or tr("none")
        stop_at(intent.number, tr("Which step? {listed}", listed=listed))
    return next(iter(fit.items()))


def _stop_unfit(typed: Word, number: int, steps: dict[int, PlanStepRow], *, undo: bool) -> NoReturn:
    if number not in steps:
        stop_at(typed, tr("There is no step {number}; the last one is {last}", number=number, last=max(steps)))
    says = tr("Step {number} is open") if undo else tr("Step {number} is settled already; undo it first")
    stop_at(typed, says.format(number=number))


def _detach(intent: DetachPlanIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    card = names.card(intent.incident, target)
    row = _attached(intent.name, [plan for plan in card.record.plans if plan.detached_at is None], target)
    command = DetachPlan(actor=names.actor, plan_id=IncidentPlanId(row.plan_id), reason=intent.reason)
    effect = tr("Run {incident} without the plan {title}", incident=target.label, title=row.title)
    needed = any(step.required and not step.is_settled for step in row.steps)
    doubt = needed and names.actor.role not in MAY[Act.WAIVE_PLAN]
    says = tr("steps of it must be done before the close: ask a supervisor") if doubt else ""
    return Plan(command, because(effect, intent.reason), says, target.number)


def _attached(typed: Word, there: list[IncidentPlanRow], target: Target) -> IncidentPlanRow:
    wanted = typed.text.casefold()
    found = [plan for plan in there if begins(wanted, plan.name) or begins(wanted, plan.title)] if wanted else there
    if not there:
        stop_at(typed, tr("{incident} is run by no plan", incident=target.number))
    if len(found) != 1:
        stop_at(typed, tr("Which plan? {names}", names=", ".join(plan.name for plan in found or there)))
    return found[0]
