"""Who sits where now."""

from datetime import datetime

from sqlalchemy import Connection, select

from dispatcher.domain.authority import Role
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.requests import AskDuties
from dispatcher.storage.schema import duties, operators


def on_duty(_query: AskDuties, connection: Connection, _now: datetime) -> tuple[DutyRow, ...]:
    """Read every occupied seat, by its name."""
    rows = connection.execute(
        select(duties.c.seat, duties.c.role, duties.c.since, duties.c.operator_id, operators.c.name)
        .join(operators, operators.c.id == duties.c.operator_id)
        .where(duties.c.until.is_(None))
        .order_by(duties.c.seat)
    )
    return tuple(
        DutyRow(seat=row.seat, operator_id=row.operator_id, name=row.name, role=Role(row.role), since=row.since)
        for row in rows
    )
