"""The installation without a network: which Python, what is missing, when there is something to do, which words."""

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installer import bootstrap, environment, packages_index, progress, system, uv_tool
from installer.environment import Environment
from installer.packages_index import PYPI, Index, find_index, link_in
from installer.progress import Outcome, Trouble
from installer.system import LIBRARIES, Machine, Need

ROOT = Path(__file__).resolve().parents[3]


# Which Python


@pytest.mark.parametrize(
    ("version", "fits"),
    [((2, 7), False), ((3, 10), False), ((3, 11), True), ((3, 14), True), ((3, 15), False), ((0, 0), False)],
)
def test_supported_pythons_are_those_of_the_lock_file(version, fits):
    assert bootstrap.is_supported(version) is fits


def test_the_gate_speaks_of_the_same_pythons_as_pyproject():
    assert f'requires-python = ">=3.{bootstrap.OLDEST[1]},<3.{bootstrap.NEWEST[1] + 1}"' in (
        ROOT / "pyproject.toml"
    ).read_text(encoding="utf-8")


def test_an_old_python_can_read_the_gate():
    source = (ROOT / "installer/bootstrap.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    assert "from __future__" not in source
    imported = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"os", "runpy", "shutil", "subprocess", "sys"}


def test_first_fitting_python_is_taken(monkeypatch):
    versions = {"/old": (3, 9), "/broken": (0, 0), "/good": (3, 12), "/better": (3, 13)}
    monkeypatch.setattr(bootstrap, "candidates", lambda: list(versions))
    monkeypatch.setattr(bootstrap, "version_of", versions.__getitem__)
    assert bootstrap.choose_python() == "/good"


def test_nothing_fits_is_said_with_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "running_one_fits", lambda: False)
    monkeypatch.setattr(bootstrap, "choose_python", lambda: "")
    assert bootstrap.main() == 2
    said = capsys.readouterr().err
    assert "3.11 to 3.14" in said
    assert "sudo apt-get install python3" in said


def test_a_python_that_does_not_start_has_no_version(tmp_path):
    assert bootstrap.version_of(str(tmp_path / "python3.11")) == (0, 0)
    shim = tmp_path / "shim"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert bootstrap.version_of(str(shim)) == (0, 0)


# What the system lacks


def machine(lacks=(), programs=("Xvfb", "xauth", "aplay"), font=True, certificates=True):
    return Machine(
        opens=lambda name: name not in lacks,
        which=lambda name: f"/usr/bin/{name}" if name in programs else None,
        has_font=lambda: font,
        has_certificates=lambda: certificates,
    )


def test_a_whole_machine_lacks_nothing():
    assert system.missing(machine()) == []


def test_a_missing_library_is_named_with_its_package():
    assert system.missing(machine(lacks={"libxcb-cursor.so.0"})) == [Need("libxcb-cursor0", "libxcb-cursor.so.0")]


def test_a_bare_machine_lacks_every_package_once():
    everything = {name for names in LIBRARIES.values() for name in names}
    needs = system.missing(machine(everything, programs=(), font=False, certificates=False))
    rest = ["fonts-dejavu-core", "xvfb", "xauth", "ca-certificates", "alsa-utils"]
    assert system.packages_of(needs) == [*LIBRARIES, *rest]


@pytest.mark.parametrize("player", system.PLAYERS)
def test_any_sound_player_will_do(player):
    assert system.missing(machine(programs=("Xvfb", "xauth", player))) == []


def test_a_screen_for_tests_is_not_needed_to_run():
    xvfb, xauth, player = system.missing(machine(programs=()))
    assert [need.stops("run") for need in (xvfb, xauth, player)] == [False, False, False]
    assert [need.stops("test") for need in (xvfb, xauth, player)] == [True, True, False]


def test_font_is_looked_for_in_every_folder(tmp_path):
    (tmp_path / "a").mkdir()
    deep = tmp_path / "b/truetype/dejavu"
    deep.mkdir(parents=True)
    assert not system.has_font([tmp_path / "a", tmp_path / "b", tmp_path / "absent"])
    (deep / system.FONT).touch()
    assert system.has_font([tmp_path / "a", tmp_path / "b"])


def test_where_nothing_may_be_installed_one_command_is_given(monkeypatch):
    monkeypatch.setattr(system, "missing", lambda: [Need("libgl1", "libGL.so.1"), Need("xvfb", "Xvfb", "tests")])
    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(Trouble, match="sudo apt-get install --no-install-recommends libgl1 xvfb") as caught:
        system.ensure("run", may_install=False, is_first=True)
    assert caught.value.code == 2


def test_elsewhere_than_on_debian_the_libraries_are_named():
    words = system.advice([Need("libgl1", "libGL.so.1")], has_apt=False)
    assert "libGL.so.1" in words
    assert "apt-get" not in words


def test_a_wish_that_cannot_be_had_does_not_stop_and_is_not_tried_again(monkeypatch, capsys):
    tried = []
    monkeypatch.setattr(system, "missing", lambda: [Need("alsa-utils", "a sound player", "sound")])
    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_right_to_install", lambda _: [])
    monkeypatch.setattr(system, "_install", lambda packages, _: tried.append(packages) or Trouble("no network"))
    system.ensure("test", may_install=True, is_first=True)
    system.ensure("test", may_install=True, is_first=False)
    assert tried == [["alsa-utils"]]
    assert capsys.readouterr().err.count("alarms will be silent") == 2


def test_apt_asks_nothing_and_brings_nothing_unasked():
    command = system.apt_command(["libgl1"], ["sudo", "-n"])
    assert command[:3] == ["sudo", "-n", "apt-get"]
    assert "-y" in command
    assert command[-2:] == ["--no-install-recommends", "libgl1"]


# When there is something to do


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


def recorded(monkeypatch, checkout, fails=False):
    """Make with a pretended uv; gives the commands it got."""
    commands = []

    def run(command, settings, shows):
        if fails:
            assert checkout.unfinished_mark.exists()
            return Outcome(1, ("error: No space left on device",))
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


def test_a_failed_one_is_made_anew_next_time(checkout, monkeypatch):
    recorded(monkeypatch, checkout, fails=True)
    with pytest.raises(Trouble, match="disk is full"):
        checkout.ensure("test", offline=False)
    assert checkout.state("run") == "remake"


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


# Where packages come from


def test_pypi_unless_told_otherwise():
    assert find_index({}, {}) == Index(PYPI)
    assert find_index({"PIP_INDEX_URL": "https://pypi.org/simple/"}, {}).is_pypi


def test_the_environment_comes_before_pips_files_and_uv_before_pip():
    settings = {"index-url": "https://file.example/simple", "proxy": "http://proxy.example:3128"}
    assert find_index({}, settings).url == "https://file.example/simple"
    both = {"PIP_INDEX_URL": "https://pip.example/simple", "UV_DEFAULT_INDEX": "https://uv.example/simple"}
    assert find_index(both, settings).url == "https://uv.example/simple"
    assert find_index({}, settings).for_uv()["HTTPS_PROXY"] == "http://proxy.example:3128"


def test_pips_files_are_read_the_weakest_first(tmp_path):
    (tmp_path / "a").write_text("[global]\nindex-url = https://a.example/simple\ncert = /a.pem\n")
    (tmp_path / "b").write_text("[global]\nindex-url = https://b.example/simple\n")
    (tmp_path / "bad").write_text("no section\n")
    names = [tmp_path / name for name in ("a", "b", "bad", "absent")]
    assert packages_index.pip_settings(names) == {"index-url": "https://b.example/simple", "cert": "/a.pem"}


def test_no_pip_file_counts_where_pip_is_told_so(tmp_path):
    assert packages_index.pip_files({"PIP_CONFIG_FILE": os.devnull}, tmp_path) == []


def test_a_password_in_the_index_address_is_sent_but_neither_shown_nor_given_to_others():
    index = Index("https://user:p%40ss@mirror.example/simple")
    assert index.host == "mirror.example"
    assert packages_index._without_password(index.url) == "https://mirror.example/simple"
    assert packages_index._authorization(index, "https://mirror.example/files/uv.whl") == "Basic dXNlcjpwQHNz"
    assert packages_index._authorization(index, "https://elsewhere.example/uv.whl") == ""


@pytest.mark.parametrize(
    "page",
    [
        b'{"files": [{"filename": "uv-1.whl", "url": "../../files/uv-1.whl"}]}',
        b'<a href="../../files/uv-1.whl#sha256=abc">uv-1.whl</a>',
        b"<A class='x' HREF = '../../files/uv%2D1.whl'>uv</A>".replace(b"HREF", b"href"),
    ],
)
def test_the_wheel_is_found_on_json_and_html_pages(page):
    link = link_in(page, "https://mirror.example/simple/uv/", "uv-1.whl")
    assert link.replace("%2D", "-") == "https://mirror.example/files/uv-1.whl"
    assert link_in(page, "https://mirror.example/simple/uv/", "uv-2.whl") == ""


# uv


def test_every_wheel_has_a_digest():
    for system_name, cpu in uv_tool.WHEELS:
        filename, digest = uv_tool.wheel_for(system_name, cpu)
        assert filename.startswith(f"uv-{uv_tool.VERSION}-py3-none-")
        assert len(bytes.fromhex(digest)) == 32


def test_a_machine_without_a_wheel_is_told_what_to_do():
    with pytest.raises(Trouble, match="put a uv on PATH"):
        uv_tool.wheel_for("linux", "mips")


def test_versions_are_compared_as_numbers():
    assert uv_tool.version_in("uv 0.13.9 (x86_64)") == (0, 13, 9)
    assert uv_tool.version_in("uv 0.8.22") < uv_tool.OLDEST_USABLE
    assert uv_tool.version_in("pyenv: uv: command not found") < uv_tool.OLDEST_USABLE


def test_a_file_with_another_digest_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(uv_tool, "_download", lambda *_: b"something else")
    with pytest.raises(Trouble, match="SHA-256"):
        uv_tool._fetch(tmp_path / "uv", Index())
    assert list(tmp_path.iterdir()) == []


def test_the_program_is_taken_out_of_the_wheel(tmp_path):
    with zipfile.ZipFile(tmp_path / "uv.whl", "w") as wheel:
        wheel.writestr("uv-1.data/scripts/uvx", "other")
        wheel.writestr("uv-1.data/scripts/uv", "program")
    uv_tool._unpack((tmp_path / "uv.whl").read_bytes(), tmp_path / "tools/uv")
    assert (tmp_path / "tools/uv").read_text() == "program"
    assert os.access(tmp_path / "tools/uv", os.X_OK)
    assert [path.name for path in (tmp_path / "tools").iterdir()] == ["uv"]


# Words


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("cause: failed to copy file: No space left on device (os error 28)", "disk is full"),
        ("cause: tcp connect error: Connection refused (os error 111)", "network does not answer"),
        ("E: Could not resolve 'deb.example'", "network does not answer"),
        ("cause: Network connectivity is disabled, but the data wasn't found in the cache", "uv's cache"),
        ("cause: invalid peer certificate: UnknownIssuer", "not trusted"),
        ("error: something new", "ended with code 1"),
    ],
)
def test_last_words_become_a_reason(line, reason):
    words = str(progress.explain(Outcome(1, ("Building", line)), "making .venv"))
    assert reason in words.splitlines()[0]
    assert line in words


def test_a_silent_child_gives_signs_of_life(monkeypatch, capsys):
    monkeypatch.setattr(progress, "HEARTBEAT_SECONDS", 0.05)
    child = "import sys; print('Unpacking', flush=True); import threading; threading.Event().wait(0.4); sys.exit(3)"
    outcome = progress.run([sys.executable, "-c", child], os.environ)
    assert outcome == Outcome(3, ("Unpacking",))
    assert "still at work (Unpacking)" in capsys.readouterr().err


def test_a_child_that_cannot_be_started_is_named(tmp_path):
    with pytest.raises(Trouble, match=r"cannot start .*/absent"):
        progress.run([str(tmp_path / "absent")], os.environ)
