"""A GSM/LTE modem, PDU mode. Best receipt: DELIVERED, the phone has it. That a person read it no report says."""

from collections.abc import Mapping

from radio.airtime import line_time_s
from radio.links.base import ModemLines
from radio.message import Capabilities, ReceiptKind
from radio.protocols.sms import SmsProtocol
from radio.protocols.sms_codes import is_of_line
from radio.protocols.sms_ledger import Ledger
from radio.protocols.sms_pdu import MAX_DIGITS, split_text
from radio.protocols.sms_profile import MOST_PARTS, SmsProfile
from radio.protocols.sms_receiving import SmsMemory
from radio.protocols.sms_submitting import dialled

_DAY_S = 86_400.0
_FEWEST_DIGITS = 3
_OCTETS_PER_PART = 420  # AT+CMGS, prompt, 176 octets in hexadecimal, reference and OK


class SmsDriver:
    """SMS with the profile of one modem. Fulfils `radio.drivers.base.Driver`."""

    def __init__(self, profile: Mapping[str, str | int | float | bool]) -> None:
        """Raises: ConfigurationError for an unknown or impossible setting."""
        self._profile = SmsProfile.from_mapping(profile)
        self._memory = SmsMemory(Ledger(self._profile.report_days * _DAY_S))

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
        """Seconds of rest until SIM, network and storage are asked again."""
        return self._profile.probe_interval_s

    def capabilities(self) -> Capabilities:
        """Return what SMS can: DELIVERED for each recipient when reports are asked for; no way to take a page back."""
        best = ReceiptKind.DELIVERED if self._profile.status_report else ReceiptKind.ACCEPTED
        return Capabilities(
            highest_receipt=best,
            per_recipient=True,
            supports_cancel=False,
            max_text=self._profile.max_text,
            charset="utf-16",
        )

    def protocol(self, baud: int) -> SmsProtocol:
        """Return a fresh session; the references of earlier lines are known to it."""
        return SmsProtocol(self._profile, baud, self._memory)

    def check_text(self, text: str) -> str | None:
        """Name what of a text cannot be carried: its length, or that there is none."""
        if not text:
            return "an empty text"
        if len(text) > self._profile.max_text:
            return f"{len(text)} characters, but {self._profile.max_text} are allowed"
        position = next((at for at, character in enumerate(text) if 0xD800 <= ord(character) < 0xE000), None)
        if position is not None:
            return f"half a character at position {position + 1}"
        parts = len(split_text(text, 0))
        return f"it takes {parts} messages, but {MOST_PARTS} are allowed" if parts > MOST_PARTS else None

    def check_address(self, address: str) -> str | None:
        """Name what is wrong with a telephone number (3GPP TS 23.040 §9.1.2.5: at most 20 digits)."""
        number = dialled(address, self._profile)
        digits = number.removeprefix("+")
        wrong = next((character for character in digits if character not in "0123456789"), None)
        if wrong is not None:
            return f"{wrong!r} in a telephone number"
        if not _FEWEST_DIGITS <= len(digits) <= MAX_DIGITS:
            return f"{len(digits)} digits, but a telephone number has {_FEWEST_DIGITS} to {MAX_DIGITS}"
        return None

    def forecast_s(self, text: str, baud: int) -> float:
        """Add up, for each message, its time on the line and the network's answer."""
        parts = len(split_text(text, 0))
        return parts * (self._profile.normal_reply_s + line_time_s(_OCTETS_PER_PART, baud))

    def is_trouble_of_line(self, code: str | None) -> bool:
        """Tell the troubles of modem, SIM and network from those of one number."""
        return is_of_line(code)
