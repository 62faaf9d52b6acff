"""From the start of the process to a room that can be worked in: `make bench NAME=start`.

The real program (`readback --simulated`) opens the Monaco pack on a copy of the stored incidents of `make data`, an
operator signs on at once. The clock starts in the parent, before exec, so that interpreter and imports count. It stops
when the first interactive paint is over: the window is painted with every open incident in the queue and the map in its
place (which may still be sharpening), and a key that was then posted to the command line has arrived in it.
Warm: one start is discarded, and Python's compiled files are kept. Each start has a fresh copy, as after a clean end.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.data import PACK, Wanted, ensure_shown, to_the_present, wanted_of
from tests.bench.data_telling import SEAT
from tests.bench.measuring import report

CHILD = Path(__file__).with_name("start_child.py")
LIMIT_S = 40.0
REST_MS = 300
"""Memory is read so long after everything was armed."""


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench NAME=start")
    parser.add_argument("--runs", type=int, default=5, help="how many starts count")
    parser.add_argument("--incidents", type=int, default=Wanted().incidents)
    parser.add_argument(
        "--unclean", action="store_true", help="as after a crash: the log of the last run is still there"
    )
    return parser.parse_args(argv)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("READBACK_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # a warm start has what the first one compiled
    kept.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Not the folder of the child itself: it has modules of common names.
    ours = {"PYTHONPATH": str(CHILD.parents[2]), "PYTHONSAFEPATH": "1"}
    return kept | {"READBACK_HOME": str(home), "READBACK_PACK": PACK} | ours


def copy_to_rest(file: Path, copy: Path) -> None:
    """Copy a file and wait until the disk has it, so that nothing is still being written when the clock starts."""
    shutil.copyfile(file, copy)
    with copy.open("rb+") as written:
        os.fsync(written.fileno())


def last_words(home: Path) -> str:
    """Return the end of the program's log."""
    log = home / "readback.log"
    return log.read_text(encoding="utf-8")[-2_000:] if log.exists() else ""


def one_start(file: Path, wanted: Wanted, *, unclean: bool) -> dict[str, Any]:
    """Start the program once on a copy and return what it told."""
    with tempfile.TemporaryDirectory(prefix="start-", dir=file.parent) as folder:
        home = Path(folder)
        copy_to_rest(file, home / "simulated.db")
        if unclean:
            (home / "simulated.db-wal").touch()
        said = {
            "arguments": ["--simulated", "--operator", "camille", "--role", "dispatcher", "--seat", SEAT],
            "open": wanted.open, "armed": wanted.armed, "rest_ms": REST_MS, "limit_ms": 15_000,
            "queue": "queue", "map": "map", "line": "command_edit",
        }  # fmt: skip
        before = os.getloadavg()[0]
        command = [sys.executable, str(CHILD), "", json.dumps(said)]
        command[2] = repr(time.monotonic())
        child = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True)
        try:
            out, _ = child.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            out, _ = child.communicate()
        told = json.loads(out.splitlines()[-1]) if out.strip() else {"marks": {}}
        if child.returncode != 0 or not {"interactive", "deadlines_armed"} <= told["marks"].keys():
            raise SystemExit(f"the window was not ready in time; it came so far: {told}\n{last_words(home)}")
    return {**told, "load_before": round(before, 2)}


def figures(starts: list[dict[str, Any]], wanted: Wanted) -> dict[str, object]:
    """Medians of the starts."""

    def middle(kind: str, name: str) -> float | None:
        found = [start[kind][name] for start in starts if name in start[kind]]
        return round(statistics.median(found), 1) if found else None

    samples = [start["marks"]["interactive"] for start in starts]
    marks = ("interpreter", "imports", "window_shown", "room", "panels", "first_paint", "interactive")
    return {
        "bench": "start", "start_ms_p50": round(statistics.median(samples), 1), "start_samples": samples,
        "start_ms_least": min(samples), "aim_ms": 2000,
        "phases": {
            "imports_ms": middle("marks", "imports"), "database_ms": middle("lasted", "database"),
            "pack_ms": middle("lasted", "pack"), "room_ms": middle("lasted", "build"),
            "first_paint_ms": middle("marks", "first_paint"), "deadlines_armed_ms": middle("marks", "deadlines_armed"),
        },
        "at_ms": {name: middle("marks", name) for name in marks},
        "cpu_ms": {name: middle("spent", name) for name in (*marks[1:], "deadlines_armed")},
        "rss_mb": round(statistics.median(start["rss_mb"] for start in starts), 1),
        "load_before": [start["load_before"] for start in starts],
        "incidents": wanted.incidents, "open": wanted.open, "armed": wanted.armed, "pack": PACK,
        "qt_platform": starts[0]["qt_platform"], "cores": os.cpu_count(), "warm": True,
    }  # fmt: skip


def main(argv: list[str]) -> int:
    given = arguments(argv)
    wanted = wanted_of(given.incidents)
    stored = ensure_shown(wanted)
    with tempfile.TemporaryDirectory(prefix="present-", dir=stored.parent) as folder:
        present = Path(folder) / "room.db"
        shutil.copyfile(stored, present)
        to_the_present(present, datetime.now(UTC))
        one_start(present, wanted, unclean=False)
        starts: list[dict[str, Any]] = []
        for number in range(given.runs):
            starts.append(one_start(present, wanted, unclean=given.unclean))
            said = starts[-1]["marks"]["interactive"]
            print(f"start {number + 1} of {given.runs}: {said:,.0f} ms", file=sys.stderr, flush=True)
    report(figures(starts, wanted) | {"unclean": given.unclean})
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
