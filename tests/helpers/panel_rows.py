"""Rows for tests of the panels, most of each made up from its number."""

from typing import Any

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.queries.transmission_rows import PendingRow
from tests.helpers.scenes import ago

SIGNS = ("E12", "L3", "M1", "R2", "B1")


def pending_row(number: int, **changes: Any) -> PendingRow:
    """A page that the pager's base has taken and nobody has answered."""
    values: dict[str, Any] = {
        "transmission_id": f"t{number}",
        "incident_id": f"i{number}",
        "incident_number": f"2026-{number:06d}",
        "priority": Priority.P1,
        "call_sign": SIGNS[number % len(SIGNS)],
        "channel": "pager",
        "state": TransmissionState.ACCEPTED,
        "marks": frozenset(),
        "attempts": 1,
        "queued_at": ago(42),
        "next_step": "voice_task",
        "next_due_at": ago(-18),
        "assignment_state": AssignmentState.ALERTED,
    }
    return PendingRow(**(values | changes))
