"""Whatever happens on a line, the ordinary log holds no words, no address and no number, even at DEBUG."""

import logging
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from dispatcher.relay import Relay
from radio.drivers.registry import DRIVERS
from radio.errors import fault_words
from radio.evidence import about_line
from radio.gateway import Gateway
from radio.inbound import AnyInbound, InboundText
from radio.message import ChannelState, Page, Receipt
from radio.simulator.espa_station import EspaStation, StationHabits
from radio.simulator.orders import GiveStatus, PressEmergency, SayText, TellPosition
from radio.trace import FileTrace
from tests.simulator.radio_room import Ledger, Room
from tests.simulator.sms_room import NUMBER, SmsRoom
from tests.simulator.tetra_room import TetraRoom

TEXT = "CARDIAC ARREST MRS MILLER"
ADDRESS = "7654321"
WORDS = ("CARDIAC", "MILLER", ADDRESS, NUMBER, NUMBER[1:], "KOMME SOFORT", "c3ef3e", "4341524449", "C3E9")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.DEBUG)
    yield caplog
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    written = "\n".join(formatter.format(record) for record in caplog.records)
    assert [word for word in WORDS if word.lower() in written.lower()] == []


class Forgetful(Ledger):
    """Fails with everything it was told, as a careless sink would."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0

    def inbound(self, channel: str, item: AnyInbound) -> None:
        self._fail(item)
        super().inbound(channel, item)

    def receipt(self, channel: str, receipt: Receipt) -> None:
        self._fail(receipt)
        super().receipt(channel, receipt)

    def _fail(self, what: object) -> None:
        self.failures += 1
        if self.failures <= 2:
            raise ValueError(f"cannot take {what!r} {TEXT}")


@pytest.mark.parametrize("fault", ["silent", "rs-code=511", "garbage", "unplug-accepted=0.1", "late-rs", "hang-up"])
def test_tap(tmp_path: Path, log: pytest.LogCaptureFixture, fault: str) -> None:
    room = Room(tmp_path)
    room.open_up(fault)
    room.outcome(room.page(TEXT, address=ADDRESS))
    room.outcome(room.page(f"{TEXT} ☃", address=ADDRESS))
    room.close()


def test_espa_tells_of_nothing_we_know(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    room = Room(tmp_path)
    room.driver, room.quick = "espa", {}
    habits = StationHabits(statuses=(TEXT, "4", "9"))
    room.plug(lambda tape, rules: EspaStation(tape, rules, habits))
    room.open()
    room.ledger.wait_state(ChannelState.UP)
    room.outcome(room.page(TEXT, address=ADDRESS))
    room.ledger.wait(lambda: room.gateway.tally("espa").strays >= 2)
    room.close()
    assert "a stray of" in log.text


def test_sms(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    room = SmsRoom(tmp_path)
    modem = room.plug_in("reply=40", "foreign-report", "broken-report@2", "cms-error=1@3")
    room.open()
    room.ledger.wait_state(ChannelState.UP)
    modem.modem.act(SayText(sender=NUMBER, words=f"KOMME SOFORT {TEXT}"), 0.0)
    for _ in range(3):
        room.outcome(room.page(TEXT))
    room.ledger.wait(lambda: len(room.ledger.texts) >= 2 and room.strays() >= 3)
    room.close()
    assert "a stray of" in log.text


def test_sms_while_the_program_and_the_trace_fail(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    (tmp_path / "no").write_text("no folder", encoding="ascii")
    room = SmsRoom(tmp_path)
    room.ledger = sink = Forgetful()
    room.gateway = Gateway(room.pages, sink, lambda config: FileTrace(tmp_path / "no" / "trace", about_line(config)))
    room.plug_in("reply=40")
    room.page(TEXT)
    room.open()
    room.ledger.wait(lambda: sink.texts)
    room.close()
    assert not [health for health in sink.states if "MILLER" in health.reason]
    assert sink.failures > 2
    assert "failed inside: ValueError at" in log.text
    assert "is not written" in log.text


def test_tetra(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    room = TetraRoom(tmp_path)
    terminal = room.open_up("foreign-report", "lost-pdu@2", "stolen-quietly@3")
    for order in (
        SayText(sender=ADDRESS, words=f"KOMME SOFORT {TEXT}"),
        GiveStatus(sender=ADDRESS, code=0x8004),
        TellPosition(sender=ADDRESS, latitude=43.7, longitude=7.4),
        PressEmergency(sender=ADDRESS, latitude=43.7, longitude=7.4),
    ):
        terminal.terminal.act(order, terminal.now())
    for _ in range(2):
        room.outcome(room.page(TEXT, address=ADDRESS))
    room.ledger.wait(lambda: len(room.ledger.inbounds) >= 4 and room.strays() >= 2)
    room.close()
    assert "a stray of" in log.text


def test_relay(log: pytest.LogCaptureFixture) -> None:
    class Kept:
        def on_beat(self, told: object) -> None:
            pass

        def epoch(self, lease: str) -> int:
            return 1

    class Engine:
        def submit(self, command: object, *, urgent: bool = False) -> Future[None]:
            done: Future[None] = Future()
            done.set_exception(ValueError(f"cannot store {command!r} of {TEXT}"))
            return done

    relay = Relay(Engine(), Kept(), [])  # type: ignore[arg-type]
    relay.start()
    for item in inbound_items():
        if isinstance(item, InboundText):
            # The channel is told, so that the modem keeps the text; it logs the kind of a fault and no words.
            with pytest.raises(ValueError, match="cannot store"):
                relay.inbound("sms", item)
        else:
            relay.inbound("sms", item)
    relay.receipt("sms", a_receipt())
    relay.close(2.0)
    assert "could not be stored: ValueError at" in log.text


def inbound_items() -> list[AnyInbound]:
    from radio.inbound import InboundEmergency, InboundPosition, InboundStatus
    from tests.helpers.virtual_line import START

    return [
        InboundText(sender=NUMBER, at=START, text=TEXT, bytes_received=TEXT.encode()),
        InboundText(sender=NUMBER, at=START, text=TEXT, complete=False),
        InboundStatus(sender=ADDRESS, at=START, code=1),
        InboundPosition(sender=ADDRESS, at=START, latitude=43.7, longitude=7.4),
        InboundEmergency(sender=ADDRESS, at=START, how=TEXT),
    ]


def a_receipt() -> Receipt:
    from radio.message import ReceiptKind
    from tests.helpers.virtual_line import START

    return Receipt(attempt_id="a1", kind=ReceiptKind.FAILED, at=START, detail=TEXT, bytes_sent=TEXT.encode())


def test_a_fault_is_told_by_kind_and_place_only() -> None:
    def fails(page: Page | None) -> None:
        raise KeyError(TEXT, page)

    try:
        fails(None)
    except KeyError as error:
        words = fault_words(error)
    assert words.startswith("KeyError at test_log_is_masked.py:")
    assert "MILLER" not in words
    assert fault_words(ValueError(TEXT)) == "ValueError at an unknown place"


def test_every_driver_is_tried_here() -> None:
    """A new protocol has its own ways to say something: give it a test above."""
    tried = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in DRIVERS if f"def test_{name}" not in tried] == []
