"""Timers, retries and dialect of one ESPA 4.4.4 line: everything that differs from site to site."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from radio.errors import ConfigurationError
from radio.message import Urgency
from radio.protocols.espa_codes import USUAL_STATUSES, read_statuses
from radio.protocols.espa_framing import CHARSETS
from radio.protocols.profile_values import check_lines, check_word, chosen_values

ROLES = ("control", "polled")
HEARTBEATS = ("poll", "select")
LINE_MODES = ("7E1", "7E2", "7O1", "7N2", "8N1", "8E1")

_MAY_BE_ZERO = {"block_resends", "pause_s", "select_gap_s", "call_type", "transmissions"}
_DIGITS = {"call_type", "transmissions"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EspaProfile:
    """Settings of one line; seconds end in `_s`. Numbers are clauses of ESPA 4.4.4 (November 1984).

    The standard names no times: those here are what vendors use, except where a clause stands.
    """

    baud: int = 9600  # 5.5 allows 300 to 9600; unless the link names one
    line_mode: str = "7E2"  # 2.1; 8N1 is common in the field; unless the link names one
    dtr: str = "hold"  # isolating adapters live on it; unless the link says
    rts: str = "on"  # unless the link says, or its flow control
    charset: str = "ascii"  # 2.2: seven bits, the eighth is ignored; "latin-1" uses all eight
    role: str = "control"  # 3: "polled" waits until the other side polls us
    own_address: str = "1"  # 3.1: recommended for the telephone or computer system
    station_address: str = "2"  # 3.1: recommended for the paging system
    no_select: bool = False  # leave out 3.1 and 3.2: the block goes straight to a station that takes it so
    heartbeat: str = "poll"  # 3.1; "select" for stations that answer only when they are selected
    poll_interval_s: float = 1.0  # 3.1, from one poll to the next; 0.15 to 1 s is usual
    poll_reply_s: float = 2.0  # 3.2, for EOT or the station's own enquiry
    link_dead_s: float = 10.0  # without an answer to our polls, or without a poll
    pause_s: float = 0.1  # 3.3: from an EOT to the next poll
    select_gap_s: float = 0.1  # 3.2: from polling ourselves to selecting; slow stations miss the second without it
    select_reply_s: float = 2.0  # 3.2, for ACK or NAK
    select_tries: int = 3  # 3.2
    select_window_s: float = 1.5  # 3.2: an enquiry this soon behind one to another station selects us
    block_reply_s: float = 5.0  # 3.5, for ACK or NAK; longer than the usual 2 s, as silence is UNCERTAIN
    block_resends: int = 3  # 3.5, after an explicit NAK
    retry_pause_s: float = 1.0  # before we come again to a station that said it is busy
    resend_on_silence: bool = False  # 3.5, the usual way; the page may then be doubled
    pages_per_select: int = 1  # 3.5 allows several blocks; some stations end the selection behind the first
    next_page_s: float = 1.0  # how long a selected station waits for our next page before we say EOT
    message_wait_s: float = 15.0  # 3.5: how long we wait, selected, for the other side's block
    grant_s: float = 60.0  # the longest the other side may keep the line; our pages wait meanwhile
    max_text: int = 128  # 4.3, record 2
    # Records 3 and 6: one digit, or one for each urgency, EMERGENCY, P1, ... P5; 0 leaves the record out.
    beep_coding: str = "3"  # 4.3, record 3: 1 to 9; which beep a number is, the station decides
    call_type: int = 3  # 4.3, record 4: 1 reset, 2 speech, 3 standard; 0 leaves it out
    transmissions: int = 1  # 4.3, record 5; 0 leaves it out
    priority: str = "1 1 2 3 3 3"  # 4.3, record 6: 1 alarm, 2 high, 3 normal
    tells_status: bool = False  # 4.2 header 2: this station tells call statuses, so ACCEPTED is not the last word
    statuses: str = USUAL_STATUSES  # 4.3, record 7: what each value means on this site
    status_window_s: float = 600.0  # a status is about a page no older than this
    echo: bool = False  # the line says back what we said; those octets are dropped
    normal_reply_s: float = 0.3  # the slowest answer that is no reason to worry; used for the forecast

    def __post_init__(self) -> None:
        for item in fields(self):
            value: object = getattr(self, item.name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._check_number(item.name, value)
        self._check_words()
        for name, digits in (("beep_coding", self.beep_coding), ("priority", self.priority)):
            _check_digits(name, digits)
        for name, address in (("own_address", self.own_address), ("station_address", self.station_address)):
            if len(address) != 1 or not "!" <= address <= "~":
                raise ConfigurationError(f"ESPA profile: {name}={address!r}, but it is one character, usually 0 to 9")
        if self.own_address == self.station_address:
            raise ConfigurationError("ESPA profile: own_address and station_address are the same")
        try:
            read_statuses(self.statuses)
        except ValueError as error:
            raise ConfigurationError(f"ESPA profile: statuses={self.statuses!r}: {error}") from None

    @property
    def bits_per_character(self) -> int:
        """Start, data, parity and stop bits of one character (2.1)."""
        return 1 + int(self.line_mode[0]) + (self.line_mode[1] != "N") + int(self.line_mode[2])

    def beep_for(self, urgency: Urgency) -> int:
        """Return record 3 of a page; 0: none."""
        return _digit_for(self.beep_coding, urgency)

    def priority_for(self, urgency: Urgency) -> int:
        """Return record 6 of a page; 0: none."""
        return _digit_for(self.priority, urgency)

    def _check_number(self, name: str, value: float) -> None:
        if value < 0 or (value == 0 and name not in _MAY_BE_ZERO):
            raise ConfigurationError(f"ESPA profile: {name}={value} is too small")
        if name in _DIGITS and value > 9:
            raise ConfigurationError(f"ESPA profile: {name}={value}, but it is one digit")
        if name == "max_text" and value > 256:
            raise ConfigurationError(f"ESPA profile: max_text={value}, but no station is known to take more than 256")

    def _check_words(self) -> None:
        words = (
            ("role", self.role, ROLES),
            ("heartbeat", self.heartbeat, HEARTBEATS),
            ("charset", self.charset, CHARSETS),
            ("line_mode", self.line_mode, LINE_MODES),
        )
        for name, value, allowed in words:
            check_word(f"ESPA profile: {name}", value, allowed)
        check_lines("ESPA", self.dtr, self.rts)
        if self.charset == "latin-1" and not self.line_mode.startswith("8"):
            raise ConfigurationError(f"ESPA profile: charset=latin-1 needs eight bits, line_mode is {self.line_mode}")

    @classmethod
    def from_mapping(cls, values: Mapping[str, str | int | float | bool]) -> "EspaProfile":
        """Build from configured values. Raises: ConfigurationError, naming the known keys when one is unknown."""
        return replace(cls(), **chosen_values("ESPA", cls(), values))


def _digit_for(digits: str, urgency: Urgency) -> int:
    each = digits.split()
    return int(each[urgency if len(each) > 1 else 0])


def _check_digits(name: str, digits: str) -> None:
    each = digits.split()
    if len(each) in (1, len(Urgency)) and all(len(digit) == 1 and digit in "0123456789" for digit in each):
        return
    raise ConfigurationError(
        f"ESPA profile: {name}={digits}, but it is one digit, or one for each urgency, EMERGENCY to P5"
    )
