"""The command line reads what a dispatcher types, and says where it stops understanding."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.units import Availability
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_help import HELP
from ui.presenters.command_grammar_intents import (
    AnswerIntent,
    CloseIntent,
    DispatchIntent,
    FindIntent,
    HandIntent,
    HelpIntent,
    NewIntent,
    NoteIntent,
    OpenCallEntryIntent,
    OwnIntent,
    PriorityIntent,
    ReassignIntent,
    RecallIntent,
    StatusIntent,
    TakeIntent,
)
from ui.presenters.command_grammar_scan import Mistake, Word
from ui.presenters.command_grammar_words import STATUSES, Verb, verbs_for

WORDS = [*Verb, "E12", "m4", "to", "12", "#12", "2026-000012", "@", ",", ":", "p1", "i2", "u3", "n 3", "because",
         "caller", "on scene", "0", " ", "É", "²", "\u00a0", "٣", "ß", "\x1f"]  # fmt: skip


def mistake(text: str) -> Mistake:
    found = parse(text)
    assert isinstance(found, Mistake), found
    return found


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join) | st.lists(st.sampled_from(WORDS)).map("".join))
def test_no_text_raises_and_every_mistake_lies_within_the_text(text: str) -> None:
    found = parse(text)
    if isinstance(found, Mistake):
        assert 0 <= found.position <= found.position + found.length <= len(text)
        assert found.expected


@pytest.mark.parametrize("example", [example for told in HELP.values() for example in told.examples])
def test_every_printed_example_parses(example: str) -> None:
    assert not isinstance(parse(example), Mistake)


def test_help_tells_every_verb() -> None:
    assert set(HELP) == set(Verb)
    for verb, told in HELP.items():
        assert told.usage.startswith(verb.value)
        assert told.summary
        assert told.examples


@pytest.mark.parametrize(
    ("typed", "verbs"),
    [
        ("d", (Verb.DISPATCH,)),
        ("D", (Verb.DISPATCH,)),
        ("de", (Verb.DECLINE,)),
        ("n", (Verb.NEW, Verb.NOTE)),
        ("no", (Verb.NOTE,)),
        (
            "re",
            (
                Verb.RECALL,
                Verb.REASSIGN,
                Verb.REFUSE,
                Verb.REFUSED,
                Verb.RELEASE,
                Verb.RESUME,
                Verb.REKIND,
                Verb.RESOLUTION,
                Verb.REOPEN,
            ),
        ),
        ("rea", (Verb.REASSIGN,)),
        ("x", ()),
        ("newest", ()),
        ("h", (Verb.HELP,)),
        ("ha", (Verb.HAND,)),
        ("o", (Verb.OWN,)),
    ],
)
def test_verbs_by_prefix(typed: str, verbs: tuple[Verb, ...]) -> None:
    assert verbs_for(typed) == verbs


def test_an_ambiguous_verb_names_its_candidates() -> None:
    assert mistake("  n: gas off") == Mistake(2, 1, "n can be new or note")


def test_an_unknown_verb_is_marked_whole() -> None:
    found = mistake("despatch E12")
    assert (found.position, found.length) == (0, 8)
    assert "dispatch" in found.expected


def test_dispatch_with_everything() -> None:
    assert parse("d E12, m4 to 12: use gate: north") == DispatchIntent(
        (Word("E12", 2), Word("m4", 7)), Word("12", 13), "use gate: north"
    )


def test_dispatch_to_the_selected_incident_knows_where_its_number_would_stand() -> None:
    assert parse("dispatch E12") == DispatchIntent((Word("E12", 9),), Word("", 12), "")


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("dispatch", 8, 0),
        ("dispatch : note", 9, 0),
        ("dispatch to 12", 9, 2),
        ("dispatch E12 to", 15, 0),
        ("dispatch E12 to M4", 16, 2),
        ("dispatch E12 e12", 13, 3),
        ("dispatch E12 to 12 M4", 19, 2),
    ],
)
def test_dispatch_mistakes(text: str, position: int, length: int) -> None:
    found = mistake(text)
    assert (found.position, found.length) == (position, length)


def test_ack_keeps_the_words_heard() -> None:
    assert parse("ack E12: on our way") == AnswerIntent(Word("E12", 4), Answer.ACCEPTS, "on our way")
    assert parse("decline m4:  flat tyre ") == AnswerIntent(Word("m4", 8), Answer.DECLINES, "flat tyre")


@pytest.mark.parametrize("text", ["ack E12", "ack E12:", "ack E12:  "])
def test_ack_without_words_asks_for_them_at_the_end(text: str) -> None:
    found = mistake(text)
    assert found.position == len(text)
    assert found.expected == "What did the crew say?"


def test_ack_takes_one_unit() -> None:
    assert mistake("ack E12 M4: copy").position == 8


@pytest.mark.parametrize("typed", [word for item in STATUSES for word in (item.words, item.digit) if word])
def test_every_status_by_word_and_digit(typed: str) -> None:
    wanted = next(item.status for item in STATUSES if typed in {item.words, item.digit})
    assert parse(f"status E12 {typed}: why") == StatusIntent(Word("E12", 7), wanted, "why")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("enr", AssignmentState.EN_ROUTE),
        ("on", AssignmentState.ON_SCENE),
        ("o s", AssignmentState.ON_SCENE),
        ("On_Scene", AssignmentState.ON_SCENE),
        ("clear", AssignmentState.CLEARED),
        ("cleari", AssignmentState.CLEARING),
        ("av", Availability.AVAILABLE_STATION),
        ("off", Availability.OFF_DUTY),
    ],
)
def test_statuses_by_prefix(typed: str, status: object) -> None:
    found = parse(f"s E12 {typed}")
    assert isinstance(found, StatusIntent)
    assert found.status is status


def test_unavailable_wants_a_reason() -> None:
    assert mistake("status E12 unav").expected == "Why is it unavailable?"


def test_an_ambiguous_status_names_its_candidates() -> None:
    assert mistake("status E12 cle: x") == Mistake(11, 3, "cle can be clearing or clear")
    assert mistake("status E12 asleep").length == 6


def test_recall_and_reassign_want_a_reason() -> None:
    assert parse("recall E12: false alarm") == RecallIntent(Word("E12", 7), "false alarm")
    assert mistake("recall E12").expected == "Why is it stood down?"
    assert parse("reassign E12 to 14: nearest") == ReassignIntent(Word("E12", 9), Word("14", 16), "nearest")
    assert mistake("reassign E12 14: nearest").position == 13
    assert mistake("reassign E12 to 14").expected == "Why is it moved?"


def test_priority_with_and_without_an_incident() -> None:
    assert parse("priority 12 p2: smoke") == PriorityIntent(Word("12", 9), Priority.P2, "smoke")
    assert parse("p P1: trapped") == PriorityIntent(Word("", 1), Priority.P1, "trapped")
    assert mistake("priority p6: x").position == 9
    assert mistake("priority 12: x").position == 11
    assert mistake("priority p1").expected == "Why this priority?"


def test_note_and_close() -> None:
    assert parse("note #12: gas: off") == NoteIntent(Word("#12", 5), "gas: off")
    assert parse("note: x") == NoteIntent(Word("", 4), "x")
    assert mistake("note gas is off").position == 5
    assert parse("close 2026-000012: handed over") == CloseIntent(Word("2026-000012", 6), Word("handed over", 19))
    assert mistake("close").expected == "With which outcome?"


def test_find_help_take() -> None:
    assert parse("find elm: 12") == FindIntent("elm: 12")
    assert mistake("find ").position == 5
    assert parse("help") == HelpIntent(None)
    assert parse("help d") == HelpIntent(Verb.DISPATCH)
    assert mistake("help n").expected == "Help for which word? Expected new or note"
    top, third = parse("take"), parse("take 3: by phone")
    assert isinstance(top, TakeIntent)
    assert isinstance(third, TakeIntent)
    assert (top.number, third.number, third.note) == (1, 3, "by phone")
    assert mistake("take 10").position == 5


def test_bare_new_opens_call_entry() -> None:
    assert parse(" new ") == OpenCallEntryIntent()


def test_new_with_everything() -> None:
    line = "new fire @ Flat 2, 12 Elm St, caller Ann Lee +44 20 555, n 3, i1, u2, p1 because trapped, by a car: smoke"
    assert parse(line) == NewIntent(
        type_words=Word("fire", 4),
        place=Word("Flat 2, 12 Elm St", 11),
        caller_name="Ann Lee",
        caller_number="+44 20 555",
        persons=3,
        impact=Impact.HIGH,
        urgency=Urgency.MEDIUM,
        priority=Priority.P1,
        priority_reason="trapped, by a car",
        narrative="smoke",
    )


def test_a_colon_before_a_digit_belongs_to_the_place() -> None:
    found = parse("new crash @ A6 km 12:5: two cars")
    assert isinstance(found, NewIntent)
    assert (found.place.text, found.narrative) == ("A6 km 12:5", "two cars")


@pytest.mark.parametrize(
    ("caller", "name", "number"), [("Ann", "Ann", ""), ("555 01", "", "555 01"), ("Unit4", "Unit4", "")]
)
def test_callers(caller: str, name: str, number: str) -> None:
    found = parse(f"new fire @ Elm, caller {caller}")
    assert isinstance(found, NewIntent)
    assert (found.caller_name, found.caller_number) == (name, number)


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("new fire", 8, 0),
        ("new @ Elm", 4, 0),
        ("new fire @", 10, 0),
        ("new fire @ , n 3", 10, 0),
        ("new fire @ Elm, i4", 16, 2),
        ("new fire @ Elm, n", 17, 0),
        ("new fire @ Elm, p1", 18, 0),
        ("new fire @ Elm, p1 since it burns", 16, 17),
        ("new fire @ Elm, n 3, near the river", 21, 14),
        ("new fire @ Elm, caller", 22, 0),
    ],
)
def test_new_mistakes(text: str, position: int, length: int) -> None:
    found = mistake(text)
    assert (found.position, found.length) == (position, length)


def test_an_incident_is_taken_over_and_an_item_of_the_strip_is_taken() -> None:
    assert parse("own") == OwnIntent(Word("", 3), "")
    assert parse("own 12: Dana is away") == OwnIntent(Word("12", 4), "Dana is away")
    assert parse("take over 3") == OwnIntent(Word("3", 10), "")
    assert parse("take 3") == TakeIntent(Word("3", 5), "")
    assert mistake("own E12").position == 4
    assert mistake("take over two").position == 10


def test_hand_over_to_a_seat_or_a_name() -> None:
    assert parse("hand over 12 to D2: shift ends") == HandIntent(Word("12", 10), Word("D2", 16), "shift ends")
    assert parse("hand 12 to D2") == HandIntent(Word("12", 5), Word("D2", 11), "")
    assert parse("hand over to Omar Lindqvist") == HandIntent(Word("", 9), Word("Omar Lindqvist", 13), "")


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [("hand", 4, 0), ("hand over 12", 12, 0), ("hand over 12 to", 15, 0), ("hand D2", 5, 2), ("hand 12 D2", 8, 2)],
)
def test_hand_over_mistakes(text: str, position: int, length: int) -> None:
    found = mistake(text)
    assert (found.position, found.length) == (position, length)


GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "commands.md"


def guide_examples() -> list[str]:
    blocks = GUIDE.read_text(encoding="utf-8").split("```")[1::2]
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("example", guide_examples())
def test_every_example_of_the_guide_parses(example: str) -> None:
    assert not isinstance(parse(example), Mistake)


def test_the_guide_tells_every_verb_and_status() -> None:
    told = GUIDE.read_text(encoding="utf-8")
    assert [verb for verb in Verb if f"`{verb}" not in told] == []
    assert [item.words for item in STATUSES if item.words not in told] == []
