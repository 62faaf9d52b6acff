"""How one message is given to a modem, and what its answer says of it (3GPP TS 27.005 §3.5.1)."""

import re

from radio.message import ReceiptKind
from radio.protocols.at_engine import Answer, End
from radio.protocols.sms_codes import cme_error, cms_error
from radio.protocols.sms_pdu import Part, encode_submit
from radio.protocols.sms_profile import SmsProfile

_OWN_SERVICE_CENTRE = "00"  # no address: the SIM's is taken (§3.1 <pdu>)
_REFERENCE = re.compile(r"\+CMGS: ?([0-9]{1,3})(?:,.*)?")

Outcome = tuple[ReceiptKind, str, str]
"""Kind, code and detail of a page that was not accepted."""


def dialled(address: str, profile: SmsProfile) -> str:
    """Return the number as it goes out: without spaces, and a national one made international if the profile says."""
    digits = "".join(character for character in address if character not in " -/.()")
    if profile.international and digits.startswith("00"):
        return f"+{digits[2:]}"
    if profile.international and digits.startswith("0"):
        return profile.international + digits[1:]
    return digits


def line_of(number: str, part: Part, profile: SmsProfile) -> tuple[int, str]:
    """Return the length that AT+CMGS announces, service centre not counted, and the line behind the prompt."""
    unit = encode_submit(
        number, part, validity_minutes=profile.validity_minutes, report=profile.status_report, flash=profile.flash
    )
    return len(unit), _OWN_SERVICE_CENTRE + unit.hex().upper()


def reference_of(answer: Answer) -> int | None:
    """Return TP-MR of an answer, or None when it has none that can be read."""
    for info in answer.infos:
        found = _REFERENCE.fullmatch(info.text)
        if found is not None and int(found[1]) <= 0xFF:
            return int(found[1])
    return None


def outcome_of(answer: Answer) -> Outcome | None:
    """Return how a message ended that was not accepted; None when +CMGS says that it was.

    Before the prompt nothing left, so nothing was taken, whatever the modem says.
    """
    if not answer.gave:
        return _not_given(answer)
    if answer.end is End.ERROR:
        return _refused(answer)
    if reference_of(answer) is not None:
        return None  # OK, or OK was lost: the reference itself is the service centre's word
    if answer.end is End.OK:
        return ReceiptKind.UNCERTAIN, "no-reference", "the modem said OK without the network's reference"
    return ReceiptKind.UNCERTAIN, "silence", "no answer to a complete message"


def _not_given(answer: Answer) -> Outcome:
    if answer.end is End.ERROR:
        words = _meaning(answer.code)[1]
        return ReceiptKind.FAILED, answer.code, f"the modem wanted no message: {words}"
    return ReceiptKind.FAILED, "no-prompt", "the modem never asked for the message"


def _refused(answer: Answer) -> Outcome:
    kind, words = _meaning(answer.code)
    if reference_of(answer) is not None:
        return ReceiptKind.UNCERTAIN, answer.code, f"the modem gave a reference, and then an error: {words}"
    return kind, answer.code, words


def _meaning(code: str) -> tuple[ReceiptKind, str]:
    kind, _, number = code.partition(":")
    if not number:
        return ReceiptKind.UNCERTAIN, "an error without a code"
    error = (cms_error if kind == "cms" else cme_error)(int(number[:6]))
    return error.kind, error.words
