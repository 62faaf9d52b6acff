"""Whose an incident is: the screen says it, and it changes only when somebody does it."""

from datetime import timedelta

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER, SUPERVISOR, actor
from tests.helpers.harness import Harness

MANAGER = actor("ines", Role.DUTY_MANAGER, "M1")


@pytest.fixture
def two(h: Harness) -> Harness:
    """Dana and Omar dispatch, Sol supervises, Ruth is at the radio; a fire that Dana took."""
    h.sign_on(SECOND_DISPATCHER)
    h.call("fire")
    return h


def changes(h: Harness) -> list[tuple[str, object, object, object]]:
    return [
        (entry.seat, entry.body["how"], entry.body["from"], entry.body["to"]) for entry in h.told("incident_taken_over")
    ]


def test_a_colleague_takes_over_and_everybody_sees_it(two: Harness) -> None:
    two.advance(seconds=50)
    two.take_over(by=SECOND_DISPATCHER, reason="Dana is on the phone with the tower")
    assert two.owner() == "D2"
    assert changes(two) == [("D2", "taken", "D1", "D2")]
    line = two.card().log[-1]
    assert (line.operator, line.text) == (
        "Omar Lindqvist", "D2 took it over from D1: Dana is on the phone with the tower",
    )  # fmt: skip
    assert "phone" not in repr(two.told("incident_taken_over")[0].body), "a person's words are no journal's"


def test_taking_over_is_a_look_and_handing_over_is_none(two: Harness) -> None:
    two.advance(seconds=50)
    due = two.queue()[0].next_due_at
    two.hand_over("D2")
    assert two.queue()[0].next_due_at == due, "Omar has not looked yet: the guard goes on"
    two.advance(seconds=10)
    assert two.item(AttentionKind.OVERDUE)
    two.take_over(by=SUPERVISOR)
    assert two.strip() == (), "Sol has looked"
    assert two.queue()[0].next_due_at == two.clock.now() + timedelta(seconds=60)


def test_who_owns_it_already_or_too_late_is_told_so(two: Harness) -> None:
    with pytest.raises(InvalidTransition, match="2026-000001 is yours already"):
        two.take_over(by=DISPATCHER)
    with pytest.raises(InvalidTransition, match="2026-000001 is D1's already"):
        two.hand_over("D1")
    with pytest.raises(UnknownThing, match="no incident"):
        two.take_over(by=DISPATCHER, of="nothing")
    two.close_incident()
    with pytest.raises(InvalidTransition, match="2026-000001 is closed"):
        two.take_over(by=SECOND_DISPATCHER)
    with pytest.raises(InvalidTransition, match="2026-000001 is closed"):
        two.hand_over("D2")
    assert changes(two) == []


def test_only_who_may_dispatch_and_is_there_takes_over(two: Harness) -> None:
    with pytest.raises(NotAuthorised, match="a radio operator may not take over; ask a dispatcher"):
        two.take_over(by=RADIO_OPERATOR)
    with pytest.raises(NotAuthorised, match="you are not signed on at D3 as dispatcher"):
        two.take_over(by=actor("dana", Role.DISPATCHER, "D3"))
    with pytest.raises(NotAuthorised, match="you are not signed on at S1 as dispatcher"):
        two.take_over(by=actor("sol", Role.DISPATCHER, "S1"))
    two.take_over(by=SUPERVISOR)
    assert two.owner() == "S1"
    two.sign_on(MANAGER)
    two.take_over(by=MANAGER)
    assert two.owner() == "M1"


def test_the_owner_hands_over_and_so_does_a_supervisor_with_a_reason(two: Harness) -> None:
    two.hand_over("D2", "my shift ends")
    assert two.card().log[-1].text == "handed over from D1 to D2: my shift ends"
    with pytest.raises(NotAuthorised, match="belongs to D2: its owner or a supervisor hands it over; or take it over"):
        two.hand_over("D1")
    with pytest.raises(Incomplete, match="belongs to D2: say why you hand it over") as refused:
        two.hand_over("D1", " ", by=SUPERVISOR)
    assert refused.value.field == "reason"
    two.hand_over("D1", "Omar has three fires", by=SUPERVISOR)
    assert two.owner() == "D1"
    assert changes(two) == [("D1", "handed", "D1", "D2"), ("S1", "handed", "D2", "D1")]


def test_an_incident_goes_only_to_somebody_who_is_there_and_may(two: Harness) -> None:
    with pytest.raises(UnknownThing) as nobody:
        two.hand_over("D9")
    assert str(nobody.value) == (
        "nobody is on duty at D9; on duty: Omar Lindqvist at D2 (dispatcher), Sol Marchetti at S1 (supervisor)"
    )
    with pytest.raises(NotAuthorised, match="Ruth Achebe at R1 is radio operator and may not own an incident"):
        two.hand_over("R1")
    two.sign_off(SECOND_DISPATCHER)
    two.sign_off(SUPERVISOR)
    with pytest.raises(UnknownThing, match="nobody else who may own an incident is on duty"):
        two.hand_over("D2")
    assert two.owner() == "D1"


def test_an_act_of_another_seat_changes_no_owner(two: Harness) -> None:
    two.dispatch("E12", by=SECOND_DISPATCHER)
    two.crew("E12").expects_page()
    two.crew("E12").says()
    two.crew("E12").reports("on scene")
    two.crew("E12").reports("cleared")
    assert two.owner() == "D1"
    two.close_incident(by=SECOND_DISPATCHER)
    assert two.card().owner == "D1"
    assert changes(two) == []


def test_who_signs_off_leaves_what_they_own_to_whoever_has_least(two: Harness) -> None:
    fire = two.incident_id
    alarm = two.call("alarm").incident_id
    two.call("rubbish", actor=SECOND_DISPATCHER)
    two.sign_on(actor("ines", Role.SUPERVISOR, "S2"))
    two.sign_off(DISPATCHER)
    assert [two.owner(fire), two.owner(alarm)] == ["D2", "D2"], "a dispatcher first, however busy"
    two.sign_off(SECOND_DISPATCHER)
    assert sorted(row.owner for row in two.queue()) == ["S1", "S1", "S2"], "then the supervisors, by turns"
    assert two.card(fire).log[-1].text == "D2 signed off: passed to S1"
    assert two.sentinel().unguarded == 0


def test_the_last_one_stays(two: Harness) -> None:
    two.sign_off(SECOND_DISPATCHER)
    two.sign_off(SUPERVISOR)
    with pytest.raises(Rejected) as refused:
        two.sign_off(DISPATCHER)
    assert str(refused.value) == (
        "nobody else on duty may own 2026-000001: close what is open, or stay until a dispatcher or supervisor has"
        " signed on"
    )
    with pytest.raises(Rejected, match="stay until"):
        two.sign_off(DISPATCHER, "my bus leaves")
    with pytest.raises(Rejected, match="nobody else on duty may own 2026-000001"):
        two.sign_on(actor("dana", Role.RADIO_OPERATOR, "D1"))
    assert (two.owner(), two.sentinel().unguarded) == ("D1", 0)
    two.sign_on(SECOND_DISPATCHER)
    two.sign_off(DISPATCHER)
    assert two.owner() == "D2"


def test_only_a_supervisor_leaves_incidents_to_nobody_and_says_why(two: Harness) -> None:
    two.take_over(by=SUPERVISOR)
    two.sign_off(DISPATCHER)
    two.sign_off(SECOND_DISPATCHER)
    with pytest.raises(Rejected, match="with a reason you may leave it unguarded"):
        two.sign_off(SUPERVISOR)
    two.unguarded = 1
    two.sign_off(SUPERVISOR, "the building is evacuated")
    assert (two.owner(), two.sentinel().unguarded) == ("dispatcher", 1)
    assert two.card().log[-1].text == "S1 left: with the role dispatcher: the building is evacuated"
    two.unguarded = 0
    two.sign_on(DISPATCHER)
    two.take_over(by=DISPATCHER)
    assert two.card().log[-1].text == "D1 took it over from dispatcher"


def test_a_seat_that_becomes_the_radios_keeps_nothing(two: Harness) -> None:
    two.sign_on(actor("dana", Role.RADIO_OPERATOR, "D1"))
    assert two.owner() == "D2"


def test_when_a_program_dies_its_incidents_are_the_rooms_and_the_log_says_so(two: Harness) -> None:
    two.leaves_without_a_word(DISPATCHER)
    assert two.owner() == "dispatcher"
    assert two.card().log[-1].text == "D1 left: with the role dispatcher"
    assert two.sentinel().unguarded == 0, "Omar and Sol are there"


def test_the_last_one_answers_for_what_is_only_the_roles(two: Harness) -> None:
    two.leaves_without_a_word(DISPATCHER)
    two.sign_off(SUPERVISOR)
    two.sign_off(RADIO_OPERATOR)
    with pytest.raises(Rejected, match="nobody else on duty may own 2026-000001"):
        two.sign_off(SECOND_DISPATCHER)
    two.close_incident(by=SECOND_DISPATCHER)
    two.sign_off(SECOND_DISPATCHER)


def test_a_new_owner_outlives_a_restart(two: Harness) -> None:
    two.take_over(by=SECOND_DISPATCHER)
    two.restart(after_seconds=2)
    assert two.owner() == "D2"
