"""Items of the strip from the command line: taken, decided, told by telephone, delegated; proposals decided."""

from dataclasses import fields, replace
from typing import Any

import pytest

from dispatcher.domain.attention_commands import DelegateAttention, TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import AttentionId, OperatorId, ProposalId, Seat
from dispatcher.domain.proposal_commands import DecideProposal
from dispatcher.queries.owed_rows import ProposalRow
from dispatcher.queries.requests import AskCard
from tests.helpers.command_rows import ACTOR
from tests.helpers.guard_rows import AUTHORITY, CHIEF, DECISION, GUARDED, OMAR, PROPOSAL, STRIP, TASK, a_card, an_item
from tests.unit.ui.test_command_line import Desk
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents_guards import DecisionIntent, DelegateIntent, ToldIntent
from ui.presenters.command_grammar_scan import Mistake, Word


def a_desk(actor: Actor = ACTOR, selected: str | None = "i9") -> Desk:
    made = Desk(actor, selected)
    made.line.set_vocabulary(GUARDED)
    return made


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def test_the_last_digit_behind_a_name_is_a_place() -> None:
    assert parse("told helene 2: yes") == ToldIntent(Word("helene", 5), Word("2", 12), "yes")
    assert parse("told Ann Lee: yes") == ToldIntent(Word("Ann Lee", 5), Word("", 12), "yes")
    assert parse("delegate to D2") == DelegateIntent(Word("", 8), Word("D2", 12), "")
    assert parse("refuse 2: no") == DecisionIntent(Word("2", 7), False, "no")


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("decide 12: x", 7, 2),
        ("decide 2", 8, 0),
        ("told", 4, 0),
        ("told helene", 11, 0),
        ("delegate 2 D2", 11, 2),
        ("delegate 2 to", 13, 0),
        ("delegate D2", 9, 2),
        ("approve E12", 8, 3),
        ("refuse 2", 8, 0),
    ],
)
def test_mistakes_stand_where_they_are(text: str, position: int, length: int) -> None:
    found = parse(text)
    assert isinstance(found, Mistake)
    assert (found.position, found.length) == (position, length)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("take", "Take: M4 has not acknowledged"),
        ("take 4: done", "Take: ring the caller: “done”"),
        ("decide 2: E14 goes", "Decide: who goes to Quay 9?: “E14 goes”"),
        ("decide: E14 goes", "Decide: who goes to Quay 9?: “E14 goes”"),
        ("told helene: yes", "Hélène Marquet acknowledges, heard by you: M4 has not acknowledged: “yes”"),
        ("told hel mar 2: E14", "Hélène Marquet acknowledges, heard by you: who goes to Quay 9?: “E14”"),
        ("delegate 4 to omar", "Give to Omar Lindqvist at D2 (dispatcher): ring the caller"),
        ("approve", "Approve: D2 proposes to stop what runs for M4: met"),
        ("approve 3: agreed", "Approve: D2 proposes to stop what runs for M4: met: “agreed”"),
        ("refuse #9: not yet", "Refuse: D2 proposes to stop what runs for M4: met: “not yet”"),
    ],
)
def test_effects_are_told_before_enter(desk: Desk, text: str, message: str) -> None:
    assert desk.message(text) == message
    assert desk.line.state.mistake is None
    assert not desk.room.executed


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("take 2: E14", "it asks a duty manager; what one says by telephone is written with “told”"),
        ("take 3", "it is a proposal: approve 3, or refuse 3 and say why"),
        ("take 5", "Sol Marchetti has it already"),
        ("told omar 1: yes", "Omar Lindqvist cannot answer this: it asks a supervisor"),
        ("told helene 4: yes", "Hélène Marquet cannot answer this: it asks a dispatcher"),
        ("delegate 1 to D2", "Omar Lindqvist at D2 is dispatcher; this asks a supervisor"),
        ("delegate 4 to R1", ""),
        ("approve 3", ""),
        ("decide 5: yes", "Sol Marchetti has it already"),
    ],
)
def test_what_the_room_will_refuse_is_told_before_enter(desk: Desk, text: str, warning: str) -> None:
    desk.type(text)
    assert desk.line.state.warning == warning


def test_a_decision_wants_words() -> None:
    desk = a_desk(CHIEF)
    desk.type("take 2")
    assert desk.line.state.warning == "it asks for a decision: say after a colon what was decided"
    desk.type("take 2: E14 goes")
    assert desk.line.state.warning == ""


def test_only_authority_decides_a_proposal() -> None:
    desk = a_desk(OMAR)
    desk.type("approve 3")
    assert desk.line.state.warning.startswith("a supervisor decides this")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("decide 1: x", "Item 1 asks for no decision"),
        ("decide 7: x", "The strip has 5 item(s)"),
        ("told omar: x", "Nothing on the strip asks Omar Lindqvist"),
        ("told nobody: x", "No operator is called nobody; expected Sol Marchetti"),
        ("delegate 1 to D7: x", "D7 is not on duty; expected Sol Marchetti at A1 (supervisor)"),
        ("approve 1: x", "Item 1 is no proposal; #1 names an incident"),
        ("approve 12: x", "Nothing is proposed for 2026-000012; others stand at 3"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake_at_its_place(desk: Desk, text: str, part: str) -> None:
    desk.type(text)
    assert part in desk.line.state.message
    assert desk.line.state.tone == "alarm"


def test_two_proposals_of_one_incident_are_asked_about(desk: Desk) -> None:
    other = replace(PROPOSAL, attention_id="a6", proposal_id="p6", text="D3 proposes it to be major")
    desk.line.set_vocabulary(replace(GUARDED, attention=(PROPOSAL, other)))
    desk.type("approve: x")
    assert desk.line.state.message == "2026-000009 has several proposals: name one by its place, 1 or 2"


def test_the_only_proposal_needs_no_name_and_no_shown_incident() -> None:
    assert a_desk(selected="i12").message("approve").startswith("Approve: D2 proposes")
    assert a_desk(selected=None).message("approve").startswith("Approve: D2 proposes")


def test_of_several_the_one_of_the_shown_incident_is_meant(desk: Desk) -> None:
    other = replace(PROPOSAL, attention_id="a6", proposal_id="p6", text="D3 proposes it to be major", incident_id="i12")
    desk.line.set_vocabulary(replace(GUARDED, attention=(other, PROPOSAL)))
    assert desk.message("approve") == "Approve: D2 proposes to stop what runs for M4: met"
    assert desk.message("approve 1") == "Approve: D3 proposes it to be major"


def a_proposal(name: str, seat: str) -> ProposalRow:
    """Only who proposed it matters; the rest is empty."""
    empty: dict[str, Any] = {part.name: "" for part in fields(ProposalRow)}
    return ProposalRow(**(empty | {"proposal_id": "p3", "proposed_by": name, "seat": seat}))


def test_whoever_proposed_it_withdraws_it_and_nobody_else_does() -> None:
    desk = a_desk(OMAR)
    desk.room.canned[AskCard] = a_card(proposals=(a_proposal("Omar Lindqvist", "D2"),))
    desk.type("refuse: not needed")
    desk.post.run()
    assert desk.line.state.message.startswith("Withdraw your proposal: ")
    assert desk.line.state.warning == ""
    desk.room.canned[AskCard] = a_card(proposals=(a_proposal("Olga Lind", "D3"),))
    desk.line.set_vocabulary(GUARDED)
    desk.post.run()
    assert desk.line.state.message.startswith("Refuse: ")
    assert desk.line.state.warning == "a supervisor decides this"


def test_nobody_alone_ends_a_major_incident() -> None:
    desk = a_desk(CHIEF)
    desk.room.canned[AskCard] = a_card(proposals=(a_proposal("Hélène Marquet", "M1"),))
    desk.line.set_vocabulary(replace(GUARDED, attention=(replace(PROPOSAL, least_role=Role.DUTY_MANAGER),)))
    desk.type("approve")
    desk.post.run()
    assert desk.line.state.warning == "it takes two: somebody else approves what you proposed"


@pytest.mark.parametrize("text", ["approve", "approve 3", "refuse 3: no"])
def test_a_decision_does_not_wait_for_the_card(desk: Desk, text: str) -> None:
    desk.enter(text)
    assert [type(command) for command in desk.room.executed] == [DecideProposal]


@pytest.mark.parametrize("text", ["stop E12: ", "decide: ", "decide 2: ", "refuse: ", "refuse 2: ", "delegate 2 to "])
def test_what_a_button_begins_is_no_mistake_yet(desk: Desk, text: str) -> None:
    desk.type(text)
    assert desk.line.state.mistake is None
    assert desk.line.state.tone == "muted"


def test_without_a_place_whoever_sits_here_takes_what_may_be_taken() -> None:
    assert a_desk(OMAR).message("take") == "Take: ring the caller"
    assert a_desk(CHIEF).message("decide: E14") == "Decide: who goes to Quay 9?: “E14”"


@pytest.mark.parametrize(
    ("text", "command", "outcome"),
    [
        (
            "decide 2: E14 goes",
            TakeAttention(actor=CHIEF, attention_id=AttentionId("a2"), note="E14 goes"),
            "You have taken: who goes to Quay 9?",
        ),
        (
            "told helene 1: she comes",
            TakeAttention(
                actor=CHIEF, attention_id=AttentionId("a1"), note="she comes", spoke_for=OperatorId("helene")
            ),
            "Written down, as heard by you: M4 has not acknowledged",
        ),
        (
            "delegate 4 to d2: busy",
            DelegateAttention(actor=CHIEF, attention_id=AttentionId("a4"), to_seat=Seat("D2"), note="busy"),
            "D2 has it now: ring the caller",
        ),
        (
            "approve",
            DecideProposal(actor=CHIEF, proposal_id=ProposalId("p3"), approve=True),
            "Approved, and done: D2 proposes to stop what runs for M4: met",
        ),
        (
            "refuse 3: not yet",
            DecideProposal(actor=CHIEF, proposal_id=ProposalId("p3"), approve=False, reason="not yet"),
            "Refused: D2 proposes to stop what runs for M4: met",
        ),
    ],
)
def test_what_is_given_and_what_is_told_of_it(text: str, command: Command, outcome: str) -> None:
    desk = a_desk(CHIEF)
    desk.enter(text)
    assert desk.room.executed == [command]
    desk.room.settle()
    desk.post.run()
    assert desk.line.state.message == outcome


@pytest.mark.parametrize(
    "line", ["decide 2: E14", "told helene 2: E14", "delegate 2 to D2", "approve 3", "refuse 3: no"]
)
def test_places_stay_while_the_line_is_typed(desk: Desk, line: str) -> None:
    before = desk.message(line)
    desk.line.set_vocabulary(replace(GUARDED, attention=(TASK, *STRIP)))
    assert desk.line.state.message == before


@pytest.mark.parametrize(
    ("typed", "labels", "taken"),
    [
        ("decide ", ["2", "5"], "decide 2: "),
        ("told ", ["Hélène Marquet", "Sol Marchetti"], "told helene "),
        ("told helene ", ["1", "2", "5"], "told helene 1: "),
        ("delegate ", ["1", "2", "3", "4", "5", "to"], "delegate 1 to "),
        ("delegate 1 to ", ["A1"], "delegate 1 to A1"),
        ("delegate 4 to ", ["D2", "D3", "R1", "A1"], "delegate 4 to D2"),
        ("approve ", ["3"], "approve 3"),
        ("refuse ", ["3"], "refuse 3: "),
    ],
)
def test_offers(desk: Desk, typed: str, labels: list[str], taken: str) -> None:
    desk.type(typed)
    assert [offer.label for offer in desk.line.state.completions] == labels
    desk.line.accept()
    assert desk.line.state.text == taken


def test_whoever_can_be_rung_up_is_offered_with_the_number(desk: Desk) -> None:
    desk.type("told h")
    assert [offer.detail for offer in desk.line.state.completions] == ["duty manager · supervisor · 555 0199"]


def test_one_item_alone_needs_no_place(desk: Desk) -> None:
    desk.type("told so")
    desk.line.accept()
    assert desk.line.state.text == "told op1: "


def test_nobody_is_offered_where_nothing_is_asked(desk: Desk) -> None:
    taken = an_item("a9", AUTHORITY.kind, "x", state=STRIP[-1].state)
    desk.line.set_vocabulary(replace(GUARDED, attention=(taken, TASK)))
    desk.type("told ")
    assert desk.line.state.completions == ()


def test_the_duty_manager_answers_what_asks_a_duty_manager() -> None:
    assert DECISION.least_role is Role.DUTY_MANAGER
    desk = a_desk(CHIEF)
    desk.type("decide 2: E14")
    assert desk.line.state.warning == ""
