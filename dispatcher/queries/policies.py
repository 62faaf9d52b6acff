"""What the steps of stored policies do."""

from sqlalchemy import Connection, select

from dispatcher.packs.model import PolicyPart
from dispatcher.storage.schema import policies


def step_actions(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the action of every step of every stored policy, by policy id and step name."""
    return {
        (row.id, step.name): step.action.value
        for row in connection.execute(select(policies.c.id, policies.c.body))
        for step in PolicyPart.model_validate_json(row.body).step
    }
