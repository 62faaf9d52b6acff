"""Whom the room proposes, and from where it says it has measured."""

import pytest

from dispatcher.geo.distance import METRES_PER_DEGREE, great_circle_m
from dispatcher.queries.unit_rows import Recommended
from tests.helpers.builders import a_pack
from tests.helpers.harness import Harness

STATIONS = {part.name: (part.latitude or 0.0, part.longitude or 0.0) for part in a_pack().station}
HOME = {unit.call_sign: STATIONS[unit.station] for unit in a_pack().unit}
SCENE = (50.3400, -3.5600)
FROM_STATION = "in a straight line from its station"


def north_of(place: tuple[float, float], metres: float) -> tuple[float, float]:
    return place[0] + metres / METRES_PER_DEGREE, place[1]


def proposal(h: Harness, call_sign: str) -> Recommended:
    return next(row for row in h.proposed() if row.call_sign == call_sign)


def test_units_at_their_stations_are_measured_from_there(h: Harness):
    h.call("fire", latitude=SCENE[0], longitude=SCENE[1])
    able = [row for row in h.proposed() if row.suitable]
    assert [row.distance_m for row in able] == sorted(row.distance_m or 0.0 for row in able)
    assert proposal(h, "E12").distance_m == pytest.approx(great_circle_m(*HOME["E12"], *SCENE))
    assert all(row.reason.endswith(FROM_STATION) for row in able)


def test_who_is_on_the_road_is_measured_from_where_it_was_seen(h: Harness):
    h.call("fire", latitude=SCENE[0], longitude=SCENE[1])
    assert h.proposed()[0].call_sign != "E21"
    h.status("E21", "available mobile")
    h.seen(("E21", *north_of(SCENE, 400), 200))
    first = h.proposed()[0]
    assert (first.call_sign, first.suitable) == ("E21", True)
    assert first.distance_m == pytest.approx(400, abs=1)
    assert first.reason.endswith("0.4 km in a straight line from its last position, 3 min old")
    h.seen(("E21", *north_of(SCENE, 9_000), 0))
    assert proposal(h, "E21").reason.endswith(
        "9.0 km in a straight line from its last position, less than a minute old"
    )
    assert h.proposed()[0].call_sign != "E21"


def test_of_a_status_and_a_position_the_newer_one_counts(h: Harness):
    h.call("fire", latitude=SCENE[0], longitude=SCENE[1])
    h.advance(seconds=5)
    h.seen(("E12", *north_of(SCENE, 400), 0))
    assert "its last position" in proposal(h, "E12").reason, "it says it is at home, and was seen elsewhere since"
    h.status("E12", "available mobile")
    h.advance(seconds=5)
    h.status("E12", "available station")
    assert proposal(h, "E12").reason.endswith(FROM_STATION), "it came home and its radio was switched off"


def test_seen_at_its_station_is_at_its_station(h: Harness):
    h.call("fire", latitude=SCENE[0], longitude=SCENE[1])
    h.status("E12", "available mobile")
    h.seen(("E12", *north_of(HOME["E12"], 140), 0))
    assert proposal(h, "E12").reason.endswith(FROM_STATION)
    h.advance(seconds=1)
    h.seen(("E12", *north_of(HOME["E12"], 160), 0))
    assert "its last position" in proposal(h, "E12").reason


def test_nowhere_is_no_distance(h: Harness):
    h.call("fire")
    h.seen(("E12", *SCENE, 0))
    assert {row.distance_m for row in h.proposed()} == {None}
    assert "straight line" not in h.proposed()[0].reason


def test_who_cannot_come_stands_behind_however_near(h: Harness):
    h.unexpected_pages_allowed = True
    other = h.call("fire")
    h.dispatch("E12")
    h.call("fire", latitude=SCENE[0], longitude=SCENE[1])
    h.clock.advance(seconds=1)
    h.seen(("E12", *SCENE, 0))
    row = proposal(h, "E12")
    assert (row.suitable, row.reason, row.distance_m) == (False, f"on {other.number}", 0.0)
    assert h.proposed().index(row) >= sum(row.suitable for row in h.proposed())
