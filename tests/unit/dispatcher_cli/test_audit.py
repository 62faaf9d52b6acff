"""`readbackctl audit`: findings as they come, the sums, and an exit code that a night job can act on."""

import json
import shutil
from pathlib import Path

import pytest

from dispatcher.storage.database import sqlite_url
from tests.helpers.harness import Harness
from tests.unit.dispatcher_cli.conftest import Run, tamper

_LATE = "UPDATE deadlines SET fired_at = fired_at + 10000000 WHERE name = 'repeat' AND state = 'done'"


@pytest.fixture(scope="module")
def a_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with one incident finished and one open. Copy it; do not change it."""
    home = tmp_path_factory.mktemp("audit") / "home"
    home.mkdir()
    h = Harness(sqlite_url(home / "simulated.db"))
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=70)
    h.crew("E12").says("received")
    h.crew("E12").reports("on scene")
    h.crew("E12").reports("cleared")
    h.close_incident()
    h.call("rubbish")
    h.close()
    return home


@pytest.fixture
def home(a_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(a_home, tmp_path / "home"))


def sums(out: str) -> dict[str, object]:
    return json.loads(out.splitlines()[-1])["audit"]


def test_a_room_that_was_played_well(run: Run, home: Path) -> None:
    said = run("audit", "--home", home)
    assert said.code == 0, said.err
    assert f"audit of {home / 'simulated.db'}" in said.out
    told = sums(run("audit", "--home", home, "--json").out)
    assert (told["incidents"], told["chains"], told["findings"]) == (1, 1, 0)
    assert told["steps_run"] == 3, "a repeat, a voice task, a guard"
    assert told["attention_items"] == 2


def test_a_finding_is_told_and_ends_with_code_1(run: Run, home: Path) -> None:
    tamper(home / "simulated.db", _LATE)
    said = run("audit", "--home", home)
    assert said.code == 1
    assert "2026-000001  late_step  E12 dispatch: repeat, run 1" in said.out
    assert "found:    it ran 10.0 s late" in said.out
    assert "2 findings" in said.err
    assert len(said.err.splitlines()) == 1


def test_json_is_a_line_for_each_finding_and_one_for_the_sums(run: Run, home: Path) -> None:
    tamper(home / "simulated.db", _LATE)
    lines = [json.loads(line) for line in run("audit", "--home", home, "--json").out.splitlines()]
    assert [line["finding"]["kind"] for line in lines[:-1]] == ["late_step", "not_as_told"]
    assert lines[0]["finding"]["number"] == "2026-000001"
    assert lines[-1]["audit"]["by_kind"] == {"late_step": 1, "not_as_told": 1}
    assert lines[-1]["audit"]["late"] == 1


def test_open_ones_are_looked_through_when_asked(run: Run, home: Path) -> None:
    told = sums(run("audit", "--home", home, "--json", "--open").out)
    assert told["incidents"] == 2
    assert told["missing"] == 1, "its guard has been due for months"


def test_one_incident_in_detail(run: Run, home: Path) -> None:
    said = run("audit", "--home", home, "--incident", "2026-000001")
    assert said.code == 0
    assert "2026-000001 is closed: 1 chains, 3 steps and guards run" in said.out
    assert "voice task, once: its reason was gone after 10 s" in said.out
    told = json.loads(run("audit", "--home", home, "--incident", "2026-000001", "--json").out.splitlines()[0])
    assert [item["kind"] for item in told["items"]] == ["voice_task", "overdue"]


def test_since(run: Run, home: Path) -> None:
    assert sums(run("audit", "--home", home, "--json", "--since", "2026-03-13").out)["incidents"] == 1
    assert sums(run("audit", "--home", home, "--json", "--since", "2026-03-16T12:00").out)["incidents"] == 0
    assert run("audit", "--home", home, "--since", "yesterday").code == 2


def test_bad_input_says_what_to_do(run: Run, home: Path, tmp_path: Path) -> None:
    said = run("audit", "--home", home, "--incident", "1")
    assert said.code == 2
    assert "there is no incident 1; write its whole number" in said.err
    assert "there is no database" in run("audit", "--home", tmp_path / "nowhere").err
    (tmp_path / "live.db").write_bytes(b"garbage" * 100)
    assert run("audit", "--home", tmp_path).code != 0
