"""What an ESPA station's refusals and status records mean for a page.

The standard names the records; many values differ from vendor to vendor, so they are data: the NAK reasons here,
the call status in the profile (`statuses`).
"""

from dataclasses import dataclass
from enum import StrEnum

ACCEPTED_CODE = "ack"


class Refusal(StrEnum):
    """What a NAK asks for."""

    RESEND = "resend"  # the block was damaged on the line
    LATER = "later"  # the station cannot take it now
    NEVER = "never"  # the station will not take this block


@dataclass(frozen=True, slots=True)
class NakReason:
    """One row of the table: the meaning for us and the words for an operator."""

    refusal: Refusal
    words: str


# ESPA 4.4.4, 2.4 (prefixes) and 3.5 (answers to a block). 1 is confirmed by a vendor, 2 and 3 are custom.
NAK_REASONS = {
    "1": NakReason(Refusal.RESEND, "the station heard a damaged block"),
    "2": NakReason(Refusal.LATER, "the station is busy"),
    "3": NakReason(Refusal.NEVER, "the station does not take such a block"),
}
WITHOUT_REASON = NakReason(Refusal.RESEND, "the station refused the block")


def nak_reason(prefix: str) -> NakReason:
    """Return what a NAK means; an unknown reason is met like none."""
    return NAK_REASONS.get(prefix, WITHOUT_REASON)


def nak_code(prefix: str) -> str:
    """Return the code of a receipt."""
    return f"nak-{prefix}" if prefix.isalnum() else "nak"


def is_of_line(code: str | None) -> bool:
    """Tell whether a receipt's code speaks of the line or the station, so that the next page would meet it too."""
    return code in ("no-answer", "not-polled", "not-ready") or (code is not None and code.startswith("nak"))


class CallStatus(StrEnum):
    """What a call status (record 7) says about a call, as far as it is evidence.

    Nothing here is more than what was said: "in queue" is no more than ACCEPTED, and a vendor's number for
    "acknowledged" is not a person's answer until the profile says so.
    """

    WAITING = "waiting"  # no more than ACCEPTED
    ON_AIR = "on-air"
    READ = "read"
    ABSENT = "absent"  # it was not paged: the page is taken back
    OVER = "over"  # says nothing about a rung


# ESPA 4.4.4, 4.3, record 7, as vendors commonly number it: 1 busy, 2 in queue, 3 paged, 4 absent,
# 5 call terminated, 6 acknowledged, 7 speech channel open.
USUAL_STATUSES = "1=waiting 2=waiting 3=on-air 4=absent 5=over 6=on-air 7=on-air"


def read_statuses(words: str) -> dict[str, CallStatus]:
    """Read `3=on-air 4=absent`. Raises: ValueError for a meaning that is not known."""
    table: dict[str, CallStatus] = {}
    for word in words.split():
        value, _, meaning = word.partition("=")
        table[value] = CallStatus(meaning)
    return table
