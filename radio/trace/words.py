"""What a trace takes note of, and octets in words that a person can read."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from radio.trace.entries import Entry


class Direction(StrEnum):
    """Who spoke."""

    SENT = ">"
    RECEIVED = "<"


class Trace(Protocol):
    """Takes note of what crossed the line. Thread: the channel's. Never raises."""

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Take one piece of traffic."""
        ...

    def close(self) -> None:
        """Release what is held."""
        ...


@runtime_checkable
class TakesSteps(Protocol):
    """A trace that is also told what the protocol was asked and what it told: all that a replay needs."""

    def step(self, entry: Entry, *, at_rest: bool) -> None:
        """Take one step; `at_rest`: no exchange with the device was open before it."""
        ...


class NoTrace:
    """Takes no note."""

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Ignore it."""

    def close(self) -> None:
        """Nothing is held."""


_NAMES = {
    0x01: "SOH",
    0x02: "STX",
    0x03: "ETX",
    0x04: "EOT",
    0x05: "ENQ",
    0x06: "ACK",
    0x0A: "LF",
    0x0D: "CR",
    0x15: "NAK",
    0x17: "ETB",
    0x1A: "SUB",
    0x1B: "ESC",
    0x1E: "RS",
    0x1F: "US",
}


def visible(data: bytes) -> str:
    """Return octets as text that a person can read: `<STX>123<CR>`."""
    return "".join(chr(octet) if 0x20 <= octet < 0x7F else f"<{_NAMES.get(octet, f'{octet:02X}')}>" for octet in data)
