"""Which incidents of a block have a word: a list of places while they are few, a map of bits when they are many."""

import struct
from collections.abc import Sequence

BLOCK = 4_096
"""Incidents in a block; the map of one is 512 octets, which both databases keep within a page."""
_MAP = BLOCK // 8
_MOST_LISTED = _MAP // 2 - 1


def block_of(ordinal: int) -> tuple[int, int]:
    """Return the block of an incident and its place there."""
    return divmod(ordinal, BLOCK)


def packed(bits: int) -> bytes:
    """Return the bits (place 0 is the lowest) as they are stored."""
    if bits.bit_count() > _MOST_LISTED:
        return bits.to_bytes(_MAP, "little")
    return packed_places(places(bits))


def packed_places(found: Sequence[int]) -> bytes:
    """Return places, in order and each once, as they are stored."""
    if len(found) <= _MOST_LISTED:
        return struct.pack(f"<{len(found)}H", *found)
    mapped = bytearray(_MAP)
    for place in found:
        mapped[place >> 3] |= 1 << (place & 7)
    return bytes(mapped)


def unpacked(stored: bytes) -> int:
    """Return stored bits as a number."""
    if len(stored) == _MAP:
        return int.from_bytes(stored, "little")
    bits = 0
    for place in struct.unpack(f"<{len(stored) // 2}H", stored):
        bits |= 1 << place
    return bits


def places(bits: int) -> list[int]:
    """Return the places of the bits that are set, the lowest first."""
    found: list[int] = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
