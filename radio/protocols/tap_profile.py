"""Timers, retries and dialect of one TAP terminal: everything that differs from site to site."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from radio.errors import ConfigurationError

TRANSPARENCIES = ("strip", "sub")
CONTINUATIONS = ("us", "etb", "none")
LINE_MODES = ("7E1", "8N1")

# Terminals behind slow modems or busy encoders; the figures HylaFAX has used for years.
PATIENT = {
    "id_reply_s": 2.0,
    "cr_tries": 10,
    "logon_reply_s": 15.0,
    "go_ahead_s": 30.0,
    "block_reply_s": 30.0,
    "normal_reply_s": 5.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TapProfile:
    """Settings of one terminal; seconds end in `_s`. Names t1..t5 and n1..n3 are those of TAP 1.8."""

    baud: int = 9600  # unless the link names one
    line_mode: str = "7E1"  # unless the link names one; 8N1 sends the eighth bit as 0
    service: str = "PG"  # SS of the log-on
    terminal: str = "1"  # T of the log-on
    password: str = ""  # at most six characters
    cr_interval_s: float = 2.0  # t1: a CR this often until ID=
    cr_tries: int = 3  # n1
    id_reply_s: float = 1.0  # t2: the terminal's ID= comes within this; used for the forecast
    logon_reply_s: float = 10.0  # t3
    logon_tries: int = 3  # n3
    go_ahead_s: float = 10.0  # t3
    early_go_ahead: bool = True  # take ESC [ p without the ACK before it
    block_reply_s: float = 10.0  # t3
    block_resends: int = 3  # n2, after an explicit NAK
    resend_on_silence: bool = False  # the standard's way; the page may then be doubled
    next_block_s: float = 4.0  # t4: the terminal hangs up when it waits longer for us
    end_reply_s: float = 3.0  # for RS and ESC EOT after our EOT; the next page waits for it
    transparency: str = "strip"  # "sub": terminals of version 1.6 and later
    continuation: str = "us"  # "etb": terminals that swap the two; "none": one block only
    max_info_chars: int = 250
    max_text: int = 230
    pages_per_session: int = 50  # bounds what one late RS can take back
    session_limit_retries: int = 1  # new sessions for a page that met 112 or 113
    probe_interval_s: float = 30.0  # log-on and log-off when nothing else was heard for so long
    normal_reply_s: float = 2.0  # the slowest answer that is no reason to worry; used for the forecast

    def __post_init__(self) -> None:
        for item in fields(self):
            value: object = getattr(self, item.name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._check_number(item.name, value)
        _check_word("transparency", self.transparency, TRANSPARENCIES)
        _check_word("continuation", self.continuation, CONTINUATIONS)
        _check_word("line_mode", self.line_mode, LINE_MODES)
        if len(self.password) > 6:
            raise ConfigurationError("TAP profile: password has more than 6 characters")
        for name, text, length in (("service", self.service, 2), ("terminal", self.terminal, 1)):
            if len(text) != length or not text.isalnum() or not text.isascii():
                raise ConfigurationError(f"TAP profile: {name}={text!r}, but it is {length} letters or digits")

    def _check_number(self, name: str, value: float) -> None:
        least = {"max_info_chars": 40, "session_limit_retries": 0, "block_resends": 0}.get(name)
        most = {"max_info_chars": 250}.get(name)
        if (value < least) if least is not None else (value <= 0):
            raise ConfigurationError(f"TAP profile: {name}={value} is too small")
        if most is not None and value > most:
            raise ConfigurationError(f"TAP profile: {name}={value}, but the standard allows at most {most}")

    @classmethod
    def from_mapping(cls, values: Mapping[str, str | int | float | bool]) -> "TapProfile":
        """Build from configured values; `timers="patient"` starts from the slow preset.

        Raises: ConfigurationError, naming the known keys when one is unknown.
        """
        given = dict(values)
        preset = str(given.pop("timers", "standard"))
        _check_word("timers", preset, ("standard", "patient"))
        defaults = cls()
        known = {item.name: getattr(defaults, item.name) for item in fields(cls)}
        unknown = sorted(set(given) - set(known))
        if unknown:
            names = ", ".join([*sorted(known), "timers"])
            raise ConfigurationError(f"TAP profile: unknown {', '.join(unknown)}; known are {names}")
        chosen = {**PATIENT, **given} if preset == "patient" else given
        return replace(defaults, **{name: _as_type(name, chosen[name], known[name]) for name in chosen})


def _check_word(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigurationError(f"TAP profile: {name}={value!r}, but it is one of {', '.join(allowed)}")


def _as_type(name: str, value: str | int | float | bool, default: object) -> str | int | float | bool:
    """Give `value` the type of `default`; texts come from the command line."""
    try:
        if isinstance(default, bool):
            return _as_bool(value)
        if isinstance(default, int):
            return _as_int(value)
        if isinstance(default, float):
            return _as_float(value)
    except ValueError as error:
        raise ConfigurationError(f"TAP profile: {name}={value!r} does not fit: {error}") from None
    return str(value)


def _as_bool(value: str | int | float | bool) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True}
    words |= {"false": False, "no": False, "off": False, "0": False}
    known = words.get(str(value).lower())
    if known is None:
        raise ValueError("it is true or false")
    return known


def _as_int(value: str | int | float | bool) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError("it is a whole number")
    return int(value)


def _as_float(value: str | int | float | bool) -> float:
    if isinstance(value, bool):
        raise ValueError("it is a number")
    number = float(value)
    if not number < 86_400.0:  # a day bounds every timer, and refuses nan and inf
        raise ValueError("it is a number of seconds below a day")
    return number
