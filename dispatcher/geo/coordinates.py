"""Read positions as people say and write them: degrees in every usual form, and the grids of maps (`geo.grids`)."""

import re

from dispatcher.geo.distance import METRES_PER_DEGREE
from dispatcher.geo.grids import Reading, read_grid

_NUMBER = r"\d+(?:\.\d+)?"
_DECIMAL = re.compile(rf"^([+-]?{_NUMBER})\s*°?\s*[,;\s]\s*([+-]?{_NUMBER})\s*°?$")
_DECIMAL_SLASH = re.compile(r"^([+-]?\d+\.\d+)\s*/\s*([+-]?\d+\.\d+)$")
_DECIMAL_COMMAS = re.compile(r"^([+-]?\d+),(\d+)\s*(?:[;,]\s*|\s+)([+-]?\d+),(\d+)$")
_ANGLE = rf"[+-]?{_NUMBER}(?:[\s°º'′’\"″”:,;]+{_NUMBER}){{0,2}}[\s°º'′’\"″”]*"
_LETTERS_FIRST = re.compile(rf"^([NS])\s*({_ANGLE})[,;/\s]*([EWO])\s*({_ANGLE})$", re.IGNORECASE)
_LETTERS_LAST = re.compile(rf"^({_ANGLE})([NSEWO])[,;/\s]*({_ANGLE})([NSEWO])$", re.IGNORECASE)
_SIGNS_ONLY = re.compile(r"^([+-]?\d+\s*[°º][^,;°º]*?)[,;\s]+([+-]?\d+\s*[°º][^,;°º]*)$")
_SAID = re.compile(r"^\s*(?:geo:|gps:?)?[\s(\[]*(?:lat(?:itude)?\.?\s*[:=]?\s*)?|[\s)\]]*$", re.IGNORECASE)
_SECOND = re.compile(r"[,;/\s]*\b(?:lon|lng|long|longitude)\b\.?\s*[:=]?\s*", re.IGNORECASE)
"""What stands around the numbers where positions are copied from: geo:43.7,7.4 · (43.7, 7.4) · lat 43.7 lon 7.4."""
_NEGATIVE = ("S", "W", "O")


_FRACTION = re.compile(r"\d+(?:[.,](\d+))?")
DEGREES = "degrees"


def read_position(text: str, near: tuple[float, float] | None = None) -> Reading | None:
    """Return the position that a text names; None when it names none. Short Plus Codes lie near `near`.

    Raises:
        Unreadable: it is meant as a position, and wrong.
    """
    text = text.strip()
    place = parse_coordinates(text)
    if place is not None:
        return Reading(latitude=place[0], longitude=place[1], precision_m=_precision(text), notation=DEGREES)
    return read_grid(text, near)


def _precision(text: str) -> float:
    """Return what the last digit of degrees, minutes or seconds stands for, in metres."""
    halves = [
        part for part in re.split(r"[NSEWO/]|[,;]\s|,(?=\s*[+-]?\d+\.)", text, flags=re.IGNORECASE) if part.strip()
    ]
    numbers = _FRACTION.findall(max(halves, key=len)) if halves else []
    if len(halves) < 2:  # 43.7 7.4, or 43 44 18 7 25 28: half of them are the latitude's
        numbers = numbers[: max(1, len(numbers) // 2)]
    decimals = len(numbers[-1]) if numbers else 0
    return METRES_PER_DEGREE / 60 ** min(2, max(0, len(numbers) - 1)) / 10**decimals


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees, or None when the text is no position on the globe."""
    if len(text) > 80:
        return None
    text = _SECOND.sub(", ", _SAID.sub("", text), count=1)
    commas = _DECIMAL_COMMAS.match(text)
    if commas:
        text = f"{commas[1]}.{commas[2]} {commas[3]}.{commas[4]}"
    decimal = _DECIMAL.match(text) or _DECIMAL_SLASH.match(text)
    if decimal:
        return _on_globe(float(decimal[1]), float(decimal[2]))
    return _lettered(text) or _signed(text)


def _lettered(text: str) -> tuple[float, float] | None:
    first, last = _LETTERS_FIRST.match(text), _LETTERS_LAST.match(text)
    if first:
        halves = {first[1].upper(): first[2], first[3].upper(): first[4]}
    elif last:
        halves = {last[2].upper(): last[1], last[4].upper(): last[3]}
    else:
        return None
    angles = {letter: _degrees(half, negative=letter in _NEGATIVE) for letter, half in halves.items()}
    latitude = next((angle for letter, angle in angles.items() if letter in "NS"), None)
    longitude = next((angle for letter, angle in angles.items() if letter in "EWO"), None)
    return _on_globe(latitude, longitude)


def _signed(text: str) -> tuple[float, float] | None:
    halves = _SIGNS_ONLY.match(text)
    return _on_globe(_degrees(halves[1]), _degrees(halves[2])) if halves else None


def _degrees(half: str, *, negative: bool = False) -> float | None:
    numbers = [float(number) for number in re.findall(_NUMBER, half)]
    if not 1 <= len(numbers) <= 3 or any(number >= 60 for number in numbers[1:]):
        return None
    if re.sub(rf"{_NUMBER}|[\s°º'′’\"″”:,;+-]", "", half):
        return None
    value = sum(number / 60**place for place, number in enumerate(numbers))
    return -value if negative != half.strip().startswith("-") else value


def _on_globe(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    if latitude is None or longitude is None:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def written(latitude: float, longitude: float) -> str:
    """Return a position as the screen writes it."""
    return f"{latitude:.5f}, {longitude:.5f}"
