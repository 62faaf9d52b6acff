"""Where units were last seen. Written each second and read as often; no history, no journal (ADR 0008)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from dispatcher.domain.units import UnitFix
from dispatcher.storage.schema import unit_positions, units

_SEEN = select(units.c.id, units.c.call_sign, unit_positions.c.at).outerjoin(
    unit_positions, unit_positions.c.unit_id == units.c.id
)


_OF_UNIT = select(unit_positions).where(unit_positions.c.unit_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit was last seen."""

    latitude: float
    longitude: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A unit and when it was last seen; None for never."""

    unit_id: str
    at: datetime | None


def last_seen(connection: Connection) -> dict[str, Seen]:
    """Return every unit by its call sign in capitals."""
    return {row.call_sign.upper(): Seen(row.id, row.at) for row in connection.execute(_SEEN)}


def of_unit(connection: Connection, unit_id: str) -> Place | None:
    """Return where a unit was last seen, if ever."""
    row = connection.execute(_OF_UNIT, {"of": unit_id}).one_or_none()
    return None if row is None else Place(row.latitude, row.longitude, row.at)


def keep(connection: Connection, fixes: Mapping[str, UnitFix]) -> None:
    """Keep the fixes, by unit id; one that another process has overtaken meanwhile changes nothing."""
    if not fixes:
        return
    rows = [  # sorted, so that two processes never wait for each other
        {"of": unit_id, "north": fix.latitude, "east": fix.longitude, "seen": fix.at}
        for unit_id, fix in sorted(fixes.items())
    ]
    connection.execute(_UPSERT[connection.dialect.name], rows)


def _upsert(insert: Any) -> Any:
    new = insert(unit_positions).values(
        unit_id=bindparam("of"), latitude=bindparam("north"), longitude=bindparam("east"), at=bindparam("seen")
    )
    return new.on_conflict_do_update(
        index_elements=[unit_positions.c.unit_id],
        set_={"latitude": new.excluded.latitude, "longitude": new.excluded.longitude, "at": new.excluded.at},
        where=unit_positions.c.at < new.excluded.at,
    )


# Built once: on a path that runs each second the building of a statement costs more than its running.
_UPSERT: Mapping[str, Any] = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
