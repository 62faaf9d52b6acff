"""Lints of times: steps in another order than they run, sooner than a line may take, later for the worse priority."""

from collections.abc import Iterator
from itertools import pairwise

from dispatcher.domain.escalation import PAGES, StepAction, Subject
from dispatcher.domain.triage import Priority
from dispatcher.packs.lint import Lint, Paging, note, warning
from dispatcher.packs.lint_foreseen import FILE, priorities_of, said
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart, StepPart

_URGENT = (Priority.P1, Priority.P2)
_CALLS = (StepAction.ACKNOWLEDGE, StepAction.RAISE, StepAction.DECIDE)


def lint_order(pack: Pack, paging: Paging | None) -> Iterator[Lint]:
    """Look for times that contradict each other, in one policy and between two."""
    for place, policy in enumerate(pack.policy, start=1):
        key = f"policy.{place}"
        yield from _order(policy, key)
        yield from _worse_later(policy, key)
        if policy.subject in PAGES:
            yield from _authority_before_voice(policy, key)
            yield from _too_soon(policy, key, paging)
    yield from _waiting_too_late(pack)
    yield from _watch_too_soon(pack)
    yield from _later_than_expected(pack)


def lint_attempts(pack: Pack, paging: Paging) -> Iterator[Lint]:
    """Look for a line that is given up before it can have answered."""
    limit = pack.attempts.send_limit_s
    if limit <= paging.forecast_s:
        says = f"a page is UNCERTAIN after {limit:g} s, and a healthy line may take {paging.forecast_s:.0f} s"
        yield warning(FILE, "attempts.send_limit_s", says, "wait longer")


def _order(policy: PolicyPart, key: str) -> Iterator[Lint]:
    for place, (before, after) in enumerate(pairwise(policy.step), start=2):
        common = [priority for priority in Priority if priority in before.after_s and priority in after.after_s]
        if common and all(after.after_s[priority] < before.after_s[priority] for priority in common):
            seconds = after.after_s[common[0]]
            says = f"{policy.name}: {after.name!r} runs at {seconds:g} s, before {before.name!r} above it"
            yield warning(FILE, f"{key}.step.{place}.after_s", says, "put the steps in the order in which they run")


def _worse_later(policy: PolicyPart, key: str) -> Iterator[Lint]:
    for place, step in enumerate(policy.step, start=1):
        for name, table in (("after_s", step.after_s), ("every_s", step.every_s)):
            given = [priority for priority in priorities_of(policy.subject) if priority in table]
            for worse, better in pairwise(given):
                if table[worse] > table[better]:
                    says = f"{policy.name}: {step.name} lets a {worse.value} wait {table[worse]:g} s and a"
                    key_of = f"{key}.step.{place}.{name}.{worse.value}"
                    yield warning(
                        FILE, key_of, f"{says} {better.value} only {table[better]:g} s", "let the worse go first"
                    )


def _authority_before_voice(policy: PolicyPart, key: str) -> Iterator[Lint]:
    wrong: list[Priority] = []
    for priority in Priority:
        voice, called = _first(policy, priority, StepAction.VOICE_TASK), _first(policy, priority, *_CALLS)
        if voice and called and called.after_s[priority] < voice.after_s[priority]:
            wrong.append(priority)
    if wrong:
        says = f"{policy.name}: a supervisor is called, for {said(wrong)}, before anybody calls the crew by voice"
        yield warning(FILE, f"{key}.step", says, "let the voice task come first")


def _too_soon(policy: PolicyPart, key: str, paging: Paging | None) -> Iterator[Lint]:
    for place, step in enumerate(policy.step, start=1) if paging else ():
        if step.action is not StepAction.REPEAT_PAGE or paging is None:
            continue
        soonest = min(step.after_s.values()) + (paging.forecast_s if step.plus_forecast else 0.0)
        for name, seconds in (("after_s", soonest), ("every_s", min(step.every_s.values(), default=None))):
            if seconds is not None and seconds <= paging.forecast_s:
                says = (
                    f"{policy.name}: the page is repeated after {seconds:g} s, and a healthy line may take"
                    f" {paging.forecast_s:.0f} s for it"
                )
                do = "repeat later, or add plus_forecast = true" if name == "after_s" else "repeat less often"
                yield warning(FILE, f"{key}.step.{place}.{name}", says, do)


def _waiting_too_late(pack: Pack) -> Iterator[Lint]:
    """An incident to which nobody was sent is no better off than one whose crew does not answer."""
    dispatch, (place, waiting) = _general(pack, Subject.DISPATCH)[1], _general(pack, Subject.WAITING)
    for priority in _URGENT:
        called, told = _first(dispatch, priority, *_CALLS), _first(waiting, priority)
        if called and told and told.after_s[priority] > called.after_s[priority]:
            says = (
                f"a {priority.value} that nobody was sent to is told of after {told.after_s[priority]:g} s, later than"
                f" one whose crew does not answer ({called.after_s[priority]:g} s)"
            )
            yield warning(FILE, f"policy.{place}.step.after_s.{priority.value}", says, "let the guard fire first")


def _later_than_expected(pack: Pack) -> Iterator[Lint]:
    """Somebody is told that nobody was sent while the time that a dispatch is expected to take can still be kept."""
    place, waiting = _general(pack, Subject.WAITING)
    for priority, expected_s in pack.response_times.processing_s.items():
        told = _first(waiting, priority)
        if told and told.after_s[priority] > expected_s:
            says = (
                f"a {priority.value} that nobody was sent to is told of after {told.after_s[priority]:g} s, and"
                f" {pack.response_times.title} expects the dispatch within {expected_s:g} s"
            )
            yield warning(FILE, f"policy.{place}.step.after_s.{priority.value}", says, "let the guard fire sooner")


def _watch_too_soon(pack: Pack) -> Iterator[Lint]:
    (place, watch), waiting = _general(pack, Subject.WATCH), _general(pack, Subject.WAITING)[1]
    for priority in Priority:
        looked, told = _first(watch, priority), _first(waiting, priority)
        if looked and told and looked.after_s[priority] < told.after_s[priority]:
            says = (
                f"crews at work on a {priority.value} are asked after sooner ({looked.after_s[priority]:g} s) than one"
                f" that waits ({told.after_s[priority]:g} s)"
            )
            yield note(FILE, f"policy.{place}.step.after_s.{priority.value}", says, "right only when it is meant so")


def _general(pack: Pack, subject: Subject) -> tuple[int, PolicyPart]:
    """Return place and policy that hold for every type and unit: a pack without one is refused."""
    return next(
        (place, policy)
        for place, policy in enumerate(pack.policy, start=1)
        if policy.subject is subject and not policy.types and not policy.profile and not policy.kinds
    )


def _first(policy: PolicyPart, priority: Priority, *actions: StepAction) -> StepPart | None:
    """Return the first step for a priority, of some actions when they are named."""
    steps = [step for step in policy.step if priority in step.after_s and (not actions or step.action in actions)]
    return min(steps, key=lambda step: step.after_s[priority], default=None)
