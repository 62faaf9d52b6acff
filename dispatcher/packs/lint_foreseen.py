"""What lints look at: the timelines of a policy, as the engine would run it, in the cases that matter."""

from collections.abc import Collection, Iterator

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import PAGES, TELLS_PEOPLE, Subject
from dispatcher.domain.foreseeing import foresee, graded_by
from dispatcher.domain.foreseen import Case, CaseKind, Timeline
from dispatcher.domain.triage import Priority
from dispatcher.packs.foreseen import setting_of
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart, StepPart

FILE = "policies.toml"
_NOBODY = Case()
_NO_OWNER = Case(CaseKind.NOBODY_ON, role=Role.DISPATCHER)
_DOWN = Case(CaseKind.CHANNEL_DOWN)


def priorities_of(subject: Subject) -> tuple[Priority, ...]:
    """Return the priorities whose times are ever used: what is of no incident goes by one table."""
    return tuple(dict.fromkeys(graded_by(subject, priority) for priority in Priority))


def said(priorities: Collection[Priority]) -> str:
    """Return priorities as they are said."""
    return "every priority" if set(priorities) == set(Priority) else ", ".join(item.value for item in priorities)


def unanswered(pack: Pack, policy: PolicyPart, forecast_s: float) -> Iterator[Timeline]:
    """Yield what happens when nobody answers, for each priority that the policy has steps for."""
    for priority in _with_steps(policy):
        yield foresee(policy.policy(), priority, _NOBODY, setting_of(pack, policy, priority, forecast_s))


def in_all_cases(pack: Pack, policy: PolicyPart, priority: Priority, forecast_s: float) -> list[Timeline]:
    """Return the timelines in which each step that can do something does it."""
    cases = (_NOBODY, _NO_OWNER, _DOWN) if policy.subject in PAGES else (_NOBODY, _NO_OWNER)
    setting = setting_of(pack, policy, priority, forecast_s)
    return [foresee(policy.policy(), priority, case, setting) for case in cases]


def last_to_ask(policy: PolicyPart, priority: Priority) -> tuple[int, StepPart] | None:
    """Return place and step of the last that asks a person; what comes again wins among those of one second."""
    asking = [
        (step.after_s[priority], priority in step.every_s, place, step)
        for place, step in enumerate(policy.step, start=1)
        if step.action in TELLS_PEOPLE and priority in step.after_s
    ]
    if not asking:
        return None
    _after, _again, place, step = max(asking, key=lambda item: item[:3])
    return place, step


def _with_steps(policy: PolicyPart) -> list[Priority]:
    return [
        priority for priority in priorities_of(policy.subject) if any(priority in step.after_s for step in policy.step)
    ]
