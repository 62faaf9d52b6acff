"""Driving along streets: one-way streets, ramps, dead ends, places off the map."""

from itertools import pairwise
from pathlib import Path

import pytest

from dispatcher.geo.building import build_map
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.errors import NoRoute
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.roads import Position, RoadNetwork, Route
from tests.geo.osm_file import OsmFile, Point, degrees


def at(point: Point) -> Position:
    longitude, latitude = degrees(point)
    return latitude, longitude


def network(osm: OsmFile, folder: Path) -> RoadNetwork:
    build_map(osm.write(folder / "roads.osm.pbf"), folder / "roads.map")
    with MapPack(folder / "roads.map") as pack:
        return RoadNetwork(pack)


def square() -> OsmFile:
    """A block, one side of it one-way to the east, and a motorway island that nothing joins."""
    osm = OsmFile()
    osm.way([(1000, 1000), (2000, 1000)], highway="residential", oneway="yes")
    osm.way([(2000, 1000), (2000, 2000), (1000, 2000)], highway="residential")
    osm.way([(1000, 2000), (1000, 1500), (1000, 1000)], highway="residential")
    osm.way([(8000, 8000), (9000, 8000)], highway="residential")
    osm.way([(1000, 1000), (1000, 500)], highway="footway")
    return osm


def passes(route: Route, point: Point) -> bool:
    return any(great_circle_m(*here, *at(point)) < 1 for here in route.points)


def test_the_shortest_way_in_time(tmp_path: Path) -> None:
    route = network(square(), tmp_path).route(at((1000, 1000)), at((2000, 1000)))
    assert route.length_m == pytest.approx(1000, rel=1e-3)
    assert route.duration_s == pytest.approx(1000 / (35 / 3.6), rel=1e-3)


def test_a_one_way_street_is_not_driven_against(tmp_path: Path) -> None:
    route = network(square(), tmp_path).route(at((2000, 1000)), at((1000, 1000)))
    assert route.length_m == pytest.approx(3000, rel=1e-3)
    assert passes(route, (2000, 2000))
    assert passes(route, (1000, 1500))


def test_it_begins_and_ends_where_asked_and_time_only_grows(tmp_path: Path) -> None:
    start, end = at((1030, 1020)), at((1050, 1980))
    route = network(square(), tmp_path).route(start, end)
    assert route.points[0] == start
    assert route.points[-1] == end
    assert all(before < after for before, after in pairwise(route.seconds))
    assert len(route.points) == len(route.seconds)


def test_where_a_unit_is_on_its_way(tmp_path: Path) -> None:
    route = network(square(), tmp_path).route(at((1000, 1000)), at((2000, 1000)))
    latitude, longitude, bearing = route.at(route.duration_s / 2)
    assert great_circle_m(latitude, longitude, *at((1500, 1000))) < 1
    assert bearing == pytest.approx(90, abs=0.1)
    assert route.at(-5)[:2] == route.points[0]
    assert route.at(1e9)[:2] == pytest.approx(route.points[-1])


def test_a_place_beside_its_goal_is_a_route_of_no_length(tmp_path: Path) -> None:
    roads = network(square(), tmp_path)
    route = roads.route(at((1000, 1000)), at((1000, 1000)))
    assert route.duration_s < 0.01
    assert route.at(3)[:2] == pytest.approx(at((1000, 1000)))


def test_an_island_of_streets_is_not_snapped_to(tmp_path: Path) -> None:
    roads = network(square(), tmp_path)
    with pytest.raises(NoRoute, match="far from any street"):
        roads.snap(*at((8500, 8000)))


def test_a_place_off_the_map_is_said_so(tmp_path: Path) -> None:
    roads = network(square(), tmp_path)
    with pytest.raises(NoRoute, match="km outside this map"):
        roads.route(at((1000, 1000)), (47.0, 9.5))


def test_a_map_without_streets_has_no_routes(tmp_path: Path) -> None:
    osm = OsmFile()
    osm.way([(1000, 1000), (1020, 1000), (1020, 1020), (1000, 1000)], building="yes")
    roads = network(osm, tmp_path)
    assert roads.is_empty
    with pytest.raises(NoRoute, match="no streets to drive on"):
        roads.route(at((1000, 1000)), at((2000, 1000)))


def test_a_faster_class_is_worth_a_detour_and_a_factor_speeds_all(tmp_path: Path) -> None:
    osm = OsmFile()
    osm.way([(1000, 1000), (5000, 1000)], highway="service")
    osm.way([(1000, 1000), (1000, 2000), (5000, 2000), (5000, 1000)], highway="primary")
    build_map(osm.write(tmp_path / "roads.osm.pbf"), tmp_path / "roads.map")
    with MapPack(tmp_path / "roads.map") as pack:
        usual, hurried = RoadNetwork(pack), RoadNetwork(pack, factor=1.5)
    route = usual.route(at((1000, 1000)), at((5000, 1000)))
    assert passes(route, (1000, 2000))
    assert hurried.route(at((1000, 1000)), at((5000, 1000))).duration_s == pytest.approx(route.duration_s / 1.5)
