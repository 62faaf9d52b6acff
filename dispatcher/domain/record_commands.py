"""What can be asked of an incident's record: its log, its tasks, who was told, what it cost, its second life."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dispatcher.domain.authority import Actor
from dispatcher.domain.calls import Medium
from dispatcher.domain.documents import Citation
from dispatcher.domain.identifiers import IncidentId, LineId, NotificationId, StakeholderId, TaskId
from dispatcher.domain.records import LineKind, TaskOwner, TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Add a line to the incident's log, open or closed. -> LineId

    `source_at` (aware UTC) is when it happened; without it, now. A DECISION may name the `options` considered.
    """

    actor: Actor
    incident_id: IncidentId
    text: str
    cites: Citation | None = None  # the script, action card or policy that it goes by
    line_kind: LineKind = LineKind.NOTE
    source_at: datetime | None = None
    options: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectLine:
    """Write a line anew, with a reason; both are shown, the former struck through. -> LineId

    `text` is the whole new line. Without `source_at` or `options` those of the former hold.
    """

    actor: Actor
    line_id: LineId
    text: str
    reason: str
    source_at: datetime | None = None
    options: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStakeholder:
    """Put somebody who has an interest in the incident in its register. -> StakeholderId"""

    actor: Actor
    incident_id: IncidentId
    name: str
    role: str = ""
    organisation: str = ""
    internal: bool = False
    reach: str = ""  # how they are reached: a number, an address


@dataclass(frozen=True, slots=True, kw_only=True)
class TellStakeholder:
    """Note that a stakeholder was told something. -> NotificationId

    Not `answered`: nobody was reached, or no answer has come yet; RecordReply says so later.
    """

    actor: Actor
    stakeholder_id: StakeholderId
    words: str
    medium: Medium = Medium.PHONE
    told_at: datetime | None = None
    answered: bool = False
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReply:
    """Note what a stakeholder answered to what they were told. -> None"""

    actor: Actor
    notification_id: NotificationId
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTask:
    """Give somebody something to do for the incident, by a time (aware UTC). It is guarded from now on. -> TaskId"""

    actor: Actor
    incident_id: IncidentId
    words: str
    owner: TaskOwner
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleTask:
    """Say that a task is done, withdrawn, or handed on to somebody outside, and what came of it. -> None

    DONE needs no words; the others say why.
    """

    actor: Actor
    task_id: TaskId
    state: TaskState
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResolution:
    """Say what resolved the incident and which actions were taken; None leaves what stands there. -> None

    On a closed incident too: the report is often finished afterwards. What stood there before is kept.
    """

    actor: Actor
    incident_id: IncidentId
    resolution: str | None = None
    actions_taken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessImpact:
    """Say what the incident meant for the business; None leaves what stands there. -> None

    `currency` is an ISO 4217 code.
    """

    actor: Actor
    incident_id: IncidentId
    service: str | None = None
    users_affected: int | None = None
    downtime_min: int | None = None
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenIncident:
    """Open a closed incident again: it is the actor's and guarded; how it ended before is kept. -> None"""

    actor: Actor
    incident_id: IncidentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleIncident:
    """Say that an open incident is for a later time (aware UTC); None: it is for now after all. -> None

    Nobody is asked to send anybody before `lead_min` minutes ahead of it (unless given, the pack's). It may be
    dispatched at any time.
    """

    actor: Actor
    incident_id: IncidentId
    at: datetime | None
    lead_min: int | None = None


RecordCommand = (
    CorrectLine
    | AddStakeholder
    | TellStakeholder
    | RecordReply
    | AddTask
    | SettleTask
    | RecordResolution
    | BusinessImpact
    | ReopenIncident
    | ScheduleIncident
)
