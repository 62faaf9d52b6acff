"""How geometry is kept in a pack: whole numbers of 1e-7 degree, differences in 16 bits where they fit."""

import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

UNITS_PER_DEGREE = 10_000_000
_WIDE, _LONG, _PACKED = 1, 2, 4  # 32-bit differences; 32-bit counts; zlib
_WORTH_PACKING = 200


def encode(parts: Sequence[IntArray]) -> bytes:
    """Return lines or rings, each of shape (n, 2) as longitude, latitude in 1e-7 degree, as one value.

    Layout: flags u8, parts u16, count of each part u16 (u32 with LONG), then the body, zlib'd with PACKED:
    first point 2 x i32, then every following point, across parts, as its difference, 2 x i16 (i32 with WIDE).
    """
    points = np.concatenate(parts)
    steps = np.diff(points, axis=0)
    flags = 0
    if steps.size and int(np.abs(steps).max()) > 32_767:
        flags |= _WIDE
    counts = [len(part) for part in parts]
    if max(counts) > 65_535:
        flags |= _LONG
    body = points[0].astype("<i4").tobytes() + steps.astype("<i4" if flags & _WIDE else "<i2").tobytes()
    if len(body) > _WORTH_PACKING:
        packed = zlib.compress(body, 9)
        if len(packed) < len(body):
            flags, body = flags | _PACKED, packed
    return struct.pack(f"<BH{len(counts)}{'I' if flags & _LONG else 'H'}", flags, len(counts), *counts) + body


def decode(value: bytes) -> tuple[FloatArray, ...]:
    """Return the lines or rings of a value, each of shape (n, 2) as longitude, latitude in degrees."""
    flags, parts = struct.unpack_from("<BH", value)
    kind = "I" if flags & _LONG else "H"
    counts = struct.unpack_from(f"<{parts}{kind}", value, 3)
    body = value[3 + struct.calcsize(f"<{parts}{kind}") :]
    if flags & _PACKED:
        body = zlib.decompress(body)
    points: IntArray = np.empty((sum(counts), 2), np.int64)
    points[0] = np.frombuffer(body, "<i4", 2)
    points[1:] = np.frombuffer(body, "<i4" if flags & _WIDE else "<i2", offset=8).reshape(-1, 2)
    degrees: FloatArray = points.cumsum(axis=0) / UNITS_PER_DEGREE
    if parts == 1:
        return (degrees,)
    ends = np.cumsum(counts)
    return tuple(degrees[end - count : end] for end, count in zip(ends, counts, strict=True))


def encode_point(longitude: int, latitude: int) -> bytes:
    """Return one point (1e-7 degree) as a value."""
    return encode([np.array([[longitude, latitude]], np.int64)])
