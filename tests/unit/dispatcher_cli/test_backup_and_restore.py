"""A backup is whole or is not there; a restore loses nothing of what was there, and pages nobody twice unmarked."""

import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dispatcher.app import Dispatcher, open_room
from dispatcher.domain.authority import Role
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.seat_commands import SignOn
from dispatcher.settings import Settings
from tests.unit.dispatcher_cli.conftest import Run, tamper


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_home, tmp_path / "home"))


@pytest.fixture
def backup(run: Run, home: Path) -> Path:
    assert run("backup", "--home", home, "--simulated").code == 0
    (made,) = (home / "backups").glob("*.db")
    return made


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def test_a_backup_is_one_whole_private_file(run: Run, home: Path) -> None:
    said = run("backup", "--home", home, "--simulated")
    (made,) = (home / "backups").iterdir()
    assert said.code == 0
    assert str(made) in said.out
    assert "journal entries whole" in said.out
    assert made.stat().st_mode & 0o777 == 0o600
    assert rows(made, "PRAGMA integrity_check") == [("ok",)]
    assert rows(made, "SELECT count(*) FROM incidents") == [(1,)]


def test_a_backup_is_taken_while_the_room_is_open(run: Run, home: Path) -> None:
    with closing(open_room(Settings(home=home, simulated=True, pack="rivermouth", crews=False, gateway=False))) as room:
        room.parts.duties.wait_beaten(15)
        assert run("backup", "--home", home, "--simulated").code == 0


def test_a_backup_overwrites_nothing(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("precious")
    said = run("backup", tmp_path / "mine.db", "--home", home, "--simulated")
    assert said.code == 2
    assert "is there already and is kept" in said.err
    assert (tmp_path / "mine.db").read_text() == "precious"


def test_a_backup_of_a_world_that_is_not_there_names_the_other(run: Run, home: Path) -> None:
    said = run("backup", "--home", home)
    assert said.code == 2
    assert "add --simulated" in said.err


def test_postgresql_has_tools_of_its_own(run: Run, home: Path) -> None:
    said = run("backup", "--home", home, "--database", "postgresql+psycopg://ann:secret@db.example:5433/room")
    assert said.code == 2
    assert "pg_dump --format=custom --file=readback.dump 'postgresql://ann@db.example:5433/room'" in said.err
    assert "secret" not in said.err


def test_a_backup_whose_journal_was_changed_is_reported_and_not_kept(run: Run, home: Path) -> None:
    tamper(home / "simulated.db", "UPDATE journal SET operator = 'nobody' WHERE sequence = 3")
    said = run("backup", "--home", home, "--simulated")
    assert said.code == 1
    assert "journal entry 3" in said.err
    assert not list((home / "backups").iterdir())


def test_a_restore_brings_the_backup_and_keeps_what_was_there(run: Run, home: Path, backup: Path) -> None:
    with closing(
        open_room(Settings(home=home, simulated=True, pack="rivermouth", crews=False, gateway=False, guard=False))
    ) as room:
        take_another_call(room)
    said = run("restore", backup.name, "--home", home, "--simulated")
    assert said.code == 0, said.err
    (kept,) = (home / "backups").glob("simulated-before-restore-*.db")
    assert str(kept) in said.out
    assert rows(home / "simulated.db", "SELECT count(*) FROM incidents") == [(1,)]
    assert rows(kept, "SELECT count(*) FROM incidents") == [(2,)]
    assert run("verify", "--home", home).code == 0
    assert {path.name for path in home.iterdir() if path.name.startswith("simulated")} == {"simulated.db"}


def take_another_call(room: Dispatcher) -> None:
    """A second incident, with nobody sent."""
    sign_on = SignOn(operator=OperatorId("omar"), role=Role.DISPATCHER, seat=Seat("test-2"))
    actor = room.execute(sign_on).result(15)
    room.execute(TakeCall(actor=actor, place="Pier", incident_type="water")).result(15)


def test_a_page_that_waited_in_the_backup_is_only_repeated_marked(run: Run, home: Path, backup: Path) -> None:
    said = run("restore", backup, "--home", home, "--simulated")
    assert "1 pages waited in it" in said.out
    with closing(open_room(Settings(home=home, simulated=True, pack="rivermouth", crews=False, guard=False))) as room:
        assert room.parts.duties.wait_beaten(15)
        with room.parts.database.reader.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT a.state, t.state FROM attempts a JOIN transmissions t ON t.id = a.transmission_id"
            ).fetchall()
    assert [tuple(row) for row in found] == [("uncertain", "uncertain")]
    assert not (home / "terminal-tape.jsonl").read_text()


def test_a_restore_waits_until_nobody_holds_a_duty(run: Run, home: Path, backup: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        started = Path(f"/proc/{other.pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
        holder = f"{socket.gethostname()}/{other.pid}/{started}/1"
        tamper(home / "simulated.db", f"INSERT INTO leases VALUES ('deadlines', '{holder}', 1, {2**62}, 0)")
        said = run("restore", backup, "--home", home, "--simulated")
        assert said.code == 2
        assert f"process {other.pid} on {socket.gethostname()} holds deadlines" in said.err
        assert not list((home / "backups").glob("*before-restore*"))
        other.communicate()
    assert run("restore", backup, "--home", home, "--simulated").code == 0


def test_a_restore_respects_a_program_that_merely_has_the_file_open(
    run: Run, home: Path, backup: Path, reader: sqlite3.Connection
) -> None:
    said = run("restore", backup, "--home", home, "--simulated")
    assert said.code == 2
    assert "in use" in said.err
    assert reader.execute("SELECT count(*) FROM incidents").fetchone() == (1,)


@pytest.fixture
def reader(home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(home / "simulated.db")) as connection:
        connection.execute("SELECT count(*) FROM incidents").fetchone()
        yield connection


def test_a_backup_of_the_other_world_is_refused(run: Run, home: Path, backup: Path) -> None:
    said = run("restore", backup, "--home", home)
    assert said.code == 2
    assert "is SIMULATED and the database is LIVE" in said.err
    assert not (home / "live.db").exists()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "schema 9999"),
        ("UPDATE journal SET body = '{}' WHERE sequence = 2", "journal entry 2"),
        ("DROP TABLE installation", "not a Readback database"),
    ],
)
def test_a_backup_that_is_not_sound_changes_nothing(run: Run, home: Path, backup: Path, harm: str, words: str) -> None:
    tamper(backup, harm)
    before = (home / "simulated.db").read_bytes()
    said = run("restore", backup, "--home", home, "--simulated")
    assert said.code == 2
    assert words in said.err
    assert "nothing was changed" in said.err
    assert (home / "simulated.db").read_bytes() == before


def test_a_damaged_database_is_kept_as_it_is_and_replaced(run: Run, home: Path, backup: Path) -> None:
    (home / "simulated.db").write_bytes(b"not a database at all" * 1000)
    (home / "simulated.db-wal").write_bytes(b"its log")
    said = run("restore", backup, "--home", home, "--simulated")
    assert said.code == 0, said.err
    (kept,) = (home / "backups").glob("*before-restore*.db")
    assert kept.read_bytes().startswith(b"not a database")
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"its log"
    assert not (home / "simulated.db-wal").exists()
    assert run("verify", "--home", home).code == 0


def test_a_restore_onto_an_empty_home_makes_the_database(run: Run, backup: Path, tmp_path: Path) -> None:
    said = run("restore", backup, "--home", tmp_path / "new", "--simulated")
    assert said.code == 0, said.err
    assert run("verify", "--home", tmp_path / "new").code == 0


def test_a_backup_that_is_in_use_is_refused(run: Run, home: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE more (x)")
        said = run("restore", backup, "--home", home, "--simulated")
    assert said.code == 2
    assert "make a backup of it first" in said.err
