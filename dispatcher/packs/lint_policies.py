"""Lints of policies: what nothing guards, for whom no chain is meant, and every lint of their steps and chains."""

from collections.abc import Iterator, Mapping

from dispatcher.domain.escalation import NEEDED, PAGES, Subject, SubjectKind, choose
from dispatcher.domain.incidents import Kind
from dispatcher.packs.lint import Lint, Paging, error, note, warning
from dispatcher.packs.lint_chains import lint_ends
from dispatcher.packs.lint_foreseen import FILE, priorities_of, said
from dispatcher.packs.lint_order import lint_order
from dispatcher.packs.lint_reach import lint_reach
from dispatcher.packs.lint_steps import lint_steps
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart

_UNGUARDED: Mapping[Subject, str] = {
    Subject.TURNOUT: "a crew that answered and does not set out",
    Subject.TRAVEL: "a crew that is en route and does not arrive",
    Subject.WELFARE: "a crew at work that nobody hears",
    Subject.ROLL_CALL: "accounting for everybody at a scene (PAR)",
    Subject.ELAPSED: "the time at the scene, which nobody announces",
    Subject.STATUS_AGE: "a unit of which nobody has heard for hours",
    Subject.HOLD: "a unit that is held: without it no unit can be held",
    Subject.CHANNEL: "a channel that stays down after its first alarm",
    Subject.TASK: "a task that nobody does by its time",
    Subject.UPDATE: "an incident of which nobody says how it stands",
    Subject.EMERGENCY: "an emergency that nobody takes after it rang once",
    Subject.CONTACT: "what reached the room from outside, and nobody settles",
    Subject.COMPLAINT: "a complaint that nobody answers",
}
_OF_ONE_TABLE = frozenset({SubjectKind.UNIT, SubjectKind.CHANNEL, SubjectKind.INBOUND})


def lint_policies(pack: Pack, paging: Paging | None) -> Iterator[Lint]:
    """Look for what nothing guards, and for chains that reach nobody, too late, or in the wrong order."""
    forecast_s = paging.forecast_s if paging else 0.0
    yield from _unguarded(pack)
    yield from _profiles(pack)
    for place, policy in enumerate(pack.policy, start=1):
        key = f"policy.{place}"
        yield from _shadowed(pack, policy, key)
        yield from _priorities(policy, key)
        yield from lint_steps(pack, policy, key, forecast_s)
        yield from lint_ends(pack, policy, key, forecast_s)
    yield from lint_order(pack, paging)
    yield from lint_reach(pack)


def _unguarded(pack: Pack) -> Iterator[Lint]:
    guarded = {policy.subject for policy in pack.policy}
    for subject, what in _UNGUARDED.items():
        if subject not in guarded:
            says = f"no policy is for {subject.value}: nothing guards {what}"
            yield note(FILE, "policy", says, f"add one with the subject {subject.value}, or know it")


def _profiles(pack: Pack) -> Iterator[Lint]:
    named = {policy.profile for policy in pack.policy} - {""}
    given = {unit.profile for unit in pack.unit} - {""}
    there_are = f"there are: {', '.join(sorted(named))}" if named else "no policy names any"
    for place, unit in enumerate(pack.unit, start=1):
        if unit.profile and unit.profile not in named:
            says = f"{unit.call_sign} has the profile {unit.profile!r}, and no policy is for it; {there_are}"
            yield error("units.toml", f"unit.{place}.profile", says, "correct it, or add such a policy")
    for place, policy in enumerate(pack.policy, start=1):
        if policy.profile and policy.profile not in given:
            says = f"{policy.name} is for units of the profile {policy.profile!r}, and no unit has it"
            yield note(FILE, f"policy.{place}.profile", says, "give units the profile in units.toml, or know it")


def _shadowed(pack: Pack, policy: PolicyPart, key: str) -> Iterator[Lint]:
    """Two policies that are meant as narrowly: the first is taken and the second never runs."""
    policies = tuple(part.policy() for part in pack.policy)
    meant = [(name, kind) for name in policy.types or ("",) for kind in policy.kinds or (Kind.INCIDENT,)]
    taken = [choose(policies, policy.subject, name, policy.profile, kind) for name, kind in meant]
    others = {other.name for other in taken if other is not None and other.name != policy.name}
    if len(others) == len(meant) and all(
        (bool(other.types), bool(other.kinds), other.profile)
        == (bool(policy.types), bool(policy.kinds), policy.profile)
        for other in taken
        if other
    ):
        says = f"{policy.name} guards what {', '.join(sorted(others))} guards already, and never runs"
        yield error(FILE, f"{key}.name", says, "remove one, or give it types or a profile")


def _priorities(policy: PolicyPart, key: str) -> Iterator[Lint]:
    without = [
        priority
        for priority in priorities_of(policy.subject)
        if not any(priority in step.after_s for step in policy.step)
    ]
    if not without:
        return
    make = error if policy.subject in NEEDED else warning
    what = "a page has no chain" if policy.subject in PAGES else "it is not guarded"
    by = " (of no incident: these times hold)" if policy.subject.kind in _OF_ONE_TABLE else ""
    says = f"{policy.name} has no step for {said(without)}{by}: {what}"
    yield make(FILE, f"{key}.step", says, "give a step seconds for it, or one number for all")
