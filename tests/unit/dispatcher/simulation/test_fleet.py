"""Units on the map: along streets, over the sea, turning round where they are, and telling where that is."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from dispatcher.geo.distance import great_circle_m
from dispatcher.packs.loading import load_pack, map_file_of
from dispatcher.simulation.fleet import STANDING_EVERY_S, Fleet, Pace
from dispatcher.simulation.terrain import Terrain
from tests.helpers.clock import FakeClock

PACK = load_pack("monaco")
LARVOTTO = 43.7470801, 7.4334137
OFF_LARVOTTO = 43.7405, 7.4400
KMH = 3.6


class Play:
    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        self.clock = FakeClock()
        self.fleet = Fleet(terrain, self.clock, PACK)

    def way(self, call_sign: str, seconds: int) -> list[tuple[float, float]]:
        """Where it is, second by second."""
        found: list[tuple[float, float]] = []
        for _ in range(seconds):
            self.clock.advance(seconds=1)
            place = self.fleet.where(call_sign)
            assert place is not None
            found.append(place)
        return found


@pytest.fixture(scope="module")
def terrain() -> Iterator[Terrain]:
    made = Terrain(Path(map_file_of(PACK)))
    yield made
    made.close()


@pytest.fixture
def play(terrain: Terrain) -> Play:
    return Play(terrain)


def test_it_drives_along_streets_and_arrives(play: Play):
    seconds = play.fleet.drive("M11", LARVOTTO, Pace.BLUE_LIGHTS)
    assert seconds is not None
    way = play.way("M11", round(seconds) + 1)
    assert great_circle_m(*way[-1], *LARVOTTO) < 5
    assert max(great_circle_m(*one, *other) * KMH for one, other in pairwise(way)) < 130
    off_street = [play.terrain.nearest_street(place) or 0.0 for place in way[10:-10]]
    assert sum(off_street) / len(off_street) < 60, "far from every junction of the street"


def test_blue_lights_are_faster(play: Play):
    blue, ordinary = (play.fleet.drive("M11", LARVOTTO, pace) for pace in (Pace.BLUE_LIGHTS, Pace.ORDINARY))
    assert blue is not None
    assert ordinary is not None
    assert blue < ordinary


def test_it_turns_round_from_where_it_is(play: Play):
    play.fleet.drive("M11", LARVOTTO, Pace.BLUE_LIGHTS)
    before = play.way("M11", 60)[-1]
    play.fleet.drive_home("M11", Pace.ORDINARY)
    way = [before, *play.way("M11", 600)]
    assert max(great_circle_m(*one, *other) for one, other in pairwise(way)) < 40, "it jumped"
    assert play.fleet.is_home("M11")


def test_a_boat_keeps_to_the_sea_at_15_knots(play: Play):
    seconds = play.fleet.drive("B71", OFF_LARVOTTO, Pace.BLUE_LIGHTS)
    assert seconds is not None
    way = play.way("B71", round(seconds))
    sailed = [place for place in way if great_circle_m(*place, *way[0]) > 120]
    assert all(play.terrain.sea.is_water(place) for place in sailed)
    assert max(great_circle_m(*one, *other) for one, other in pairwise(way)) < 8


def test_on_land_it_goes_no_further_than_the_quay(play: Play):
    seconds = play.fleet.drive("M11", OFF_LARVOTTO, Pace.BLUE_LIGHTS)
    assert seconds is not None
    last = play.way("M11", round(seconds) + 1)[-1]
    assert not play.terrain.sea.is_water(last) or (play.terrain.nearest_street(last) or 0.0) < 1


def test_a_place_that_no_street_leads_to(play: Play):
    assert play.fleet.drive("M11", (45.0, 9.0), Pace.BLUE_LIGHTS) is None
    assert play.fleet.drive("X99", LARVOTTO, Pace.BLUE_LIGHTS) is None


def test_moving_vehicles_tell_each_time_and_standing_ones_now_and_then(play: Play):
    first = play.fleet.fixes(play.clock.now())
    assert {fix.call_sign for fix in first} == {unit.call_sign for unit in PACK.unit}
    play.fleet.drive("M11", LARVOTTO, Pace.BLUE_LIGHTS)
    play.clock.advance(seconds=1)
    assert [fix.call_sign for fix in play.fleet.fixes(play.clock.now())] == ["M11"]
    play.clock.advance(seconds=STANDING_EVERY_S)
    assert len(play.fleet.fixes(play.clock.now())) == len(PACK.unit)


def test_one_that_lost_its_receiver_moves_unseen(play: Play):
    play.fleet.silence("M11", silent=True)
    play.fleet.drive("M11", LARVOTTO, Pace.BLUE_LIGHTS)
    play.clock.advance(seconds=30)
    assert "M11" not in {fix.call_sign for fix in play.fleet.fixes(play.clock.now() + timedelta(hours=1))}
    play.fleet.silence("M11", silent=False)
    assert "M11" in {fix.call_sign for fix in play.fleet.fixes(play.clock.now())}
