"""What is kept of an OpenStreetMap file while a pack is built."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dispatcher.geo.errors import BuildCancelled
from dispatcher.geo.findings import Findings
from dispatcher.geo.kinds import PLAIN, Layer, Mark, StreetClass, Tags
from dispatcher.geo.shapes import IntArray

_NAME_KEYS = ("name", "official_name", "short_name", "alt_name", "loc_name", "old_name", "name:en", "name:fr",
              "name:de", "name:it", "name:es", "name:nl", "name:pt")  # fmt: skip
_LONGEST_NAME = 120
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something to draw: lines, or rings with `Mark.AREA`; points in 1e-7 degree."""

    layer: Layer
    kind: str
    name: str = ""
    marks: Mark = PLAIN
    parts: Sequence[IntArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetWay:
    """One way of a street or path, drawn in its direction where it is one-way."""

    kind: StreetClass
    names: tuple[str, ...]
    marks: Mark
    refs: tuple[int, ...]
    points: IntArray

    @property
    def name(self) -> str:
        """The first name, or nothing."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place, an emergency site or a landmark."""

    kind: str
    names: tuple[str, ...]
    longitude: int
    latitude: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A house with a number."""

    street: str
    number: str
    longitude: int
    latitude: int


class Sink(Protocol):
    """Takes what is drawn as it comes."""

    def add(self, feature: Feature) -> None:
        """Take one feature."""
        ...


@dataclass(slots=True)
class Collected:
    """What has to be seen as a whole before it can be written."""

    streets: list[StreetWay] = field(default_factory=list)
    coast: list[tuple[tuple[int, ...], IntArray]] = field(default_factory=list)
    places: list[Named] = field(default_factory=list)
    sites: list[Named] = field(default_factory=list)
    landmarks: list[Named] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)


def _nothing(_phase: str, _done: int, _total: int | None) -> None:
    return


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Watcher:
    """Hears how far a build is (phase, done, total or None) and says whether to stop."""

    progress: Callable[[str, int, int | None], None] = _nothing
    cancelled: Callable[[], bool] = _never

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        """Tell how far it is.

        Raises:
            BuildCancelled: the person asked to stop.
        """
        if self.cancelled():
            raise BuildCancelled("stopped as asked; nothing was written")
        self.progress(phase, done, total)


def clean(text: str) -> str:
    """Return a name without control characters, at a sane length."""
    printable = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in text)
    return " ".join(printable.split())[:_LONGEST_NAME].rstrip()


def names_of(tags: Tags) -> tuple[str, ...]:
    """Return the names of a thing, the first the one to show; empty when it has none."""
    found: dict[str, None] = {}
    for key in _NAME_KEYS:
        value = tags.get(key)
        if value:
            found.update(dict.fromkeys(clean(part) for part in re.split(r"\s*;\s*", value)))
    return tuple(name for name in found if name)[:_MOST_NAMES]
