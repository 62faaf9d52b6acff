"""Read a call file: every row becomes a call, a copy of one, or a rejection with its line and reason. Never fatal."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher.replay.columns import CannotReplay, Columns

_CONTACT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})\s*@\s*(\d{1,2}:\d{2}(?::\d{2})?)")
_STATION = re.compile(r"Station\s*:?\s*([A-Za-z0-9]+)")
_NO_STATION = frozenset({"EMS"})
"""The feed's word for an ambulance of another county: no station of this file."""
_DASH = re.compile(r"(?:^|\s+)-\s*$")
_LONGEST_WAIT = timedelta(hours=24)
"""A contact this long before its entry is no time of this call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One call as the file tells it. `remarks` say what was untidy; `copy_of` is the line of the same call."""

    line: int
    entered_at: datetime
    contact_at: datetime
    title: str
    place: str
    description: str
    station: str | None
    latitude: float | None
    longitude: float | None
    time_corrected: str = ""  # the time of contact that could not be
    remarks: tuple[str, ...] = ()
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is no call, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFile:
    """What was read, calls in order of entry."""

    path: Path
    rows: tuple[CallRow, ...]
    rejected: tuple[RejectedRow, ...]

    @property
    def calls_read(self) -> int:
        """Rows read, whatever became of them."""
        return len(self.rows) + len(self.rejected)


class _Untidy(Exception):
    """The row is no call."""


@dataclass(slots=True)
class _Reading:
    """One row while it is read."""

    values: Mapping[str, str]
    zone: ZoneInfo
    remarks: list[str] = field(default_factory=list[str])

    def text(self, name: str) -> str:
        return " ".join(self.values.get(name, "").split())

    def moment(self, words: str) -> datetime:
        """Read a local time; ValueError when there is no such moment."""
        found = datetime.fromisoformat(words)
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)


def read_calls(path: Path, columns: Columns, zone: ZoneInfo, limit: int | None = None) -> CallFile:
    """Read at most `limit` rows.

    Raises:
        CannotReplay: the file cannot be read or lacks a needed column.
    """
    rows: list[CallRow] = []
    rejected: list[RejectedRow] = []
    for line, record in _records(path, columns, limit):
        if isinstance(record, str):
            rejected.append(RejectedRow(line, record))
            continue
        try:
            rows.append(_call(line, _Reading(record, zone)))
        except _Untidy as why:
            rejected.append(RejectedRow(line, str(why)))
    if not rows and not rejected:
        raise CannotReplay(f"{path} has no rows below its header")
    in_order = sorted(rows, key=lambda row: row.entered_at)
    return CallFile(path=path, rows=tuple(_marked_copies(in_order)), rejected=tuple(rejected))


def count_rows(path: Path, limit: int | None = None) -> int:
    """Count the rows of a file anew, knowing nothing of calls."""
    with io.StringIO(_text_of(path)) as file:
        reader = csv.reader(file)
        next(reader, None)
        found = 0
        while True:
            try:
                found += 1 if next(reader) else 0
            except csv.Error:
                found += 1
            except StopIteration:
                return found if limit is None else min(found, limit)


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotReplay(f"{path} cannot be read: {error.strerror}") from error
    return data.decode("utf-8-sig", errors="replace")


def _records(path: Path, columns: Columns, limit: int | None) -> Iterator[tuple[int, "dict[str, str] | str"]]:
    """Yield (line, fields by name) for every row that is not blank, or (line, why it cannot be read)."""
    reader = csv.reader(io.StringIO(_text_of(path)))
    try:
        header = [name.strip() for name in next(reader, list[str]())]
    except csv.Error as error:
        raise CannotReplay(f"{path} is no CSV file: {error}") from error
    columns.require(path, header)
    given, line = 0, reader.line_num + 1
    while limit is None or given < limit:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not CSV: {error}"
            given, line = given + 1, reader.line_num + 1
            continue
        if values:
            yield line, _named(header, values, columns)
            given += 1
        line = reader.line_num + 1


def _named(header: list[str], values: list[str], columns: Columns) -> dict[str, str] | str:
    if len(values) != len(header):
        return f"{len(values)} values for {len(header)} columns"
    by_column = dict(zip(header, values, strict=True))
    return {name: by_column[column] for name, column in columns.of.items() if column in by_column}


def _call(line: int, row: _Reading) -> CallRow:
    entered_at = _entered(row)
    contact_at, corrected = _contact(row, entered_at)
    latitude, longitude = _position(row)
    if not row.text("postcode"):
        row.remarks.append("no postcode")
    title = _title(row)
    return CallRow(
        line=line, entered_at=entered_at, contact_at=contact_at, title=title, time_corrected=corrected,
        place=_place(row, latitude, longitude), description=row.text("description"), station=_station(row),
        latitude=latitude, longitude=longitude, remarks=tuple(row.remarks),
    )  # fmt: skip


def _entered(row: _Reading) -> datetime:
    words = row.text("entered")
    if not words:
        raise _Untidy("no time of entry")
    try:
        return row.moment(words)
    except (ValueError, OverflowError):
        raise _Untidy(f"the time of entry {words!r} is no date") from None


def _contact(row: _Reading, entered_at: datetime) -> tuple[datetime, str]:
    """Return the time of contact and, when the file's own could not be, what the file said."""
    found = _CONTACT.search(row.text("description"))
    words = row.text("contact") or (f"{found[1]} {found[2]}" if found else "")
    if not words:
        row.remarks.append("no time of contact")
        return entered_at, ""
    try:
        contact_at = row.moment(words)
    except (ValueError, OverflowError):
        row.remarks.append("the time of contact is no date")
        return entered_at, words
    if contact_at > entered_at:
        row.remarks.append("contact after entry")
        return entered_at, words
    if entered_at - contact_at > _LONGEST_WAIT:
        row.remarks.append("contact more than a day before entry")
        return entered_at, words
    return contact_at, ""


def _position(row: _Reading) -> tuple[float | None, float | None]:
    try:
        latitude, longitude = float(row.text("latitude")), float(row.text("longitude"))
    except ValueError:
        row.remarks.append("the position is no pair of numbers")
        return None, None
    fits = math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180
    if not fits or (latitude, longitude) == (0.0, 0.0):
        row.remarks.append("the position lies nowhere")
        return None, None
    return latitude, longitude


def _title(row: _Reading) -> str:
    words = row.text("title")
    tidy = _DASH.sub("", words)
    if tidy != words:
        row.remarks.append("the title ends in a dash")
    if not tidy:
        row.remarks.append("no title")
    return tidy or "UNKNOWN"


def _place(row: _Reading, latitude: float | None, longitude: float | None) -> str:
    area = row.text("area")
    if not area:
        row.remarks.append("no municipality")
    place = row.text("place") or row.text("description").partition(";")[0].strip()
    if place:
        return f"{place}, {area}" if area else place
    row.remarks.append("no address")
    if area:
        return area
    if latitude is None:
        raise _Untidy("neither address, municipality nor position: nobody could be sent")
    return f"{latitude:.5f} {longitude:.5f}"


def _station(row: _Reading) -> str | None:
    found = _STATION.search(row.text("description"))
    words = row.text("station") or (found[1] if found else "")
    name = re.sub(r"[^A-Z0-9]", "", words.upper())[:20]
    return name if name and name not in _NO_STATION else None


def _marked_copies(rows: list[CallRow]) -> Iterator[CallRow]:
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = (row.entered_at, row.contact_at, row.title, row.place, row.description)
        first = seen.setdefault(key, row.line)
        yield row if first == row.line else replace(row, copy_of=first)
