"""Units held, roll calls answered crew by crew, checks paused and resumed, from the command line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor
from dispatcher.domain.commands import Command
from dispatcher.domain.crew_commands import AnswerRollCall, BeginRollCall, PauseWatch, ResumeWatch
from dispatcher.domain.dispatch_commands import HoldUnit, ReleaseUnit
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.units import Availability
from dispatcher.domain.welfare import Watch
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.queue_rows import QueueUnit
from dispatcher.queries.requests import AskCard
from dispatcher.queries.welfare_rows import RollCallRow, WelfareRow
from tests.helpers.command_rows import ACTOR, a_unit, an_incident
from tests.helpers.fake_room import START
from tests.helpers.guard_rows import GUARDED, OMAR, a_card
from tests.unit.ui.test_command_line import Desk
from ui.presenters.command_grammar import parse
from ui.presenters.command_grammar_intents_guards import (
    HoldIntent,
    ParIntent,
    PauseIntent,
    ResumeIntent,
    RollCallIntent,
)
from ui.presenters.command_grammar_scan import Mistake, Word

S = AssignmentState
I9 = IncidentId("i9")
NOW = START + timedelta(minutes=5)


def at(call_sign: str, state: AssignmentState) -> QueueUnit:
    return QueueUnit(call_sign=call_sign, state=state, since=START)


QUEUE = (
    an_incident("i12", "2026-000012"),
    an_incident("i9", "2026-000009", "Fall", "Quay 9", at("E12", S.ON_SCENE), at("L11", S.WITH_PATIENT),
                at("M4", S.EN_ROUTE)),
)  # fmt: skip
UNITS = (
    a_unit("E12", state=S.ON_SCENE, on="9"),
    a_unit("E14"),
    a_unit("L11", state=S.WITH_PATIENT, on="9"),
    a_unit("M4", state=S.EN_ROUTE, on="9"),
    replace(a_unit("R1", Availability.RESERVED), held_by="D3"),
    replace(a_unit("R2", Availability.RESERVED), held_by="A1"),
    a_unit("R3", Availability.UNAVAILABLE, reason="flat tyre"),
)
WORDS = replace(GUARDED, queue=QUEUE, units=UNITS)
RUNNING = RollCallRow(started_at=START, ended_at=None, complete=False, answered=(), silent=("L11", "E12"))
PAUSED = WelfareRow(call_sign="L11", heard_at=START, due_at=None, overdue=False, paused_until=NOW, reason="x")
CARD = a_card(roll_call=RUNNING, welfare=(PAUSED,))


def a_desk(actor: Actor = ACTOR, card: IncidentCard | None = CARD) -> Desk:
    made = Desk(actor, "i9")
    made.line.now = lambda: NOW
    made.room.canned[AskCard] = lambda query: card if query.incident_id == "i9" else a_card(query.incident_id)
    made.line.set_vocabulary(WORDS)
    return made


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def typed(desk: Desk, text: str) -> str:
    desk.type(text)
    desk.post.run()
    return desk.line.state.message


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hold e12", HoldIntent(Word("e12", 5), True)),
        ("release E12", HoldIntent(Word("E12", 8), False)),
        ("roll call", RollCallIntent(Word("", 4))),
        ("rollcall 12", RollCallIntent(Word("12", 9))),
        ("roll call #12", RollCallIntent(Word("#12", 10))),
        ("par E12: four", ParIntent(Word("", 3), (Word("E12", 4),), "four")),
        ("par 12 E12, L11: out", ParIntent(Word("12", 4), (Word("E12", 7), Word("L11", 12)), "out")),
        ("pause E12 20: x", PauseIntent(Word("E12", 6), Word("", 5), 20, "x")),
        ("pause E12 20 min: x", PauseIntent(Word("E12", 6), Word("", 5), 20, "x")),
        ("pause roll call 20: x", PauseIntent(None, Word("", 5), 20, "x")),
        ("pause roll call 20 min: x", PauseIntent(None, Word("", 5), 20, "x")),
        ("pause roll call 12 20m: x", PauseIntent(None, Word("12", 16), 20, "x")),
        ("resume E12", ResumeIntent(Word("E12", 7), Word("", 6))),
        ("resume roll call 12", ResumeIntent(None, Word("12", 17))),
    ],
)
def test_the_words_are_read(text: str, intent: object) -> None:
    assert parse(text) == intent


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("hold", 4, 0),
        ("hold E12 E14", 9, 3),
        ("hold E12: for later", 8, 1),
        ("roll call E12", 10, 3),
        ("roll call: now", 9, 1),
        ("par", 3, 0),
        ("par 12", 6, 0),
        ("par E12 e12: x", 8, 3),
        ("par E12", 7, 0),
        ("pause", 5, 0),
        ("pause E12", 9, 0),
        ("pause E12 121: x", 10, 3),
        ("pause E12 20", 12, 0),
        ("pause E12 soon: x", 10, 4),
        ("pause roll call 12 20 30: x", 22, 2),
        ("resume", 6, 0),
        ("resume E12 L11", 11, 3),
        ("resume roll call E12", 17, 3),
    ],
)
def test_mistakes_stand_where_they_are(text: str, position: int, length: int) -> None:
    found = parse(text)
    assert isinstance(found, Mistake), found
    assert (found.position, found.length) == (position, length)


CASES: tuple[tuple[str, Command, str, object, str], ...] = (
    ("hold E14", HoldUnit(actor=ACTOR, call_sign="E14"), "Hold E14 for A1", None, "E14 is held for A1"),
    ("release R2", ReleaseUnit(actor=ACTOR, call_sign="R2"), "Let go of R2", None, "R2 is let go"),
    ("release R1", ReleaseUnit(actor=ACTOR, call_sign="R1"), "Let go of R1, held by D3", None, "R1 is let go"),
    (
        "par E12: four of four",
        AnswerRollCall(actor=ACTOR, incident_id=I9, call_signs=("E12",), words_heard="four of four"),
        "Accounted for on 2026-000009: E12; then still silent: L11: “four of four”",
        ("L11",),
        "Recorded for 2026-000009; still silent: L11",
    ),
    (
        "par 9 E12 L11: all out",
        AnswerRollCall(actor=ACTOR, incident_id=I9, call_signs=("E12", "L11"), words_heard="all out"),
        "Accounted for on 2026-000009: E12, L11: “all out”",
        (),
        "Recorded for 2026-000009; every crew that was called is accounted for",
    ),
    (
        "pause E12 20: hidden",
        PauseWatch(actor=ACTOR, incident_id=I9, watch=Watch.WELFARE, minutes=20, reason="hidden", call_sign="E12"),
        "Pause the welfare check of E12 on 2026-000009 for 20 min, until 04:29: “hidden”",
        None,
        "Paused, then it counts anew: Pause the welfare check of E12 on 2026-000009 for 20 min, until 04:29: “hidden”",
    ),
    (
        "pause roll call 15: change",
        PauseWatch(actor=ACTOR, incident_id=I9, watch=Watch.ROLL_CALL, minutes=15, reason="change"),
        "Pause the roll call of 2026-000009 for 15 min, until 04:24: “change”",
        None,
        "Paused, then it counts anew: Pause the roll call of 2026-000009 for 15 min, until 04:24: “change”",
    ),
    (
        "resume L11",
        ResumeWatch(actor=ACTOR, incident_id=I9, watch=Watch.WELFARE, call_sign="L11"),
        "Go on with the welfare check of L11 on 2026-000009 now",
        None,
        "It counts anew from now on 2026-000009",
    ),
    (
        "resume roll call 9",
        ResumeWatch(actor=ACTOR, incident_id=I9, watch=Watch.ROLL_CALL),
        "Go on with the roll call of 2026-000009 now",
        None,
        "It counts anew from now on 2026-000009",
    ),
)


@pytest.mark.parametrize(("text", "command", "effect", "answer", "outcome"), CASES)
def test_what_is_foretold_given_and_told_of_it(
    desk: Desk, text: str, command: Command, effect: str, answer: object, outcome: str
) -> None:
    assert typed(desk, text) == effect
    assert desk.line.state.warning == ""
    desk.line.enter()
    assert desk.room.executed == [command]
    desk.room.settle(answer)
    desk.post.run()
    assert desk.line.state.message == outcome


def test_a_roll_call_is_begun() -> None:
    desk = a_desk(card=a_card(roll_call=None))
    assert typed(desk, "roll call") == "Call every crew at the scene of 2026-000009 Fall, Quay 9: E12, L11"
    assert desk.line.state.warning == ""
    desk.line.enter()
    assert desk.room.executed == [BeginRollCall(actor=ACTOR, incident_id=I9)]
    desk.room.settle(("E12", "L11"))
    desk.post.run()
    assert desk.line.state.message == "A roll call of 2026-000009 has begun: E12, L11"


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("hold E12", "E12 is on 2026-000009"),
        ("hold R1", "R1 is held by D3"),
        ("hold R3", "R3 is unavailable"),
        ("release E14", "E14 is not held"),
        ("roll call 12", "no crew is at the scene of 2026-000012"),
        ("roll call", "a roll call of 2026-000009 is running already"),
        ("par E14: x", "E14 is on no incident"),
        ("pause M4 20: x", "M4 is en route: no welfare check runs"),
        ("pause roll call 12 20: x", "no crew is at the scene of 2026-000012"),
        ("resume E12", "the welfare check of E12 is not paused"),
        ("d R1", "R1 is held by D3"),
        ("d R2", ""),
    ],
)
def test_what_the_room_will_refuse_is_told_before_enter(desk: Desk, text: str, warning: str) -> None:
    typed(desk, text)
    assert desk.line.state.warning == warning


def test_what_a_role_may_not_is_told_and_not_proposed() -> None:
    desk = a_desk(OMAR)
    typed(desk, "pause E12 20: x")
    assert desk.line.state.message.startswith("Pause the welfare check")
    assert "may not pause watch" in desk.line.state.warning
    typed(desk, "release R1")
    assert desk.line.state.warning == "R1 is held by D3: its holder or a supervisor lets it go"


def test_a_roll_call_that_is_over_is_answered_no_more() -> None:
    desk = a_desk(card=a_card(roll_call=replace(RUNNING, ended_at=NOW, silent=())))
    typed(desk, "par E12: x")
    assert desk.line.state.warning == "no roll call of 2026-000009 is running"


@pytest.mark.parametrize("word", ["all", "Everybody"])
def test_all_is_refused_by_naming_who_is_silent(desk: Desk, word: str) -> None:
    assert typed(desk, f"par 9 {word}: fine") == "Name each crew that you heard; not accounted for: L11, E12"
    found = desk.line.state.mistake
    assert found is not None
    assert (found.position, found.length) == (6, len(word))
    desk.line.enter()
    assert desk.room.executed == []


def test_a_unit_without_an_incident_has_no_check_to_pause(desk: Desk) -> None:
    assert typed(desk, "pause E14 20: x") == "E14 is on no incident"
    assert desk.line.state.tone == "alarm"


def test_par_goes_out_though_the_card_has_not_come(desk: Desk) -> None:
    desk.room.hold = True
    typed(desk, "par E12: four")
    desk.line.enter()
    assert [type(command) for command in desk.room.executed] == [AnswerRollCall]


def test_the_card_of_the_units_own_incident_is_asked_for(desk: Desk) -> None:
    desk.session.show_incident("i12")
    typed(desk, "resume L11")
    assert desk.room.asked[-1] == AskCard("i9")


@pytest.mark.parametrize(
    ("text", "labels", "taken"),
    [
        ("hold ", ["E14", "E12", "L11", "M4", "R1", "R2", "R3"], "hold E14"),
        ("release ", ["R1", "R2"], "release R1"),
        ("roll ", ["call", "9"], "roll call "),
        ("roll call ", ["9"], "roll call 9"),
        ("par ", ["L11", "E12", "9"], "par L11 "),
        ("par L11 ", ["E12"], "par L11 E12: "),
        ("par 9 ", ["L11", "E12"], "par 9 L11 "),
        ("pause ", ["E12", "L11", "roll call"], "pause E12 "),
        ("pause E12 ", ["10", "15", "20", "30"], "pause E12 10: "),
        ("pause roll call ", ["10", "15", "20", "30", "9"], "pause roll call 10: "),
        ("pause roll call 9 ", ["10", "15", "20", "30"], "pause roll call 9 10: "),
        ("resume ", ["E12", "L11", "roll call"], "resume E12"),
        ("resume roll ", ["roll call"], "resume roll call"),
    ],
)
def test_offers(desk: Desk, text: str, labels: list[str], taken: str) -> None:
    typed(desk, text)
    assert [offer.label for offer in desk.line.state.completions] == labels
    desk.line.accept()
    assert desk.line.state.text == taken


def test_while_no_roll_call_runs_the_crews_at_the_scene_are_offered() -> None:
    desk = a_desk(card=a_card(roll_call=None))
    typed(desk, "par ")
    assert [offer.label for offer in desk.line.state.completions] == ["E12", "L11", "9"]
