"""Where units were last seen."""

from datetime import datetime

from sqlalchemy import Connection, select

from dispatcher.queries.requests import AskPositions
from dispatcher.queries.unit_rows import PositionRow
from dispatcher.storage.schema import unit_positions, units

# Built once: the map asks each second.
_ALL = (
    select(unit_positions, units.c.call_sign)
    .join(units, units.c.id == unit_positions.c.unit_id)
    .order_by(units.c.call_sign)
)


def positions(_query: AskPositions, connection: Connection, _now: datetime) -> tuple[PositionRow, ...]:
    """Read every last position, by call sign."""
    return tuple(
        PositionRow(
            unit_id=row.unit_id, call_sign=row.call_sign, latitude=row.latitude, longitude=row.longitude, at=row.at
        )
        for row in connection.execute(_ALL)
    )
