"""The timers measurement runs, on few deadlines: all of them are real, run once, and run in due order."""

from pathlib import Path

import pytest

from tests.bench.timers import Sizes, measure

SMALL = Sizes(incidents=30, steps=9, due=30, within_s=0.5, overdue=120)


@pytest.mark.slow
def test_a_killed_room_catches_up_in_due_order(tmp_path: Path) -> None:
    figures = measure(tmp_path, SMALL)
    assert figures["armed"] == 300
    assert (figures["duplicates"], figures["out_of_order"]) == (0, 0)
    assert figures["lateness_samples"] == 30
    for name in ("restart", "restart_slow"):
        part = figures[name]
        assert isinstance(part, dict)
        assert part["ran"] == 120
        assert 1 <= part["fsyncs"] < 120, "group commit: not one for each"
    wanted = {"lateness_ms_p50", "lateness_ms_p99", "lateness_ms_p999", "arm_ms", "clear_ms", "rss_mb", "restart_s"}
    assert wanted | {"restart_slow_s", "fsyncs"} <= figures.keys()
