"""What TETRA terminals, networks and recipients say, in words and in what it means for a page.

EN 300 392-2 §29.4.3 (delivery status), §29.4.2.3 (short reports), EN 300 392-5 §6 (+CMGS, +CME ERROR). Tables are data:
what is not in them promises nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from radio.message import ReceiptKind

_REJECTED, _FAILED, _UNCERTAIN = ReceiptKind.REJECTED, ReceiptKind.FAILED, ReceiptKind.UNCERTAIN

GARBLED = "cme:35"  # the terminal found something in its line that it cannot read
EMERGENCY_STATUS = 0x0000
_SHORT_REPORTS = range(0x7C00, 0x8000)

AIR_DONE, AIR_FAILED = 4, 5  # <SDS status> of an unsolicited +CMGS


class Fate(StrEnum):
    """What a report says of one message."""

    PENDING = "pending"  # nothing new: it may still come
    ON_AIR = "on_air"  # it left for where nobody reports
    PART = "part"  # the recipient has this part and waits for the others
    DELIVERED = "delivered"
    READ = "read"
    LOST = "lost"
    NOTHING = "nothing"  # no word about a message of ours


RECEIVED, CONSUMED = 0x00, 0x02
_NOT_CONSUMED_IN_TIME = 0x49
_SUCCESS = {
    RECEIVED: Fate.DELIVERED, CONSUMED: Fate.READ, 0x04: Fate.ON_AIR, 0x05: Fate.ON_AIR, 0x06: Fate.PART,
}  # fmt: skip
_WORDS = {
    0x00: "received by the recipient's terminal",
    0x02: "shown to the recipient",
    0x04: "forwarded to an external network",
    0x05: "sent to the group, where nobody reports",
    0x06: "one part received",
    0x20: "congestion; the network stored it", 0x21: "stored by the network",
    0x22: "the recipient cannot be reached; the network stored it",
    0x40: "the network is overloaded", 0x41: "the service is not available", 0x42: "the service is not available now",
    0x43: "the sender is not authorised", 0x44: "the recipient is not authorised",
    0x45: "unknown gateway or service address", 0x46: "unknown forward address",
    0x47: "a group address with an individual service", 0x48: "not received before its time was over",
    0x49: "not read before its time was over", 0x4A: "delivery failed", 0x4B: "the recipient is not registered",
    0x4C: "the queue is full", 0x4D: "the message is too long", 0x4E: "the recipient has no SDS-TL",
    0x4F: "the host is not connected", 0x50: "the protocol is not supported", 0x51: "the coding is not supported",
    0x52: "the recipient's memory is full", 0x53: "the recipient accepts nothing", 0x54: "too many parts",
    0x56: "prohibited", 0x57: "no route to an external network", 0x58: "no route to an external network now",
    0x59: "negative acknowledgement", 0x5A: "the recipient cannot be reached", 0x5B: "distribution failed",
    0x5C: "corrupt", 0x5D: "parts are missing", 0x5E: "the recipient is engaged", 0x5F: "the recipient is engaged",
    0x60: "the recipient's memory is full", 0x61: "memory is available again",
}  # fmt: skip
_MAY_GO_LATER = frozenset(
    {0x40, 0x42, 0x48, 0x4A, 0x4B, 0x4C, 0x4F, 0x52, 0x53, 0x58, 0x59, 0x5A, 0x5B, 0x5C, 0x5D, 0x5E, 0x5F}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate with its code and words. `kind`: how a page ends that is still in flight when it is lost."""

    fate: Fate
    code: str
    words: str
    kind: ReceiptKind = _FAILED


def verdict_of(status: int) -> Verdict:
    """Return what a delivery status means; its three highest bits are its class."""
    code, words = f"sds:{status:02X}", _WORDS.get(status, "a status that the standard leaves open")
    if status < 0x20:
        return Verdict(_SUCCESS.get(status, Fate.NOTHING), code, words)
    if 0x40 <= status < 0x60:
        return Verdict(Fate.LOST, code, words, _FAILED if status in _MAY_GO_LATER else _REJECTED)
    return Verdict(Fate.PENDING if status < 0xA0 else Fate.NOTHING, code, words)


def is_late_for_reading(verdict: Verdict) -> bool:
    """Tell the status that says nothing against a message that was received."""
    return verdict.code == f"sds:{_NOT_CONSUMED_IN_TIME:02X}"


_SHORT = (
    Verdict(Fate.LOST, "short:0", "the protocol or coding is not supported", _REJECTED),
    Verdict(Fate.LOST, "short:1", "the recipient's memory is full", _FAILED),
    Verdict(Fate.DELIVERED, "short:2", _WORDS[RECEIVED]),
    Verdict(Fate.READ, "short:3", _WORDS[CONSUMED]),
)


def short_report(status: int) -> tuple[Verdict, int] | None:
    """Return what a pre-coded status says as a short report, and on which reference; None when it is none."""
    if status not in _SHORT_REPORTS:
        return None
    return _SHORT[status >> 8 & 3], status & 0xFF


AIR_VERDICTS = {
    AIR_DONE: Verdict(Fate.ON_AIR, "air:4", "sent over the air"),
    AIR_FAILED: Verdict(Fate.LOST, "air:5", "sending over the air failed", _FAILED),
}


@dataclass(frozen=True, slots=True)
class CmeError:
    """One +CME ERROR behind a message. FAILED and REJECTED: it was not taken."""

    kind: ReceiptKind
    words: str
    of_line: bool = False  # the next page would meet it too


# EN 300 392-5 §6; numbers beyond these are the makers'.
_CME_ERRORS = {
    0: CmeError(_UNCERTAIN, "the terminal failed", of_line=True),
    1: CmeError(_FAILED, "no connection to the terminal", of_line=True),
    2: CmeError(_FAILED, "the link to the terminal is reserved", of_line=True),
    3: CmeError(_FAILED, "the terminal does not allow it now", of_line=True),
    4: CmeError(_REJECTED, "the terminal does not support it"),
    30: CmeError(_FAILED, "no network service", of_line=True),
    33: CmeError(_REJECTED, "a parameter of the wrong type"),
    34: CmeError(_REJECTED, "a parameter out of range"),
    35: CmeError(_FAILED, "the terminal could not read the line", of_line=True),
}


def error_of(code: str) -> CmeError:
    """Return what an error means for the message it answers; one never heard of promises nothing."""
    kind, _, number = code.partition(":")
    if kind == "cme" and number.isdigit() and int(number[:6]) in _CME_ERRORS:
        return _CME_ERRORS[int(number[:6])]
    return CmeError(_UNCERTAIN, f"error {number}" if number else "an error without a code", of_line=True)


_OUR_TROUBLES = frozenset({"silence", "no-answer", "error", "no-reference"})


def is_of_line(code: str | None) -> bool:
    """Tell whether the next page would meet the trouble of this code too."""
    if code is None:
        return False
    return code in _OUR_TROUBLES or (code.startswith(("cme:", "cms:")) and error_of(code).of_line)


# <reg stat> of +CREG (EN 300 392-5 §6): not the numbers of GSM.
REGISTERED = {1: "registered in the home network", 5: "registered in a visited network"}
NOT_REGISTERED = {
    0: "the terminal is searching for a network", 2: "the terminal is not registered and does not search",
    3: "the network refuses the terminal", 4: "the terminal does not know whether it is registered",
}  # fmt: skip
DIRECT_MODES = {1: "direct mode", 6: "direct mode over a repeater"}
