"""The program's start and end: what is given, what is said when there is no room, and the exit codes."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ui.app import FAILED, arguments, main, settings_of


def test_what_is_given_wins_and_the_rest_is_left_to_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("READBACK_SEED", "7")
    given = arguments(["--simulated", "--home", str(tmp_path), "--no-crews", "--seat", "A1", "--operator", "dana"])
    settings = settings_of(given)
    assert (settings.simulated, settings.home, settings.crews, settings.seed) == (True, tmp_path, False, 7)
    assert (given.seat, given.operator, given.theme) == ("A1", "dana", None)


def test_the_environment_is_not_overruled_by_what_was_not_given(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("READBACK_SIMULATED", "true")
    assert settings_of(arguments([])).simulated


def test_settings_that_cannot_be_used_are_said_and_end_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.setenv("READBACK_SEED", "many")
    assert main(["--home", str(tmp_path)]) == FAILED
    assert "settings cannot be used" in capsys.readouterr().err


_RUN = """
import sys
from PySide6.QtCore import QTimer
import ui.app as app
start = app.Workstation.start
def and_look(station):
    start(station)
    def look():
        if station.code or station._desk is not None:
            said = station.window.notice.accessibleName() if station.code else station.window.windowTitle()
            print("CODE", station.code, said, flush=True)
            {then}
        else:
            QTimer.singleShot(50, look)
    look()
app.Workstation.start = and_look
sys.exit(app.main(sys.argv[1:]))
"""


@contextmanager
def running(then: str, *argv: str) -> Iterator[subprocess.Popen[str]]:
    """The program in a process of its own, which does not outlive the test."""
    command = [sys.executable, "-c", _RUN.format(then=then), *argv]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


@pytest.mark.e2e
def test_a_room_that_cannot_be_opened_is_said_on_the_screen_and_on_stderr(tmp_path: Path):
    (tmp_path / "simulated.db").write_text("this is no database, " * 500)
    with running("station.window.close()", "--simulated", "--home", str(tmp_path)) as child:
        out, err = child.communicate(timeout=60)
    assert child.returncode == FAILED
    assert "CODE 2 The room cannot be opened" in out
    assert "readbackctl doctor" in out
    assert "readback: the room cannot be opened" in err
    assert "Traceback" not in err


@pytest.mark.e2e
def test_sigterm_closes_a_running_room_cleanly(tmp_path: Path):
    with running("pass", "--simulated", "--home", str(tmp_path), "--no-crews") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "CODE 0 Readback · SIMULATED\n"
        child.send_signal(signal.SIGTERM)
        _out, err = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "Traceback" not in err
