"""Who may do what, and what happens when somebody without the right asks: no right is exercised by silence."""

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.dispatch_commands import ReassignUnit
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, UnitUnavailable, UnknownThing
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from tests.helpers.builders import (
    DISPATCHER,
    DUTY_MANAGER,
    RADIO_OPERATOR,
    SECOND_DISPATCHER,
    SUPERVISOR,
    a_pack,
    standard_policies,
)
from tests.helpers.harness import Harness, NewHarness

APPROVAL, AUTHORITY = AttentionKind.APPROVAL, AttentionKind.AUTHORITY


def lower(h: Harness, priority: str = "P4", reason: str = "caller: only a smell") -> SetPriority:
    return SetPriority(
        actor=DISPATCHER, incident_id=IncidentId(h.incident_id), priority=Priority(priority), reason=reason
    )


def test_a_dispatcher_proposes_and_a_supervisor_decides(h: Harness) -> None:
    h.call("fire")
    with pytest.raises(NotAuthorised):
        h.do(lower(h))
    proposal = h.proposes(lower(h))
    asked = h.item(APPROVAL)
    assert asked.text.endswith("D1 proposes to set it to P4: caller: only a smell")
    assert (asked.for_role, asked.proposal_id) == (Role.SUPERVISOR, proposal)
    assert h.card().priority is Priority.P1, "a proposal changes nothing"
    with pytest.raises(InvalidTransition, match="approve or refuse"):
        h.take(asked)
    with pytest.raises(NotAuthorised, match="may not decide this; ask a duty manager or supervisor"):
        h.decides(proposal, approve=True, by=SECOND_DISPATCHER)
    h.decides(proposal, approve=True)
    assert h.card().priority is Priority.P4
    assert h.strip(APPROVAL) == ()
    entry = h.told("priority_set")[-1]
    assert entry.operator == "sol", "with the decider's authority, under the decider's name"
    assert h.told("proposal_decided")[-1].body["proposed_by"] == "dana"
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()


def test_a_refusal_has_a_reason_and_ends_it(h: Harness) -> None:
    h.call("fire")
    proposal = h.proposes(lower(h))
    with pytest.raises(Incomplete, match="say why it is refused"):
        h.decides(proposal, approve=False)
    h.decides(proposal, approve=False, reason="smoke is seen from the quay")
    assert h.card().priority is Priority.P1
    with pytest.raises(InvalidTransition, match="is refused and cannot become approved"):
        h.decides(proposal, approve=True)
    assert h.strip(APPROVAL) == ()


def test_an_unanswered_proposal_moves_up(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    proposal = h.proposes(lower(h))
    h.advance(seconds=30)
    assert h.item(AUTHORITY).for_role is Role.SUPERVISOR
    h.advance(seconds=90)
    assert h.item(AUTHORITY).for_role is Role.DUTY_MANAGER
    h.sign_on(DUTY_MANAGER)
    h.decides(proposal, approve=True, by=DUTY_MANAGER)
    assert h.strip(AUTHORITY) == ()
    assert h.card().priority is Priority.P4


def test_the_same_is_not_proposed_twice_and_ones_own_may_be_withdrawn(h: Harness) -> None:
    h.call("fire")
    proposal = h.proposes(lower(h))
    with pytest.raises(InvalidTransition, match="D1 has proposed the very same"):
        h.proposes(lower(h, reason="again"), by=SECOND_DISPATCHER)
    with pytest.raises(Incomplete, match="say why you propose it"):
        h.proposes(lower(h, "P3", reason=" "))
    h.decides(proposal, approve=False, by=DISPATCHER)
    assert h.told("proposal_decided")[-1].body["state"] == "withdrawn"


def test_what_is_over_needs_no_decision(h: Harness) -> None:
    h.call("fire")
    h.proposes(lower(h))
    h.close_incident("false alarm")
    assert h.strip(APPROVAL) == ()
    assert h.told("proposal_decided")[-1].body["state"] == "void"
    with pytest.raises(InvalidTransition, match="is closed"):
        h.proposes(lower(h))


def test_a_unit_is_diverted_by_proposal(h: Harness) -> None:
    h.call("rubbish", at="Tip Lane")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    h.call("fire", at="1 High Street")
    move = ReassignUnit(actor=DISPATCHER, call_sign="E12", incident_id=IncidentId(h.incident_id), reason="life at risk")
    proposal = h.proposes(move)
    h.decides(proposal, approve=True)
    h.crew("E12").expects_page("1 High Street", "LEAVE")
    h.crew("E12").says()
    assert h.unit("E12").incident_number == "2026-000002"


def test_what_can_no_longer_be_done_is_not_decided_either(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    proposal = h.proposes(StopChain(actor=DISPATCHER, call_sign="E12", reason="seen"))
    h.crew("E12").says()
    with pytest.raises(InvalidTransition, match="no chain runs for E12"):
        h.decides(proposal, approve=True)
    assert h.item(APPROVAL).proposal_id == proposal, "it is still there to be refused"
    h.decides(proposal, approve=False, reason="it has answered")


def test_going_on_unconfirmed_is_a_supervisors_word(new_harness: NewHarness) -> None:
    h = new_harness(a_pack(**standard_policies()))
    h.unexpected_pages_allowed = True
    h.call("cardiac")
    h.dispatch("E12")
    h.advance(minutes=3)
    assert h.queue()[0].unconfirmed
    with pytest.raises(NotAuthorised):
        h.accepts_unconfirmed(by=DISPATCHER)
    h.proposes(AcceptUnconfirmed(actor=DISPATCHER, incident_id=IncidentId(h.incident_id), reason="on scene, seen"))
    with pytest.raises(Incomplete):
        h.accepts_unconfirmed("")
    h.accepts_unconfirmed("the station saw it leave")
    assert not h.queue()[0].unconfirmed
    assert h.armed("E12") == []
    assert h.unit("E12").assignment_state == "alerted", "accepted is not acknowledged"
    h.advance(minutes=1)
    assert h.item(AttentionKind.OVERDUE)
    h.crew("E12").says()
    with pytest.raises(InvalidTransition, match="waits for no answer"):
        h.accepts_unconfirmed()


@pytest.mark.parametrize("by", ["accept", "stop"])
def test_whom_no_page_has_reached_keeps_its_page(h: Harness, by: str) -> None:
    """Authority ends the asking, not the telling: a unit that was never told stays on the board until it is."""
    h.terminal.down("cable out")
    h.call("fire")
    h.dispatch("E12")
    h.advance(minutes=3)
    h.accepts_unconfirmed() if by == "accept" else h.stops("E12")
    assert h.armed("E12") == []
    assert h.strip(AttentionKind.VOICE_TASK) == ()
    assert h.unit("E12").assignment_state == "alerted"
    assert [(row.call_sign, row.state.value, row.next_step) for row in h.pending()] == [("E12", "queued", None)]
    h.terminal.up()
    page = h.crew("E12").expects_page("FIRE")
    assert not page.text.startswith("REPEAT")
    h.crew("E12").expects_nothing()
    assert h.pending()[0].state is TransmissionState.ACCEPTED
    h.crew("E12").says()
    assert h.pending() == ()


def test_who_may_have_heard_it_is_not_told_again_against_the_word_of_authority(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.terminal.down("cable out")
    h.advance(minutes=3)
    h.stops("E12")
    h.terminal.up()
    h.crew("E12").expects_nothing()
    assert [(row.call_sign, row.state.value) for row in h.pending()] == [("E12", "accepted")]
    h.crew("E12").says()


def test_a_kept_page_goes_with_its_job(h: Harness) -> None:
    h.terminal.down("cable out")
    h.call("fire")
    h.dispatch("E12")
    h.stops("E12")
    h.recall("E12")
    assert h.pending() == ()
    h.terminal.up()
    h.crew("E12").expects_nothing()


def test_a_major_incident_is_declared_by_authority_and_stood_down_by_two(h: Harness) -> None:
    h.sign_on(DUTY_MANAGER)
    h.call("fire")
    where = IncidentId(h.incident_id)
    with pytest.raises(NotAuthorised):
        h.declares_major(by=DISPATCHER)
    h.decides(
        h.proposes(DeclareMajor(actor=RADIO_OPERATOR, incident_id=where, reason="three ships"), by=RADIO_OPERATOR),
        approve=True,
    )
    assert h.queue()[0].major
    with pytest.raises(InvalidTransition, match="declared major already"):
        h.declares_major()
    with pytest.raises(NotAuthorised, match="takes two"):
        h.stands_down_major(by=DUTY_MANAGER)
    down = StandDownMajor(actor=SUPERVISOR, incident_id=where, reason="under control")
    proposal = h.proposes(down, by=SUPERVISOR)
    with pytest.raises(NotAuthorised, match="ask a duty manager"):
        h.decides(proposal, approve=True, by=SUPERVISOR)
    h.decides(proposal, approve=True, by=DUTY_MANAGER)
    assert not h.queue()[0].major
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()


def test_an_item_is_given_to_somebody_and_sounds_there(h: Harness) -> None:
    h.sign_on(SECOND_DISPATCHER)
    h.call("fire")
    h.advance(seconds=60)
    item = h.item(AttentionKind.OVERDUE)
    with pytest.raises(UnknownThing, match="nobody is on duty at D9"):
        h.delegates(item, "D9")
    h.delegates(item, "D2", "you have the map open")
    given = h.item(AttentionKind.OVERDUE)
    assert (given.for_seat, given.state, given.owner) == ("D2", AttentionState.OPEN, None)
    h.take(given, by=SECOND_DISPATCHER)
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(seconds=120)
    h.crew("E12").expects_repeat()
    with pytest.raises(NotAuthorised, match="asks a supervisor"):
        h.delegates(h.item(AUTHORITY), "D2", by=SUPERVISOR)
    h.crew("E12").says()


def test_words_are_needed_for_a_decision_and_for_what_was_heard_by_telephone(new_harness: NewHarness) -> None:
    h = new_harness(a_pack(**standard_policies()))
    h.call("fire")
    h.advance(minutes=3)
    decision = h.item(AttentionKind.DECISION)
    assert decision.text.startswith("decide, and say what is to be done: ")
    with pytest.raises(Incomplete, match="what was decided"):
        h.take(decision)
    h.take(decision, note="E12 and E21, from both sides")
    assert h.item(AttentionKind.DECISION).state is AttentionState.TAKEN
    h.advance(minutes=2)
    with pytest.raises(Incomplete, match="what did Ines Halvorsen say"):
        h.writes_down(h.item(AUTHORITY), "ines", " ")
    with pytest.raises(NotAuthorised, match="Ruth Achebe cannot answer this"):
        h.writes_down(h.item(AUTHORITY), "ruth", "I can do it")
    h.writes_down(h.item(AUTHORITY), "ines", "send two, I ring the mayor")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    assert h.strip() == ()


def test_a_unit_is_held_for_a_minute_and_no_longer(new_harness: NewHarness) -> None:
    h = new_harness(a_pack(**standard_policies()))
    h.sign_on(SECOND_DISPATCHER)
    h.call("fire")
    h.holds("E12")
    assert h.unit("E12").held_by == "D1"
    with pytest.raises(UnitUnavailable, match="E12 is held by D1"):
        h.holds("E12", by=SECOND_DISPATCHER)
    with pytest.raises(UnitUnavailable, match="E12 is held by D1"):
        h.dispatch("E12", by=SECOND_DISPATCHER)
    with pytest.raises(NotAuthorised):
        h.lets_go("E12", by=SECOND_DISPATCHER)
    with pytest.raises(InvalidTransition, match="hold E21 instead"):
        h.status("E21", "reserved")
    h.advance(seconds=59)
    assert h.unit("E12").availability == "reserved"
    h.advance(seconds=1)
    assert h.unit("E12").availability == "available_station", "nobody keeps a unit from others by forgetting it"
    assert [entry.body["because"] for entry in h.told("unit_released")] == ["the hold ran out"]
    h.holds("E12")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    assert h.unit("E12").availability == "available_station", "what it was before it was held"
    h.holds("E21")
    h.lets_go("E21")
    assert h.unit("E21").availability == "available_station"
