"""What only authority may do, and what a line makes of it for whoever has not the right: a proposal."""

from dataclasses import replace

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import Command
from dispatcher.domain.dispatch_commands import ReassignUnit
from dispatcher.domain.identifiers import IncidentId, OperatorId, Seat
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.proposal_commands import Propose
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from tests.helpers.command_rows import ACTOR, VOCABULARY
from tests.helpers.guard_rows import CHIEF, OMAR
from tests.unit.ui.test_command_line import Desk
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents import PriorityIntent, ProposeIntent
from ui.presenters.command_grammar_intents_guards import StandDownIntent, StopIntent
from ui.presenters.command_grammar_scan import Mistake, Word
from ui.presenters.command_grammar_words import Verb, verbs_for
from ui.presenters.command_line_vocabulary import Vocabulary

I9 = IncidentId("i9")
OLD = (*tuple(Verb)[:16], Verb.HELP)
"""The words that there were before: what was a clear short form of one still means it, or asks."""


def urgent(priority: Priority) -> Vocabulary:
    rows = tuple(replace(row, priority=priority) for row in VOCABULARY.queue)
    return replace(VOCABULARY, queue=rows)


def test_short_forms_that_hands_have_learnt_mean_nothing_else_now() -> None:
    for verb in OLD:
        for end in range(1, len(verb) + 1):
            typed = verb.value[:end]
            before = [old for old in OLD if old.value.startswith(typed)]
            if len(before) == 1:
                assert len(verbs_for(typed)) > 1 or verbs_for(typed) == (verb,)


def test_the_words_are_read() -> None:
    assert parse("stop e12: met") == StopIntent(Word("e12", 5), "met")
    assert parse("stand down major: out") == StandDownIntent(Word("", 16), "out")
    assert parse("stand d maj 12: out") == StandDownIntent(Word("12", 12), "out")
    assert parse("propose p 12 p3: smoke") == ProposeIntent(PriorityIntent(Word("12", 10), Priority.P3, "smoke"))


@pytest.mark.parametrize(
    ("text", "position", "length", "part"),
    [
        ("stop E12", 8, 0, "Why is it stopped?"),
        ("stop E12 M4: x", 9, 2, "one unit at a time"),
        ("accept 12 police: yes", 10, 6, "“accepted”"),
        ("stand", 5, 0, "stand down major"),
        ("stand: x", 5, 0, "stand down major"),
        ("stand down E12: x", 11, 3, "“recall”"),
        ("propose", 7, 0, "priority, reassign, stop, accept, major or stand"),
        ("propose close 12: x", 8, 5, "close cannot be proposed"),
        ("propose st: x", 8, 2, "st can be stop or stand"),
        ("propose stop E12", 16, 0, "Why is it stopped?"),
        ("propose 12 p3: x", 8, 2, "12 cannot be proposed"),
    ],
)
def test_mistakes_stand_where_they_are(text: str, position: int, length: int, part: str) -> None:
    found = parse(text)
    assert isinstance(found, Mistake)
    assert (found.position, found.length) == (position, length)
    assert part in found.expected


def test_tab_writes_the_rest_of_stand_down_major() -> None:
    desk = Desk()
    desk.type("stand")
    assert desk.line.accept()
    assert desk.line.state.text == "stand down major "


CASES: tuple[tuple[str, Command, str, str], ...] = (
    (
        "stop M4: met",
        StopChain(actor=ACTOR, call_sign="M4", reason="met"),
        "Stop what runs for M4 on 2026-000009, without an answer: “met”",
        "What ran for M4 is stopped; 2026-000009 stays guarded",
    ),
    (
        "accept 9: seen",
        AcceptUnconfirmed(actor=ACTOR, incident_id=I9, reason="seen"),
        "Go on without an answer on 2026-000009 Fall, Quay 9; nobody asks M4 any more: “seen”",
        "2026-000009 goes on without an answer and stays guarded",
    ),
    (
        "major 9: two trains",
        DeclareMajor(actor=ACTOR, incident_id=I9, reason="two trains"),
        "Declare 2026-000009 Fall, Quay 9 major: “two trains”",
        "2026-000009 is a major incident now",
    ),
    (
        "reassign M4 to 12: near",
        ReassignUnit(actor=ACTOR, call_sign="M4", incident_id=IncidentId("i12"), reason="near"),
        "Move M4 from 2026-000009 to 2026-000012 Structure fire, 12 Elm St; 2026-000009 goes to the top of the queue",
        "M4 alerted to 2026-000012",
    ),
)


@pytest.mark.parametrize(("text", "command", "effect", "outcome"), CASES)
def test_whoever_has_the_right_does_it(text: str, command: Command, effect: str, outcome: str) -> None:
    desk = Desk()
    assert desk.message(text) == effect
    assert desk.line.state.warning == ""
    desk.enter(text)
    assert desk.room.executed == [command]
    desk.room.settle()
    desk.post.run()
    assert desk.line.state.message == outcome


@pytest.mark.parametrize(("text", "command", "effect", "outcome"), CASES)
def test_whoever_has_not_proposes_it_by_the_same_line(text: str, command: Command, effect: str, outcome: str) -> None:
    del outcome
    desk = Desk(OMAR)
    assert desk.message(text) == f"Propose to a supervisor: {effect}"
    assert desk.line.state.warning.startswith("Enter proposes it: a dispatcher may not ")
    desk.enter(text)
    given = desk.room.executed[0]
    assert isinstance(given, Propose)
    assert given == Propose(actor=OMAR, command=replace(command, actor=OMAR))  # pyright: ignore
    desk.room.settle("p1")
    desk.post.run()
    assert desk.line.state.message == "Proposed: nothing is done before a supervisor approves it"


@pytest.mark.parametrize(("text", "command", "effect", "outcome"), CASES)
def test_whoever_has_the_right_may_propose_it(text: str, command: Command, effect: str, outcome: str) -> None:
    del outcome
    desk = Desk(CHIEF)
    assert desk.message(f"propose {text}") == f"Propose to a supervisor: {effect}"
    assert desk.line.state.warning == ""
    desk.enter(f"propose {text}")
    assert desk.room.executed == [Propose(actor=CHIEF, command=replace(command, actor=CHIEF))]  # pyright: ignore


def test_to_lower_p1_is_proposed_and_to_lower_p3_is_done() -> None:
    desk = Desk(OMAR)
    desk.enter("priority 12 p4: smoke")
    assert isinstance(desk.room.executed[-1], SetPriority)
    desk = Desk(OMAR)
    desk.line.set_vocabulary(urgent(Priority.P1))
    desk.type("priority 12 p4: smoke")
    assert desk.line.state.message.startswith("Propose to a supervisor: 2026-000012")
    assert "may not downgrade urgent" in desk.line.state.warning
    desk.enter("priority 12 p4: smoke")
    assert isinstance(desk.room.executed[-1], Propose)


def test_what_a_radio_operator_may_not_do_at_all_is_proposed_too() -> None:
    desk = Desk(Actor(operator=OperatorId("ruth"), seat=Seat("R1"), role=Role.RADIO_OPERATOR))
    desk.enter("priority 12 p1: trapped")
    assert isinstance(desk.room.executed[-1], Propose)
    desk = Desk(Actor(operator=OperatorId("ruth"), seat=Seat("R1"), role=Role.RADIO_OPERATOR))
    desk.type("close 12: handed")
    assert desk.line.state.message.startswith("Close ")
    assert "may not close" in desk.line.state.warning


@pytest.mark.parametrize("actor", [OMAR, ACTOR, CHIEF])
def test_a_major_incident_is_stood_down_by_two(actor: Actor) -> None:
    desk = Desk(actor)
    desk.line.set_vocabulary(replace(VOCABULARY, queue=tuple(replace(row, major=True) for row in VOCABULARY.queue)))
    desk.type("stand down major 9: out")
    assert (
        desk.line.state.message == "Propose to a duty manager: End the major incident 2026-000009 Fall, Quay 9: “out”"
    )
    assert "it takes two" in desk.line.state.warning
    desk.enter("stand down major 9: out")
    command = StandDownMajor(actor=actor, incident_id=I9, reason="out")
    assert desk.room.executed == [Propose(actor=actor, command=command)]


def test_a_proposal_that_finds_nobody_at_a_seat_says_so() -> None:
    desk = Desk(OMAR)
    without = tuple(duty for duty in VOCABULARY.duties if duty.role is not Role.SUPERVISOR)
    desk.line.set_vocabulary(replace(VOCABULARY, duties=without))
    desk.type("major 9: x")
    assert "no other supervisor is at a seat" in desk.line.state.warning
    desk.line.set_vocabulary(VOCABULARY)
    assert "no other supervisor" not in desk.line.state.warning


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("accept 12: x", "2026-000012 waits for no answer"),
        ("stand down major 9: x", "2026-000009 is not a major incident"),
        ("priority 9 p3: x", "2026-000009 is P3 already"),
    ],
)
def test_what_the_room_will_refuse_is_told_before_enter(text: str, warning: str) -> None:
    desk = Desk()
    desk.type(text)
    assert warning in desk.line.state.warning


def test_what_is_flagged_can_be_accepted_though_nobody_is_alerted() -> None:
    desk = Desk()
    rows = tuple(replace(row, unconfirmed=True, major=True) for row in VOCABULARY.queue)
    desk.line.set_vocabulary(replace(VOCABULARY, queue=rows))
    desk.type("accept 12: x")
    assert desk.line.state.warning == ""
    desk.type("major 12: x")
    assert desk.line.state.warning == "2026-000012 is declared major already"


@pytest.mark.parametrize(
    ("typed", "labels", "taken"),
    [
        ("propose ", ["priority", "reassign", "stop", "accept", "major", "stand"], "propose priority "),
        ("propose s", ["stop", "stand"], "propose stop "),
        ("propose stop ", ["M4", "E12", "E14", "R1"], "propose stop M4: "),
        ("propose reassign m4 to 1", ["12"], "propose reassign m4 to 12: "),
        ("stop ", ["M4", "E12", "E14", "R1"], "stop M4: "),
        ("accept 1", ["12"], "accept 12: "),
        ("stand down ", ["major"], "stand down major "),
        ("stand down major ", ["12", "9"], "stand down major 12: "),
    ],
)
def test_offers(typed: str, labels: list[str], taken: str) -> None:
    desk = Desk()
    desk.type(typed)
    assert [offer.label for offer in desk.line.state.completions] == labels
    desk.line.accept()
    assert desk.line.state.text == taken


def test_a_word_that_is_nearly_right_is_met_with_the_right_one() -> None:
    found = parse("aprove 2")
    assert isinstance(found, Mistake)
    assert found.expected == "There is no command aprove; did you mean approve?"
