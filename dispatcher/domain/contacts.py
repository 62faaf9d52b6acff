"""A contact: what reaches the room from outside and waits for somebody, whatever the medium."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from dispatcher.domain.calls import Medium
from dispatcher.domain.triage import Priority


class ContactState(StrEnum):
    """WAITING and TAKEN are guarded; ENTERED and DISMISSED say who settled it, and why."""

    WAITING = "waiting"
    TAKEN = "taken"
    ENTERED = "entered"  # it became a call, or was attached to an incident
    DISMISSED = "dismissed"


NEXT: Mapping[ContactState, frozenset[ContactState]] = {
    ContactState.WAITING: frozenset({ContactState.TAKEN, ContactState.ENTERED, ContactState.DISMISSED}),
    ContactState.TAKEN: frozenset({ContactState.WAITING, ContactState.ENTERED, ContactState.DISMISSED}),
    ContactState.ENTERED: frozenset(),
    ContactState.DISMISSED: frozenset(),
}

UNSETTLED = frozenset({ContactState.WAITING, ContactState.TAKEN})


class Disposition(StrEnum):
    """As what a contact was dismissed."""

    ANSWERED = "answered"  # dealt with, and nothing to record beyond it
    KNOWN = "known"  # about something that the room knows already
    NOT_OURS = "not_ours"  # passed on, or told whom to turn to
    AUTOMATIC = "automatic"  # an out-of-office note, a delivery report
    TEST = "test"
    SPAM = "spam"


class SourceKind(StrEnum):
    """How contacts are fetched."""

    IMAP = "imap"
    SOCKET = "socket"
    FOLDER = "folder"


class SourceState(StrEnum):
    """What a source is. Only a process that holds its lease says so."""

    UP = "up"
    OPENING = "opening"
    DOWN = "down"  # it is tried again and again


URGENCY: Mapping[Medium, Priority] = {
    Medium.PHONE: Priority.P2,
    Medium.RADIO: Priority.P2,
    Medium.WALK_IN: Priority.P2,
    Medium.TEXT: Priority.P2,
    Medium.CHAT: Priority.P3,
    Medium.SOCIAL: Priority.P3,
    Medium.PORTAL: Priority.P4,
    Medium.EMAIL: Priority.P4,
    Medium.FILE: Priority.P5,
}
"""By which times of the policy a contact waits, unless the pack says otherwise."""

_NO_CONTACT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Something that came along with a contact."""

    name: str
    type: str  # as its sender says: "image/jpeg"
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """How contacts wait and are folded: the pack's word."""

    urgency: Mapping[Medium, Priority]
    batch_from: int = 5  # so many of one sender or subject within the window are one row in the list
    batch_within_s: float = 600.0

    def priority(self, medium: Medium) -> Priority:
        """Return by which times of the policy a contact waits."""
        return self.urgency.get(medium, URGENCY[medium])


STANDARD = ContactRules(urgency=URGENCY)
"""What a pack says that says nothing."""


def counted_from(said_at: datetime | None, received_at: datetime) -> datetime:
    """Return when a contact came: what its source says unless that is no time a contact could have come at."""
    if said_at is None or not _NO_CONTACT_BEFORE <= said_at <= received_at:
        return received_at
    return said_at


def likeness(kind: str, source: str, words: str) -> str | None:
    """Return what contacts of one source with the same words share and does not say them; None without words."""
    folded = " ".join(words.casefold().split())
    if not folded:
        return None
    return f"{kind}:{hashlib.sha256(f'{source}/{folded}'.encode()).hexdigest()[:24]}"
