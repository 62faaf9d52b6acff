"""Who sits where now, in the store."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from dispatcher.domain.authority import Role
from dispatcher.storage.schema import duties, operators

# Built once: every step that asks somebody looks who is there.
_ON_DUTY = (
    select(duties.c.seat, duties.c.role, duties.c.operator_id, operators.c.name)
    .join(operators, operators.c.id == duties.c.operator_id)
    .where(duties.c.until.is_(None))
    .order_by(duties.c.seat)
)
_ON_CALL = (
    select(operators.c.name, operators.c.roles, operators.c.phone)
    .where(operators.c.phone != "")
    .order_by(operators.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody at a seat, in a role."""

    seat: str
    operator_id: str
    name: str
    role: Role


def on_duty(connection: Connection) -> tuple[Duty, ...]:
    """Return every occupied seat, by its name."""
    rows = connection.execute(_ON_DUTY)
    return tuple(Duty(seat=row.seat, operator_id=row.operator_id, name=row.name, role=Role(row.role)) for row in rows)


def on_call(connection: Connection) -> Mapping[Role, tuple[str, ...]]:
    """Return who is rung up for each role, "name on number", those of the pack that have a telephone."""
    found: defaultdict[Role, list[str]] = defaultdict(list)
    for row in connection.execute(_ON_CALL):
        for word in row.roles.split():
            found[Role(word)].append(f"{row.name} on {row.phone}")
    return {role: tuple(said) for role, said in found.items()}
