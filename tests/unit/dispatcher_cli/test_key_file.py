"""Where the key file of the sealed codes is, who can read it, and what is said when it is lost."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.unit.dispatcher_cli.conftest import Run

PREMISES = "key;name;address;door_code\nmill;Harbour Mill;12 Elm Street;XYZZY-4711\n"


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_home, tmp_path / "home"))


@pytest.fixture
def sealed(run: Run, home: Path, tmp_path: Path) -> Path:
    """A home whose room has sealed a code; its key file."""
    file = tmp_path / "places.csv"
    file.write_text(PREMISES)
    said = run("import", "premises", file, "--home", home, "--simulated", "--apply")
    assert said.code == 0, said.err
    return home / "keys-simulated.json"


def line_of(out: str, what: str) -> str:
    return next(line for line in out.splitlines() if what in line)


def test_where_says_of_each_world_where_its_keys_are_and_who_can_read_them(run: Run, home: Path, sealed: Path) -> None:
    live, simulated = json.loads(run("where", "--home", home, "--json").out)["key_files"]
    assert (live["path"], live["exists"]) == (str(home / "keys-live.json"), False)
    assert (simulated["path"], simulated["mode"], simulated["others_can_read"]) == (str(sealed), "600", False)
    said = run("where", "--home", home).out
    assert "neither kept nor shown" in line_of(said, "live keys:")
    assert "in no backup: keep a copy apart" in line_of(said, "simulated keys:")
    assert "its owner alone reads it" in line_of(said, "simulated keys:")
    elsewhere = run("where", "--home", home, READBACK_KEY_FILE=str(home / "safe" / "keys")).out
    assert str(home / "safe" / "keys") in line_of(elsewhere, "simulated keys:")


def test_doctor_says_how_it_stands_with_the_key_file(run: Run, home: Path, sealed: Path, tmp_path: Path) -> None:
    def doctor(**environment: str) -> tuple[int, str]:
        said = run("doctor", "--home", home, "--simulated", **environment)
        return said.code, line_of(said.out, "key file")

    code, words = doctor()
    assert (code, words.split()[0]) == (0, "OK")
    assert "mode 600" in words
    assert "1 codes sealed; no backup of the database has it" in words
    sealed.chmod(0o644)
    assert doctor()[1].startswith("WARN")
    assert "others can read or change it: chmod 600 it" in doctor()[1]
    sealed.chmod(0o600)
    (home / "backups").mkdir(exist_ok=True)
    among = home / "backups" / "keys"
    shutil.copy(sealed, among)
    assert "lies among the backups" in doctor(READBACK_KEY_FILE=str(among))[1]
    whole = sealed.read_text()
    sealed.write_text(whole[:40])
    assert doctor() == (1, line_of(doctor()[1], "is no key file of this program"))
    sealed.unlink()
    code, words = doctor()
    assert (code, words.split()[0]) == (1, "FAIL")
    assert "1 codes are sealed with it: none of them can be shown. Put back the copy" in words
    run("keys", "make", "--home", home, "--simulated")
    code, words = doctor()
    assert code == 1
    assert "lacks the keys" in words
    assert "XYZZY" not in words


def test_without_a_code_a_missing_key_file_is_no_fault(run: Run, home: Path) -> None:
    (home / "keys-simulated.json").unlink(missing_ok=True)
    said = run("doctor", "--home", home, "--simulated")
    assert line_of(said.out, "key file").startswith("OK")
    live = run("doctor", "--home", home)
    assert line_of(live.out, "key file").startswith("NOTE")
    assert "readbackctl keys make" in line_of(live.out, "key file")


@pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX")
def test_a_backup_leaves_the_key_file_out_and_warns_when_it_lies_beside(run: Run, home: Path, sealed: Path) -> None:
    said = run("backup", "--home", home, "--simulated")
    assert said.code == 0, said.err
    assert f"{sealed} is not in it: keep a copy of it apart" in " ".join(said.out.split())
    assert not list((home / "backups").glob("*keys*"))
    shutil.copy(sealed, home / "backups" / sealed.name)
    beside = run("backup", home / "backups" / "second.db", "--home", home, "--simulated")
    assert "lies beside it: who takes both reads every code" in " ".join(beside.out.split())
