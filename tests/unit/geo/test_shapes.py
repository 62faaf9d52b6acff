"""Geometry comes back as it went in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.geo.shapes import UNITS_PER_DEGREE, decode, encode

points = st.tuples(st.integers(-1_800_000_000, 1_800_000_000), st.integers(-900_000_000, 900_000_000))
near = st.tuples(st.integers(74_000_000, 74_100_000), st.integers(437_000_000, 437_100_000))
parts = st.lists(st.lists(points, min_size=1, max_size=40), min_size=1, max_size=4)
close = st.lists(st.lists(near, min_size=1, max_size=90), min_size=1, max_size=4)


@given(parts | close)
def test_what_was_encoded_is_decoded(lines: list[list[tuple[int, int]]]) -> None:
    found = decode(encode([np.array(line, np.int64) for line in lines]))
    assert [np.rint(part * UNITS_PER_DEGREE).astype(int).tolist() for part in found] == [
        [list(point) for point in line] for line in lines
    ]


def test_a_very_long_line_keeps_every_point() -> None:
    line = np.cumsum(np.ones((70_000, 2), np.int64), axis=0)
    assert len(decode(encode([line]))[0]) == 70_000


def test_a_house_takes_few_bytes() -> None:
    house = np.array([[74_246_000, 437_384_000], [74_247_000, 437_384_000], [74_247_000, 437_385_000]], np.int64)
    assert len(encode([house])) == 3 + 2 + 8 + 2 * 4
