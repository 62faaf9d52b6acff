"""A start that cannot be: one clear message, in the window and where it was started from, and exit code 2."""

import os
import sqlite3
from pathlib import Path

import pytest
from serial import Serial

from dispatcher.domain.worlds import World
from dispatcher.storage.database import open_database, sqlite_url
from dispatcher.system_clock import SystemClock
from tests.e2e.conftest import NewDesk, NewProgram
from tests.helpers.program import Program, quick_pack
from tests.helpers.program_store import Store

pytestmark = pytest.mark.e2e

COULD_NOT = 2


def test_a_live_database_is_not_trained_in(new_program: NewProgram) -> None:
    program = new_program()
    make_database(program.home / "simulated.db", World.LIVE)
    program.start("--simulated")
    says_in_window_and_terminal(program, "live", "simulated.db is LIVE", "SIMULATED", "--home")


def test_a_damaged_database_is_not_written_to(new_program: NewProgram) -> None:
    program = new_program()
    program.home.mkdir(mode=0o700)
    rubbish = b"not a database, but somebody's letter\n" * 200
    (program.home / "simulated.db").write_bytes(rubbish)
    program.start("--simulated")
    says_in_window_and_terminal(program, "damaged", "simulated.db is damaged", "readbackctl restore")
    assert (program.home / "simulated.db").read_bytes() == rubbish


def test_a_newer_database_is_left_to_the_newer_version(new_program: NewProgram) -> None:
    program = new_program()
    database = program.home / "simulated.db"
    make_database(database, World.SIMULATED)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of_next_year'")
    connection.close()
    program.start("--simulated")
    says_in_window_and_terminal(program, "newer", "simulated.db", "newer version")


def test_an_unknown_key_in_the_pack_is_named(new_program: NewProgram, tmp_path: Path) -> None:
    pack = quick_pack(tmp_path / "pack")
    with (pack / "pack.toml").open("a", encoding="utf-8") as words:
        words.write('colour = "red"\n')
    program = new_program(READBACK_PACK=str(pack))
    program.start("--simulated")
    says_in_window_and_terminal(program, "pack-key", f"{pack / 'pack.toml'}: colour: unknown key")


def test_a_pack_that_is_not_there_is_named_with_those_that_are(new_program: NewProgram) -> None:
    program = new_program(READBACK_PACK="rivermuoth")
    program.start("--simulated")
    says_in_window_and_terminal(program, "pack-missing", "'rivermuoth'", "known packs: monaco, rivermouth")


def test_a_live_room_without_a_pack_of_its_own_is_refused(new_program: NewProgram) -> None:
    program = new_program()
    program.start()
    says_in_window_and_terminal(
        program, "live-pack", "a LIVE room needs a pack of its own", "READBACK_PACK", "--simulated"
    )
    assert not (program.home / "live.db").exists()


def test_a_live_room_whose_port_is_missing_opens_and_says_so(new_program: NewProgram) -> None:
    program = new_program(READBACK_PACK="rivermouth")
    program.start()
    program.screen.wait_for_window()
    program.screen.shows("paging down", "strong", "on_plate_alarm", within_s=20.0)
    program.screen.shows("LIVE", "loud", "on_live")
    store = Store(program.home / "live.db")
    assert store.channel().state == "down"
    assert "/dev/serial/by-id/CHANGE-ME" in store.channel().reason
    program.screen.shoot("start-port-missing")
    program.screen.asks_to_close()
    assert program.leaves() == 0


def test_a_port_that_another_program_has_is_said_to_be_taken(new_desk: NewDesk) -> None:
    desk = new_desk()
    port = desk.far_side.links["paging"].removeprefix("simulator:")
    with Serial(port, exclusive=True):
        desk.opens()
        desk.screen.shows("paging down", "strong", "on_plate_alarm")
        assert f"is taken by process {os.getpid()}" in desk.store.channel().reason
        desk.screen.shoot("start-port-taken")
    desk.screen.shows("paging up", "strong", within_s=30.0)


def says_in_window_and_terminal(program: Program, name: str, *parts: str) -> None:
    screen = program.screen
    screen.wait_for_window()
    screen.shows("The room cannot be opened", "title", "alarm", within_s=20.0)
    screen.shoot(f"start-{name}")
    said = program.said()
    assert said.count("readback: the room cannot be opened") == 1
    assert len(said.strip().splitlines()) == 1, said
    for part in parts:
        assert part in said
    screen.presses("ctrl+q")
    assert program.leaves() == COULD_NOT


def make_database(path: Path, world: World) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    open_database(sqlite_url(path), world, SystemClock().now()).close()
