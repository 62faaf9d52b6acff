"""Channels tried out end to end: by schedule or by hand, behind all traffic, with a history and alarm of their own."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.channels import ChannelTestState
from dispatcher.domain.errors import InvalidTransition, Rejected
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.domain.radio_rules import Quiet
from dispatcher.packs.model import Pack
from dispatcher.services.testing_channels import test_heard as words_heard
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, a_pack, standard_policies
from tests.helpers.harness import Harness, NewHarness

PASSED, FAILED = ChannelTestState.PASSED, ChannelTestState.FAILED
TECHNICAL = AttentionKind.TECHNICAL_ALARM


def a_tested_pack(**test: Any) -> Pack:
    base = a_pack(**standard_policies()).model_dump(mode="json")
    channels = [
        {**part, "test": {"address": "1000099", **test}} if part["name"] == "paging" else part
        for part in base["channel"]
    ]
    return Pack.model_validate({**base, "channel": channels})


def ask(h: Harness) -> str:
    return h.do(TestChannel(actor=RADIO_OPERATOR, channel="paging"))


def tell(h: Harness, evidence: Evidence, test_id: str = "", code: str | None = None) -> None:
    h.do(
        TakeReceipt(
            attempt_id=test_id or h.channel_tests()[0].test_id, evidence=evidence, code=code, detail="said so",
            bytes_sent=b"out", bytes_received=evidence.value.encode(),
        )
    )  # fmt: skip


def test_a_test_by_hand_passes_and_is_kept(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack())
    ask(h)
    (row,) = h.channel_tests()
    assert (row.state, row.reached, row.asked_by) == (PASSED, "accepted", "Ruth Achebe")
    assert row.text == "READBACK TEST 03:04 NO ACTION"
    assert (row.bytes_sent, row.bytes_received) == (row.text.encode(), b"accepted")
    assert [(page.address, page.text) for page in h.terminal.tape] == [("1000099", row.text)]
    assert h.channel().test == row
    assert h.strip() == ()
    assert [entry.body["state"] for entry in h.told("channel_test_ended")] == ["passed"]


def test_the_schedule_runs_by_itself_and_goes_on_after_a_restart(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(every_s=3600))
    assert h.channel().next_test_at == h.clock.now() + timedelta(hours=1)
    h.advance(minutes=60)
    assert [row.asked_by for row in h.channel_tests()] == [None]
    h.restart(after_seconds=4 * 3600)
    assert len(h.channel_tests()) == 2, "what was missed is made up for once"
    h.advance(minutes=59)
    assert len(h.channel_tests()) == 2
    h.advance(minutes=1)
    assert [row.state for row in h.channel_tests()] == [PASSED] * 3
    ask(h)
    assert h.channel().next_test_at == h.clock.now() + timedelta(hours=1), "one by hand counts"


def test_a_failure_is_an_alarm_until_the_next_pass(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(every_s=3600))
    h.terminal.rejects("511", times=1)
    h.advance(minutes=60)
    (row,) = h.channel_tests()
    assert (row.state, row.code, row.detail) == (FAILED, "511", "rejected: terminal said 511")
    item = h.item(TECHNICAL)
    assert "paging failed its test: accepted was expected, it got nowhere" in item.text
    h.terminal.down()
    h.terminal.up()
    assert "failed its test" in h.item(TECHNICAL).text, "that the line is up again proves nothing"
    h.advance(minutes=60)
    assert [row.state for row in h.channel_tests()] == [PASSED, FAILED]
    assert h.strip() == ()


def test_a_failed_test_goes_up_when_nobody_looks(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack())
    h.terminal.rejects("511", times=1)
    ask(h)
    h.advance(minutes=60)
    assert [row.kind for row in h.strip() if "failed its test" in row.text]
    ask(h)
    assert h.strip() == ()


def test_silence_after_the_line_took_it_fails_in_its_time(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(expects="delivered", within_s=90))
    ask(h)
    assert h.channel_tests()[0].reached == "accepted"
    h.advance(seconds=89)
    assert h.channel_tests()[0].state is ChannelTestState.ON_LINE
    h.advance(seconds=1)
    assert h.channel_tests()[0].state is FAILED
    assert "delivered was expected, it got as far as accepted" in h.item(TECHNICAL).text
    tell(h, Evidence.DELIVERED)
    assert (h.channel_tests()[0].state, h.channel_tests()[0].reached) == (FAILED, "delivered"), "late, and kept as late"


def test_the_rung_that_is_expected_passes_it(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(expects="delivered"))
    ask(h)
    tell(h, Evidence.ON_AIR)
    assert h.channel_tests()[0].state is ChannelTestState.ON_LINE
    tell(h, Evidence.READ)
    assert (h.channel_tests()[0].state, h.channel_tests()[0].reached) == (PASSED, "read")
    assert h.channel_tests()[0].bytes_received == b"acceptedon_airread"


def test_heard_again_is_the_whole_way(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(expects="heard"))
    ask(h)
    assert h.channel_tests()[0].state is ChannelTestState.ON_LINE
    with h.desk.database.writer.begin() as connection:
        work = h.desk.transactor._new_work(connection)
        assert not words_heard(work, "paging", "E12 on scene")
        assert words_heard(work, "paging", "  readback test 03:04   no action ")
        assert words_heard(work, "paging", "READBACK TEST 03:04 NO ACTION"), "an echo is still a test of ours"
        assert not words_heard(work, "voice", "READBACK TEST 03:04 NO ACTION")
    assert (h.channel_tests()[0].state, h.channel_tests()[0].reached) == (PASSED, "heard")


def test_real_traffic_always_goes_first_and_a_test_waits_as_long_as_it_takes(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(within_s=30))
    h.terminal.holds()
    h.call("fire")
    h.dispatch("E12")
    h.crew("E12").expects_page()
    h.terminal.is_up = False  # nothing is claimed; the line itself is well
    h.dispatch("E11")
    ask(h)
    h.advance(seconds=35)
    assert h.channel_tests()[0].state is ChannelTestState.WAITING, "put off: pages are ahead of it"
    h.terminal.is_up = True
    h.advance(seconds=1)
    h.unexpected_pages_allowed = True
    assert [claimed.text.split(" ")[0] for claimed in h.terminal.seen] == ["P1", "P1", "READBACK"]
    assert h.channel_tests()[0].state is PASSED
    h.terminal.answers()
    h.crew("E12").says()
    h.crew("E11").says()


def test_a_line_that_takes_nothing_fails_it(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(within_s=30))
    h.terminal.down()
    ask(h)
    h.advance(seconds=30)
    assert "did not take it (paging is down: the port is gone)" in h.channel_tests()[0].detail
    h.terminal.up()
    assert "failed its test" in h.item(TECHNICAL).text


def test_a_held_channel_is_not_tested(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(every_s=600))
    h.do(HoldChannel(actor=RADIO_OPERATOR, channel="paging", reason="antenna work"))
    with pytest.raises(InvalidTransition, match="held"):
        ask(h)
    h.advance(minutes=15)
    assert h.channel_tests() == ()
    h.do(ReleaseChannel(actor=RADIO_OPERATOR, channel="paging"))
    h.advance(minutes=10)
    assert [row.state for row in h.channel_tests()] == [PASSED]


def test_who_may_and_what_is_refused(new_harness: NewHarness, h: Harness) -> None:
    with pytest.raises(Rejected, match="gives paging no test"):
        h.do(TestChannel(actor=DISPATCHER, channel="paging"))
    other = new_harness(a_tested_pack())
    other.terminal.is_up = False
    other.do(TestChannel(actor=DISPATCHER, channel="paging"))
    with pytest.raises(InvalidTransition, match="under way"):
        ask(other)
    other.terminal.is_up = True


def test_quiet_hours_put_a_test_off(new_harness: NewHarness) -> None:
    h = new_harness(a_tested_pack(every_s=3600, quiet=["22:00", "06:30"]))
    assert h.channel().next_test_at == datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
    h.advance(minutes=4 * 60)
    assert [row.text for row in h.channel_tests()] == ["READBACK TEST 06:30 NO ACTION"]


@pytest.mark.parametrize(
    ("at", "ends"),
    [("21:59", None), ("22:00", "06:30"), ("23:59", "06:30"), ("00:00", "06:30"), ("06:29", "06:30"), ("06:30", None)],
)
def test_quiet_hours_over_midnight(at: str, ends: str | None) -> None:
    zone = ZoneInfo("Europe/London")
    moment = datetime.combine(datetime(2026, 7, 1, tzinfo=UTC).date(), time.fromisoformat(at), zone)
    found = Quiet(begins=time(22, 0), until=time(6, 30)).ends_after(moment.astimezone(UTC), zone)
    assert (found.astimezone(zone).strftime("%H:%M") if found else None) == ends
