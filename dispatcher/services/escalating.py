"""Run what has fallen due: a step of a page's chain, or a guard that walks along its own (flow T6)."""

from datetime import timedelta

from dispatcher.domain.escalation import Policy, Step, StepAction, Subject, SubjectKind, subject_of
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import Kind
from dispatcher.domain.machine import RunDeadline
from dispatcher.services import chains, page_steps, pauses, steps, testing_channels
from dispatcher.services.chains import stored_policy
from dispatcher.services.contexts import Context, of_guard, of_page
from dispatcher.storage import deadlines, transmissions
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


def run_deadline(command: RunDeadline, work: UnitOfWork) -> bool:
    """Claim the deadline and do what it is there for; False when somebody else did, or its reason is gone."""
    deadline = deadlines.claim(work.connection, command.deadline_id, work.holder, command.epoch, work.now)
    if deadline is None:
        return False
    if deadline.name in testing_channels.TIMERS:
        testing_channels.run_timer(work, deadline)
    elif deadline.subject_kind is SubjectKind.TRANSMISSION:
        _run_step(work, deadline)
    else:
        _run_guard(work, deadline)
    return True


def _run_guard(work: UnitOfWork, deadline: Deadline) -> None:
    subject = subject_of(deadline.name)
    pauses.pause_over(work, deadline.subject_id, subject, deadline.due_at)
    about = of_guard(work, deadline)
    if about is None:
        return
    policy = _policy_of(work, deadline, about)
    if policy is None:
        return
    step = _step_of(policy, deadline)
    did = _do(work, step, about, deadline)
    work.record(
        EntryKind.GUARD_RAN, SYSTEM, about.incident_id, guard=deadline.name, run=deadline.run, step=step.name,
        action=step.action.value, did=did, subject=deadline.subject_id, late_ms=_late_ms(work, deadline),
    )  # fmt: skip
    if deadline.policy_id is None or deadline.step != step.name:
        # Of a room from before there were chains of this kind: it goes on by today's policy.
        chains.start(work, _guarded(about, deadline))
    elif _goes_on(work, step, about):
        chains.walk_on(work, deadline, policy, subject, about.graded)


def _goes_on(work: UnitOfWork, step: Step, about: Context) -> bool:
    """A step may end its own reason (a unit let go), or set the guard anew (a unit sent)."""
    if step.action is StepAction.ADD_UNIT:
        return not chains.is_running(work, about.subject, about.subject_id)
    return about.subject is not Subject.HOLD


def _guarded(about: Context, deadline: Deadline) -> chains.Guarded:
    return chains.Guarded(
        subject=about.subject, subject_id=deadline.subject_id, priority=about.graded, incident_id=about.incident_id,
        incident_type=about.incident.incident_type if about.incident else "",
        kind=about.incident.kind if about.incident else Kind.INCIDENT,
    )  # fmt: skip


def _policy_of(work: UnitOfWork, deadline: Deadline, about: Context) -> Policy | None:
    if deadline.policy_id is not None:
        return stored_policy(work, deadline.policy_id)
    if about.incident is None:
        return work.rules.policy(about.subject)
    return work.rules.policy(about.subject, about.incident.incident_type, kind=about.incident.kind)


def _step_of(policy: Policy, deadline: Deadline) -> Step:
    try:
        return policy.step(deadline.step)
    except KeyError:
        return policy.steps[0]


def _run_step(work: UnitOfWork, deadline: Deadline) -> None:
    page = transmissions.get(work.connection, deadline.subject_id)
    policy = stored_policy(work, deadline.policy_id or "")
    step = policy.step(deadline.name)
    did = _do(work, step, of_page(work, page), deadline)
    work.record(
        EntryKind.STEP_RAN, SYSTEM, page.incident_id, transmission=page.id, step=step.name,
        action=step.action.value, run=deadline.run, did=did, late_ms=_late_ms(work, deadline),
    )  # fmt: skip
    every_s = step.every_s.get(page.priority)
    if every_s is not None:
        due_at = max(work.now, deadline.due_at) + timedelta(seconds=every_s)
        chains.arm(
            work,
            Deadline(
                id=work.new_id(), subject_kind=deadline.subject_kind, subject_id=deadline.subject_id,
                incident_id=deadline.incident_id, name=deadline.name, policy_id=deadline.policy_id,
                run=deadline.run + 1, due_at=due_at, since=deadline.since, step=deadline.step,
            ),
        )  # fmt: skip


def _late_ms(work: UnitOfWork, deadline: Deadline) -> int:
    return int((work.now - deadline.due_at) / timedelta(milliseconds=1))


def _do(work: UnitOfWork, step: Step, about: Context, deadline: Deadline) -> str:
    why = steps.obstacle(work, step, about)
    if why is not None:
        return f"not needed: {why}"
    of_page_step = _WITH_PAGE.get(step.action)
    if of_page_step is not None:
        return of_page_step(work, about, deadline)
    return _WITH_PEOPLE[step.action](work, about, step)


_WITH_PAGE = {
    StepAction.TECHNICAL_ALARM: page_steps.technical_alarm,
    StepAction.REPEAT_PAGE: page_steps.repeat_page,
    StepAction.OTHER_GATEWAY: page_steps.other_gateway,
    StepAction.NEXT_CHANNEL: page_steps.next_channel,
    StepAction.VOICE_TASK: page_steps.voice_task,
}
_WITH_PEOPLE = {
    StepAction.RECOMMEND_UNIT: steps.recommend,
    StepAction.ADD_UNIT: steps.add_unit,
    StepAction.NOTIFY: steps.notify,
    StepAction.TASK: steps.task,
    StepAction.ACKNOWLEDGE: steps.acknowledge,
    StepAction.RAISE: steps.raise_higher,
    StepAction.DECIDE: steps.decide,
    StepAction.FLAG: steps.flag,
    StepAction.RELEASE: steps.release,
}
