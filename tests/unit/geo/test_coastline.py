"""The sea is on the right of every coastline; what is broken is closed as well as it goes, and said."""

import numpy as np
import pytest

from dispatcher.geo.coastline import Sea, fill_sea
from dispatcher.geo.coastline_pieces import CoastWay, Frame

FRAME = Frame(0, 0, 10_000, 10_000)


def way(*points: tuple[float, float], closed: bool = False) -> CoastWay:
    if closed:
        points = (*points, points[0])
    refs = tuple(hash(point) for point in points)
    return CoastWay(refs, np.array(points, float))


def is_sea(sea: Sea, x: float, y: float) -> bool:
    return sea.share_inside(np.array([[x, y]], float)) == 1.0


def area(sea: Sea) -> float:
    return float(sea.shape.area)


def test_coast_across_the_map_has_the_sea_on_its_right() -> None:
    sea = fill_sea([way((-1000, 4000), (5000, 5000), (11_000, 4000))], FRAME)
    assert is_sea(sea, 5000, 1000)
    assert not is_sea(sea, 5000, 9000)
    assert not sea.troubles


def test_turned_round_the_sea_is_on_the_other_side() -> None:
    sea = fill_sea([way((11_000, 4000), (5000, 5000), (-1000, 4000))], FRAME)
    assert not is_sea(sea, 5000, 1000)
    assert is_sea(sea, 5000, 9000)


def test_ways_are_joined_in_any_order() -> None:
    parts = [way((6000, 5000), (11_000, 5000)), way((-1000, 5000), (3000, 5000)), way((3000, 5000), (6000, 5000))]
    sea = fill_sea(parts, FRAME)
    assert area(sea) == pytest.approx(50e6)
    assert not sea.troubles


def test_an_island_alone_stands_in_the_sea() -> None:
    sea = fill_sea([way((4000, 4000), (6000, 4000), (6000, 6000), (4000, 6000), closed=True)], FRAME)
    assert is_sea(sea, 1000, 1000)
    assert not is_sea(sea, 5000, 5000)
    assert area(sea) == pytest.approx(96e6)


def test_a_lagoon_in_an_island_is_sea_again() -> None:
    island = way((2000, 2000), (8000, 2000), (8000, 8000), (2000, 8000), closed=True)
    lagoon = way((4000, 4000), (4000, 6000), (6000, 6000), (6000, 4000), closed=True)
    sea = fill_sea([lagoon, island], FRAME)
    assert is_sea(sea, 5000, 5000)
    assert not is_sea(sea, 3000, 3000)
    assert is_sea(sea, 1000, 1000)


def test_a_bay_and_an_island_off_the_coast() -> None:
    bay = way((0, 6000), (4000, 6000), (4000, 9000), (6000, 9000), (6000, 6000), (10_000, 6000))
    island = way((2000, 2000), (3000, 2000), (3000, 3000), (2000, 3000), closed=True)
    sea = fill_sea([bay, island], FRAME)
    assert is_sea(sea, 5000, 8000)
    assert not is_sea(sea, 3000, 8000)
    assert not is_sea(sea, 2500, 2500)
    assert area(sea) == pytest.approx(60e6 + 6e6 - 1e6)


def test_two_coasts_with_a_strait_between() -> None:
    north = way((-1000, 7000), (11_000, 7000))
    south = way((11_000, 3000), (-1000, 3000))
    sea = fill_sea([north, south], FRAME)
    assert is_sea(sea, 5000, 5000)
    assert area(sea) == pytest.approx(40e6)
    assert len(sea.surfaces) == 1


def test_two_bays_are_two_seas() -> None:
    west = way((0, 8000), (2000, 5000), (0, 2000))
    east = way((10_000, 2000), (8000, 5000), (10_000, 8000))
    sea = fill_sea([west, east], FRAME)
    assert len(sea.surfaces) == 2
    assert not is_sea(sea, 5000, 5000)


def test_a_corner_cut_off_goes_round_the_corner() -> None:
    sea = fill_sea([way((7000, -500), (7000, 3000), (10_500, 3000))], FRAME)
    assert area(sea) == pytest.approx(9e6)


def test_a_cut_near_the_edge_is_no_trouble() -> None:
    sea = fill_sea([way((80, 5000), (9900, 5000))], FRAME)
    assert area(sea) == pytest.approx(50e6, rel=0.01)
    assert not sea.troubles


def test_a_gap_is_closed_straight_and_told() -> None:
    sea = fill_sea([way((-1000, 5000), (4000, 5000)), way((5000, 5000), (11_000, 5000))], FRAME)
    assert area(sea) == pytest.approx(50e6)
    assert [trouble.what for trouble in sea.troubles] == ["the coastline has a gap of 1000 m, closed straight"]


def test_an_island_with_a_gap_is_still_an_island() -> None:
    sea = fill_sea([way((4000, 4000), (6000, 4000), (6000, 6000), (4000, 6000), (4000, 4500))], FRAME)
    assert not is_sea(sea, 5000, 5000)
    assert is_sea(sea, 1000, 1000)
    assert len(sea.troubles) == 1


def test_a_coast_that_ends_inland_is_led_to_the_edge_and_told() -> None:
    sea = fill_sea([way((-1000, 5000), (7000, 5000))], FRAME)
    assert is_sea(sea, 2000, 1000) != is_sea(sea, 2000, 9000)
    assert "ends 3000 m inside the map" in sea.troubles[0].what


def test_a_way_in_the_wrong_direction_is_turned_and_told() -> None:
    parts = [way((-1000, 5000), (7000, 5000)), way((11_000, 5000), (7000, 5000))]
    sea = fill_sea(parts, FRAME)
    assert area(sea) == pytest.approx(50e6)
    assert "wrong way" in sea.troubles[0].what


def test_coasts_that_contradict_each_other_are_told() -> None:
    sea = fill_sea([way((-1000, 7000), (11_000, 7000)), way((-1000, 3000), (11_000, 3000))], FRAME)
    assert any("contradict" in trouble.what for trouble in sea.troubles)
    assert sea.shape.is_valid


def test_a_coast_outside_the_map_makes_no_sea() -> None:
    sea = fill_sea([way((20_000, 0), (20_000, 10_000))], FRAME)
    assert not sea.surfaces


def test_the_same_way_twice_counts_once() -> None:
    coast = way((-1000, 5000), (11_000, 5000))
    assert area(fill_sea([coast, coast], FRAME)) == pytest.approx(50e6)
