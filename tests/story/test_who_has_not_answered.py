"""The pending board: what waits for a person, until somebody answers or the job is over."""

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.transmissions import Mark, TransmissionState
from tests.helpers.harness import Harness


def shown(h: Harness) -> list[tuple[str, str, str]]:
    return [(row.call_sign, row.channel, row.state.value) for row in h.pending()]


def test_a_page_waits_until_a_person_answers(h: Harness):
    h.call("fire")
    assert h.pending() == ()
    h.dispatch("E12", "L11")
    h.crew("E12").expects_page()
    h.crew("L11").expects_page()
    first = h.pending()[0]
    assert (first.call_sign, first.state, first.attempts) == ("E12", TransmissionState.ACCEPTED, 1)
    assert (first.assignment_state, first.marks) == (AssignmentState.ALERTED, frozenset())
    assert first.incident_number == h.card().number
    assert first.next_due_at == min(step.due_at for step in h.page("E12").steps if step.state == "armed")
    assert first.next_step in {step.action for step in h.page("E12").steps}
    h.crew("E12").says()
    assert shown(h) == [("L11", "paging", "accepted")]
    h.crew("L11").declines()
    assert h.pending() == ()


def test_a_chain_that_runs_is_seen_to_run(h: Harness):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.advance(minutes=4)
    page, *voice = h.pending()
    assert page.attempts == 2
    assert Mark.REPEAT in page.marks
    assert [row.channel for row in voice] == ["voice"]
    h.crew("E12").reports("en route")
    assert h.pending() == (), "who drives has understood"


def test_a_stand_down_waits_too(h: Harness):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").says()
    h.recall("E12")
    assert shown(h) == [("E12", "paging", "accepted")]
    assert h.pending()[0].assignment_state is AssignmentState.RECALLED
    h.crew("E12").says("standing down")
    assert h.pending() == ()


def test_a_newer_order_ends_the_waiting_for_a_stand_down(h: Harness):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").says()
    h.recall("E12")
    h.dispatch("E12")
    assert len(h.pending()) == 2
    h.crew("E12").says()
    assert h.pending() == ()


def test_what_was_never_on_the_line_waits_for_nobody(h: Harness):
    h.terminal.down("cable out")
    h.call("fire")
    h.dispatch("E12")
    assert shown(h) == [("E12", "paging", "queued")]
    h.recall("E12")
    assert h.pending() == ()


def test_the_worst_first(h: Harness):
    h.unexpected_pages_allowed = True
    low = h.call("fall")
    h.dispatch("M31", to=low.incident_id)
    h.advance(seconds=2)
    high = h.call("fire")
    h.dispatch("E12", "L11", to=high.incident_id)
    assert [row.call_sign for row in h.pending()] == ["E12", "L11", "M31"]
    assert [row.priority.value for row in h.pending()] == sorted(row.priority.value for row in h.pending())
