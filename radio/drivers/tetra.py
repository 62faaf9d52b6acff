"""A TETRA terminal at its PEI. Best receipt: READ, the recipient's terminal says that the text was shown."""

from collections.abc import Mapping

from radio.airtime import line_time_s
from radio.message import Capabilities, ReceiptKind
from radio.protocols.tetra import TetraProtocol
from radio.protocols.tetra_codes import is_of_line
from radio.protocols.tetra_ledger import Ledger
from radio.protocols.tetra_party import BadAddress, target_of
from radio.protocols.tetra_profile import MOST_PARTS, TetraProfile
from radio.protocols.tetra_receiving import TetraMemory
from radio.protocols.tetra_references import References
from radio.protocols.tetra_sds import Wanted, split_text

_DAY_S = 86_400.0
_OVERHEAD_OCTETS = 80  # AT+CTSDS, OK, AT+CMGS, prompt, +CMGS, OK
_BEST = {
    Wanted.NONE: ReceiptKind.ON_AIR,
    Wanted.RECEIVED: ReceiptKind.DELIVERED,
    Wanted.CONSUMED: ReceiptKind.READ,
    Wanted.BOTH: ReceiptKind.READ,
}


class TetraDriver:
    """TETRA with the profile of one terminal. Fulfils `radio.drivers.base.Driver`."""

    def __init__(self, profile: Mapping[str, str | int | float | bool]) -> None:
        """Raises: ConfigurationError for an unknown or impossible setting."""
        self._profile = TetraProfile.from_mapping(profile)
        references = References(self._profile.reuse_s)
        self._memory = TetraMemory(Ledger(self._profile.report_days * _DAY_S, self._profile.on_air_s, references))

    @property
    def default_baud(self) -> int:
        """Line rate of the profile."""
        return self._profile.baud

    @property
    def default_mode(self) -> str:
        """Character format of the profile."""
        return self._profile.line_mode

    @property
    def probe_interval_s(self) -> float:
        """Seconds of rest until the terminal is asked whether it is there."""
        return self._profile.probe_interval_s

    def capabilities(self) -> Capabilities:
        """Return what TETRA can: READ for each recipient when that report is asked for; no way to take a page back."""
        return Capabilities(
            highest_receipt=_BEST[self._profile.wanted],
            per_recipient=True,
            supports_cancel=False,
            max_text=self._profile.max_text,
            charset="utf-16",
        )

    def protocol(self, baud: int) -> TetraProtocol:
        """Return a fresh session; the references of earlier lines are known to it."""
        return TetraProtocol(self._profile, baud, self._memory)

    def check_text(self, text: str) -> str | None:
        """Name what of a text cannot be carried: its length, or that there is none."""
        if not text:
            return "an empty text"
        if len(text) > self._profile.max_text:
            return f"{len(text)} characters, but {self._profile.max_text} are allowed"
        position = next((at for at, character in enumerate(text) if 0xD800 <= ord(character) < 0xE000), None)
        if position is not None:
            return f"half a character at position {position + 1}"
        parts = len(split_text(text, self._profile.max_bits // 8))
        return f"it takes {parts} messages, but {MOST_PARTS} are allowed" if parts > MOST_PARTS else None

    def check_address(self, address: str) -> str | None:
        """Name what is wrong with an SSI, a TSI or a status with its recipient (EN 300 392-1 §7)."""
        try:
            target_of(address)
        except BadAddress as error:
            return str(error)
        return None

    def forecast_s(self, text: str, baud: int) -> float:
        """Add up, for each message, its time on the line and the terminal's answers."""
        profile = self._profile
        pieces = split_text(text, profile.max_bits // 8)
        octets = len(pieces) * (_OVERHEAD_OCTETS + profile.max_bits // 4)
        return len(pieces) * (profile.prompt_s + 2 * profile.normal_reply_s) + line_time_s(octets, baud)

    def is_trouble_of_line(self, code: str | None) -> bool:
        """Tell the troubles of terminal and network from those of one recipient."""
        return is_of_line(code)
