"""What a loaded pack's policies would do: the way from a pack to timelines, for the command line and for screens."""

from collections.abc import Sequence

from dispatcher.domain.authority import Role
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.escalation import CALLS_AUTHORITY, PAGES, Policy, Reach
from dispatcher.domain.foreseeing import foresee
from dispatcher.domain.foreseen import Case, CaseKind, Outcome, People, Setting, Timeline
from dispatcher.domain.plans import Paged, bearers_for
from dispatcher.domain.triage import Priority
from dispatcher.packs.model import VOICE, Pack
from dispatcher.packs.policies import PolicyPart

AT_SEATS = (Role.DISPATCHER, Role.RADIO_OPERATOR, Role.SUPERVISOR)
"""Who usually sits in the room; a duty manager is rung up."""

_A_LITTLE_LATER_S = 10.0


def foresee_policy(
    pack: Pack,
    name: str,
    *,
    priority: Priority = Priority.P1,
    cases: Sequence[Case] = (),
    forecast_s: float = 0.0,
    horizon_s: float | None = None,
) -> tuple[Timeline, ...]:
    """Return what the policy of that name does in each case, the usual ones unless some are given.

    `forecast_s` is what a page takes on the healthy line.

    Raises:
        UnknownThing: the pack has no such policy; the text names those that it has.
    """
    part = policy_named(pack, name)
    setting = setting_of(pack, part, priority, forecast_s)
    policy = part.policy()
    return tuple(
        foresee(policy, priority, case, setting, horizon_s) for case in cases or usual_cases(policy, priority, setting)
    )


def usual_cases(policy: Policy, priority: Priority, setting: Setting) -> tuple[Case, ...]:
    """Return the cases that tell most: nobody acts; somebody does, soon after the first or an authority was told."""
    nobody = foresee(policy, priority, Case(), setting)
    told = [row for row in nobody.rows if row.outcome is Outcome.DID and row.reaches is not None]
    asking = {step.name for step in policy.steps if step.action in CALLS_AUTHORITY}
    if not told:
        return (nobody.case,)
    first = next((row for row in told if row.at_s >= 0), told[0])
    asked = next((row for row in told if row.step in asking), first)
    cases = [
        nobody.case,
        Case(CaseKind.ANSWERS, after_s=first.at_s + _A_LITTLE_LATER_S),
        Case(CaseKind.ACKNOWLEDGED, after_s=asked.at_s + _A_LITTLE_LATER_S),
    ]
    if policy.subject in PAGES:
        cases.append(Case(CaseKind.CHANNEL_DOWN))
    return (*cases, Case(CaseKind.NOBODY_ON, role=Role.SUPERVISOR))


def policy_named(pack: Pack, name: str) -> PolicyPart:
    """Return a policy of the pack. Raises: UnknownThing."""
    found = next((part for part in pack.policy if part.name == name), None)
    if found is None:
        there_are = ", ".join(part.name for part in pack.policy)
        raise UnknownThing(f"{pack.name} has no policy {name!r}; there are: {there_are}", field="policy")
    return found


def setting_of(pack: Pack, part: PolicyPart, priority: Priority, forecast_s: float = 0.0) -> Setting:
    """Return what a policy's chain runs in: the pack's people, channels and expected times."""
    bearers = _bearers(pack, part, priority)
    return Setting(
        people=people_of(pack), forecast_s=forecast_s,
        expected_s=pack.response_times.times().expected_s(part.subject, priority),
        alternate=next(channel.alternate for channel in pack.channel if channel.name == bearers[0]),
        bearers=bearers[1:],
    )  # fmt: skip


def _bearers(pack: Pack, part: PolicyPart, priority: Priority) -> tuple[str, ...]:
    """Return the channels of the unit that has most of them, in the order of the plan; voice has a step of its own."""
    meant = [unit for unit in pack.unit if part.profile in ("", unit.profile)] or list(pack.unit)
    unit = max(meant, key=lambda unit: len(unit.reached_by))
    page = Paged(
        priority=priority, incident_type=next(iter(part.types), ""), profile=unit.profile, call_sign=unit.call_sign
    )
    informal = frozenset(channel.name for channel in pack.channel if channel.informal)
    plans = [plan.plan() for plan in pack.plan]
    ordered = bearers_for(plans, page, tuple(unit.reached_by.items()), informal)
    return tuple(channel for channel, _ in ordered if channel != VOICE)


def people_of(pack: Pack) -> People:
    """Return the usual people: somebody of each role of the room at a seat, whoever has a phone on call."""
    held = frozenset(role for person in pack.operator for role in person.roles)
    called = frozenset(role for person in pack.operator if person.phone for role in person.roles)
    phones = {
        role: " or ".join(person.name for person in pack.operator if person.phone and role in person.roles)
        for role in called
    }
    return People(reach=Reach(on_duty=held.intersection(AT_SEATS), on_call=called), phones=phones)
