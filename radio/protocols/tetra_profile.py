"""Timers, retries and dialect of one TETRA terminal: everything that differs from site to site."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from radio.errors import ConfigurationError
from radio.message import Urgency
from radio.protocols.profile_values import Value, check_word, chosen_values
from radio.protocols.tetra_party import BadAddress, Network, network_of
from radio.protocols.tetra_sds import Wanted

LINE_MODES = ("8N1", "7E1", "8E1")
MOST_PARTS = 20
_LEAST_BITS, _MOST_BITS = 160, 2040
_IMMEDIATE = {"none": -1, "emergency": Urgency.EMERGENCY, "p1": Urgency.P1}


@dataclass(frozen=True, slots=True, kw_only=True)
class TetraProfile:
    """Settings of one terminal; seconds end in `_s`."""

    baud: int = 9600  # unless the link names one
    line_mode: str = "8N1"  # unless the link names one
    network: str = ""  # "262-1001"; empty: as the terminal tells it (AT+CNUMF?)
    mcc_digits: int = 4  # of the country in a TSI on the line
    character_set: str = "8859-1"  # AT+CSCS; empty: as the terminal has it
    service_profile: str = "1,3,130 1,3,131 1,3,10 1,3,24 1,3,25 1,2,20"  # AT+CTSP; the first is needed for reports
    renew_profile: bool = True  # set again with each look at the network: another device may have taken it
    reports: str = "both"  # which reports a page asks for
    short_reports: bool = False  # recipients may report as a pre-coded status
    confirm_received: bool = True  # texts that ask for it are reported as received; never as read
    acknowledge_reports: bool = True  # a report that asks for an acknowledgement gets one
    immediate: str = "none"  # up to which urgency a text is shown at once: none, emergency, p1
    priorities: str = "1 1 0 0 0 0"  # <priority> of AT+CTSDS for EMERGENCY, P1 to P5
    encryption: str = ""  # <end to end encryption> of AT+CTSDS: 0, 1; empty: left out
    max_text: int = 480
    max_bits: int = 1184  # of one SDS; a terminal that tells less (AT+CMGS=?) is believed
    needs_network: bool = True  # not registered means the channel is not fit for pages
    weak_signal: int = 5  # AT+CSQ? below this is said; 5 is -103 dBm
    settle_s: float = 0.3  # after ESC, what a half-written message still provokes
    sync_s: float = 1.0  # for the answer to AT
    sync_tries: int = 5
    command_s: float = 5.0
    prompt_s: float = 0.2  # then the message goes without a prompt
    submit_s: float = 30.0
    trailing_ok_s: float = 2.0  # OK behind +CMGS; the instance itself is the receipt
    on_air_s: float = 30.0  # a result of the air interface that comes later is of another message
    reuse_s: float = 600.0  # a message reference rests so long for its recipient
    report_days: float = 1.0  # older reports are strays
    parts_wait_s: float = 300.0  # the missing parts of a long text that came in
    probe_interval_s: float = 30.0
    network_interval_s: float = 60.0  # registration, signal, service profile
    normal_reply_s: float = 2.0  # the slowest answer that is no reason to worry; for the forecast

    def __post_init__(self) -> None:
        for item in fields(self):
            value: object = getattr(self, item.name)
            if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
                raise ConfigurationError(f"TETRA profile: {item.name}={value} is too small")
            if item.name.endswith(("_s", "_tries")) and value == 0:
                raise ConfigurationError(f"TETRA profile: {item.name}=0 is too small")
        self._check_figures()
        self._check_words()

    def _check_figures(self) -> None:
        if not 1 <= self.max_text <= 1000:
            raise ConfigurationError("TETRA profile: max_text is from 1 to 1000")
        if not _LEAST_BITS <= self.max_bits <= _MOST_BITS:
            raise ConfigurationError(f"TETRA profile: max_bits is from {_LEAST_BITS} to {_MOST_BITS}")
        if self.mcc_digits not in (3, 4):
            raise ConfigurationError("TETRA profile: mcc_digits is 3 or 4")

    def _check_words(self) -> None:
        check_word("TETRA profile: line_mode", self.line_mode, LINE_MODES)
        check_word("TETRA profile: reports", self.reports, tuple(item.name.lower() for item in Wanted))
        check_word("TETRA profile: immediate", self.immediate, tuple(_IMMEDIATE))
        check_word("TETRA profile: encryption", self.encryption, ("", "0", "1"))
        numbers = self.priorities.split()
        if len(numbers) != len(Urgency) or any(number not in tuple("0123") for number in numbers):
            raise ConfigurationError(f"TETRA profile: priorities={self.priorities!r}: six numbers from 0 to 3")
        services = self.service_profile.split()
        if not services or any(set(item) - set("0123456789,") for item in services):
            raise ConfigurationError(
                f"TETRA profile: service_profile={self.service_profile!r}: write 1,3,130, more ..."
            )
        try:
            _ = self.own_network
        except BadAddress as error:
            raise ConfigurationError(f"TETRA profile: network: {error}") from None

    @property
    def own_network(self) -> Network | None:
        """The network that a bare SSI is of, where the profile says it."""
        return network_of(self.network) if self.network else None

    @property
    def services(self) -> tuple[str, ...]:
        """The parameters of AT+CTSP to set, in order."""
        return tuple(self.service_profile.split())

    @property
    def wanted(self) -> Wanted:
        """The reports that a page to one recipient asks for."""
        return Wanted[self.reports.upper()]

    def priority_of(self, urgency: Urgency) -> int:
        """Return <priority> of AT+CTSDS."""
        return int(self.priorities.split()[urgency])

    def is_immediate(self, urgency: Urgency) -> bool:
        """Tell whether a text of this urgency is shown at once."""
        return urgency <= _IMMEDIATE[self.immediate]

    @classmethod
    def from_mapping(cls, values: Mapping[str, Value]) -> "TetraProfile":
        """Build from configured values. Raises: ConfigurationError, naming the known keys when one is unknown."""
        defaults = cls()
        return replace(defaults, **chosen_values("TETRA", defaults, values))
