"""The tape of a simulated terminal: what it accepted, one JSON line each, on disk before the answer leaves."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast


@dataclass(frozen=True, slots=True, kw_only=True)
class TapeEntry:
    """One accepted message. `retracted`: the terminal took it back at its session's end. `read`: somebody looked."""

    n: int
    at: datetime
    address: str
    text: str
    block_hex: str
    retracted: bool = False
    read: bool = False


class Tape:
    """Appends to a tape file; numbering goes on where an earlier run stopped."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._now = now
        self._count = len(read_tape(path)) if path.exists() else 0
        self._file = path.open("ab", buffering=0)

    def record(self, address: str, text: str, blocks: bytes) -> int:
        """Store one accepted message durably and return its number."""
        self._count += 1
        at = self._now().astimezone(UTC).isoformat().replace("+00:00", "Z")
        entry = {"n": self._count, "at": at, "address": address, "text": text, "block_hex": blocks.hex()}
        self._write(entry)
        return self._count

    def retract(self, number: int) -> None:
        """Store durably that an accepted message was taken back."""
        self._write({"retracts": number})

    def read(self, number: int) -> None:
        """Store durably that somebody looked at a message; again is without effect."""
        self._write({"reads": number})

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, entry: dict[str, str | int]) -> None:
        self._file.write(json.dumps(entry).encode("ascii") + b"\n")
        os.fsync(self._file.fileno())


def read_tape(path: Path) -> tuple[TapeEntry, ...]:
    """Return the messages on a tape, in order; a tape that does not exist yet is empty.

    A last line that is still being written is left out.
    """
    if not path.exists():
        return ()
    entries: dict[int, TapeEntry] = {}
    for line in path.read_bytes().splitlines(keepends=True):
        if not line.endswith(b"\n"):
            break
        item = cast("dict[str, str | int]", json.loads(line))
        if "retracts" in item:
            number = int(item["retracts"])
            entries[number] = replace(entries[number], retracted=True)
        elif "reads" in item:
            number = int(item["reads"])
            entries[number] = replace(entries[number], read=True)
        else:
            entries[int(item["n"])] = _entry(item)
    return tuple(entries.values())


def _entry(item: dict[str, str | int]) -> TapeEntry:
    return TapeEntry(
        n=int(item["n"]),
        at=datetime.fromisoformat(str(item["at"])),
        address=str(item["address"]),
        text=str(item["text"]),
        block_hex=str(item["block_hex"]),
    )
