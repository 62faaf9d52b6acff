"""Which incidents of a block have a word: a list of places while they are few, a map of bits when they are many."""

import struct
from collections.abc import Collection, Sequence

BLOCK = 4_096
"""Incidents in a block; the map of one is 512 octets, which both databases keep within a page."""
MAP = BLOCK // 8
"""Octets of a map."""
_MOST_LISTED = MAP // 2 - 1


def block_of(ordinal: int) -> tuple[int, int]:
    """Return the block of an incident and its place there."""
    return divmod(ordinal, BLOCK)


def packed(places: Sequence[int]) -> bytes:
    """Return places, in order and each once, as they are stored."""
    if len(places) <= _MOST_LISTED:
        return struct.pack(f"<{len(places)}H", *places)
    mapped = bytearray(MAP)
    for place in places:
        mapped[place >> 3] |= 1 << (place & 7)
    return bytes(mapped)


def unpacked(stored: bytes) -> int:
    """Return stored places as the bits of a number, place 0 the lowest."""
    if is_mapped(stored):
        return int.from_bytes(stored, "little")
    bits = 0
    for place in _listed(stored):
        bits |= 1 << place
    return bits


def is_mapped(stored: bytes) -> bool:
    """Whether stored places are a map of bits; else they are a list of numbers of two octets, the lower octet first."""
    return len(stored) == MAP


def bits_for(count: int) -> bytearray:
    """Return the bits of so many ordinals and ordinal 0, none of them set."""
    return bytearray((count // BLOCK + 1) * MAP)


def holds(stored: bytes, place: int) -> bool:
    """Whether a place is among the stored ones."""
    if is_mapped(stored):
        return bool(stored[place >> 3] >> (place & 7) & 1)
    return place in _listed(stored)


def with_places(stored: bytes, came: Collection[int]) -> bytes:
    """Return what is stored with these places added; the newest incident's is behind all others of its block."""
    if is_mapped(stored):
        mapped = bytearray(stored)
        for place in came:
            mapped[place >> 3] |= 1 << (place & 7)
        return bytes(mapped)
    return packed(sorted({*_listed(stored), *came}))


def without_places(stored: bytes, went: Collection[int]) -> bytes:
    """Return what is stored without these places."""
    if not went or not stored:
        return stored
    if is_mapped(stored):
        bits = unpacked(stored)
        left = [place for place in range(BLOCK) if bits >> place & 1 and place not in went]
    else:
        left = [place for place in _listed(stored) if place not in went]
    return packed(left)


def _listed(stored: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(stored) // 2}H", stored)
