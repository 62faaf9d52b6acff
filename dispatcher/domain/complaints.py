"""A complaint's life: received, acknowledged to whoever complained, answered with an outcome."""

from collections.abc import Mapping
from enum import StrEnum


class ComplaintState(StrEnum):
    """RECEIVED and ACKNOWLEDGED have a due time; VOID is what turned out to be no complaint."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    VOID = "void"


class ComplaintOutcome(StrEnum):
    """What the complainant was answered."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"  # by whoever complained


NEXT: Mapping[ComplaintState, frozenset[ComplaintState]] = {
    ComplaintState.RECEIVED: frozenset({ComplaintState.ACKNOWLEDGED, ComplaintState.ANSWERED, ComplaintState.VOID}),
    ComplaintState.ACKNOWLEDGED: frozenset({ComplaintState.ANSWERED, ComplaintState.VOID}),
    ComplaintState.ANSWERED: frozenset({ComplaintState.VOID}),
    ComplaintState.VOID: frozenset({ComplaintState.RECEIVED}),
}
"""Answering at once acknowledges it too: the complainant has heard."""

UNSETTLED = frozenset({ComplaintState.RECEIVED, ComplaintState.ACKNOWLEDGED})
