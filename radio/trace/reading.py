"""Reads a trace line by line, whatever its size; what a crash tore is said and passed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from radio.errors import UnreadableTrace
from radio.trace.entries import MAGIC, About, Entry, parse_entry, parse_header

LONGEST_LINE = 1_000_000  # a page of any protocol with its evidence takes a hundredth


@dataclass(frozen=True, slots=True)
class Torn:
    """A line that cannot be read: the last of a crash, or damage."""

    number: int
    is_last: bool


def read_trace(path: Path) -> Iterator[About | Entry | Torn]:
    """Return what a trace tells, in order. Raises: UnreadableTrace, also for a file that cannot be opened."""
    try:
        with path.open("r", encoding="ascii", errors="replace", newline="\n") as file:
            number = 0
            while line := file.readline(LONGEST_LINE):
                number += 1
                yield _read(line, number, path)
            if number == 0:
                raise UnreadableTrace(f"{path}: it is empty")
    except OSError as error:
        raise UnreadableTrace(f"{path}: {error.strerror or error}") from error


def _read(line: str, number: int, path: Path) -> About | Entry | Torn:
    text = line.rstrip("\n")
    if number == 1 or text.startswith(f"{MAGIC} "):
        try:
            return parse_header(text)
        except UnreadableTrace as error:
            raise UnreadableTrace(f"{path}, line {number}: {error}") from None
    is_last = not line.endswith("\n")
    if is_last:
        return Torn(number, is_last=True)
    try:
        return parse_entry(text)
    except (ValueError, KeyError, TypeError):
        return Torn(number, is_last=False)


def with_older(path: Path) -> list[Path]:
    """Return a trace and the files that stand before it, oldest first."""
    older = [found for found in path.parent.glob(f"{path.name}.*") if found.suffix[1:].isdecimal()]
    return [*sorted(older, key=lambda found: -int(found.suffix[1:])), path]
