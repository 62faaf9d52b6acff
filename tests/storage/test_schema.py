"""The migrated schema is the one that the code believes in, on both databases, and a strange file is refused."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, text

from dispatcher.domain.worlds import World
from dispatcher.storage import database as storage
from dispatcher.storage import migrations, revisions
from dispatcher.storage.database import Database, copy_sqlite, open_database, sqlite_url
from dispatcher.storage.errors import DatabaseDamaged, SchemaTooNew, StorageError, WrongWorld
from dispatcher.storage.leases import this_process
from dispatcher.storage.migrating import alembic_config
from dispatcher.storage.schema import leases, metadata
from tests.helpers.builders import a_call, dead_holder, open_desk, signs_on
from tests.helpers.clock import START
from tests.helpers.databases import AS_SHIPPED, NewUrl

NOW = revisions.newest()
NEXT = f"{int(NOW) + 1:04d}"


def described(connection: Connection) -> dict[str, Any]:
    """Everything that a schema promises, in words that do not depend on how it was made."""
    look = inspect(connection)
    tables = sorted(set(look.get_table_names()) - {"alembic_version"})
    found: dict[str, Any] = {}
    for table in tables:
        found[table] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in look.get_columns(table)
            },
            "key": look.get_pk_constraint(table),
            "checks": {check["name"]: _plain(check["sqltext"]) for check in look.get_check_constraints(table)},
            "foreign": sorted(
                (key["name"], key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in look.get_foreign_keys(table)
            ),
            "unique": sorted(str((key["name"], key["column_names"])) for key in look.get_unique_constraints(table)),
            "indexes": _indexes(connection, table),
        }
    return found


def _plain(sql: str) -> str:
    return " ".join(sql.replace("(", " ").replace(")", " ").split())


def _indexes(connection: Connection, table: str) -> list[str]:
    if connection.dialect.name == "sqlite":
        statement = text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql IS NOT NULL")
    else:
        statement = text("SELECT indexdef FROM pg_indexes WHERE tablename = :name")
    return sorted(_plain(sql) for sql in connection.execute(statement, {"name": table}).scalars())


def test_the_migrations_make_what_the_code_believes(new_url: NewUrl) -> None:
    migrated = open_database(new_url(empty=True), World.SIMULATED, START)
    believed = open_database(new_url(), World.SIMULATED, START)
    try:
        with believed.writer.connect() as connection:
            config = alembic_config(connection)
            assert config.attributes["connection"] is connection
            connection.rollback()
            with connection.begin():
                metadata.drop_all(connection)
                metadata.create_all(connection)
        with migrated.reader.connect() as one, believed.reader.connect() as other:
            found, wanted = described(one), described(other)
        assert sorted(found) == sorted(metadata.tables)
        for table, promises in wanted.items():
            assert found[table] == promises, table
    finally:
        migrated.close()
        believed.close()


def test_opened_twice(new_url: NewUrl) -> None:
    url = new_url(empty=True)
    desk = open_desk(url)
    desk.close()
    again = open_desk(url, ids="second")
    with again.database.reader.connect() as connection:
        kinds = connection.execute(text("SELECT kind FROM journal ORDER BY sequence")).scalars().all()
    again.close()
    assert kinds == ["database_created", "pack_activated"], "the very same pack is not activated twice"


def test_what_is_committed_is_on_the_disk(sqlite_new: NewUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_prepare_sqlite", AS_SHIPPED)
    opened = open_database(sqlite_new(), World.SIMULATED, START)
    asked = ("synchronous", "journal_mode", "foreign_keys")
    with opened.writer.connect() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked]
    opened.close()
    assert told == [2, "wal", 1], "2 is FULL: a page on the air survives a power cut"


def test_a_world_is_for_ever(url: str) -> None:
    open_database(url, World.SIMULATED, START).close()
    with pytest.raises(WrongWorld, match="is SIMULATED and this program needs a LIVE one"):
        open_database(url, World.LIVE, START)
    open_database(url, World.SIMULATED, START).close()


def test_a_newer_schema_is_refused(database: Database, url: str) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match="has schema 9999, which this version does not know"):
        open_database(url, World.SIMULATED, START)
    if database.path is not None:
        assert not (database.path.parent / "backups").exists(), "what is refused is not backed up at every try"


def test_an_older_one_is_backed_up_and_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "room.db"
    desk = open_desk(sqlite_url(path))
    desk.close()
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / f"r{NEXT}_next.py").write_text(
        f'from alembic import op\nrevision = "{NEXT}"\ndown_revision = "{NOW}"\n'
        'def upgrade():\n    op.execute("CREATE TABLE news (id INTEGER)")\n'
    )

    monkeypatch.setattr(revisions, "FOLDER", scripts)
    opened = open_database(sqlite_url(path), World.SIMULATED, START)
    with opened.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM news")).scalar_one() == 0
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == NEXT
    opened.close()
    [backup] = (tmp_path / "backups").iterdir()
    assert backup.name == f"room-before-migration-from-{NOW}-20260314T030405Z.db"
    assert backup.stat().st_mode & 0o777 == 0o600
    monkeypatch.undo()
    old = open_database(sqlite_url(backup), World.SIMULATED, START)
    with old.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM units")).scalar_one() > 0
    old.close()
    with pytest.raises(SchemaTooNew, match=NEXT):
        open_database(sqlite_url(path), World.SIMULATED, START)


def test_the_names_of_the_migrations_tell_the_revisions(database: Database) -> None:
    with database.writer.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
        assert sorted(script.revision for script in scripts.walk_revisions()) == list(revisions.known())
        assert scripts.get_current_head() == revisions.newest()


def test_a_start_does_without_alembic(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "room.db")
    open_database(url, World.SIMULATED, START).close()
    told = (
        "import sys, datetime\nfrom dispatcher.storage.database import open_database\n"
        "from dispatcher.domain.worlds import World\n"
        f"open_database({url!r}, World.SIMULATED, datetime.datetime.now(datetime.UTC)).close()\n"
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in ('alembic', 'mako', 'numpy')))\n"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_a_migration_that_fails_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "room.db"
    open_database(sqlite_url(path), World.SIMULATED, START).close()
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / f"r{NEXT}_next.py").write_text(
        f'from alembic import op\nrevision = "{NEXT}"\ndown_revision = "{NOW}"\n'
        'def upgrade():\n    op.execute("CREATE TABLE news (id INTEGER)")\n    op.execute("CREATE NONSENSE")\n'
    )

    with monkeypatch.context() as patched:
        patched.setattr(revisions, "FOLDER", scripts)
        with pytest.raises(StorageError, match="cannot open the database"):
            open_database(sqlite_url(path), World.SIMULATED, START)
    opened = open_database(sqlite_url(path), World.SIMULATED, START)
    with opened.reader.connect() as connection:
        assert not inspect(connection).has_table("news")
    opened.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    path.write_bytes(b"It was a dark and stormy night. " * 200)
    with pytest.raises(DatabaseDamaged, match=r"room\.db is damaged .*readbackctl restore FILE"):
        open_database(sqlite_url(path), World.SIMULATED, START)
    assert path.read_bytes().startswith(b"It was"), "left as it was found"


def a_damaged_file(path: Path, holder: str) -> None:
    """Leave a database with a hole among what callers said, a log beside it, and a lease."""
    desk = open_desk(sqlite_url(path))
    for number in range(80):
        desk.run(signs_on(a_call().actor))
        desk.run(a_call(f"{number} Elm St", narrative="smoke " * 200))
    with desk.database.writer.begin() as connection:
        connection.execute(insert(leases).values(name="deadlines", holder=holder, epoch=1, expires_at=1, beat_at=START))
    desk.close()
    data = bytearray(path.read_bytes())
    # In a page of people's words, wherever the tables lie: what is read at once when a file is opened stays whole.
    hole = data.rindex(b"smoke " * 100) // 4096 * 4096
    data[hole : hole + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    path.with_name(path.name + "-wal").touch()


def test_damage_is_found_after_an_unclean_end(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    a_damaged_file(path, dead_holder("killed"))
    with pytest.raises(DatabaseDamaged, match="is damaged"):
        open_database(sqlite_url(path), World.SIMULATED, START)


def test_the_log_of_a_room_that_is_open_is_no_unclean_end(tmp_path: Path) -> None:
    """Every window that joins would read the whole file: seconds, at a hundred thousand incidents."""
    path = tmp_path / "room.db"
    a_damaged_file(path, this_process("open"))
    open_database(sqlite_url(path), World.SIMULATED, START).close()


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    path.touch()
    open_database(sqlite_url(path), World.SIMULATED, START).close()
    assert path.stat().st_size > 0


def test_no_folder_no_database(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot open the database"):
        open_database(sqlite_url(tmp_path / "nowhere" / "room.db"), World.SIMULATED, START)


@pytest.mark.postgres
def test_a_server_that_is_away(postgres_new: NewUrl) -> None:
    url = postgres_new()
    with pytest.raises(StorageError, match="cannot open the database") as refused:
        open_database(url.replace("postgres@", "postgres:secret@") + "-gone", World.SIMULATED, START)
    assert "secret" not in str(refused.value)


def test_copied_while_in_use(tmp_path: Path) -> None:
    desk = open_desk(sqlite_url(tmp_path / "room.db"))
    desk.run(signs_on(a_call().actor))
    desk.run(a_call())
    copy_sqlite(tmp_path / "room.db", tmp_path / "copy.db")
    desk.run(a_call())
    desk.close()
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM incidents").fetchone() == (1,)
    copy.close()
    assert not list(tmp_path.glob("*.partial"))


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    database = open_database(sqlite_url(tmp_path / "room.db"), World.SIMULATED, START)
    with database.reader.connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.execute(text("UPDATE installation SET world = 'live'"))
    database.close()
