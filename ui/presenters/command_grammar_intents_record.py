"""What a line can mean about an incident's record. As elsewhere, an empty word stands where a name was left out."""

from dataclasses import dataclass
from decimal import Decimal

from dispatcher.domain.calls import Medium
from dispatcher.domain.records import TaskState
from ui.presenters.command_grammar_scan import Word


@dataclass(frozen=True, slots=True)
class When:
    """A time as it was typed: in so many minutes, or at a time of day; `tomorrow`'s when that is said."""

    word: Word
    minutes: int | None = None
    clock: tuple[int, int] | None = None
    tomorrow: bool = False


@dataclass(frozen=True, slots=True)
class TaskIntent:
    """Give somebody something to do by a time."""

    incident: Word
    owner: Word
    when: When
    words: str


@dataclass(frozen=True, slots=True)
class SettleTaskIntent:
    """Say what came of a task: the one at a place of the open ones, counted from 1."""

    incident: Word
    state: TaskState
    place: Word
    words: str


@dataclass(frozen=True, slots=True)
class InformIntent:
    """Note that somebody of the register was told something."""

    incident: Word
    person: Word
    medium: Medium
    words: str


@dataclass(frozen=True, slots=True)
class ReopenIntent:
    """Open the shown, closed incident again."""

    incident: Word
    reason: str


@dataclass(frozen=True, slots=True)
class ScheduleIntent:
    """Say for when an incident is; None: for now."""

    incident: Word
    when: When | None
    lead_min: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactIntent:
    """Say what an incident meant for the business."""

    incident: Word
    service: str
    users: int | None = None
    downtime_min: int | None = None
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionIntent:
    """Say what resolved an incident, or which actions were taken."""

    incident: Word
    actions: bool
    words: str


RecordIntent = (
    TaskIntent | SettleTaskIntent | InformIntent | ReopenIntent | ScheduleIntent | ImpactIntent | ResolutionIntent
)
