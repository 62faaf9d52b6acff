"""Lints of how chains end: in silence, with one question, or so late that nobody is told in time."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import PAGES, StepAction, Subject
from dispatcher.domain.foreseen import Outcome, Timeline
from dispatcher.domain.triage import Priority
from dispatcher.packs.lint import Lint, error, warning
from dispatcher.packs.lint_foreseen import FILE, last_to_ask, said, unanswered
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart

_FIRST_TOLD_S: Mapping[Priority, float] = {Priority.P1: 300.0, Priority.P2: 600.0}
_BETWEEN_S: Mapping[Priority, float] = {Priority.P1: 900.0, Priority.P2: 1_800.0}
_WRONG_FROM_THE_START = frozenset({
    Subject.DISPATCH, Subject.STAND_DOWN, Subject.WAITING, Subject.TURNOUT, Subject.TRAVEL, Subject.PROMISE,
    Subject.TRANSFER, Subject.PROPOSAL, Subject.CHANNEL, Subject.EMERGENCY, Subject.CONTACT, Subject.TASK,
})  # fmt: skip
"""What a chain counts from is trouble already; with the others it is the last sign of life."""
_AUTHORITY = frozenset({Role.SUPERVISOR, Role.DUTY_MANAGER})


def lint_ends(pack: Pack, policy: PolicyPart, key: str, forecast_s: float) -> Iterator[Lint]:
    """Look at what happens to a chain that nobody answers."""
    timelines = list(unanswered(pack, policy, forecast_s))
    silent = [timeline.priority for timeline in timelines if timeline.verdict.ends_in_silence]
    if silent:
        says = f"{policy.name} ends in silence for {said(silent)}: when nobody answers, nobody is asked any more"
        do = "let its last step that asks somebody come again: every_s"
        yield error(FILE, f"{key}.step", says, do)
    yield from _asked_once(policy, key, [item.priority for item in timelines if item.priority not in silent])
    yield from _too_late(policy, key, timelines)
    if policy.subject in PAGES:
        yield from _without(policy, key, timelines)


def _asked_once(policy: PolicyPart, key: str, priorities: list[Priority]) -> Iterator[Lint]:
    once: dict[int, list[Priority]] = {}
    for priority in priorities:
        last = last_to_ask(policy, priority)
        if last is not None and priority not in last[1].every_s:
            once.setdefault(last[0], []).append(priority)
    for place, asked in once.items():
        name = policy.step[place - 1].name
        says = f"{policy.name}: {name} is the last to ask somebody, for {said(asked)}, and asks once"
        yield warning(FILE, f"{key}.step.{place}", says, "give the step every_s")


def _too_late(policy: PolicyPart, key: str, timelines: list[Timeline]) -> Iterator[Lint]:
    for timeline in timelines:
        limit, between = _FIRST_TOLD_S.get(timeline.priority), _BETWEEN_S.get(timeline.priority)
        first = timeline.verdict.first_told_s
        if limit is None or between is None or first is None:
            continue
        if policy.subject in _WRONG_FROM_THE_START and first > limit:
            says = f"{policy.name}: the first person is told of a {timeline.priority.value} after {first:g} s"
            yield warning(FILE, f"{key}.step", says, f"tell somebody within {limit:g} s")
        told = [row.at_s for row in timeline.rows if row.outcome is Outcome.DID and row.reaches is not None]
        gap = max((after - before for before, after in pairwise(told)), default=0.0)
        if gap > between:
            says = f"{policy.name}: a {timeline.priority.value} is silent for {gap:g} s before the next person is told"
            yield warning(FILE, f"{key}.step", says, f"tell somebody every {between:g} s at least")


def _without(policy: PolicyPart, key: str, timelines: list[Timeline]) -> Iterator[Lint]:
    """A page is said by voice, a terminal that takes nothing is told of, and a supervisor hears of it at last."""
    unasked = [item.priority for item in timelines if not _AUTHORITY & {role for role, _ in item.verdict.asked}]
    if unasked:
        says = f"{policy.name} asks no supervisor for {said(unasked)}: nobody with the authority hears of it"
        yield error(FILE, f"{key}.step", says, 'add a step with the action acknowledge and to = "supervisor"')
    for action, what in (
        (StepAction.VOICE_TASK, "nobody is asked to call the crew by voice"),
        (StepAction.TECHNICAL_ALARM, "a terminal that takes nothing is not told of"),
    ):
        missing = [
            item.priority
            for item in timelines
            if not any(step.action is action and item.priority in step.after_s for step in policy.step)
        ]
        if missing:
            says = f"{policy.name} has no {action.value} for {said(missing)}: {what}"
            yield warning(FILE, f"{key}.step", says, f"add a step with the action {action.value}")
