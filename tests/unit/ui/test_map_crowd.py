"""Families, stations, crowds and fans: nothing that matters is hidden."""

import itertools
import math
import tomllib
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.units import Availability
from resources import packs_dir
from tests.map_shots import NOW, incident_marks, room_marks, unit_marks
from tests.unit.ui.test_map_view import unit
from ui.map.arrangement import CROWD, arrange, counts
from ui.map.census import Census
from ui.map.connections import connections, distance_words
from ui.map.edges import edge_point
from ui.map.mercator import world_side
from ui.map.naming import group_words
from ui.map.street_names import join
from ui.map.symbols import plate_middle
from ui.presenters.map import Duty, Fix, Freshness, UnitMark, unit_mark
from ui.presenters.unit_families import UnitFamily, family_of

HOME = (43.7323914, 7.4216832)


@pytest.mark.parametrize(
    ("type_name", "capabilities", "family"),
    [
        ("Engine", ("pump",), UnitFamily.FIRE), ("Water tender", (), UnitFamily.FIRE),
        ("Ladder", (), UnitFamily.LADDER), ("Rescue tender", ("rescue",), UnitFamily.RESCUE),
        ("Command car", (), UnitFamily.RESCUE), ("Hazmat tender", (), UnitFamily.RESCUE),
        ("Medical car", ("doctor",), UnitFamily.MEDICAL), ("Ambulance", (), UnitFamily.MEDICAL),
        ("Police motorcycle", (), UnitFamily.POLICE), ("Fire boat", ("boat",), UnitFamily.BOAT),
        ("Rescue helicopter", ("doctor",), UnitFamily.HELICOPTER), ("RTW", ("ambulance",), UnitFamily.MEDICAL),
        ("Thing", (), UnitFamily.OTHER), ("", (), UnitFamily.OTHER),
    ],
)  # fmt: skip
def test_a_type_has_a_family(type_name: str, capabilities: tuple[str, ...], family: UnitFamily) -> None:
    assert family_of(type_name, capabilities) is family


def test_every_type_of_the_pack_has_a_family() -> None:
    units = tomllib.loads((packs_dir() / "monaco" / "units.toml").read_text(encoding="utf-8"))["unit"]
    assert not [one for one in units if family_of(one["type"], one["capabilities"]) is UnitFamily.OTHER]


def stationed(name: str, *, fix: Fix | None = None, **more: object) -> UnitMark:
    row = unit(name, station="CONDAMINE", station_title="Caserne", station_latitude=HOME[0],
               station_longitude=HOME[1], **{"availability": Availability.AVAILABLE_STATION, **more})  # fmt: skip
    return unit_mark(row, fix or Fix(latitude=HOME[0], longitude=HOME[1]), NOW)


def at_zoom(units: tuple[UnitMark, ...], zoom: float, chosen: str | None = None, *, crowded: bool = False):
    census = Census(units, ())
    return census, arrange(census, world_side(zoom), zoom, chosen_unit=chosen, crowded=crowded)


def test_who_waits_in_its_station_stands_there_and_its_old_fix_is_no_news() -> None:
    old = Fix(latitude=HOME[0] + 0.0004, longitude=HOME[1], at=NOW - timedelta(hours=2))
    far = replace(old, latitude=HOME[0] + 0.01)
    waits = stationed("e1", fix=old)
    assert waits.at_station
    assert (waits.freshness, waits.age) == (Freshness.FRESH, "")
    assert not stationed("e1", fix=far).at_station
    working = stationed("e1", fix=old, assignment_state=AssignmentState.EN_ROUTE)
    assert not working.at_station
    assert working.freshness is Freshness.OLD


def test_a_station_is_one_symbol_with_counts() -> None:
    units = (
        *(stationed(f"e{n}") for n in range(3)),
        stationed("e3", availability=Availability.UNAVAILABLE),
        stationed("e4", assignment_state=AssignmentState.ON_SCENE, fix=Fix(latitude=43.74, longitude=7.43, at=NOW)),
    )
    census, found = at_zoom(units, 15)
    (group,) = found.groups
    assert counts(census, group) == (3, 1, 1)
    assert group_words(*counts(census, group)) == "3 free / 1 out / 1 unavailable"
    assert [units[place].unit_id for place in found.singles] == ["e4"]


def test_a_station_opens_near_by_and_when_one_of_it_is_chosen() -> None:
    units = tuple(stationed(f"e{n}") for n in range(6))
    assert at_zoom(units, 15)[1].singles == []
    for census, found in (at_zoom(units, 18), at_zoom(units, 15, "e2")):
        assert sorted(found.singles) == list(range(6))
        assert not found.groups
        spots = census.unit_places[found.rows] * world_side(15) + found.single_shifts
        assert all(math.hypot(*(one - other)) >= 20 for one, other in itertools.combinations(spots, 2))


def test_the_alerted_are_never_counted_nor_behind_an_incident() -> None:
    units = tuple(
        stationed(f"e{n}", assignment_state=state if n % 2 else None)
        for n, state in enumerate((AssignmentState.ALERTED, AssignmentState.ACKNOWLEDGED) * 3)
    )
    here = replace(incident_marks()[0], latitude=HOME[0], longitude=HOME[1])
    census = Census(units, (here,))
    for zoom in (10.0, 13.0, 16.0, 19.0):
        side = world_side(zoom)
        found = arrange(census, side, zoom, chosen_unit=None, crowded=False)
        committed = [place for place, mark in enumerate(units) if mark.duty is Duty.COMMITTED]
        assert set(committed) <= set(found.singles)
        plate = census.incident_places[0] * side - np.array((0, plate_middle(here.priority)))
        for place in committed:
            spot = census.unit_places[place] * side + found.shifts[place]
            assert max(abs(spot - plate)) >= 20, "beside the incident's plate"
            assert place in found.moved, "tied to where it truly is"


def test_the_room_of_the_pack_hides_nobody_who_works_at_any_zoom() -> None:
    census = Census(room_marks(), incident_marks())
    working = {place for place, mark in enumerate(census.units) if mark.duty is Duty.COMMITTED}
    for zoom in np.arange(10, 20, 0.5):
        found = arrange(census, world_side(zoom), float(zoom), chosen_unit=None, crowded=False)
        assert working <= set(found.singles)
        grouped = [place for group in found.groups for place in group.inside]
        assert sorted([*grouped, *found.singles]) == list(range(len(census.units))), "each once"


def test_a_crowd_is_counted_by_cells_and_who_works_is_not() -> None:
    crowd = unit_marks(CROWD + 300)
    census, found = at_zoom(crowd, 12.0, crowded=True)
    working = {place for place, mark in enumerate(crowd) if mark.duty is Duty.COMMITTED}
    assert working <= set(found.singles)
    assert len(found.groups) < 400
    grouped = [place for group in found.groups for place in group.inside]
    assert sorted([*grouped, *found.singles]) == list(range(len(crowd)))
    assert len(at_zoom(crowd, 16.0)[1].singles) == len(crowd)
    assert sum(sum(counts(census, group)) for group in found.groups) == len(grouped)


def test_lines_join_the_chosen_incident_and_its_units() -> None:
    census = Census(room_marks(), incident_marks())
    ours = {one.unit.call_sign for one in connections(census, None, "i0")}
    assert ours == {"SMUR1", "M41", "E21"}
    assert [one.incident.incident_id for one in connections(census, "B71", None)] == ["i3"]
    assert not list(connections(census, None, None))
    assert (distance_words(1234), distance_words(347)) == ("1.2 km in a straight line", "350 m in a straight line")


def test_an_arrow_stands_at_the_edge_that_faces_its_mark() -> None:
    for far, turn in (((5000, 300), 0), ((400, -5000), -90), ((-5000, 300), 180), ((400, 5000), 90)):
        x, y, direction = edge_point(*far, 800, 600)
        assert 0 < x < 800
        assert 0 < y < 600
        assert math.degrees(direction) == pytest.approx(turn, abs=1)


def test_larger_symbols_stand_further_apart() -> None:
    units = tuple(stationed(f"e{n}") for n in range(6))
    census = Census(units, ())
    found = arrange(census, world_side(18), 18, chosen_unit=None, crowded=False, scale=1.5)
    spots = census.unit_places[found.rows] * world_side(18) + found.single_shifts
    assert all(math.hypot(*(one - other)) >= 30 for one, other in itertools.combinations(spots, 2))


def test_lines_that_share_an_end_are_one() -> None:
    pieces = [
        np.array(piece, np.float64)
        for piece in ([[1, 0], [2, 0]], [[0, 0], [1, 0]], [[3, 1], [2, 0]], [[9, 9], [8, 8]])
    ]
    joined = sorted((line.tolist() for line in join(pieces)), key=len)
    assert len(joined) == 2
    assert sorted(map(tuple, joined[1])) == [(0, 0), (1, 0), (2, 0), (3, 1)]
    assert joined[1][0] in ([0, 0], [3, 1]), "from end to end"
