"""What came in over a channel, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.assignments import CREW_STATUSES, AssignmentState
from dispatcher.domain.units import Availability


class InboundKind(StrEnum):
    """What came in. Positions are measurements and are not kept one by one (ADR 0008)."""

    TEXT = "text"
    STATUS = "status"
    EMERGENCY = "emergency"


class InboundOutcome(StrEnum):
    """What the room made of it."""

    ANSWERED = "answered"  # a crew's answer to what it was told
    REPORTED = "reported"  # a crew's status, taken
    EXCEPTION = "exception"  # a status that makes no sense now, or means nothing here: an item asks
    NOTED = "noted"  # words that answer nothing: an item asks somebody to read them
    EMERGENCY = "emergency"
    UNKNOWN_UNIT = "unknown_unit"  # nobody knows the sender: an item asks
    DUPLICATE = "duplicate"  # the same frame came a moment ago and was acted upon
    TEST = "test"  # our own test message came back


class CrewWord(StrEnum):
    """What a pre-coded status may say that is no state of a crew."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REQUEST_TO_SPEAK = "request_to_speak"
    URGENT_TO_SPEAK = "urgent_to_speak"


Meaning = AssignmentState | Availability | CrewWord

MEANINGS: Mapping[str, Meaning] = {
    item.value: item for item in (*CREW_STATUSES, *Availability, *CrewWord) if item is not Availability.RESERVED
}
"""What a pack may let a status mean. Only a dispatcher reserves a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRule:
    """What one code of a channel means, and how people call it ("FMS 3")."""

    label: str
    means: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRules:
    """How what comes in is read: the pack's tables and words."""

    statuses: Mapping[tuple[str, int], StatusRule] = field(default_factory=dict[tuple[str, int], StatusRule])
    """By channel and code."""
    accepts: tuple[str, ...] = ()  # words of a text, as the pack writes them
    declines: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Channels whose addresses are telephone numbers, each with its own country ("+49"; "" where nobody says)."""


def code_word(code: int) -> str:
    """Return a status code as radio people write it."""
    return f"{code:04X}"
