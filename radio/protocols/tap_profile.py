"""Timers, retries and dialect of one TAP terminal: everything that differs from site to site."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from radio.errors import ConfigurationError
from radio.protocols.profile_values import check_lines, check_word, chosen_values

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
    dtr: str = "on"  # a modem hangs up when it drops; unless the link says
    rts: str = "on"  # unless the link says, or its flow control
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
        check_word("TAP profile: transparency", self.transparency, TRANSPARENCIES)
        check_word("TAP profile: continuation", self.continuation, CONTINUATIONS)
        check_word("TAP profile: line_mode", self.line_mode, LINE_MODES)
        check_lines("TAP", self.dtr, self.rts)
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
        check_word("TAP profile: timers", preset, ("standard", "patient"))
        chosen = {**PATIENT, **given} if preset == "patient" else given
        return replace(cls(), **chosen_values("TAP", cls(), chosen, "timers"))
