"""What came in over a channel, and what became of it."""

from enum import StrEnum


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
