"""What the steps of stored policies do."""

import functools

from sqlalchemy import Connection, select

from dispatcher.domain.escalation import Policy, step_code
from dispatcher.packs.policies import PolicyPart
from dispatcher.storage.schema import policies


def step_codes(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the code of every step of every stored policy, by policy id and step name."""
    return {
        (key, step.name): step_code(policy.subject, step)
        for key, policy in stored_policies(connection).items()
        for step in policy.steps
    }


def stored_policies(connection: Connection) -> dict[str, Policy]:
    """Return every stored policy by its id."""
    return {row.id: _parsed(row.body) for row in connection.execute(select(policies.c.id, policies.c.body))}


@functools.lru_cache(maxsize=256)
def _parsed(body: str) -> Policy:
    """Parsed once: every screen asks at every change, and a stored policy never changes."""
    return PolicyPart.model_validate_json(body).policy()
