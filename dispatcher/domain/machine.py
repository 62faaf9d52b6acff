"""What the program's own duties ask of the engine: claims, receipts, what comes in, health, deadlines, leases."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from dispatcher.domain.contact_commands import ContactArrived, ContactsArrived, TakeSourceHealth
from dispatcher.domain.identifiers import AttemptId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNext:
    """Take the most urgent waiting attempt of a channel for the line (flow T3). -> Claimed | None"""

    channel: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """An attempt that now belongs to the line."""

    attempt_id: AttemptId
    address: str
    text: str
    rank: int
    group: bool = False  # the address is a group's


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallAccepted:
    """Name the attempts of a channel whose far side may still tell more, oldest first. -> tuple[Accepted, ...]"""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An attempt that ended ACCEPTED with the network's own reference in `code`."""

    attempt_id: AttemptId
    address: str
    code: str
    age_s: float


class Evidence(StrEnum):
    """What the far side told about an attempt."""

    ACCEPTED = "accepted"
    ON_AIR = "on_air"
    DELIVERED = "delivered"
    READ = "read"
    REJECTED = "rejected"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeReceipt:
    """Store what became of an attempt, with its bytes (flow T4). -> None"""

    attempt_id: str
    evidence: Evidence
    code: str | None = None
    detail: str = ""
    truncated: bool = False
    maybe_doubled: bool = False
    bytes_sent: bytes = b""
    bytes_received: bytes = b""
    first_byte_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHealth:
    """Store a channel's health and raise or resolve its alarm. -> None"""

    channel: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDeadline:
    """Run a due deadline, once in the whole room (flow T6). -> whether it ran here"""

    deadline_id: str
    epoch: int


class DuePlace(NamedTuple):
    """A deadline's place in due order."""

    due_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDue:
    """Run what is due, in due order: each once in the whole room and in a savepoint of its own. -> DueRan

    At most so many, so that whoever waits for the engine does not wait for all of them. `behind`: those up to here
    failed a moment ago; go on after them.
    """

    epoch: int
    most: int
    behind: DuePlace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRan:
    """What a piece of due deadlines came to."""

    ran: int = 0
    late: int = 0  # of those that ran: how many were overdue for so long that they count as missed
    latest_s: float = 0.0  # how much the latest of them was
    failed_upto: DuePlace | None = None  # the last one tried, when one of the piece failed
    more: bool = False  # the piece was full: more may be due
    next_due: datetime | None = None  # of all that are not due yet


@dataclass(frozen=True, slots=True, kw_only=True)
class MindClock:
    """Hold the wall clock against the one that nobody can set; after a jump re-anchor what is armed. -> jump, seconds

    `zero`: what the wall clock said, or would have, at the zero of the monotonic clock. `origin` names that zero, so
    that readings of other processes and of earlier ones can be compared; `of_host`: all processes of the host share it.
    """

    origin: str
    zero: datetime
    of_host: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDuties:
    """Beat the leases this process wants, settle what a former holder left, find what is due. -> DutiesKept"""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesKept:
    """Leases held now (name -> epoch), those taken just now, and how it stands with the deadlines."""

    held: dict[str, int]
    taken: frozenset[str]
    due: tuple[str, ...]
    missed: int = 0  # due for so long that they were neither run nor are in the engine's hands
    oldest_s: float = 0.0  # how long the oldest of those is due
    next_due: datetime | None = None  # of all that are not due yet


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDuties:
    """Give leases back; at the end of the process, sign its seats off too. -> None"""

    names: tuple[str, ...]
    closing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAudit:
    """Note that a closed incident was looked through, with the kinds of finding and how many. -> whether it was new"""

    incident_id: str
    findings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardStatus:
    """A pre-coded status as it came in. `duplicate`: the channel heard the same frame a moment ago."""

    channel: str
    sender: str
    code: int
    heard_at: datetime
    duplicate: bool = False
    bytes_received: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStatuses:
    """Store statuses and act on them, in order, as many as fit a commit (flow T5). -> tuple[InboundOutcome, ...]

    The outcomes are those of the first so many; what is left is to be told again.
    """

    items: tuple[HeardStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeText:
    """Store words that came in; a crew's answer answers what it was told. -> InboundOutcome"""

    channel: str
    sender: str
    text: str
    heard_at: datetime
    sent_at: datetime | None = None  # the network's word
    complete: bool = True
    duplicate: bool = False
    bytes_received: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeEmergency:
    """Store that somebody pressed the emergency button, and call people. Never dropped as a duplicate. -> its item"""

    channel: str
    sender: str
    how: str  # the radio's words for what arrived
    heard_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    duplicate: bool = False
    bytes_received: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPosition:
    """Where a radio was at an instant, in degrees (WGS 84). `times`: how often it told where it is since the last."""

    channel: str
    sender: str
    latitude: float
    longitude: float
    at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePositions:
    """Keep where units were last seen; not journalled (ADR 0008). -> PositionsTaken"""

    items: tuple[HeardPosition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsTaken:
    """What became of a batch of positions: of units, of senders that nobody knows, and what is no place on earth."""

    kept: int = 0
    unknown: int = 0
    broken: int = 0


MachineCommand = (
    ClaimNext
    | RecallAccepted
    | TakeReceipt
    | TakeHealth
    | RunDeadline
    | RunDue
    | MindClock
    | KeepDuties
    | ReleaseDuties
    | RecordAudit
    | TakeStatuses
    | TakeText
    | TakeEmergency
    | TakePositions
    | ContactArrived
    | ContactsArrived
    | TakeSourceHealth
)
