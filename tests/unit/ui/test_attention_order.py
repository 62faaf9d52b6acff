"""What stands first on the attention strip, and which key takes it."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from dispatcher.domain.attention import AttentionKind, AttentionState, pressing
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.triage import Priority
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.requests import AskAttention
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.scenes import attention_row
from ui.presenters.attention import AttentionPresenter

K, S, P = AttentionKind, AttentionState, Priority
NOW = FakeClock().now()


def place(row: AttentionRow) -> tuple[float, bool, int, int, object]:
    about_one = row.call_sign is not None
    return pressing(row.priority, row.state, row.kind, row.level, row.raised_at, about_one=about_one)


def strip(*rows: AttentionRow, role: Role = Role.DISPATCHER) -> tuple[AttentionPresenter, FakeRoom]:
    room = FakeRoom()
    room.canned = {AskAttention: rows}
    costa = Actor(operator=OperatorId("costa"), seat=Seat("seat-1"), role=role)
    presenter = AttentionPresenter(room, lambda call: call(), FakeClock(), lambda: costa, lambda _text: None)
    presenter.refresh()
    return presenter, room


def test_priority_goes_before_kind_and_what_is_taken_after_what_is_open():
    pressing_first = (
        attention_row(1, K.AUTHORITY, "louder", level=2, raised_at=NOW),
        attention_row(2, K.AUTHORITY, "older", raised_at=NOW - timedelta(minutes=9)),
        attention_row(3, K.AUTHORITY, "newer", raised_at=NOW),
        attention_row(4, K.VOICE_TASK, "call E11 by voice"),
        attention_row(5, K.TECHNICAL_ALARM, "not accepted"),
        attention_row(6, K.OVERDUE, "waits", level=9),
        attention_row(7, K.EXCEPTION, "refused"),
        attention_row(8, K.AUTHORITY, "somebody has it", state=S.TAKEN),
        attention_row(9, K.VOICE_TASK, "call E2 by voice", priority=P.P2),
        attention_row(10, K.OVERDUE, "waits", priority=P.P2),
        attention_row(11, K.TECHNICAL_ALARM, "the pager is down", priority=None),
        attention_row(12, K.VOICE_TASK, "call E3 by voice", priority=P.P3),
        attention_row(13, K.AUTHORITY, "not answered", priority=P.P5),
        attention_row(14, K.EXCEPTION, "E4 is on no incident", priority=None, call_sign="E4"),
    )
    for first, second in pairwise(pressing_first):
        assert place(first) < place(second), (first.text, second.text)


def test_no_sound_stands_before_what_can_wait():
    presenter, _ = strip(
        attention_row(1, K.OVERDUE, "first", priority=P.P2),
        attention_row(2, K.OVERDUE, "second", priority=P.P3),
        attention_row(3, K.OVERDUE, "third", priority=P.P4),
    )
    presenter.say("sound", "No sound")
    assert [line.title for line in presenter.lines()] == ["first", "No sound", "second", "third"]
    assert presenter.ages()[1] == ""
    assert all(presenter.ages()[at] for at in (0, 2, 3))


def test_the_key_on_a_line_takes_that_line():
    taken = attention_row(1, K.VOICE_TASK, "taken", state=S.TAKEN, call_sign="E1", voice_script="go")
    waiting = attention_row(2, K.OVERDUE, "waiting", priority=P.P2)
    presenter, room = strip(taken, waiting, replace(waiting, attention_id="a3"))
    presenter.say("sound", "No sound")
    assert [(line.key, line.place) for line in presenter.lines()] == [("Alt+1", 0), ("F6", 1), ("Alt+3", 2), ("", -1)]
    presenter.take_top()
    presenter.take(2)
    presenter.take(-1)
    assert [command.attention_id for command in room.executed if isinstance(command, TakeAttention)] == ["a2", "a3"]


def test_what_is_taken_next_is_the_first_that_this_operator_may_take():
    supervisor = attention_row(1, K.AUTHORITY, "not answered", for_role=Role.SUPERVISOR, least_role=Role.SUPERVISOR)
    voice = attention_row(2, K.VOICE_TASK, "call E11 by voice", call_sign="E11", voice_script="E11 from Control: fire")
    dispatcher, _ = strip(supervisor, voice)
    assert [line.is_next for line in dispatcher.lines()] == [False, True], "a supervisor's item is not the dispatcher's"
    boss, _ = strip(supervisor, voice, role=Role.SUPERVISOR)
    assert [line.is_next for line in boss.lines()] == [True, False]
