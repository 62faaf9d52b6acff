"""Several calls at one seat, every word of them kept, and what is told after the incident is open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.domain.call_commands import (
    AddCall,
    AmendCall,
    AmendIncident,
    CallAdded,
    CallTaken,
    EndCall,
    TakeCall,
)
from dispatcher.domain.calls import Medium
from dispatcher.domain.draft_commands import DraftState, DropDraft, SaveDraft
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incident_commands import PlaceIncident
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.queries.drafts import AskDrafts, DraftRow
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import START, FakeClock, FakeRoom, Posted
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_call import Call, CallPhase
from ui.presenters.call_entry_calls import MOST_CALLS
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_hand import Contact
from ui.presenters.call_entry_ringing import Ringing
from ui.presenters.call_section import CallFacts
from ui.presenters.session import Session

F = CallField
TAKEN = CallTaken(call_id=CallId("c"), incident_id=IncidentId("i13"), number="2026-000013", priority=Priority.P2)


class Desk:
    """A presenter with its fakes."""

    def __init__(self, *, signed_on: bool = True) -> None:
        self.room, self.post, self.session, self.clock = FakeRoom(), Posted(), Session(), FakeClock()
        if signed_on:
            self.session.set_actor(ACTOR)
        self.entry = CallEntryPresenter(self.room, self.session, self.clock, self.post)
        self.entry.set_pack(PACK)

    def fill(self, place: str = "12 Elm St", kind: str = "str", narrative: str = "") -> None:
        self.entry.edit(F.PLACE, place)
        self.entry.edit(F.TYPE, kind)
        self.entry.edit(F.NARRATIVE, narrative)

    def opened(self, **more: str) -> None:
        self.fill(**more)
        self.entry.submit()
        self.settle(TAKEN)
        self.room.executed.clear()

    def settle(self, answer: object = None) -> None:
        self.room.settle(answer)
        self.post.run()

    def refuse(self, error: Exception) -> None:
        self.room.refuse(error)
        self.post.run()

    def told(self) -> list[object]:
        """Everything that the room was told, each carried out before the next."""
        self.post.run()
        while self.room.commands:
            self.settle()
        return list(self.room.executed)

    @property
    def saved(self) -> list[SaveDraft]:
        return [each for each in self.room.drafts if isinstance(each, SaveDraft)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def row(desk: Desk, place: int = -1, **more: object) -> DraftRow:
    """The draft as the room would give it back."""
    draft = desk.saved[place]
    made = DraftRow(
        draft_id=draft.draft_id, seat=draft.seat, operator=draft.operator, state=DraftState.OPEN, body=draft.body,
        begun_at=START, updated_at=START, dropped_at=None, reason="", incident_id=None, call_id=None, number="",
    )  # fmt: skip
    return replace(made, **more)


def after_a_crash(*rows: DraftRow) -> Desk:
    desk = Desk()
    desk.room.canned[AskDrafts] = lambda query: () if query.abandoned else rows
    desk.entry.refresh_drafts()
    desk.post.run()
    return desk


def test_s5_the_first_key_is_kept_and_one_save_is_under_way_with_the_newest_state_next(desk: Desk) -> None:
    desk.room.hold_drafts = True
    for text in ("1", "12", "12 ", "12 E"):
        desk.entry.edit(F.PLACE, text)
    assert len(desk.saved) == 1
    desk.settle()
    assert len(desk.saved) == 2
    assert '"12 E"' in desk.saved[1].body
    desk.settle()
    assert len(desk.saved) == 2, "nothing new, nothing saved"


def test_s5_what_nobody_signed_on_has_typed_is_kept_at_the_seat() -> None:
    desk = Desk(signed_on=False)
    desk.entry.edit(F.PLACE, "1")
    assert desk.saved == []
    desk.entry.keeper.seat = "seat-7"
    desk.entry.edit(F.PLACE, "12")
    assert (desk.saved[0].seat, desk.saved[0].operator) == ("seat-7", "")


def test_a_save_that_fails_is_told_and_tried_again_each_second(desk: Desk) -> None:
    desk.room.hold_drafts = True
    desk.entry.edit(F.PLACE, "12")
    desk.refuse(OSError("disk full"))
    assert (desk.entry.state.message, desk.entry.state.tone) == ("What is typed is not kept: disk full", "alarm")
    assert desk.entry.state.texts[F.PLACE] == "12"
    desk.entry.second()
    desk.settle()
    assert "disk full" not in desk.entry.state.message


def test_s5_s6_after_a_crash_every_word_comes_back_with_its_times_and_the_caret(desk: Desk) -> None:
    desk.fill(narrative="smoke")
    desk.clock.advance(20)
    desk.entry.edit(F.NARRATIVE, "smoke\nfrom the 屋根 🔥\tعربي")
    desk.entry.set_medium(Medium.WALK_IN)
    desk.entry.override(Priority.P5)
    desk.entry.caret = lambda: (F.NARRATIVE, 7)
    desk.entry.another()
    desk.entry.edit(F.PLACE, "Quay 4")
    desk.post.run()
    newest = {each.draft_id: place for place, each in enumerate(desk.saved)}
    back = after_a_crash(*(row(desk, newest[call.id]) for call in desk.entry.calls.all))
    assert [tab.words for tab in back.entry.tabs] == ["12 Elm St", "Quay 4"]
    back.entry.show_call(1)
    was, now = desk.entry.calls.all[0].draft, back.entry.call.draft
    assert now == was
    assert back.entry.line_time(1) == "04:04:25"
    assert back.entry.take_wanted() == (F.NARRATIVE, 7)


def test_what_comes_back_late_does_not_push_a_call_that_is_being_typed_aside(desk: Desk) -> None:
    desk.fill()
    back = Desk()
    back.entry.edit(F.PLACE, "Quay 9")
    back.room.canned[AskDrafts] = (row(desk),)
    back.entry.refresh_drafts()
    back.post.run()
    assert back.entry.state.texts[F.PLACE] == "Quay 9"
    assert len(back.entry.tabs) == 2


def test_a_draft_that_cannot_be_read_stands_in_the_narrative(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    desk.fill()
    back = after_a_crash(row(desk, body="{not json: flames at 12 Elm"))
    assert back.entry.state.texts[F.NARRATIVE] == "{not json: flames at 12 Elm"
    assert "cannot be read" in caplog.text


def test_killed_between_the_commit_and_the_next_save_it_opens_nothing_twice(desk: Desk) -> None:
    desk.fill(narrative="smoke")
    desk.post.run()
    back = after_a_crash(
        row(desk, incident_id="i13", call_id="c", number="2026-000013")
    )  # fmt: skip
    assert back.entry.state.title == "2026-000013 · opened"
    back.entry.submit()
    assert back.told() == [], "everything is in the record"
    back.entry.edit(F.NARRATIVE, "smoke\nflames")
    back.entry.submit()
    assert back.told() == [AddNote(actor=ACTOR, incident_id=IncidentId("i13"), text="04:04:05 flames")]


def test_f3_in_a_call_begins_another_and_each_keeps_its_words_and_caret(desk: Desk) -> None:
    desk.fill(place="12 Elm St")
    desk.entry.caret = lambda: (F.CALLER_NAME, 3)
    desk.clock.advance(30)
    desk.entry.another()
    assert desk.entry.take_wanted() == (F.PLACE, 0)
    desk.entry.edit(F.PLACE, "Quay 4")
    desk.clock.advance(10)
    tabs = desk.entry.tabs
    assert [(tab.place, tab.words, tab.state, tab.age) for tab in tabs] == [
        (1, "12 Elm St", "waits", "0:10"), (2, "Quay 4", "typing", "0:10"),
    ]  # fmt: skip
    desk.entry.next_call()
    assert (desk.entry.state.texts[F.PLACE], desk.entry.take_wanted()) == ("12 Elm St", (F.CALLER_NAME, 3))
    desk.entry.hold()
    assert desk.entry.tabs[0].state == "on hold"
    desk.entry.hold()
    assert desk.entry.tabs[0].state == "typing"


def test_an_answer_for_a_call_that_is_not_in_front_moves_nothing(desk: Desk) -> None:
    desk.fill()
    desk.entry.submit()
    desk.entry.another()
    desk.entry.edit(F.PLACE, "Quay 4")
    desk.settle(TAKEN)
    assert desk.entry.state.texts[F.PLACE] == "Quay 4"
    assert desk.session.incident_id is None
    assert desk.entry.tabs[0].words == "#13 12 Elm St"
    assert desk.entry.tabs[0].state == "opened"


def test_there_is_always_room_for_one_more_call_unless_all_are_being_typed(desk: Desk) -> None:
    desk.opened()
    for place in range(MOST_CALLS - 1):
        desk.entry.another()
        desk.entry.edit(F.PLACE, f"{place} Quay")
    assert len(desk.entry.tabs) == MOST_CALLS
    desk.entry.another()
    desk.entry.edit(F.PLACE, "one more")
    assert len(desk.entry.tabs) == MOST_CALLS, "the opened one, whole in the record, has made room"
    assert all(call.opened is None for call in desk.entry.calls.all)
    desk.entry.another()
    assert desk.entry.state.texts[F.PLACE] == "one more"
    assert "9 calls are in hand" in desk.entry.state.message


def test_s1_s3_what_is_told_later_goes_into_the_record_field_by_field(desk: Desk) -> None:
    desk.opened()
    entry = desk.entry
    entry.edit(F.TYPE, "water")
    entry.edit(F.PERSONS, "3")
    entry.edit(F.ASSET, "LIFT-7")
    entry.edit(F.CALLER_NAME, "Ann")
    entry.edit(F.LANGUAGE, "it")
    assert desk.room.executed == [], "nothing goes while it is being typed"
    entry.field_left()
    about = {"actor": ACTOR, "incident_id": IncidentId("i13")}
    assert desk.told() == [
        AmendIncident(**about, incident_type="water_rescue"),
        AmendIncident(**about, persons_involved=3, asset_number="LIFT-7"),
        AmendCall(actor=ACTOR, call_id=CallId("c"), caller_name="Ann", caller_language="it"),
    ]
    entry.field_left()
    assert len(desk.told()) == 3, "once"


def test_another_place_without_a_position_is_noted_and_with_one_moves_the_incident(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.PLACE, "behind the mill")
    desk.entry.field_left()
    (note,) = desk.told()
    assert isinstance(note, AddNote)
    assert note.text == "the place is now said to be: behind the mill (no position)"
    desk.entry.edit(F.PLACE, "")
    desk.entry._change(lambda draft: draft)
    desk.entry.places.pin(43.5, 7.5)
    desk.entry.field_left()
    placed = desk.told()[-1]
    assert isinstance(placed, PlaceIncident)
    assert (placed.latitude, placed.longitude) == (43.5, 7.5)


def test_s1_each_finished_line_is_noted_with_the_time_of_its_first_key(desk: Desk) -> None:
    desk.opened(narrative="smoke")
    desk.clock.advance(15)
    desk.entry.edit(F.NARRATIVE, "smoke\nfl")
    desk.clock.advance(5)
    desk.entry.edit(F.NARRATIVE, "smoke\nflames")
    assert desk.told() == [], "it is still being typed"
    desk.entry.edit(F.NARRATIVE, "smoke\nflames\n")
    assert [getattr(each, "text", "") for each in desk.told()] == ["04:04:20 flames"]
    desk.entry.edit(F.NARRATIVE, "smoke\nflames at the back\n", caret=24)
    desk.entry.field_left()
    assert [getattr(each, "text", "") for each in desk.told()][1:] == ["corrected: 04:04:20 flames at the back"]


def test_a_line_that_the_call_was_taken_with_is_amended_in_the_call(desk: Desk) -> None:
    desk.opened(narrative="smoke fr")
    desk.entry.edit(F.NARRATIVE, "smoke from the roof", caret=19)
    assert desk.told() == []
    desk.entry.field_left()
    assert desk.told() == [AmendCall(actor=ACTOR, call_id=CallId("c"), narrative="smoke from the roof")]


def test_another_priority_asks_why_and_another_type_regrades_nothing(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.TYPE, "lift")
    assert desk.entry.state.priority is Priority.P2
    desk.entry.field_left()
    desk.told()
    desk.room.executed.clear()
    desk.entry.override(Priority.P1)
    assert desk.entry.state.overridden
    desk.entry.submit()
    assert (desk.told(), desk.entry.state.errors) == ([], {F.PRIORITY_REASON: "Impact and urgency give P2: why P1?"})
    desk.entry.edit(F.PRIORITY_REASON, "two are trapped")
    desk.entry.submit()
    assert desk.told() == [
        SetPriority(actor=ACTOR, incident_id=IncidentId("i13"), priority=Priority.P1, reason="two are trapped")
    ]
    assert not desk.entry.state.overridden


def test_a_graver_type_shows_the_grade_that_the_record_gives_it(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.TYPE, "water")
    desk.entry.field_left()
    assert desk.told() == [AmendIncident(actor=ACTOR, incident_id=IncidentId("i13"), incident_type="water_rescue")]
    state = desk.entry.state
    assert (state.priority, state.impact, state.urgency) == (Priority.P1, Impact.HIGH, Urgency.HIGH)
    assert not state.overridden, "nobody is asked why: the record has it"
    desk.entry.field_left()
    assert len(desk.told()) == 1


def test_what_the_room_refuses_later_is_told_stays_and_is_tried_again(desk: Desk) -> None:
    desk.opened()
    desk.entry.edit(F.PERSONS, "3")
    desk.entry.field_left()
    desk.refuse(InvalidTransition("2026-000013 is closed", field="incident"))
    assert desk.entry.state.message == "Refused: 2026-000013 is closed"
    assert desk.entry.is_written
    desk.entry.field_left()
    desk.settle()
    assert not desk.entry.is_written
    desk.entry.edit(F.PERSONS, "4")
    desk.entry.field_left()
    desk.refuse(Incomplete("say what is to change; it stands so already", field="incident"))
    assert not desk.entry.is_written, "somebody else has said it"


def test_s1_s6_a_call_ends_once_and_is_wrapped_up_when_it_is_left(desk: Desk) -> None:
    desk.opened()
    desk.clock.advance(60)
    desk.entry.finish()
    ended = START + timedelta(seconds=60)
    assert desk.told() == [EndCall(actor=ACTOR, call_id=CallId("c"), ended_at=ended)]
    assert desk.entry.state.phase is CallPhase.ENDED
    desk.clock.advance(30)
    desk.entry.edit(F.PERSONS, "2")
    desk.entry.field_left()
    desk.told()
    desk.entry.leave()
    assert desk.told()[-1] == EndCall(
        actor=ACTOR, call_id=CallId("c"), ended_at=ended, wrapped_up_at=ended + timedelta(seconds=30)
    )  # fmt: skip
    assert isinstance(desk.room.drafts[-1], DropDraft)
    assert desk.room.drafts[-1].reason == "", "everything of it is in the record"
    assert desk.entry.call.blank


def test_s5_a_call_put_away_is_kept_as_abandoned_and_can_be_reopened(desk: Desk) -> None:
    desk.fill(narrative="wrong number?")
    desk.post.run()
    kept = row(desk)
    desk.entry.clear()
    dropped = desk.room.drafts[-1]
    assert isinstance(dropped, DropDraft)
    assert dropped.reason == "put away by the operator"
    desk.room.canned[AskDrafts] = lambda query: (
        (replace(kept, state=DraftState.ABANDONED, dropped_at=START, reason="put away"),) if query.abandoned else ()
    )
    desk.entry.refresh_drafts()
    desk.post.run()
    assert desk.entry.abandoned_lines == (("04:04:05", "12 Elm St · put away"),)
    desk.entry.reopen(kept.draft_id)
    assert desk.entry.state.texts[F.NARRATIVE] == "wrong number?"
    assert desk.entry.abandoned == ()
    desk.post.run()
    assert desk.saved[-1].draft_id == kept.draft_id


def test_a_further_call_is_attached_and_what_it_says_later_goes_to_that_incident(desk: Desk) -> None:
    desk.fill(narrative="I see it too")
    desk.entry.attach_to(IncidentId("i9"))
    (added,) = desk.room.executed
    assert isinstance(added, AddCall)
    assert (added.incident_id, added.narrative) == ("i9", "I see it too")
    desk.settle(CallAdded(call_id=CallId("c2"), incident_id=IncidentId("i9"), number="2026-000009", calls=2))
    assert desk.entry.state.title == "2026-000009 · further call"
    assert desk.told() == [added], "its place and type are the first caller's"


def test_s4_a_ringing_line_is_told_and_taken_with_its_number_and_its_time(desk: Desk) -> None:
    ringing = Ringing(desk.entry, desk.clock)
    told: list[str] = []
    ringing.watch(lambda: told.append(ringing.words))
    desk.fill()
    ringing.ring("+377 93 15\x00")
    ringing.ring("+377 93 15\x00")
    assert told == ["+377 93 15␀ rings: Ctrl+F3 takes it"]
    assert desk.entry.state.texts[F.PLACE] == "12 Elm St", "nothing moves by itself"
    desk.clock.advance(8)
    assert ringing.take()
    draft = desk.entry.call.draft
    assert (draft.text(F.CALLER_NUMBER), draft.contact_at) == ("+377 93 15␀", START)
    assert desk.entry.call.answered_at == START + timedelta(seconds=8)
    assert not ringing.take()
    ringing.ring("1")
    ringing.stop("1")
    assert ringing.words == ""


def test_s4_a_contact_of_another_medium_fills_the_call_and_is_told_when_it_is_taken(desk: Desk) -> None:
    told: list[Call] = []
    desk.entry.taken.append(told.append)
    at = START - timedelta(minutes=4)
    desk.entry.start_from(
        Contact(medium=Medium.EMAIL, contact_at=at, name="Ann", number="a@b", words="smoke\r\nflames", contact_id="m1")
    )
    assert desk.entry.line_time(1) == "04:00:05"
    desk.entry.edit(F.PLACE, "12 Elm St")
    desk.entry.edit(F.TYPE, "str")
    desk.entry.submit()
    (command,) = desk.room.executed
    assert isinstance(command, TakeCall)
    assert (command.medium, command.contact_at, command.answered_at) == (Medium.EMAIL, at, START)
    desk.settle(TAKEN)
    assert [(call.contact_id, call.opened.number) for call in told if call.opened] == [("m1", TAKEN.number)]


class Section:
    def __init__(self) -> None:
        self.facts: list[CallFacts] = []

    def follow(self, facts: CallFacts) -> None:
        self.facts.append(facts)

    def watch(self, watcher: object) -> None:
        del watcher


def test_parts_of_the_panel_follow_every_change_of_the_call_in_front(desk: Desk) -> None:
    section = Section()
    desk.entry.add_section(section)
    desk.fill()
    desk.entry.edit(F.CALLER_NUMBER, "0100")
    last = section.facts[-1]
    assert (last.place, last.incident_type, last.caller_number, last.priority) == (
        "12 Elm St", "structure_fire", "0100", Priority.P2,
    )  # fmt: skip
    count = len(section.facts)
    desk.entry.changed()
    assert len(section.facts) == count, "nothing new, nothing told"
    desk.entry.another()
    assert section.facts[-1].place == ""
    assert section.facts[-1].draft_id != last.draft_id


def test_control_characters_are_shown_as_pictures_and_told(desk: Desk) -> None:
    desk.entry.edit(F.NARRATIVE, "\x00\x01smoke\x1b")
    assert desk.entry.state.texts[F.NARRATIVE] == "␀␁smoke␛"
    assert desk.entry.state.message == "3 signs that cannot be seen are shown as pictures"


def test_absurd_lengths_stay_and_are_told(desk: Desk) -> None:
    desk.fill()
    desk.entry.edit(F.CALLER_NAME, "x" * 1_001)
    desk.entry.submit()
    assert desk.entry.state.errors == {F.CALLER_NAME: "1001 signs are too many; the narrative takes them"}
    assert desk.room.executed == []
