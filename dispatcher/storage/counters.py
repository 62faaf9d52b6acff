"""Human numbers from counter rows inside the transaction: never count + 1, no end at 9,999 or 2^31 - 1."""

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dispatcher.storage.schema import counters


def next_value(connection: Connection, name: str) -> int:
    """Count the named counter up by one and return it; the first value is 1."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    statement = (
        insert(counters)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=[counters.c.name], set_={"value": counters.c.value + 1})
        .returning(counters.c.value)
    )
    return connection.execute(statement).scalar_one()


def incident_number(connection: Connection, year: int) -> str:
    """Return the next incident number of the year, as 2026-000123."""
    return f"{year}-{next_value(connection, f'incident:{year}'):06d}"
