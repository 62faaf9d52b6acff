"""Channels held, let go on and tried out, and notes cut by choice, from the command line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.commands import Command
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.identifiers import IncidentId, OperatorId, Seat
from tests.helpers.command_rows import ACTOR, a_unit, an_incident
from tests.helpers.fake_room import START
from tests.helpers.guard_rows import GUARDED, OMAR
from tests.unit.ui.test_command_line import Desk
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents import DispatchIntent
from ui.presenters.command_grammar_intents_guards import (
    HoldChannelIntent,
    ReleaseChannelIntent,
    TestChannelIntent,
)
from ui.presenters.command_grammar_scan import Mistake, Word
from ui.presenters.completion import complete

RADIO = Actor(operator=OperatorId("ruth"), seat=Seat("R1"), role=Role.RADIO_OPERATOR)
WORDS = replace(
    GUARDED, queue=(an_incident("i9", "2026-000009"),), units=(a_unit("E12"), a_unit("C1")),
    channels=("paging", "tetra", "sms"),
)  # fmt: skip


def a_desk(actor: Actor = RADIO) -> Desk:
    made = Desk(actor, "i9")
    made.line.now = lambda: START + timedelta(minutes=5)
    made.line.set_vocabulary(WORDS)
    return made


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hold channel paging: antenna work", HoldChannelIntent(Word("paging", 13), "antenna work")),
        ("release channel PAGING", ReleaseChannelIntent(Word("PAGING", 16))),
        ("test paging", TestChannelIntent(Word("paging", 5))),
        ("te channel paging", TestChannelIntent(Word("paging", 11))),
        ("d e12 cut: long", DispatchIntent((Word("e12", 2),), Word("", 5), "long", True)),
        ("d e12 to 12 CUT: long", DispatchIntent((Word("e12", 2),), Word("12", 9), "long", True)),
        ("d e12: cut the fence", DispatchIntent((Word("e12", 2),), Word("", 5), "cut the fence")),
        ("d cut: go", DispatchIntent((Word("cut", 2),), Word("", 5), "go")),
    ],
)
def test_the_words_are_read(text: str, intent: object) -> None:
    assert parse(text) == intent


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("hold channel", 12, 0),
        ("hold channel paging", 19, 0),
        ("hold channel paging sms: x", 20, 3),
        ("release channel", 15, 0),
        ("release channel paging: x", 22, 1),
        ("test", 4, 0),
        ("test paging sms", 12, 3),
        ("test paging: x", 11, 1),
    ],
)
def test_mistakes_stand_where_they_are(text: str, position: int, length: int) -> None:
    found = parse(text)
    assert isinstance(found, Mistake), found
    assert (found.position, found.length) == (position, length)


CASES: tuple[tuple[str, Command, str, str], ...] = (
    (
        "hold channel Paging: antenna work",
        HoldChannel(actor=RADIO, channel="paging", reason="antenna work"),
        "Hold paging: nothing more goes on its line, what waits stays: “antenna work”",
        "paging is held: what waits stays, and its chains go on",
    ),
    (
        "release channel tetra",
        ReleaseChannel(actor=RADIO, channel="tetra"),
        "Let tetra go on with what waits",
        "tetra goes on with what waits",
    ),
    (
        "test sms",
        TestChannel(actor=RADIO, channel="sms"),
        "Try sms out, behind what waits",
        "A test of sms is queued behind what waits",
    ),
)


@pytest.mark.parametrize(("text", "command", "effect", "outcome"), CASES, ids=lambda case: str(case)[:20])
def test_a_line_says_what_it_will_do_and_what_it_did(text: str, command: Command, effect: str, outcome: str) -> None:
    desk = a_desk()
    desk.type(text)
    desk.post.run()
    assert desk.line.state.message == effect
    desk.line.enter()
    assert desk.room.executed == [command]
    desk.room.settle("test-1")
    desk.post.run()
    assert desk.line.state.message == outcome


def test_who_may_not_is_told_before_enter() -> None:
    desk = a_desk(OMAR)
    desk.type("hold channel paging: x")
    assert "may not hold channel" in desk.line.state.warning


def test_an_unknown_channel_is_named_with_those_that_there_are() -> None:
    desk = a_desk()
    desk.type("test pigeon")
    assert "There is no channel pigeon; there are: paging, tetra, sms" in desk.line.state.message


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("hold c", ["C1", "channel"]),
        ("hold channel ", ["paging", "tetra", "sms"]),
        ("release channel t", ["tetra"]),
        ("test s", ["sms"]),
    ],
)
def test_channels_are_offered(text: str, labels: list[str]) -> None:
    assert [offer.label for offer in complete(text, len(text), WORDS)] == labels


def test_a_cut_is_the_dispatchers_choice() -> None:
    desk = a_desk(ACTOR)
    desk.type("d e12 cut: all of it")
    assert "cut and marked so if the page is too long" in desk.line.state.message
    desk.line.enter()
    (command,) = desk.room.executed
    assert command == DispatchUnits(
        actor=ACTOR, incident_id=IncidentId("i9"), call_signs=("E12",), note="all of it", cut=True
    )
