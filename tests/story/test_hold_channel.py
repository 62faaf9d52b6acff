"""A channel held by a person: nothing goes on its line, what waits is shown, and no chain stands still for it."""

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.transmissions import TransmissionState
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR
from tests.helpers.harness import Harness

WHY = "antenna work until 14:00"


def hold(h: Harness, channel: str = "paging", why: str = WHY) -> None:
    h.do(HoldChannel(actor=RADIO_OPERATOR, channel=channel, reason=why))


def release(h: Harness, channel: str = "paging") -> None:
    h.do(ReleaseChannel(actor=RADIO_OPERATOR, channel=channel))


def test_what_waits_is_shown_and_goes_at_the_release_the_most_urgent_first(h: Harness) -> None:
    hold(h)
    assert "paging is held: 0 pages wait" in h.item(AttentionKind.TECHNICAL_ALARM).text
    h.call("disorder", at="9 Quay Rd")
    h.dispatch("P41")
    h.call("fire", at="12 Elm St")
    h.dispatch("E11")
    assert h.terminal.tape == [], "nothing is claimed for the line"
    assert "paging is held: 2 pages wait" in h.item(AttentionKind.TECHNICAL_ALARM).text
    row = h.channel()
    assert (row.held_by, row.hold_reason, row.waits) == ("Ruth Achebe", WHY, 2)
    assert row.held_since is not None
    assert [outgoing.call_signs for outgoing in row.queue] == [("E11",), ("P41",)]
    assert {outgoing.on_air_in_s for outgoing in row.queue} == {None}, "nobody can tell when"
    release(h)
    assert h.strip(AttentionKind.TECHNICAL_ALARM) == ()
    assert [page.text.split(" / ")[2] for page in h.terminal.tape] == ["12 Elm St", "9 Quay Rd"]
    assert h.channel().held_since is None
    assert h.channel().waits == 0
    h.crew("E11").expects_page()
    h.crew("P41").expects_page()


def test_chains_go_on_while_a_channel_is_held(h: Harness) -> None:
    hold(h)
    h.call("fire")
    h.dispatch("E12")
    h.advance(seconds=60)
    assert h.page("E12").state is TransmissionState.QUEUED
    assert "call E12 by voice" in h.item(AttentionKind.VOICE_TASK).text
    assert any("has not accepted the page to E12" in row.text for row in h.strip(AttentionKind.TECHNICAL_ALARM))
    h.crew("E12").says("received by voice")
    assert h.page("E12").state is TransmissionState.CANCELLED, "answered before it was on air: it must not come out now"
    assert "0 pages wait" in next(row.text for row in h.strip() if "held" in row.text)
    release(h)
    h.crew("E12").expects_nothing()


def test_a_page_on_the_line_comes_to_its_end(h: Harness) -> None:
    h.terminal.holds()
    h.call("fire")
    h.dispatch("E12")
    hold(h)
    h.terminal.answers()
    assert h.page("E12").state is TransmissionState.ACCEPTED
    h.crew("E12").expects_page()
    h.crew("E12").says()
    release(h)


def test_a_hold_outlives_the_program(h: Harness) -> None:
    hold(h)
    h.call("fire")
    h.dispatch("E12")
    h.restart(after_seconds=5)
    assert h.terminal.tape == []
    assert h.channel().waiting == ((h.channel().waiting[0][0], 1),)
    release(h)
    h.crew("E12").expects_page()
    h.crew("E12").says()


def test_the_line_coming_up_does_not_end_the_hold(h: Harness) -> None:
    hold(h)
    h.terminal.down()
    h.terminal.up()
    assert "is held" in h.item(AttentionKind.TECHNICAL_ALARM).text
    release(h)


def test_who_may_and_what_is_refused(h: Harness) -> None:
    with pytest.raises(NotAuthorised, match="radio operator"):
        h.do(HoldChannel(actor=DISPATCHER, channel="paging", reason=WHY))
    with pytest.raises(Incomplete, match="why"):
        hold(h, why="  ")
    with pytest.raises(UnknownThing, match="there are: paging, voice"):
        hold(h, "pagin")
    with pytest.raises(Rejected, match="people speak"):
        hold(h, "voice")
    with pytest.raises(InvalidTransition, match="not held"):
        release(h)
    hold(h)
    with pytest.raises(InvalidTransition, match="already"):
        hold(h)
    h.do(ReleaseChannel(actor=SUPERVISOR, channel="paging"))
    told = h.told("channel_held", "channel_released")
    assert [entry.kind.value for entry in told] == ["channel_held", "channel_released"]
    assert WHY not in str([entry.body for entry in told]), "words stay out of the journal"
    assert h.channel().state == "up"
    assert h.channel().waiting == ()
