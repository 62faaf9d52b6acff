"""A simulated device behind a TCP port, and orders to whoever stands at its far side."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from radio.engineer.lines import link_url
from radio.errors import ConfigurationError, LinkUnavailable, RadioError
from radio.gateway import Gateway, InMemoryPages
from radio.message import ChannelConfig, ChannelState, Page, ReceiptKind, Urgency, World
from radio.simulator.faults import parse_fault
from radio.simulator.orders import PressEmergency, SayText
from radio.simulator.paced_line import PacedLine
from radio.simulator.process import start_behind_tcp, start_terminal
from radio.simulator.tap_terminal import TapTerminal
from radio.simulator.tape import Tape, read_tape
from radio.simulator.tcp_server import TcpServer, parse_address
from tests.helpers.virtual_line import START, Shown
from tests.simulator.radio_room import PATIENCE_S, QUICK, Ledger


class TcpRoom:
    """A gateway whose line is a TCP connection to a terminal in a thread."""

    def __init__(self, folder: Path, *faults: str) -> None:
        self.tape = Tape(folder / "tape", lambda: START)
        terminal = TapTerminal(self.tape, [parse_fault(text) for text in faults])
        self.server = TcpServer(terminal, ("127.0.0.1", 0), PacedLine())
        self._thread = threading.Thread(target=self.server.serve, name="terminal")
        self._thread.start()
        self.ledger, self.pages = Ledger(), InMemoryPages()
        self.gateway = Gateway(self.pages, self.ledger)
        link = link_url(self.server.url)
        self.gateway.open(ChannelConfig(name="x", driver="tap", link=link, world=World.LIVE, profile=dict(QUICK)))

    def page(self, attempt_id: str) -> ReceiptKind:
        page = Page(attempt_id=attempt_id, address="1", text=attempt_id, urgency=Urgency.P3, world=World.LIVE)
        self.pages.put("x", page)
        self.gateway.wake("x")
        self.ledger.wait(lambda: self.ledger.finals(attempt_id))
        return self.ledger.finals(attempt_id)[0].kind

    def close(self) -> None:
        self.gateway.close_all(2.0)
        self.server.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self.tape.close()


@pytest.fixture
def tcp_room(tmp_path: Path) -> Iterator[TcpRoom]:
    room = TcpRoom(tmp_path, "unplug-accepted=0.1@2")
    yield room
    room.close()


def test_page_goes_over_tcp_and_the_port_comes_back_after_a_pulled_plug(tcp_room: TcpRoom) -> None:
    assert tcp_room.page("first") is ReceiptKind.ACCEPTED
    assert tcp_room.page("second") is ReceiptKind.UNCERTAIN
    tcp_room.ledger.wait_state(ChannelState.UP, count=2)
    assert tcp_room.page("third") is ReceiptKind.ACCEPTED


def test_a_second_client_is_turned_away(tcp_room: TcpRoom) -> None:
    tcp_room.ledger.wait_state(ChannelState.UP)
    with socket.create_connection(parse_address(tcp_room.server.url), PATIENCE_S) as second:
        assert second.recv(10) == b""
    assert tcp_room.page("first") is ReceiptKind.ACCEPTED


def test_a_port_that_is_taken_is_said(tcp_room: TcpRoom) -> None:
    with pytest.raises(LinkUnavailable, match="cannot be listened on"):
        TcpServer(TapTerminal(Shown()), parse_address(tcp_room.server.url), PacedLine())


@pytest.mark.parametrize("text", ["", "host", "host:", ":1", "host:x", "host:70000"])
def test_an_impossible_address_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="write HOST:PORT"):
        parse_address(text)


def test_addresses_with_colons() -> None:
    assert parse_address("[::1]:0") == ("::1", 0)
    assert parse_address("tcp://localhost:4001") == ("localhost", 4001)


def test_a_device_process_behind_tcp(tmp_path: Path) -> None:
    with start_behind_tcp(tmp_path / "tape", device="espa", options=["--bare"]) as terminal:
        assert terminal.url.startswith("tcp://127.0.0.1:")
        with socket.create_connection(parse_address(terminal.url), PATIENCE_S) as client:
            client.sendall(b"2\x05")
            assert client.recv(10) == b"\x06"
    assert not terminal.is_running()
    with pytest.raises(RadioError, match="did not start"):
        start_behind_tcp(tmp_path / "tape", "127.0.0.1")


def test_orders_reach_the_phones_and_come_in_as_texts(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    ledger = Ledger()
    gateway = Gateway(InMemoryPages(), ledger)
    with start_terminal(link, tmp_path / "tape", device="sms") as modem:
        gateway.open(
            ChannelConfig(
                name="sms", driver="sms", link=f"simulator:{link}", world=World.SIMULATED, profile={"settle_s": 0.05}
            )
        )
        ledger.wait_state(ChannelState.UP)
        modem.act(SayText(sender="+491701234567", words="Komme in 5 min „ja“ 🚒" * 12))
        modem.act(PressEmergency(sender="1"))
        modem.act(SayText(sender="0170", words="ok"))
        ledger.wait(lambda: len(ledger.texts) == 2)
        gateway.close_all(2.0)
    assert sorted((text.sender, text.text) for text in ledger.texts) == [
        ("+491701234567", "Komme in 5 min „ja“ 🚒" * 12),
        ("0170", "ok"),
    ]
    with pytest.raises(RadioError, match="has ended"):
        modem.act(SayText(sender="1", words="late"))


def simulate(*arguments: str, said: str, ends: bool = True) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "radio", "simulate", *arguments, *(["--until-stdin-ends"] if ends else [])]
    return subprocess.run(command, input=said, capture_output=True, text=True, timeout=60, check=False)


def test_a_bad_order_is_answered_and_ignored(tmp_path: Path) -> None:
    lines = [
        "{",
        "",
        json.dumps({"do": "read", "sender": "1"}),
        json.dumps({"do": "text", "sender": "E12", "words": ""}),
    ]
    done = simulate("sms", "--pty", str(tmp_path / "link"), said="\n".join(lines) + "\n")
    assert done.returncode == 0
    assert done.stdout == f"READY {tmp_path / 'link'}\n"
    first, second, third = done.stderr.splitlines()
    assert first.startswith("order ignored: order '{' is no JSON")
    assert second == "order ignored: a telephone sends texts only, no ReadNewest"
    assert third == "order ignored: 'E12' is no telephone number of at most 20 digits"


def test_a_device_without_people_takes_no_orders(tmp_path: Path) -> None:
    order = json.dumps({"do": "text", "sender": "1", "words": "x"})
    done = simulate("tap", "--pty", str(tmp_path / "link"), said=f"{order}\n")
    assert done.stderr == "order ignored: nobody can do anything at the far side of this device\n"


def test_the_end_of_input_ends_only_what_was_asked_to(tmp_path: Path) -> None:
    link = tmp_path / "link"
    command = [sys.executable, "-m", "radio", "simulate", "tap", "--pty", str(link)]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == f"READY {link}\n".encode()
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.5)
    finally:
        child.terminate()
    assert child.wait(PATIENCE_S) == 0
    child.stdout.close()
    assert not link.exists()


def test_a_tape_is_kept_or_what_is_taken_is_printed(tmp_path: Path) -> None:
    tape = tmp_path / "tape"
    with start_behind_tcp(tape) as terminal:
        talk(terminal.url)
    assert [entry.text for entry in read_tape(tape)] == ["HELLO"]
    command = [sys.executable, "-m", "radio", "simulate", "tap", "--tcp", "localhost:0", "--until-stdin-ends"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        talk(child.stdout.readline().split()[1])
        assert child.stdout.readline().endswith("   1 taken for 123: HELLO\n")
        child.stdin.close()
        assert child.wait(PATIENCE_S) == 0


def talk(url: str) -> None:
    """Hand one page to a paging terminal, as nobody's driver would."""
    block = b"\x02123\rHELLO\r\x03"
    total = sum(block)
    check = bytes(0x30 + (total >> shift & 15) for shift in (8, 4, 0))
    with socket.create_connection(parse_address(url), PATIENCE_S) as client:
        for said, awaited in ((b"\r", b"ID="), (b"\x1bPG1\r", b"\x1b[p\r"), (block + check + b"\r", b"\x06\r")):
            client.sendall(said)
            heard = b""
            while awaited not in heard:
                piece = client.recv(100)
                assert piece
                heard += piece
