"""Every command says one clear thing and ends with a code that tells what it was."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from dispatcher.cli import COMMANDS
from dispatcher.storage import revisions
from resources import packs_dir
from tests.unit.dispatcher_cli.conftest import Run, tamper


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_home, tmp_path / "home"))


def test_help_names_every_command_and_each_explains_itself(run: Run) -> None:
    listed = run("--help")
    assert listed.code == 0
    for name in COMMANDS:
        assert f"  {name}" in listed.out
        assert run(name, "--help").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("bakup",), "did you mean backup?"),
        (("where", "--hmoe", "x"), "No such option: --hmoe"),
        (("serve", "--link", "paging"), "write CHANNEL=URL"),
        (("serve", "--simulated", "--link", "pager=simulator:/x"), "the channel 'pager'"),
        (("serve", "--simulated", "--link", "paging=serial:/dev/ttyS0"), "opens simulator: links only"),
        (("serve", "--pack", "nowhere"), "no pack is called 'nowhere'"),
        (("serve", "--pack", "rivermouth", "--database", "mysql://h/x"), "not supported"),
        (
            ("serve", "--pack", "rivermouth", "--database", "postgresql://a:secret@127.0.0.1:1/x"),
            "cannot open the database",
        ),
        (("verify",), "there is no database in"),
        (("verify", "--database", "/nowhere/x.db"), "there is no database /nowhere/x.db"),
        (("restore", "nothing.db"), "there is no backup nothing.db"),
    ],
)
def test_bad_input_is_one_line_and_code_2(run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    more = () if arguments[0] == "bakup" else ("--home", str(tmp_path / "home"))
    said = run(*arguments, *more)
    assert said.code == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert "secret" not in said.err


def test_a_map_that_is_not_there_is_one_line_too(run: Run, tmp_path: Path) -> None:
    said = run("map", "show", tmp_path / "x.map")
    assert said.code == 2
    assert "there is no map pack" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_traceback_comes_on_request(run: Run, tmp_path: Path) -> None:
    said = run("serve", "--home", tmp_path, "--pack", "nowhere", READBACK_DEBUG="1")
    assert said.code == 2
    assert "Traceback" in said.err


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("READBACK_HOEM", "/x", "READBACK_HOEM is unknown"),
        ("READBACK_SEED", "many", "READBACK_SEED"),
        ("READBACK_LINKS", "paging", "READBACK_LINKS cannot be read"),
    ],
)
def test_an_environment_that_cannot_be_used_is_refused(run: Run, key: str, value: str, words: str) -> None:
    said = run("where", **{key: value})
    assert said.code == 2
    assert words in said.err


def test_options_go_before_the_environment(run: Run, home: Path, tmp_path: Path) -> None:
    told = json.loads(run("where", "--home", home, "--json", READBACK_HOME=str(tmp_path / "other")).out)
    assert told["home"] == str(home)


def test_where_tells_what_there_is(run: Run, home: Path) -> None:
    run("backup", "--home", home, "--simulated")
    told = json.loads(run("where", "--home", home, "--json").out)
    live, simulated = told["databases"]
    assert not live["exists"]
    assert (simulated["world_inside"], simulated["schema"]) == ("simulated", revisions.newest())
    assert simulated["bytes"] > 10_000
    assert simulated["journal_entries"] > 3
    assert len(told["backups"]) == 1
    assert told["backups"][0]["path"] in run("where", "--home", home).out
    assert "secret" not in run("where", "--home", home, "--database", "postgresql://a:secret@h/x").out


def test_where_imports_neither_the_store_nor_the_radio_and_is_quick(home: Path) -> None:
    program = (
        "import sys; from dispatcher import cli\n"
        "try: cli.main(['where', '--home', sys.argv[1]])\n"
        "finally: print([m for m in ('sqlalchemy', 'serial', 'rich', 'apscheduler') if m in sys.modules])"
    )
    took = []
    for _ in range(3):
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", program, str(home)], capture_output=True, text=True, check=True)
        took.append(time.perf_counter() - began)
        assert done.stdout.splitlines()[-1] == "[]"
    assert min(took) < 1.5, took  # 0.4 s on a quiet desk; this machine may be busy


def test_verify_finds_a_whole_database(run: Run, home: Path) -> None:
    said = run("verify", "--home", home)
    assert said.code == 0
    assert "OK" in said.out
    assert "SIMULATED" in said.out


def test_verify_names_the_first_bad_entry(run: Run, home: Path) -> None:
    tamper(home / "simulated.db", "UPDATE journal SET at = at + 1 WHERE sequence IN (4, 6)")
    said = run("verify", "--home", home)
    assert said.code == 1
    assert "journal entry 4" in said.out
    assert "not whole" in said.err


def test_verify_misses_no_entry_cut_off_at_the_end(run: Run, home: Path) -> None:
    tamper(home / "simulated.db", "DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)")
    said = run("verify", "--home", home)
    assert said.code == 1
    assert "its head says" in said.out


def test_verify_finds_rows_that_point_nowhere(run: Run, home: Path) -> None:
    tamper(home / "simulated.db", "DELETE FROM messages")
    said = run("verify", "--home", home)
    assert said.code == 1
    assert "transmissions" in said.out


def test_verify_says_when_it_is_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "live.db").write_bytes(b"garbage" * 100)
    said = run("verify", "--home", tmp_path)
    assert said.code == 1
    assert "file is not a database" in said.out


def test_reindex_makes_the_search_anew(run: Run, home: Path) -> None:
    tamper(home / "simulated.db", "DELETE FROM search_postings")
    said = run("reindex", "--home", home)
    assert said.code == 0, said.err
    assert "can be searched" in said.out
    with closing(sqlite3.connect(home / "simulated.db")) as raw:
        assert raw.execute("SELECT count(*) FROM search_postings").fetchone()[0] > 0


def test_doctor_examines_everything_and_says_what_to_do(run: Run, home: Path) -> None:
    said = run("doctor", "--home", home, "--simulated")
    assert said.code == 0, said.out
    for what in ("pack", "home", "database", "key", "links", "sound", "clock"):
        assert any(line.split()[1] == what for line in said.out.splitlines()), what


def test_doctor_fails_on_a_port_that_is_not_there(run: Run, tmp_path: Path) -> None:
    said = run("doctor", "--home", tmp_path / "home")
    assert said.code == 1
    assert "FAIL link paging" in said.out
    assert "CHANGE-ME-PAGING is not there" in said.out


def test_doctor_fails_on_a_broken_pack(run: Run, tmp_path: Path, made_home: Path) -> None:
    said = run("doctor", "--home", made_home, "--simulated", "--pack", tmp_path)
    assert said.code == 1
    assert "pack.toml is missing" in said.out


def test_doctor_tells_what_is_unwise_and_fails_on_what_cannot_work(run: Run, home: Path, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(packs_dir() / "rivermouth", tmp_path / "rivermouth"))
    units = pack / "units.toml"
    units.write_text(units.read_text(encoding="utf-8").replace("latitude", "# latitude", 1), encoding="utf-8")
    said = run("doctor", "--home", home, "--simulated", "--pack", pack)
    assert said.code == 1
    assert "FAIL pack              units.toml: station.1.latitude: ST1 has half a position" in said.out
    units.write_text(units.read_text(encoding="utf-8").replace("longitude", "# longitude", 1), encoding="utf-8")
    said = run("doctor", "--home", home, "--simulated", "--pack", pack)
    assert said.code == 0, "a warning is no failure"
    assert "WARN pack              units.toml: station.1: ST1 has no position" in said.out
    assert "NOTE pack              pack.toml: map: the pack names no map" in said.out


def copy_of_rivermouth(folder: Path, file_name: str, old: str, new: str) -> Path:
    """The pack that the made home has, with one thing changed."""
    pack = Path(shutil.copytree(packs_dir() / "rivermouth", folder / "rivermouth"))
    text = (pack / file_name).read_text(encoding="utf-8")
    assert old in text
    (pack / file_name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return pack


@pytest.mark.parametrize(
    ("file_name", "old", "new", "code", "words"),
    [
        ("pack.toml", "Rivermouth District", "Rivermouth", 0, "WARN pack of the room  'rivermouth' was changed and"),
        ("pack.toml", "version = 5", "version = 6", 0, ""),
        ("policies.toml", "after_s = 30", "after_s = 31", 1, "FAIL pack of the room  policies.toml: policy 'dispatch'"),
        (
            "triage.toml",
            'title = "Road collision"',
            'title = "Crash"',
            1,
            "triage.toml: card 'collision' was changed",
        ),
        ("documents/gas-leak.md", "Nobody", "No one", 1, "documents.toml: document 'gas-leak' was changed but still"),
        ("units.toml", 'call_sign = "E12"', 'call_sign = "E13"', 0, "WARN pack of the room  'rivermouth' was changed"),
    ],
)
def test_doctor_says_what_would_become_of_the_room(
    run: Run, home: Path, tmp_path: Path, file_name: str, old: str, new: str, code: int, words: str
) -> None:
    pack = copy_of_rivermouth(tmp_path, file_name, old, new)
    said = run("doctor", "--home", home, "--simulated", "--pack", pack)
    assert said.code == code
    assert words in said.out
    assert bool(words) == ("pack of the room" in said.out)


def test_doctor_warns_of_another_pack_than_the_rooms(run: Run, home: Path) -> None:
    said = run("doctor", "--home", home, "--simulated", "--pack", "monaco")
    assert "WARN pack of the room  it is 'rivermouth' (Rivermouth District) and would become 'monaco'" in said.out
    assert "units go off duty; --pack or READBACK_PACK=rivermouth keeps it" in said.out
    assert "pack of the room" not in run("doctor", "--home", home, "--simulated", "--pack", "rivermouth").out


def test_doctor_sees_a_profile_that_no_driver_knows(run: Run, home: Path, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(packs_dir() / "rivermouth", tmp_path / "rivermouth"))
    channels = pack / "channels.toml"
    given = channels.read_text(encoding="utf-8")
    channels.write_text(given.replace('driver = "tap"', 'driver = "tap"\nprofile = { speed = 9 }'), encoding="utf-8")
    said = run("doctor", "--home", home, "--simulated", "--pack", pack)
    assert said.code == 1
    assert "FAIL pack              channels.toml:" in said.out
    assert "speed" in said.out


def test_doctor_sees_that_the_clock_was_set_back(run: Run, home: Path) -> None:
    tamper(
        home / "simulated.db",
        "UPDATE journal SET at = at + 3600000000 WHERE sequence = (SELECT max(sequence) FROM journal)",
    )
    said = run("doctor", "--home", home, "--simulated")
    assert said.code == 1
    assert "in the future: the clock was set back" in said.out
