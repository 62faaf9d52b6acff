"""Timers, retries and dialect of one GSM/LTE modem: everything that differs from site to site."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from radio.errors import ConfigurationError
from radio.protocols.profile_values import check_lines

LINE_MODES = ("8N1", "7E1", "8E1")
MOST_PARTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsProfile:
    """Settings of one modem; seconds end in `_s`."""

    baud: int = 115_200  # unless the link names one
    line_mode: str = "8N1"  # unless the link names one
    dtr: str = "hold"  # many modems reset or leave the network when it drops; unless the link says
    rts: str = "on"  # unless the link says, or its flow control
    pin: str = ""  # given once; a refused one is never given again
    service_centre: str = ""  # set in the modem; empty: the SIM's own
    storage: str = ""  # AT+CPMS: "SM", "ME"; empty: as the modem has it
    routing: str = "2,1,0,1,0 2,1,0,2,0 1,1,0,1,0 1,1,0,2,0"  # AT+CNMI, the first that the modem takes
    phase2: bool = True  # AT+CSMS=1: what comes in is acknowledged with AT+CNMA
    status_report: bool = True
    validity_minutes: int = 60  # an alarm that comes after this helps nobody
    flash: bool = False  # class 0: shown at once, kept by few phones
    max_text: int = 480
    international: str = ""  # "+49": a number that begins with one 0 goes out with this in its place
    needs_network: bool = True  # not registered means the channel is not fit for pages
    weak_signal: int = 6  # AT+CSQ below this is said; 6 is -101 dBm
    settle_s: float = 0.3  # after ESC, what a half-written message still provokes
    sync_s: float = 1.0  # for the answer to the first AT
    sync_tries: int = 5
    command_s: float = 10.0
    prompt_s: float = 5.0
    prompt_tries: int = 2
    submit_s: float = 60.0  # the network's answer to a message
    trailing_ok_s: float = 2.0  # OK behind +CMGS; the reference itself is the receipt
    report_days: float = 2.0  # a reference is used again after 256 messages; older reports are strays
    parts_wait_s: float = 300.0  # the missing parts of a long text that came in
    probe_interval_s: float = 30.0
    normal_reply_s: float = 6.0  # the slowest answer of a network that is no reason to worry; for the forecast

    def __post_init__(self) -> None:
        for item in fields(self):
            value: object = getattr(self, item.name)
            if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
                raise ConfigurationError(f"SMS profile: {item.name}={value} is too small")
            if item.name.endswith(("_s", "_tries")) and value == 0:
                raise ConfigurationError(f"SMS profile: {item.name}=0 is too small")
        self._check_figures()
        self._check_words()

    def _check_figures(self) -> None:
        if not 5 <= self.validity_minutes <= 63 * 7 * 1440:
            raise ConfigurationError("SMS profile: validity_minutes is from 5 to 635040 (63 weeks)")
        if not 1 <= self.max_text <= MOST_PARTS * 67:
            raise ConfigurationError(f"SMS profile: max_text is from 1 to {MOST_PARTS * 67}")

    def _check_words(self) -> None:
        check_lines("SMS", self.dtr, self.rts)
        if self.line_mode not in LINE_MODES:
            raise ConfigurationError(f"SMS profile: line_mode={self.line_mode!r} is not one of {', '.join(LINE_MODES)}")
        for name, value in (("pin", self.pin), ("service_centre", self.service_centre.removeprefix("+"))):
            if value and not (value.isascii() and value.isdigit()):
                raise ConfigurationError(f"SMS profile: {name} is made of digits")
        if self.international and not (self.international[0] == "+" and self.international[1:].isdigit()):
            raise ConfigurationError(f"SMS profile: international={self.international!r}, but it is + and a country")
        if not self.routings or any(set(item) - set("0123456789,") for item in self.routings):
            raise ConfigurationError(f"SMS profile: routing={self.routing!r}: write 2,1,0,1,0, more behind spaces")
        if self.storage and not (len(self.storage) == 2 and self.storage.isalpha()):
            raise ConfigurationError(f"SMS profile: storage={self.storage!r}, but it is two letters such as SM")

    @property
    def routings(self) -> tuple[str, ...]:
        """The parameters of AT+CNMI to try, in order."""
        return tuple(self.routing.split())

    @classmethod
    def from_mapping(cls, values: Mapping[str, str | int | float | bool]) -> "SmsProfile":
        """Build from configured values. Raises: ConfigurationError, naming the known keys when one is unknown."""
        defaults = cls()
        known = {item.name: getattr(defaults, item.name) for item in fields(cls)}
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ConfigurationError(f"SMS profile: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}")
        return replace(defaults, **{name: _as_type(name, value, known[name]) for name, value in values.items()})


_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def _as_type(name: str, value: str | int | float | bool, default: object) -> str | int | float | bool:
    """Give `value` the type of `default`; texts come from the command line. Raises: ConfigurationError."""
    if isinstance(default, bool):
        if str(value).lower() not in _WORDS:
            raise ConfigurationError(f"SMS profile: {name}={value!r}, but it is true or false")
        return _WORDS[str(value).lower()]
    if isinstance(default, int | float) and isinstance(value, bool):
        raise ConfigurationError(f"SMS profile: {name}={value!r}, but it is a number")
    try:
        if isinstance(default, int):
            return _whole(float(value))
        if isinstance(default, float):
            return _seconds(float(value))
    except ValueError as error:
        raise ConfigurationError(f"SMS profile: {name}={value!r} does not fit: {error}") from None
    return str(value)


def _whole(number: float) -> int:
    if not number.is_integer():
        raise ValueError("it is a whole number")
    return int(number)


def _seconds(number: float) -> float:
    if not number < 86_400.0:  # a day bounds every timer, and refuses nan and inf
        raise ValueError("it is below a day")
    return number
