"""Every octet of a line with its direction and time: the first thing to ask for when a channel misbehaves."""

import contextlib
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

# A quiet channel with an idle probe writes about 1 MB a week; two files hold the story of any trouble.
MAX_FILE_BYTES = 4_000_000


class Direction(StrEnum):
    """Who spoke."""

    SENT = ">"
    RECEIVED = "<"


class Trace(Protocol):
    """Takes note of what crossed the line."""

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Take one piece of traffic."""
        ...

    def close(self) -> None:
        """Release what is held."""
        ...


class NoTrace:
    """Takes no note."""

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Ignore it."""

    def close(self) -> None:
        """Nothing is held."""


class FileTrace:
    """Writes `time direction hex  text` lines; at the bound the file becomes NAME.1 and a new one begins."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("a", encoding="ascii", buffering=1)

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Append one line; a full disk must not stop the channel."""
        with contextlib.suppress(OSError):
            self._file.write(f"{at.isoformat(timespec='milliseconds')} {direction} {data.hex()}  {visible(data)}\n")
            if self._file.tell() > MAX_FILE_BYTES:
                self._file.close()
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
                self._file = self._path.open("a", encoding="ascii", buffering=1)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


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
