"""Where units were last seen. Written each second and read as often; nobody's journal."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from dispatcher.domain.units import UnitFix
from dispatcher.storage.schema import unit_positions, units

_UNITS = select(units.c.id, units.c.call_sign)


def unit_ids(connection: Connection) -> dict[str, str]:
    """Return the id of every unit by its call sign in capitals."""
    return {row.call_sign.upper(): row.id for row in connection.execute(_UNITS)}


def keep_newer(connection: Connection, fixes: Mapping[str, UnitFix]) -> int:
    """Keep each fix that is newer than the stored one, by unit id, and return how many were."""
    if not fixes:
        return 0
    rows = [
        {"of": unit_id, "north": fix.latitude, "east": fix.longitude, "seen": fix.at}
        for unit_id, fix in sorted(fixes.items())
    ]
    return connection.execute(_UPSERT[connection.dialect.name], rows).rowcount


def _upsert(insert: Any) -> Any:
    new = insert(unit_positions).values(
        unit_id=bindparam("of"), latitude=bindparam("north"), longitude=bindparam("east"), at=bindparam("seen")
    )
    return new.on_conflict_do_update(
        index_elements=[unit_positions.c.unit_id],
        set_={"latitude": new.excluded.latitude, "longitude": new.excluded.longitude, "at": new.excluded.at},
        where=unit_positions.c.at < new.excluded.at,
    )


# Built once: on the path that runs each second the building of a statement costs more than its running.
_UPSERT: Mapping[str, Any] = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
