"""Grids of maps and devices, against published values, and what is wrong with what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.geo.coordinates import read_position
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.grids import Unreadable, confidence_of, read_grid
from dispatcher.geo.plus_codes import BadPlusCode, area
from dispatcher.geo.projections import utm_grid


def angle(degrees: float, minutes: float, seconds: float) -> float:
    return degrees + minutes / 60 + seconds / 3600


@pytest.mark.parametrize(("text", "latitude", "longitude", "within_m"), [
    # C. Veness, Movable Type Scripts: the Eiffel Tower
    ("31U DQ 48251 11932", 48.8582, 2.2945, 1.5), ("31udq4825111932", 48.8582, 2.2945, 1.5),
    ("31 N 448251 5411932", 48.8582, 2.2945, 1.5), ("UTM 31U 448251 5411932", 48.8582, 2.2945, 1.5),
    ("31U 448251mE 5411932mN", 48.8582, 2.2945, 1.5),
    # README of the Python package mgrs (GEOTRANS)
    ("15TWG0000049776", 42.0, -93.0, 1.5), ("MGRS 15T WG 00000 49776", 42.0, -93.0, 1.5),
    # README of the Python package utm
    ("32U 395201.31 5673135.24", 51.2, 7.5, 0.1),
    # Ordnance Survey, A guide to coordinate systems in Great Britain, annex C, shifted to WGS 84
    ("TG 51409 13177", angle(52, 39, 28.72), angle(1, 42, 57.74), 5.0), ("TG5140913177", 52.657978, 1.716039, 5.0),
    ("OS TG 514 131", 52.6578, 1.7160, 110.0),
    # swisstopo, Approximate formulas, the numerical example
    ("2699999.76 1099999.97", angle(46, 2, 38.87), angle(8, 43, 49.79), 1.0),
    ("2'699'999.76 / 1'099'999.97", angle(46, 2, 38.87), angle(8, 43, 49.79), 1.0),
    ("LV95: 2 700 000, 1 100 000", angle(46, 2, 38.87), angle(8, 43, 49.79), 1.0),
    ("700000 100000", angle(46, 2, 38.87), angle(8, 43, 49.79), 2.0),
    ("CH1903 700'000/100'000", 46.04413, 8.73050, 2.0),
    ("N 1100000 E 2700000", angle(46, 2, 38.87), angle(8, 43, 49.79), 1.0),
    # proj4php's tests, and the definition of EPSG:2154
    ("652709.401 6859290.946", 48.831938, 2.355781, 0.2), ("L93 652709 6859291", 48.831938, 2.355781, 1.0),
    ("Lambert-93 700000 6600000", 46.5, 3.0, 0.1),
])  # fmt: skip
def test_s4_positions_of_published_references(text: str, latitude: float, longitude: float, within_m: float) -> None:
    read = read_position(text)
    assert read is not None
    assert great_circle_m(read.latitude, read.longitude, latitude, longitude) <= within_m


@pytest.mark.parametrize(("code", "south", "west", "north", "east"), [
    # google/open-location-code, test_data/decoding.csv
    ("7FG49Q00+", 20.35, 2.75, 20.4, 2.8), ("7FG49QCJ+2V", 20.37, 2.782125, 20.370125, 2.78225),
    ("7FG49QCJ+2VX", 20.3701, 2.78221875, 20.370125, 2.78225), ("8FVC2222+22", 47.0, 8.0, 47.000125, 8.000125),
    ("7FG49QCJ+2VXGJ", 20.370113, 2.782234375, 20.370114, 2.78223632813), ("22220000+", -90, -180, -89, -179),
    ("4VCPPQGP+Q9", -41.273125, 174.785875, -41.273, 174.786), ("CFX3X2X2+X2", 89.999875, 1, 90, 1.000125),
    ("84000000+", 30, -140, 50, -120), ("6FH32222+222", 1, 1, 1.000025, 1.00003125),
])  # fmt: skip
def test_whole_plus_codes(code: str, south: float, west: float, north: float, east: float) -> None:
    found = area(code)
    assert (found[0], found[1]) == pytest.approx((south, west), abs=1e-9)
    assert (found[0] + found[2], found[1] + found[3]) == pytest.approx((north, east), abs=1e-9)


@pytest.mark.parametrize(("whole", "latitude", "longitude", "short"), [
    # google/open-location-code, test_data/shortCodeTests.csv
    ("9C3W9QCJ+2VX", 51.3701125, -1.217765625, "+2VX"), ("9C3W9QCJ+2VX", 51.3708675, -1.217765625, "CJ+2VX"),
    ("9C3W9QCJ+2VX", 51.3852125, -1.217765625, "9QCJ+2VX"), ("8FJFW222+", 42.899, 9.012, "22+"),
    ("796RXG22+", 14.95125, -23.5001, "22+"), ("8FRCXGRF+PM", 47.00, 8.55, "XGRF+PM"),
    ("CFX22222+22", 89.6, 0.0, "2222+22"), ("2CXXXXXX+XX", -81.0, 0.0, "XXXXXX+XX"),
])  # fmt: skip
def test_short_plus_codes_are_the_nearest(whole: str, latitude: float, longitude: float, short: str) -> None:
    assert area(short, (latitude, longitude)) == pytest.approx(area(whole), abs=1e-9)


@pytest.mark.parametrize("code", ["G+", "+", "8FWC2345+G", "8FWC2_45+G6", "8FWC2η45+G6", "8FWC2345+G6+", "8FWC2300+G6",
                                  "WC2300+G6g", "WC2345+G", "WC2300+", "X2222222+22", "8FWC2345678+G6"])  # fmt: skip
def test_what_is_no_plus_code(code: str) -> None:
    with pytest.raises(BadPlusCode):
        area(code, (47.0, 9.0))


def test_a_short_one_lies_near_what_is_looked_at() -> None:
    read = read_position("4FRC+2X Vaduz", (47.14, 9.52))
    assert read is not None
    assert great_circle_m(read.latitude, read.longitude, 47.14, 9.52) < 80_000
    with pytest.raises(Unreadable, match="short Plus Code"):
        read_position("4FRC+2X")


@pytest.mark.parametrize(("text", "wrong"), [
    ("61T NT 12345 67890", "zones are 1 to 60"), ("32I NT 12345 67890", "without I and O"),
    ("32T NT 123 4567", "as many digits"), ("32T AT 12345 67890", "has no square AT"), ("32A NT 12345 67890", "polar"),
    ("32T NA 12345 67890", "does not reach band T"), ("32T 512345 1221234", "does not lie in band T"),
    ("32T 12345 5221234", "easting lies between"), ("TI 123 456", "never I"), ("SP 123 4567", "as many digits"),
    ("LV95 758123 223456", "LV95 2758123 1223456"), ("LV03 hello 5", "two numbers of metres"),
    ("9999999 9999999", "no grid has"), ("8FVC2300+G6", "zeros"), ("8FVCI222+22", "no Plus Code has I"),
    ("MGRS 1234", "is followed by no such reference"),
])  # fmt: skip
def test_what_is_wrong_is_said(text: str, wrong: str) -> None:
    with pytest.raises(Unreadable, match=wrong):
        read_position(text, (47.0, 9.0))


@pytest.mark.parametrize("text", ["", "12", "12 rue Grimaldi", "Rue 4, 5", "+423 239 45 67", "079 123 45 67", "C+C",
                                  "A+", "Engine 12", "12-14", "x" * 100, "1,2,3", "P1 12 34", "12/14", "\0",
                                  "🚒"])  # fmt: skip
def test_what_is_no_position(text: str) -> None:
    assert read_position(text, (47.0, 9.0)) is None


@pytest.mark.parametrize(("text", "metres"), [
    ("47.1 9.5", 11_000), ("47.14137, 9.52085", 1.1), ("47°08'29\"N 9°31'15\"E", 31),
    ("47°08'29.3\"N 9°31'15.1\"E", 3.1),
    ("47 8.5 N 9 31.3 E", 185), ("32T NT 4 2", 10_000), ("2758123 1223456", 1), ("4FRC+2X", 14),
])  # fmt: skip
def test_how_finely_it_is_given(text: str, metres: float) -> None:
    read = read_position(text, (47.0, 9.0))
    assert read is not None
    assert read.precision_m == pytest.approx(metres, rel=0.03)


def test_confidence_falls_with_the_precision() -> None:
    assert [confidence_of(metres) for metres in (0.1, 10, 100, 1_000, 10_000, 10_000_000)] == [
        1,
        1,
        0.7,
        0.4,
        0.1,
        0.05,
    ]


@given(st.floats(-79.9, 83.9), st.floats(-3.4, 3.4), st.integers(1, 60))
def test_there_and_back(latitude: float, off: float, zone: int) -> None:
    grid, longitude = utm_grid(zone), zone * 6 - 183 + off
    assert grid.back(*grid.forward(latitude, longitude)) == pytest.approx((latitude, longitude), abs=1e-8)


@given(st.text(max_size=70))
def test_nothing_typed_breaks_it(text: str) -> None:
    try:
        read = read_position(text, (47.0, 9.0))
    except Unreadable:
        return
    assert read is None or (abs(read.latitude) <= 90 and abs(read.longitude) <= 180.01)


@pytest.mark.parametrize("typed", ["12 n", "12 now", "12 nowhere", "32TNT", "4 rue"])
def test_a_house_number_and_the_beginning_of_a_street_are_no_reference(typed: str) -> None:
    assert read_grid(typed) is None
