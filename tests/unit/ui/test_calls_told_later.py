"""What changes after the incident is open: kind and medium, what is refused, what is typed while the room answers."""

from dataclasses import replace

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import AddCall, AmendCall, CallAdded, EndCall
from dispatcher.domain.caller_commands import ReKind
from dispatcher.domain.calls import Medium
from dispatcher.domain.draft_commands import DropDraft
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised
from dispatcher.domain.identifiers import CallId, IncidentId, OperatorId, Seat
from dispatcher.domain.incidents import Kind
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from tests.helpers.command_rows import ACTOR
from tests.unit.ui.test_calls_in_hand import TAKEN, Desk, F, after_a_crash, row
from ui.presenters.call_entry_calls import MOST_CALLS
from ui.presenters.call_entry_ringing import Ringing

I13 = {"actor": ACTOR, "incident_id": IncidentId("i13")}
CALL = {"actor": ACTOR, "call_id": CallId("c")}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_s15_the_kind_of_an_open_incident_changes_with_a_reason(desk: Desk) -> None:
    desk.opened()
    desk.entry.set_kind(Kind.COMPLAINT)
    assert (desk.entry.state.kind_asks_why, desk.told()) == (True, [])
    assert desk.entry.state.errors == {F.KIND_REASON: "Say why it is: complaint"}
    desk.entry.edit(F.KIND_REASON, "about the noise of last night")
    desk.entry.field_left()
    assert desk.told() == [ReKind(**I13, kind=Kind.COMPLAINT, reason="about the noise of last night")]
    assert not desk.entry.state.kind_asks_why
    desk.entry.set_kind(Kind.INFORMATION)
    assert desk.entry.state.errors == {F.KIND_REASON: "Say why it is: information"}, "a reason serves once"
    assert len(desk.told()) == 1
    desk.entry.set_kind(Kind.COMPLAINT)
    assert desk.entry.state.errors == {}


def test_s1_how_the_call_came_is_corrected_after_it_was_opened(desk: Desk) -> None:
    desk.opened()
    desk.entry.set_medium(Medium.WALK_IN)
    assert desk.told() == [AmendCall(**CALL, medium=Medium.WALK_IN)]
    assert desk.entry.state.medium is Medium.WALK_IN
    desk.entry.field_left()
    assert len(desk.told()) == 1


def test_s15_who_may_make_an_urgent_incident_something_else_is_said_before_it_is_refused(desk: Desk) -> None:
    desk.opened()
    desk.session.set_actor(Actor(operator=OperatorId("o"), seat=Seat("A1"), role=Role.DISPATCHER))
    desk.entry.set_kind(Kind.INFORMATION)
    assert "ask a duty manager or supervisor" in desk.entry.state.message


def test_a_kind_that_somebody_else_has_set_meanwhile_stands(desk: Desk) -> None:
    desk.opened()
    desk.entry.set_kind(Kind.COMPLAINT)
    desk.entry.edit(F.KIND_REASON, "so it is")
    desk.entry.field_left()
    desk.refuse(InvalidTransition("2026-000013 is a complaint already", field="kind"))
    assert (desk.entry.is_written, desk.entry.state.kind_asks_why) == (False, False)


def test_what_is_refused_holds_nothing_else_up_and_is_said_beside_its_field(desk: Desk) -> None:
    desk.opened()
    desk.entry.set_kind(Kind.COMPLAINT)
    desk.entry.edit(F.KIND_REASON, "about last night")
    desk.entry.edit(F.CALLER_NAME, "Ann")
    desk.entry.field_left()
    desk.refuse(NotAuthorised("a dispatcher may not downgrade urgent; ask a supervisor"))
    assert desk.told()[1:] == [AmendCall(**CALL, caller_name="Ann")], "the caller is stored all the same"
    assert "ask a supervisor" in desk.entry.state.errors[F.KIND]
    assert desk.entry.state.message.startswith("Refused: a dispatcher may not")
    assert desk.entry.is_written
    desk.entry.set_kind(Kind.INCIDENT)
    assert (desk.entry.state.errors, desk.entry.is_written) == ({}, False)


def test_a_reason_is_given_once_also_for_a_priority(desk: Desk) -> None:
    desk.fill()
    desk.entry.override(Priority.P1)
    desk.entry.edit(F.PRIORITY_REASON, "children inside")
    desk.entry.submit()
    desk.settle(TAKEN)
    desk.room.executed.clear()
    desk.entry.override(Priority.P3)
    assert desk.told() == [], "the old reason is not one for another grade"
    desk.entry.edit(F.PRIORITY_REASON, "all are out")
    desk.entry.field_left()
    assert desk.told() == [SetPriority(**I13, priority=Priority.P3, reason="all are out")]


def test_a_call_is_not_done_while_a_choice_of_it_is_nowhere_stored(desk: Desk) -> None:
    desk.opened()
    desk.entry.finish()
    desk.told()
    desk.entry.set_kind(Kind.COMPLAINT)
    desk.entry.leave()
    desk.entry.finish()
    assert desk.entry.call.opened is not None
    assert desk.entry.state.message == "Not stored: Say why it is: complaint. Done again: among the abandoned calls"
    assert not any(isinstance(each, DropDraft) for each in desk.room.drafts)
    desk.entry.edit(F.KIND_REASON, "about last night")
    desk.entry.finish()
    desk.told()
    desk.entry.finish()
    assert desk.room.drafts[-1] == DropDraft(actor=ACTOR, draft_id=desk.room.drafts[-1].draft_id)


def test_what_the_record_never_takes_is_put_among_the_abandoned_calls_with_its_words(desk: Desk) -> None:
    desk.opened()
    desk.entry.finish()
    desk.told()
    desk.entry.edit(F.PERSONS, "3")
    closed = InvalidTransition("2026-000013 is closed", field="incident")
    for _ in range(2):
        desk.entry.finish()
        desk.refuse(closed)
    assert desk.entry.state.message == "Not stored: 2026-000013 is closed. Done again: among the abandoned calls"
    desk.entry.finish()
    assert desk.room.drafts[-1].reason == "not all of it could be stored with 2026-000013"
    assert desk.entry.call.blank


def test_what_is_typed_between_two_presses_that_wait_is_told_later(desk: Desk) -> None:
    desk.fill(narrative="smoke")
    desk.entry.submit()
    assert desk.entry.stop_waiting()
    desk.entry.edit(F.NARRATIVE, "smoke\ntwo are trapped")
    desk.entry.submit()
    first, second = desk.room.commands
    desk.room.commands.clear()
    for _, future in (first, second):
        future.set_result(TAKEN)
    desk.post.run()
    desk.room.executed.clear()
    desk.entry.field_left()
    assert desk.told() == [AddNote(**I13, text="04:04:05 two are trapped")], "the first press did not have it"


def test_a_draft_that_was_opened_already_is_joined_to_its_own_incident_only(desk: Desk) -> None:
    desk.fill()
    desk.entry.attach_to(IncidentId("i9"))
    assert isinstance(desk.room.executed[0], AddCall)
    desk.settle(CallAdded(call_id=CallId("c"), incident_id=IncidentId("i13"), number="2026-000013", calls=1))
    desk.entry.edit(F.NARRATIVE, "flames")
    desk.entry.field_left()
    assert desk.told()[-1].incident_id == "i13"


def test_what_is_typed_while_the_room_takes_a_call_that_is_left_is_stored(desk: Desk) -> None:
    desk.fill(narrative="smoke")
    desk.entry.submit()
    desk.entry.edit(F.NARRATIVE, "smoke\nflames")
    desk.entry.another()
    desk.settle(TAKEN)
    assert desk.told()[1:] == [AddNote(**I13, text="04:04:05 flames")]


def test_a_line_is_stored_when_another_call_comes_in_front(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.NARRATIVE, "flames")
    desk.entry.another()
    assert desk.told() == [AddNote(**I13, text="04:04:05 flames")]


def test_a_field_that_is_left_while_another_is_stored_follows_it(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.NARRATIVE, "smoke\n")
    desk.entry.edit(F.CALLER_NAME, "Ann")
    desk.entry.field_left()
    assert desk.told() == [AddNote(**I13, text="04:04:05 smoke"), AmendCall(**CALL, caller_name="Ann")]


def test_only_a_call_that_the_record_has_whole_makes_room(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.PERSONS, "many")
    for place in range(MOST_CALLS):
        desk.entry.another()
        desk.entry.edit(F.PLACE, f"{place} Quay")
    assert desk.entry.calls.all[0].draft.text(F.PERSONS) == "many"
    desk.entry.show_call(1)
    desk.entry.edit(F.PERSONS, "")
    desk.entry.show_call(2)
    desk.entry.another()
    assert all(call.opened is None for call in desk.entry.calls.all)
    assert isinstance(desk.room.drafts[-1], DropDraft), "it does not come back after a restart"


def test_after_a_crash_the_record_gets_what_it_lacked_and_no_draft_stays_behind(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.CALLER_NAME, "Ann")
    owed = row(desk)
    others = [replace(owed, draft_id=f"d{place}", body=row(desk, 0).body) for place in range(MOST_CALLS + 2)]
    back = after_a_crash(owed, *others)
    assert len(back.entry.calls.all) == MOST_CALLS + 3
    assert back.told() == [AmendCall(**CALL, caller_name="Ann")]


def test_a_draft_that_is_not_put_away_is_told(desk: Desk) -> None:
    desk.fill()
    desk.room.hold_drafts = True
    desk.entry.clear()
    desk.refuse(OSError("disk full"))
    assert "not put away: disk full" in desk.entry.state.message


def test_s1_when_the_caller_rang_off_is_stored_at_last_with_the_end_of_the_work(desk: Desk) -> None:
    desk.opened()
    desk.clock.advance(60)
    ended = desk.clock.now()
    desk.entry.finish()
    desk.refuse(OSError("disk full"))
    assert "disk full" in desk.entry.state.message
    desk.clock.advance(10)
    desk.entry.finish()
    assert desk.told()[-1] == EndCall(**CALL, ended_at=ended, wrapped_up_at=desk.clock.now())


def test_the_end_that_was_not_stored_is_told_though_the_call_has_left(desk: Desk) -> None:
    desk.opened()
    desk.entry.finish()
    desk.told()
    desk.entry.finish()
    desk.refuse(OSError("disk full"))
    assert desk.entry.state.message == "The end of the call was not stored: disk full"


def test_s4_a_line_rings_on_while_there_is_no_place_for_its_call(desk: Desk) -> None:
    ringing = Ringing(desk.entry, desk.clock)
    for place in range(MOST_CALLS):
        desk.entry.another()
        desk.entry.edit(F.PLACE, f"{place} Quay")
    ringing.ring("0180")
    assert not ringing.take()
    assert ringing.words.startswith("0180 rings")
    assert "9 calls are in hand" in desk.entry.state.message
    desk.entry.clear()
    assert ringing.take()
    assert desk.entry.state.texts[F.CALLER_NUMBER] == "0180"


def test_s1_what_is_pasted_at_once_is_one_note_and_what_is_typed_is_noted_line_by_line(desk: Desk) -> None:
    desk.opened(narrative="smoke")
    desk.clock.advance(5)
    desk.entry.edit(F.NARRATIVE, "smoke\none\ntwo\nthree")
    desk.clock.advance(5)
    desk.entry.edit(F.NARRATIVE, "smoke\none\ntwo\nthree\nflames")
    desk.entry.field_left()
    notes = [each.text for each in desk.told() if isinstance(each, AddNote)]
    assert notes == ["04:04:10 one\ntwo", "04:04:10 three", "04:04:15 flames"], (
        "the last pasted line may be gone on with"
    )
    desk.entry.edit(F.NARRATIVE, "smoke\none\ntwo more\nthree\nflames")
    desk.entry.field_left()
    assert desk.told()[-1] == AddNote(**I13, text="corrected: 04:04:10 two more")


def test_a_line_that_is_refused_holds_no_other_line_up(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.NARRATIVE, "x" * 9_000)
    desk.clock.advance(5)
    desk.entry.edit(F.NARRATIVE, "x" * 9_000 + "\nflames")
    desk.entry.field_left()
    desk.refuse(Incomplete("a line has 4,000 characters at most", field="text"))
    assert desk.told()[-1] == AddNote(**I13, text="04:04:10 flames")
    assert desk.entry.state.errors == {F.NARRATIVE: "a line has 4,000 characters at most"}
    assert desk.entry.is_written


def test_a_draft_whose_incident_is_over_does_not_come_back_unless_words_of_it_are_nowhere_else(desk: Desk) -> None:
    desk.fill(narrative="opening hours")
    filed = row(desk, incident_id="i13", call_id="c", number="2026-000013", is_closed=True)
    back = after_a_crash(filed)
    assert back.entry.call.blank
    assert back.room.drafts[-1] == DropDraft(actor=ACTOR, draft_id=filed.draft_id)
    desk.entry.submit()
    desk.settle(TAKEN)
    desk.entry.edit(F.CALLER_NAME, "Ann")
    back = after_a_crash(row(desk, incident_id="i13", call_id="c", number="2026-000013", is_closed=True))
    assert back.entry.call.draft.text(F.CALLER_NAME) == "Ann"
