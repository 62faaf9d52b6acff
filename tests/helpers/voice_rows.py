"""Voice tasks for tests of the radio desk, most of each made up from its number."""

from typing import Any

from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.queries.voice_rows import TriedRow, VoiceTaskRow
from tests.helpers.panel_rows import SIGNS
from tests.helpers.scenes import ago


def voice_row(number: int, **changes: Any) -> VoiceTaskRow:
    """A fire that a crew's pager was told of and that nobody has acknowledged."""
    place = "Boulevard des Moulins 12, 4th floor"
    values: dict[str, Any] = {
        "transmission_id": f"v{number}",
        "attention_id": f"a{number}",
        "taken_by": None,
        "incident_id": f"i{number}",
        "incident_number": f"2026-{number:06d}",
        "purpose": Purpose.DISPATCH,
        "priority": Priority.P1,
        "type_name": "Building fire",
        "place": place,
        "units": (SIGNS[number % len(SIGNS)], "L11"),
        "call_sign": SIGNS[number % len(SIGNS)],
        "text": f"P1 / BUILDING FIRE / {place} / {SIGNS[number % len(SIGNS)]} L11 / balcony side / 2026-{number:06d}",
        "talkgroup": "Voice radio",
        "queued_at": ago(40),
        "next_step": "dispatch/ask:supervisor",
        "next_due_at": ago(-30),
        "tried": (TriedRow(transmission_id=f"t{number}", channel="paging", state=TransmissionState.ACCEPTED),),
    }
    return VoiceTaskRow(**(values | changes))
