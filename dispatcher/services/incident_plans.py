"""Incident plans: attached by hand or by themselves, detached with a reason, met before the close."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import IncidentPlanId
from dispatcher.domain.incident_plan_commands import AttachPlan, DetachPlan
from dispatcher.domain.incident_plans import Attaching, IncidentPlan, Occasion, is_met
from dispatcher.domain.incidents import Kind
from dispatcher.domain.records import TaskState
from dispatcher.services.guarding import look
from dispatcher.services.log_writing import told
from dispatcher.services.opened import open_incident
from dispatcher.services.plan_steps import Settled, begin_step, settle_step
from dispatcher.services.task_book import end_task
from dispatcher.storage import incident_plans as store
from dispatcher.storage import incidents
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def attach_plan(command: AttachPlan, work: UnitOfWork) -> IncidentPlanId:
    """Attach a plan of the active pack to an open incident, whether the pack proposes it for such a one or not."""
    require(command.actor, Act.NOTE)
    incident = open_incident(work, command.incident_id)
    plans = {plan.name: plan for plan in work.rules.incident_plans}
    plan = plans.get(command.name)
    if plan is None:
        known = ", ".join(plans) or "the pack has none"
        raise UnknownThing(f"no incident plan is called {command.name!r}; there are: {known}", field="plan")
    return _attach(work, command.actor, incident, plan, Occasion.BY_HAND)


def attach_by_itself(work: UnitOfWork, actor: Actor, incident_id: str, occasion: Occasion) -> None:
    """Attach what the pack wants attached to such an incident; what was attached before comes back by hand only."""
    plans = [plan for plan in work.rules.incident_plans if plan.attaching is Attaching.BY_ITSELF]
    if not plans:
        return
    incident = incidents.get(work.connection, incident_id)
    if incident.kind is not Kind.INCIDENT:
        return
    known = {row.name for row in store.of_incident(work.connection, incident.id)}
    for plan in plans:
        fits = plan.fits(incident.incident_type, incident.priority, major=incident.is_major)
        if fits and plan.name not in known and plan.steps_for(incident.incident_type):
            _attach(work, actor, incident, plan, occasion)


def detach_plan(command: DetachPlan, work: UnitOfWork) -> None:
    """Run an incident without a plan from now on; what was done of it stays in the record."""
    require(command.actor, Act.NOTE)
    row = store.plan(work.connection, command.plan_id)
    open_incident(work, row.incident_id)
    if row.detached_at is not None:
        raise InvalidTransition(f"the plan {row.title} was detached already", field="plan")
    if not command.reason.strip():
        raise Incomplete("say why the incident is not run by the plan", field="reason")
    if any(step.required and not is_met(step.state) for step in store.steps_of(work.connection, row.id)):
        require(command.actor, Act.WAIVE_PLAN)
    _detach(work, command.actor, row, command.reason.strip(), looked=look(work, row.incident_id))


def require_plans_met(work: UnitOfWork, incident: Incident) -> None:
    """Refuse to close while a step is open that must be done before.

    Raises:
        InvalidTransition: it names the first such step, and what to do.
    """
    steps = store.steps_of_incident(work.connection, incident.id)
    unmet = [step for step in steps if step.required and not is_met(step.state)]
    if unmet:
        first, more = unmet[0], f" and {len(unmet) - 1} more" if len(unmet) > 1 else ""
        raise InvalidTransition(
            f"{incident.number}: step {first.place} of the plan {first.plan_title} is not done: “{first.words}”{more};"
            " do it, or let a supervisor skip it with a reason",
            field="incident",
        )


def end_open_steps(work: UnitOfWork, actor: Actor, incident: Incident, because: str) -> None:
    """Skip the steps whose time runs: the incident ends, and none of them had to be done before."""
    for step in store.steps_of_incident(work.connection, incident.id):
        if step.state is TaskState.OPEN:
            settle_step(work, actor, step, Settled(state=TaskState.WITHDRAWN, words=because, by_the_close=True))


def carry_plans(work: UnitOfWork, actor: Actor, going: Incident, into: Incident) -> None:
    """Detach the plans of an incident that is merged; the survivor begins those that it does not go by already."""
    there = {row.name for row in store.of_incident(work.connection, into.id) if row.detached_at is None}
    for row in store.of_incident(work.connection, going.id):
        if row.detached_at is None:
            plan = store.as_attached(row, store.steps_of(work.connection, row.id))
            _detach(work, actor, row, f"{going.number} was merged into {into.number}", looked=False)
            if row.name not in there:
                _attach(work, actor, into, plan, Occasion.MERGED)


def give_back_plans(work: UnitOfWork, actor: Actor, incident: Incident, merge: Row[Any]) -> None:
    """Go on with the plans that a merge detached: what was settled stays so, the other steps are open again."""
    for row in store.of_incident(work.connection, incident.id):
        if row.detached_at is not None and row.detached_at == merge.merged_at:
            store.set_plan(work.connection, row.id, detached_at=None, detached_by=None, reason_id=None)
            steps = store.steps_of(work.connection, row.id)
            _tell_attached(work, actor, incident, row, len(steps), Occasion.UNMERGED)
            for step in steps:
                if step.state is TaskState.WITHDRAWN and store.settled_at(work.connection, step.id) is None:
                    store.set_task(work.connection, step.id, None)
                    begin_step(work, actor, incident, step)


def _attach(
    work: UnitOfWork, actor: Actor, incident: Incident, plan: IncidentPlan, occasion: Occasion
) -> IncidentPlanId:
    steps = tuple((work.new_id(), step) for step in plan.steps_for(incident.incident_type))
    if not steps:
        raise Incomplete(f"no step of {plan.title} is for {incident.type_name}", field="plan")
    plan_id = work.new_id()
    values = {
        "incident_id": incident.id, "name": plan.name, "version": plan.version, "title": plan.title,
        "occasion": occasion.value, "attached_at": work.now, "attached_by": actor.operator, "seat": actor.seat,
    }  # fmt: skip
    try:
        with work.apart():
            store.add(work.connection, id=plan_id, **values)
    except IntegrityError as error:
        raise InvalidTransition(f"{incident.number} is run by {plan.title} already", field="plan") from error
    store.add_steps(work.connection, plan_id, steps)
    row = store.plan(work.connection, plan_id)
    _tell_attached(work, actor, incident, row, len(steps), occasion)
    for step in store.steps_of(work.connection, plan_id):
        if step.after_id is None:
            begin_step(work, actor, incident, step)
    return IncidentPlanId(plan_id)


def _tell_attached(
    work: UnitOfWork, actor: Actor, incident: Incident, row: Row[Any], steps: int, occasion: Occasion
) -> None:  # fmt: skip
    looked = occasion is Occasion.BY_HAND and look(work, incident.id)
    work.record(
        EntryKind.PLAN_ATTACHED, actor, incident.id, plan=row.id, name=row.name, version=row.version, title=row.title,
        steps=steps, occasion=occasion.value, looked=looked,
    )  # fmt: skip


def _detach(work: UnitOfWork, actor: Actor, row: Row[Any], because: str, *, looked: bool) -> None:
    kept = work.keep("incident", row.incident_id, "reason", because)
    store.set_plan(
        work.connection, row.id, detached_at=work.now, detached_by=actor.operator, reason_id=kept.id
    )  # fmt: skip
    steps = store.steps_of(work.connection, row.id)
    for step in steps:
        if step.task_id is not None and step.state is TaskState.OPEN:
            end_task(work, actor, step.task_id, TaskState.WITHDRAWN, kept)
    work.record(
        EntryKind.PLAN_DETACHED, actor, row.incident_id, plan=row.id, title=row.title, steps=len(steps),
        settled=sum(is_met(step.state) for step in steps), reason=told(kept), looked=looked,
    )  # fmt: skip
