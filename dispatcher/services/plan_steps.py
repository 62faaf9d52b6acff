"""Steps of an incident's plan: done, skipped with a reason, taken back. A step whose time runs is a guarded task."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_plan_commands import DoPlanStep, SkipPlanStep, UndoPlanStep
from dispatcher.domain.incident_plans import StepAct, is_met
from dispatcher.domain.records import TASK_NEXT, TaskState
from dispatcher.domain.transitions import advance
from dispatcher.services.guarding import look
from dispatcher.services.log_writing import is_late, told
from dispatcher.services.opened import open_incident
from dispatcher.services.task_book import end_task, guard_task, owner_word, write_task
from dispatcher.storage import incident_plans, records
from dispatcher.storage.incident_plans import Step
from dispatcher.storage.incidents import Incident
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import UnitOfWork

_ACT = {
    TaskState.DONE: StepAct.DONE,
    TaskState.WITHDRAWN: StepAct.SKIPPED,
    TaskState.HANDED_ON: StepAct.HANDED_ON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What somebody says of a step; `at`: when it was done, unless told now."""

    state: TaskState
    words: str = ""
    at: datetime | None = None
    by_the_close: bool = False  # nobody looked at the step: the incident ends


def do_plan_step(command: DoPlanStep, work: UnitOfWork) -> None:
    """Tick a step, also before its turn: people do things in the order in which they can."""
    require(command.actor, Act.NOTE)
    if command.done_at is not None and command.done_at > work.now:
        raise Incomplete("what is ticked has been done: its time lies in the future", field="done_at")
    said = Settled(state=TaskState.DONE, words=command.words, at=command.done_at)
    settle_step(work, command.actor, incident_plans.step(work.connection, command.step_id), said)


def skip_plan_step(command: SkipPlanStep, work: UnitOfWork) -> None:
    """Go on without a step."""
    require(command.actor, Act.NOTE)
    said = Settled(state=TaskState.WITHDRAWN, words=command.reason)
    settle_step(work, command.actor, incident_plans.step(work.connection, command.step_id), said)


def undo_plan_step(command: UndoPlanStep, work: UnitOfWork) -> None:
    """Open a settled step again, due when it was: who said what and when stays in the record."""
    require(command.actor, Act.NOTE)
    step = incident_plans.step(work.connection, command.step_id)
    incident = _running(work, step)
    if not is_met(step.state):
        raise InvalidTransition(f"“{step.words}” is open; there is nothing to take back", field="step")
    if not command.reason.strip():
        raise Incomplete("say why the tick does not hold", field="reason")
    kept = work.keep("incident", incident.id, "reason", command.reason.strip())
    _keep_act(work, command.actor, step, StepAct.UNDONE, kept, work.now)
    work.record(
        EntryKind.PLAN_STEP_UNDONE, command.actor, incident.id, **_named(step), reason=told(kept),
        looked=look(work, incident.id),
    )  # fmt: skip
    incident_plans.set_task(work.connection, step.id, None)
    begin_step(work, command.actor, incident, step)


def begin_step(work: UnitOfWork, actor: Actor, incident: Incident, step: Step) -> None:
    """Let the time of a step run, when it counts from something that is over: it is a task from now on, and guarded."""
    since = incident_plans.settled_at(work.connection, step.after_id) if step.after_id else step.attached_at
    if since is None:
        return
    due_at = since + timedelta(seconds=step.within_s)
    # What is over already is asked about now: its chain is not late, the step is.
    guard_task(work, incident, _as_task(work, actor, incident, step, due_at), max(due_at, work.now))


def settle_step(work: UnitOfWork, actor: Actor, step: Step, said: Settled) -> None:
    """Store what came of a step, and let the time of those run that count from it."""
    incident = _running(work, step)
    if step.state is not None:
        advance(TASK_NEXT, f"“{step.words}”", step.state, said.state)
    _require_settleable(actor, step, said)
    kept = work.keep("incident", incident.id, "task", said.words.strip()) if said.words.strip() else None
    task_id = step.task_id or _as_task(work, actor, incident, step, work.now)
    due_at, at = records.task(work.connection, task_id).due_at, said.at or work.now
    end_task(work, actor, task_id, said.state, kept)
    late = _keep_act(work, actor, step, _ACT[said.state], kept, at)
    work.record(
        EntryKind.PLAN_STEP_SETTLED, actor, incident.id, **_named(step), task=task_id, act=_ACT[said.state].value,
        owner=owner_word(step.owner), late_s=max(0, round((at - due_at).total_seconds())),
        ago_s=round((work.now - at).total_seconds()), looked=not said.by_the_close and look(work, incident.id),
        **({"words": told(kept)} if kept else {}), **({"late": True} if late else {}),
    )  # fmt: skip
    for other in incident_plans.steps_of(work.connection, step.plan_id) if not said.by_the_close else ():
        if other.after_id == step.id and other.task_id is None:
            begin_step(work, actor, incident, other)


def _running(work: UnitOfWork, step: Step) -> Incident:
    incident = open_incident(work, step.incident_id)
    if not step.is_attached:
        raise InvalidTransition(f"the plan {step.plan_title} was detached from {incident.number}", field="step")
    return incident


def _require_settleable(actor: Actor, step: Step, said: Settled) -> None:
    if said.state is TaskState.DONE:
        return
    if not said.words.strip():
        whom = "to whom is it handed on, and why?" if said.state is TaskState.HANDED_ON else "why is it skipped?"
        raise Incomplete(whom, field="reason")
    if step.required:
        try:
            require(actor, Act.WAIVE_PLAN)
        except NotAuthorised as error:
            raise NotAuthorised(f"“{step.words}” must be done before the incident is closed: {error.reason}") from error


def _as_task(work: UnitOfWork, actor: Actor, incident: Incident, step: Step, due_at: datetime) -> str:
    # Words of the pack, the same at every incident: nobody looks for one of them by what its plan says.
    words = work.keep(incident_plans.OF_A_STEP, step.id, "task", step.words)
    task_id = write_task(work, actor, incident, step.owner, words, due_at)
    incident_plans.set_task(work.connection, step.id, task_id)
    return task_id


def _keep_act(work: UnitOfWork, actor: Actor, step: Step, act: StepAct, words: Kept | None, at: datetime) -> bool:
    late = is_late(work, at)
    incident_plans.add_act(
        work.connection, id=work.new_id(), step_id=step.id, act=act.value, source_at=at, entered_at=work.now,
        late=late, operator_id=actor.operator, seat=actor.seat, words_id=words.id if words else None,
    )  # fmt: skip
    return late


def _named(step: Step) -> dict[str, object]:
    """Return by what the journal knows a step: the pack's words, no person's."""
    return {"plan": step.plan_id, "title": step.plan_title, "step": step.id, "number": step.place, "says": step.words}
