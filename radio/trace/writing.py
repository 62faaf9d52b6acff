"""Writes the trace of one channel: every octet, and every step that a replay needs. Thread: the channel's.

A file begins with a header. One that goes on where an older one stopped first says again how the line began
(AGAIN ... SEAM), so that it can be played alone.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from radio.trace.entries import ASKED, About, Entry, Kind, entry_line, header_line
from radio.trace.files import BoundedFile
from radio.trace.idle import IdleFold
from radio.trace.words import Direction, visible

MAX_FILE_BYTES = 4_000_000
MOST_FILES = 8
LONGEST_BEGINNING = 300  # lines; a modem's set-up takes 60
MOST_PAGES = 100  # accepted ones of which a later receipt may still come
# A new file begins while the line is at rest; a line that never rests gets it all the same.
_AT_ANY_TIME = 1.25
QUIET_S = 0.2  # a line that is at rest may still be in the midst of what the device says


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of one channel is kept: at most `files` times `file_bytes`, and a quarter for a line without rest."""

    files: int = MOST_FILES
    file_bytes: int = MAX_FILE_BYTES


class FileTrace:
    """The trace of one channel. Fulfils `Trace` and `TakesSteps`. A full disk or a lost folder stops nothing."""

    def __init__(self, path: Path, about: About, bounds: Bounds | None = None) -> None:
        self._about = about
        self._bounds = bounds or Bounds()
        self._file = BoundedFile(path, max(1, self._bounds.files))
        self._fold = IdleFold()
        self._now = 0.0
        self._heard_at = float("-inf")
        self._at: datetime | None = None
        self._beginning = _Beginning()
        self._pages = _Accepted()
        self._lost = 0  # lines, since the last that was written
        self._headed = 0  # the opening of the file that has our header
        self._is_known = False  # what stands in the file now tells how the line began

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        """Take octets that left; those that came are told by their step."""
        if direction is Direction.SENT and data:
            self._take(Entry(kind=Kind.SENT, now=self._now, at=at, octets=data), at_rest=False)

    def step(self, entry: Entry, *, at_rest: bool) -> None:
        """Take one step."""
        self._now = entry.now
        self._take(entry, at_rest=at_rest and entry.kind in ASKED)

    def close(self) -> None:
        """Write what is held back and close the file."""
        if self._at is not None:
            self._write(self._fold.leave(self._now, self._at), self._at)
        self._file.close()

    def _take(self, entry: Entry, *, at_rest: bool) -> None:
        at = self._at = entry.at
        line = entry_line(entry, visible(entry.octets) if entry.octets else "")
        if entry.kind is Kind.OPEN:
            self._write(self._fold.leave(entry.now, at), at)
        if at_rest:
            self._write(self._fold.rest(entry.now, at, entry.kind), at)
            if entry.now - self._heard_at >= QUIET_S:
                self._maybe_begin_anew(entry, at)
        if entry.kind is Kind.RECEIVED:
            self._heard_at = entry.now
        self._write(self._fold.add(entry, line), at)
        self._beginning.take(entry, line, at_rest=at_rest)
        self._pages.take(entry)
        if entry.kind is Kind.OPEN:
            self._is_known = self._file.is_open()

    def _maybe_begin_anew(self, entry: Entry, at: datetime) -> None:
        """Begin a new file, or say again how the line began in one that does not tell."""
        again = self._beginning.lines()
        if self._file.size > self._bounds.file_bytes and (again or entry.kind is Kind.OPEN):
            self._write(self._fold.leave(entry.now, at), at)
            self._rotate(at)
        if self._is_known or not self._file.is_open() or entry.kind is Kind.OPEN:
            return
        if not again:
            return
        recalled = self._pages.recall(entry.now, at, self._beginning.pages)
        if recalled is not None:
            again = [*again, entry_line(recalled)]
        first = entry_line(Entry(kind=Kind.AGAIN, now=entry.now, at=at, body={"lines": len(again)}))
        last = entry_line(Entry(kind=Kind.SEAM, now=entry.now, at=at))
        self._write([*self._fold.leave(entry.now, at), first, *again, last], at)
        self._is_known = self._lost == 0

    def _rotate(self, at: datetime) -> None:
        self._file.rotate(at)
        self._is_known = False
        if self._file.is_ready(at):
            self._head(at, is_gap=False)

    def _head(self, at: datetime, *, is_gap: bool) -> bool:
        """Write the header, and that lines are missing before it."""
        lines = [header_line(replace(self._about, continues=self._headed > 0))]
        if is_gap:
            lines.append(entry_line(Entry(kind=Kind.GAP, now=self._now, at=at, body={"lines": self._lost})))
        if not self._file.append(lines, at):
            return False
        self._lost = 0
        self._headed = self._file.openings
        return True

    def _write(self, lines: list[str], at: datetime) -> None:
        if not lines:
            return
        if self._file.is_open() and self._file.size > self._bounds.file_bytes * _AT_ANY_TIME:
            self._rotate(at)
        is_written = self._file.is_ready(at) and self._is_headed(at) and self._file.append(lines, at)
        if not is_written:
            self._lost += len(lines)
            self._is_known = False

    def _is_headed(self, at: datetime) -> bool:
        """Tell whether the file has our header, once it is there; one that is not the file we had lacks lines."""
        if self._headed == self._file.openings:
            return True
        self._is_known = False
        return self._head(at, is_gap=self._headed > 0 or self._lost > 0)


class _Beginning:
    """The lines from the opening of a line to its first rest after the device was heard."""

    def __init__(self) -> None:
        self.pages: set[str] = set()  # those it tells of itself
        self._lines: list[str] | None = None
        self._has_told = False
        self._is_whole = False

    def lines(self) -> list[str]:
        """Return them once the line has rested; else nothing."""
        return list(self._lines) if self._is_whole and self._lines is not None else []

    def take(self, entry: Entry, line: str, *, at_rest: bool) -> None:
        """Take one line of the trace."""
        if entry.kind is Kind.OPEN:
            self._lines, self._has_told, self._is_whole = [], False, False
            self.pages = set()
        elif entry.kind is Kind.END:
            self._lines, self._is_whole = None, False
        elif at_rest and self._has_told:
            self._is_whole = True
        if self._lines is None or self._is_whole:
            return
        self._has_told = self._has_told or entry.kind is Kind.TOLD
        self._lines.append(line)
        self.pages.update(_pages_of(entry))
        if len(self._lines) > LONGEST_BEGINNING:
            self._lines = None


def _pages_of(entry: Entry) -> list[str]:
    if entry.kind is Kind.PAGE:
        return [str(entry.body.get("attempt_id"))]
    return [page["attempt_id"] for page in entry.body.get("pages", [])] if entry.kind is Kind.RECALL else []


class _Accepted:
    """The pages of which later receipts may come, for a file that does not hold how they went."""

    def __init__(self) -> None:
        self._addresses: OrderedDict[str, str] = OrderedDict()
        self._accepted: OrderedDict[str, tuple[str, str, float]] = OrderedDict()

    def take(self, entry: Entry) -> None:
        """Take one line of the trace."""
        body = entry.body
        if entry.kind is Kind.PAGE:
            self._addresses[str(body.get("attempt_id"))] = str(body.get("address"))
        elif entry.kind is Kind.RECALL:
            for page in body.get("pages", []):
                self._keep(page["attempt_id"], page["address"], page.get("code", ""), entry.now - page["age_s"])
        elif entry.kind is Kind.TOLD and body.get("is") == "PageEnded":
            self._end(body, entry.now)

    def _end(self, body: Mapping[str, Any], now: float) -> None:
        attempt_id = str(body.get("page_id"))
        address = self._addresses.pop(attempt_id, None)
        if address is not None and body.get("kind") == "accepted":
            self._keep(attempt_id, address, str(body.get("code") or ""), now)

    def _keep(self, attempt_id: str, address: str, code: str, since: float) -> None:
        self._accepted[attempt_id] = (address, code, since)
        while len(self._accepted) > MOST_PAGES:
            self._accepted.popitem(last=False)

    def recall(self, now: float, at: datetime, known: set[str]) -> Entry | None:
        """Return the line that tells a fresh protocol of them, without those it knows from the beginning."""
        pages = [
            {"attempt_id": attempt_id, "address": address, "code": code, "age_s": round(max(0.0, now - since), 6)}
            for attempt_id, (address, code, since) in self._accepted.items()
            if attempt_id not in known
        ]
        return Entry(kind=Kind.RECALL, now=now, at=at, body={"pages": pages}) if pages else None
