"""What an audit reads of one incident: its rows and its journal entries, as they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.escalation import DeadlineState, Policy, Subject
from dispatcher.domain.events import Entry
from dispatcher.domain.triage import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline row."""

    id: str
    subject_id: str
    name: str
    run: int
    due_at: datetime
    since: datetime
    state: str
    fired_at: datetime | None

    @property
    def is_guard(self) -> bool:
        """Whether it walks along a chain; a page has a row for each step."""
        return self.name.startswith("guard_")

    @property
    def is_incidents_own(self) -> bool:
        """Whether it is the guard that every open incident must have."""
        return self.name in (Subject.WAITING.guard, Subject.WATCH.guard)

    @property
    def is_done(self) -> bool:
        """Whether it ran."""
        return self.state == DeadlineState.DONE.value

    @property
    def is_armed(self) -> bool:
        """Whether it is still to come."""
        return self.state == DeadlineState.ARMED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A transmission row with the policy that its chain goes by; None: it has no chain."""

    id: str
    message_id: str
    assignment_id: str
    unit_id: str
    call_sign: str
    purpose: str
    state: str
    policy: Policy | None
    priority: Priority
    forecast_s: float
    queued_at: datetime
    acknowledged_by: str | None
    words_id: str | None
    answer: "Answer | None" = None  # what came in from the crew, where no operator heard it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A row of what came in, that something acknowledged points to."""

    id: str
    unit_id: str | None
    outcome: str
    duplicate: bool
    words_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """An attempt row. `says_repeat` None: its text was destroyed."""

    transmission_id: str
    number: int
    state: str
    repeat: bool
    says_repeat: bool | None
    queued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An assignment row."""

    id: str
    call_sign: str
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An attention row."""

    id: str
    kind: str
    is_resolved: bool
    times: int
    owner: str | None
    raised_at: datetime
    taken_at: datetime | None
    resolved_at: datetime | None
    transmission_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One incident. `until` is when it was closed, or now."""

    id: str
    number: str
    is_open: bool
    opened_at: datetime
    until: datetime
    dues: tuple[Due, ...]
    sendings: tuple[Sending, ...]
    tries: tuple[Try, ...]
    parts: tuple[Part, ...]
    items: tuple[Item, ...]
    entries: tuple[Entry, ...]  # the incident's own, in order
    beside: tuple[Entry, ...]  # of other incidents, told by the commands that stopped a chain here
    clock_was_set: bool  # while it lasted: its times cannot be compared with each other
    closed_by: float  # the sequence of the entry that closed it; infinite while there is none
    shut: tuple[tuple[datetime, datetime], ...]  # closed from, until: each time that it was opened again afterwards
    words: Mapping[str, str | None]  # salted digest by id of words that were heard; None: destroyed
