"""What a dispatch would say in the open stands beside its preview, and nobody waits for it."""

import pytest

from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.queries.channels import AskTextWarnings, TextWarningRow
from tests.helpers.command_rows import VOCABULARY
from tests.unit.ui.test_command_line import Desk

CODE = TextWarningRow(channel="paging", call_signs=("E12",), rule="door code", found="code 4711")
CALLER = TextWarningRow(channel="paging", call_signs=("E12",), rule="the caller", found="maja")
CHAT = TextWarningRow(channel="chat", call_signs=("E21", "R2"), rule="door code", found="code 4711")
SAID = "open channel paging (E12): door code “code 4711”"


def warned(query: AskTextWarnings) -> tuple[TextWarningRow, ...]:
    return (CODE,) if "code 4711" in query.note else ()


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.room.canned[AskTextWarnings] = warned
    return made


def asked(desk: Desk) -> list[AskTextWarnings]:
    return [query for query in desk.room.asked if isinstance(query, AskTextWarnings)]


def test_rule_words_and_channel_are_told_before_enter(desk: Desk) -> None:
    desk.type("d E12 to 9: door code 4711")
    desk.post.run()
    assert asked(desk) == [AskTextWarnings("i9", ("E12",), "door code 4711")]
    state = desk.line.state
    assert state.message.startswith("Alert E12 to 2026-000009")
    assert state.warning == SAID
    desk.line.enter()
    assert isinstance(desk.room.executed[0], DispatchUnits), "it warns, it does not forbid"


def test_each_channel_is_told_once_with_all_that_it_says(desk: Desk) -> None:
    desk.room.canned[AskTextWarnings] = (CHAT, CODE, CALLER)
    desk.type("d E12: x")
    desk.post.run()
    assert desk.line.state.warning == (
        "open channel chat (E21, R2): door code “code 4711”; "
        "open channel paging (E12): door code “code 4711”, the caller “maja”"
    )


def test_it_stands_behind_what_the_room_will_refuse(desk: Desk) -> None:
    desk.type("d R1: code 4711")
    desk.post.run()
    assert desk.line.state.warning == f"R1 is unavailable (flat tyre); {SAID}"


def test_keystrokes_that_come_meanwhile_are_asked_about_once(desk: Desk) -> None:
    desk.room.hold = True
    for end in range(len("d E12: code 4711") + 1):
        desk.type("d E12: code 4711"[:end])
    desk.post.run()
    assert len(asked(desk)) == 1
    assert desk.line.state.warning == "", "nothing waits for the answer"
    desk.room.hold = False
    desk.room.resolve()
    desk.post.run()
    assert [query.note for query in asked(desk)][1:] == ["code 4711"]
    assert desk.line.state.warning == SAID


def test_what_was_said_stands_until_the_next_answer_and_only_for_the_same_page(desk: Desk) -> None:
    desk.type("d E12: code 4711")
    desk.post.run()
    desk.room.hold = True
    desk.type("d E12: code 471")
    assert desk.line.state.warning == SAID
    desk.type("d E12 to 9: code 4711")
    assert desk.line.state.warning == "", "another incident is another page"
    desk.room.hold = False
    desk.room.resolve()
    desk.post.run()
    assert desk.line.state.warning == SAID
    desk.type("d E12 to 9: code 471")
    desk.post.run()
    assert desk.line.state.warning == ""


def test_a_letter_taken_back_leaves_the_answer_of_what_stands(desk: Desk) -> None:
    desk.type("d E12: code 471")
    desk.post.run()
    desk.room.hold = True
    desk.type("d E12: code 4711")
    desk.type("d E12: code 471")
    desk.room.hold = False
    desk.room.resolve()
    desk.post.run()
    assert desk.line.state.warning == ""


@pytest.mark.parametrize("text", ["", "note: code 4711", "recall M4: code 4711", "d E99: code 4711", "find code 4711"])
def test_nothing_but_a_whole_dispatch_is_asked_about(desk: Desk, text: str) -> None:
    desk.type(text)
    assert asked(desk) == []


def test_it_is_asked_anew_when_the_room_or_the_shown_incident_changes(desk: Desk) -> None:
    desk.type("d E12: code 4711")
    desk.post.run()
    desk.line.set_vocabulary(VOCABULARY)
    desk.session.show_incident("i9")
    desk.post.run()
    assert [query.incident_id for query in asked(desk)] == ["i12", "i12", "i9"]
    assert desk.line.state.warning == SAID
    desk.line.escape()
    desk.line.set_vocabulary(VOCABULARY)
    assert len(asked(desk)) == 3
    desk.type("d E12: code 4711")
    assert len(asked(desk)) == 4, "what was known of a line that is gone is not believed"


def test_an_answer_for_a_line_that_is_gone_is_dropped(desk: Desk) -> None:
    desk.room.hold = True
    desk.type("d E12: code 4711")
    desk.line.escape()
    desk.room.resolve()
    desk.post.run()
    assert desk.line.state.warning == ""
    assert len(asked(desk)) == 1


def test_a_room_that_cannot_tell_says_so(desk: Desk) -> None:
    desk.room.hold = True
    desk.type("d E12: code 4711")
    desk.room.questions.pop()[1].set_exception(OSError("disk gone"))
    desk.post.run()
    assert desk.line.state.warning == "cannot tell what is said in the open: disk gone"
    desk.type("d E12 M4: x")
    desk.room.questions.pop()[1].cancel()
    desk.post.run()
    assert "open" not in desk.line.state.warning
