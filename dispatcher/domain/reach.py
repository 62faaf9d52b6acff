"""Which roles the steps of a room's policies ask, and who can be reached for them."""

from collections.abc import Iterable

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import OWNER, TELLS_PEOPLE, Policy, StepAction, next_above

ROLES = (Role.RADIO_OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.DUTY_MANAGER)
"""From the desk upwards."""


def roles_asked(policies: Iterable[Policy]) -> frozenset[Role]:
    """Return every role that a step may ask; somebody to speak and somebody to dispatch is always asked."""
    asked = {Role.RADIO_OPERATOR, Role.DISPATCHER}
    for policy in policies:
        highest = Role.DISPATCHER
        for step in policy.steps:
            if step.action in TELLS_PEOPLE and step.to != OWNER and not step.to.startswith("seat:"):
                highest = max(highest, Role(step.to), key=ROLES.index)
            if step.action is StepAction.RAISE:
                highest = next_above(highest)
            asked.add(highest)
    return frozenset(asked)
