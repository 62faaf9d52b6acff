"""The radio engineer's tool: what it prints, how it ends, and what it does without."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from radio.__main__ import main
from radio.engineer.exits import EXIT_CODES, EXIT_DIFFERS, EXIT_NO_LINE, EXIT_USAGE
from radio.engineer.lines import link_url
from radio.engineer.ports import names_that_stay, who_has_open
from radio.engineer.send import PRIORITIES
from radio.message import ReceiptKind
from radio.simulator.devices import DEVICES
from radio.simulator.process import start_behind_tcp, start_terminal
from radio.trace import read_trace
from tests.helpers.virtual_line import Life

ROOT = Path(__file__).parents[3]


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "radio", *arguments], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )


def test_it_needs_no_database_and_no_window() -> None:
    words = (
        "import sys, radio.__main__\n"
        "heavy = {'sqlalchemy', 'PySide6', 'alembic', 'pydantic', 'apscheduler', 'dispatcher', 'ui'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "[]\n"


def test_help_names_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in ("ports", "probe", "send", "watch", "simulate", "replay"):
        assert f"\n  {command} " in said
    assert main(["send", "--help"]) == 0
    said = capsys.readouterr().out
    for code in {*EXIT_CODES.values(), EXIT_NO_LINE, EXIT_USAGE}:
        assert f"{code} " in said
    assert "--priority" in said
    assert "--group" in said
    for command in ("ports", "probe", "watch", "replay"):
        assert main([command, "--help"]) == 0
        assert command == "ports" or "Exit code:" in capsys.readouterr().out


@pytest.mark.parametrize("name", DEVICES)
def test_help_of_a_device_lists_its_faults_and_its_own_options(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", name, "--help"]) == 0
    said = capsys.readouterr().out
    for line in DEVICES[name].faults.lines():
        assert f"  {line}\n" in said
    for option in DEVICES[name].options:
        assert f"--{option.name}" in said
    assert ('{"do": "text"' in said) == (name == "sms")
    assert main(["simulate", name, "--fault", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == DEVICES[name].faults.lines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fly"], "No such command 'fly'"),
        (["probe", "/dev/x", "--speed", "3"], "No such option"),
        (["send", "/dev/x", "1"], "Missing argument 'TEXT'"),
        (["watch", "/dev/x", "--seconds", "soon"], "valid number"),
        (["simulate", "fax"], "No such command 'fax'"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == EXIT_USAGE
    assert words.lower() in capsys.readouterr().err.lower()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["probe", "serial:/dev/x", "--profile", "t9=1"], "unknown t9"),
        (["probe", "serial:/dev/x", "--profile", "t9"], "write NAME=VALUE"),
        (["probe", "serial:/dev/x", "--driver", "fax"], "known are espa, sms, tap"),
        (["send", "/dev/x", "1", "x", "--priority", "soon"], "it is one of emergency, p1"),
        (["simulate", "tap"], "--pty PATH, or --tcp HOST:PORT"),
        (["simulate", "tap", "--pty", "/tmp/x", "--tcp", "h:0"], "--pty PATH, or --tcp HOST:PORT"),
        (["simulate", "tap", "--tcp", "h"], "write HOST:PORT"),
        (["simulate", "tap", "--pty", "/no/such/folder/x"], "No such file"),
        (["simulate", "tap", "--pty", "/tmp/x", "--fault", "echo"], "tap: unknown fault 'echo'"),
        (["replay", "/no/such/trace"], "No such file"),
        (["replay", str(Path(__file__))], "it is no trace"),
        (["replay", "x", "--speed", "fast"], "write max, or a number above 0"),
        (["replay", "x", "--speed", "-1"], "write max, or a number above 0"),
    ],
)
def test_what_cannot_work_is_said_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == EXIT_USAGE
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1


def test_priorities_are_words_or_digits() -> None:
    assert list(PRIORITIES) == ["emergency", "p1", "p2", "p3", "p4", "p5"]


def test_links_are_what_they_look_like() -> None:
    assert link_url("/dev/ttyUSB0") == "serial:/dev/ttyUSB0"
    assert link_url("0403:6001") == "serial:0403:6001"
    assert link_url("tcp://host:4001") == "socket://host:4001"
    assert link_url("rfc2217://host:4001") == "rfc2217://host:4001"
    master, slave = os.openpty()
    assert link_url(os.ttyname(slave)) == f"simulator:{os.ttyname(slave)}"
    os.close(master)
    os.close(slave)


def test_ports_know_names_that_stay_and_who_has_them_open(tmp_path: Path) -> None:
    (tmp_path / "by-id").mkdir()
    (tmp_path / "by-id" / "usb-FTDI_A1B2-if00-port0").symlink_to("/dev/ttyUSB7")
    assert names_that_stay(tmp_path / "by-id") == {"/dev/ttyUSB7": f"{tmp_path}/by-id/usb-FTDI_A1B2-if00-port0"}
    assert names_that_stay(tmp_path / "none") == {}
    for number, command in ((12, b"ModemManager\0--debug\0"), (13, b"")):
        fds = tmp_path / "proc" / str(number) / "fd"
        fds.mkdir(parents=True)
        (fds / "3").symlink_to("/dev/ttyUSB7")
        (fds / "4").symlink_to("/dev/null")
        (fds.parent / "cmdline").write_bytes(command)
    (tmp_path / "proc" / "self").mkdir()
    found = who_has_open(tmp_path / "proc")
    assert set(found) == {"/dev/ttyUSB7"}
    assert "process 12 (ModemManager --debug)" in found["/dev/ttyUSB7"]
    assert "process 13 ()" in found["/dev/ttyUSB7"]


def test_probe_send_and_trace_over_tcp(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    trace = tmp_path / "line.trace"
    with start_behind_tcp(tmp_path / "tape") as terminal:
        assert main(["probe", terminal.url, "--trace", str(trace)]) == 0
        said = capsys.readouterr().out
        assert "driver   tap: best receipt ACCEPTED" in said
        assert "device   answers" in said
        assert "         114 READBACK TERMINAL SIMULATOR\n" in said
        assert "         110 1.8\n" in said
        done = main(["send", terminal.url, "42", "HELLO", "--priority", "1", "--group", "--trace", str(trace)])
        assert done == 0
    assert "\x1b[" not in said
    assert trace.stat().st_mode & 0o777 == 0o600
    assert '"urgency": 1' in trace.read_text(encoding="ascii")
    assert '"group": true' in trace.read_text(encoding="ascii")
    capsys.readouterr()
    assert main(["replay", str(trace)]) == 0
    said = capsys.readouterr().out
    assert "page 1 to 42: HELLO" in said
    assert "page 1 ACCEPTED [211]" in said
    assert said.endswith("as it was then\n")


def test_replay_tells_by_its_exit_code(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    life = Life("tap", tmp_path / "trace")
    life.page("HELLO", address="42")
    life.run(100.0)
    life.close()
    assert main(["replay", str(tmp_path / "trace"), "--octets"]) == 0
    said = capsys.readouterr().out
    assert "> <STX>42<CR>HELLO<CR><ETX>" in said
    assert "same" not in said
    assert main(["replay", str(tmp_path / "trace"), "--profile", "password=NEW"]) == EXIT_DIFFERS
    said = capsys.readouterr().out
    assert "! DIFFERS: then <ESC>PG1<CR>, now <ESC>PG1NEW<CR>" in said
    assert "differences from then" in said
    assert main(["replay", str(tmp_path / "trace"), "--speed", "100000", "--older", "--driver", "espa"]) == EXIT_DIFFERS


def test_a_trace_without_a_beginning_cannot_be_played(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    life = Life("tap", tmp_path / "trace")
    life.run(10.0)
    life.close()
    lines = (tmp_path / "trace").read_text(encoding="ascii").splitlines(keepends=True)
    (tmp_path / "trace").write_text("".join([lines[0], *lines[2:]]), encoding="ascii")
    assert main(["replay", str(tmp_path / "trace")]) == EXIT_USAGE
    assert "nothing in it could be played" in capsys.readouterr().out


def test_a_long_replay_prints_a_bounded_number_of_differences(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    life = Life("espa", tmp_path / "trace")
    life.run(600.0)
    life.close()
    assert main(["replay", str(tmp_path / "trace"), "--driver", "tap"]) == EXIT_DIFFERS
    said = capsys.readouterr().out
    assert said.count("! DIFFERS") == 50
    assert "the others are counted only" in said


def test_watch_prints_what_comes_in_and_counts(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    with start_terminal(link, tmp_path / "tape", device="sms", faults=["reply=5@1"]):
        sms = ["--driver", "sms", "--profile", "settle_s=0.05"]
        assert main(["send", str(link), "+491701234567", "HALLO", *sms]) == 0
        done = run("watch", str(link), *sms, "--seconds", "1.5", "--quiet", "--trace", str(tmp_path / "trace"))
        assert done.returncode == 0, done.stderr
        assert "HEARD from +491701234567" in done.stdout
        assert ": JA, K\n" in done.stdout
        assert "1 texts, 0 statuses" in done.stdout
        assert " > AT" not in done.stdout
        assert "\x1b[" not in done.stdout
    assert len(list(read_trace(tmp_path / "trace"))) > 10


def test_on_a_terminal_there_are_colours_and_a_last_line(tmp_path: Path) -> None:
    link = tmp_path / "terminal"
    with start_terminal(link, tmp_path / "tape"):
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "radio", "watch", str(link), "--seconds", "1"]
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
        with subprocess.Popen(command, stdout=slave, stderr=slave, cwd=ROOT, env=environment) as child:
            os.close(slave)
            said = b""
            while True:
                try:
                    said += os.read(master, 4096)
                except OSError:
                    break
        os.close(master)
    assert child.returncode == 0
    assert b"\x1b[" in said
    assert b" UP " in said


def test_every_receipt_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(ReceiptKind)
