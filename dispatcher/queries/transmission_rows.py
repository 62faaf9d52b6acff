"""Transmissions, with their rungs and attempts. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.transmissions import AttemptState, Mark, Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.queries.chain_rows import StepRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RungRow:
    """A rung that was reached, and when."""

    state: TransmissionState
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One try on the line, with the very bytes."""

    number: int
    state: AttemptState
    repeat: bool
    queued_at: datetime
    first_byte_at: datetime | None
    ended_at: datetime | None
    code: str | None
    detail: str
    text: str
    bytes_sent: bytes
    bytes_received: bytes
    attempt_id: str = ""
    claimed_at: datetime | None = None
    carried_by: str | None = None  # the attempt whose group page carried this one as well


@dataclass(frozen=True, slots=True, kw_only=True)
class TransmissionRow:
    """One message to one recipient over one channel."""

    transmission_id: str
    purpose: Purpose
    call_sign: str
    channel: str
    address: str
    text: str
    state: TransmissionState
    highest: TransmissionState  # the highest rung the channel itself can report
    marks: frozenset[Mark]
    queued_at: datetime
    rungs: tuple[RungRow, ...]
    attempts: tuple[AttemptRow, ...]
    acknowledged_by: str | None  # who heard it
    words_heard: str | None
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRow:
    """A transmission of an open incident that still waits for a person's answer."""

    transmission_id: str
    incident_id: str
    incident_number: str
    priority: Priority
    call_sign: str
    channel: str
    state: TransmissionState
    marks: frozenset[Mark]
    attempts: int
    queued_at: datetime
    next_step: str | None  # domain.escalation.step_code of the chain's next step
    next_due_at: datetime | None
    assignment_state: AssignmentState
    unconfirmed: bool = False  # its incident is flagged on every board
