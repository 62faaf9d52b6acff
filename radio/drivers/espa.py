"""A paging system with an ESPA 4.4.4 port. ACCEPTED: the station took the page; what its status records say of a
page is evidence only where the profile gives the vendor's numbers a meaning.
"""

from collections.abc import Mapping

from radio.links.base import ModemLines
from radio.message import Capabilities, Urgency
from radio.protocols.espa import EspaProtocol
from radio.protocols.espa_call import call_block
from radio.protocols.espa_codes import is_of_line
from radio.protocols.espa_framing import (
    MAX_ADDRESS_CHARS,
    encode,
    on_one_line,
    why_address_not_carried,
    why_text_not_carried,
)
from radio.protocols.espa_profile import EspaProfile
from radio.protocols.espa_status import highest_receipt

_ENQUIRIES_CHARS = 6  # 1 ENQ 2 ENQ, ACK, and the EOT behind the page
_ANSWER_CHARS = 2  # ACK, perhaps with EOT behind it


class EspaDriver:
    """ESPA 4.4.4 with the profile of one line. Fulfils `radio.drivers.base.Driver`."""

    def __init__(self, profile: Mapping[str, str | int | float | bool]) -> None:
        """Raises: ConfigurationError for an unknown or impossible setting."""
        self._profile = EspaProfile.from_mapping(profile)

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
        """Seconds until the gateway asks by itself; the polls come much more often."""
        return self._profile.link_dead_s

    def capabilities(self) -> Capabilities:
        """Return what ESPA can: ACCEPTED, or as high as the station's statuses tell; no way to take a page back."""
        return Capabilities(
            highest_receipt=highest_receipt(self._profile),
            per_recipient=True,
            supports_cancel=False,
            max_text=self._profile.max_text,
            charset="latin-1" if self._profile.charset == "latin-1" else "ascii-printable",
        )

    def protocol(self, baud: int) -> EspaProtocol:
        """Return a fresh station."""
        return EspaProtocol(self._profile, baud)

    def check_text(self, text: str) -> str | None:
        """Name the character and its position, or the length, that cannot be carried."""
        return why_text_not_carried(text, self._profile.charset, self._profile.max_text)

    def check_address(self, address: str) -> str | None:
        """Name what is wrong with a call address."""
        return why_address_not_carried(address)

    def forecast_s(self, text: str, baud: int) -> float:
        """Add up the poll that may be under way, pause, gap, enquiries, block and answers, at the line's rate."""
        profile = self._profile
        words = ("0" * MAX_ADDRESS_CHARS, on_one_line(text))
        block = max(len(encode(call_block(*words, urgency, profile))) for urgency in Urgency)
        octets = block + _ENQUIRIES_CHARS + _ANSWER_CHARS
        waits_s = 3 * profile.normal_reply_s + profile.pause_s
        waits_s += profile.select_gap_s if profile.role == "control" else profile.poll_interval_s
        return waits_s + octets * profile.bits_per_character / baud

    def is_trouble_of_line(self, code: str | None) -> bool:
        """Tell the troubles of the station and the line from those of one page."""
        return is_of_line(code)
