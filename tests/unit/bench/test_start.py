"""The start measurement runs, and its figures are of a room that can be worked in."""

from pathlib import Path

import pytest

from dispatcher.system_clock import SystemClock
from tests.bench import start
from tests.bench.data import Wanted, ensure, to_the_present

SMALL = Wanted(incidents=100, open=10, armed=100, kinds=2)


@pytest.mark.e2e
def test_a_start_is_timed_until_a_key_arrives(tmp_path: Path) -> None:
    stored = ensure(SMALL, tmp_path)
    to_the_present(stored, SystemClock().now())
    once = start.one_start(stored, SMALL, unclean=False)
    marks = once["marks"]
    order = ("interpreter", "imports", "room", "panels", "first_paint", "interactive", "deadlines_armed")
    assert [marks[name] for name in order[:-1]] == sorted(marks[name] for name in order[:-1])
    told = start.figures([once], SMALL)
    assert told["start_ms_p50"] == marks["interactive"] > 0
    assert (told["incidents"], told["open"], told["armed"]) == (100, 10, 100)
    assert set(told) >= {"phases", "rss_mb", "qt_platform", "cores", "start_samples"}
    assert list(tmp_path.iterdir()) == [stored], "a start leaves nothing behind"
