"""Plus Codes (Open Location Code, specification 1.0), full and short."""

import math

DIGITS = "23456789CFGHJMPQRVWX"
"""None that is taken for another, or that makes words."""
_SEPARATOR_AT = 8
_PAIRS = 10
_MOST = 15
_GRID_ROWS, _GRID_COLUMNS = 5, 4


class BadPlusCode(ValueError):
    """It looks like a Plus Code and is none; the text says what is wrong."""


def area(code: str, near: tuple[float, float] | None = None) -> tuple[float, float, float, float]:
    """Return south, west, height and width (degrees) of what a code names; a short one is the one nearest to `near`.

    Raises:
        BadPlusCode: it is none, or it is a short one and nothing is near.
    """
    code = code.upper()
    before, _, behind = code.partition("+")
    _check(before, behind)
    if len(before) == _SEPARATOR_AT:
        return _decoded(before.rstrip("0"), behind)
    if near is None:
        raise BadPlusCode(f"{code} is a short Plus Code: say the town, or give the whole code")
    return _recovered(before, behind, near)


def _check(before: str, behind: str) -> None:
    if "+" in behind or len(before) > _SEPARATOR_AT or len(before) % 2:
        raise BadPlusCode("a Plus Code has a + behind its first eight characters (8FVFQGJ8+6X), or behind 2, 4 or 6")
    digits = before.rstrip("0")
    if digits != before and (len(before) != _SEPARATOR_AT or behind or len(digits) % 2 or not digits):
        raise BadPlusCode("zeros stand only for what is left out of a whole Plus Code, in pairs, with nothing behind")
    if len(behind) == 1 or not (before or behind):
        raise BadPlusCode("behind the + of a Plus Code stand two characters or more, or none")
    wrong = sorted(set(digits + behind) - set(DIGITS))
    if wrong:
        raise BadPlusCode(f"no Plus Code has {', '.join(wrong)}; it is made of {DIGITS}")
    if len(before) == _SEPARATOR_AT and (DIGITS.index(digits[0]) > 8 or DIGITS.index(digits[1]) > 17):
        raise BadPlusCode("that Plus Code lies beyond the pole or the date line")


def _decoded(before: str, behind: str) -> tuple[float, float, float, float]:
    digits = (before + behind)[:_MOST]
    south, west, height, width = -90.0, -180.0, 400.0, 400.0
    for place in range(0, min(len(digits), _PAIRS), 2):
        height, width = height / 20, width / 20
        south += DIGITS.index(digits[place]) * height
        west += DIGITS.index(digits[place + 1]) * width
    for digit in digits[_PAIRS:]:
        height, width = height / _GRID_ROWS, width / _GRID_COLUMNS
        row, column = divmod(DIGITS.index(digit), _GRID_COLUMNS)
        south, west = south + row * height, west + column * width
    return south, west, height, width


def _recovered(before: str, behind: str, near: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the area of that ending that lies nearest."""
    latitude, longitude = near
    missing = _SEPARATOR_AT - len(before)
    step = 20.0 ** (2 - missing / 2)
    prefix = _first(latitude, longitude, missing)
    south, west, height, width = _decoded(prefix + before, behind)
    middle = south + height / 2
    if latitude + step / 2 < middle and middle - step >= -90:
        south -= step
    elif latitude - step / 2 > middle and middle + step <= 90:
        south += step
    across = west + width / 2
    if longitude + step / 2 < across:
        west -= step
    elif longitude - step / 2 > across:
        west += step
    return south, west, height, width


def _first(latitude: float, longitude: float, count: int) -> str:
    """Return the first digits of the code of a position."""
    up = min(max(latitude, -90.0), 90 - 1e-9) + 90
    along = (longitude + 180) % 360
    found = ""
    size = 400.0
    for _ in range(count // 2):
        size /= 20
        found += DIGITS[math.floor(up / size)] + DIGITS[math.floor(along / size)]
        up, along = up % size, along % size
    return found
