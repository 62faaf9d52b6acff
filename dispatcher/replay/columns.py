"""Which column of a call file says what, with the form of Montgomery County's feed built in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MONTGOMERY: Mapping[str, str] = {
    "entered": "timeStamp",
    "title": "title",
    "description": "desc",
    "place": "addr",
    "area": "twp",
    "postcode": "zip",
    "latitude": "lat",
    "longitude": "lng",
}
FIELDS: Mapping[str, str] = {
    "entered": "when the call was entered (needed)",
    "title": "the type of call (needed)",
    "description": "the text that may hold `@ time of contact` and the station (needed)",
    "latitude": "degrees (needed)",
    "longitude": "degrees (needed)",
    "place": "the address; without it the beginning of the description",
    "area": "the municipality",
    "postcode": "the postcode",
    "contact": "when the caller made contact, instead of the description's",
    "station": "the station, instead of the description's",
}
_NEEDED = ("entered", "title", "description", "latitude", "longitude")


class CannotReplay(Exception):
    """The replay cannot begin, or cannot go on: the text says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns by field; a field may be missing unless it is needed."""

    of: Mapping[str, str]

    def require(self, path: Path, found: Sequence[str]) -> None:
        """Raise CannotReplay when the file lacks a needed column, or one that was named on purpose."""
        named = [field for field, column in self.of.items() if MONTGOMERY.get(field) != column]
        missing = [
            field for field in FIELDS if (field in _NEEDED or field in named) and self.of.get(field) not in found
        ]
        if not missing:
            return
        lacking = ", ".join(f"{self.of.get(field, '?')!r} ({field})" for field in missing)
        options = " ".join(f"--column {field}=NAME" for field in missing)
        raise CannotReplay(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {lacking}."
            f" It has: {', '.join(found) or 'none at all'}. Say which column to use: {options}"
        )


def columns_from(options: Iterable[str]) -> Columns:
    """Return Montgomery's columns, changed by `FIELD=NAME` options.

    Raises:
        CannotReplay: an option is not of that form, or names an unknown field.
    """
    chosen = dict(MONTGOMERY)
    for option in options:
        field, equals, name = option.partition("=")
        if not equals or field not in FIELDS or not name:
            known = "; ".join(f"{key}: {what}" for key, what in FIELDS.items())
            raise CannotReplay(f"--column {option}: write FIELD=NAME, where FIELD is one of: {known}")
        chosen[field] = name
    return Columns(chosen)
