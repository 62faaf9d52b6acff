"""Human numbers from counter rows inside the transaction: never count + 1, no end at 9,999 or 2^31 - 1."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from dispatcher.storage.schema import counters


def _insert(connection: Connection) -> type[SqliteInsert] | type[PostgresqlInsert]:
    return SqliteInsert if connection.dialect.name == "sqlite" else PostgresqlInsert


def value(connection: Connection, name: str) -> int | None:
    """Return where the named counter stands; None when it was never set."""
    return connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar()


def set_value(connection: Connection, name: str, value: int) -> None:
    """Set the named counter."""
    statement = _insert(connection)(counters).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[counters.c.name], set_={"value": statement.excluded.value})
    )


def next_value(connection: Connection, name: str) -> int:
    """Count the named counter up by one and return it; the first value is 1."""
    statement = (
        _insert(connection)(counters)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=[counters.c.name], set_={"value": counters.c.value + 1})
        .returning(counters.c.value)
    )
    return connection.execute(statement).scalar_one()


def incident_number(connection: Connection, year: int) -> str:
    """Return the next incident number of the year, as 2026-000123."""
    return f"{year}-{next_value(connection, f'incident:{year}'):06d}"
