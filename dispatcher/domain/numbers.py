"""Telephone numbers in one form, so that the number in the pack and the one that the network names can be compared."""

from collections.abc import Mapping
from typing import TypeVar

Whose = TypeVar("Whose")
_FILL = frozenset(" -/().\u00a0\t")
_LONGEST_COUNTRY = 3


def normal(number: str, country: str = "") -> str:
    """Return a number without what people put between digits; `+49…` where it can be known, else as it is dialled.

    `country` is what stands for the one leading 0 of a national number ("+49").
    """
    plain = "".join(sign for sign in number.strip() if sign not in _FILL)
    if plain.startswith("00"):
        return f"+{plain[2:]}"
    if plain.startswith("0") and country:
        return f"{country}{plain[1:]}"
    return plain


def whose(number: str, known: Mapping[str, Whose], country: str = "") -> Whose | None:
    """Return whose number it is, of those known by their normal form; None unless it is exactly one's.

    Where no country is given, a national and an international number are one when they differ in the 0 and a country's
    one to three digits alone.
    """
    wanted = normal(number, country)
    if wanted in known:
        return known[wanted]
    like = [key for key in known if _alike(wanted, key) or _alike(key, wanted)]
    return known[like[0]] if len(like) == 1 else None


def _alike(national: str, international: str) -> bool:
    """Tell whether an international number may be this national one."""
    if not (international.startswith("+") and national.startswith("0") and not national.startswith("00")):
        return False
    rest = national[1:]
    country = len(international) - 1 - len(rest)
    return len(rest) > 0 and 1 <= country <= _LONGEST_COUNTRY and international.endswith(rest)
