"""The command line's presenter: what it foretells, gives, keeps, and says afterwards."""

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import CallTaken, TakeCall
from dispatcher.domain.crew_commands import RecordAnswer, ReportStatus
from dispatcher.domain.dispatch_commands import Dispatched, DispatchUnits
from dispatcher.domain.errors import Rejected
from dispatcher.domain.identifiers import AssignmentId, CallId, IncidentId, OperatorId, Seat, TransmissionId
from dispatcher.domain.incident_commands import CloseIncident
from dispatcher.domain.seat_commands import HandOver, TakeOver
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.queries.queue_rows import FoundRow
from dispatcher.queries.requests import AskFind
from tests.helpers.command_rows import ACTOR, VOCABULARY, a_unit, an_attention_item, an_incident
from tests.helpers.fake_room import FakeRoom, Posted
from ui.presenters.command_line import CommandLinePresenter
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.session import Session


class Desk:
    """A presenter with its fakes."""

    def __init__(self, actor: Actor | None = ACTOR, selected: str | None = "i12") -> None:
        self.room, self.post, self.session = FakeRoom(), Posted(), Session()
        self.session.set_actor(actor)
        self.session.show_incident(selected)
        self.opened = 0
        self.line = CommandLinePresenter(self.room, self.session, VOCABULARY, self.post, self.open)

    def open(self) -> None:
        self.opened += 1

    def type(self, text: str) -> None:
        self.line.edit(text, len(text))

    def enter(self, text: str) -> None:
        self.type(text)
        self.post.run()
        self.line.enter()

    def message(self, text: str) -> str:
        self.type(text)
        return self.line.state.message


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("d e12 to 12", "Alert E12 to 2026-000012 Structure fire, 12 Elm St"),
        ("d E12: north gate", "Alert E12 to 2026-000012 Structure fire, 12 Elm St: “north gate”"),
        ("status E12 unav: tyre", "E12: at station → unavailable"),
        ("ack M4: copy", "M4 acknowledges 2026-000009, heard by you: “copy”"),
        ("priority p2: smoke only", "2026-000012 Structure fire, 12 Elm St: P3 → P2"),
        ("close: fal", "Close 2026-000012 Structure fire, 12 Elm St: false alarm"),
        ("new str fi @ Quay 4", "Open P2 Structure fire at Quay 4"),
        (
            "new fall @ Quay 4, caller Ann 555, n 2: slipped",
            "Open P3 Fall at Quay 4; caller Ann 555; persons 2; slipped",
        ),
        ("take", "Take: M4 has not acknowledged"),
        ("own 9: Dana is away", "Take 2026-000009 Fall, Quay 9 over from A1: “Dana is away”"),
        ("take over", "Take 2026-000012 Structure fire, 12 Elm St over from A1"),
        ("hand over 9 to d2", "Hand 2026-000009 Fall, Quay 9 over to Omar Lindqvist at D2 (dispatcher)"),
        (
            "hand over to oma: late",
            "Hand 2026-000012 Structure fire, 12 Elm St over to Omar Lindqvist at D2 (dispatcher): “late”",
        ),
        ("new", "Open call entry"),
        ("find elm", "Find “elm”"),
    ],
)
def test_effects_are_told_before_enter(desk: Desk, text: str, message: str) -> None:
    assert desk.message(text) == message
    assert desk.line.state.mistake is None
    assert not desk.room.executed


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("d E12 M4", "M4 is on 2026-000009: use reassign"),
        ("d R1", "R1 is unavailable (flat tyre)"),
        ("ack E12: copy", "E12 is at station: nothing waits for its answer"),
        ("reassign E12 to 9: near", "E12 is on no incident: use dispatch"),
        ("recall E12: x", "E12 is on no incident"),
        ("close 9: handed", "M4 still on it: clear or recall first"),
        ("own 9", "2026-000009 is yours already"),
        ("hand over 9 to sol", "2026-000009 is A1's already"),
        ("hand over 9 to R1", "Ruth Achebe at R1 is radio operator and may not own an incident"),
        ("status M4 avail", "M4 is on 2026-000009: clear or recall it first"),
        ("status E12 on scene", "E12 has no assignment: only its availability can be set"),
    ],
)
def test_what_the_room_will_refuse_is_told_before_enter(desk: Desk, text: str, warning: str) -> None:
    desk.type(text)
    assert desk.line.state.warning == warning


def test_a_role_that_may_not_is_told_who_may() -> None:
    desk = Desk(Actor(operator=OperatorId("op2"), seat=Seat("R1"), role=Role.RADIO_OPERATOR))
    desk.type("d E12")
    assert "ask a dispatcher" in desk.line.state.warning


@pytest.mark.parametrize(
    ("text", "position", "length", "part"),
    [
        ("d E99 to 12", 2, 3, "no unit E99"),
        ("d E12 to 112: x", 9, 3, "No open incident"),
        ("d E12 to 2: x", 9, 1, "No open incident"),
        ("new f @ Elm", 4, 1, "f can be Structure fire, Fall"),
        ("new flood @ Elm", 4, 5, "No type flood"),
        ("status E12 asleep: x", 11, 6, "not a status"),
        ("hand over 9 to lind: x", 15, 4, "lind can be Omar Lindqvist at D2 (dispatcher), Olga Lind at D3"),
        ("hand over 9 to D7: x", 15, 2, "D7 is not on duty; expected Sol Marchetti at A1 (supervisor), Omar"),
    ],
)
def test_a_wrong_name_is_marked_where_it_stands(desk: Desk, text: str, position: int, length: int, part: str) -> None:
    desk.type(text)
    found = desk.line.state.mistake
    assert found is not None
    assert (found.position, found.length) == (position, length)
    assert part in desk.line.state.message
    assert desk.line.state.tone == "alarm"


def test_what_is_still_being_typed_is_no_error(desk: Desk) -> None:
    desk.type("d E1")
    assert desk.line.state.mistake is None
    assert desk.line.state.tone == "muted"


def test_a_number_never_means_a_longer_one() -> None:
    words = Vocabulary(queue=(an_incident("i112", "2026-000112"),))
    assert words.incidents_named("12") == ()
    assert [row.incident_id for row in words.incidents_named("0112")] == ["i112"]


def test_the_same_number_of_two_years_is_asked_about() -> None:
    words = Vocabulary(queue=(an_incident("a", "2025-000012"), an_incident("b", "2026-000012")))
    assert len(words.incidents_named("12")) == 2
    assert [row.incident_id for row in words.incidents_named("2026-000012")] == ["b"]


def test_dispatch_is_given_and_told(desk: Desk) -> None:
    desk.enter("d e12 to 12: north gate")
    assert desk.room.executed == [
        DispatchUnits(actor=ACTOR, incident_id=IncidentId("i12"), call_signs=("E12",), note="north gate")
    ]
    assert desk.line.state.busy
    assert desk.line.state.message == "storing…"
    assert desk.line.state.text == "d e12 to 12: north gate"
    desk.room.settle(Dispatched(text="t", assignments=(AssignmentId("a"),), transmissions=(TransmissionId("t"),)))
    assert desk.line.state.busy, "the foreign thread touched the state"
    desk.post.run()
    assert desk.line.state.message == "E12 alerted to 2026-000012: 1 message queued"
    assert desk.line.state.text == ""
    assert not desk.line.state.busy


def test_enter_twice_gives_one_command(desk: Desk) -> None:
    desk.enter("d E12")
    desk.line.enter()
    desk.line.submit("d E12")
    assert len(desk.room.executed) == 1


def test_a_refused_line_is_kept_with_the_reason(desk: Desk) -> None:
    desk.enter("d E12")
    desk.room.refuse(Rejected("E12 was alerted to 2026-000009 a moment ago"))
    desk.post.run()
    state = desk.line.state
    assert (state.text, state.tone, state.busy) == ("d E12", "alarm", False)
    assert state.message == "Refused: E12 was alerted to 2026-000009 a moment ago"
    desk.type("d E1")
    assert "Refused" not in desk.line.state.message


def test_a_failure_of_the_program_says_to_look_first(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.enter("d E12")
    desk.room.refuse(OSError("disk full"))
    desk.post.run()
    assert desk.line.state.message == "The room failed: disk full. Look before you repeat it"
    assert "command failed" in caplog.text


def test_what_was_typed_meanwhile_is_kept(desk: Desk) -> None:
    desk.enter("d E12")
    desk.type("note: next")
    desk.room.settle(Dispatched(text="t", assignments=(), transmissions=()))
    desk.post.run()
    assert desk.line.state.text == "note: next"
    assert desk.line.state.message == "E12 alerted to 2026-000012"


def test_escape_frees_a_line_that_gets_no_answer_and_the_outcome_is_still_told(desk: Desk) -> None:
    desk.enter("d E12")
    desk.line.escape()
    assert not desk.line.state.busy
    assert desk.line.state.message == "No answer yet; look before you repeat it"
    desk.room.settle(Dispatched(text="t", assignments=(), transmissions=()))
    desk.post.run()
    assert desk.line.state.message == "E12 alerted to 2026-000012"


def test_ack_without_words_supplies_the_colon_and_asks(desk: Desk) -> None:
    desk.enter("ack M4")
    state = desk.line.state
    assert (state.text, state.caret, state.message) == ("ack M4: ", 8, "What did the crew say?")
    assert state.tone == "alarm"
    assert not desk.room.executed
    desk.enter("ack M4: on our way")
    command = desk.room.executed[0]
    assert isinstance(command, RecordAnswer)
    assert (command.call_sign, command.words_heard, command.actor) == ("M4", "on our way", ACTOR)


def test_a_call_taken_is_shown(desk: Desk) -> None:
    desk.enter("new fall @ Quay 4, p1 because the tide rises")
    command = desk.room.executed[0]
    assert isinstance(command, TakeCall)
    assert (command.incident_type, command.place, command.priority) == ("fall", "Quay 4", Priority.P1)
    desk.room.settle(
        CallTaken(call_id=CallId("c"), incident_id=IncidentId("i13"), number="2026-000013", priority=Priority.P1)
    )
    desk.post.run()
    assert desk.session.incident_id == "i13"
    assert desk.line.state.message == "2026-000013 opened, P1: Quay 4"


def test_status_tells_the_state_that_the_room_answered(desk: Desk) -> None:
    desk.enter("s M4 3")
    command = desk.room.executed[0]
    assert isinstance(command, ReportStatus)
    assert command.status is AssignmentState.ON_SCENE
    desk.room.settle(AssignmentState.ON_SCENE)
    desk.post.run()
    assert desk.line.state.message == "M4: on scene"


def test_priority_close_and_take_resolve(desk: Desk) -> None:
    for line in ("p 12 p2: smoke", "close 12: false", "take 1: by phone"):
        desk.enter(line)
        desk.room.settle()
        desk.post.run()
    graded, closed, taken = desk.room.executed
    assert isinstance(graded, SetPriority)
    assert isinstance(closed, CloseIncident)
    assert isinstance(taken, TakeAttention)
    assert (closed.outcome, taken.attention_id, taken.note) == ("false alarm", "a1", "by phone")
    assert desk.line.state.message == "You have taken: M4 has not acknowledged"


def test_an_incident_is_taken_over_and_handed_over(desk: Desk) -> None:
    incident_id = IncidentId("i9")
    desk.enter("own 9: Dana is away")
    assert desk.room.executed[-1] == TakeOver(actor=ACTOR, incident_id=incident_id, reason="Dana is away")
    desk.room.settle()
    desk.post.run()
    assert desk.line.state.message == "2026-000009 is yours now"
    desk.enter("hand over 9 to Omar Lindqvist: late")
    assert desk.room.executed[-1] == HandOver(actor=ACTOR, incident_id=incident_id, to_seat=Seat("D2"), reason="late")
    desk.room.settle()
    desk.post.run()
    assert desk.line.state.message == "2026-000009 is D2's now"


def test_whose_incident_it_is_decides_who_hands_it_over() -> None:
    desk = Desk(Actor(operator=OperatorId("omar"), seat=Seat("D2"), role=Role.DISPATCHER))
    desk.type("hand over 9 to D3")
    assert desk.line.state.warning == "2026-000009 belongs to A1: take it over first"
    desk = Desk(Actor(operator=OperatorId("ines"), seat=Seat("S2"), role=Role.SUPERVISOR))
    desk.type("hand over 9 to D3")
    assert desk.line.state.warning == "2026-000009 belongs to A1: say why, after a colon"
    desk.type("hand over 9 to D3: Sol is busy")
    assert desk.line.state.warning == ""


def test_take_beyond_the_strip_is_a_mistake(desk: Desk) -> None:
    desk.enter("take 5")
    assert desk.line.state.message == "The strip has 1 item(s)"


def test_without_a_selected_incident_the_caret_goes_where_its_number_belongs() -> None:
    desk = Desk(selected=None)
    desk.enter("note: gas off")
    assert desk.line.state.caret == 4
    assert "No incident is selected" in desk.line.state.message
    assert not desk.room.executed


def test_without_a_signed_on_operator_nothing_is_given() -> None:
    desk = Desk(actor=None)
    desk.enter("d E12")
    assert desk.line.state.message == "Nobody is signed on here: press F9"
    assert not desk.room.executed


def test_the_preview_follows_the_selection(desk: Desk) -> None:
    desk.type("d E12")
    told: list[str] = []
    desk.line.watch(lambda: told.append(desk.line.state.message))
    desk.session.show_incident("i9")
    assert told[-1] == "Alert E12 to 2026-000009 Fall, Quay 9"


def test_completions_offer_available_units_first_and_tab_takes_them(desk: Desk) -> None:
    desk.type("d ")
    assert [offer.label for offer in desk.line.state.completions] == ["E12", "E14", "M4", "R1"]
    assert desk.line.accept()
    assert desk.line.state.text == "d E12 "
    assert [offer.label for offer in desk.line.state.completions] == ["E14", "M4", "R1"]


def test_a_whole_verb_offers_what_follows_and_tab_goes_on_from_there(desk: Desk) -> None:
    desk.type("dispatch")
    assert [offer.label for offer in desk.line.state.completions] == ["E12", "E14", "M4", "R1"]
    assert desk.line.accept()
    assert desk.line.state.text == "dispatch E12 "
    assert desk.line.state.message == "Alert E12 to 2026-000012 Structure fire, 12 Elm St"
    desk.type("dispatch E12  ")  # whoever types the blank as well has one, not two
    assert desk.line.state.text == "dispatch E12 "
    assert desk.line.accept()
    assert desk.line.state.text == "dispatch E12 E14 "


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("note", "note "),
        ("ack E12", "ack E12: "),
        ("d E12", "d E12 "),
        ("status E12 unavailable", "status E12 unavailable: "),
    ],
)
def test_tab_writes_what_the_grammar_expects_next(desk: Desk, typed: str, then: str) -> None:
    desk.type(typed)
    assert desk.line.accept()
    assert (desk.line.state.text, desk.line.state.caret) == (then, len(then))


def test_tab_writes_nothing_behind_what_it_does_not_know(desk: Desk) -> None:
    desk.type("d E99")
    assert not desk.line.accept()
    assert desk.line.state.text == "d E99"


@pytest.mark.parametrize(
    ("typed", "labels", "taken"),
    [
        ("d", ["dispatch", "decline", "decide", "delegate"], "dispatch "),
        ("ack ", ["M4", "E12", "E14", "R1"], "ack M4: "),
        ("d E12 to ", ["12", "9"], "d E12 to 12"),
        ("d E12 t", ["to"], "d E12 to "),
        ("reassign m4 to 1", ["12"], "reassign m4 to 12: "),
        ("s E12 o", ["on scene", "off duty"], "s E12 on scene"),
        ("new st", ["Structure fire"], "new Structure fire @ "),
        ("close 12:", ["false alarm", "handed over"], "close 12: false alarm"),
        ("close 12: h", ["handed over"], "close 12: handed over"),
        ("take ", ["1"], "take 1"),
        ("help rea", ["reassign"], "help reassign"),
        ("own ", ["12", "9"], "own 12"),
        ("hand over 1", ["12"], "hand over 12 to "),
        ("hand over 12 to ", ["D2", "D3", "A1"], "hand over 12 to D2"),
        ("hand over to ol", ["D3"], "hand over to D3"),
    ],
)
def test_completions(desk: Desk, typed: str, labels: list[str], taken: str) -> None:
    desk.type(typed)
    assert [offer.label for offer in desk.line.state.completions] == labels
    desk.line.accept()
    assert desk.line.state.text == taken


def test_enter_takes_an_offer_only_when_one_was_chosen(desk: Desk) -> None:
    desk.type("d E1")
    desk.line.choose(1)
    desk.line.choose(1)
    desk.line.enter()
    assert desk.line.state.text == "d E14 "
    assert not desk.room.executed
    desk.line.enter()
    assert len(desk.room.executed) == 1


def test_offers_stay_put_while_the_board_moves(desk: Desk) -> None:
    desk.type("d ")
    desk.line.choose(1)
    desk.line.set_vocabulary(Vocabulary(units=(a_unit("A1"),)))
    desk.line.accept()
    assert desk.line.state.text == "d E12"


def test_history_brings_lines_back_and_keeps_the_draft(desk: Desk) -> None:
    for line in ("note: one", "note: two"):
        desk.enter(line)
        desk.room.settle()
        desk.post.run()
    desk.type("clo")
    desk.line.recall(1)
    assert desk.line.state.text == "note: two"
    desk.line.recall(1)
    desk.line.recall(1)
    assert desk.line.state.text == "note: one"
    desk.line.recall(-1)
    desk.line.recall(-1)
    desk.line.recall(-1)
    assert desk.line.state.text == "clo"


def test_bare_new_opens_call_entry(desk: Desk) -> None:
    desk.enter("new")
    assert desk.opened == 1
    assert desk.line.state.text == ""


def test_find_brings_rows_and_a_row_shows_its_incident(desk: Desk) -> None:
    desk.enter("find elm")
    assert AskFind("elm") in desk.room.asked
    desk.room.questions[0][1].set_result(
        (FoundRow(kind="incident", incident_id="i9", label="2026-000009", detail="d"),)
    )
    desk.post.run()
    assert desk.line.state.rows_title == "1 found for “elm”"
    desk.line.open_row(0)
    assert desk.session.incident_id == "i9"
    assert desk.line.state.rows == ()


def test_an_older_answer_never_replaces_a_newer_question(desk: Desk) -> None:
    desk.enter("find elm")
    desk.enter("find oak")
    for _, future in desk.room.questions:
        future.set_result(())
    desk.post.run()
    assert desk.line.state.message == "Nothing found for “oak”"


def test_help_lists_words_and_keys_and_an_example_can_be_used(desk: Desk) -> None:
    desk.enter("help")
    labels = [row.label for row in desk.line.state.rows]
    assert "ack UNIT: WORDS HEARD" in labels
    assert "F2 or /" in labels
    desk.enter("help ack")
    desk.line.open_row(0)
    assert desk.line.state.text == "ack E12: on our way"


def test_escape_clears(desk: Desk) -> None:
    desk.enter("help")
    desk.type("d E99 x")
    desk.line.escape()
    state = desk.line.state
    assert (state.text, state.message, state.rows, state.completions) == ("", "", (), ())


def test_the_session_keeps_its_incident_when_the_row_leaves() -> None:
    session = Session()
    row = an_incident("i12", "2026-000012")
    session.select(row)
    heard: list[object] = []
    stop = session.listen(lambda: heard.append(session.selected_incident))
    session.update_rows([row])
    assert heard == []
    session.update_rows([])
    assert (session.incident_id, heard) == ("i12", [None])
    stop()
    session.select(None)
    assert len(heard) == 1


def test_take_takes_what_stood_at_that_place_when_the_line_was_begun(desk: Desk) -> None:
    desk.type("take 1")
    worse = an_attention_item("a2", "the radio is down")
    desk.line.set_vocabulary(Vocabulary(attention=(worse, *VOCABULARY.attention)))
    assert desk.line.state.message == "Take: M4 has not acknowledged"
    desk.line.enter()
    taken = desk.room.executed[0]
    assert isinstance(taken, TakeAttention)
    assert taken.attention_id == "a1"
    desk.line.escape()
    assert desk.message("take 1") == "Take: the radio is down"


def test_an_answer_to_an_abandoned_search_shows_nothing(desk: Desk) -> None:
    desk.enter("find elm")
    desk.type("d E12")
    desk.room.questions[0][1].set_result(())
    desk.post.run()
    assert desk.line.state.message.startswith("Alert E12")


def test_help_by_key_comes_and_goes_and_leaves_the_line(desk: Desk) -> None:
    desk.type("d E12")
    desk.line.show_help()
    assert desk.line.state.rows
    assert desk.line.state.text == "d E12"
    desk.line.show_help()
    assert not desk.line.state.rows


def test_a_word_that_may_become_one_is_met_with_the_offer_not_with_a_refusal(desk: Desk):
    assert desk.message("dispatch e") == f"Tab takes {desk.line.state.completions[0].label}"
    assert desk.message("dispatch e999") == "There is no unit e999"


def test_s4_below_what_was_found_stands_the_way_to_all_that_has_the_words(desk: Desk) -> None:
    searched: list[str] = []
    desk.line.search_all = searched.append
    desk.enter("find oak")
    desk.room.questions[0][1].set_result(())
    desk.post.run()
    (row,) = desk.line.state.rows
    assert row.label == "all matches: search"
    desk.line.open_row(0)
    assert searched == ["oak"]
    assert desk.line.state.rows == ()
