"""What the room knows before a call comes: of places, of things with a number, of people who have called before."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from dispatcher.domain.errors import Incomplete, Rejected
from dispatcher.domain.numbers import normal

MOST_RADIUS_M = 2_000.0
DEFAULT_RADIUS_M = 40.0
WIDE_M = 150
"""A place that reaches farther is looked for apart: a box as wide as the widest would hold half a town."""
MOST_WORDS = 4_000
"""A note longer than this is no note; it is refused, never cut."""
_LEAST_NATIONAL = 6
"""Shorter ones are dialled within a house, or are services: they stay as they are."""
_PHONE = re.compile(r"\+?\d{3,20}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class NoteKind(StrEnum):
    """What a note about a place is for, the most pressing first."""

    HAZARD = "hazard"
    CAUTION = "caution"  # how to behave there: a dog, a person who is frightened of uniforms
    ACCESS = "access"
    WATER = "water"
    KEYHOLDER = "keyholder"
    OTHER = "other"

    @property
    def rank(self) -> int:
        """How far down it stands."""
        return list(NoteKind).index(self)


class CallerNoteKind(StrEnum):
    """What a note about a caller is for, the most pressing first."""

    CAUTION = "caution"
    HEALTH = "health"
    APPROACH = "approach"  # how to speak with them, whom to ring instead
    OTHER = "other"

    @property
    def rank(self) -> int:
        """How far down it stands."""
        return list(CallerNoteKind).index(self)


class SecretKind(StrEnum):
    """What a secret of a place opens."""

    DOOR_CODE = "door_code"
    KEY_SAFE = "key_safe"
    ALARM = "alarm"
    OTHER = "other"


class KnowledgeKind(StrEnum):
    """What can be brought in from a file."""

    PREMISES = "premises"
    ASSETS = "assets"
    CALLERS = "callers"


Box = tuple[float, float, float, float]
"""South, west, north, east; in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is: folded words under which a place may be known, and a position with the boxes around it."""

    keys: tuple[str, ...]
    latitude: float | None = None
    longitude: float | None = None
    near: Box | None = None  # as far as most places reach
    wide: Box | None = None  # as far as any does


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretEntry:
    """A secret as it is brought in. Its words are shown by no repr."""

    kind: SecretKind
    title: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiseEntry:
    """A place as a file has it; None leaves what is known of a part as it is, empty takes it away."""

    key: str
    name: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_m: float | None = None
    notes: Mapping[NoteKind, str] = field(default_factory=dict[NoteKind, str], repr=False)
    keyholders: tuple[tuple[str, str], ...] | None = field(default=None, repr=False)  # name, number; in order
    secrets: tuple[SecretEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetEntry:
    """A thing with a number, as a file has it. `premise` is a place's key."""

    number: str
    title: str = ""
    kind: str = ""
    premise: str = ""
    owner_team: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerEntry:
    """A caller as a file has them; None leaves what is known of a part as it is, empty takes it away."""

    key: str
    numbers: tuple[str, ...] = field(repr=False)
    name: str | None = field(default=None, repr=False)
    language: str | None = field(default=None, repr=False)
    needs: str | None = field(default=None, repr=False)
    vulnerable: bool | None = None
    repeat: bool | None = None
    notes: Mapping[CallerNoteKind, str] = field(default_factory=dict[CallerNoteKind, str], repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeRules:
    """How the room looks up what it knows."""

    country: str = ""  # "+377": what a national number goes on from
    trunk_zero: bool = True  # national numbers begin with a 0, which the country's code takes the place of
    radius_m: float = 100.0  # how far from a place its previous incidents lie
    look_back: timedelta = timedelta(days=400)
    look_back_of: Mapping[str, timedelta] = field(default_factory=dict[str, timedelta])  # by type: longer, or shorter
    shown_s: float = 20.0  # a secret on a screen hides itself again

    def reach_back(self, incident_type: str) -> timedelta:
        """How long an incident of a type is remembered at its place."""
        return self.look_back_of.get(incident_type, self.look_back)

    def number(self, typed: str) -> str:
        """Return a telephone number in the one form that is compared; "" for what is none."""
        plain = normal(typed, self.country if self.trunk_zero else "")
        if self.country and not self.trunk_zero and len(plain) >= _LEAST_NATIONAL and not plain.startswith("+"):
            plain = f"{self.country}{plain}"
        return plain if _PHONE.fullmatch(plain) else ""


def require_words(text: str, ask: str, field_name: str, most: int = MOST_WORDS) -> str:
    """Return the words without blanks around them.

    Raises:
        Incomplete: there are none; `ask` says what to do.
        Rejected: they are too long, or no text.
    """
    plain = text.strip()
    if not plain:
        raise Incomplete(ask, field=field_name)
    if len(plain) > most:
        raise Rejected(f"the text has {len(plain)} characters; at most {most} are kept: shorten it", field=field_name)
    if _CONTROL.search(plain):
        raise Rejected("the text has control characters in it; paste it as plain text", field=field_name)
    return plain


def require_radius(radius_m: float) -> float:
    """Return the radius of a place.

    Raises:
        Rejected: it is none.
    """
    if not 1 <= radius_m <= MOST_RADIUS_M:
        raise Rejected(f"the radius is {radius_m:g} m; it goes from 1 to {MOST_RADIUS_M:g} m", field="radius_m")
    return radius_m
