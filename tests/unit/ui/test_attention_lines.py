"""What an attention item asks of whom: its action, whom to ring, who of several has, and at which seat it is heard."""

from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.requests import AskAttention
from tests.helpers.fake_room import START, FakeClock, FakeRoom
from tests.helpers.scenes import attention_row
from ui.presenters import composing
from ui.presenters.attention import AttentionPresenter
from ui.presenters.attention_lines import for_whom, is_heard_by
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_scan import Mistake

K = AttentionKind


def duty(seat: str, role: Role, who: str = "") -> DutyRow:
    return DutyRow(seat=seat, operator_id=who or seat, name=who or seat, role=role, since=START)


D1, D2 = duty("D1", Role.DISPATCHER, "Costa"), duty("D2", Role.DISPATCHER, "Rossi")
S1, S2 = duty("S1", Role.SUPERVISOR, "Sandra"), duty("S2", Role.SUPERVISOR, "Blanc")


def actor(of: DutyRow) -> Actor:
    return Actor(operator=OperatorId(of.operator_id), seat=Seat(of.seat), role=of.role)


def asked(kind: AttentionKind = K.AUTHORITY, text: str = "E12 has not answered", **changes: Any) -> AttentionRow:
    return attention_row(1, kind, text, **({"for_role": Role.SUPERVISOR, "least_role": Role.SUPERVISOR} | changes))


def strip(
    *rows: AttentionRow, who: DutyRow = S1, duties: tuple[DutyRow, ...] = (D1, D2, S1)
) -> tuple[AttentionPresenter, FakeRoom, list[str]]:
    room, composed = FakeRoom(), list[str]()
    room.canned = {AskAttention: rows}
    presenter = AttentionPresenter(room, lambda call: call(), FakeClock(), lambda: actor(who), composed.append)
    presenter.know_duties(duties)
    presenter.refresh()
    return presenter, room, composed


@pytest.mark.parametrize(
    ("kind", "word"),
    [(K.AUTHORITY, "Acknowledge"), (K.DECISION, "Decide"), (K.APPROVAL, "Approve"), (K.VOICE_TASK, "Answer"),
     (K.TASK, "Take"), (K.OVERDUE, "Take"), (K.EXCEPTION, "Take"), (K.TECHNICAL_ALARM, "Take")],
)  # fmt: skip
def test_each_kind_says_what_a_press_does(kind: AttentionKind, word: str):
    presenter, _, _ = strip(asked(kind))
    assert presenter.lines()[0].action == word
    taken, _, _ = strip(asked(kind, state=AttentionState.TAKEN))
    assert taken.lines()[0].action == ("Answer" if kind is K.VOICE_TASK else "")


def test_what_needs_words_is_begun_in_the_command_line_and_takes_nothing_yet():
    presenter, room, composed = strip(asked(K.DECISION), asked(K.DECISION), asked(K.APPROVAL))
    for place in range(3):
        presenter.take(place)
    assert composed == ["decide: ", "decide 2: ", "approve"]
    assert room.executed == []
    two, _, by_place = strip(asked(K.APPROVAL), asked(K.APPROVAL))
    two.take(1)
    assert by_place == ["approve 2"]


def test_what_a_button_begins_is_a_command_of_the_grammar():
    beginnings = [composing.stop("E12"), composing.answer("E12"), composing.decide(), composing.decide(3),
                  composing.approve(), composing.approve(2), composing.refuse(), composing.refuse(2),
                  composing.delegate(2), composing.told("Hélène Marquet", 2)]  # fmt: skip
    for text in beginnings:
        rest = "D2" if text.endswith("to ") else "because" if text.endswith(": ") else ""
        assert not isinstance(parse(text + rest), Mistake), text


def test_to_acknowledge_takes_it():
    presenter, room, composed = strip(asked())
    presenter.take_top()
    assert [type(command) for command in room.executed] == [TakeAttention]
    assert composed == []


def test_whom_to_ring_stands_beside_the_words_and_is_never_cut_with_them():
    presenter, _, _ = strip(asked(text="E12 has not answered; ring M. Blanc on +377 93 15 00 02"))
    line = presenter.lines()[0]
    assert (line.title, line.ring) == ("E12 has not answered", "ring M. Blanc on +377 93 15 00 02")


def test_what_the_words_say_already_is_not_said_twice():
    presenter, _, _ = strip(asked(text="2026-000001 Fire: E12 has not answered", call_sign="E12"))
    assert presenter.lines()[0].detail == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "for the supervisor"),
        ({"for_seat": "D2"}, "given to D2"),
        ({"for_seat": "D2", "is_for_owner": True}, "for D2"),
        ({"needs_all": True, "given": ("Sandra",)}, "every supervisor: 1 of 2 have"),
        ({"state": AttentionState.TAKEN, "owner": "Costa"}, "Costa has it"),
        ({"state": AttentionState.TAKEN, "owner": "Costa", "spoke_for": "Blanc"}, "Costa has it, Blanc said so"),
    ],
)
def test_whom_it_asks_and_who_has_it(changes: dict[str, Any], words: str):
    assert for_whom(asked(**changes), (D1, D2, S1, S2)) == words


def test_what_asks_somebody_who_is_there_is_heard_there_and_seen_by_all():
    there = (D1, D2, S1, S2)
    for row, heard_at in (
        (asked(), [S1, S2]),
        (asked(for_seat="D2", for_role=Role.DISPATCHER), [D2]),
        (asked(for_seat="D9", for_role=Role.DISPATCHER), [D1, D2]),
        (asked(for_role=Role.DUTY_MANAGER), [D1, D2, S1, S2]),
        (asked(needs_all=True, given=("Sandra",)), [S2]),
    ):
        assert [one for one in there if is_heard_by(row, actor(one), there)] == heard_at, row
    assert is_heard_by(asked(), None, there), "before anybody signs on, everything is heard"
    assert is_heard_by(asked(), actor(D1), ()), "and before it is known who is there"
    quiet, _, _ = strip(asked(), who=D1)
    assert (quiet.sounding().kinds, len(quiet.lines())) == ((), 1)


def test_whoever_rings_the_duty_manager_writes_down_what_was_said():
    rung = asked(text="E12 has not answered; ring H. Marquet on 0199", for_role=Role.DUTY_MANAGER)
    partner = asked(text="Police has not accepted it; ring +377 555 0117")
    presenter, room, composed = strip(partner, rung, who=D1)
    first, second = presenter.lines()
    assert (first.action, first.refusal) == ("Acknowledge", "a supervisor answers this")
    assert (second.action, second.refusal, second.key) == ("Told", "", "Alt+2")
    presenter.take(1)
    assert (composed, room.executed) == (["told H. Marquet 2: "], [])
    boss, _, _ = strip(rung, who=S1)
    assert boss.lines()[0].action == "Acknowledge"


def test_the_top_item_is_given_away_by_its_place():
    presenter, _, composed = strip(asked(state=AttentionState.TAKEN), asked(K.OVERDUE))
    presenter.delegate_top()
    assert composed == ["delegate 2 to "]
    empty, _, nothing = strip()
    empty.delegate_top()
    assert nothing == []
