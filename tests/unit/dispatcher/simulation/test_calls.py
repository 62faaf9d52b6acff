"""The stream of calls: the same for a seed, at plausible places, mostly medical, at the pace of its level."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

import pytest

from dispatcher.domain.simulated import Level
from dispatcher.geo.distance import great_circle_m
from dispatcher.packs.loading import load_pack, map_file_of
from dispatcher.packs.model import Pack, TypePart
from dispatcher.simulation.calls import CallStream, Happening
from dispatcher.simulation.families import Family, family_of, shares_of
from dispatcher.simulation.greenery import Greenery
from dispatcher.simulation.terrain import Terrain
from dispatcher.simulation.whereabouts import Whereabouts

pytestmark = pytest.mark.slow  # thousands of calls are drawn; `make check` leaves them to `make test`


@pytest.fixture(scope="module")
def terrain() -> Iterator[Terrain]:
    made = Terrain(Path(map_file_of(monaco())))
    yield made
    made.close()


@cache
def monaco() -> Pack:
    return load_pack("monaco")


def part(name: str) -> TypePart:
    return next(part for part in monaco().type if part.name == name)


def stream(terrain: Terrain, level: Level, count: int, seed: int = 1) -> list[Happening]:
    calls = CallStream(seed, monaco(), Whereabouts(monaco(), terrain))
    return [calls.next(level) for _ in range(count)]


def test_one_seed_is_one_stream(terrain: Terrain):
    assert stream(terrain, Level.STORM, 60) == stream(terrain, Level.STORM, 60)
    assert stream(terrain, Level.BUSY, 20) != stream(terrain, Level.BUSY, 20, seed=2)


@pytest.mark.parametrize(("level", "mean_s"), [(Level.CALM, 360), (Level.BUSY, 90)])
def test_the_pace_of_a_level(terrain: Terrain, level: Level, mean_s: float):
    gaps = [happening.after_s for happening in stream(terrain, level, 400)]
    assert 0.8 * mean_s < sum(gaps) / len(gaps) < 1.2 * mean_s


def test_a_storm_comes_in_bursts_about_the_same_thing(terrain: Terrain):
    happenings = stream(terrain, Level.STORM, 200)
    at = list(accumulate(happening.after_s for happening in happenings))
    in_a_minute = max(sum(moment <= other < moment + 60 for other in at) for moment in at)
    assert in_a_minute >= 6
    again = [echo for happening in happenings for echo in happening.echoes]
    assert len(again) > 30
    assert {echo.noticed for echo in again} == {True, False}
    for happening in happenings:
        assert all(echo.call.place == happening.call.place for echo in happening.echoes)
    weather = {Family.FLOOD, Family.ROCKS, Family.LIFT, Family.ALARM, Family.SEA, Family.ROAD}
    assert sum(family_of(part(happening.call.incident_type)) in weather for happening in happenings) > 100


def test_most_calls_are_medical(terrain: Terrain):
    families = Counter(family_of(part(happening.call.incident_type)) for happening in stream(terrain, Level.BUSY, 600))
    assert families.most_common(1)[0][0] is Family.MEDICAL
    assert families[Family.MEDICAL] + families[Family.FALL] > 200


def test_places_are_on_the_map_and_what_floats_is_at_sea(terrain: Terrain):
    bounds = terrain.pack.bounds
    homes = [(s.latitude, s.longitude) for s in monaco().station if s.latitude and s.longitude]
    for happening in stream(terrain, Level.BUSY, 300):
        call = happening.call
        assert call.latitude is not None
        assert call.longitude is not None
        assert call.verified is not call.place.startswith("at sea"), call.place
        place = call.latitude, call.longitude
        assert bounds.contains(*place)
        assert min(great_circle_m(*place, *home) for home in homes) < 3_600
        if family_of(part(call.incident_type)) is Family.SEA:
            assert terrain.sea.is_water(place)
        else:
            assert (terrain.nearest_street(place) or 0.0) <= 150


@pytest.mark.parametrize(("level", "most"), [(Level.CALM, 2), (Level.BUSY, 2), (Level.STORM, 8)])
def test_within_an_hour_a_place_is_hardly_called_about_twice(terrain: Terrain, level: Level, most: int):
    happenings = stream(terrain, level, 400, seed=3)
    at = accumulate(happening.after_s for happening in happenings)
    last: dict[str, float] = {}
    again = 0
    for moment, happening in zip(at, happenings, strict=True):
        place = happening.call.place
        again += not place.startswith("at sea") and moment - last.get(place, -3_600.0) < 3_600.0
        last[place] = moment
    assert again <= most


def test_scrub_burns_where_the_map_is_green(terrain: Terrain):
    whereabouts, greenery = Whereabouts(monaco(), terrain), Greenery(terrain.pack)
    scrub = part("scrub")
    for number in range(60):
        where = whereabouts.draw(family_of(scrub), scrub.title, Random(number))
        assert where.latitude is not None
        assert where.longitude is not None
        assert greenery.is_beside((where.latitude, where.longitude)), where.words
        assert "Tunnel" not in where.words
    assert not greenery.is_beside((43.7325, 7.4190)), "La Condamine is a town"
    assert greenery.is_beside((43.7320, 7.3920)), "the slopes below the Tête de Chien"


def test_what_has_no_place_on_a_map_is_never_called_about(terrain: Terrain, monkeypatch: pytest.MonkeyPatch):
    def away(_self: Greenery, _place: tuple[float, float]) -> bool:
        return False

    monkeypatch.setattr(Greenery, "is_beside", away)
    monkeypatch.setattr("dispatcher.simulation.whereabouts._CORNICHES", ())
    types = {happening.call.incident_type for level in Level for happening in stream(terrain, level, 400)}
    assert "scrub" not in types


def test_what_is_said_fits_what_it_is(terrain: Terrain):
    calls = {happening.call.incident_type: happening.call for happening in stream(terrain, Level.BUSY, 900)}
    assert "train" in calls["train"].narrative
    assert "alarm" in calls["intruder"].narrative or "monitoring" in calls["intruder"].narrative
    assert all(call.caller_number.startswith("0000 ") for call in calls.values()), "a number that could be somebody's"
    assert all(call.narrative.endswith(".") and "{" not in call.narrative for call in calls.values())


def test_every_type_of_every_pack_is_called_for():
    for name in ("monaco", "rivermouth"):
        pack = load_pack(name)
        for level in Level:
            shares = shares_of(pack, level)
            assert set(shares) == {part.name for part in pack.type}
            assert all(share > 0 for share in shares.values())


def test_without_a_map_places_are_words_only():
    pack = load_pack("rivermouth")
    call = CallStream(1, pack, Whereabouts(pack, None)).next(Level.BUSY).call
    assert call.place.startswith("near ")
    assert (call.latitude, call.verified) == (None, False)
