"""Lints of policies, guards and attempts: promises that contradict each other."""

from collections.abc import Iterator
from itertools import pairwise

from dispatcher.domain.escalation import StepAction
from dispatcher.domain.triage import Priority
from dispatcher.packs.lint import Lint, Paging, error, note, warning
from dispatcher.packs.model import Pack, PolicyPart, StepPart

KNOWN = ("dispatch", "stand_down")
_FILE = "policies.toml"
_URGENT = (Priority.P1, Priority.P2)


def lint_policies(pack: Pack, paging: Paging | None) -> Iterator[Lint]:
    """Look for chains that reach nobody, or the wrong person first."""
    for place, policy in enumerate(pack.policy, start=1):
        key = f"policy.{place}"
        if policy.name not in KNOWN:
            says = f"nothing runs a policy named {policy.name!r}"
            yield warning(_FILE, f"{key}.name", says, f"use {' or '.join(KNOWN)}, or remove it")
            continue
        yield from _order(policy, key)
        yield from _ends(policy, key)
        if paging is not None:
            yield from _too_soon(policy, key, paging)


def _order(policy: PolicyPart, key: str) -> Iterator[Lint]:
    for place, (before, after) in enumerate(pairwise(policy.step), start=2):
        if after.after_s < before.after_s:
            says = f"{policy.name}: {after.name!r} runs at {after.after_s:g} s, before {before.name!r} above it"
            yield warning(_FILE, f"{key}.step.{place}.after_s", says, "put the steps in the order in which they run")
    voice, supervisor = _first(policy, StepAction.VOICE_TASK), _first(policy, StepAction.SUPERVISOR)
    if voice and supervisor and supervisor.after_s < voice.after_s:
        says = f"{policy.name}: the supervisor is called at {supervisor.after_s:g} s, before anybody calls the crew"
        yield warning(_FILE, f"{key}.step", says, "let the voice task come first")


def _ends(policy: PolicyPart, key: str) -> Iterator[Lint]:
    supervisor = _first(policy, StepAction.SUPERVISOR)
    if supervisor is None:
        says = f"{policy.name} ends without a supervisor: when nobody answers, nobody else is told"
        yield error(_FILE, f"{key}.step", says, "add a step with the action supervisor")
    elif not any(step.every_s for step in policy.step if step.action is StepAction.SUPERVISOR):
        says = f"{policy.name}: the supervisor is called once and never again"
        yield warning(_FILE, f"{key}.step", says, "give the step every_s")
    for action, without in (
        (StepAction.VOICE_TASK, "nobody is asked to call the crew by voice"),
        (StepAction.TECHNICAL_ALARM, "a terminal that takes nothing is not told of"),
    ):
        if _first(policy, action) is None:
            says = f"{policy.name} has no {action.value}: {without}"
            yield warning(_FILE, f"{key}.step", says, f"add a step with the action {action.value}")


def _too_soon(policy: PolicyPart, key: str, paging: Paging) -> Iterator[Lint]:
    for place, step in enumerate(policy.step, start=1):
        if step.action is StepAction.REPEAT_PAGE and not step.plus_forecast and step.after_s <= paging.forecast_s:
            says = (
                f"{policy.name}: the page is repeated after {step.after_s:g} s, and a healthy line may take"
                f" {paging.forecast_s:.0f} s for it"
            )
            yield warning(_FILE, f"{key}.step.{place}.after_s", says, "repeat later, or add plus_forecast = true")


def lint_guards(pack: Pack) -> Iterator[Lint]:
    """Look for guards that are later than what they guard against."""
    for name, table in (("waiting_s", pack.guards.waiting_s), ("watch_s", pack.guards.watch_s)):
        for worse, better in pairwise(Priority):
            if table[worse] > table[better]:
                says = f"{worse.value} waits {table[worse]:g} s and {better.value} only {table[better]:g} s"
                yield warning(_FILE, f"guards.{name}.{worse.value}", says, "let the worse come first")
    dispatch = next(policy for policy in pack.policy if policy.name == "dispatch")
    supervisor = _first(dispatch, StepAction.SUPERVISOR)
    for priority in Priority:
        waiting, watch = pack.guards.waiting_s[priority], pack.guards.watch_s[priority]
        if supervisor and priority in _URGENT and waiting > supervisor.after_s:
            says = (
                f"a {priority.value} that nobody was sent to is told of after {waiting:g} s, later than one whose crew"
                f" does not answer ({supervisor.after_s:g} s)"
            )
            yield warning(_FILE, f"guards.waiting_s.{priority.value}", says, "let the guard fire first")
        if watch < waiting:
            says = f"crews at work on a {priority.value} are asked after sooner ({watch:g} s) than one that waits"
            yield note(_FILE, f"guards.watch_s.{priority.value}", says, "right only when it is meant so")


def lint_attempts(pack: Pack, paging: Paging) -> Iterator[Lint]:
    """Look for a line that is given up before it can have answered."""
    limit = pack.attempts.send_limit_s
    if limit <= paging.forecast_s:
        says = f"a page is UNCERTAIN after {limit:g} s, and a healthy line may take {paging.forecast_s:.0f} s"
        yield warning(_FILE, "attempts.send_limit_s", says, "wait longer")


def _first(policy: PolicyPart, action: StepAction) -> StepPart | None:
    steps = [step for step in policy.step if step.action is action]
    return min(steps, key=lambda step: step.after_s, default=None)
