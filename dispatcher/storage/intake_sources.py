"""Where contacts are fetched, in the store: what each source is, and what it has read."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from dispatcher.storage.schema import intake_sources

_LEASE = "intake:"


def source_lease(name: str) -> str:
    """Return the name of a source's lease: one process of the room reads it."""
    return f"{_LEASE}{name}"


def get(connection: Connection, name: str) -> Row[Any] | None:
    """Return a source's row; None when it has never been read."""
    return connection.execute(select(intake_sources).where(intake_sources.c.name == name)).one_or_none()


def put(connection: Connection, name: str, **values: object) -> None:
    """Insert a source's row, or change it."""
    done = connection.execute(update(intake_sources).where(intake_sources.c.name == name).values(**values))
    if not done.rowcount:
        connection.execute(insert(intake_sources).values(name=name, **values))


def set_cursor(connection: Connection, name: str, cursor: str) -> None:
    """Store what a source has read."""
    connection.execute(update(intake_sources).where(intake_sources.c.name == name).values(cursor=cursor))
