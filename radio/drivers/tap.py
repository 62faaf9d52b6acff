"""A paging terminal with a TAP 1.8 port. Its best receipt is ACCEPTED: the terminal took the page, no more."""

from collections.abc import Mapping

from radio.airtime import line_time_s
from radio.links.base import ModemLines
from radio.message import Capabilities, ReceiptKind
from radio.protocols.tap import TapProtocol
from radio.protocols.tap_codes import is_of_line
from radio.protocols.tap_framing import (
    MAX_ADDRESS_CHARS,
    encode_units,
    why_address_not_carried,
    why_text_not_carried,
)
from radio.protocols.tap_profile import TapProfile

_LOGON_CHARS = 30  # CR, ID=, ESC PG1 password CR, ACK, ESC [ p CR, with room for line ends
_REPLY_CHARS = 40  # a code line and ACK
_BLOCK_OVERHEAD = 6  # STX, end character, three check characters, CR


class TapDriver:
    """TAP 1.8 with the profile of one terminal. Fulfils `radio.drivers.base.Driver`."""

    def __init__(self, profile: Mapping[str, str | int | float | bool]) -> None:
        """Raises: ConfigurationError for an unknown or impossible setting."""
        self._profile = TapProfile.from_mapping(profile)

    @property
    def default_baud(self) -> int:
        """Line rate of the profile."""
        return self._profile.baud

    @property
    def default_mode(self) -> str:
        """Character format of the profile."""
        return self._profile.line_mode

    @property
    def modem_lines(self) -> ModemLines:
        """DTR and RTS of the profile."""
        return ModemLines(self._profile.dtr, self._profile.rts)

    @property
    def probe_interval_s(self) -> float:
        """Seconds of silence until the terminal is asked."""
        return self._profile.probe_interval_s

    def capabilities(self) -> Capabilities:
        """Return what TAP can: ACCEPTED for each recipient, printable ASCII, no way to take a page back."""
        return Capabilities(
            highest_receipt=ReceiptKind.ACCEPTED,
            per_recipient=True,
            supports_cancel=False,
            max_text=self._profile.max_text,
            charset="ascii-printable",
        )

    def protocol(self, baud: int) -> TapProtocol:
        """Return a fresh entry device."""
        return TapProtocol(self._profile, baud)

    def check_text(self, text: str) -> str | None:
        """Name the character and its position, or the length, that cannot be carried."""
        return why_text_not_carried(text, self._profile)

    def check_address(self, address: str) -> str | None:
        """Name what is wrong with a pager number."""
        return why_address_not_carried(address)

    def forecast_s(self, text: str, baud: int) -> float:
        """Add up prompt, log-on, go-ahead and, for each block, its time on the line and the answer."""
        profile = self._profile
        carriable = "".join(c if c.isascii() else "?" for c in text)
        octets = sum(len(unit) for unit in encode_units(carriable, profile)) + MAX_ADDRESS_CHARS + 2
        blocks = -(-octets // profile.max_info_chars)
        on_line = _LOGON_CHARS + octets + blocks * (_BLOCK_OVERHEAD + _REPLY_CHARS)
        waits_s = profile.id_reply_s + (2 + blocks) * profile.normal_reply_s
        return waits_s + line_time_s(on_line, baud)

    def is_trouble_of_line(self, code: str | None) -> bool:
        """Tell the codes of the terminal from those of one page."""
        return is_of_line(code)
