"""A call: one contact from a caller, with the times that handling is measured by."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.errors import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimes:
    """When the contact came, was answered, ended and was entered (domain.md §3: T0, T1, T3). Aware UTC."""

    contact_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    entered_at: datetime

    def __post_init__(self) -> None:
        known = [moment for moment in (self.contact_at, self.answered_at, self.ended_at) if moment is not None]
        if known != sorted(known):
            raise Rejected("a call is answered after it comes and ends after it is answered", field="contact_at")
        if self.contact_at > self.entered_at:
            raise Rejected("the call's time of contact lies in the future", field="contact_at")
