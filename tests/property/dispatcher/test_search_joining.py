"""What stands in many lists and maps of places is one set: none is lost, none is made up."""

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.storage.search_blocks import BLOCK, packed
from dispatcher.storage.search_joining import joined

BLOCKS = 3
few = st.sets(st.integers(0, BLOCK - 1), max_size=12)
many = st.builds(lambda start, step: set(range(start, BLOCK, step)), st.integers(0, 40), st.integers(1, 9))


@given(st.lists(st.tuples(st.integers(0, BLOCKS), few | many), max_size=8), st.integers(BLOCK, BLOCKS * BLOCK - 1))
def test_every_place_up_to_the_last_block_is_in_it_once(rows: list[tuple[int, set[int]]], count: int) -> None:
    bits = joined([(block, packed(sorted(places))) for block, places in rows], count)
    wanted = {block * BLOCK + place for block, places in rows for place in places if block <= count // BLOCK}
    assert {ordinal for ordinal in range(bits.bit_length()) if bits >> ordinal & 1} == wanted
