"""What the linter of packs says, and what it is told of the channel that pages go over."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.messages import ChannelLimits


class Severity(StrEnum):
    """How much a lint matters."""

    ERROR = "error"  # something of the room will not work
    WARNING = "warning"  # it works, and probably not as meant
    NOTE = "note"  # worth knowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """One thing about a pack: where it stands, what it is, what to do about it."""

    severity: Severity
    file: str
    key: str
    says: str
    do: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.says}; {self.do}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """The channel that most pages go over: what it carries, seconds a page takes on a healthy line.

    And of any channel what is wrong with an address.
    """

    limits: ChannelLimits
    forecast_s: float
    trouble_with: Callable[[str, str], str | None]  # of a channel and an address on it


def error(file: str, key: str, says: str, do: str) -> Lint:
    """Return a lint about something that will not work."""
    return Lint(severity=Severity.ERROR, file=file, key=key, says=says, do=do)


def warning(file: str, key: str, says: str, do: str) -> Lint:
    """Return a lint about something that is probably not meant so."""
    return Lint(severity=Severity.WARNING, file=file, key=key, says=says, do=do)


def note(file: str, key: str, says: str, do: str) -> Lint:
    """Return a lint about something worth knowing."""
    return Lint(severity=Severity.NOTE, file=file, key=key, says=says, do=do)


def repeated(values: Iterable[str]) -> Iterator[tuple[int, str, int]]:
    """Return place, value and first place of each value that came before, capitals and blanks aside; from 1."""
    seen: dict[str, int] = {}
    for place, value in enumerate(values, start=1):
        first = seen.setdefault(" ".join(value.casefold().split()), place)
        if first != place:
            yield place, value, first
