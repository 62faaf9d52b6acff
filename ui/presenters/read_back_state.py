"""What the read-back shows: sentences with their ticks, how it stands, what can be promised. No Qt."""

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.read_back import WhyNot
from dispatcher.domain.saying import Item
from ui.wording import Badge


class Tick(StrEnum):
    """What the caller said of one sentence."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"  # being corrected; it is said again
    CHANGED = "changed"  # confirmed, and different since


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackLine:
    """One sentence to say. `key` is the number that ticks it."""

    item: Item
    key: str
    title: str
    words: str
    sure: bool
    tick: Tick
    can_correct: bool = True  # the caller knows better; what the room does is not corrected
    note: str = ""  # beside it: not verified, changed since, being corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOffer:
    """What one key promises. `why_not` says why it is grey."""

    about: PromiseAbout
    minutes: int
    words: str
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackShown:
    """Everything that is drawn."""

    badge: Badge
    said: str  # how it stands, beside the badge: since when, by whom, why
    lines: tuple[ReadBackLine, ...] = ()
    call: str = ""  # which of several it is said to; "" when there is one
    language: str = ""  # in which it is said, and what is missing
    empty: str = ""  # instead of lines
    promises: tuple[PromiseOffer, ...] = ()
    rests_on: str = ""  # what the time rests on
    asks_why: bool = False  # reasons for “not possible” are offered
    reasons: tuple[tuple[WhyNot, str], ...] = ()
    words: str = ""
    can_confirm: bool = False
    why_not: str = ""  # why nothing can be recorded now
    message: str = ""
    tone: str = "muted"
