"""Paint the map without rest: 3,000 units in view, moving once a second, while somebody pans and zooms.

`make bench NAME=map`, ARGS="SECONDS UNITS". Durations are those of paint events, on an offscreen raster of 1600 x 1000;
ground that is still being painted by the tile process counts as it comes. `frame_cpu_ms` is the time that a painting
had a core to itself: what it takes on a machine that does nothing else.
"""

import gc
import itertools
import math
import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.units import Availability
from resources import maps_dir
from tests.bench.measuring import milliseconds, perf, report, rss_mb
from tests.map_shots import incident_marks, settle
from ui.map.canvas import MapCanvas
from ui.presenters.map import Duty, Freshness, UnitMark
from ui.presenters.unit_families import UnitFamily
from ui.theme import Theme
from ui.wording import unit_badge

SIZE = (1600, 1000)
SPREAD = (0.0022, 0.0042)
"""Half the box of the units, degrees; small enough to stay in view at the nearest zoom of the ride."""
MIDDLE = (43.7375, 7.4215)
FRAME_S = 1 / 60


class Timed(MapCanvas):
    """A canvas that notes how long each painting takes."""

    def __init__(self, pack: Path, theme: Theme) -> None:
        super().__init__(pack, theme, world="SIMULATED")
        self.durations: list[float] = []
        self.cpu: list[float] = []
        self.symbols: list[int] = []

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        start, cpu = perf(), time.thread_time()
        super().paintEvent(event)
        self.durations.append(perf() - start)
        self.cpu.append(time.thread_time() - cpu)
        self.symbols.append(self.overlay.drawn)


def crowd(count: int, dice: random.Random) -> tuple[UnitMark, ...]:
    states, families = [*AssignmentState, *Availability], [*UnitFamily]
    return tuple(
        UnitMark(
            unit_id=f"u{place}", call_sign=f"E{place}", badge=unit_badge(states[place % len(states)]),
            latitude=MIDDLE[0] + dice.uniform(-1, 1) * SPREAD[0], longitude=MIDDLE[1] + dice.uniform(-1, 1) * SPREAD[1],
            freshness=Freshness(place % 7 // 3), age="", family=families[place % len(families)],
            duty=Duty.COMMITTED if isinstance(states[place % len(states)], AssignmentState) else Duty.FREE,
        )
        for place in range(count)
    )  # fmt: skip


def within(side: int, degrees: float) -> float:
    return min(MIDDLE[side] + SPREAD[side], max(MIDDLE[side] - SPREAD[side], degrees))


def moved(units: tuple[UnitMark, ...], dice: random.Random) -> tuple[UnitMark, ...]:
    return tuple(
        replace(
            unit,
            latitude=within(0, unit.latitude + dice.uniform(-1e-4, 1e-4)),
            longitude=within(1, unit.longitude + dice.uniform(-1e-4, 1e-4)),
        )
        for unit in units
    )


def ride(app: QApplication, canvas: Timed, units: tuple[UnitMark, ...], seconds: float) -> tuple[int, list[float]]:
    """Pan in circles and glide between zooms; return the frames asked for and how long taking new marks took."""
    dice, start, next_second = random.Random(7), perf(), 1.0
    frames, taking = itertools.count(), []
    base = canvas.view.zoom
    while (now := perf() - start) < seconds:
        frame = next(frames)
        if now >= next_second:
            next_second += 1.0
            units = moved(units, dice)
            began = perf()
            canvas.show_marks(units, incident_marks())
            taking.append(perf() - began)
        canvas.pan(5 * math.cos(frame / 20), 3 * math.sin(frame / 20))
        canvas.zoom_to(base + 0.6 * math.sin(now * 0.7), QPointF(SIZE[0] / 2, SIZE[1] / 2))
        app.processEvents()
        time.sleep(max(0.0, start + (frame + 1) * FRAME_S - perf()))
    return next(frames), taking


def main(argv: list[str]) -> int:
    seconds, count = float(argv[0]) if argv else 20.0, int(argv[1]) if len(argv) > 1 else 3000
    app = QApplication([])
    app.setStyle("Fusion")
    canvas = Timed(maps_dir() / "monaco.map", Theme.load())
    canvas.resize(*SIZE)
    canvas.show()
    canvas.go_to(*MIDDLE, zoom=16.0)
    settle(app, canvas)
    units = crowd(count, random.Random(3))
    canvas.show_marks(units, incident_marks())
    canvas.repaint()  # every picture of every family and state is drawn once in a session
    gc.collect()
    gc.freeze()
    canvas.durations.clear()
    canvas.cpu.clear()
    canvas.symbols.clear()
    worker = psutil.Process(canvas.tiles.process_id)
    before, child_before, start = time.process_time(), sum(worker.cpu_times()[:2]), perf()
    frames, taking = ride(app, canvas, units, seconds)
    lasted = perf() - start
    drawn = canvas.symbols
    figures = {
        "bench": "map", "units": count, "seconds": round(lasted, 1), "frames": len(canvas.durations), "asked": frames,
        f"frame_ms_p50_{count}": milliseconds(canvas.durations, 0.5),
        f"frame_ms_p99_{count}": milliseconds(canvas.durations, 0.99),
        f"frame_ms_max_{count}": milliseconds(canvas.durations, 1.0),
        f"frame_cpu_ms_p50_{count}": milliseconds(canvas.cpu, 0.5),
        f"frame_cpu_ms_p99_{count}": milliseconds(canvas.cpu, 0.99),
        "symbols_drawn": min(drawn), "symbols_drawn_least": min(drawn), "symbols_drawn_most": max(drawn),
        "marks_ms_max": milliseconds(taking, 1.0) if taking else None,
        "cpu": round((time.process_time() - before) / lasted * 100, 1),
        "tile_process_cpu_percent": round((sum(worker.cpu_times()[:2]) - child_before) / lasted * 100, 1),
        "rss_mb": rss_mb(), "tile_process_rss_mb": round(worker.memory_info().rss / 2**20, 1),
        "qt_platform": app.platformName(), "cores": os.cpu_count(), "tiles_painted": canvas.tiles.painted,
    }  # fmt: skip
    canvas.close()
    report(figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
