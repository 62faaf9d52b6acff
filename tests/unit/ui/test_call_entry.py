"""Call entry's presenter: the draft, the matrix, the stamp, one command per call."""

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import AmendCall, CallTaken, TakeCall
from dispatcher.domain.calls import Medium
from dispatcher.domain.errors import Incomplete, NotAuthorised
from dispatcher.domain.identifiers import CallId, IncidentId, OperatorId, Seat
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import START, FakeClock, FakeRoom, Posted
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_call import CallPhase
from ui.presenters.call_entry_draft import CallField
from ui.presenters.session import Session

TAKEN = CallTaken(call_id=CallId("c"), incident_id=IncidentId("i13"), number="2026-000013", priority=Priority.P2)


class Desk:
    """A presenter with its fakes."""

    def __init__(self, actor: Actor | None = ACTOR) -> None:
        self.room, self.post, self.session, self.clock = FakeRoom(), Posted(), Session(), FakeClock()
        self.session.set_actor(actor)
        self.entry = CallEntryPresenter(self.room, self.session, self.clock, self.post)
        self.entry.set_pack(PACK)

    def fill(self, place: str = "12 Elm St", kind: str = "str") -> None:
        self.entry.edit(CallField.PLACE, place)
        self.entry.edit(CallField.TYPE, kind)

    def given(self) -> TakeCall:
        command = self.room.executed[-1]
        assert isinstance(command, TakeCall)
        return command

    def settle(self) -> None:
        self.room.settle(TAKEN)
        self.post.run()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_place_and_type_are_enough(desk: Desk) -> None:
    desk.entry.open()
    assert not desk.entry.state.can_submit
    desk.fill()
    assert desk.entry.state.can_submit
    desk.entry.submit()
    assert desk.given() == TakeCall(
        actor=ACTOR,
        place="12 Elm St",
        incident_type="structure_fire",
        impact=Impact.HIGH,
        urgency=Urgency.MEDIUM,
        contact_at=START,
        answered_at=START,
        draft_id=desk.entry.call.id,
    )


def test_s3_s12_every_field_travels(desk: Desk) -> None:
    desk.fill()
    for name, text in (
        (CallField.CALLER_NAME, " Ann Lee "),
        (CallField.CALLER_NUMBER, "555 0142"),
        (CallField.RELATION, "neighbour"),
        (CallField.LANGUAGE, "it"),
        (CallField.NEEDS, "deaf"),
        (CallField.ASSET, " LIFT-7"),
        (CallField.PERSONS, "3"),
        (CallField.NARRATIVE, "smoke\nfrom the roof"),
    ):
        desk.entry.edit(name, text)
    desk.entry.set_kind(Kind.COMPLAINT)
    desk.entry.set_medium(Medium.WALK_IN)
    desk.entry.set_emergency(False)
    desk.entry.grade(urgency=Urgency.LOW)
    desk.entry.override(Priority.P1)
    desk.entry.edit(CallField.PRIORITY_REASON, "children inside")
    desk.entry.submit()
    command = desk.given()
    assert (command.caller_name, command.caller_number, command.persons_involved) == ("Ann Lee", "555 0142", 3)
    assert (command.caller_relation, command.caller_language, command.caller_needs) == ("neighbour", "it", "deaf")
    assert (command.asset_number, command.kind, command.medium) == ("LIFT-7", Kind.COMPLAINT, Medium.WALK_IN)
    assert command.emergency is False
    assert (command.impact, command.urgency) == (Impact.HIGH, Urgency.LOW)
    assert (command.priority, command.priority_reason) == (Priority.P1, "children inside")
    assert command.narrative == "04:04:05 smoke\n04:04:05 from the roof"


def test_the_type_grades_until_the_operator_does(desk: Desk) -> None:
    desk.fill(kind="lift")
    assert desk.entry.state.priority is Priority.P5
    desk.entry.grade(impact=Impact.HIGH)
    assert desk.entry.state.priority is Priority.P3
    desk.entry.edit(CallField.TYPE, "fall")
    assert (desk.entry.state.impact, desk.entry.state.urgency) == (Impact.HIGH, Urgency.MEDIUM)


def test_an_override_asks_why_and_one_that_equals_the_matrix_is_none(desk: Desk) -> None:
    desk.fill()
    desk.entry.override(Priority.P2)
    assert not desk.entry.state.overridden
    desk.entry.override(Priority.P1)
    assert desk.entry.state.overridden
    assert not desk.entry.state.can_submit
    desk.entry.submit()
    assert desk.entry.state.errors == {CallField.PRIORITY_REASON: "Impact and urgency give P2: why P1?"}
    assert desk.entry.take_wanted() == (CallField.PRIORITY_REASON, None)
    assert desk.entry.take_wanted() is None
    assert not desk.room.executed
    desk.entry.override(None)
    desk.entry.submit()
    assert desk.given().priority is None


def test_lowering_an_urgent_call_names_who_may() -> None:
    desk = Desk(Actor(operator=OperatorId("o"), seat=Seat("A1"), role=Role.DISPATCHER))
    desk.fill()
    desk.entry.override(Priority.P4)
    assert "ask a duty manager or supervisor" in desk.entry.state.message


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("", "What has happened?"),
        ("xyz", "No type begins like that"),
        ("resc", "Which one? Water rescue, Lift rescue"),
    ],
)
def test_a_type_is_never_guessed(desk: Desk, kind: str, error: str) -> None:
    desk.fill(kind=kind)
    desk.entry.submit()
    assert desk.entry.state.errors == {CallField.TYPE: error}
    assert not desk.room.executed


def test_types_are_offered_and_taken(desk: Desk) -> None:
    desk.entry.choose_type(1)
    assert len(desk.entry.state.types) == len(PACK.types)
    desk.entry.edit(CallField.TYPE, "resc")
    desk.entry.choose_type(1)
    desk.entry.choose_type(1)
    desk.entry.accept_type()
    assert desk.entry.state.texts[CallField.TYPE] == "Lift rescue"
    assert desk.entry.state.types == ()
    desk.entry.edit(CallField.TYPE, "wat")
    desk.entry.accept_type()
    assert desk.entry.state.type_title == "Water rescue"


@pytest.mark.parametrize("persons", ["three", "-1", "²", "1234567"])
def test_persons_is_a_number_or_nothing(desk: Desk, persons: str) -> None:
    desk.fill()
    desk.entry.edit(CallField.PERSONS, persons)
    desk.entry.submit()
    assert CallField.PERSONS in desk.entry.state.errors


def test_the_contact_is_stamped_when_the_panel_opens_and_shown_with_its_age(desk: Desk) -> None:
    assert desk.entry.contact == "no call yet"
    desk.entry.open()
    desk.clock.advance(12)
    desk.fill()
    assert desk.entry.contact == "contact 04:04:05 · 0:12 ago"
    desk.entry.submit()
    assert desk.given().contact_at == START


def test_the_first_keystroke_stamps_a_panel_that_was_not_opened_for_this_call(desk: Desk) -> None:
    desk.entry.open()
    desk.clock.advance(600)
    desk.fill()
    desk.entry.submit()
    assert desk.given().contact_at == desk.clock.now()


def test_opening_again_keeps_the_draft_and_its_stamp(desk: Desk) -> None:
    desk.fill()
    desk.clock.advance(600)
    desk.entry.open()
    desk.entry.submit()
    assert desk.given().contact_at == START


def test_several_presses_give_one_call_and_what_is_typed_meanwhile_is_not_lost(desk: Desk) -> None:
    desk.fill()
    desk.entry.submit()
    desk.entry.submit()
    desk.entry.edit(CallField.CALLER_NAME, "Ann")
    desk.entry.clear()
    assert len(desk.room.executed) == 1
    assert desk.entry.state.busy
    desk.settle()
    desk.entry.field_left()
    assert desk.room.executed[1:] == [AmendCall(actor=ACTOR, call_id=CallId("c"), caller_name="Ann")]


def test_a_taken_call_is_told_and_shown_and_the_panel_stays_with_it(desk: Desk) -> None:
    desk.fill()
    desk.entry.submit()
    desk.room.settle(TAKEN)
    assert desk.entry.state.busy, "the foreign thread touched the state"
    desk.post.run()
    state = desk.entry.state
    assert state.message == "2026-000013 opened, P2: 12 Elm St"
    assert (state.title, state.phase, state.busy) == ("2026-000013 · opened", CallPhase.OPENED, False)
    assert state.texts[CallField.PLACE] == "12 Elm St"
    assert desk.session.incident_id == "i13"
    desk.entry.edit(CallField.CALLER_NAME, "Ann")
    assert desk.entry.state.message != "2026-000013 opened, P2: 12 Elm St"


def test_a_refusal_stands_beside_its_field_and_the_draft_stays(desk: Desk) -> None:
    desk.fill()
    desk.entry.submit()
    desk.room.refuse(Incomplete("that street does not exist", field="place"))
    desk.post.run()
    assert desk.entry.state.errors == {CallField.PLACE: "that street does not exist"}
    assert desk.entry.take_wanted() == (CallField.PLACE, None)
    assert desk.entry.state.texts[CallField.PLACE] == "12 Elm St"
    desk.entry.edit(CallField.PLACE, "14 Elm St")
    assert desk.entry.state.errors == {}


def test_a_refusal_without_a_field_stands_below(desk: Desk) -> None:
    desk.fill()
    desk.entry.submit()
    desk.room.refuse(NotAuthorised("a radio operator may not take call; ask a dispatcher"))
    desk.post.run()
    assert desk.entry.state.message.startswith("Refused: a radio operator")
    assert desk.entry.state.tone == "alarm"


def test_a_failure_of_the_program_is_told(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.fill()
    desk.entry.submit()
    desk.room.refuse(OSError("disk full"))
    desk.post.run()
    assert "disk full" in desk.entry.state.message
    assert "call entry failed" in caplog.text


def test_without_an_answer_the_panel_can_be_freed_and_the_outcome_is_still_told(desk: Desk) -> None:
    assert not desk.entry.stop_waiting()
    desk.fill()
    desk.entry.submit()
    assert desk.entry.stop_waiting()
    assert "No answer yet" in desk.entry.state.message
    desk.settle()
    assert "2026-000013 opened" in desk.entry.state.message


def test_what_was_cleared_comes_back(desk: Desk) -> None:
    desk.fill()
    desk.entry.clear()
    assert dict(desk.entry.state.texts) == {}
    assert desk.entry.state.can_restore
    desk.entry.restore()
    assert desk.entry.state.texts[CallField.PLACE] == "12 Elm St"
    assert not desk.entry.state.can_restore


def test_nobody_signed_on_cannot_take_a_call() -> None:
    desk = Desk(actor=None)
    desk.fill()
    desk.entry.submit()
    assert not desk.room.executed
    assert not desk.entry.state.can_submit
    assert "F9" in desk.entry.state.message


def test_the_fields_are_named_as_the_command_names_them() -> None:
    names = set(TakeCall.__dataclass_fields__)
    assert {name.value for name in CallField if name is not CallField.KIND_REASON} <= names
