"""No incident is silent: guards, owners, roles, and what only a supervisor may do."""

from datetime import timedelta

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Role
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.packs.loading import load_pack
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SECOND_DISPATCHER, SUPERVISOR, a_pack, actor, signs_on
from tests.helpers.harness import Harness, NewHarness


def test_a_waiting_incident_grows_overdue_again_and_again(h: Harness) -> None:
    h.call("fire")
    h.advance(seconds=59)
    assert h.strip() == ()
    h.advance(seconds=1)
    overdue = h.item(AttentionKind.OVERDUE)
    assert overdue.text.endswith("nobody has been dispatched")
    h.advance(minutes=2)
    assert h.item(AttentionKind.OVERDUE).level == 3
    h.take(h.item(AttentionKind.OVERDUE), by=DISPATCHER, note="no unit free, asking the neighbours")
    assert h.strip() == ()
    h.advance(minutes=1)
    assert h.item(AttentionKind.OVERDUE).level == 1, "still nobody: raised anew"
    h.dispatch("E12")
    h.crew("E12").expects_page()
    assert h.strip() == ()
    h.crew("E12").says()


def test_an_incident_at_work_is_looked_at_now_and_then(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    assert h.armed() == ["guard_watch"]
    h.advance(minutes=14)
    h.note("pump 1 asks for foam")
    h.advance(minutes=14)
    assert h.strip() == (), "a note is a look"
    h.advance(minutes=1)
    assert "nobody has looked at it" in h.item(AttentionKind.OVERDUE).text
    h.note("looked")
    assert h.strip() == ()


def test_closing_ends_everything(h: Harness) -> None:
    h.call("rubbish")
    h.advance(minutes=6)
    assert h.strip(AttentionKind.OVERDUE)
    h.close_incident("no action needed")
    assert h.strip() == ()
    assert h.queue() == ()
    h.advance(minutes=60)
    assert h.strip() == ()
    with pytest.raises(InvalidTransition, match="is closed"):
        h.close_incident()
    with pytest.raises(InvalidTransition, match="is closed"):
        h.dispatch("E12")
    h.note("the owner rang to say thank you")
    assert h.card().log[-1].text == "the owner rang to say thank you"


def test_close_is_refused_while_a_unit_is_at_work(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says()
    h.crew("E12").reports("on scene")
    with pytest.raises(InvalidTransition, match="E12 is still on scene on 2026-000001"):
        h.close_incident()
    h.crew("E12").reports("cleared")
    with pytest.raises(Incomplete, match="close with one of: resolved"):
        h.close_incident("went home")
    with pytest.raises(NotAuthorised):
        h.close_incident(by=RADIO_OPERATOR)
    h.close_incident()


def test_close_is_refused_while_a_page_is_on_the_line(h: Harness) -> None:
    h.call("fire")
    h.terminal.holds()
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").declines()
    with pytest.raises(InvalidTransition, match="still on the line"):
        h.close_incident()
    h.terminal.answers()
    h.close_incident()


def test_close_asks_for_what_the_type_requires(new_harness: NewHarness) -> None:
    raw = load_pack("rivermouth").model_dump(mode="json")
    raw["type"][0]["required_to_close"] = ["caller_number", "persons_involved"]
    h = new_harness(a_pack(type=raw["type"]))
    h.call("fire")
    with pytest.raises(Incomplete, match="without caller number") as refused:
        h.close_incident()
    assert refused.value.field == "caller_number"
    h.call("fire", caller_number="555 0101", persons_involved=0)
    h.close_incident()


def test_sign_off_hands_over_and_an_empty_room_shows(h: Harness) -> None:
    h.call("fire")
    assert h.card().owner == "D1"
    h.sign_off(DISPATCHER)
    assert h.card().owner == "S1", "the supervisor is the one who is left"
    h.unguarded = 1
    h.sign_off(SUPERVISOR, "relieved; the night shift is on its way up")
    assert h.sentinel().unguarded == 1, "a radio operator alone cannot dispatch"
    assert not h.queue()[0].guarded
    h.unguarded = 0
    h.sign_on(SECOND_DISPATCHER)
    assert h.sentinel().unguarded == 0


def test_the_next_one_at_a_seat_inherits_it(h: Harness) -> None:
    h.call("fire")
    h.sign_on(actor("omar", Role.DISPATCHER, "D1"))
    assert h.card().owner == "D1"
    assert h.sentinel().unguarded == 0


def test_a_seat_whose_program_died_owns_nothing(h: Harness) -> None:
    h.call("fire", at="12 Elm St")
    h.leaves_without_a_word(SUPERVISOR)
    assert h.queue()[0].owner == "D1", "the dispatcher still sits there"
    h.unguarded = 1
    h.leaves_without_a_word(DISPATCHER)
    assert h.queue()[0].owner == "dispatcher"
    assert [entry.body["left"] for entry in h.told("signed_off")] == ["S1", "D1"]
    h.unguarded = 0
    h.sign_on(DISPATCHER)


def test_nobody_signs_on_as_what_they_are_not(h: Harness) -> None:
    with pytest.raises(NotAuthorised, match="Dana Reyes does not hold the role supervisor"):
        h.sign_on(actor("dana", Role.SUPERVISOR, "S2"))
    with pytest.raises(UnknownThing, match="no operator"):
        h.sign_on(actor("nobody", Role.DISPATCHER, "D3"))


def test_without_the_deadline_duty_nothing_counts_as_guarded(h: Harness) -> None:
    from dispatcher.domain.machine import ReleaseDuties
    from dispatcher.storage.leases import DEADLINES

    h.call("fire")
    h.unguarded = 1
    h.desk.run(ReleaseDuties(names=(DEADLINES,)))
    assert h.sentinel().unguarded == 1
    assert not h.sentinel().scheduler_held
    h.unguarded = 0
    h.advance(seconds=1)


def test_lowering_p1_or_p2_is_the_supervisors(h: Harness) -> None:
    h.call("fire")
    with pytest.raises(NotAuthorised, match="downgrade urgent"):
        h.priority("P3")
    h.priority("P3", by=SUPERVISOR)
    h.priority("P2")
    with pytest.raises(InvalidTransition, match="P2 already"):
        h.priority("P2")
    with pytest.raises(Incomplete, match="why"):
        h.priority("P1", reason=" ")
    assert [(entry.body["was"], entry.body["priority"]) for entry in h.told("priority_set")] == [
        ("P1", "P3"), ("P3", "P2"),
    ]  # fmt: skip


def test_a_new_priority_moves_the_guard(h: Harness) -> None:
    h.call("rubbish")
    assert h.card().guards[0].due_at == h.clock.now() + timedelta(seconds=300)
    h.priority("P1")
    armed = [step for step in h.card().guards if step.state == "armed"]
    assert [step.due_at for step in armed] == [h.clock.now() + timedelta(seconds=60)]


def test_an_override_of_the_matrix_says_why_and_may_need_authority(h: Harness) -> None:
    grading = {"impact": Impact.HIGH, "urgency": Urgency.HIGH}
    with pytest.raises(Incomplete, match="give P1; say why it is to be P3"):
        h.call("fire", priority=Priority.P3, **grading)
    with pytest.raises(NotAuthorised):
        h.call("fire", priority=Priority.P3, priority_reason="bonfire, agreed", **grading)
    h.call("fire", priority=Priority.P3, priority_reason="bonfire, agreed", actor=SUPERVISOR, **grading)
    assert h.card().priority is Priority.P3
    assert "(overridden)" in h.card().log[0].text


def test_a_call_needs_a_place_and_a_known_type(h: Harness) -> None:
    for wrong, field in (
        ({"at": "  "}, "place"),
        ({"incident_type": "volcano"}, "incident_type"),
        ({"persons_involved": -1}, "persons_involved"),
        ({"contact_at": h.clock.now() + timedelta(seconds=1)}, "contact_at"),
        ({"contact_at": h.clock.now(), "ended_at": h.clock.now() - timedelta(seconds=1)}, "contact_at"),
    ):
        with pytest.raises(Rejected) as refused:
            h.call(**wrong)  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotAuthorised):
        h.call(actor=RADIO_OPERATOR)
    assert h.queue() == ()
    assert h.call().number == "2026-000001", "what was refused took no number"


def test_the_supervisors_item_is_not_the_dispatchers_to_take(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.advance(minutes=2)
    h.crew("E12").expects_repeat()
    with pytest.raises(NotAuthorised):
        h.take(h.item(AttentionKind.AUTHORITY), by=DISPATCHER)
    h.take(h.item(AttentionKind.AUTHORITY), by=SUPERVISOR)
    h.take(h.item(AttentionKind.AUTHORITY), by=actor("ines", Role.DUTY_MANAGER, "M1"))
    assert h.item(AttentionKind.AUTHORITY).owner == "Sol Marchetti", "who took it first owns it"
    assert h.item(AttentionKind.AUTHORITY).state is AttentionState.TAKEN
    with pytest.raises(UnknownThing):
        h.do(TakeAttention(actor=SUPERVISOR, attention_id="none"))  # type: ignore[arg-type]
    h.crew("E12").says()


def test_an_answer_needs_words_and_something_to_answer(h: Harness) -> None:
    h.call("fire")
    with pytest.raises(InvalidTransition, match="nothing to acknowledge"):
        h.crew("E12").says()
    h.dispatch("E12")
    h.crew("E12").expects_page()
    with pytest.raises(Incomplete, match="words heard"):
        h.crew("E12").says("   ")
    with pytest.raises(UnknownThing, match="no unit"):
        h.status("E99", "en route")
    h.crew("E12").says()
    assert h.crew("E12").says("again, say street number") == "acknowledged"
    assert len([row for row in h.transmissions("E12") if row.channel == "voice"]) == 2
    h.crew("E12").reports("en route")
    with pytest.raises(InvalidTransition, match="cannot become declined"):
        h.crew("E12").declines()


def test_availability(h: Harness) -> None:
    with pytest.raises(Incomplete, match="why"):
        h.status("E12", "unavailable")
    h.status("E12", "unavailable", reason="pump test")
    assert h.unit("E12").reason == "pump test"
    h.status("E12", "available mobile")
    h.call("fire")
    h.dispatch("e12")
    h.crew("E12").expects_page()
    with pytest.raises(InvalidTransition, match="clear or recall it first"):
        h.status("E12", "off duty")
    h.crew("E12").says()


def test_two_of_one_name_and_none_at_all(h: Harness) -> None:
    h.call("fire")
    with pytest.raises(Rejected, match="named twice"):
        h.dispatch("E12", "e12")
    with pytest.raises(Incomplete, match="at least one"):
        h.dispatch()
    with pytest.raises(UnknownThing, match="no incident"):
        h.dispatch("E12", to="nothing")


def test_the_same_status_again_changes_nothing(h: Harness) -> None:
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").reports("on scene")
    since = h.card().assignments[0].since
    told = len(h.told("status_reported"))
    h.advance(minutes=1)
    h.crew("E12").reports("on scene")
    assert h.card().assignments[0].since == since
    assert len(h.told("status_reported")) == told + 1, "it is a sign of life, and somebody wrote it down"
    assert h.card().log[-1].text == "E12 on scene (again)"


def test_a_seat_signs_on_again(h: Harness) -> None:
    h.do(signs_on(DISPATCHER))
    assert [entry.operator for entry in h.told("signed_on")].count("dana") == 2
    h.sign_off(SECOND_DISPATCHER)  # who never came: nothing happens to anybody else
    assert h.sentinel().unguarded == 0
