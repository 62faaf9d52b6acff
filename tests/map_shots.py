"""Pictures of the map with a scripted room: `python -m tests.map_shots OUT`. For eyes, and for the guide."""

import math
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from resources import maps_dir
from ui.map.canvas import MapCanvas
from ui.presenters.map import Freshness, IncidentMark, UnitMark, freshness_of
from ui.theme import Theme
from ui.wording import age, unit_badge

NOW = datetime(2026, 11, 22, 4, 5, tzinfo=UTC)
MIDDLE = (43.7365, 7.4220)
LOOKS = {"whole": None, "near": (43.7335, 7.4200, 16.0), "streets": (43.7385, 7.4265, 17.5)}


def unit_marks(count: int = 40) -> tuple[UnitMark, ...]:
    """Scatter units around the middle, in every state that moves."""
    states = [*AssignmentState, *Availability]
    marks: list[UnitMark] = []
    for place in range(count):
        turn, far = place * 2.399, 0.0016 * math.sqrt(place + 0.5)
        at = NOW - timedelta(seconds=(12, 20, 95, 30, 700, 15, 5)[place % 7])
        fresh = freshness_of(at, NOW)
        marks.append(
            UnitMark(
                unit_id=f"u{place}",
                call_sign=f"{'EMP'[place % 3]}{place + 1}",
                badge=unit_badge(states[place * 5 % len(states)]),
                latitude=MIDDLE[0] + far * math.sin(turn),
                longitude=MIDDLE[1] + far * math.cos(turn) * 1.4,
                freshness=fresh,
                age=age(at, NOW) if fresh is not Freshness.FRESH else "",
            )
        )
    return tuple(marks)


def incident_marks() -> tuple[IncidentMark, ...]:
    """Return one incident of each priority."""
    places = ((43.7392, 7.4272), (43.7335, 7.4190), (43.7310, 7.4230), (43.7435, 7.4320), (43.7460, 7.4100))
    return tuple(
        IncidentMark(incident_id=f"i{place}", number=f"26-00{place + 41}", priority=priority, type_name="",
                     latitude=latitude, longitude=longitude)
        for place, (priority, (latitude, longitude)) in enumerate(zip(Priority, places, strict=True))
    )  # fmt: skip


def settle(app: QApplication, canvas: MapCanvas, limit_s: float = 60.0) -> None:
    """Wait until everything is painted."""
    until = time.monotonic() + limit_s
    canvas.repaint()
    while not canvas.settled and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.005)
    time.sleep(0.2)
    app.processEvents()


def main(argv: list[str]) -> int:
    """Render every look in every theme, or in those named behind the directory."""
    out = Path(argv[0] if argv else "build/shots")
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    for name in argv[1:] or ("night", "day"):
        theme = Theme.load(name)
        canvas = MapCanvas(maps_dir() / "monaco.map", theme, world="SIMULATED")
        canvas.resize(1600, 1000)
        canvas.show()
        canvas.show_marks(unit_marks(), incident_marks())
        canvas.choose(unit_id="u3", incident_id="i0", reveal=False)
        for look, where in LOOKS.items():
            if where is not None:
                canvas.go_to(*where)
            settle(app, canvas)
            path = out / f"map-{look}-{name}.png"
            canvas.grab().save(str(path))
            sys.stdout.write(f"{path}\n")
        canvas.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
