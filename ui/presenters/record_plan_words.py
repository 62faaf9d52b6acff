"""An incident's plans in words: a head for each, its steps with number, state, owner, times and what was done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.incident_plans import StepAct
from dispatcher.domain.records import TaskState
from dispatcher.queries.plan_rows import IncidentPlanRow, PlanStepRow, StepActRow
from dispatcher.queries.record_rows import RecordRow
from ui.presenters.record_words import OCCASION, OVERDUE_STEP, STEP_STATE, step_owner
from ui.wording import Badge, clock_time, duration, short_time, tr

_ACT = {
    StepAct.DONE: "done",
    StepAct.SKIPPED: "skipped",
    StepAct.HANDED_ON: "handed on",
    StepAct.UNDONE: "taken back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """One step of a plan, or (without an id) the head of a plan."""

    step_id: str
    plan_id: str
    badge: Badge
    words: str
    note: str  # whose it is, until when, who did it when
    is_settled: bool

    @property
    def whole(self) -> str:
        """All of it, as one reads it aloud."""
        return "  ".join(part for part in (self.badge.letter, self.badge.word, self.words, self.note) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """How far one plan is, in a few words, for the card."""

    count: str
    next: str
    badge: Badge


def numbered_steps(record: RecordRow) -> tuple[tuple[int, IncidentPlanRow, PlanStepRow], ...]:
    """Return the steps of the plans attached now, each with the number by which it is named: of all plans, from 1."""
    found = ((plan, step) for plan in record.plans if plan.detached_at is None for step in plan.steps)
    return tuple((number, plan, step) for number, (plan, step) in enumerate(found, start=1))


def plans_in_words(record: RecordRow, now: datetime, local: ZoneInfo) -> tuple[StepShown, ...]:
    """Put the plans of an incident into words: those attached with their steps, then those that were detached."""
    steps = numbered_steps(record)
    shown: list[StepShown] = []
    for plan in record.plans:
        shown.append(_head(plan, local))
        mine = [(number, step) for number, other, step in steps if other is plan]
        shown.extend(_step(number, plan, step, now, local) for number, step in mine)
    return tuple(shown)


def plans_for_card(record: RecordRow, now: datetime, local: ZoneInfo) -> tuple[PlanShown, ...]:
    """Say of each plan that is attached how far it is, and what comes next."""
    return tuple(_for_card(plan, now, local) for plan in record.plans if plan.detached_at is None)


def is_overdue(step: PlanStepRow, now: datetime) -> bool:
    """Tell whether an open step's time is over."""
    return step.state is TaskState.OPEN and step.due_at is not None and step.due_at <= now


def step_badge(step: PlanStepRow, now: datetime) -> Badge:
    """Return shape, letter, word and tone of a step."""
    return Badge(*(OVERDUE_STEP if is_overdue(step, now) else STEP_STATE[step.state]))


def _head(plan: IncidentPlanRow, local: ZoneInfo) -> StepShown:
    title = tr("{title} v{version}", title=plan.title, version=plan.version)
    note = tr("attached {time} by {who} at {seat}, {how}", time=clock_time(plan.attached_at, local),
              who=plan.attached_by, seat=plan.seat, how=tr(OCCASION[plan.occasion]))  # fmt: skip
    words = tr("{title} · {settled} of {steps}", title=title, settled=plan.settled, steps=len(plan.steps))
    if plan.detached_at is not None:
        note = tr("detached {time} by {who}: {why}", time=clock_time(plan.detached_at, local),
                  who=plan.detached_by or "", why=plan.reason)  # fmt: skip
    tone = "text_muted" if plan.detached_at is not None else "accent"
    return StepShown(step_id="", plan_id=plan.plan_id, badge=Badge("flag", "", "", tone), words=words, note=note,
                     is_settled=False)  # fmt: skip


def _step(number: int, plan: IncidentPlanRow, step: PlanStepRow, now: datetime, local: ZoneInfo) -> StepShown:
    history, cites = list(_history(step.acts, local)), _cites(step)
    if step.is_settled:  # who did it is what counts then, and not whose it was
        lines = [*history[:-1], " · ".join(part for part in (history[-1] if history else "", cites) if part)]
    else:
        needed = tr("needed to close") if step.required else ""
        parts = (step_owner(step), _when(step, number, now, local), needed, cites)
        lines = [" · ".join(part for part in parts if part), *history]
    return StepShown(
        step_id=step.step_id, plan_id=plan.plan_id, badge=step_badge(step, now), words=f"{number}. {step.words}",
        note="\n".join(lines), is_settled=step.is_settled,
    )  # fmt: skip


def _cites(step: PlanStepRow) -> str:
    return f"[{step.cites.name} v{step.cites.version}]" if step.cites is not None else ""


def _when(step: PlanStepRow, number: int, now: datetime, local: ZoneInfo) -> str:
    if step.state is None:
        return tr("counts from step {number}", number=step.after + number - step.place)
    if step.state is not TaskState.OPEN or step.due_at is None:
        return ""
    at = short_time(step.due_at, local)
    if is_overdue(step, now):
        return tr("was due {time}, {late} ago", time=at, late=duration(now - step.due_at))
    return tr("due {time}, in {left}", time=at, left=duration(step.due_at - now))


def _history(acts: tuple[StepActRow, ...], local: ZoneInfo) -> Iterator[str]:
    for act in acts:
        who = tr("{who} at {seat}", who=act.operator, seat=act.seat)
        said = f"{tr(_ACT[act.act])} {clock_time(act.source_at, local)}  {who}"
        if act.entered_at != act.source_at:
            said = tr("{said}, entered {time}", said=said, time=clock_time(act.entered_at, local))
        late = tr("LATE ENTRY") if act.late else ""
        yield " · ".join(part for part in (said, late, act.words) if part)


def _for_card(plan: IncidentPlanRow, now: datetime, local: ZoneInfo) -> PlanShown:
    count = tr("plan {settled}/{steps}", settled=plan.settled, steps=len(plan.steps))
    step = plan.coming
    if step is None or step.due_at is None:
        over = plan.settled == len(plan.steps)
        says = tr("{title}: every step is settled", title=plan.title) if over else plan.title
        return PlanShown(count=count, next=says, badge=Badge("tick" if over else "flag", "", "", "text_muted"))
    if is_overdue(step, now):
        says = tr("OVERDUE {late}: {step}", step=step.words, late=duration(now - step.due_at))
    else:
        says = tr("next, due {time}: {step}", step=step.words, time=short_time(step.due_at, local))
    return PlanShown(count=count, next=says, badge=step_badge(step, now))
