"""Lints of whom chains ask: roles that nobody holds, and those at the end of a chain whom nobody can ring up."""

from collections import defaultdict
from collections.abc import Iterator

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import OWNER, Subject, upwards
from dispatcher.domain.escalation import StepAction as Action
from dispatcher.domain.reach import ROLES, roles_asked
from dispatcher.packs.lint import Lint, warning
from dispatcher.packs.lint_foreseen import FILE, last_to_ask, priorities_of
from dispatcher.packs.model import Pack
from dispatcher.packs.policies import PolicyPart, StepPart


def lint_reach(pack: Pack) -> Iterator[Lint]:
    """Look at the roles that the policies of a pack ask, once for each role."""
    held = {role for person in pack.operator for role in person.roles}
    phoned = {role for person in pack.operator if person.phone for role in person.roles}
    asked: defaultdict[Role, list[str]] = defaultdict(list)
    last: defaultdict[Role, list[str]] = defaultdict(list)
    for policy in pack.policy:
        for role in roles_asked([policy.policy()]) if _asks(policy) else ():
            asked[role].append(policy.name)
        for role in _last_roles(policy):
            last[role].append(policy.name)
    for role in ROLES:
        if asked[role] and role not in held:
            stands_in = next((word(above) for above in upwards(role) if above in held), "nobody")
            says = f"{_named(asked[role])} may ask a {word(role)}, and no operator is one: {stands_in} is asked instead"
            yield warning(FILE, "policy.step.to", says, f"give {role.value} to somebody in people.toml, or ask others")
        elif last[role] and not phoned.intersection(upwards(role)):
            says = f"{_named(last[role])} end with a {word(role)}, and nobody of that role or above has a phone"
            do = f"give somebody who is {role.value} a phone: else nobody is reached while no seat is taken"
            yield warning("people.toml", "operator.phone", says, do)


def word(role: Role) -> str:
    """Return a role as it is said."""
    return role.value.replace("_", " ")


def _named(policies: list[str]) -> str:
    return ", ".join(policies)


def _asks(policy: PolicyPart) -> bool:
    return any(last_to_ask(policy, priority) for priority in priorities_of(policy.subject))


def _last_roles(policy: PolicyPart) -> set[Role]:
    """Return the roles that the last step of each priority asks."""
    found: set[Role] = set()
    for priority in priorities_of(policy.subject):
        last = last_to_ask(policy, priority)
        if last is not None:
            found.add(_role(policy, last[1]))
    return found


def _role(policy: PolicyPart, step: StepPart) -> Role:
    if step.action is Action.RAISE:
        return max(roles_asked([policy.policy()]), key=ROLES.index)
    if step.to == OWNER or step.to.startswith("seat:"):
        return Role.RADIO_OPERATOR if policy.subject is Subject.CHANNEL else Role.DISPATCHER
    return Role(step.to)
