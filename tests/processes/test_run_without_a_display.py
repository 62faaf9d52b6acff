"""`make run` without a display: the real program plays a guided dispatch by itself, or says what failed."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from dispatcher.app import open_room
from dispatcher.queries.requests import AskFind
from dispatcher.settings import Settings
from tests.helpers.program import FarSide
from ui.demo.screens import HEIGHT, WIDTH
from ui.demo.sights import PLACE
from ui.demo.tour import guided_dispatch

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
DONE, FAILED, COULD_NOT, INTERRUPTED = 0, 1, 2, 130
_ENDS_S = 170.0


@contextmanager
def run(folder: Path, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start it as `make run` does, from a folder of its own, on a machine that knows no display."""
    left_out = ("READBACK_", "QT_", "DISPLAY", "WAYLAND_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    (folder / "tmp").mkdir()
    own = {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "ui.app", *(arguments or ("--simulated", "--demo=auto"))]
    process = subprocess.Popen(
        command, env=inherited | own | environment, cwd=folder, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.timeout(200)
@pytest.mark.slow
def test_a_whole_dispatch_is_played_told_photographed_and_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with run(tmp_path, READBACK_HOME=str(home)) as process:
        story, complaints = process.communicate(timeout=_ENDS_S)
    assert process.returncode == DONE, complaints + story
    assert complaints == ""
    assert story.startswith("Readback plays a guided dispatch on a virtual screen (Qt's offscreen platform, 1920x1080)")
    steps = guided_dispatch()
    told = re.findall(r"^ *[\d.]+ s +(\d+)/(\d+)  (.*?)\. ", story, re.MULTILINE)
    assert told == [(str(place), str(len(steps)), step.name) for place, step in enumerate(steps, 1)]
    for step in steps:
        if step.shot:
            assert f"build/shots/tour-{step.shot}.png" in story
            is_a_picture(tmp_path / f"build/shots/tour-{step.shot}.png")
    assert not list(tmp_path.glob("tmp/*")), "nothing is left where it put its screen"
    assert PLACE in kept_in(home)


def is_a_picture(path: Path) -> None:
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (WIDTH, HEIGHT), path
    colours = {picture.pixel(x, y) for x in range(0, WIDTH, 7) for y in range(0, HEIGHT, 7)}
    assert len(colours) > 40, f"{path} shows hardly anything"


def kept_in(home: Path) -> str:
    """Find the tour's incident as the next start would."""
    room = open_room(Settings(home=home, simulated=True, crews=False, gateway=False, guard=False))
    try:
        return " ".join(row.label + row.detail for row in room.ask(AskFind(PLACE)).result(10.0))
    finally:
        room.close()


@pytest.mark.timeout(120)
@pytest.mark.slow
def test_a_terminal_that_refuses_every_page_fails_the_step_by_its_name(tmp_path: Path) -> None:
    far_side = FarSide(tmp_path, faults=["rs-code=511"])
    try:
        with run(tmp_path, READBACK_LINKS=json.dumps(far_side.links)) as process:
            story, complaints = process.communicate(timeout=_ENDS_S)
    finally:
        far_side.close()
    assert process.returncode == FAILED, complaints + story
    place = next(place for place, step in enumerate(guided_dispatch(), 1) if step.missing == "no page was accepted")
    why, kept = complaints.splitlines()
    assert re.match(rf"step {place} of \d+ failed after 20 s: Alert them: no page was accepted; on the screen: .*", why)
    assert "rejected" in why
    assert "build/shots/failed.png" in story
    is_a_picture(tmp_path / "build/shots/failed.png")
    home = Path(kept.rpartition(" ")[2])
    assert (home / "readback.log").exists(), "the room of a tour that failed is kept, to be looked into"


@pytest.mark.timeout(60)
def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    with run(tmp_path) as process:
        assert process.stdout is not None
        while "1/" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=30.0)
    assert (process.returncode, complaints) == (INTERRUPTED, "")
    assert not list(tmp_path.glob("tmp/*"))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--demo",), "--demo plays in a SIMULATED room only; add --simulated"),
        (("--simulated",), "neither DISPLAY nor WAYLAND_DISPLAY is set; --demo=offscreen plays a guided dispatch"),
        (("--simulated", "--demo=screen"), "there is no screen"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    with run(tmp_path, *arguments) as process:
        _, complaints = process.communicate(timeout=30.0)
    assert process.returncode == COULD_NOT, complaints
    assert why in complaints
    assert len(complaints.strip().splitlines()) == 1
    assert not list(tmp_path.glob("tmp/*"))


@pytest.mark.parametrize(
    ("demo", "given"), [((), "--demo=auto"), (("DEMO=1",), "--demo"), (("DEMO=0",), "--demo=auto")]
)
def test_make_run_asks_for_it(demo: tuple[str, ...], given: str) -> None:
    # What `make test ARGS=…` was given is meant for pytest, and a make hands it on to every make below.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "ARGS", "MFLAGS"))}
    recipe = subprocess.run(
        ["make", "-n", "run", *demo], cwd=ROOT, env=own, capture_output=True, text=True, check=True
    ).stdout
    assert f".venv/bin/readback --simulated {given}" in [line.strip() for line in recipe.splitlines()]
