"""An emergency on the strip: the first to sound, accepted by a key, settled by words."""

from dataclasses import replace

from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.attention_commands import TakeAttention
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.requests import AskAttention
from tests.helpers.command_rows import ACTOR
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.guard_rows import GUARDED, an_item
from tests.helpers.scenes import attention_row
from tests.unit.ui.test_command_line import Desk
from ui.presenters.attention import AttentionPresenter

TAKEN = an_item("a9", AttentionKind.EMERGENCY, "EMERGENCY: M4", state=AttentionState.TAKEN, owner="Ana Costa",
                least_role=None)  # fmt: skip


def strip(*rows: AttentionRow) -> tuple[AttentionPresenter, FakeRoom, list[str]]:
    room, composed = FakeRoom(), list[str]()
    room.canned[AskAttention] = rows
    presenter = AttentionPresenter(room, lambda call: call(), FakeClock(), lambda: ACTOR, composed.append)
    presenter.refresh()
    return presenter, room, composed


def test_nothing_else_sounds_while_nobody_has_it_and_it_sounds_like_the_loudest() -> None:
    emergency = attention_row(2, AttentionKind.EMERGENCY, "EMERGENCY: M4")
    trouble = attention_row(1, AttentionKind.TECHNICAL_ALARM, "paging is down")
    presenter, _, _ = strip(trouble, emergency)
    assert (presenter.sounding().kinds, presenter.sounding().level) == ((AttentionKind.EMERGENCY,), 2)
    presenter, _, _ = strip(trouble, replace(emergency, state=AttentionState.TAKEN))
    assert (presenter.sounding().kinds, presenter.sounding().level) == ((AttentionKind.TECHNICAL_ALARM,), 1)


def test_it_is_accepted_by_its_key_and_then_settled_by_words() -> None:
    presenter, room, composed = strip(attention_row(2, AttentionKind.EMERGENCY, "EMERGENCY: M4"))
    assert presenter.lines()[0].action == "Accept"
    presenter.take_top()
    assert [type(command) for command in room.executed] == [TakeAttention]
    presenter, room, composed = strip(TAKEN)
    assert presenter.lines()[0].action == "Settle"
    presenter.take(0)
    assert (composed, room.executed) == (["take 1: "], [])


def test_the_line_settles_it_with_words_only() -> None:
    desk = Desk(selected="i9")
    desk.line.set_vocabulary(replace(GUARDED, attention=(TAKEN,)))
    assert desk.message("take 1: false press, crew is well") == "Settle: EMERGENCY: M4: “false press, crew is well”"
    assert desk.line.state.warning == ""
    desk.type("take 1")
    assert desk.line.state.warning == "say after a colon what became of it: that settles it"
