"""Chains and guards as the card draws them. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.escalation import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of a chain or a guard: done, cancelled or still to come."""

    name: str
    action: str  # domain.escalation.step_code
    due_at: datetime
    state: str  # armed, done, cancelled
    fired_at: datetime | None


class StepPhase(StrEnum):
    """Where a step stands on the timeline of its chain."""

    RAN = "ran"
    NEXT = "next"
    TO_COME = "to_come"
    NOT_NEEDED = "not_needed"  # its reason was gone before it came


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """A step on the timeline of a chain: when it ran and what it did, or when it comes."""

    name: str
    code: str  # domain.escalation.step_code
    phase: StepPhase
    at: datetime  # when it ran, else when it is due
    run: int
    did: str = ""
    late_ms: int = 0
    every_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """One chain of an incident, as the card draws it. `stoppable` chains end by `StopChain` with a reason."""

    subject: Subject
    subject_id: str
    about: str  # a call sign, a partner; empty for the incident itself
    policy: str  # name and version of the snapshot
    since: datetime
    running: bool
    stoppable: bool
    steps: tuple[TimelineStep, ...]
