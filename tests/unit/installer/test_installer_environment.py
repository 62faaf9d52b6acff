"""When `.venv` is left alone, brought up to date, or made anew."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer import environment
from installer.environment import Environment
from installer.packages_index import Index
from installer.progress import Outcome, Trouble

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose environment is finished and for the program only."""
    (tmp_path / "uv.lock").write_text("lock")
    (tmp_path / "pyproject.toml").write_text("project")
    made = Environment(tmp_path)
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to(sys.executable)
    (made.folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion_info = 3.11.2\n")
    finish(made, "run")
    return made


def finish(made, purpose):
    made.stamp_file.write_text(json.dumps(environment.asdict(made.wanted(purpose))))


def test_a_finished_environment_is_left_alone(checkout):
    assert checkout.state("run") == "ready"
    assert checkout.ensure("run", offline=False) is False


def test_tests_need_more_and_what_serves_tests_also_runs(checkout):
    assert checkout.state("test") == "update"
    finish(checkout, "test")
    assert (checkout.state("test"), checkout.state("run")) == ("ready", "ready")


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml"])
def test_a_changed_input_is_an_update(checkout, name):
    (checkout.root / name).write_text("changed")
    assert checkout.state("run") == "update"


def test_a_changed_recipe_is_an_update(checkout, monkeypatch):
    monkeypatch.setattr(environment, "RECIPE", environment.RECIPE + 1)
    assert checkout.state("run") == "update"


def test_an_interrupted_one_is_made_anew(checkout):
    checkout.unfinished_mark.touch()
    assert checkout.state("run") == "remake"


def test_one_whose_python_is_gone_is_made_anew(checkout):
    checkout.python.unlink()
    checkout.python.symlink_to("/nonexistent/python3.11")
    assert checkout.state("run") == "remake"


def test_a_moved_one_is_made_anew_because_its_scripts_lead_elsewhere(checkout, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(checkout.folder, elsewhere / ".venv", symlinks=True)
    for name in ("uv.lock", "pyproject.toml"):
        shutil.copy(checkout.root / name, elsewhere)
    assert Environment(elsewhere).state("run") == "remake"


@pytest.mark.parametrize("rubbish", ["", "{", "[]", '{"inputs": 1}'])
def test_an_unreadable_stamp_is_no_stamp(checkout, rubbish):
    checkout.stamp_file.write_text(rubbish)
    assert checkout.stamp() is None
    assert checkout.state("run") == "update"  # a Python is there and starts: as if made by hand


def test_no_environment_is_made(tmp_path):
    assert Environment(tmp_path).state("run") == "remake"


def recorded(monkeypatch, checkout, fails=""):
    """Make with a pretended uv; gives the commands it got."""
    commands = []

    def run(command, settings, shows):
        if fails:
            assert checkout.unfinished_mark.exists()
            return Outcome(1, (fails,))
        commands.append(command[1:])
        return Outcome(0, ())

    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(environment, "pip_settings", lambda _: {})
    monkeypatch.setattr(environment.uv_tool, "find_or_fetch", lambda *_, offline: Path("uv"))
    return commands


def test_an_update_for_tests_brings_their_tools_and_is_done_once(checkout, monkeypatch):
    commands = recorded(monkeypatch, checkout)
    assert checkout.ensure("test", offline=False) is True
    assert commands == [["sync", "--frozen", "--project", str(checkout.root)]]
    assert checkout.ensure("test", offline=False) is False
    assert checkout.ensure("run", offline=False) is False


def test_an_update_to_run_keeps_the_tools_for_tests(checkout, monkeypatch):
    finish(checkout, "test")
    (checkout.root / "uv.lock").write_text("changed")
    commands = recorded(monkeypatch, checkout)
    checkout.ensure("run", offline=False)
    assert "--no-dev" not in commands[0]
    assert checkout.state("test") == "ready"


def test_one_that_failed_halfway_is_made_anew_next_time(checkout, monkeypatch):
    recorded(monkeypatch, checkout, fails="error: Failed to install: x.whl: No space left on device")
    with pytest.raises(Trouble, match="disk is full"):
        checkout.ensure("test", offline=False)
    assert checkout.state("run") == "remake"


def test_one_that_failed_for_want_of_a_network_is_kept(checkout, monkeypatch):
    recorded(monkeypatch, checkout, fails="cause: tcp connect error: Connection refused")
    with pytest.raises(Trouble, match="network does not answer"):
        checkout.ensure("test", offline=False)
    assert checkout.state("run") == "update"


def test_an_index_of_ones_own_gets_versions_and_digests_of_the_lock(checkout, monkeypatch):
    commands = recorded(monkeypatch, checkout)
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:secret@mirror.example/simple/")
    checkout.ensure("test", offline=False)
    assert [command[0] for command in commands] == ["export", "pip", "pip"]
    assert "--require-hashes" in commands[1]


def test_uv_is_told_to_fetch_no_python_and_to_use_this_place(checkout, monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("UV_PYTHON", "3.14")
    monkeypatch.setenv("UV_LINK_MODE", "copy")
    settings = environment.uv_environment(checkout, Index(), offline=True)
    assert settings["UV_PYTHON_DOWNLOADS"] == "never"
    assert settings["UV_PROJECT_ENVIRONMENT"] == str(checkout.folder)
    assert settings["UV_OFFLINE"] == "1"
    assert settings["UV_LINK_MODE"] == "copy"
    assert {"VIRTUAL_ENV", "UV_PYTHON"}.isdisjoint(settings)


def test_a_second_start_at_once_waits_and_says_so(tmp_path, capsys):
    lock = tmp_path / "lock"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from installer.environment import only_one; from pathlib import Path; import sys\n"
            f"with only_one(Path({str(lock)!r})): print('held', flush=True); sys.stdin.read()",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout.readline() == b"held\n"
        real = environment.fcntl.flock
        released = []

        def flock(file, how):
            if not how & environment.fcntl.LOCK_NB:
                assert "waiting" in capsys.readouterr().err
                holder.stdin.close()
                released.append(True)
            real(file, how)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(environment.fcntl, "flock", flock)
            with environment.only_one(lock):
                assert released
