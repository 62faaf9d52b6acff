"""A CSV of contacts: every row becomes one, or the file is refused with every row that is wrong."""

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime

from dispatcher.domain.calls import Medium
from dispatcher.domain.contact_commands import ContactArrived
from dispatcher.intake.decoding import decoded
from dispatcher.intake.errors import Refused

COLUMNS = ("id", "medium", "sender", "subject", "body", "at")
_NEEDED = ("sender", "subject", "body")
"""At least one of them says something."""
_DELIMITERS = ",;\t|"
_MOST_TOLD = 50
csv.field_size_limit(10_000_000)  # a long narrative is no fault


def read_table(octets: bytes, source: str, medium: Medium) -> tuple[ContactArrived, ...]:
    """Read a CSV with a header, in UTF-8, UTF-16 or what Windows writes; comma, semicolon, tab or bar between.

    Raises:
        Refused: the header or a row is wrong; nothing of the file is to be taken.
    """
    text, digest = decoded(octets), hashlib.sha256(octets).hexdigest()[:32]
    if "\0" in text.text:
        raise Refused("this is no text: it holds NUL")
    lines = io.StringIO(text.text, newline="")
    try:
        rows = list(csv.reader(lines, delimiter=_delimiter(text.text), strict=True))
    except csv.Error as error:
        raise Refused(f"the CSV cannot be read: {error}") from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    _check_header(header)
    found: list[ContactArrived] = []
    wrong: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            found.append(_contact(_named(header, row), f"{digest}/{number}", source, medium, text.doubt))
        except Refused as error:
            wrong.append(f"row {number}: {error}")
    if wrong:
        more = f"\nand {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
        raise Refused("\n".join(wrong[:_MOST_TOLD]) + more)
    if not found:
        raise Refused("there is no row below the header")
    return tuple(found)


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise Refused(f"the column {unknown[0][:40]!r} is not known; there are: {', '.join(COLUMNS)}", unknown[0][:40])
    if len(set(header)) != len(header):
        raise Refused("a column is given twice")
    if not set(header) & set(_NEEDED):
        raise Refused(f"a header is needed with at least one of {', '.join(_NEEDED)}")


def _named(header: list[str], row: list[str]) -> Mapping[str, str]:
    if len(row) != len(header):
        raise Refused(f"it has {len(row)} cells, and the header has {len(header)}")
    return dict(zip(header, (cell.strip() for cell in row), strict=True))


def _contact(cells: Mapping[str, str], name: str, source: str, medium: Medium, doubt: str) -> ContactArrived:
    if not any(cells.get(key) for key in _NEEDED):
        raise Refused("it says nothing: sender, subject and body are empty")
    word = cells.get("medium", "")
    if word and word not in set(Medium):
        raise Refused(f"no medium is called {word[:40]!r}; there are: {', '.join(Medium)}", "medium")
    return ContactArrived(
        source=source, external_id=cells.get("id") or name, medium=Medium(word) if word else medium,
        sender=cells.get("sender", ""), subject=cells.get("subject", ""), body=cells.get("body", ""),
        said_at=_instant(cells.get("at", "")), note=doubt,
        raw="\x1f".join(f"{key}={cell}" for key, cell in cells.items()).encode("utf-8", "replace"),
    )  # fmt: skip


def _instant(word: str) -> datetime | None:
    if not word:
        return None
    try:
        found = datetime.fromisoformat(word)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(f"at: {word[:40]!r} is no time; write 2026-03-14T03:04:05+01:00", "at") from error
    raise Refused(f"at: {word[:40]!r} says no time zone; write 2026-03-14T03:04:05+01:00", "at")
