"""Where things stand on the map, what is said of a position's age, and names that do not lie upon each other."""

import itertools
import math
import tomllib
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from dispatcher.geo.distance import Bounds, great_circle_m
from dispatcher.geo.map_pack import MapPack
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.unit_rows import UnitRow
from resources import maps_dir, themes_dir
from tests.unit.ui.test_no_literals import ratio
from ui.map.furniture import scale_of
from ui.map.label_anchors import Anchors
from ui.map.mercator import many_to_world, to_position, to_world, world_side
from ui.map.tile_worker import TILE_PX, Asked, TileKey, answer
from ui.map.view import MapView
from ui.presenters.map import Fix, Freshness, MapPresenter, freshness_of

MONACO = Bounds(west=7.349, south=43.71, east=7.491, north=43.77)
NOW = datetime(2026, 11, 22, 4, 5, tzinfo=UTC)


def test_there_and_back_is_the_same_place() -> None:
    x, y = to_world(43.7384, 7.4246)
    assert to_position(x, y) == pytest.approx((43.7384, 7.4246), abs=1e-9)
    assert many_to_world(np.array([[7.4246, 43.7384]]))[0].tolist() == pytest.approx([x, y], abs=1e-12)


def test_a_pixel_is_as_long_as_the_scale_says() -> None:
    view = MapView(MONACO, 1600, 1000)
    one, other = view.to_position(800, 500), view.to_position(900, 500)
    assert great_circle_m(*one, *other) / 100 == pytest.approx(view.metres_per_pixel(), rel=1e-3)


@pytest.mark.parametrize("metres_per_pixel", [0.07, 0.9, 3.4, 55.0, 700.0])
def test_the_scale_is_round_and_fits(metres_per_pixel: float) -> None:
    length, words = scale_of(metres_per_pixel)
    assert 50 < length <= 140
    number, unit = words.split()
    assert float(number) * (1000 if unit == "km" else 1) == pytest.approx(length * metres_per_pixel)
    assert number.lstrip("0.").rstrip("0") in {"1", "2", "5"}


def test_the_whole_map_is_seen_at_home() -> None:
    view = MapView(MONACO, 1366, 500)
    for latitude, longitude in itertools.product((MONACO.south, MONACO.north), (MONACO.west, MONACO.east)):
        x, y = view.to_screen(latitude, longitude)
        assert -1 <= x <= 1367
        assert -1 <= y <= 501


def test_zooming_keeps_what_is_under_the_pointer() -> None:
    view = MapView(MONACO, 1600, 1000)
    before = view.to_position(300, 700)
    view.zoom_at(16.5, 300, 700)
    assert view.to_screen(*before) == pytest.approx((300, 700), abs=1.0)


def test_nobody_gets_lost_beside_the_map() -> None:
    view = MapView(MONACO, 1600, 1000)
    view.pan(1e6, -1e6)
    assert MONACO.contains(*view.to_position(800, 500)) or view.to_position(800, 500) == pytest.approx(
        (MONACO.north, MONACO.east), abs=1e-3
    )
    view.zoom_at(400, 0, 0)
    assert view.zoom <= 20


def test_the_tiles_in_the_middle_come_first_and_cover_the_window() -> None:
    view = MapView(MONACO, 1600, 1000)
    view.zoom_at(16, 800, 500)
    tiles = list(view.tiles(view.step(), TILE_PX))
    left, top = view.origin()
    assert len(tiles) == len(set(tiles))
    assert tiles[0] == (math.floor((left + 800) / TILE_PX), math.floor((top + 500) / TILE_PX)) or len(tiles) > 4
    for x, y in itertools.product((0, 799, 1599), (0, 499, 999)):
        assert (math.floor((left + x) / TILE_PX), math.floor((top + y) / TILE_PX)) in tiles


def unit(name: str, **more: object) -> UnitRow:
    return UnitRow(
        **{
            "unit_id": name, "call_sign": name.upper(), "type_name": "engine", "station": "", "station_title": "",
            "station_latitude": None, "station_longitude": None, "capabilities": (), "assignment_state": None,
            "availability": Availability.AVAILABLE_MOBILE, "since": NOW, "incident_id": None,
            "incident_number": None, "address": "", "reason": "", **more,
        }
    )  # fmt: skip


def incident(name: str, priority: Priority) -> QueueRow:
    return QueueRow(
        incident_id=name, number="26-1", priority=priority, kind=Kind.INCIDENT, incident_type="fire", type_name="Fire",
        place="", latitude=None, longitude=None, verified=False,
        phase=Phase.WAITING, opened_at=NOW, contact_at=NOW, owner="", guarded=True, next_due_at=None,
        next_step=None, requeued=False, units=(),
    )  # fmt: skip


def test_marks_carry_the_state_that_is_shown_and_what_has_no_place_is_counted() -> None:
    presenter, told = MapPresenter(), []
    presenter.watch(lambda: told.append(True))
    here = Fix(latitude=43.7, longitude=7.4, at=NOW)
    rows = [(unit("e1", assignment_state=AssignmentState.EN_ROUTE), here), (unit("e2"), None)]
    cases = [
        (incident("i5", Priority.P5), here),
        (incident("i1", Priority.P1), here),
        (incident("i2", Priority.P2), None),
    ]
    presenter.show(rows, cases, NOW)
    assert [(mark.call_sign, mark.badge.letter) for mark in presenter.units] == [("E1", "E")]
    assert [mark.incident_id for mark in presenter.incidents] == ["i5", "i1"], "the worst is drawn last, on top"
    assert "1 incident, 1 unit" in presenter.unplaced_words()
    presenter.show(rows, cases, NOW)
    assert told == [True], "the same again is no change"


def test_a_position_grows_old_and_says_so() -> None:
    presenter, told = MapPresenter(), []
    presenter.watch(lambda: told.append(True))
    rows = [(unit("e1"), Fix(latitude=43.7, longitude=7.4, at=NOW))]
    for seconds in (0, 59, 60, 400):
        presenter.show(rows, [], NOW + timedelta(seconds=seconds))
    assert len(told) == 3
    assert (presenter.units[0].freshness, presenter.units[0].age) == (Freshness.OLD, "6:40")
    assert freshness_of(None, NOW) is Freshness.FRESH, "a station does not age"


def test_neighbouring_tiles_offer_each_name_once() -> None:
    with MapPack(maps_dir() / "monaco.map") as pack:
        x, y = to_world(43.7365, 7.4220)
        side = TILE_PX / world_side(16)
        left, top = math.floor(x / side) * side, math.floor(y / side) * side
        names = Anchors(pack)
        whole = names.within(16, left, top, 2 * side)
        parts = [
            anchor
            for right, down in itertools.product((0, 1), (0, 1))
            for anchor in names.within(16, left + right * side, top + down * side, side)
        ]
    assert any(anchor.style == "street" for anchor in whole)
    assert any(anchor.bend for anchor in whole), "a name along a bend"
    assert all(abs(anchor.angle) <= 90 for anchor in whole), "none upside down"
    assert sorted(parts) == whole


def test_a_tile_shows_sea_land_and_hatching() -> None:
    colors = tomllib.loads((themes_dir() / "night.toml").read_text(encoding="utf-8"))["surfaces"]
    with MapPack(maps_dir() / "monaco.map") as pack:
        view = MapView(pack.bounds, 1600, 1000)
        seen: set[bytes] = set()
        for x, y in view.tiles(view.step(), TILE_PX):
            done = answer(pack, Anchors(pack), Asked(TileKey("night", view.step(), x, y, 1.0), colors))
            assert len(done.pixels) == TILE_PX * TILE_PX * 4
            seen |= {done.pixels[at : at + 3] for at in range(0, len(done.pixels), 4 * 97)}
    for token in ("map_sea", "map_land", "map_wood", "map_outside", "map_hatch"):
        assert bytes.fromhex(colors[token][1:])[::-1] in seen, token


@pytest.mark.parametrize("name", ["night", "day", "contrast"])
def test_names_can_be_read_on_the_map(name: str) -> None:
    colors = tomllib.loads((themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))["surfaces"]
    for ink in ("map_label", "map_place", "map_quarter", "map_site"):
        for ground in ("map_label_halo", "map_land", "map_sea", "map_built_up", "map_building"):
            least = 3.0 if ground in ("map_sea", "map_building") else 4.5
            assert ratio(colors[ink], colors[ground]) >= least, (ink, ground)
    inks = tomllib.loads((themes_dir() / f"{name}.toml").read_text(encoding="utf-8"))["inks"]
    for ink, value in inks.items():
        if ink != "focus":
            assert ratio(value, colors["map_symbol_ground"]) >= 4.5, ink
