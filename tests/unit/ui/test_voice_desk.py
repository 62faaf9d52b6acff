"""The voice desk without a screen: one task in hand, what was heard back, and what is recorded."""

import pytest

from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.crew_commands import Answer, RecordAnswer
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.transmissions import Purpose
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import AskVoiceTasks
from dispatcher.queries.voice_rows import VoiceTaskRow
from tests.helpers.builders import actor
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.radio_rows import voice_row
from ui.presenters.voice import VoicePresenter
from ui.presenters.voice_script import Item

RUTH = actor("ruth", Role.RADIO_OPERATOR, "R1")


class Desk:
    """A voice desk over a room without an engine."""

    def __init__(self, *rows: VoiceTaskRow, who: Actor | None = RUTH) -> None:
        self.room, self.problems = FakeRoom(), list[tuple[str, str | None]]()
        self.incidents, self.pages = list[str | None](), list[str]()
        self.voice = VoicePresenter(
            self.room, lambda call: call(), FakeClock(), lambda: who, lambda *told: self.problems.append(told)
        )
        self.voice.show_incident, self.voice.show_page = self.incidents.append, self.pages.append
        self.tell(*rows)

    def tell(self, *rows: VoiceTaskRow) -> None:
        self.room.canned[AskVoiceTasks] = rows
        self.voice.refresh()

    @property
    def recorded(self) -> list[RecordAnswer]:
        return [command for command in self.room.executed if isinstance(command, RecordAnswer)]


def test_the_first_is_read_without_being_taken_and_stays_while_others_come():
    desk = Desk(voice_row(1))
    assert desk.voice.chosen_id == "v1"
    assert (desk.room.executed, desk.incidents) == ([], [])
    desk.tell(voice_row(0), voice_row(1))
    assert desk.voice.chosen_id == "v1"


def test_to_begin_takes_the_item_and_shows_incident_and_page():
    desk = Desk(voice_row(1, taken_by="Omar"), voice_row(2))
    assert desk.voice.begin()
    assert desk.voice.chosen_id == "v2"
    assert desk.room.executed == [TakeAttention(actor=RUTH, attention_id="a2")]
    assert (desk.incidents, desk.pages) == (["i2"], ["t2"])
    assert not Desk().voice.begin()


def test_nobody_is_recorded_without_words():
    desk = Desk(voice_row(0))
    desk.voice.record()
    assert desk.room.executed == []
    assert desk.voice.message == "Write the words heard, then Enter."


def test_what_was_not_heard_back_is_said_once_and_then_recorded_so():
    desk = Desk(voice_row(0))
    desk.voice.write(heard="received", who="driver")
    desk.voice.tick(Item.CALL_SIGN, on=True)
    desk.voice.tick(Item.PLACE, on=True)
    desk.voice.record()
    assert desk.recorded == []
    assert desk.voice.message.startswith("Not heard back: priority, type, note.")
    desk.voice.record()
    (command,) = desk.recorded
    assert (command.call_sign, command.answer) == ("E12", Answer.ACCEPTS)
    assert command.words_heard == (
        "received (heard back: call sign, address; not heard back: priority, type, note; spoken by driver;"
        " on Voice radio)"
    )


def test_a_change_after_the_warning_asks_again():
    desk = Desk(voice_row(0))
    desk.voice.write(heard="received")
    desk.voice.record()
    desk.voice.tick(Item.PLACE, on=True)
    desk.voice.record()
    assert desk.recorded == []


def test_everything_heard_back_is_recorded_at_once_and_the_next_is_shown():
    desk = Desk(voice_row(0), voice_row(1))
    desk.voice.tick_all()
    desk.voice.write(heard="received", talkgroup="TG 4")
    desk.voice.record()
    assert desk.voice.busy
    desk.voice.record()
    assert len(desk.recorded) == 1, "one press too many records nothing twice"
    assert "not heard back" not in desk.recorded[0].words_heard
    assert "on TG 4" in desk.recorded[0].words_heard
    desk.room.canned[AskVoiceTasks] = (voice_row(1),)
    desk.room.settle()
    assert (desk.voice.message, desk.voice.tone) == ("recorded: E12 acknowledged", "good")
    assert desk.voice.chosen_id == "v1"
    shown = desk.voice.shown()
    assert shown is not None
    assert (shown.draft.heard, shown.draft.ticked) == ("", frozenset())


def test_a_refusal_needs_words_but_no_read_back_and_is_not_green():
    desk = Desk(voice_row(0))
    desk.voice.write(heard="pump defective")
    desk.voice.record(Answer.DECLINES)
    assert desk.recorded[0].answer is Answer.DECLINES
    desk.room.settle()
    assert (desk.voice.message, desk.voice.tone) == ("recorded: E12 declined", "text")


def test_what_the_room_refuses_is_said_and_the_words_stay():
    desk = Desk(voice_row(0))
    desk.voice.tick_all()
    desk.voice.write(heard="received")
    desk.voice.record()
    desk.room.refuse(InvalidTransition("E12 has nothing to acknowledge", field="call_sign"))
    assert desk.voice.tone == "alarm"
    assert "E12 has nothing to acknowledge" in desk.voice.message
    shown = desk.voice.shown()
    assert shown is not None
    assert shown.draft.heard == "received"


def test_drafts_are_kept_for_each_task():
    desk = Desk(voice_row(0), voice_row(1))
    desk.voice.write(heard="half a sent")
    desk.voice.choose("v1")
    shown = desk.voice.shown()
    assert shown is not None
    assert shown.draft.heard == ""
    desk.voice.choose("v0")
    shown = desk.voice.shown()
    assert shown is not None
    assert shown.draft.heard == "half a sent"


def test_a_task_that_is_over_is_said_to_be_over():
    desk = Desk(voice_row(0))
    desk.voice.write(heard="rec")
    desk.tell()
    assert desk.voice.shown() is None
    assert desk.voice.message == "E12 need not be called any more"


def test_nobody_signed_on_can_read_and_not_record():
    desk = Desk(voice_row(0), who=None)
    shown = desk.voice.shown()
    assert shown is not None
    assert shown.refusal == "sign on first (F9)"
    desk.voice.write(heard="received")
    desk.voice.record()
    assert desk.room.executed == []


def test_the_alphabets_come_round():
    desk = Desk(voice_row(0))
    names = [desk.voice.alphabet]
    for _ in range(4):
        desk.voice.next_alphabet()
        names.append(desk.voice.alphabet)
    assert names[0] == names[-1] == "ICAO"
    assert len(set(names)) == 4


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_line_says_what_it_is_about(purpose: Purpose):
    desk = Desk(voice_row(0, purpose=purpose, priority=Priority.P3, taken_by="Omar"))
    line = desk.voice.line(desk.voice.rows[0])
    assert (line.call_sign, line.priority, line.badge.word) == ("E12", "P3", "Omar has it")
    assert line.marks == (("STAND-DOWN",) if purpose is Purpose.STAND_DOWN else ())
    assert line.due == "supervisor in 0:30"
