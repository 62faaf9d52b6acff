"""The smaller parts of radio: links, faults, tape, pages, traces, and a channel whose program fails."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

import radio.__main__ as command_line
from radio.drivers.tap import TapDriver
from radio.errors import ConfigurationError, LinkLost, LinkUnavailable
from radio.gateway import InMemoryPages
from radio.gateway.channel import Channel, Ends
from radio.gateway.retry import Backoff
from radio.inbound import AnyInbound
from radio.line_clock import LineClock
from radio.links.base import parse_link
from radio.links.loopback import Loopback
from radio.links.port_holder import holder_of
from radio.links.port_names import resolve_port, resolve_simulator
from radio.links.serial_port import SerialPort
from radio.message import (
    ChannelConfig,
    ChannelHealth,
    ChannelState,
    Page,
    Receipt,
    ReceiptKind,
    Urgency,
    World,
)
from radio.protocols.base import LineProtocol
from radio.session import MAX_EVIDENCE, Session
from radio.simulator.faults import Fault, parse_fault
from radio.simulator.process import start_terminal
from radio.simulator.pty_server import PacedLine
from radio.simulator.tape import Tape, read_tape
from radio.trace import NoTrace

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def a_page(attempt_id: str = "a", text: str = "TEXT", urgency: Urgency = Urgency.P3) -> Page:
    return Page(attempt_id=attempt_id, address="1", text=text, urgency=urgency, world=World.SIMULATED)


def test_link_url_with_every_option() -> None:
    settings = parse_link("serial:/dev/ttyUSB0?baud=300&mode=7E1&flow=rtscts&dtr=on&rts=off", World.LIVE)
    assert (settings.baud, settings.mode, settings.flow) == (300, "7E1", "rtscts")
    assert (settings.lines.dtr, settings.lines.rts) == ("on", "off")
    assert parse_link("socket://host:4001", World.LIVE).target == "//host:4001"


@pytest.mark.parametrize(
    "url", ["serial:", "serial:/x?baud=1201", "serial:/x?mode=9X1", "serial:/x?dtr=maybe", "/dev/ttyUSB0"]
)
def test_impossible_link_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_link(url, World.LIVE)


def test_missing_ports_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LinkUnavailable, match="is plugged in: check the cable"):
        resolve_port("dead:beef")
    with pytest.raises(LinkUnavailable, match="is it running"):
        resolve_simulator(str(tmp_path / "none"))
    missing = SerialPort(parse_link("serial:/dev/does-not-exist", World.LIVE))
    with pytest.raises(LinkUnavailable, match="is not there: check that the cable"):
        missing.open()
    with pytest.raises(LinkLost, match="not open"):
        missing.read(0)
    missing.wake()
    missing.close()
    assert holder_of("/dev/does-not-exist") == ""


def test_dangling_simulator_is_unavailable_and_not_wrong(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/pts/987654")
    with pytest.raises(LinkUnavailable, match="has ended"):
        resolve_simulator(str(tmp_path / "link"))


def test_wake_before_read_is_not_lost() -> None:
    master, slave = os.openpty()
    port = SerialPort(parse_link(f"simulator:{os.ttyname(slave)}?mode=7E1", World.SIMULATED))
    try:
        port.open()
        port.wake()
        assert port.read(30.0) == b""
        port.write(b"x" * 100)
        read = b""
        while len(read) < 100:  # a busy machine hands a pty's bytes over in pieces
            read += os.read(master, 200)
        assert read == b"x" * 100
        os.write(master, b"abc")
        assert port.read(30.0)[:1] == b"a"
    finally:
        port.close()
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("nak-once", {1}),
        ("silent", {1, 2, 3, 4, 5, 6}),
        ("lost-ack@3", {3}),
        ("rs-code=510@2-4", {2, 3, 4}),
        ("rs-code@5-", {5, 6}),
        ("garbage@every-3", {3, 6}),
        ("late-rs@all", {1, 2, 3, 4, 5, 6}),
    ],
)
def test_fault_strikes_where_it_is_told(text: str, struck: set[int]) -> None:
    rule = parse_fault(text)
    assert {number for number in range(1, 7) if rule.strikes(number)} == struck
    again = parse_fault(str(rule))
    assert {number for number in range(1, 7) if again.strikes(number)} == struck


@pytest.mark.parametrize("text", ["", "meteor", "nak-once@x", "rs-code=abc", "silent@every-0"])
def test_unknown_fault_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_fault(text)
    assert parse_fault("rs-code").value == 511
    assert {fault.value for fault in Fault} >= {"nak-once", "unplug-mid-block", "slow-baud"}


def test_tape_goes_on_after_a_restart_and_survives_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "tape"
    assert read_tape(path) == ()
    for text in ("first", "second"):
        tape = Tape(path, lambda: AT)
        tape.record("1", text, b"\x02")
        tape.close()
    with path.open("ab") as file:
        file.write(b'{"retracts": 1}\n{"reads": 2}\n{"n": 3, "te')
    assert [(entry.n, entry.text, entry.retracted, entry.read, entry.at) for entry in read_tape(path)] == [
        (1, "first", True, False, AT),
        (2, "second", False, True, AT),
    ]


def test_paced_line_takes_the_time_of_its_octets() -> None:
    line = PacedLine(baud=300, reply_delay_s=1.0)
    line.heard(30, 0.0)
    line.say(b"x" * 30, 0.0)
    assert line.due(1.9) == b""
    assert len(line.due(2.5)) < 30
    line.due(3.01)
    assert line.next_at() is None


def test_most_urgent_page_first_then_oldest() -> None:
    pages = InMemoryPages()
    for attempt_id, urgency in (("a", Urgency.P3), ("b", Urgency.P1), ("c", Urgency.P1), ("d", Urgency.EMERGENCY)):
        pages.put("x", a_page(attempt_id, urgency=urgency))
    order = [page.attempt_id for page in iter(lambda: pages.claim("x"), None)]
    assert order == ["d", "b", "c", "a"]
    assert pages.claim("y") is None


def test_backoff_doubles_and_leaves_room_for_a_log_on_within_half_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.next_s() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 20, 20]
    backoff.reset()
    assert backoff.next_s() == 0.5


class Sink:
    """Remembers, and tells when something is there."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.inbounds: list[AnyInbound] = []
        self.states: list[ChannelHealth] = []
        self.received = threading.Event()
        self.up_again = threading.Event()

    def receipt(self, channel: str, receipt: Receipt) -> None:
        del channel
        self.receipts.append(receipt)
        self.received.set()

    def inbound(self, channel: str, item: AnyInbound) -> None:
        del channel
        self.inbounds.append(item)

    def health(self, health: ChannelHealth) -> None:
        self.states.append(health)
        if health.state is ChannelState.UP and self.receipts:
            self.up_again.set()


class BrokenProtocol:
    """A TAP protocol of which one page makes the program fail once its block is out."""

    def __init__(self, inner: LineProtocol) -> None:
        self._inner = inner
        self.taken = b""

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def take_bytes(self) -> bytes:
        self.taken = self._inner.take_bytes()
        return self.taken

    def receive(self, data: bytes, now: float) -> None:
        if b"BROKEN" in self.taken:
            raise ZeroDivisionError("a mistake of ours")
        self._inner.receive(data, now)

    def abandon(self, now: float, reason: str, *, unwritten: int = 0) -> None:
        if b"BROKEN" in self.taken:
            raise ZeroDivisionError("and another")
        self._inner.abandon(now, reason, unwritten=unwritten)


class BrokenDriver(TapDriver):
    """Gives out broken protocols."""

    def protocol(self, baud: int) -> BrokenProtocol:  # type: ignore[override]
        return BrokenProtocol(super().protocol(baud))


def answer(data: bytes) -> bytes:
    replies = {b"\r": b"ID=", b"\x1bPG1\r": b"\x06\r\x1b[p\r", b"\x04\r": b"\x1b\x04\r"}
    return replies.get(data, b"\x06\r")


def test_fault_of_the_program_leaves_the_page_uncertain_and_the_channel_alive() -> None:
    config = ChannelConfig(name="x", driver="tap", link="", world=World.SIMULATED)
    pages, sink = InMemoryPages(), Sink()
    pages.put("x", a_page(text="BROKEN"))
    channel = Channel(config, BrokenDriver({}), Loopback(answer), 9600, Ends(pages, sink, NoTrace()))
    channel.start()
    assert sink.received.wait(5)
    assert sink.up_again.wait(5)
    channel.stop(1.0)
    assert channel.join(2.0)
    (receipt,) = sink.receipts
    assert (receipt.attempt_id, receipt.kind, receipt.code) == ("a", ReceiptKind.UNCERTAIN, "fault")
    assert any(
        "fault in the program: ZeroDivisionError at test_radio_parts.py:" in health.reason for health in sink.states
    )


def test_evidence_is_bounded() -> None:
    link = Loopback(lambda _: b"~" * 3000)
    session = Session(link, TapDriver({}).protocol(9600), NoTrace(), LineClock())
    link.open()
    session.send(a_page())
    for _ in range(5):
        link.say(b"~" * 3000)
        session.turn(0.0)
    session.abandon("over")
    (ended, *_) = session.take_events()
    evidence = session.evidence_for(ended)  # type: ignore[arg-type]
    assert evidence is not None
    assert len(evidence.received) == MAX_EVIDENCE
    assert bytes(evidence.sent) == b"\r"


def test_write_that_fails_half_way_counts_what_left() -> None:
    link = Loopback(answer)
    session = Session(link, TapDriver({}).protocol(9600), NoTrace(), LineClock())
    link.open()
    session.send(a_page())
    link.unplug()
    with pytest.raises(LinkLost):
        session.turn(0.0)
    (ended, *_) = session.take_events()
    assert ended.kind is ReceiptKind.FAILED  # type: ignore[union-attr]
    assert session.evidence_for(ended).first_byte_at is None  # type: ignore[arg-type, union-attr]


def test_command_line_speaks_clearly(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command_line.main(["ports"]) == 0
    assert command_line.main(["probe", "serial:/dev/x", "--profile", "t9=1"]) == command_line.EXIT_USAGE
    assert command_line.main(["probe", str(tmp_path / "none"), "--timeout", "0.1"]) == command_line.EXIT_NO_LINE
    said = capsys.readouterr()
    assert "unknown t9" in said.err
    assert "is not there: check that the cable" in said.out
    with pytest.raises(SystemExit):
        command_line.main(["fly"])


def test_command_line_sends_and_probes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    link, tape = tmp_path / "link", tmp_path / "tape"
    with start_terminal(link, tape, faults=["rs-code=510@2"]):
        assert command_line.main(["probe", str(link)]) == 0
        assert command_line.main(["send", str(link), "42", "HELLO"]) == 0
        assert command_line.main(["send", str(link), "42", "HELLO"]) == command_line.EXIT_CODES[ReceiptKind.REJECTED]
    said = capsys.readouterr().out
    assert "> <STX>42<CR>HELLO<CR><ETX>" in said
    assert "ACCEPTED [211]" in said
    assert "REJECTED [510] not a valid pager number" in said
    assert [entry.address for entry in read_tape(tape)] == ["42"]
