"""Positions in sentences of a GPS receiver, NMEA 0183: GGA, GLL and RMC. Pure."""

import re
from dataclasses import dataclass

_KMH_PER_KNOT = 1.852
_SENTENCE = re.compile(r"\$[A-Z]{2}(GGA|GLL|RMC),([^*$]*)(?:\*([0-9A-Fa-f]{2}))?")
_DEGREES = re.compile(r"([0-9]{2,3})([0-9]{2}(?:\.[0-9]+)?)")
# Where latitude stands, and the field that says whether the fix is good, with the words for no.
_LAYOUT = {"GGA": (1, 5, ("", "0")), "GLL": (0, 5, ("V",)), "RMC": (2, 1, ("", "V"))}
_MAX_CHARS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A position in degrees; what the sentence did not say is None."""

    latitude: float
    longitude: float
    speed_kmh: float | None = None
    heading_deg: float | None = None


def find_fix(body: bytes) -> Fix | None:
    """Return the position of the first good sentence among the octets, or None."""
    for found in _SENTENCE.finditer(body[:_MAX_CHARS].decode("latin-1")):
        if found[3] is not None and _check(found[0]) != int(found[3], 16):
            continue
        fix = _fix(found[1], found[2].strip().split(","))
        if fix is not None:
            return fix
    return None


def _check(sentence: str) -> int:
    value = 0
    for character in sentence[1:].partition("*")[0]:
        value ^= ord(character)
    return value


def _fix(kind: str, fields: list[str]) -> Fix | None:
    at, quality, bad = _LAYOUT[kind]
    if len(fields) < at + 4 or (len(fields) > quality and fields[quality] in bad):
        return None
    latitude = _degrees(fields[at], fields[at + 1], "NS")
    longitude = _degrees(fields[at + 2], fields[at + 3], "EW")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    if kind != "RMC" or len(fields) < 8:
        return Fix(latitude=latitude, longitude=longitude)
    knots, heading = _number(fields[6]), _number(fields[7])
    return Fix(
        latitude=latitude, longitude=longitude, speed_kmh=None if knots is None else knots * _KMH_PER_KNOT,
        heading_deg=heading,
    )  # fmt: skip


def _degrees(words: str, side: str, sides: str) -> float | None:
    found = _DEGREES.fullmatch(words)
    if found is None or side not in tuple(sides):
        return None
    value = int(found[1]) + float(found[2]) / 60
    return value if side == sides[0] else -value


def _number(words: str) -> float | None:
    return float(words) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", words) else None
