"""Welfare checks and roll calls (PAR): what may be paused, and which crews are at a scene (domain.md §7)."""

from enum import StrEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.escalation import Subject


class Watch(StrEnum):
    """A timer that a person may pause, with a reason and an end."""

    WELFARE = "welfare"
    ROLL_CALL = "roll_call"

    @property
    def subject(self) -> Subject:
        """The subject whose chain it is."""
        return Subject(self.value)


AT_WORK = frozenset({
    AssignmentState.STAGED, AssignmentState.ON_SCENE, AssignmentState.WITH_PATIENT, AssignmentState.TRANSPORTING,
    AssignmentState.AT_DESTINATION,
})  # fmt: skip
"""A crew that is to be heard of regularly."""

AT_SCENE = frozenset({AssignmentState.ON_SCENE, AssignmentState.WITH_PATIENT})
"""Whom a roll call calls."""
