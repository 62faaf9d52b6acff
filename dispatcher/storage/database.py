"""Open a database: check it, migrate it, and hand out one writing and many reading connections.

Every engine hides parameters: an error's text must not carry page text or names into the log.
"""

import importlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, exc, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from dispatcher.domain.worlds import World
from dispatcher.storage import revisions, schema
from dispatcher.storage.errors import DatabaseDamaged, SchemaTooNew, StorageError, WrongWorld
from dispatcher.storage.leases import is_alive

BUSY_TIMEOUT_MS = 5_000
_MAKING = 73_232_225
"""Key of the advisory lock under which a PostgreSQL database is made or migrated."""
_WAL_AGAIN_MS = 20
_MIGRATING = "dispatcher.storage.migrating"
"""Loaded when there is something to migrate: with it comes Alembic, a sixth of what a start may take."""
_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"})


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Only the engine's thread uses `writer`; readers open connections of their own."""

    url: URL
    writer: Engine
    reader: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite (one host) rather than PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file, if it is one."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def close(self) -> None:
        """Close every connection."""
        self.writer.dispose()
        self.reader.dispose()


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def open_database(url: str, world: World, now: datetime) -> Database:
    """Open, create or migrate the database at `url` for one world.

    Raises:
        DatabaseDamaged: not a database, or its check failed.
        SchemaTooNew: made by a newer version.
        WrongWorld: it belongs to the other world.
        StorageError: it lies on a network file system, or cannot be reached.
    """
    target = parsed_url(url)
    if target.get_backend_name() == "sqlite":
        _check_file(Path(target.database or ""))
    database = Database(target, _made(_writer, target), _made(_reader, target))
    try:
        with database.writer.connect() as connection:
            _migrate(connection, database, now)
        with database.writer.begin() as connection:
            _wait_for_others(connection)
            _settle_world(connection, world, now, target)
    except (exc.DatabaseError, sqlite3.DatabaseError) as error:
        database.close()
        raise StorageError(f"cannot open the database {_shown(target)}: {_reason(error)}") from error
    except StorageError:
        database.close()
        raise
    return database


def parsed_url(url: str) -> URL:
    """Return the URL of a SQLite file or a PostgreSQL database. Raises: StorageError."""
    try:
        target = make_url(url)
    except exc.ArgumentError as error:
        raise StorageError(
            "the database is not named by a URL; write sqlite:////path/to/file.db or"
            " postgresql+psycopg://user@host/name (--database or READBACK_DATABASE)"
        ) from error
    if target.drivername == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    if target.get_backend_name() not in ("sqlite", "postgresql"):
        raise StorageError(f"{target.drivername} databases are not supported; use sqlite or postgresql+psycopg")
    if not target.database:
        raise StorageError(f"the URL {_shown(target) or url} names no database; add it at the end")
    return target


def _made(make: Callable[[URL], Engine], url: URL) -> Engine:
    try:
        return make(url)
    except ModuleNotFoundError as error:
        raise StorageError(
            f"{url.drivername} needs the Python package {error.name}: pip install '.[postgresql]'"
        ) from error


def _reason(error: Exception) -> str:
    return str(error.orig) if isinstance(error, exc.DBAPIError) else str(error)


def _shown(url: URL) -> str:
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _check_file(path: Path) -> None:
    kind = _file_system_of(path)
    if kind in _NETWORK_FILE_SYSTEMS:
        raise StorageError(
            f"{path} lies on a network file system ({kind}), where SQLite cannot keep its promises;"
            " move the home to a local disk or use PostgreSQL (READBACK_DATABASE)"
        )
    if not path.exists() or path.stat().st_size == 0:
        return
    log_is_left = path.with_name(path.name + "-wal").exists()
    try:
        with sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=BUSY_TIMEOUT_MS / 1000) as probe:
            ended_badly = log_is_left and not _is_in_use(probe)
            verdict = probe.execute("PRAGMA quick_check(1)" if ended_badly else "PRAGMA schema_version").fetchone()
        probe.close()
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    if isinstance(verdict[0], str) and verdict[0] != "ok":
        raise _damaged(path, verdict[0])


def _is_in_use(probe: sqlite3.Connection) -> bool:
    """Tell whether a living process of the room has the file open: then its log is no trace of an unclean end."""
    try:
        rows = probe.execute("SELECT holder FROM leases").fetchall()
    except sqlite3.OperationalError:
        return False  # no such table yet
    return any(is_alive(str(holder)) for (holder,) in rows)


def _damaged(path: Path, found: str) -> DatabaseDamaged:
    return DatabaseDamaged(
        f"the database {path} is damaged ({found}); keep a copy of it, then put back a backup"
        " with `readbackctl restore FILE` (`readbackctl where` shows the backups)"
    )


def _file_system_of(path: Path) -> str:
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return "unknown"
    resolved = path.resolve()
    best, kind = "", "unknown"
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, found, *_rest = line.split(" ")
        if resolved.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, found
    return kind


def open_to_read(url: str, *, at_rest: bool = False) -> Engine:
    """Return an engine that only reads and neither creates nor migrates; one transaction sees one moment.

    `at_rest`: nobody writes this SQLite file (a backup), so nothing is put beside it.
    """
    target = parsed_url(url)
    if target.get_backend_name() != "sqlite":
        return create_engine(target, poolclass=NullPool, hide_parameters=True, isolation_level="REPEATABLE READ",
                             execution_options={"postgresql_readonly": True})  # fmt: skip
    mode = "mode=ro&immutable=1" if at_rest else "mode=ro"
    path = quote(str(Path(target.database or "").resolve()))
    engine = create_engine(f"sqlite:///file:{path}?{mode}&uri=true", poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite_reader)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def _writer(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, poolclass=QueuePool, pool_size=1, max_overflow=2, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    # pysqlite begins nothing by itself; a write lock taken at once cannot fail half-way.
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _reader(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=QueuePool, pool_size=3, max_overflow=2, pool_pre_ping=True,
                             hide_parameters=True, execution_options={"postgresql_readonly": True})  # fmt: skip
    engine = create_engine(url, poolclass=QueuePool, pool_size=3, max_overflow=2, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite_reader)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def _run_pragmas(connection: DBAPIConnection, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # pyright: ignore[reportAttributeAccessIssue]  # sqlite3's own attribute
    _run_pragmas(connection, f"busy_timeout = {BUSY_TIMEOUT_MS}")
    _into_wal(connection)
    _run_pragmas(connection, "synchronous = FULL", "foreign_keys = ON")


def _into_wal(connection: DBAPIConnection) -> None:
    """Switch to the write-ahead log. SQLite does not wait for this one by itself: rooms that open together race."""
    for _ in range(BUSY_TIMEOUT_MS // _WAL_AGAIN_MS):
        try:
            _run_pragmas(connection, "journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            threading.Event().wait(_WAL_AGAIN_MS / 1000)
        else:
            return
    _run_pragmas(connection, "journal_mode = WAL")


def _prepare_sqlite_reader(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # pyright: ignore[reportAttributeAccessIssue]  # sqlite3's own attribute
    _run_pragmas(connection, f"busy_timeout = {BUSY_TIMEOUT_MS}", "query_only = ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def schema_of(connection: Connection) -> tuple[str | None, bool]:
    """Return a database's schema revision, None without one, and whether this version of the program knows it."""
    found = _revision(connection)
    return found, found in revisions.known()


def _migrate(connection: Connection, database: Database, now: datetime) -> None:
    head = revisions.newest()
    found, is_known = schema_of(connection)
    connection.rollback()
    if found == head:
        return
    if found is not None and not is_known:
        raise SchemaTooNew(
            f"the database {_shown(database.url)} has schema {found}, which this version does not know"
            f" (newest known: {head}); start the newer version, or put back a backup made by this one"
        )
    if found is not None and database.path is not None:
        _back_up_before(database.path, found, now)
    with _keys_unminded(connection), connection.begin():
        _wait_for_others(connection)
        importlib.import_module(_MIGRATING).upgrade(connection)
        _check_keys(connection)


@contextmanager
def _keys_unminded(connection: Connection) -> Generator[None]:
    """Let a migration make a table anew that others point to: SQLite cannot alter a CHECK, and minds keys meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.dbapi_connection
    if raw is None:
        raise StorageError("the database was closed while it was being migrated")
    _run_pragmas(raw, "foreign_keys = OFF")
    try:
        yield
    finally:
        _run_pragmas(raw, "foreign_keys = ON")


def _check_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseDamaged(
            f"after the migration a row of {broken[0]} points to no row of {broken[2]}; nothing was changed"
        )


def _wait_for_others(connection: Connection) -> None:
    """Let one process at a time make a database; SQLite's write lock sees to that by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING})"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _back_up_before(path: Path, revision: str, now: datetime) -> None:
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"{path.stem}-before-migration-from-{revision}-{now:%Y%m%dT%H%M%SZ}.db"
    copy_sqlite(path, copy)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database while it is in use (SQLite's backup API); the target appears whole or not at all."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    read, write = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(partial)
    try:
        read.backup(write)
        write.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself, that can be read in place
    finally:
        read.close()
        write.close()
    shutil.move(partial, target)
    target.chmod(0o600)


def _settle_world(connection: Connection, world: World, now: datetime, url: URL) -> None:
    found = connection.execute(select(schema.installation.c.world)).scalar()
    if found is None:
        connection.execute(
            schema.installation.insert().values(id=1, world=world.value, created_at=now, pack="", pack_digest="")
        )
        connection.execute(schema.journal_head.insert().values(id=1, sequence=0, digest=""))
    elif found != world.value:
        raise WrongWorld(
            f"the database {_shown(url)} is {found.upper()} and this program needs a {world.value.upper()} one;"
            " a database keeps the world it was created in. Name another with --home or READBACK_DATABASE"
        )
