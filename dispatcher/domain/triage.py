"""Impact, urgency and the priority they give."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Impact(IntEnum):
    """How much harm is at stake; 1 is the most."""

    HIGH = 1
    MEDIUM = 2
    LOW = 3


class Urgency(IntEnum):
    """How fast the harm grows if nobody comes; 1 is the fastest."""

    HIGH = 1
    MEDIUM = 2
    LOW = 3


class Priority(StrEnum):
    """Grade of an incident; P1 goes first."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"

    @property
    def rank(self) -> int:
        """1 for P1 to 5 for P5: the lower, the sooner."""
        return int(self.value[1])

    @property
    def is_urgent(self) -> bool:
        """P1 and P2: nobody without the authority lowers them, or puts them off."""
        return self in (Priority.P1, Priority.P2)


MATRIX: Mapping[tuple[Impact, Urgency], Priority] = {
    (Impact.HIGH, Urgency.HIGH): Priority.P1,
    (Impact.HIGH, Urgency.MEDIUM): Priority.P2,
    (Impact.MEDIUM, Urgency.HIGH): Priority.P2,
    (Impact.HIGH, Urgency.LOW): Priority.P3,
    (Impact.MEDIUM, Urgency.MEDIUM): Priority.P3,
    (Impact.LOW, Urgency.HIGH): Priority.P3,
    (Impact.MEDIUM, Urgency.LOW): Priority.P4,
    (Impact.LOW, Urgency.MEDIUM): Priority.P4,
    (Impact.LOW, Urgency.LOW): Priority.P5,
}
"""domain.md §8: impact x urgency, 3 x 3, to P1..P5."""


def priority_for(impact: Impact, urgency: Urgency) -> Priority:
    """Return the priority that the matrix gives."""
    return MATRIX[impact, urgency]
