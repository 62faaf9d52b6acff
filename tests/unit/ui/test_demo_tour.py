"""What a tour answers to what happens in the room: voice tasks, somebody who was first, incidents of others."""

from types import SimpleNamespace
from typing import Any

import pytest

from dispatcher.domain.attention import AttentionKind, AttentionState
from tests.helpers.scenes import attention_row
from ui.demo.scene import Scene
from ui.demo.sights import HEARD, answer_voice_task, choose_again, clear_next, command, effect_is_said
from ui.demo.steps import Strokes, press, write
from ui.presenters.command_grammar_scan import Mistake
from ui.presenters.command_line_state import CommandLineState

OURS, OTHERS = "i1", "i2"


def voice_task(number: int, incident_id: str, call_sign: str, **changes: Any) -> Any:
    text = f"call {call_sign} by voice"
    return attention_row(
        number, AttentionKind.VOICE_TASK, text, incident_id=incident_id, call_sign=call_sign, **changes
    )


class Room:
    """A scene over a desk of which only what these need is there."""

    def __init__(self) -> None:
        self.attention = SimpleNamespace(rows=())
        self.command_line = SimpleNamespace(state=CommandLineState())
        self.queue = SimpleNamespace(rows={})
        station: Any = SimpleNamespace(desk=self, window=None, code=0)
        self.scene = Scene(station)
        self.scene.noted.incident_id, self.scene.noted.number = OURS, "2026-000007"

    def says(self, **state: Any) -> None:
        self.command_line.state = CommandLineState(**state)

    def has_units(self, *call_signs: str) -> None:
        units = [SimpleNamespace(call_sign=sign, state="alerted") for sign in call_signs]
        self.queue.rows[OURS] = SimpleNamespace(units=units)


@pytest.fixture
def room() -> Room:
    return Room()


def typed(strokes: Strokes) -> str:
    return "".join(stroke.character or f"<{stroke.chord}>" for stroke in strokes)


def test_no_voice_task_nothing_touched(room: Room) -> None:
    room.attention.rows = (voice_task(1, OTHERS, "M21"),)
    assert answer_voice_task(room.scene) == ()


def test_the_next_voice_task_is_taken_by_f7_and_answered_in_its_line(room: Room) -> None:
    room.attention.rows = (voice_task(1, OURS, "L11"),)
    assert answer_voice_task(room.scene) == press("F2", "Escape", "F7")
    room.says(text="ack L11: ")
    assert answer_voice_task(room.scene) == write(HEARD) + press("Return")
    room.says(text="ack L11: received", busy=True)
    assert answer_voice_task(room.scene) == ()


def test_a_voice_task_of_others_that_comes_first_is_left_to_them(room: Room) -> None:
    room.attention.rows = (voice_task(1, OTHERS, "M21"), voice_task(2, OURS, "L11"))
    assert typed(answer_voice_task(room.scene)) == f"<F2><Escape>ack L11: {HEARD}<Return>"


def test_a_voice_task_that_others_have_taken_is_not_in_the_way(room: Room) -> None:
    room.attention.rows = (voice_task(1, OTHERS, "M21", state=AttentionState.TAKEN), voice_task(2, OURS, "L11"))
    assert answer_voice_task(room.scene) == press("F2", "Escape", "F7")


def test_a_line_that_names_another_unit_is_not_answered_in(room: Room) -> None:
    room.attention.rows = (voice_task(2, OURS, "L11"),)
    answer_voice_task(room.scene)
    room.says(text="ack M21: ")
    assert answer_voice_task(room.scene) == command(f"ack L11: {HEARD}")


def test_who_was_first_is_given_way_to(room: Room) -> None:
    room.says(text="dispatch E11 L11", message="Refused: E11 is alerted", tone="alarm")
    assert typed(choose_again(room.scene)) == "<F2><Escape>dispatch <Tab> <Tab><Return>"
    room.says(text="dispatch E12 L11", message="storing…", busy=True)
    assert choose_again(room.scene) == ()
    room.says(message="E12, L11 alerted", tone="accent")
    assert choose_again(room.scene) == ()


def test_a_preview_counts_only_for_this_incident_and_both_units(room: Room) -> None:
    for text, message in (
        ("dispatch E11", "Alert E11 to 2026-000007 Building fire"),
        ("dispatch E11 L11", "Alert E11, L11 to 2026-000001 Trouble breathing"),
        ("dispatch E11 L11", "L11 is no unit"),
    ):
        room.says(text=text, message=message)
        assert effect_is_said(room.scene) == ""
    room.says(text="dispatch E11 L11", message="Alert E11, L11 to 2026-000007", mistake=Mistake(9, 3, "a unit"))
    assert effect_is_said(room.scene) == ""
    room.says(text="dispatch E11 L11", message="Alert E11, L11 to 2026-000007 Building fire")
    assert "Alert E11, L11 to 2026-000007" in effect_is_said(room.scene)


def test_units_are_cleared_one_after_the_other_each_once(room: Room) -> None:
    room.scene.noted.units = ("E11", "L11")
    room.has_units("E11", "L11")
    assert typed(clear_next(room.scene)) == "<F2><Escape>status E11 clear<Return>"
    room.says(text="status E11 clear", busy=True)
    assert clear_next(room.scene) == ()
    room.says()
    assert typed(clear_next(room.scene)) == "<F2><Escape>status L11 clear<Return>"
    assert clear_next(room.scene) == ()
