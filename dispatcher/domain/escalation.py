"""Escalation policies as data, and the instants that a chain's steps fall due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatcher.domain.triage import Priority


class StepAction(StrEnum):
    """What a step does when it comes due and its reason still stands."""

    TECHNICAL_ALARM = "technical_alarm"
    REPEAT_PAGE = "repeat_page"
    VOICE_TASK = "voice_task"
    SUPERVISOR = "supervisor"


class SubjectKind(StrEnum):
    """What a deadline guards."""

    INCIDENT = "incident"
    TRANSMISSION = "transmission"


class GuardKind(StrEnum):
    """Deadlines that are no chain step: they keep an open incident from falling silent."""

    WAITING = "guard_waiting"  # nobody has acknowledged yet
    WATCH = "guard_watch"  # crews are at work; has anybody looked lately?


class DeadlineState(StrEnum):
    """Life of a deadline row."""

    ARMED = "armed"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a chain. Times are seconds from the instant the transmission was queued."""

    name: str
    action: StepAction
    after_s: float
    plus_forecast: bool = False  # add the channel's own forecast: a slow healthy line is no alarm
    every_s: float | None = None  # come again until the reason is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A named, versioned chain for one subject."""

    name: str
    version: int
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        """Return the step of that name; KeyError when the policy has none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """How long an open incident may go without a human act, by priority. Seconds."""

    waiting_s: Mapping[Priority, float]
    watch_s: Mapping[Priority, float]

    def due(self, kind: GuardKind, priority: Priority, since: datetime) -> datetime:
        """Return when the guard falls due."""
        table = self.waiting_s if kind is GuardKind.WAITING else self.watch_s
        return since + timedelta(seconds=table[priority])


def first_due(step: Step, queued_at: datetime, forecast_s: float) -> datetime:
    """Return when a step first falls due; the forecast counts only where the step says so."""
    return queued_at + timedelta(seconds=step.after_s + (forecast_s if step.plus_forecast else 0.0))
