"""What the program's own duties ask of the engine: claims, receipts, health, deadlines, leases."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDuties:
    """Beat the leases this process wants, settle what a former holder left, find what is due. -> DutiesKept"""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesKept:
    """Leases held now (name -> epoch), those taken just now, and deadlines that are due."""

    held: dict[str, int]
    taken: frozenset[str]
    due: tuple[str, ...]


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


MachineCommand = ClaimNext | TakeReceipt | TakeHealth | RunDeadline | KeepDuties | ReleaseDuties | RecordAudit
