"""What the line says beside its effect: the incident is closed, one is open there, what is to be read out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.queries.requests import AskPlaces
from tests.helpers.command_rows import VOCABULARY, an_attention_item, an_incident
from tests.helpers.fake_room import START
from tests.helpers.place_rows import town
from tests.unit.ui.test_command_line import Desk

NOW = START + timedelta(minutes=5)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.line.now = lambda: NOW
    return made


@pytest.mark.parametrize("text", ["d E12", "close: false", "priority p2: smoke"])
def test_a_closed_incident_is_told_before_enter(text: str) -> None:
    desk = Desk(selected="i5")
    desk.line.closed_number = lambda: "2026-000005"
    desk.type(text)
    told = "2026-000005 is closed. F4 goes to the open ones; first: 2026-000012 Structure fire"
    assert desk.line.state.warning == told


@pytest.mark.parametrize("text", ["note: late word", "d E12 to 12", "find elm"])
def test_what_does_not_go_to_the_closed_incident_is_not_warned_of(text: str) -> None:
    desk = Desk(selected="i5")
    desk.line.closed_number = lambda: "2026-000005"
    desk.type(text)
    assert desk.line.state.warning == ""


def test_a_second_call_to_the_same_words_names_the_open_incident(desk: Desk) -> None:
    desk.type("new fall @ 12  elm st")
    assert "open there: 2026-000012 Structure fire, 5:00 ago" in desk.line.state.warning


def test_an_old_incident_and_another_place_are_not_the_same(desk: Desk) -> None:
    desk.type("new fall @ Quay 4")
    assert "open there" not in desk.line.state.warning
    desk.line.now = lambda: START + timedelta(minutes=61)
    desk.type("new fall @ 12 Elm St")
    assert "open there" not in desk.line.state.warning


@pytest.mark.parametrize(("north", "told"), [(0.0, True), (0.0013, True), (0.0014, False)])
def test_150_metres_are_there(desk: Desk, north: float, told: bool) -> None:
    desk.room.canned[AskPlaces] = town
    desk.type("new fall @ Quay 4, Harbour")
    desk.post.run()
    place = next(row for row in desk.line.places.found.rows if row.words == "Quay 4, Harbour")
    near = replace(an_incident("i7", "2026-000007", "Fall", "the quay"), latitude=place.latitude + north,
                   longitude=place.longitude)  # fmt: skip
    desk.line.set_vocabulary(replace(VOCABULARY, queue=(near,)))
    assert ("open there: 2026-000007 Fall" in desk.line.state.warning) is told


@pytest.mark.parametrize(
    ("text", "seen"), [("ack m4: ", True), ("decline M4", True), ("ack E12: ", False), ("ack", False)]
)
def test_the_words_to_read_out_stand_at_the_line_while_it_is_answered(desk: Desk, text: str, seen: bool) -> None:
    task = replace(an_attention_item("a3", "read it out"), kind=AttentionKind.VOICE_TASK, voice_script="Medic 4, fall.")
    desk.line.set_vocabulary(replace(VOCABULARY, attention=(task,)))
    desk.type(text)
    assert desk.line.state.script == ("read out: Medic 4, fall." if seen else "")
