"""Reads the settings of a profile from a configuration: known names only, each with the type of its default."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from radio.errors import ConfigurationError

Value = str | int | float | bool

# The words of radio.links.base.ModemLines, which protocols do not know.
DTR_POLICIES = ("on", "off", "hold")
RTS_POLICIES = ("on", "off")

# A day bounds every timer, and refuses nan and inf.
_LONGEST_S = 86_400.0
_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def chosen_values(what: str, defaults: Any, values: Mapping[str, Value], *others: str) -> dict[str, Value]:
    """Return the configured values with the types of `defaults`, an instance of a profile's dataclass.

    `others`: names that the caller reads itself.
    Raises: ConfigurationError, naming `what`, and the known names when one is unknown.
    """
    known: dict[str, Value] = {item.name: getattr(defaults, item.name) for item in fields(defaults)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        names = ", ".join([*sorted(known), *others])
        raise ConfigurationError(f"{what} profile: unknown {', '.join(unknown)}; known are {names}")
    return {name: _as_type(f"{what} profile: {name}", value, known[name]) for name, value in values.items()}


def check_word(where: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raises: ConfigurationError when `value` is none of the allowed words."""
    if value not in allowed:
        raise ConfigurationError(f"{where}={value!r}, but it is one of {', '.join(allowed)}")


def check_lines(what: str, dtr: str, rts: str) -> None:
    """Raises: ConfigurationError when a profile asks of DTR or RTS what there is not."""
    check_word(f"{what} profile: dtr", dtr, DTR_POLICIES)
    check_word(f"{what} profile: rts", rts, RTS_POLICIES)


def _as_type(where: str, value: Value, default: Value) -> Value:
    """Give `value` the type of `default`; texts come from the command line."""
    try:
        if isinstance(default, bool):
            return _as_bool(value)
        if isinstance(default, int):
            return _as_int(value)
        if isinstance(default, float):
            return _as_float(value)
    except ValueError as error:
        raise ConfigurationError(f"{where}={value!r} does not fit: {error}") from None
    return str(value)


def _as_bool(value: Value) -> bool:
    known = _WORDS.get(str(value).lower())
    if known is None:
        raise ValueError("it is true or false")
    return known


def _as_int(value: Value) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError("it is a whole number")
    return int(value)


def _as_float(value: Value) -> float:
    if isinstance(value, bool):
        raise ValueError("it is a number")
    number = float(value)
    if not number < _LONGEST_S:
        raise ValueError("it is a number of seconds below a day")
    return number
