"""A unit is stood down, moved, or wanted twice."""

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, UnitUnavailable, UnknownThing
from dispatcher.domain.incidents import Phase
from dispatcher.domain.transmissions import Purpose, TransmissionState
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER
from tests.helpers.harness import Harness


def test_recalled_before_air(h: Harness) -> None:
    h.terminal.down()
    h.call("fire")
    h.dispatch("E12")
    h.recall("E12", "caller rang back")
    assert h.page("E12").state is TransmissionState.CANCELLED
    h.terminal.up()
    h.crew("E12").expects_nothing()
    assert len(h.transmissions("E12")) == 1, "nobody heard it: no stand-down"
    h.close_incident("no action needed")


def test_recalled_after_air_is_stood_down_and_must_answer(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.recall("E12", "caller rang back")
    h.crew("E12").expects_stand_down()
    assert h.unit("E12").assignment_state is None
    with pytest.raises(InvalidTransition, match="stand-down of 2026-000001 is not acknowledged"):
        h.close_incident()
    h.advance(seconds=30)
    assert "stand-down not acknowledged" in h.item(AttentionKind.VOICE_TASK).text
    assert h.crew("E12").says("returning") is AssignmentState.RECALLED
    assert h.strip(AttentionKind.VOICE_TASK) == ()
    h.close_incident()


def test_a_stand_down_escalates_to_the_supervisor(h: Harness) -> None:
    h.call("alarm")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    h.recall("E12")
    h.crew("E12").expects_stand_down()
    h.advance(minutes=4)
    item = h.item(AttentionKind.AUTHORITY)
    assert item.level == 2
    h.take(item)
    with pytest.raises(InvalidTransition, match="not acknowledged"):
        h.close_incident()
    h.crew("E12").says("returning to station")
    h.close_incident()


def test_recalled_while_the_page_is_on_the_line(h: Harness) -> None:
    h.call("fire")
    h.terminal.holds()
    h.dispatch("E12")
    h.recall("E12")
    h.terminal.answers()
    h.crew("E12").expects_page("FIRE")
    h.crew("E12").expects_stand_down()
    h.crew("E12").says()


def test_recalled_and_the_line_then_refuses(h: Harness) -> None:
    """A retry would send a recalled unit to the fire."""
    h.call("fire")
    h.terminal.holds()
    h.dispatch("E12")
    h.recall("E12")
    h.crew("E12").expects_page("FIRE")
    h.crew("E12").expects_stand_down()
    h.terminal.refuses_held()
    dispatch_page = h.page("E12", 0)
    assert dispatch_page.purpose is Purpose.DISPATCH
    assert len(dispatch_page.attempts) == 1
    h.unexpected_pages_allowed = True  # the terminal took its word back, so the tape is shorter than the crew read
    h.crew("E12").says()
    h.close_incident()


def test_recalled_while_under_way_without_any_page_taken(h: Harness) -> None:
    """The crew went on its own: the page was never taken, but they must be told all the same."""
    h.terminal.down()
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").reports("en route")
    assert h.page("E12").state is TransmissionState.CANCELLED
    h.terminal.up()
    h.recall("E12")
    h.crew("E12").expects_stand_down()
    h.crew("E12").says()


def test_an_answer_to_a_newer_dispatch_ends_the_older_stand_down(h: Harness) -> None:
    first = h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.recall("E12")
    h.crew("E12").expects_stand_down()
    h.call("flood", at="4 Quay")
    h.dispatch("E12")
    h.crew("E12").expects_page("FLOODING")
    h.crew("E12").says("mobile to the quay")
    h.advance(minutes=5)
    assert h.strip(AttentionKind.VOICE_TASK) == ()
    assert h.strip(AttentionKind.AUTHORITY) == ()
    h.close_incident(of=first.incident_id)


def test_two_stand_downs_are_answered_together(h: Harness) -> None:
    first = h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.recall("E12")
    second = h.call("flood", at="4 Quay")
    h.dispatch("E12")
    h.recall("E12")
    h.crew("E12").expects_stand_down()
    h.crew("E12").expects_page("FLOODING")
    h.crew("E12").expects_stand_down()
    h.crew("E12").says("both received, returning")
    h.close_incident(of=first.incident_id)
    h.close_incident(of=second.incident_id)


def test_a_recall_needs_a_reason_and_a_unit_at_work(h: Harness) -> None:
    h.call("fire")
    with pytest.raises(InvalidTransition, match="E12 is on no incident"):
        h.recall("E12")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    with pytest.raises(Incomplete, match="why"):
        h.recall("E12", "  ")
    with pytest.raises(NotAuthorised, match="radio operator may not recall"):
        h.recall("E12", by=RADIO_OPERATOR)
    h.crew("E12").says()


def test_reassign_is_the_supervisors_and_the_old_incident_returns_on_top(h: Harness) -> None:
    left = h.call("rubbish", at="Tip Lane")
    h.dispatch("E12")
    h.crew("E12").expects_page("RUBBISH")
    h.crew("E12").says()
    h.crew("E12").reports("en route")
    worse = h.call("fire", at="1 High St")
    with pytest.raises(NotAuthorised, match="supervisor"):
        h.reassign("E12", worse.incident_id, by=DISPATCHER)
    with pytest.raises(Incomplete, match="why"):
        h.reassign("E12", worse.incident_id, reason=" ")
    with pytest.raises(InvalidTransition, match="already"):
        h.reassign("E12", left.incident_id)
    h.reassign("E12", worse.incident_id)
    h.crew("E12").expects_page("BUILDING FIRE", "LEAVE 2026-000001")
    rows = h.queue()
    assert [row.number for row in rows] == ["2026-000001", "2026-000002"], "P3, but it lost its unit"
    assert rows[0].requeued
    assert rows[0].phase is Phase.WAITING
    moved = h.told("unit_reassigned")[0]
    assert moved.operator == "sol"
    assert moved.body["to_number"] == "2026-000002"
    h.crew("E12").says()
    h.dispatch("E11", to=left.incident_id)
    h.crew("E11").expects_page("RUBBISH")
    h.crew("E11").says()
    assert [row.number for row in h.queue()] == ["2026-000002", "2026-000001"]


def test_reassign_wants_a_unit_at_work(h: Harness) -> None:
    taken = h.call("fire")
    with pytest.raises(InvalidTransition, match="dispatch it instead"):
        h.reassign("E12", taken.incident_id)
    with pytest.raises(UnknownThing):
        h.reassign("E99", taken.incident_id)


def test_two_dispatchers_want_one_unit(h: Harness) -> None:
    h.sign_on(SECOND_DISPATCHER)
    first = h.call("fire", at="1 High St")
    second = h.call("flood", at="4 Quay", actor=SECOND_DISPATCHER)
    h.dispatch("E12", to=first.incident_id)
    h.crew("E12").expects_page("FIRE")
    with pytest.raises(UnitUnavailable, match="E12 is alerted on 2026-000001; a supervisor can reassign it"):
        h.dispatch("E12", to=second.incident_id, by=SECOND_DISPATCHER)
    with pytest.raises(UnitUnavailable, match="already"):
        h.dispatch("E12", to=first.incident_id)
    h.crew("E12").expects_nothing()
    h.crew("E12").says()


def test_all_units_of_a_dispatch_or_none(h: Harness) -> None:
    h.call("fire")
    h.status("L11", "off duty")
    with pytest.raises(UnitUnavailable, match="L11 is off duty"):
        h.dispatch("E12", "L11")
    h.crew("E12").expects_nothing()
    assert h.card().assignments == ()
    assert h.card().phase is Phase.WAITING


def test_the_same_unit_again_is_no_copy(h: Harness) -> None:
    """Crews would take the very same text for a page that came twice, and stay where they are."""
    h.call("fire")
    h.dispatch("E12")
    first = h.crew("E12").expects_page()
    h.recall("E12")
    stood_down = h.crew("E12").expects_stand_down()
    h.dispatch("E12", "E11")
    assert h.crew("E12").expects_page("ORDER 2").text != first.text
    h.crew("E11").expects_page("ORDER 2")
    h.recall("E12")
    assert h.crew("E12").expects_stand_down().text == f"{stood_down.text} ORDER 2"
    h.crew("E12").says()
    h.crew("E11").says()
