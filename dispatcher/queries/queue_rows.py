"""The queue of open incidents, and what `find` finds. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.incidents import Kind, Phase
from dispatcher.domain.read_back import Standing
from dispatcher.domain.triage import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueUnit:
    """A unit on a queue row."""

    call_sign: str
    state: AssignmentState
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One open incident."""

    incident_id: str
    number: str
    priority: Priority
    kind: Kind
    incident_type: str
    type_name: str
    place: str
    latitude: float | None
    longitude: float | None
    verified: bool  # the place is one the gazetteer or the map knows
    phase: Phase
    opened_at: datetime
    contact_at: datetime
    owner: str  # seat or role
    guarded: bool
    next_due_at: datetime | None
    next_step: str | None  # what fires then: domain.escalation.step_code
    requeued: bool  # it lost a unit to another incident and stands at the top
    unconfirmed: bool = False  # flagged on every board: nobody could be made to answer
    major: bool = False
    scheduled_for: datetime | None = None  # it is for that time
    scheduled: bool = False  # that time is far, and nobody is asked for yet
    units: tuple[QueueUnit, ...]  # active assignments only
    emergency: bool = True
    read_back: Standing = Standing.NOT_ASKED

    @property
    def waits(self) -> bool:
        """Whether somebody is still to be sent, or to answer: it stands above those of its priority in good hands."""
        waiting = self.phase is Phase.WAITING and not self.scheduled
        return waiting or any(unit.state is AssignmentState.ALERTED for unit in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """One hit of `find`: an open or closed incident or a unit."""

    kind: str  # incident, unit
    incident_id: str | None
    label: str
    detail: str
