"""Crews at work are heard of: welfare checks, roll calls, elapsed time, turnout and travel."""

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, UnknownThing
from tests.helpers.builders import DISPATCHER, a_pack, standard_policies
from tests.helpers.harness import Harness, NewHarness

TASK, AUTHORITY, OVERDUE = AttentionKind.TASK, AttentionKind.AUTHORITY, AttentionKind.OVERDUE


@pytest.fixture
def room(new_harness: NewHarness) -> Harness:
    """A room that goes by the standard chains."""
    return new_harness(a_pack(**standard_policies()))


def at_the_scene(h: Harness, *call_signs: str, kind: str = "cardiac") -> None:
    h.call(kind)
    h.dispatch(*call_signs)
    for call_sign in call_signs:
        h.crew(call_sign).expects_page()
        h.crew(call_sign).reports("on scene")


def tasks(h: Harness, about: str) -> list[str]:
    return [item.text for item in h.strip(TASK) if about in item.text]


def test_a_welfare_check_that_nobody_answers(room: Harness) -> None:
    h = room
    at_the_scene(h, "E12")
    h.advance(minutes=14, seconds=59)
    assert tasks(h, "E12") == []
    h.advance(seconds=1)
    assert tasks(h, "E12")[0].startswith("call E12: not heard for 15 min. All well?")
    assert h.card().welfare[0].overdue
    h.advance(seconds=60)
    assert h.strip(TASK)[0].level == 2, "called a second time"
    h.advance(seconds=60)
    asked = next(item for item in h.strip(AUTHORITY) if "E12" in item.text)
    assert asked.for_role is Role.SUPERVISOR
    assert any("next: " in item.text for item in h.strip(TASK)), "and the nearest unit is named"
    h.advance(minutes=3)
    asked = next(item for item in h.strip(AUTHORITY) if "E12" in item.text)
    assert asked.for_role is Role.DUTY_MANAGER
    h.crew("E12").says("all well, radio was in the van")
    assert tasks(h, "E12") == []
    assert not [item for item in h.strip(AUTHORITY) if "call E12" in item.text]
    assert not h.card().welfare[0].overdue


@pytest.mark.parametrize("sign", ["status", "same status", "answer"])
def test_any_sign_of_life_answers_the_check(room: Harness, sign: str) -> None:
    h = room
    at_the_scene(h, "E12")
    h.advance(minutes=15)
    assert tasks(h, "call E12")
    match sign:
        case "status":
            h.crew("E12").reports("with patient")
        case "same status":
            h.crew("E12").reports("on scene")
        case _:
            h.crew("E12").says("all well")
    assert tasks(h, "call E12") == []
    heard = h.clock.now()
    assert h.card().welfare[0].heard_at == heard
    h.advance(minutes=14, seconds=59)
    assert tasks(h, "call E12") == [], "and it counts anew from there"
    h.advance(seconds=1)
    assert tasks(h, "call E12")


def test_taking_the_task_is_no_sign_of_life(room: Harness) -> None:
    h = room
    at_the_scene(h, "E12")
    h.advance(minutes=15)
    h.take(next(item for item in h.strip(TASK) if "call E12" in item.text), by=DISPATCHER)
    assert h.card().welfare[0].heard_at < h.clock.now()
    assert h.card().welfare[0].overdue, "red until the crew is heard, whoever has taken what"
    h.advance(minutes=1)
    assert tasks(h, "call E12"), "somebody said they would call; the crew has still not been heard"
    h.advance(minutes=1)
    h.take(next(item for item in h.strip(AUTHORITY) if "call E12" in item.text))
    h.advance(minutes=1)
    assert h.card().welfare[0].overdue


def test_a_check_is_paused_with_a_reason_and_an_end(room: Harness) -> None:
    h = room
    at_the_scene(h, "E12")
    h.advance(minutes=10)
    with pytest.raises(NotAuthorised):
        h.pauses("E12", by=DISPATCHER)
    with pytest.raises(Incomplete, match="say why"):
        h.pauses("E12", reason=" ")
    with pytest.raises(Incomplete, match="1 to 120 minutes"):
        h.pauses("E12", minutes=500)
    with pytest.raises(UnknownThing, match="E21 is not on"):
        h.pauses("E21")
    h.pauses("E12", minutes=30, reason="inside the lock, no radio")
    row = h.card().welfare[0]
    assert (row.reason, row.paused_until) == ("inside the lock, no radio", h.clock.now().replace(minute=44))
    h.advance(minutes=30)
    assert tasks(h, "call E12") == []
    h.advance(minutes=15)
    assert tasks(h, "call E12"), "a pause ends by itself"
    h.crew("E12").says("well")
    h.pauses("E12", minutes=60)
    h.resumes("E12")
    h.advance(minutes=15)
    assert tasks(h, "call E12")
    with pytest.raises(InvalidTransition, match="is not paused"):
        h.resumes("E12")


def test_a_pause_ends_with_the_check_that_it_was_for(room: Harness) -> None:
    """A crew that left and came again was once never called, because its former check was paused."""
    h = room
    h.call("cardiac")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").reports("staged")
    h.pauses("E12", minutes=60, reason="inside the lock, no radio")
    h.status("E12", "en route")
    h.advance(minutes=5)
    h.status("E12", "on scene")
    h.advance(minutes=15)
    assert tasks(h, "call E12")


def test_a_roll_call_is_complete_only_when_every_crew_has_answered(room: Harness) -> None:
    h = room
    at_the_scene(h, "E12", "L11", kind="fire")
    h.advance(minutes=15)
    assert "roll call, E12, L11 not accounted for" in "".join(tasks(h, "roll call"))
    with pytest.raises(Incomplete, match="Not accounted for: E12, L11"):
        h.accounts_for(words="all PAR")
    assert h.accounts_for("E12") == ("L11",), "who is silent is named: all PAR is not to be had"
    roll = h.card().roll_call
    assert roll is not None
    assert (roll.answered, roll.silent, roll.complete) == (("E12",), ("L11",), False)
    h.advance(minutes=2)
    assert any("L11 not accounted for" in item.text for item in h.strip(AUTHORITY)), "red until answered, and higher"
    h.crew("L11").reports("with patient")
    roll = h.card().roll_call
    assert roll is not None
    assert roll.complete, "any sign of life answers for its crew"
    assert tasks(h, "roll call") == []
    assert [entry.body["complete"] for entry in h.told("roll_call_ended")] == [True]
    h.advance(minutes=15)
    assert tasks(h, "roll call"), "and the next one is due in its time"


def test_a_roll_call_by_hand_and_a_crew_that_leaves_without_an_answer(room: Harness) -> None:
    h = room
    at_the_scene(h, "E12", "L11", kind="fire")
    h.advance(minutes=3)
    assert h.calls_the_roll() == ("E12", "L11"), "change of strategy: now"
    with pytest.raises(InvalidTransition, match="running already"):
        h.calls_the_roll()
    h.advance(seconds=1)
    assert tasks(h, "roll call")
    h.accounts_for("E12")
    h.crew("L11").reports("cleared")
    roll = h.card().roll_call
    assert roll is not None
    assert roll.ended_at is not None
    assert not roll.complete, "it left before it answered: that is no complete roll call"


def test_no_crew_at_the_scene_no_roll_call(room: Harness) -> None:
    h = room
    h.call("fire")
    with pytest.raises(InvalidTransition, match="no crew is at the scene"):
        h.calls_the_roll()
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").reports("on scene")
    h.crew("E12").reports("cleared")
    h.advance(minutes=40)
    assert tasks(h, "roll call") == []
    assert tasks(h, "announce") == []


def test_elapsed_time_is_announced_from_the_first_arrival(room: Harness) -> None:
    h = room
    at_the_scene(h, "E12", kind="fire")
    h.advance(minutes=15)
    assert tasks(h, "announce")[0].endswith("announce to the commander: 15 minutes at the scene")
    h.take(next(item for item in h.strip(TASK) if "announce" in item.text), by=DISPATCHER)
    h.crew("E12").says("well")
    h.advance(minutes=15)
    assert tasks(h, "announce")[0].endswith("30 minutes at the scene"), "from the arrival, whoever took what"


def test_a_crew_that_answers_and_does_not_leave(room: Harness) -> None:
    h = room
    h.call("cardiac")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.crew("E12").says("on our way")
    h.advance(seconds=109)
    assert h.strip(OVERDUE) == ()
    h.advance(seconds=1)  # 80 s of turnout are expected, and half a minute is allowed
    assert h.item(OVERDUE).text.startswith("E12 answered 1 min ago and is not en route")
    h.crew("E12").reports("en route")
    assert h.strip() == ()
    h.advance(minutes=5)
    assert "E12 is en route, not heard for 5 min" in h.item(OVERDUE).text
    h.crew("E12").reports("on scene")
    assert h.strip() == ()


def test_a_status_that_grows_old_is_asked_after(room: Harness) -> None:
    h = room
    h.advance(minutes=4 * 60)
    old = h.strip(OVERDUE)
    assert {item.call_sign for item in old} >= {"E11", "E12", "L11"}
    assert "available station, last heard 4 h ago: ask" in old[0].text
    h.status("E12", "available mobile")
    assert "E12" not in {item.call_sign for item in h.strip(OVERDUE)}
