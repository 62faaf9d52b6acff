"""What a channel tells: emergencies ahead of what waits, doubles labelled and never dropped, nothing lost to a sink."""

import pytest

from radio.gateway.reports import DOUBLE_WITHIN_S, Reports
from radio.inbound import AnyInbound, InboundEmergency, InboundStatus, InboundText
from radio.message import ChannelHealth, Receipt, ReceiptKind
from radio.protocols.base import EmergencyHeard, Heard, PositionHeard, StatusHeard
from tests.helpers.clock import START, FakeClock


class Sink:
    """Remembers what it was told, and fails when it is to."""

    def __init__(self) -> None:
        self.told: list[Receipt | AnyInbound] = []
        self.fails = False

    def receipt(self, channel: str, receipt: Receipt) -> None:
        self._take(channel, receipt)

    def inbound(self, channel: str, item: AnyInbound) -> None:
        self._take(channel, item)

    def health(self, health: ChannelHealth) -> None:
        del health

    def _take(self, channel: str, what: Receipt | AnyInbound) -> None:
        assert channel == "tetra"
        if self.fails:
            raise OSError("database away")
        self.told.append(what)


def make(clock: FakeClock) -> tuple[Reports, Sink]:
    sink = Sink()
    return Reports("tetra", sink, clock.now), sink


def test_an_emergency_is_told_first() -> None:
    clock = FakeClock()
    reports, sink = make(clock)
    reports.add(Receipt(attempt_id="a", kind=ReceiptKind.ACCEPTED, at=START))
    reports.heard(StatusHeard(sender="1", code=0x8004, raw=b"x"))
    reports.heard(EmergencyHeard(sender="2", how="TETRA status 0", raw=b"y"))
    reports.tell()
    assert isinstance(sink.told[0], InboundEmergency)
    assert len(sink.told) == 3


def test_a_double_is_labelled_and_told() -> None:
    clock = FakeClock()
    reports, sink = make(clock)
    for _ in range(2):
        reports.heard(EmergencyHeard(sender="2", how="TETRA status 0", raw=b"y"))
        reports.heard(StatusHeard(sender="2", code=0x8004, raw=b"z"))
        reports.tell()
    assert [item.duplicate for item in sink.told if not isinstance(item, Receipt)] == [False, False, True, True]
    assert reports.tally.emergencies == reports.tally.statuses == reports.tally.duplicates == 2


def test_the_same_later_or_from_another_or_without_octets_is_no_double() -> None:
    clock = FakeClock()
    reports, sink = make(clock)
    reports.heard(StatusHeard(sender="2", code=1, raw=b"z"))
    reports.heard(StatusHeard(sender="3", code=1, raw=b"z"))
    clock.advance(seconds=DOUBLE_WITHIN_S)
    reports.heard(StatusHeard(sender="2", code=1, raw=b"z"))
    reports.heard(Heard(sender="2", text="yes"))
    reports.heard(Heard(sender="2", text="yes"))
    reports.tell()
    assert not any(item.duplicate for item in sink.told if isinstance(item, InboundStatus | InboundText))
    assert len(sink.told) == 5


def test_what_a_failing_sink_refused_is_told_again_in_order() -> None:
    clock = FakeClock()
    reports, sink = make(clock)
    reports.heard(PositionHeard(sender="1", latitude=43.7, longitude=7.4, raw=b"p"))
    reports.heard(StatusHeard(sender="1", code=2, raw=b"s"))
    sink.fails = True
    with pytest.raises(OSError, match="away"):
        reports.tell()
    assert len(reports) == 2
    sink.fails = False
    reports.tell()
    assert [item.bytes_received for item in sink.told if not isinstance(item, Receipt)] == [b"p", b"s"]


def test_one_frame_that_tells_two_things_is_no_double() -> None:
    clock = FakeClock()
    reports, sink = make(clock)
    for _ in range(2):
        reports.heard(EmergencyHeard(sender="1", how="LIP reason 2", raw=b"x"))
        reports.heard(PositionHeard(sender="1", latitude=1.0, longitude=2.0, raw=b"x"))
    reports.tell()
    told = [item for item in sink.told if not isinstance(item, Receipt)]
    assert sorted((type(item).__name__, item.duplicate) for item in told) == [
        ("InboundEmergency", False),
        ("InboundEmergency", True),
        ("InboundPosition", False),
        ("InboundPosition", True),
    ]
