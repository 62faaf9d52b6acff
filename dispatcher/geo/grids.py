"""Read what stands on maps and devices beside degrees: MGRS, UTM, Plus Codes, Swiss, British and French grids."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dispatcher.geo.distance import METRES_PER_DEGREE
from dispatcher.geo.plus_codes import BadPlusCode, area
from dispatcher.geo.projections import Position, british, lambert93, swiss, utm_grid


class Unreadable(ValueError):
    """A text is meant as a position and is none; it says what is wrong with it and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A position as it was read. `precision_m`: how far the place meant may lie from it, for the way it is written."""

    latitude: float
    longitude: float
    precision_m: float
    notation: str


_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_SAID = re.compile(r"^(?:MGRS|UTM(?:REF)?|USNG|OSGB(?:36)?|OSGR|OS)\s*:?\s*", re.IGNORECASE)
_MGRS = re.compile(r"^(\d{1,2})\s?([A-Z])\s?([A-Z])\s?([A-Z])\s?(\d*)\s?(\d*)$")
_UTM = re.compile(
    r"^(?:ZONE\s*)?(\d{1,2})\s?([A-Z])[\s,]+(?:E\s*)?(\d{5,7}(?:\.\d+)?)\s*M?\s*E?"
    r"[\s,/]+(?:N\s*)?(\d{1,8}(?:\.\d+)?)\s*M?\s*N?$"
)
_BRITISH = re.compile(r"^([A-Z])([A-Z])\s?(\d{1,5})\s?(\d{1,5})$|^([A-Z])([A-Z])\s?(\d{2,10})$")
_PLUS = re.compile(r"^([0-9A-Z]{0,8}\+[0-9A-Z]*)(?:[\s,]+(\D.*))?$", re.IGNORECASE)
_METRES = r"\d{1,3}(?:(?:[ '’.]\d{3}){1,2})|\d{5,7}"
_PAIR = re.compile(
    rf"^(?:[EYXN]\s*[:=]?\s*)?({_METRES})(\.\d+)?\s*[mEN]?[\s,;/]+"
    rf"(?:[EYXN]\s*[:=]?\s*)?({_METRES})(\.\d+)?\s*[mEN]?$",
    re.IGNORECASE,
)
_NAMED_PAIR = re.compile(
    r"^(LV\s?95|CH1903\+|MN\s?95|LV\s?03|CH1903|MN\s?03|L(?:AMBERT)?[\s-]?93|RGF\s?93)\s*:?\s*(.+)$", re.IGNORECASE
)
_OS_ACCURACY_M, _SWISS_ACCURACY_M, _LV03_ACCURACY_M = 5.0, 1.0, 2.0


def read_grid(text: str, near: Position | None = None) -> Reading | None:
    """Return the position that a text names in one of the grids; None when it is written in none of them.

    Raises:
        Unreadable: it is written in one of them, and wrong.
    """
    text = " ".join(text.split())
    if len(text) > 60:
        return None
    plain = _SAID.sub("", text).upper()
    for read in (_plus_code, _mgrs, _utm, _british, _metres):
        found = read(text if read is _plus_code or read is _metres else plain, near)
        if found is not None:
            return found
    if plain != text.upper() and any(letter.isdigit() for letter in plain):
        raise Unreadable(
            f"{text[: len(text) - len(plain)].strip()} is followed by no such reference: 32T NT 12345 67890 (MGRS),"
            " 32T 512345 5221234 (UTM), TG 51409 13177 (British)"
        )
    return None


def _plus_code(text: str, near: Position | None) -> Reading | None:
    found = _PLUS.match(text.strip())
    if found is None:
        return None
    code = found[1].upper()
    if len(code) < 4 or re.fullmatch(r"[+]\d{3,}", code):
        return None  # a telephone number, perhaps
    try:
        south, west, height, width = area(code, near)
    except BadPlusCode as error:
        if "+" in code and len(code.partition("+")[0]) in (4, 6, 8):
            raise Unreadable(str(error)) from error
        return None
    latitude, longitude = south + height / 2, west + width / 2
    return Reading(latitude=latitude, longitude=longitude, precision_m=height * METRES_PER_DEGREE, notation="Plus Code")


def _mgrs(text: str, _near: Position | None) -> Reading | None:
    found = _MGRS.match(text)
    if found is None:
        return None
    zone, band, column, row = int(found[1]), found[2], found[3], found[4]
    digits = found[5] + found[6]
    if not digits:
        return None  # a house number and the beginning of a street; a square of 100 km is no place to send anybody to
    if (found[6] and len(found[5]) != len(found[6])) or len(digits) % 2 or len(digits) > 10:
        raise Unreadable("an MGRS reference has as many digits for east as for north, at most five each")
    _check_zone(zone, band)
    columns = _COLUMNS[(zone - 1) % 3]
    if column not in columns or row not in _ROWS:
        raise Unreadable(f"zone {zone} has no square {column}{row}: its columns are {columns[0]} to {columns[-1]},"
                         f" its rows A to V without I and O")  # fmt: skip
    half = len(digits) // 2
    size = 10 ** (5 - half)
    east = (columns.index(column) + 1) * 100_000 + (int(digits[:half] or 0) + 0.5) * size
    within = (_ROWS.index(row) - 5 * (zone % 2 == 0)) % 20 * 100_000 + (int(digits[half:] or 0) + 0.5) * size
    for latitude, longitude in _turns(zone, east, within, band):
        if _in_band(band, latitude, slack=0.1 + size / METRES_PER_DEGREE):
            return Reading(latitude=latitude, longitude=longitude, precision_m=float(size), notation="MGRS")
    raise Unreadable(f"the square {column}{row} of zone {zone} does not reach band {band}")


def _turns(zone: int, east: float, within: float, band: str) -> Iterator[Position]:
    """Yield the places that the row letters name again every 2,000 km."""
    south = band < "N"
    for turn in range(5):
        yield utm_grid(zone, south=south).back(east, within + turn * 2_000_000)


def _check_zone(zone: int, band: str) -> None:
    if band in "ABYZ":
        raise Unreadable("the polar areas (A, B, Y, Z) are not read; give degrees")
    if not 1 <= zone <= 60 or band not in _BANDS:
        raise Unreadable(f"there is no zone {zone}{band}: zones are 1 to 60, bands C to X without I and O")


def _in_band(band: str, latitude: float, slack: float = 0.1) -> bool:
    bottom = -80 + 8 * _BANDS.index(band)
    return bottom - slack <= latitude <= bottom + (12 if band == "X" else 8) + slack


def _utm(text: str, _near: Position | None) -> Reading | None:
    found = _UTM.match(text)
    if found is None:
        return None
    zone, band, east, north = int(found[1]), found[2], float(found[3]), float(found[4])
    _check_zone(zone, band)
    if not 100_000 <= east <= 900_000 or not 0 <= north <= 10_000_000:
        raise Unreadable("UTM: the easting lies between 100,000 and 900,000, the northing between 0 and 10,000,000")
    latitude, longitude = utm_grid(zone, south=band < "N").back(east, north)
    if band == "S" and not _in_band(band, latitude):  # meant: the southern hemisphere
        latitude, longitude = utm_grid(zone, south=True).back(east, north)
    elif band not in ("N", "S") and not _in_band(band, latitude):
        raise Unreadable(f"UTM: the northing {north:,.0f} does not lie in band {band}")
    return Reading(latitude=latitude, longitude=longitude, precision_m=_last_place(found[3]), notation="UTM")


def _last_place(metres: str) -> float:
    """Return what the last digit of some metres stands for."""
    return 10.0 ** -len(metres.partition(".")[2])


def _british(text: str, _near: Position | None) -> Reading | None:
    found = _BRITISH.match(text)
    if found is None:
        return None
    first, second = found[1] or found[5], found[2] or found[6]
    if first not in "STNHJO":
        return None  # a word and a number
    joined = found[7] or ""
    half = len(joined) // 2
    east, north = (found[3], found[4]) if found[3] else (joined[:half], joined[half:])
    if "I" in (first, second) or len(east) != len(north):
        raise Unreadable("a British grid reference has two letters, never I, and as many digits for east as for north")
    one, two = (ord(letter) - 65 - (letter > "I") for letter in (first, second))
    square_e, square_n = ((one - 2) % 5) * 5 + two % 5, 19 - one // 5 * 5 - two // 5
    size = 10 ** (5 - len(east))
    easting, northing = (square * 100_000 + (int(part) + 0.5) * size
                         for square, part in ((square_e, east), (square_n, north)))  # fmt: skip
    if not (0 <= easting < 700_000 and 0 <= northing < 1_300_000):
        raise Unreadable(f"{first}{second} is no square of the British grid")
    latitude, longitude = british(easting, northing)
    precision = max(float(size), _OS_ACCURACY_M)
    return Reading(latitude=latitude, longitude=longitude, precision_m=precision, notation="British grid")


@dataclass(frozen=True, slots=True)
class _Grid:
    """A grid of metres: its name, where its numbers lie (east from, to, north from, to), and how good it is."""

    name: str
    bounds: tuple[int, int, int, int]
    back: Callable[[float, float], Position]
    accuracy_m: float

    def holds(self, east: float, north: float) -> bool:
        """Whether the numbers lie in the grid's country."""
        west, to_east, south, to_north = self.bounds
        return west <= east <= to_east and south <= north <= to_north


_GRIDS = (
    _Grid("LV95", (2_480_000, 2_840_000, 1_070_000, 1_300_000), swiss, _SWISS_ACCURACY_M),
    _Grid("LV03", (480_000, 840_000, 70_000, 300_000), lambda y, x: swiss(y + 2e6, x + 1e6), _LV03_ACCURACY_M),
    _Grid("Lambert-93", (50_000, 1_300_000, 6_000_000, 7_200_000), lambert93, 0.1),
)  # fmt: skip
_CALLED = {"LV95": "LV95", "CH1903+": "LV95", "MN95": "LV95", "LV03": "LV03", "CH1903": "LV03", "MN03": "LV03",
           "L93": "Lambert-93", "LAMBERT93": "Lambert-93", "RGF93": "Lambert-93"}  # fmt: skip


def _metres(text: str, _near: Position | None) -> Reading | None:
    named = _NAMED_PAIR.match(text)
    wanted = _CALLED[re.sub(r"[\s-]", "", named[1]).upper()] if named else ""
    pair = _PAIR.match(named[2] if named else text)
    if pair is None:
        if named:
            raise Unreadable(f"{wanted} takes two numbers of metres, east and north: {_EXAMPLES[wanted]}")
        return None
    numbers = [
        float(re.sub(r"\D", "", whole) + (part or "")) for whole, part in ((pair[1], pair[2]), (pair[3], pair[4]))
    ]
    for east, north in (numbers, numbers[::-1]):
        for grid in _GRIDS:
            if grid.holds(east, north) and wanted in ("", grid.name):
                latitude, longitude = grid.back(east, north)
                precision = max(_last_place(pair[2] or ""), grid.accuracy_m)
                return Reading(latitude=latitude, longitude=longitude, precision_m=precision, notation=grid.name)
    if wanted or all(number > 99_999 for number in numbers):
        raise Unreadable(f"no grid has {numbers[0]:,.0f} and {numbers[1]:,.0f}: " + ", ".join(
            f"{name} {example}" for name, example in _EXAMPLES.items() if wanted in ("", name)))  # fmt: skip
    return None


_EXAMPLES = {"LV95": "2758123 1223456", "LV03": "758123 223456", "Lambert-93": "652709 6859291"}


def confidence_of(precision_m: float) -> float:
    """Return how sure a position is, 0 to 1: 1 up to ten metres, then 0.3 less for each ten times as coarse."""
    return round(max(0.05, 1 - 0.3 * max(0.0, math.log10(max(precision_m, 1e-9) / 10))), 2)
