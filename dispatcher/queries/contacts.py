"""What reached the room from outside: the questions, and the rows that come back. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.calls import Medium
from dispatcher.domain.contacts import ContactState, Disposition, SourceKind, SourceState
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """A contact, or the first of a batch; words are empty where there are none, or where they were destroyed."""

    contact_id: str
    medium: Medium
    source: str
    priority: Priority  # by which times of the policy it waits
    state: ContactState
    contact_at: datetime  # what its handling counts from
    received_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    sender: str
    subject: str
    preview: str  # the first words
    note: str  # of the reader: what could not be read
    complete: bool  # False: more of it is where it came from
    repeats: int  # how often the same came again
    attachments: int
    seat: str | None  # of a telephone call: where it rings
    taken_by: str | None  # name
    taken_seat: str | None
    batch: str | None
    waiting: int = 1  # so many of its batch wait; a row that stands for itself is 1
    per_minute: int = 0  # so many of its batch came in the last minute
    newest_at: datetime | None = None  # of its batch


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPartRow:
    """Something that came along."""

    place: int
    name: str
    type: str
    size: int
    is_kept: bool  # False once it was destroyed


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWhole:
    """A contact with all its words, and what became of it."""

    row: ContactRow
    said_at: datetime | None  # when it came, as the source says
    body: str
    octets: int  # of what came, kept whole
    attachments: tuple[ContactPartRow, ...]
    settled_at: datetime | None
    settled_by: str | None  # name
    call_id: str | None
    incident_id: str | None
    incident_number: str | None
    disposition: Disposition | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactList:
    """What is not settled. `rows` may be fewer than there are: what is left out is counted all the same."""

    rows: tuple[ContactRow, ...]
    waiting: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Where contacts are fetched, and how it does."""

    name: str
    kind: SourceKind
    medium: Medium
    state: SourceState
    since: datetime
    reason: str
    has_holder: bool  # a process of this room reads it
    last_at: datetime | None  # when something last came
    in_last_hour: int
    per_minute: float  # over the last five minutes


@dataclass(frozen=True, slots=True)
class AskContacts(Query[ContactList]):
    """What waits or is in hand, the most urgent first, then the oldest; each batch as one row, unless it is named."""

    limit: int = 200
    batch: str = ""


@dataclass(frozen=True, slots=True)
class AskContact(Query[ContactWhole | None]):
    """One contact, whole; None when there is none of that id."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class AskContactOctets(Query[bytes | None]):
    """The octets of a contact (place 0) or of an attachment; None when there are none, or they were destroyed."""

    contact_id: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class AskSources(Query[tuple[SourceRow, ...]]):
    """Every source of contacts that a process of this room has read, by name."""
