"""Check a database read-only: the file itself, whose it is, and the journal's whole chain."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, exc, inspect, select

from dispatcher.domain.worlds import World
from dispatcher.storage import journal
from dispatcher.storage.database import open_to_read, schema_of
from dispatcher.storage.errors import DatabaseDamaged, SchemaTooNew, StorageError
from dispatcher.storage.schema import installation

Reached = Callable[[int, int], None]
"""Told of the journal sequence reached, and of the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A database that was found whole."""

    world: World
    schema: str
    entries: int


def check(
    url: str, shown: str, *, at_rest: bool = False, thorough: bool = True, reached: Reached | None = None
) -> Sound:
    """Check everything that can be checked without writing.

    Raises:
        DatabaseDamaged, SchemaTooNew, JournalBroken, StorageError: what is wrong, and what to do.
    """
    engine = open_to_read(url, at_rest=at_rest)
    try:
        with engine.connect() as connection:
            schema, world = identify(connection, shown)
            if connection.dialect.name == "sqlite":
                _check_file(connection, shown, thorough)
            last = journal.last_sequence(connection)
            for sequence in journal.verify(connection):
                if reached is not None:
                    reached(sequence, last)
            return Sound(world=world, schema=schema, entries=last)
    except exc.DBAPIError as error:
        raise _unreadable(error, shown) from error
    finally:
        engine.dispose()


def _check_file(connection: Connection, shown: str, thorough: bool) -> None:
    pragma = "integrity_check" if thorough else "quick_check"
    found = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {pragma}(5)")]
    if found != ["ok"]:
        raise DatabaseDamaged(f"{shown} is damaged: {'; '.join(found)}")
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise DatabaseDamaged(f"{shown} is damaged: rows of {tables} point at rows that do not exist")


def identify(connection: Connection, shown: str) -> tuple[str, World]:
    """Return the schema and the world. Raises: StorageError, SchemaTooNew."""
    if not inspect(connection).has_table("installation"):
        raise StorageError(f"{shown} is not a Readback database: it has no installation table")
    schema, known = schema_of(connection)
    if schema is None or not known:
        raise SchemaTooNew(f"{shown} has schema {schema}, which this version does not know; use the newer version")
    return schema, World(connection.execute(select(installation.c.world)).scalar_one())


def _unreadable(error: exc.DBAPIError, shown: str) -> StorageError:
    reason = str(error.orig)
    if "locked" in reason or not isinstance(error.orig, sqlite3.Error):
        return StorageError(f"{shown} cannot be reached now: {reason}")
    return DatabaseDamaged(f"{shown} cannot be read: {reason}")
