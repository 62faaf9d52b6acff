"""What can be done about a contact, and what the sources tell of them."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import Attachment, Disposition, SourceKind, SourceState
from dispatcher.domain.identifiers import CallId, ContactId, IncidentId, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeContact:
    """Say that the actor handles a contact: others see who has it; it stays guarded until it is settled. -> None"""

    actor: Actor
    contact_id: ContactId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseContact:
    """Let a contact that somebody has in hand wait again, counted from when it came. -> None"""

    actor: Actor
    contact_id: ContactId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparateContact:
    """Take a contact out of its batch, for it is not like the others: it has a guard of its own from now on. -> None"""

    actor: Actor
    contact_id: ContactId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterContact:
    """Say which call a contact became. `TakeCall` and `AddCall` with a `contact_id` do so themselves. -> None"""

    actor: Actor
    contact_id: ContactId
    call_id: CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissContact:
    """Settle a contact that becomes no call; `reason` says why. -> None"""

    actor: Actor
    contact_id: ContactId
    disposition: Disposition
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissContacts:
    """Dismiss everything of a batch that waits, with one reason. -> how many

    `upto`: only what was received up to then (aware UTC): what came while the actor read has been seen by nobody.
    """

    actor: Actor
    batch: str
    disposition: Disposition
    reason: str
    upto: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterBatch:
    """Attach everything of a batch that waits to an open incident, without a call for each. -> how many"""

    actor: Actor
    batch: str
    incident_id: IncidentId
    reason: str
    upto: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactArrived:
    """Store a contact, guarded from its first instant. -> Arrived

    `source` and `external_id` name it for ever: what comes again is counted, and what it tells anew of times is kept.
    Words are as the source has them; `raw` are its very octets.
    """

    source: str
    external_id: str
    medium: Medium
    sender: str = ""
    subject: str = ""
    body: str = ""
    raw: bytes = b""
    attachments: tuple[Attachment, ...] = ()
    said_at: datetime | None = None  # when it came, as the source says
    answered_at: datetime | None = None  # of a telephone call: somebody has picked it up
    ended_at: datetime | None = None
    seat: Seat | None = None  # of a telephone call: where it rings, or is answered
    complete: bool = True  # False: more of it is where it came from
    note: str = ""  # of the reader: what could not be read, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What became of one that arrived."""

    contact_id: ContactId
    repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsArrived:
    """Store what a source brings, with where it stands, in one commit. -> tuple[Arrived, ...]

    `epoch`: of the source's lease; a holder that was replaced is refused. `cursor` is the source's own note of what
    it has read.
    """

    source: str
    epoch: int
    items: tuple[ContactArrived, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSourceHealth:
    """Store what a source is, and raise or resolve its alarm. -> its cursor"""

    source: str
    kind: SourceKind
    medium: Medium
    state: SourceState
    reason: str
