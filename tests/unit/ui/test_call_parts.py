"""What the parts of call entry do to the call: grade it by the answers, attach it, read it back."""

import pytest

from dispatcher.domain.call_commands import AddCall, CallTaken
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_commands import Regrade
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import FakeClock, FakeRoom, Posted
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_parts import CallParts, ReadBackOfCall
from ui.presenters.read_back import ReadBackPresenter
from ui.presenters.session import Session

TAKEN = CallTaken(call_id=CallId("c"), incident_id=IncidentId("i13"), number="2026-000013", priority=Priority.P2)


class Panel:
    """Call entry with its parts, and what was complained of."""

    def __init__(self) -> None:
        self.room, self.post, self.session, self.problems = FakeRoom(), Posted(), Session(), dict[str, str | None]()
        self.session.set_actor(ACTOR)
        clock = FakeClock()
        self.entry = CallEntryPresenter(self.room, self.session, clock, self.post)
        self.entry.set_pack(PACK)
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
