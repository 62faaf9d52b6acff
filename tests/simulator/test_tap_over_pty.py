"""Every fault of the simulated terminal through the real gateway; the truth is counted on the terminal's tape."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from radio.errors import ConfigurationError, RadioError
from radio.evidence import about_line
from radio.gateway import Gateway, InMemoryPages, capabilities, check_text, forecast_s
from radio.line_clock import LineClock
from radio.message import ChannelConfig, ChannelState, Page, Receipt, ReceiptKind, Urgency, World
from radio.simulator.process import start_terminal
from radio.simulator.tap_terminal import TapTerminal
from radio.simulator.tape import Tape, read_tape
from radio.trace import FileTrace
from tests.simulator.radio_room import QUICK, Ledger, Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def test_page_is_accepted_with_its_bytes(room: Room) -> None:
    room.open_up()
    room.ledger.wait(lambda: room.gateway.idle("tap"))
    before = LineClock().utc_now()
    receipt = room.send("ENGINE 7 STRUCTURE FIRE")
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert receipt.code == "211"
    # Log-on and block, exactly: the check characters were worked out by hand (sum 2045 = 0x7FD).
    assert receipt.bytes_sent.startswith(b"\r\x1bPG1\r\x02123456\rENGINE 7 STRUCTURE FIRE\r\x03")
    assert receipt.bytes_received.endswith(b"\x06\r")
    assert receipt.first_byte_at is not None
    assert before <= receipt.first_byte_at <= receipt.at
    (entry,) = room.tape()
    assert (entry.address, entry.text) == ("123456", "ENGINE 7 STRUCTURE FIRE")
    assert bytes.fromhex(entry.block_hex) + b"\r" == receipt.bytes_sent[6:]


def test_urgent_page_overtakes_and_equals_keep_their_order(room: Room) -> None:
    for text, urgency in (("third", Urgency.P3), ("fourth", Urgency.P3), ("second", Urgency.P1)):
        room.page(text, urgency=urgency)
    last = room.page("first", urgency=Urgency.EMERGENCY)
    room.open_up()
    room.outcome(last)
    room.ledger.wait(lambda: len(room.ledger.receipts) == 4)
    assert room.texts() == ["first", "second", "third", "fourth"]


def test_long_text_goes_on_in_a_second_block(room: Room) -> None:
    room.open_up(max_text=600)
    text = "LONG " * 110
    assert room.send(text).kind is ReceiptKind.ACCEPTED
    assert room.texts() == [text]


def test_line_breaks_survive_transparency(room: Room) -> None:
    room.open_up(transparency="sub")
    assert room.send("A\r\nB\x1b\x1aC").kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["A\r\nB\x1b\x1aC"]


@pytest.mark.parametrize(
    ("fault", "kind", "code", "on_tape"),
    [
        ("nak-once", ReceiptKind.ACCEPTED, "211", 1),
        ("garbage", ReceiptKind.ACCEPTED, "211", 1),
        ("slow-baud=4800", ReceiptKind.ACCEPTED, "211", 1),
        ("ack-code=213", ReceiptKind.ACCEPTED, "213", 1),
        ("nak", ReceiptKind.FAILED, "514", 0),
        ("rs-code=511", ReceiptKind.REJECTED, "511", 0),
        ("rs-code=512", ReceiptKind.FAILED, "512", 0),
        ("rs-code=112@1", ReceiptKind.ACCEPTED, "211", 1),
        ("rs-code=113", ReceiptKind.FAILED, "113", 0),
        ("hang-up", ReceiptKind.UNCERTAIN, "disconnected", 0),
        ("hang-up=501", ReceiptKind.UNCERTAIN, "disconnected", 0),
        ("hang-up=503", ReceiptKind.FAILED, "503", 0),
        ("silent", ReceiptKind.UNCERTAIN, "silence", 0),
        ("lost-ack", ReceiptKind.UNCERTAIN, "silence", 1),
        ("unplug-mid-block=0.1", ReceiptKind.UNCERTAIN, "line-lost", 0),
        ("unplug-accepted=0.1", ReceiptKind.UNCERTAIN, "line-lost", 1),
    ],
)
def test_fault_ends_the_page_truthfully(room: Room, fault: str, kind: ReceiptKind, code: str, on_tape: int) -> None:
    room.open_up(fault)
    receipt = room.send("FAULTY LINE")
    assert (receipt.kind, receipt.code) == (kind, code), receipt.detail
    assert b"FAULTY LINE" in receipt.bytes_sent
    assert room.texts() == ["FAULTY LINE"] * on_tape


@pytest.mark.parametrize("code", [212, 214])
def test_cut_text_is_marked(room: Room, code: int) -> None:
    room.open_up(f"ack-code={code}")
    receipt = room.send("CUT")
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert receipt.truncated


def test_lost_answer_is_never_answered_by_the_same_block(room: Room) -> None:
    room.open_up("lost-ack@1")
    first = room.send("ONCE ONLY")
    assert first.kind is ReceiptKind.UNCERTAIN
    assert first.bytes_sent.count(b"\x02") == 1
    assert room.send("NEXT").kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["ONCE ONLY", "NEXT"]


def test_profile_may_resend_and_then_says_so(room: Room) -> None:
    room.open_up("lost-ack@1", resend_on_silence=True)
    receipt = room.send("TWICE")
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert receipt.maybe_doubled
    assert room.texts() == ["TWICE", "TWICE"]


def test_late_rs_retracts(room: Room) -> None:
    room.open_up("late-rs=511")
    attempt_id = room.page("TAKEN BACK")
    assert room.outcome(attempt_id).kind is ReceiptKind.ACCEPTED
    retraction = room.retraction(attempt_id)
    assert retraction.code == "511"
    assert b"\x1e" in retraction.bytes_received
    assert room.texts() == []


def test_silence_at_log_on_fails_the_page_that_was_claimed_and_keeps_the_next(room: Room) -> None:
    room.open_up("silent-logon@2-3")
    first = room.send("CLAIMED")
    assert (first.kind, first.code) == (ReceiptKind.FAILED, "no-answer")
    assert b"CLAIMED" not in first.bytes_sent
    second = room.page("WAITING")
    assert room.outcome(second).kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["WAITING"]


def test_unplugged_at_log_on_means_nothing_was_taken(room: Room) -> None:
    room.open_up("unplug-logon=0.1@2")
    first = room.send("NOT TAKEN")
    assert (first.kind, first.code) == (ReceiptKind.FAILED, "line-lost")
    assert room.send("AFTER").kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["AFTER"]


def test_port_comes_back_after_unplugging(room: Room) -> None:
    terminal = room.plug_in()
    room.open()
    room.ledger.wait_state(ChannelState.UP)
    terminal.stop()
    down = room.ledger.wait_state(ChannelState.DOWN)
    assert "gone" in down.reason
    attempt_id = room.page("KEPT")
    room.ledger.wait(lambda: "ended" in room.ledger.reason() or "no simulator" in room.ledger.reason())
    assert room.pages.count("tap") == 1
    room.plug_in()
    assert room.outcome(attempt_id).kind is ReceiptKind.ACCEPTED


def test_missing_port_and_dead_terminal_leave_pages_where_they_wait(room: Room) -> None:
    room.page("KEPT")
    room.open()
    assert "no simulator at" in room.ledger.wait_state(ChannelState.DOWN).reason
    room.plug_in("dead")
    failed = room.ledger.wait_state(ChannelState.FAILED)
    assert "no answer to log-on" in failed.reason
    assert room.pages.count("tap") == 1
    assert room.ledger.receipts == []


def test_taken_port_is_named(room: Room) -> None:
    room.plug_in()
    with serial.Serial(str(room.link), exclusive=True):
        room.open()
        room.ledger.wait(lambda: "taken by this program itself" in room.ledger.reason())
        assert room.ledger.states[-1].state is ChannelState.DOWN
    room.ledger.wait_state(ChannelState.UP)


def test_wrong_password_is_said(room: Room) -> None:
    room.plug_in(password="SECRET")
    room.open(password="WRONG")
    assert "wrong password" in room.ledger.wait_state(ChannelState.FAILED).reason


def test_uncarriable_page_is_rejected_before_anything_leaves(room: Room) -> None:
    room.open_up()
    receipt = room.send("ZUG BRÜCKE")
    assert (receipt.kind, receipt.code) == (ReceiptKind.REJECTED, "not-carried")
    assert "'Ü' at position 7" in receipt.detail
    assert receipt.bytes_sent == b""
    assert room.tape() == ()


def test_live_page_never_leaves_on_a_simulated_channel(room: Room) -> None:
    room.open_up()
    live = Page(attempt_id="live", address="1", text="REAL", urgency=Urgency.P1, world=World.LIVE)
    room.pages.put("tap", live)
    room.gateway.wake("tap")
    assert room.outcome("live").code == "world"
    assert room.tape() == ()


def test_close_lets_a_page_in_flight_end(room: Room) -> None:
    room.open_up("slow-baud=2400", block_reply_s=3.0)
    attempt_id = room.page("IN FLIGHT " * 10)
    room.ledger.wait(lambda: not room.gateway.idle("tap"))
    assert room.gateway.close("tap", timeout_s=5.0)
    finals = room.ledger.finals(attempt_id)
    assert [final.kind for final in finals] == [ReceiptKind.ACCEPTED] or room.pages.count("tap") == 1


def test_close_without_patience_says_that_nobody_knows(room: Room) -> None:
    block_heard = threading.Event()
    room.open_up("silent", block_reply_s=30.0)
    attempt_id = room.page("HANGING")
    room.ledger.wait(lambda: not room.gateway.idle("tap"))
    block_heard.wait(0.1)  # the block leaves within milliseconds; nothing reports that it did
    assert room.gateway.close("tap", timeout_s=0.0)
    assert room.outcome(attempt_id).kind in (ReceiptKind.UNCERTAIN, ReceiptKind.FAILED)


def test_busy_terminal_is_left_alone_for_a_moment(room: Room) -> None:
    room.open_up("rs-code=111@1")
    assert room.send("BUSY").code == "111"
    assert room.send("AGAIN").kind is ReceiptKind.ACCEPTED
    assert any("next try in" in health.reason for health in room.ledger.states)
    assert room.ledger.states[-1].state is ChannelState.UP


def test_pause_ends_by_itself_when_nothing_waits(room: Room) -> None:
    room.open_up("nak@1")
    assert room.send("REFUSED").code == "514"
    assert room.ledger.wait_state(ChannelState.DEGRADED)
    room.ledger.wait_state(ChannelState.UP, count=2)


def test_idle_terminal_is_asked_and_its_loss_noticed(room: Room) -> None:
    room.open_up("silent-logon@2-", probe_interval_s=0.2)
    assert "silent" in room.ledger.wait_state(ChannelState.FAILED).reason


class FailingSink(Ledger):
    """Fails on the first receipt."""

    def __init__(self) -> None:
        super().__init__()
        self._failed = False

    def receipt(self, channel: str, receipt: Receipt) -> None:
        if not self._failed:
            self._failed = True
            raise OSError("database away")
        super().receipt(channel, receipt)


def test_receipt_survives_a_sink_that_fails(room: Room) -> None:
    room.ledger = FailingSink()
    room.gateway = Gateway(room.pages, room.ledger)
    room.open_up()
    assert room.send("ONCE").kind is ReceiptKind.ACCEPTED
    assert any("fault in the program" in health.reason for health in room.ledger.states)
    room.ledger.wait_state(ChannelState.UP, count=2)
    assert room.texts() == ["ONCE"]


class FailingSource(InMemoryPages):
    """Fails on the first claim."""

    def __init__(self) -> None:
        super().__init__()
        self._failed = False

    def claim(self, channel: str) -> Page | None:
        if not self._failed:
            self._failed = True
            raise OSError("database away")
        return super().claim(channel)


def test_channel_survives_a_source_that_fails(room: Room) -> None:
    room.pages = FailingSource()
    room.gateway = Gateway(room.pages, room.ledger)
    attempt_id = room.page("LATER")
    room.plug_in()
    room.open()
    assert room.outcome(attempt_id).kind is ReceiptKind.ACCEPTED


def test_terminal_in_a_process_of_its_own(tmp_path: Path) -> None:
    room = Room(tmp_path)
    with start_terminal(room.link, room.tape_path, faults=["nak-once"]) as terminal:
        room.open()
        assert room.send("ACROSS").kind is ReceiptKind.ACCEPTED
        assert [entry.text for entry in read_tape(terminal.tape)] == ["ACROSS"]
        room.close()
    assert not terminal.is_running()
    assert not room.link.exists()


def test_terminal_that_cannot_start_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RadioError, match="did not start"):
        start_terminal(tmp_path / "link", tmp_path / "tape", faults=["no-such-fault"])


def test_trace_holds_both_directions(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.gateway = Gateway(room.pages, room.ledger, lambda config: FileTrace(tmp_path / "trace", about_line(config)))
    room.open_up()
    room.send("TRACED")
    room.close()
    trace = (tmp_path / "trace").read_text(encoding="ascii")
    assert "<STX>123456<CR>TRACED<CR><ETX>" in trace
    assert "211 PAGE SENT<CR><LF><ACK><CR>" in trace


def config_with(link: str, world: World, **profile: str) -> ChannelConfig:
    return ChannelConfig(name="x", driver="tap", link=link, world=world, profile=dict(profile))


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (config_with("serial:/dev/ttyUSB0", World.SIMULATED), "simulated channel"),
        (config_with("socket://host:1", World.SIMULATED), "simulated channel"),
        (config_with("simulator:/dev/pts/0", World.LIVE), "never opens a simulator"),
        (config_with("carrier-pigeon:1", World.LIVE), "starts with one of"),
        (config_with("simulator:/x?speed=1", World.SIMULATED), "unknown speed"),
        (config_with("simulator:/x", World.SIMULATED, t1="3"), "known are .*cr_interval_s"),
    ],
)
def test_impossible_configuration_is_refused_at_once(config: ChannelConfig, words: str) -> None:
    gateway = Gateway(InMemoryPages(), Ledger())
    with pytest.raises(ConfigurationError, match=words):
        gateway.open(config)


def test_simulated_name_that_leads_to_a_real_file_stays_shut(room: Room) -> None:
    room.link.write_text("not a terminal")
    room.open()
    failed = room.ledger.wait_state(ChannelState.FAILED)
    assert "no pseudo terminal" in failed.reason


def test_channel_can_be_judged_before_it_is_open() -> None:
    config = config_with("serial:/dev/ttyUSB0?baud=300", World.LIVE)
    assert capabilities(config).max_text == 230
    assert capabilities(config).highest_receipt is ReceiptKind.ACCEPTED
    assert check_text(config, "OK") is None
    assert check_text(config, "x" * 231) == "text has 231 characters, the channel carries 230"
    assert forecast_s(config, "x" * 230) > 230 / 30
    assert set(QUICK) <= {"cr_interval_s", "cr_tries", "logon_reply_s", "go_ahead_s", "block_reply_s", "end_reply_s"}


def test_failing_channel_never_delays_another(room: Room, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Room(tmp_path / "other")
    other.gateway, other.ledger = room.gateway, room.ledger
    room.open_up("silent", block_reply_s=5.0)
    neighbour = ChannelConfig(
        name="other", driver="tap", link=f"simulator:{other.link}", world=World.SIMULATED, profile=dict(QUICK)
    )
    terminal = other.plug_in()
    room.gateway.open(neighbour)
    room.ledger.wait_state(ChannelState.UP, count=2)
    room.page("STUCK")
    room.ledger.wait(lambda: not room.gateway.idle("tap"))
    before = LineClock().monotonic()
    page = Page(attempt_id="free", address="1", text="FREE", urgency=Urgency.P2, world=World.SIMULATED)
    room.pages.put("other", page)
    room.gateway.wake("other")
    assert room.outcome("free").kind is ReceiptKind.ACCEPTED
    assert LineClock().monotonic() - before < 1.0
    assert [health.channel for health in room.gateway.health_all()] == ["other", "tap"]
    assert room.gateway.close_all(0.0)
    terminal.stop()


def serve_tcp(server: socket.socket, terminal: TapTerminal) -> None:
    connection, _ = server.accept()
    with connection:
        while data := connection.recv(256):
            terminal.receive(data, 0.0)
            connection.sendall(terminal.take_bytes())


def test_terminal_behind_a_network_port(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "tape", LineClock().utc_now)
    ledger, pages = Ledger(), InMemoryPages()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve_tcp, args=(server, TapTerminal(tape)))
        thread.start()
        gateway = Gateway(pages, ledger)
        link = f"socket://127.0.0.1:{server.getsockname()[1]}"
        gateway.open(ChannelConfig(name="net", driver="tap", link=link, world=World.LIVE, profile=dict(QUICK)))
        ledger.wait_state(ChannelState.UP)
        page = Page(attempt_id="n", address="1", text="OVER TCP", urgency=Urgency.P2, world=World.LIVE)
        pages.put("net", page)
        gateway.wake("net")
        ledger.wait(lambda: ledger.finals("n"))
        assert gateway.close_all(2.0)
        thread.join(5)
    tape.close()
    assert ledger.finals("n")[0].kind is ReceiptKind.ACCEPTED
    assert [entry.text for entry in read_tape(tmp_path / "tape")] == ["OVER TCP"]
