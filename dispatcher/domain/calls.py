"""A call: one contact from a caller, with the times that handling is measured by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from dispatcher.domain.errors import Incomplete, Rejected

_MOST_PERSONS = 10_000_000


class Medium(StrEnum):
    """How a contact reached the room. A *channel* is what the room reaches its crews over."""

    PHONE = "phone"
    RADIO = "radio"
    TEXT = "text"  # a short message
    EMAIL = "email"
    CHAT = "chat"
    SOCIAL = "social"
    PORTAL = "portal"  # a form of a web site, or a case of another system
    FILE = "file"
    WALK_IN = "walk_in"


class PlaceSource(StrEnum):
    """What a position rests on."""

    TYPED = "typed"  # words without a position
    GAZETTEER = "gazetteer"
    COORDINATES = "coordinates"  # read out or pasted
    MAP = "map"  # pointed at
    CALLER_ID = "caller_id"  # told by the network or by the device
    CREW = "crew"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimes:
    """When the contact came, was answered, ended, was entered and done with (domain.md §3: T0, T1, T3). Aware UTC."""

    contact_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    entered_at: datetime

    def __post_init__(self) -> None:
        require_in_order({"contact": self.contact_at, "answer": self.answered_at, "end": self.ended_at})
        if self.contact_at > self.entered_at:
            raise Rejected("the call's time of contact lies in the future", field="contact_at")

    def is_late(self, allowed: timedelta) -> bool:
        """Tell whether it was entered so long after the contact, or after its end, that it counts as late entry."""
        return self.entered_at - (self.ended_at or self.contact_at) > allowed


def require_persons(count: int | None) -> None:
    """Refuse a number of persons that cannot be; None is not known.

    Raises:
        Incomplete: it is negative, or beyond any crowd.
    """
    if count is not None and not 0 <= count <= _MOST_PERSONS:
        what = "be negative" if count < 0 else f"be more than {_MOST_PERSONS:,}"
        raise Incomplete(f"the number of persons cannot {what}; leave it open when it is not known", "persons_involved")


def require_in_order(times: Mapping[str, datetime | None]) -> None:
    """Refuse times of one call that contradict each other; those that are not known are passed over.

    Raises:
        Rejected: it names the two that stand the wrong way round.
    """
    known = [(name, moment) for name, moment in times.items() if moment is not None]
    for (before, earlier), (after, later) in pairwise(known):
        if later < earlier:
            raise Rejected(
                f"a call is answered after it comes and ends after it is answered: its {after}, {later:%H:%M:%S},"
                f" lies before its {before}, {earlier:%H:%M:%S} (UTC)",
                field="contact_at",
            )
