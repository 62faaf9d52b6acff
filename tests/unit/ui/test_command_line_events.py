"""One event or two, from the command line: attach, merge, unmerge, split, move, apart, link, unlink."""

from dataclasses import replace

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.call_commands import AddCall
from dispatcher.domain.caller_commands import RecordReadBack
from dispatcher.domain.calls import Medium
from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import CallId, IncidentId, OperatorId, Seat
from dispatcher.domain.read_back import WhyNot
from dispatcher.domain.same_event import LinkKind
from dispatcher.domain.same_event_commands import (
    KeepApart,
    LinkIncidents,
    MergeIncidents,
    MoveCall,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from dispatcher.domain.saying import Item
from dispatcher.queries.call_rows import CallRow
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.requests import AskCard
from dispatcher.queries.same_event_rows import LinkRow, MergedRow
from tests.helpers.command_rows import ACTOR
from tests.helpers.fake_room import START
from tests.helpers.guard_rows import GUARDED, a_card
from tests.unit.ui.test_command_line import Desk
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents_events import (
    ApartIntent,
    AttachIntent,
    LinkIntent,
    MergeIntent,
    MoveIntent,
    SplitIntent,
)
from ui.presenters.command_grammar_scan import Mistake, Word


def a_call(number: int, **more: object) -> CallRow:
    values = dict.fromkeys(("caller_name", "caller_number", "caller_relation", "caller_language", "caller_needs",
                            "narrative"), "")  # fmt: skip
    return CallRow(
        call_id=f"c{number}", medium=Medium.PHONE, contact_at=START, answered_at=None, ended_at=None,
        wrapped_up_at=None, entered_at=START, operator="Dana", seat="D1", further=number > 1, late=False,
        **{**values, **more},  # type: ignore[arg-type]
    )  # fmt: skip


def merged(number: int) -> MergedRow:
    return MergedRow(incident_id=f"m{number}", number=f"2026-0000{number}", type_name="Fire", place="Elm", at=START,
                     by="Dana", reason="one")  # fmt: skip


LINKED = LinkRow(incident_id="l31", number="2026-000031", type_name="Gas", place="Elm", is_open=False,
                 kind=LinkKind.RELATED, is_first=True, reason="one main")  # fmt: skip
CARD = replace(a_card(), calls=(a_call(1), a_call(2, caller_name="Bob")), merged=(merged(20), merged(21)),
               links=(LINKED,))  # fmt: skip


def a_desk(card: IncidentCard = CARD, actor: Actor = ACTOR) -> Desk:
    made = Desk(actor, "i9")
    made.room.canned[AskCard] = lambda query: card if query.incident_id == "i9" else a_card(query.incident_id)
    made.line.set_vocabulary(GUARDED)
    return made


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def typed(desk: Desk, text: str) -> str:
    desk.type(text)
    desk.post.run()
    return desk.line.state.message


def given(desk: Desk, text: str) -> Command:
    typed(desk, text)
    desk.line.submit(text)
    desk.post.run()
    command = desk.room.executed[-1]
    desk.room.settle()
    desk.post.run()
    return command


OTHER = next(row for row in GUARDED.queue if row.incident_id != "i9")
NUMBER = OTHER.number.rpartition("-")[2].lstrip("0")
NINE = IncidentId("i9")


def test_s31_lines_are_read_as_they_are_meant() -> None:
    assert parse("attach 12: flames") == AttachIntent(Word("12", 7), "flames")
    assert parse("merge 14 into 12: one") == MergeIntent(Word("14", 6), Word("12", 14), "one")
    assert parse("merge into 12: one") == MergeIntent(Word("", 5), Word("12", 11), "one")
    assert parse("split 12 call 2 as structure fire: so") == SplitIntent(
        Word("12", 6), Word("2", 14), Word("structure fire", 19), "so"
    )
    assert parse("move 12 call 2 to 14: so") == MoveIntent(Word("12", 5), Word("2", 13), Word("14", 18), "so")
    assert parse("apart from 14: so") == ApartIntent(Word("", 5), Word("14", 11), "so")
    assert parse("link to 12 as same pat: her") == LinkIntent(Word("", 4), Word("12", 8), LinkKind.SAME_PATIENT, "her")


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("attach 12", 9, 0), ("merge 14", 8, 0), ("merge 14 in 12", 9, 2), ("merge 14 into", 13, 0),
        ("merge 14 into 12", 16, 0), ("merge 14 into 12 now: x", 17, 3), ("split 12", 8, 0), ("split call x", 11, 1),
        ("split call 2", 12, 0), ("split call 2 as", 15, 0), ("split call 2 as fall", 20, 0), ("link 12", 7, 0),
        ("link to 12 as cousins: x", 14, 7), ("link to 12 because: x", 11, 7), ("unlink 12 to 13: x", 10, 2),
        ("unmerge E12: x", 8, 3), ("move 12 to 14: x", 8, 2), ("move call 2", 11, 0), ("move call 2 to", 14, 0),
        ("move call 2 to 14 now: x", 18, 3), ("move call 2 to 14", 17, 0), ("apart 12", 8, 0), ("apart from 12", 13, 0),
    ],
)  # fmt: skip
def test_mistakes_lie_where_they_are(text: str, position: int, length: int) -> None:
    found = parse(text)
    assert isinstance(found, Mistake)
    assert (found.position, found.length) == (position, length)


def test_s31_a_further_call_is_attached_to_the_shown_incident(desk: Desk) -> None:
    assert "nobody is sent by it: “flames at the back”" in typed(desk, "attach: flames at the back")
    assert given(desk, "attach: flames at the back") == AddCall(
        actor=ACTOR, incident_id=NINE, narrative="flames at the back"
    )


def test_s31_two_are_merged_and_what_will_be_refused_is_said_before(desk: Desk) -> None:
    line = f"merge into {NUMBER}: one crash"
    assert "Merge 2026-000009" in typed(desk, line)
    assert given(desk, line) == MergeIncidents(
        actor=ACTOR, incident_id=NINE, into_id=IncidentId(OTHER.incident_id), reason="one crash"
    )
    assert "into itself" in typed(desk, "merge 9 into 9: x")
    radio = a_desk(actor=Actor(operator=OperatorId("r"), seat=Seat("R1"), role=Role.RADIO_OPERATOR))
    typed(radio, line)
    assert "may not merge" in radio.line.state.warning


def test_s31_a_merged_one_is_found_on_the_card_that_is_shown(desk: Desk) -> None:
    assert given(desk, "unmerge 21: two") == UnmergeIncident(actor=ACTOR, incident_id=IncidentId("m21"), reason="two")
    assert "Which one? Merged into" in typed(desk, "unmerge: two")
    itself = a_desk(replace(CARD, merged=(), merged_into=merged(30)))
    assert given(itself, "unmerge: two") == UnmergeIncident(actor=ACTOR, incident_id=NINE, reason="two")
    assert "Nothing was merged into" in typed(a_desk(replace(CARD, merged=())), "unmerge: two")


def test_s31_a_call_is_named_by_its_number_on_the_card(desk: Desk) -> None:
    kind = GUARDED.types[0]
    line = f"split call 2 as {kind.title}: another"
    assert "Make call 2 of" in typed(desk, line)
    assert "(Bob)" in desk.line.state.message
    assert given(desk, line) == SplitCall(actor=ACTOR, call_id=CallId("c2"), incident_type=kind.name, reason="another")
    assert "has 2 calls" in typed(desk, f"split call 3 as {kind.title}: another")
    assert "No incident type is called teapot" in typed(desk, "split call 2 as teapot: another")


def test_s31_a_call_is_moved_to_the_incident_that_it_belongs_to(desk: Desk) -> None:
    line = f"move call 2 to {NUMBER}: she means that one"
    assert "Move call 2 of 2026-000009 (Bob) to" in typed(desk, line)
    assert given(desk, line) == MoveCall(
        actor=ACTOR, call_id=CallId("c2"), incident_id=IncidentId(OTHER.incident_id), reason="she means that one"
    )
    assert "has 2 calls" in typed(desk, f"move call 3 to {NUMBER}: x")
    assert "already" in typed(desk, "move call 2 to 9: x")
    alone = a_desk(replace(CARD, calls=(a_call(1),)))
    typed(alone, f"move call 1 to {NUMBER}: x")
    assert "merge it instead" in alone.line.state.warning


def test_s31_two_are_kept_apart_with_a_reason(desk: Desk) -> None:
    line = f"apart from {NUMBER}: another stairwell"
    assert "are two events: no warning of them comes again" in typed(desk, line)
    assert given(desk, line) == KeepApart(
        actor=ACTOR, incident_id=NINE, subject=OTHER.incident_id, score=0.0, reason="another stairwell"
    )
    assert "Name two" in typed(desk, "apart 9 from 9: x")
    radio = a_desk(actor=Actor(operator=OperatorId("r"), seat=Seat("R1"), role=Role.RADIO_OPERATOR))
    typed(radio, line)
    assert "may not link" in radio.line.state.warning


def test_s31_two_are_linked_and_unlinked_though_one_is_closed(desk: Desk) -> None:
    link = given(desk, f"link to {NUMBER} as caused by: the leak")
    assert link == LinkIncidents(
        actor=ACTOR, incident_id=NINE, other_id=IncidentId(OTHER.incident_id), kind=LinkKind.CAUSED_BY,
        reason="the leak",
    )  # fmt: skip
    assert given(desk, "unlink from 31: other main") == UnlinkIncidents(
        actor=ACTOR, incident_id=NINE, other_id=IncidentId("l31"), reason="other main"
    )
    assert "is linked with 2026-000031" in typed(desk, "unlink from 32: other main")
    assert "Name two" in typed(desk, "link 9 to 9: x")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("merge ", "into"), ("merge into ", NUMBER), ("split call ", "1"), ("split call 2 ", "as"), ("unmerge ", "20"),
        ("unlink from ", "31"), (f"link to {NUMBER} ", "as"), (f"link to {NUMBER} as ", "related"), ("attach ", NUMBER),
        ("move call ", "1"), ("move call 2 ", "to"), ("move call 2 to ", NUMBER), ("apart ", "from"),
        ("apart from ", NUMBER),
    ],
)  # fmt: skip
def test_what_may_stand_next_is_offered(desk: Desk, text: str, first: str) -> None:
    typed(desk, text)
    assert first in [offer.label for offer in desk.line.state.completions]


def test_s10_of_several_calls_any_is_read_back(desk: Desk) -> None:
    assert given(desk, "back call 1") == RecordReadBack(
        actor=ACTOR, incident_id=IncidentId("i9"), call_id=CallId("c1"), confirmed=tuple(Item), complete=True
    )
    assert "(call 2, Bob)" in typed(desk, "back 9 call 2")
    assert given(desk, "back 9 call 2: rang off") == RecordReadBack(
        actor=ACTOR, incident_id=IncidentId("i9"), call_id=CallId("c2"), why_not=WhyNot.OTHER, words="rang off"
    )
    assert "has 2 calls" in typed(desk, "back call 3")
    for text in ("back 9 it", "back call", "back call x", "back call 2 now"):
        assert isinstance(parse(text), Mistake), text


def test_s10_calls_are_offered_behind_back(desk: Desk) -> None:
    typed(desk, "back ca")
    assert desk.line.state.completions[0].label == "call"
    typed(desk, "back call ")
    assert [each.label for each in desk.line.state.completions] == ["1", "2"]
