"""Pictures of the map with a scripted room: `python -m tests.map_shots OUT [THEME...]`. For eyes, and for the guide."""

import math
import os
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from dispatcher.queries.unit_rows import UnitRow
from resources import maps_dir, packs_dir
from ui.map.canvas import MapCanvas
from ui.presenters.map import Duty, Fix, Freshness, IncidentMark, UnitMark, freshness_of, unit_mark
from ui.presenters.unit_families import UnitFamily
from ui.theme import Theme
from ui.wording import age, unit_badge

NOW = datetime(2026, 11, 22, 4, 5, tzinfo=UTC)
MIDDLE = (43.7365, 7.4220)
LOOKS = {
    "whole": None, "town": (43.7350, 7.4230, 14.0), "harbour": (43.7335, 7.4220, 15.5),
    "larvotto": (43.7450, 7.4330, 16.0), "old-town": (43.7310, 7.4240, 17.5),
}  # fmt: skip
SIZES = {"small": (430, 350), "middle": (760, 620), "large": (1600, 1000)}
_S = AssignmentState
COMMITTED = {
    "E11": (_S.ON_SCENE, "i1", (43.7335, 7.4190), 5), "L11": (_S.EN_ROUTE, "i1", (43.7326, 7.4205), 4),
    "M12": (_S.ON_SCENE, "i1", (43.7335, 7.4190), 12), "P11": (_S.ON_SCENE, "i1", (43.73352, 7.41902), 9),
    "SMUR1": (_S.ACKNOWLEDGED, "i0", (43.7304054, 7.4114082), 30), "M41": (_S.EN_ROUTE, "i0", (43.7345, 7.4150), 95),
    "E21": (_S.ALERTED, "i0", (43.7279297, 7.4177772), 8), "B71": (_S.EN_ROUTE, "i3", (43.7370, 7.4310), 15),
    "P21": (_S.TRANSPORTING, "i2", (43.7350, 7.4110), 700), "R31": (_S.CLEARING, "i4", (43.7460, 7.4100), 20),
}  # fmt: skip
"""Who is on which incident, where, and how many seconds ago that was."""


def unit_marks(count: int = 40) -> tuple[UnitMark, ...]:
    """Scatter units around the middle, of every family and in every state."""
    states, families = [*AssignmentState, *Availability], [*UnitFamily]
    marks: list[UnitMark] = []
    for place in range(count):
        turn, far = place * 2.399, 0.0016 * math.sqrt(place + 0.5)
        at = NOW - timedelta(seconds=(12, 20, 95, 30, 700, 15, 5)[place % 7])
        fresh, state = freshness_of(at, NOW), states[place * 5 % len(states)]
        marks.append(
            UnitMark(
                unit_id=f"u{place}",
                call_sign=f"{'EMP'[place % 3]}{place + 1}",
                badge=unit_badge(state),
                latitude=MIDDLE[0] + far * math.sin(turn),
                longitude=MIDDLE[1] + far * math.cos(turn) * 1.4,
                freshness=fresh,
                age=age(at, NOW) if fresh is not Freshness.FRESH else "",
                family=families[place % len(families)],
                duty=Duty.COMMITTED if isinstance(state, AssignmentState) else Duty.FREE,
            )
        )
    return tuple(marks)


def incident_marks() -> tuple[IncidentMark, ...]:
    """Return one incident of each priority; two of them are only about there."""
    places = ((43.7392, 7.4272), (43.7335, 7.4190), (43.7310, 7.4230), (43.7385, 7.4340), (43.7460, 7.4100))
    types = ("House fire", "Traffic accident", "Fall", "Boat adrift", "Smell of gas")
    return tuple(
        IncidentMark(incident_id=f"i{place}", number=f"26-00{place + 41}", priority=priority, type_name=types[place],
                     latitude=latitude, longitude=longitude, verified=place not in (1, 3))
        for place, (priority, (latitude, longitude)) in enumerate(zip(Priority, places, strict=True))
    )[::-1]  # fmt: skip


def room_marks(pack: str = "monaco") -> tuple[UnitMark, ...]:
    """Return the units of a pack: most wait in their stations, some work."""
    data = tomllib.loads((packs_dir() / pack / "units.toml").read_text(encoding="utf-8"))
    stations = {station["name"]: station for station in data["station"]}
    return tuple(unit_mark(row, fix, NOW) for row, fix in _rows(data["unit"], stations))


def _rows(units: list[dict[str, Any]], stations: dict[str, dict[str, Any]]) -> Iterator[tuple[UnitRow, Fix]]:
    for place, unit in enumerate(units):
        home = stations[unit["station"]]
        latitude, longitude = home.get("latitude", MIDDLE[0]), home.get("longitude", MIDDLE[1])
        row = UnitRow(
            unit_id=unit["call_sign"], call_sign=unit["call_sign"], type_name=unit["type"], station=unit["station"],
            station_title=home["title"], station_latitude=latitude, station_longitude=longitude,
            capabilities=tuple(unit["capabilities"]), assignment_state=None, since=NOW - timedelta(seconds=137),
            availability=Availability.UNAVAILABLE if place % 11 == 5 else Availability.AVAILABLE_STATION,
            incident_id=None, incident_number=None, address="", reason="",
        )  # fmt: skip
        working = COMMITTED.get(row.call_sign)
        if working is None:
            yield row, Fix(latitude=latitude, longitude=longitude)
            continue
        state, incident_id, (latitude, longitude), seconds = working
        row = replace(row, assignment_state=state, incident_id=incident_id, incident_number="26-0042")
        yield row, Fix(latitude=latitude, longitude=longitude, at=NOW - timedelta(seconds=seconds))


def settle(app: QApplication, canvas: MapCanvas, limit_s: float = 60.0) -> None:
    """Wait until everything is painted."""
    until = time.monotonic() + limit_s
    canvas.repaint()
    while not (canvas.settled and canvas.resting) and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.005)
    canvas.repaint()
    app.processEvents()


def main(argv: list[str]) -> int:
    """Render every look in every size, in the themes named behind the directory, else all."""
    out = Path(argv[0] if argv else "build/shots")
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    for name in argv[1:] or ("night", "day", "contrast"):
        canvas = MapCanvas(maps_dir() / "monaco.map", Theme.load(name), world="SIMULATED")
        for size, (width, height) in SIZES.items():
            canvas.resize(width, height)
            canvas.show()
            canvas.show_marks(room_marks(), incident_marks())
            canvas.choose(incident_id="i0", reveal=False)
            canvas.whole_map()
            for look, where in LOOKS.items():
                if where is not None:
                    canvas.go_to(*where)
                settle(app, canvas)
                path = out / f"map-{look}-{size}-{name}.png"
                canvas.grab().save(str(path))
                sys.stdout.write(f"{path}\n")
        canvas.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
