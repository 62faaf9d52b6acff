"""Plans, groups, holds, tests and ratios on PostgreSQL."""

import pytest

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.channel_commands import HoldChannel, ReleaseChannel, TestChannel
from dispatcher.domain.channels import ChannelTestState
from dispatcher.domain.transmissions import TransmissionState
from tests.helpers.builders import RADIO_OPERATOR, a_radio_pack
from tests.helpers.databases import NewUrl
from tests.helpers.harness import NewHarness


@pytest.mark.postgres
def test_a_night_at_the_radio_desk_on_postgresql(postgres_new: NewUrl, new_harness: NewHarness) -> None:
    h = new_harness(a_radio_pack(), postgres_new())
    h.opens("tetra")
    h.unexpected_pages_allowed = True
    h.call("fire", at="1 Quay")
    h.do(HoldChannel(actor=RADIO_OPERATOR, channel="tetra", reason="retune"))
    h.dispatch("E11", "E12", note="overdose upstairs")
    assert (h.channel("tetra").waits, h.channel("tetra").held_by) == (2, "Ruth Achebe")
    assert h.told("said_in_the_open")
    h.do(ReleaseChannel(actor=RADIO_OPERATOR, channel="tetra"))
    assert [claimed.address for claimed in h.terminal.seen] == ["900"]
    assert h.page("E12", over="tetra").state is TransmissionState.ACCEPTED
    h.do(TestChannel(actor=RADIO_OPERATOR, channel="tetra"))
    h.advance(minutes=61)
    assert [row.state for row in h.channel_tests("tetra")] == [ChannelTestState.PASSED] * 2
    h.crew("E11").says()
    h.crew("E12").says()
    h.terminal.rejects("511", times=2)
    h.call("fire", at="2 Quay")
    h.dispatch("E21", "W21")
    assert [row.channel for row in h.transmissions("E21")][:2] == ["tetra", "paging"]
    assert any("tetra does badly" in row.text for row in h.strip(AttentionKind.TECHNICAL_ALARM))
    h.restart(after_seconds=5)
    assert h.channel("tetra").low_success
