"""Who sits where now, in the store."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from dispatcher.domain.authority import Role
from dispatcher.storage.schema import duties, operators


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody at a seat, in a role."""

    seat: str
    operator_id: str
    name: str
    role: Role


def on_duty(connection: Connection) -> tuple[Duty, ...]:
    """Return every occupied seat, by its name."""
    rows = connection.execute(
        select(duties.c.seat, duties.c.role, duties.c.operator_id, operators.c.name)
        .join(operators, operators.c.id == duties.c.operator_id)
        .where(duties.c.until.is_(None))
        .order_by(duties.c.seat)
    )
    return tuple(Duty(seat=row.seat, operator_id=row.operator_id, name=row.name, role=Role(row.role)) for row in rows)
