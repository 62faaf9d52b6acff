"""What the parts of call entry do to the call: grade it by the answers, attach it, read it back."""

from dataclasses import replace

import pytest

from dispatcher.domain.call_commands import AddCall, CallTaken
from dispatcher.domain.draft_commands import DraftState, SaveDraft
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_commands import RecordTriage, Regrade
from dispatcher.packs.loading import load_pack
from dispatcher.packs.triage import book_of
from dispatcher.queries.drafts import AskDrafts, DraftRow
from dispatcher.queries.pack_rows import PackRow
from dispatcher.queries.triage import AskPhrases, AskTriageBook
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import START, FakeClock, FakeRoom, Posted
from tests.helpers.triage_rows import pack_row
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_json import body_of, call_from
from ui.presenters.call_parts import CallParts, ReadBackOfCall
from ui.presenters.read_back import ReadBackPresenter
from ui.presenters.session import Session

TAKEN = CallTaken(call_id=CallId("c"), incident_id=IncidentId("i13"), number="2026-000013", priority=Priority.P2)


class Panel:
    """Call entry with its parts, and what was complained of."""

    def __init__(self, pack: PackRow = PACK) -> None:
        self.room, self.post, self.session, self.problems = FakeRoom(), Posted(), Session(), dict[str, str | None]()
        self.session.set_actor(ACTOR)
        clock = FakeClock()
        self.entry = CallEntryPresenter(self.room, self.session, clock, self.post)
        self.entry.set_pack(pack)
        self.parts = CallParts(self.room, self.session, clock, self.post, self.entry, self.problems.__setitem__)
        self.read_back = ReadBackPresenter(self.room, self.session, clock, self.post)
        self.entry.edit(CallField.PLACE, "12 Elm St")
        self.entry.edit(CallField.TYPE, "str")

    def opened(self) -> None:
        self.entry.submit()
        self.room.settle(TAKEN)
        self.post.run()
        self.room.executed.clear()

    def told(self, kind: type) -> list[object]:
        return [command for command in self.room.executed if isinstance(command, kind)]


def test_s19_answers_grade_the_draft_and_the_open_incident_once_the_room_has_them() -> None:
    panel = Panel()
    panel.parts.triage._grade(Impact.LOW, Urgency.LOW, "nobody hurt")
    assert (panel.entry.state.impact, panel.entry.state.urgency) == (Impact.LOW, Urgency.LOW)
    panel.opened()
    panel.parts.triage._grade(Impact.HIGH, Urgency.HIGH, "not breathing")
    assert panel.told(Regrade) == [], "the room does not have the answers yet"
    panel.parts.triage.recorded(panel.entry.call.id)
    assert panel.told(Regrade) == [Regrade(actor=ACTOR, incident_id=IncidentId("i13"))]


def test_s20_what_a_person_graded_against_the_matrix_is_not_graded_by_answers() -> None:
    panel = Panel()
    panel.entry.override(Priority.P5)
    panel.entry.edit(CallField.PRIORITY_REASON, "seen on the camera")
    panel.opened()
    panel.parts.triage.recorded(panel.entry.call.id)
    panel.parts.triage.recorded("the draft of another call")
    assert panel.told(Regrade) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [(InvalidTransition("2026-000013 is P2 already"), None), (Incomplete("say why"), "otherwise: say why")],
)
def test_a_refused_grade_is_said_and_one_that_stands_is_no_trouble(error: Exception, said: str | None) -> None:
    panel = Panel()
    panel.opened()
    panel.parts.triage.recorded(panel.entry.call.id)
    panel.room.refuse(error)
    panel.post.run()
    found = panel.problems["not_graded"]
    assert found is None if said is None else said in (found or "")


def test_s1_s31_nothing_that_was_typed_is_lost_when_a_call_is_attached() -> None:
    panel = Panel()
    typed = {
        CallField.CALLER_NAME: "Ann", CallField.CALLER_NUMBER: "0180", CallField.RELATION: "neighbour",
        CallField.LANGUAGE: "fr", CallField.ASSET: "L7", CallField.PERSONS: "3", CallField.NARRATIVE: "a blue van",
    }  # fmt: skip
    for field, text in typed.items():
        panel.entry.edit(field, text)
    panel.parts.likely_same._attach("i7")
    (command,) = panel.told(AddCall)
    assert isinstance(command, AddCall)
    assert (command.incident_id, command.place, command.persons_involved) == ("i7", "12 Elm St", 3)
    assert (command.caller_name, command.caller_number, command.caller_relation) == ("Ann", "0180", "neighbour")
    assert (command.caller_language, command.asset_number) == ("fr", "L7")
    assert command.incident_type
    assert "a blue van" in command.narrative


def test_s10_the_read_back_follows_the_call_in_front_only_while_there_is_one() -> None:
    panel = Panel()
    part = ReadBackOfCall(panel.entry, panel.read_back)
    panel.entry.add_section(part)
    assert panel.read_back._facts is not None
    assert panel.read_back._facts.place == "12 Elm St"
    panel.entry.clear()
    assert panel.read_back._facts.place == "12 Elm St", "an empty panel takes nothing from what is shown elsewhere"


def monaco() -> Panel:
    """Call entry with the cards of a pack, at a cardiac arrest."""
    pack = load_pack("monaco")
    panel = Panel(pack_row(pack))
    panel.room.canned |= {AskPhrases: (), AskTriageBook: book_of(pack.card, pack.modifier)}
    panel.parts.set_pack(pack_row(pack))
    panel.entry.add_section(panel.parts.triage)
    panel.entry.edit(CallField.TYPE, "cardiac")
    panel.post.run()
    return panel


def test_s19_answers_to_a_call_that_waits_when_its_incident_opens_are_recorded_and_grade_it() -> None:
    panel = monaco()
    panel.parts.triage.choose(2)
    first = panel.entry.call
    panel.entry.submit()
    panel.entry.another()
    panel.entry.edit(CallField.PLACE, "Quay 4")
    panel.room.settle(TAKEN)
    panel.post.run()
    (command,) = panel.told(RecordTriage)
    assert isinstance(command, RecordTriage)
    assert (command.incident_id, command.call_id, len(command.answers)) == ("i13", "c", 1)
    panel.room.settle()
    panel.post.run()
    assert panel.entry.call is not first
    assert panel.told(Regrade) == [Regrade(actor=ACTOR, incident_id=IncidentId("i13"))]


def test_s5_s19_answers_come_back_after_a_crash_and_are_recorded_once() -> None:
    panel = monaco()
    panel.parts.triage.choose(2)
    (answered,) = panel.parts.triage.shown.answered
    body = next(each.body for each in reversed(panel.room.drafts) if isinstance(each, SaveDraft))
    back = monaco()
    back.entry.clear()
    row = DraftRow(
        draft_id="d1", seat="A1", operator="", state=DraftState.OPEN, body=body, begun_at=START, updated_at=START,
        dropped_at=None, reason="", incident_id=None, call_id=None, number="",
    )  # fmt: skip
    back.room.canned[AskDrafts] = lambda query: () if query.abandoned else (row,)
    back.entry.refresh_drafts()
    back.post.run()
    assert back.parts.triage.shown.answered == (answered,)
    back.entry.submit()
    back.room.settle(TAKEN)
    back.post.run()
    (recorded,) = back.told(RecordTriage)
    assert isinstance(recorded, RecordTriage)
    assert recorded.answers[0].at == START, "the instant at which it was answered"
    back.room.settle()
    back.post.run()
    assert body_of(call_from(replace(row, body=body_of(back.entry.call)))) == body_of(back.entry.call)
    assert back.entry.call.cards[recorded.card].recorded[0] == (
        (recorded.answers[0].question, recorded.answers[0].answer),
    )
