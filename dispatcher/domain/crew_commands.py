"""What crews say and report, and the checks on them."""

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.units import Availability, UnitFix
from dispatcher.domain.welfare import Watch


class Answer(StrEnum):
    """What a crew said."""

    ACCEPTS = "accepts"
    DECLINES = "declines"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAnswer:
    """Record that a person of the crew answered, heard by the actor, with the words heard. -> AssignmentState

    For a unit that was stood down it acknowledges the stand-down.
    """

    actor: Actor
    call_sign: str
    answer: Answer
    words_heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStatus:
    """Take a crew's status, or set a unit's availability when it has no assignment. -> shown state

    A report that makes no sense is kept as an exception item and raised as InvalidTransition.
    """

    actor: Actor
    call_sign: str
    status: AssignmentState | Availability
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPositions:
    """Keep where units were last seen; all fixes or none. -> how many were newer than what was kept

    Not journalled: positions are measurements, and screens ask each second.
    """

    actor: Actor
    fixes: tuple[UnitFix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRollCall:
    """Call every crew at the scene now. -> call signs that are called"""

    actor: Actor
    incident_id: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRollCall:
    """Note crews that accounted for all their people, with the words heard. -> call signs that are still silent"""

    actor: Actor
    incident_id: IncidentId
    call_signs: tuple[str, ...]
    words_heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseWatch:
    """Put a crew's welfare check, or the incident's roll call, off for so many minutes. -> None"""

    actor: Actor
    incident_id: IncidentId
    watch: Watch
    minutes: float
    reason: str
    call_sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeWatch:
    """End a pause before its time. -> None"""

    actor: Actor
    incident_id: IncidentId
    watch: Watch
    call_sign: str = ""
