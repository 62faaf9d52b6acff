"""The lines of a trace, format 2: a header for each line that is opened, then one line for each thing that happened.

    readback-trace 2 {"driver": "tap", "profile": {}, "link": "serial:/dev/ttyUSB0", "baud": 9600, ...}
    2026-01-02T03:04:05.123456Z 8812.004311 page {"attempt_id": "a1", "address": "123", ...}
    2026-01-02T03:04:05.123507Z 8812.004311 > 0d  <CR>
    UTC                         the line's monotonic seconds, what, and its octets or JSON

The seconds are those that the protocol was given, rounded to the microsecond before it got them: a replay hands
it the very same numbers.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from radio.errors import UnreadableTrace

FORMAT = 2
MAGIC = "readback-trace"
_NO_FORMAT = re.compile(r"\d{4}-\d\d-\d\dT\S+ [<>] [0-9a-f]*(  |$)")


class Kind(StrEnum):
    """What a line tells. The first eight are what a protocol is asked, in the order it was asked."""

    OPEN = "open"  # the port is open, a fresh protocol begins
    RECALL = "recall"
    PROBE = "probe"
    PAGE = "page"  # handed over
    FINISH = "finish"
    END = "end"  # the line is lost or closed; says why
    DUE = "due"  # a deadline has come
    RECEIVED = "<"
    SENT = ">"
    TOLD = "told"  # an event of the protocol
    SAME = "same"  # the last lines came again, so many times
    AGAIN = "again"  # the next lines were said before: how this line began
    SEAM = "seam"  # ... until here
    GAP = "gap"  # lines are missing here: the disk was full, the folder away


ASKED = frozenset(list(Kind)[:8])
WITH_OCTETS = frozenset({Kind.RECEIVED, Kind.SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `now`: the line's monotonic seconds; `body`: what JSON can say."""

    kind: Kind
    now: float
    at: datetime
    octets: bytes = b""
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The header: what stands at both ends of the line. `continues`: an older file holds what was before."""

    channel: str
    driver: str
    link: str
    world: str
    baud: int
    mode: str = ""
    profile: Mapping[str, str | int | float | bool] = field(default_factory=dict[str, str | int | float | bool])
    continues: bool = False


def header_line(about: About) -> str:
    """Return the header."""
    said = {name.name: getattr(about, name.name) for name in fields(about)}
    return f"{MAGIC} {FORMAT} {json.dumps(said, default=str)}"


def entry_line(entry: Entry, words: str = "") -> str:
    """Return one line without its end; `words`: the octets for a person to read."""
    stamp = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    start = f"{stamp} {entry.now:.6f} {entry.kind}"
    if entry.kind in WITH_OCTETS:
        return f"{start} {entry.octets.hex()}  {words}"
    return f"{start} {json.dumps(entry.body, default=str)}" if entry.body else start


def parse_header(line: str) -> About:
    """Read a header. Raises: UnreadableTrace naming the version that it has."""
    magic, _, rest = line.partition(" ")
    number, _, said = rest.partition(" ")
    if magic != MAGIC or not number.isdecimal():
        if _NO_FORMAT.match(line):
            raise UnreadableTrace(
                "it was written by a version of Readback that noted octets only: they can be read, but without the "
                "pages and the protocol's name they cannot be played"
            )
        raise UnreadableTrace(f"it is no trace: a trace begins with {MAGIC!r}")
    if int(number) != FORMAT:
        raise UnreadableTrace(f"it has format {number}; this version of Readback plays format {FORMAT}")
    known = {name.name for name in fields(About)}
    try:
        found = cast("dict[str, Any]", json.loads(said))
        return About(**{name: value for name, value in found.items() if name in known})
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableTrace(f"its header cannot be read: {error}") from None


def parse_entry(line: str) -> Entry:
    """Read one line. Raises: ValueError."""
    stamp, now, rest = line.split(" ", 2)
    word, _, said = rest.partition(" ")
    kind = Kind(word)
    at = datetime.fromisoformat(stamp)
    if at.tzinfo is None:
        raise ValueError(stamp)
    if kind in WITH_OCTETS:
        return Entry(kind=kind, now=float(now), at=at, octets=bytes.fromhex(said.partition("  ")[0]))
    body: object = json.loads(said) if said else {}
    if not isinstance(body, dict):
        raise ValueError(said)
    return Entry(kind=kind, now=float(now), at=at, body=cast("dict[str, Any]", body))
