"""One dispatch from call to close."""

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.incidents import Phase
from dispatcher.domain.transmissions import TransmissionState
from tests.helpers.harness import Harness


def test_call_to_close(h: Harness) -> None:
    taken = h.call("fire", at="12 Elm St", caller_name="Ada Byron", caller_number="555 0101")
    assert taken.number == "2026-000001"
    assert h.card().phase is Phase.WAITING

    h.dispatch("E12")
    h.crew("E12").expects_page("P1", "BUILDING FIRE", "12 Elm St", "E12", "2026-000001")
    assert h.page("E12").state is TransmissionState.ACCEPTED
    assert h.card().phase is Phase.ALERTED, "a technical receipt is never an acknowledgement"

    h.advance(seconds=12)
    assert h.crew("E12").says("received, mobile to Elm Street") is AssignmentState.ACKNOWLEDGED
    assert h.card().phase is Phase.ACKNOWLEDGED
    assert h.armed("E12") == []
    assert h.voice("E12").acknowledged_by == "Ruth Achebe"
    assert h.voice("E12").words_heard == "received, mobile to Elm Street"

    for status in ("en route", "on scene", "clearing", "cleared"):
        h.advance(minutes=3)
        h.crew("E12").reports(status)
    assert h.card().phase is Phase.CLEARED
    h.close_incident("resolved")
    assert h.card().phase is Phase.CLOSED

    happened = [entry.kind.value for entry in h.told() if entry.incident_id == taken.incident_id]
    assert happened == [
        "call_taken",
        "incident_opened",
        "read_back_recorded",
        "attempt_queued",
        "unit_alerted",
        "units_dispatched",
        "attempt_claimed",
        "attempt_ended",
        "transmission_changed",
        "transmission_changed",
        "answer_recorded",
        "chain_stopped",
        "status_reported",
        "status_reported",
        "status_reported",
        "status_reported",
        "incident_closed",
    ]
