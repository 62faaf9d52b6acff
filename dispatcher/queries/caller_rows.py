"""What callers were told, as screens show it. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.complaints import ComplaintOutcome, ComplaintState
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Outcome, Standing, WhyNot
from dispatcher.domain.saying import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackRow:
    """What became of one read-back."""

    call_id: str | None
    outcome: Outcome
    confirmed: tuple[Item, ...]
    corrected: tuple[Item, ...]
    why_not: WhyNot | None
    words: str
    language: str
    operator: str  # name
    seat: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackState:
    """How an incident stands with its read-back."""

    standing: Standing = Standing.NOT_ASKED
    owed_since: datetime | None = None
    rows: tuple[ReadBackRow, ...] = ()  # oldest first


NOTHING_SAID = ReadBackState()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """What an incident was taken for until then, and why it became something else."""

    was: Kind
    kind: Kind
    at: datetime
    operator: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """Where a complaint stands. `due_at`: of the next step; None once it is answered or void."""

    state: ComplaintState
    received_at: datetime
    due_at: datetime | None
    about_id: str | None
    about_number: str | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None  # name
    acknowledgement: str
    answered_at: datetime | None
    answered_by: str | None
    answer: str
    outcome: ComplaintOutcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplainedRow:
    """A complaint about an incident, as the incident's own card tells it."""

    incident_id: str  # the complaint's own
    number: str
    state: ComplaintState
    received_at: datetime
    outcome: ComplaintOutcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheWay:
    """A unit that a caller may be told of: its type, never its call sign."""

    call_sign: str
    type_name: str
    acknowledged: bool
    there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """What the room can tell a caller of an incident now."""

    incident_id: str
    number: str
    state: ReadBackState
    units: tuple[OnTheWay, ...]
    arrival_s: float | None  # forecast, from now
    arrival_from: str  # what the forecast rests on, in words; empty: the pack's own time
    promised: tuple[str, ...] = ()  # what is promised already, and not settled
