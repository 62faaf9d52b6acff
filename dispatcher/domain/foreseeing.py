"""See a policy before it is activated: play its steps through a case, without a store, a clock or people.

Times are seconds from where the chain counts: a page QUEUED, the last act on an incident, the expected arrival, the
instant that was promised. A step that is due at the very second at which somebody acts comes first.
"""

import math
from collections.abc import Iterator, Mapping

from dispatcher.domain.escalation import PAGES, Policy, Subject, SubjectKind
from dispatcher.domain.foreseen import Case, CaseKind, Row, Setting, Timeline
from dispatcher.domain.foreseen_chains import PageChain, WalkingChain
from dispatcher.domain.foreseen_steps import World
from dispatcher.domain.triage import Priority

_GRADED: Mapping[SubjectKind, Priority] = {
    SubjectKind.CHANNEL: Priority.P2, SubjectKind.UNIT: Priority.P4, SubjectKind.INBOUND: Priority.P1,
}  # fmt: skip
_SHOWN_AGAIN = 2


def foresee(
    policy: Policy, priority: Priority, case: Case, setting: Setting, horizon_s: float | None = None
) -> Timeline:
    """Play a policy through a case, up to a horizon; unless told, until what comes again has come three times."""
    graded = graded_by(policy.subject, priority)
    if horizon_s is None:
        horizon_s = horizon_of(policy, graded, setting)
        timed = case.kind in (CaseKind.ANSWERS, CaseKind.ACKNOWLEDGED)
        horizon_s += max(0.0, case.after_s) + setting.expected_s if timed and policy.subject not in PAGES else 0.0
    kind = PageChain if policy.subject in PAGES else WalkingChain
    return kind(policy, graded, World(subject=policy.subject, case=case, setting=setting), horizon_s).timeline()


def graded_by(subject: Subject, priority: Priority) -> Priority:
    """Return whose times hold: what is of no incident goes by one table."""
    return _GRADED.get(subject.kind, priority)


def horizon_of(policy: Policy, priority: Priority, setting: Setting) -> float:
    """Return the whole minutes, in seconds, in which each step comes, and twice more what comes again."""
    last = max(
        (
            first + _SHOWN_AGAIN * step.every_s.get(priority, 0.0)
            for step, first in policy.firsts(priority, setting.forecast_s)
        ),
        default=0.0,
    )
    return max(60.0, math.ceil(last / 60.0) * 60.0)


def first_tellings(timeline: Timeline) -> Iterator[Row]:
    """Yield the first row of each step, in the order in which they come."""
    seen: set[str] = set()
    for row in timeline.rows:
        if row.step not in seen:
            seen.add(row.step)
            yield row
