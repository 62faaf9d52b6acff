"""What the codes of modems and service centres mean for a page.

3GPP TS 27.005 §3.2.5 (+CMS ERROR), TS 24.011 annex E (causes 1 to 127 of the network), TS 23.040 §9.2.3.22 (TP-FCS)
and §9.2.3.15 (TP-ST), TS 27.007 §9.2 (+CME ERROR).
"""

from dataclasses import dataclass
from enum import StrEnum

from radio.message import ReceiptKind

_REJECTED, _FAILED, _UNCERTAIN = ReceiptKind.REJECTED, ReceiptKind.FAILED, ReceiptKind.UNCERTAIN


@dataclass(frozen=True, slots=True)
class CmsError:
    """One +CMS ERROR. REJECTED: the page will never go. FAILED: not taken, may go later. UNCERTAIN: nobody knows."""

    kind: ReceiptKind
    words: str
    of_line: bool = False  # the next page would meet it too


CMS_ERRORS = {
    1: CmsError(_REJECTED, "unassigned number"),
    8: CmsError(_REJECTED, "barred by the operator"),
    10: CmsError(_REJECTED, "call barred"),
    21: CmsError(_REJECTED, "short message transfer rejected"),
    27: CmsError(_REJECTED, "destination out of service"),
    28: CmsError(_REJECTED, "unidentified subscriber"),
    29: CmsError(_REJECTED, "facility rejected"),
    30: CmsError(_REJECTED, "unknown subscriber"),
    38: CmsError(_FAILED, "network out of order", of_line=True),
    41: CmsError(_FAILED, "temporary failure of the network", of_line=True),
    42: CmsError(_FAILED, "congestion", of_line=True),
    47: CmsError(_FAILED, "the network has no resources", of_line=True),
    50: CmsError(_REJECTED, "facility not subscribed"),
    69: CmsError(_REJECTED, "facility not implemented"),
    81: CmsError(_FAILED, "invalid short message transfer reference"),
    95: CmsError(_REJECTED, "semantically incorrect message"),
    96: CmsError(_REJECTED, "invalid mandatory information"),
    97: CmsError(_REJECTED, "message type not implemented"),
    98: CmsError(_FAILED, "message not compatible with the protocol state"),
    99: CmsError(_REJECTED, "information element not implemented"),
    111: CmsError(_REJECTED, "protocol error"),
    127: CmsError(_REJECTED, "interworking trouble"),
    192: CmsError(_FAILED, "the service centre is busy", of_line=True),
    193: CmsError(_REJECTED, "no subscription at the service centre"),
    194: CmsError(_FAILED, "failure of the service centre", of_line=True),
    195: CmsError(_REJECTED, "invalid address"),
    196: CmsError(_REJECTED, "the destination is barred"),
    197: CmsError(_UNCERTAIN, "refused as a duplicate: the service centre has one like it"),
    198: CmsError(_REJECTED, "validity period format not supported"),
    199: CmsError(_REJECTED, "validity period not supported"),
    300: CmsError(_FAILED, "the modem failed", of_line=True),
    301: CmsError(_FAILED, "the modem's message service is reserved", of_line=True),
    302: CmsError(_FAILED, "the modem does not allow it now", of_line=True),
    303: CmsError(_REJECTED, "the modem does not support it"),
    304: CmsError(_REJECTED, "invalid PDU parameter"),
    305: CmsError(_REJECTED, "invalid text parameter"),
    310: CmsError(_FAILED, "no SIM", of_line=True),
    311: CmsError(_FAILED, "the SIM wants its PIN", of_line=True),
    312: CmsError(_FAILED, "the SIM is locked to another phone", of_line=True),
    313: CmsError(_FAILED, "the SIM failed", of_line=True),
    314: CmsError(_FAILED, "the SIM is busy", of_line=True),
    315: CmsError(_FAILED, "wrong SIM", of_line=True),
    316: CmsError(_FAILED, "the SIM wants its PUK", of_line=True),
    317: CmsError(_FAILED, "the SIM wants its PIN2", of_line=True),
    318: CmsError(_FAILED, "the SIM wants its PUK2", of_line=True),
    320: CmsError(_FAILED, "the memory failed", of_line=True),
    322: CmsError(_FAILED, "the memory is full", of_line=True),
    330: CmsError(_FAILED, "the address of the service centre is unknown", of_line=True),
    331: CmsError(_FAILED, "no network service", of_line=True),
    # The message left and no answer came: the service centre may have it.
    332: CmsError(_UNCERTAIN, "no answer from the network", of_line=True),
    340: CmsError(_FAILED, "no acknowledgement was expected"),
    500: CmsError(_UNCERTAIN, "unknown error", of_line=True),
}
"""By number; §3.2.5 gives those from 300 on."""


def cms_error(code: int) -> CmsError:
    """Return the meaning of a code; one never heard of promises nothing."""
    if 128 <= code <= 175 and code not in CMS_ERRORS:  # TP-FCS groups "PID", "DCS" and "command" errors
        return CmsError(_REJECTED, "refused by the service centre")
    return CMS_ERRORS.get(code, CmsError(_UNCERTAIN, f"error {code}, of which the standard knows nothing"))


# +CME ERROR instead: refused by the modem itself, before anything went to the network (TS 27.007 §9.2).
_CME_NOT_TAKEN = {
    3: "the modem does not allow it now", 10: "no SIM", 11: "the SIM wants its PIN", 12: "the SIM wants its PUK",
    13: "the SIM failed", 14: "the SIM is busy", 15: "wrong SIM", 20: "the memory is full", 30: "no network service",
    32: "emergency calls only",
}  # fmt: skip


def cme_error(code: int) -> CmsError:
    """Return the meaning of an error of the modem that answers a complete message."""
    words = _CME_NOT_TAKEN.get(code)
    if words is not None:
        return CmsError(_FAILED, words, of_line=True)
    return CmsError(_UNCERTAIN, f"error {code} of the modem", of_line=True)


_OUR_TROUBLES = frozenset({"silence", "no-prompt", "no-answer", "error", "no-reference"})


def is_of_line(code: str | None) -> bool:
    """Tell whether the next page would meet the trouble of this code too."""
    if code in _OUR_TROUBLES:
        return True
    kind, _, number = (code or "").partition(":")
    if not number.isdigit() or kind not in ("cms", "cme"):
        return False
    return (cms_error if kind == "cms" else cme_error)(int(number)).of_line


class Fate(StrEnum):
    """What a status report says of one message."""

    PENDING = "pending"  # the service centre is still trying
    FORWARDED = "forwarded"  # sent on, without a confirmation
    DELIVERED = "delivered"
    LOST = "lost"  # the service centre has given up


_STATUS_WORDS = {
    0x00: "received by the phone",
    0x01: "forwarded to the phone, which did not confirm it",
    0x02: "replaced by the service centre",
    0x20: "congestion", 0x21: "the phone is busy", 0x22: "no response from the phone", 0x23: "service rejected",
    0x24: "quality of service not available", 0x25: "error in the phone",
    0x40: "remote procedure error", 0x41: "incompatible destination", 0x42: "rejected by the phone",
    0x43: "not obtainable", 0x44: "quality of service not available", 0x45: "no interworking",
    0x46: "the validity period expired", 0x47: "deleted by the sender", 0x48: "deleted by the service centre",
    0x49: "the message does not exist",
    0x60: "congestion", 0x61: "the phone is busy", 0x62: "no response from the phone", 0x63: "service rejected",
    0x64: "quality of service not available", 0x65: "error in the phone",
}  # fmt: skip


def fate_of(status: int) -> Fate:
    """Return what TP-ST means (§9.2.3.15); reserved values count as "service rejected", as the clause asks."""
    if status == 0x00:
        return Fate.DELIVERED
    # 0x10 to 0x1F: completed, in words of the service centre's own; that the phone has it they do not say.
    if status == 0x01 or 0x10 <= status <= 0x1F:
        return Fate.FORWARDED
    if 0x20 <= status <= 0x25 or 0x30 <= status <= 0x3F:
        return Fate.PENDING
    return Fate.LOST


def status_words(status: int) -> str:
    """Return TP-ST in words."""
    return _STATUS_WORDS.get(status, "a status that the standard leaves open")
