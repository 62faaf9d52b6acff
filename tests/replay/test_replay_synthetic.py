"""The synthetic call file through the whole room: engine, TAP driver, a terminal process behind a real pty."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer
from typer.testing import CliRunner

from dispatcher.domain.worlds import World
from dispatcher.replay.columns import CannotReplay, columns_from
from dispatcher.replay.command import replay
from dispatcher.replay.report import Report
from dispatcher.replay.session import Wish, play
from dispatcher.replay.truth import count_truth, journal_verifies
from dispatcher.storage.database import open_database, sqlite_url
from dispatcher.system_clock import SystemClock
from tests.data.make_calls import COPIES, FILE, ROWS, text

ROOT = Path(__file__).resolve().parents[2]
REJECTED = 4


def wish(**changes: object) -> Wish:
    given: dict[str, object] = {
        "path": FILE, "columns": columns_from([]), "zone": ZoneInfo("America/New_York"), "reach_m": 8000.0, **changes,
    }  # fmt: skip
    return Wish(**given)  # type: ignore[arg-type]


def assert_true(report: Report) -> None:
    assert (report.lost, report.doubled_unmarked, report.unguarded_max, report.finding) == (0, 0, 0, "")
    assert report.journal_verified
    assert report.incidents_open == 0
    assert report.is_true


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Report, Path]]:
    """The whole file, played once, with its home."""
    home = tmp_path_factory.mktemp("replay") / "home"
    yield play(wish(home=home)), home
    shutil.rmtree(home)


def test_the_committed_file_is_what_its_generator_writes():
    assert FILE.read_text(encoding="utf-8") == text()


def test_forty_calls_end_closed_with_nothing_lost():
    report = play(wish(limit=40))
    assert_true(report)
    assert (report.calls_read, report.incidents) == (40, 40)
    assert report.repeats > 0


@pytest.mark.slow
def test_every_row_becomes_an_incident_is_attached_or_rejected(played: tuple[Report, Path]):
    report, _ = played
    assert_true(report)
    assert (report.calls_read, report.rejected, report.attached) == (ROWS, REJECTED, len(COPIES))
    assert report.incidents == ROWS - REJECTED - len(COPIES)


@pytest.mark.slow
def test_silence_is_met_and_waiting_is_guarded(played: tuple[Report, Path]):
    report, _ = played
    assert report.steps["repeat_page"] > 0
    assert report.steps["voice_task"] > 0
    assert report.waited > 0
    assert report.guards_run > 0
    assert report.acknowledged == report.incidents
    assert (report.time_corrected, report.places_shortened) == (3, 2)


@pytest.mark.slow
def test_a_tape_that_was_tampered_with_is_found_out(played: tuple[Report, Path], tmp_path: Path):
    report, home = played
    lines = (home / "terminal-tape.jsonl").read_text(encoding="ascii").splitlines()
    first = json.loads(lines[0])
    doubled, foreign = {**first, "n": 9001}, {**first, "n": 9002, "address": "1999999"}
    tape = tmp_path / "tape.jsonl"
    tape.write_text("\n".join([*lines[:-1], json.dumps(doubled), json.dumps(foreign), ""]), encoding="ascii")
    database = open_database(sqlite_url(home / "simulated.db"), World.SIMULATED, SystemClock().now())
    with database.reader.connect() as connection:
        truth = count_truth(connection, tape, ROWS + 1, report.rejected)
        assert journal_verifies(connection)
    with database.writer.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_keeps_its_words")
        connection.exec_driver_sql("UPDATE journal SET operator = 'nobody' WHERE sequence = 17")
    with database.reader.connect() as connection:
        assert not journal_verifies(connection)
    database.close()
    assert (truth.rows_lost, truth.pages_lost, truth.pages_unknown, truth.doubled_unmarked) == (1, 1, 2, 1)


@pytest.mark.slow
def test_a_lost_answer_makes_a_page_uncertain_and_its_copy_says_repeat():
    report = play(wish(limit=60, faults=("lost-ack@20", "rs-code=511@30", "nak-once@35", "hang-up@40", "late-rs@45")))
    assert_true(report)
    assert report.uncertain > 0
    assert report.channel_faults > 0


@pytest.mark.slow
def test_the_same_seed_plays_the_same_and_another_differently():
    def counts(seed: int) -> list[object]:
        report = play(wish(limit=30, seed=seed))
        assert_true(report)
        return [report.transmissions, report.repeats, report.steps, report.guards_run, report.jumps]

    assert counts(3) == counts(3)
    assert counts(3) != counts(4)


def test_an_interrupted_replay_tells_what_was_done_and_ends_with_130(tmp_path: Path):
    home = tmp_path / "home"
    command = [sys.executable, "-m", "dispatcher.replay", str(FILE), "--speed", "60", "--json", "--home", str(home)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             env={**os.environ, "COLUMNS": "120"})  # fmt: skip
    nap = threading.Event()
    tape = home / "terminal-tape.jsonl"
    while not (tape.exists() and tape.stat().st_size):
        assert child.poll() is None, child.stderr.read() if child.stderr else ""
        nap.wait(0.05)
    child.send_signal(signal.SIGINT)
    told, errors = child.communicate(timeout=30)
    assert child.returncode == 130, errors
    report = json.loads(told.splitlines()[-1])
    assert report["interrupted"]
    assert (report["lost"], report["unguarded_max"], report["journal_verified"]) == (0, 0, True)
    assert 0 < report["calls_read"] < ROWS
    assert not (home / "terminal").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"faults": ("lots-ack",)}, "unknown fault 'lots-ack'"),
        ({"path": Path("nowhere.csv")}, "cannot be read"),
    ],
)
def test_what_cannot_be_played_is_said_before_anything_starts(changes: dict[str, object], words: str):
    with pytest.raises(CannotReplay, match=words):
        play(wish(**changes))


@pytest.mark.parametrize(("name", "words"), [("live.db", "LIVE database"), ("simulated.db", "a room already")])
def test_a_home_that_is_somebody_elses_is_refused_and_left_alone(tmp_path: Path, name: str, words: str):
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(CannotReplay, match=words):
        play(wish(home=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--speed", "fast"], "write `max`, or a number"),
        (["--speed", "-1"], "write `max`, or a number"),
        (["--timezone", "Mars/Olympus"], "no time zone"),
        (["--column", "title=headline"], "--column title=NAME"),
        pytest.param(["--fault", "silent-logon", "--limit", "1"], "was not ready", marks=pytest.mark.slow),
    ],
)
def test_wrong_options_end_with_one_message_and_2(options: list[str], words: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dispatcher.replay.driver._UP_WITHIN_S", 0.5)
    app = typer.Typer()
    app.command()(replay)
    result = CliRunner().invoke(app, [str(FILE), *options])
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output
