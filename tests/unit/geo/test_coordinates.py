"""Positions as people write them."""

import pytest

from dispatcher.geo.coordinates import parse_coordinates

HERE = (43.738333, 7.424444)


@pytest.mark.parametrize(
    "text",
    [
        "43.738333, 7.424444", "43.738333 7.424444", "43.738333;7.424444", "43,738333 7,424444", "43,738333; 7,424444",
        "43°44'18\"N 7°25'28\"E", "43°44′18″N, 7°25′28″E", "N43°44'18\" E7°25'28\"", "43 44 18 N 7 25 28 E",
        "7°25'28\"E 43°44'18\"N", "43°44'18\" 7°25'28\"", "n 43 44.3 e 7 25.46664", "43.738333N 7.424444E",
        "43° 44.3' N / 7° 25.46664' E", " 43:44:18 N, 7:25:28 E ",
    ],
)  # fmt: skip
def test_forms_of_one_position(text: str) -> None:
    assert parse_coordinates(text) == pytest.approx(HERE, abs=2e-6)


def test_south_and_west_are_negative() -> None:
    assert parse_coordinates("33°51'S 151°12'W") == pytest.approx((-33.85, -151.2))
    assert parse_coordinates("-33.85, -151.2") == pytest.approx((-33.85, -151.2))


@pytest.mark.parametrize(
    "text",
    ["", "12", "12 rue Grimaldi", "95, 7", "43, 181", "43°61'N 7°E", "N43 N7", "E7 W8", "43 44 18 20 N 7 E", "a, b",
     "43,", "1e3, 4", "9" * 100, "Rue 4, 5", "43°44'18\"N"],
)  # fmt: skip
def test_what_is_no_position(text: str) -> None:
    assert parse_coordinates(text) is None
