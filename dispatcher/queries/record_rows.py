"""The rows of an incident's record. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dispatcher.domain.calls import Medium
from dispatcher.domain.records import TaskState
from dispatcher.queries.plan_rows import IncidentPlanRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """That a line does not hold any more: which one stands in its place, who said so, when and why."""

    line_id: str
    at: datetime
    operator: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """Something that somebody was given to do. `owner` is a name, a role word or a team's title."""

    task_id: str
    words: str
    owner: str
    is_team: bool
    state: TaskState
    due_at: datetime
    made_at: datetime
    made_by: str
    settled_at: datetime | None
    settled_by: str | None
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRow:
    """What a stakeholder was told."""

    notification_id: str
    medium: Medium
    told_at: datetime
    entered_at: datetime
    words: str
    answered_at: datetime | None
    reply: str
    operator: str
    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StakeholderRow:
    """Somebody with an interest in the incident, and what they were told, the first first."""

    stakeholder_id: str
    name: str
    role: str
    organisation: str
    internal: bool
    reach: str
    told: tuple[NotificationRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactRow:
    """What the incident meant for the business; None: not known."""

    service: str
    users_affected: int | None
    downtime_min: int | None
    cost: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningRow:
    """How a former life of the incident ended, and why it was opened again."""

    closed_at: datetime
    outcome: str
    reopened_at: datetime
    reopened_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """For when the incident is, and from when on somebody is asked for."""

    at: datetime
    begins_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """All of an incident's record that is no line of its log."""

    tasks: tuple[TaskRow, ...] = ()  # the next due first, settled ones last
    stakeholders: tuple[StakeholderRow, ...] = ()
    resolution: str = ""
    actions_taken: str = ""
    impact: ImpactRow | None = None
    reopenings: tuple[ReopeningRow, ...] = ()
    schedule: ScheduleRow | None = None
    plans: tuple[IncidentPlanRow, ...] = ()  # those attached now first


NO_RECORD = RecordRow()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A functional team that the pack names."""

    name: str
    title: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedStakeholder:
    """Somebody whom the pack offers for incidents of some types; of all, when it names none."""

    name: str
    role: str
    organisation: str
    internal: bool
    reach: str
    types: tuple[str, ...]
