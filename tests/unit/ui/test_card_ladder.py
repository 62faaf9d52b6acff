"""What stands below the last rung and in the note: awaited while somebody waits, and how the wait ended after."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.queries.card_rows import AssignmentRow, IncidentCard
from dispatcher.queries.transmission_rows import RungRow, TransmissionRow
from tests.helpers import scenes
from tests.helpers.fake_room import START
from ui.presenters.card_ladder import RungState
from ui.presenters.card_words import TransmissionShown, card_in_words
from ui.wording import zone

UTC = zone("UTC")
STILL = "as far as this channel can tell; only a person acknowledges"


def page(sign: str = "E12", **changes: Any) -> TransmissionRow:
    values = {"rungs": scenes.ACCEPTED, "steps": stopped()} | changes
    return scenes.transmission(sign, TransmissionState.ACCEPTED, **values)


def stopped() -> tuple[Any, ...]:
    return tuple(replace(step, state="cancelled") for step in scenes.steps(42))


def heard(sign: str = "E12", **changes: Any) -> TransmissionRow:
    values = {
        "transmission_id": f"v-{sign}",
        "channel": "voice",
        "highest": TransmissionState.ACKNOWLEDGED,
        "queued_at": scenes.ago(24),
        "rungs": (RungRow(state=TransmissionState.ACKNOWLEDGED, at=scenes.ago(24)),),
        "acknowledged_by": "A. Costa",
    } | changes
    return scenes.transmission(sign, TransmissionState.ACKNOWLEDGED, **values)


def last(card: IncidentCard, transmission_id: str = "t-E12") -> tuple[str, str]:
    shown = shown_of(card, transmission_id)
    return shown.rungs[-1].under, shown.note


def shown_of(card: IncidentCard, transmission_id: str = "t-E12") -> TransmissionShown:
    found = card_in_words(card, START, UTC).transmissions
    return next(shown for shown in found if shown.transmission_id == transmission_id)


def on(state: AssignmentState, *rows: TransmissionRow, **changes: Any) -> IncidentCard:
    part = scenes.assignment("E12", state, answered=changes.pop("answered", False))
    return scenes.card(**{"assignments": (part,), "transmissions": rows} | changes)


def test_a_page_answered_by_voice_says_so_and_keeps_its_rung():
    card = on(AssignmentState.ACKNOWLEDGED, page(), heard(), answered=True)
    assert last(card) == ("voice 03:03:41", "answered by voice at 03:03:41, heard by A. Costa")
    shown = shown_of(card)
    assert (shown.rungs[-1].state, shown.badge.word, shown.acknowledged) == (RungState.OPEN, "accepted", "")


@pytest.mark.parametrize("answered", [heard("L3"), heard(purpose=Purpose.STAND_DOWN)])
def test_another_units_answer_or_one_to_another_message_ends_no_wait(answered: TransmissionRow):
    assert last(on(AssignmentState.ALERTED, page(steps=scenes.steps(42)), answered)) == ("awaited", STILL)


def test_an_answer_to_an_earlier_alert_of_the_same_unit_ends_no_wait():
    before = AssignmentRow(
        assignment_id="before",
        call_sign="E12",
        state=AssignmentState.RECALLED,
        since=scenes.ago(300),
        alerted_at=scenes.ago(400),
        acknowledged_at=scenes.ago(350),
        inferred=False,
    )
    again = scenes.assignment("E12", AssignmentState.ALERTED)
    rows = (page(transmission_id="old", queued_at=scenes.ago(400)), heard(queued_at=scenes.ago(350)), page())
    card = scenes.card(assignments=(before, again), transmissions=rows)
    assert last(card, "old")[0] == "voice 03:03:41"
    assert last(card) == ("awaited", STILL)


def test_an_alert_whose_chain_has_run_out_is_still_awaited():
    rows = page(steps=tuple(replace(step, state="done", fired_at=step.due_at) for step in scenes.steps(200)))
    assert last(on(AssignmentState.ALERTED, rows)) == ("awaited", STILL)


def test_a_status_of_the_crew_is_an_answer():
    card = on(AssignmentState.ON_SCENE, page(), answered=True)
    assert last(card) == ("status 03:02:24", "answered by a status at 03:02:24")


@pytest.mark.parametrize("state", [AssignmentState.RECALLED, AssignmentState.DECLINED])
def test_where_the_chain_ended_without_an_answer_nothing_is_awaited(state: AssignmentState):
    assert last(on(state, page())) == ("nothing awaited", "nobody waits for an answer any more")


def test_nothing_is_awaited_on_a_closed_incident():
    assert last(on(AssignmentState.ALERTED, page(), closed_at=START))[0] == "nothing awaited"


def test_a_stand_down_is_awaited_while_a_step_or_a_call_is_to_come():
    down = page(purpose=Purpose.STAND_DOWN, steps=scenes.steps(42))
    assert last(on(AssignmentState.RECALLED, down))[0] == "awaited"
    call = heard(purpose=Purpose.STAND_DOWN, rungs=(), queued_at=START - timedelta(seconds=9))
    call = replace(call, state=TransmissionState.QUEUED)
    assert last(on(AssignmentState.RECALLED, replace(down, steps=stopped()), call))[0] == "awaited"
    assert last(on(AssignmentState.RECALLED, replace(down, steps=stopped())))[0] == "nothing awaited"


def test_what_may_have_been_heard_is_not_promised_a_repeat_after_the_answer():
    row = replace(page(), state=TransmissionState.UNCERTAIN)
    note = last(on(AssignmentState.ACKNOWLEDGED, row, heard(), answered=True))[1]
    assert note == "it may have been heard; answered by voice at 03:03:41, heard by A. Costa"


def test_what_waits_for_an_answer_stands_first_and_then_the_newest_answer():
    parts = tuple(scenes.assignment(sign, AssignmentState.ACKNOWLEDGED, answered=True) for sign in ("E12", "L3"))
    waiting = page("M1", steps=scenes.steps(42))
    newest = heard("L3", rungs=(RungRow(state=TransmissionState.ACKNOWLEDGED, at=scenes.ago(3)),))
    card = scenes.card(
        assignments=(*parts, scenes.assignment("M1", AssignmentState.ALERTED)),
        transmissions=(page("E12"), page("L3"), heard("E12"), waiting, newest),
    )
    shown = card_in_words(card, START, UTC).transmissions
    assert [row.transmission_id for row in shown] == ["t-M1", "v-L3", "v-E12", "t-E12", "t-L3"]
