"""Channels without a screen: the worst first, what can be done and why not, what their tests and queues say."""

from typing import Any

import pytest

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.channels import ChannelTestState
from dispatcher.domain.triage import Priority
from dispatcher.queries.channels import AskChannels, AskChannelTests, ChannelDetailRow
from tests.helpers.builders import actor
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.radio_rows import channel_row, outgoing_row
from tests.helpers.radio_rows import test_row as tested
from tests.helpers.scenes import ago
from ui.presenters.channel_words import channel_line, spoken
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.evidence import EvidencePresenter

RUTH = actor("ruth", Role.RADIO_OPERATOR, "R1")
DANA = actor("dana", Role.DISPATCHER, "D1")


def over(*rows: ChannelDetailRow, who: Actor | None = RUTH) -> tuple[ChannelsPresenter, FakeRoom]:
    room = FakeRoom()
    room.canned[AskChannels] = rows
    presenter = ChannelsPresenter(room, lambda call: call(), FakeClock(), lambda: who, lambda _key, _text: None)
    presenter.refresh()
    return presenter, room


def line(name: str = "paging", **changes: Any):
    return channel_line(channel_row(name, **changes), FakeClock().now())


def test_the_worst_stands_first_and_voice_last():
    presenter, _ = over(
        channel_row("voice"), channel_row("a"), channel_row("b", held_since=ago(5)),
        channel_row("c", state="degraded"), channel_row("d", state="failed"), channel_row("e", has_holder=False),
    )  # fmt: skip
    assert [row.name for row in presenter.rows] == ["d", "e", "c", "b", "a", "voice"]
    assert presenter.title == "Channels · 3 not up · 1 held"


def test_a_held_channel_says_by_whom_why_and_what_waits():
    waiting, queue = ((Priority.P1, 2), (Priority.P4, 1)), (outgoing_row("E12", on_air_in_s=None),)
    shown = line(held_since=ago(95), held_by="Ruth", hold_reason="antenna", waiting=waiting, queue=queue)
    assert (shown.why, shown.why_tone) == ("held by Ruth for 1:35 · antenna", "warning")
    assert shown.waiting == (("P1", 2), ("P4", 1))
    assert shown.air == "nothing goes on air"
    assert shown.held is not None
    assert "waiting: P1 ×2, P4 ×1" in spoken(shown)


def test_when_the_next_is_on_air():
    assert line().air == "nothing waits"
    assert line(waiting=((Priority.P1, 1),), queue=(outgoing_row("E12"),)).air == "next on air in 4 s"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "test passed 4:07 ago, next in 30:00"),
        ({"test": tested(0, state=ChannelTestState.FAILED), "next_test_at": None}, "test FAILED 4:07 ago"),
        ({"test": tested(0, state=ChannelTestState.ON_LINE, ended_at=None)}, "test under way for 4:10"),
        ({"test": None}, "never tested"),
        ({"test": None, "has_test": False}, "no test in the pack"),
    ],
)
def test_the_last_test_and_its_age(changes: dict[str, Any], words: str):
    assert line(**changes).test_words == words


def test_ratios_never_round_up_to_all_and_warn_when_they_are_low():
    shown = line(attempted=1000, accepted=999, settled=10, delivered=6, low_success=True)
    assert (shown.ratio, shown.ratio_tone) == ("accepted 99 % of 1000 · delivered 60 %", "warning")
    assert line(attempted=0, accepted=0).ratio == ""


def test_holding_asks_for_a_reason_and_release_does_not():
    presenter, room = over(channel_row("paging"))
    presenter.hold_or_release()
    assert presenter.asking_why
    presenter.hold("  ")
    assert room.executed == []
    presenter.hold("antenna")
    assert room.executed == [HoldChannel(actor=RUTH, channel="paging", reason="antenna")]
    room.settle()
    assert presenter.message == "paging is held"
    room.canned[AskChannels] = (channel_row("paging", held_since=ago(1)),)
    presenter.refresh()
    assert presenter.holding().words == "Release"
    presenter.hold_or_release()
    assert room.executed[-1] == ReleaseChannel(actor=RUTH, channel="paging")


def test_a_test_now_and_why_not():
    presenter, room = over(channel_row("paging"))
    presenter.test()
    assert room.executed == [TestChannel(actor=RUTH, channel="paging")]
    room.refuse(ValueError("a test is under way"))
    assert (presenter.message, presenter.tone) == ("a test is under way", "alarm")
    for changes, why in (
        ({"has_test": False}, "the pack names no test for it"),
        ({"test": tested(0, state=ChannelTestState.WAITING)}, "a test is under way"),
    ):
        assert over(channel_row("paging", **changes))[0].testing().refusal == why


@pytest.mark.parametrize(
    ("who", "name", "why"),
    [
        (None, "paging", "sign on first (F9)"),
        (DANA, "paging", "the radio operator or a supervisor does this"),
        (RUTH, "voice", "people speak there: it has no line"),
    ],
)
def test_a_grey_button_says_why(who: Actor | None, name: str, why: str):
    presenter, room = over(channel_row(name), who=who)
    presenter.choose(name)
    assert presenter.holding().refusal == why
    presenter.hold_or_release()
    assert (presenter.message, room.executed) == (why, [])


def test_a_chosen_channel_shows_its_tests_and_what_waits_in_the_evidence():
    presenter, room = over(channel_row("paging", queue=(outgoing_row("E12"),), waiting=((Priority.P1, 3),)))
    evidence = EvidencePresenter(room, lambda call: call(), lambda _key, _text: None)
    presenter.open_evidence, presenter.tell_tests = evidence.show_channel, evidence.tell_tests
    presenter.is_shown = evidence.shows_channel
    room.canned[AskChannelTests] = (tested(0), tested(1, state=ChannelTestState.FAILED, detail="no answer"))
    presenter.choose("paging")
    shown = evidence.shown()
    assert shown is not None
    assert "E12 · 2026-000001" in shown.note
    assert "and 2 more" in shown.note
    assert [block.title for block in shown.blocks] == ["P test passed", "F test FAILED"]
    assert "no answer" in shown.blocks[1].receipt
    evidence.show("t1")
    presenter.refresh()
    assert evidence.shown() is None, "a page is looked at now; the channel does not come back by itself"
