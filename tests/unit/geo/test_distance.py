"""Distances, bearings, boxes."""

import pytest

from dispatcher.geo.distance import Bounds, bearing_deg, great_circle_m
from dispatcher.geo.map_pack import level_for

BOX = Bounds(west=7, south=43, east=8, north=44)


def test_great_circle() -> None:
    assert great_circle_m(0, 0, 0, 1) == pytest.approx(111_195, rel=1e-4)
    assert great_circle_m(43.7, 7.4, 43.7, 7.4) == 0
    assert great_circle_m(0, 0, 0, 180) == pytest.approx(20_015_115, rel=1e-4)


def test_bearing() -> None:
    assert bearing_deg(43, 7, 44, 7) == pytest.approx(0)
    assert bearing_deg(0, 7, 0, 8) == pytest.approx(90)
    assert bearing_deg(0, 7, 0, 6) == pytest.approx(270)


def test_bounds() -> None:
    assert BOX.contains(43.5, 7.5)
    assert not BOX.contains(42.9, 7.5)
    assert BOX.metres_away(43.5, 7.5) == 0
    assert BOX.metres_away(45, 7.5) == pytest.approx(111_195, rel=1e-4)
    assert BOX.overlaps(Bounds(west=7.9, south=43.9, east=9, north=45))
    assert not BOX.overlaps(Bounds(west=8.1, south=43, east=9, north=44))
    assert BOX.centre == (43.5, 7.5)


@pytest.mark.parametrize(("metres_per_pixel", "level"), [(0.5, 0), (4.9, 0), (5, 1), (24, 1), (25, 2), (900, 2)])
def test_level_for(metres_per_pixel: float, level: int) -> None:
    assert level_for(metres_per_pixel) == level
