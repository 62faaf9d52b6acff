"""What the steps of stored policies do."""

import functools

from sqlalchemy import Connection, select

from dispatcher.packs.model import PolicyPart
from dispatcher.storage.schema import policies


def step_actions(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the action of every step of every stored policy, by policy id and step name."""
    return {
        (row.id, name): action
        for row in connection.execute(select(policies.c.id, policies.c.body))
        for name, action in _steps(row.body)
    }


@functools.lru_cache(maxsize=64)
def _steps(body: str) -> tuple[tuple[str, str], ...]:
    """Parsed once: every screen asks at every change, and a stored policy never changes."""
    return tuple((step.name, step.action.value) for step in PolicyPart.model_validate_json(body).step)
