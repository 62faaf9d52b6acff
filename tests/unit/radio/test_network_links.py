"""Links over a network: plain sockets and RFC 2217, against a server that refuses, cuts, restarts and holds CTS."""

import re
import socket
import threading
from collections.abc import Iterator

import pytest

from radio.errors import ConfigurationError, LinkLost, LinkUnavailable
from radio.links import rfc2217, tcp
from radio.links.awake import LosableLink
from radio.links.base import Link, parse_link
from radio.links.com_port import ComPort
from radio.links.network_words import cut_words, no_connection_words
from radio.links.rfc2217 import RemotePort
from radio.links.tcp import TcpLine
from radio.message import World
from tests.helpers.port_server import PortServer

EVERY_OCTET = bytes(range(256)) * 5


@pytest.fixture(params=[False, True], ids=["socket", "rfc2217"])
def server(request: pytest.FixtureRequest) -> Iterator[PortServer]:
    with PortServer(rfc2217=request.param) as made:
        yield made


@pytest.fixture
def far() -> Iterator[PortServer]:
    with PortServer(rfc2217=True) as made:
        yield made


def link_to(server: PortServer, options: str = "") -> LosableLink:
    settings = parse_link(f"{server.url}{options}", World.LIVE)
    return TcpLine(settings) if server.far is None else RemotePort(settings)


def read_until(link: Link, wanted: int) -> bytes:
    data = b""
    while len(data) < wanted:
        piece = link.read(5.0)
        assert piece, f"only {len(data)} octets came"
        data += piece
    return data


def test_every_octet_passes_both_ways(server: PortServer) -> None:
    link = link_to(server)
    link.open()
    try:
        link.write(EVERY_OCTET)
        server.wait(lambda: bytes(server.heard) == EVERY_OCTET)
        server.say(EVERY_OCTET)
        assert read_until(link, len(EVERY_OCTET)) == EVERY_OCTET
        assert link.read(0.0) == b""
    finally:
        link.close()


def test_wake_ends_a_read_whenever_it_comes(server: PortServer) -> None:
    link = link_to(server)
    link.wake()  # before it is open there is nothing to end
    link.open()
    try:
        link.wake()
        assert link.read(30.0) == b""
        waker = threading.Timer(0.0, link.wake)
        waker.start()
        assert link.read(30.0) == b""
        waker.join()
        for _ in range(1000):  # one wake more ends no second read
            link.wake()
        assert link.read(30.0) == b""
        server.say(b"x")
        assert link.read(30.0) == b"x"
    finally:
        link.close()
    link.wake()
    with pytest.raises(LinkLost, match="is not open"):
        link.read(0.0)


@pytest.mark.parametrize(("abort", "words"), [(True, "cut the connection"), (False, "closed the connection")])
def test_cut_connection_is_lost_and_opens_anew(server: PortServer, abort: bool, words: str) -> None:
    link = link_to(server)
    link.open()
    server.drop(abort=abort)
    with pytest.raises(LinkLost, match=words):
        read_until(link, 1)
    link.close()
    link.open()
    link.write(b"again")
    server.wait(lambda: server.heard.endswith(b"again"))
    link.close()
    assert server.connections == 2


def test_switched_off_server_says_what_to_look_at(server: PortServer) -> None:
    link = link_to(server)
    server.stop()
    with pytest.raises(LinkUnavailable, match=r"nothing listens at 127.0.0.1:.*is the terminal server on"):
        link.open()
    server.start()
    link.open()
    link.close()


def test_peer_that_takes_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "WRITE_TIMEOUT_S", 0.2)
    with PortServer() as server:
        link = link_to(server)
        link.open()
        server.wait(lambda: server.connections)
        server.set_deaf(on=True)
        data = bytes(50_000_000)
        with pytest.raises(LinkLost, match=r"took nothing for 0.2 s") as caught:
            link.write(data)
        assert 0 < caught.value.unwritten < len(data)
        link.close()


@pytest.mark.parametrize("is_given_up", [True, False])
def test_of_a_lost_connection_nothing_leaves_later(is_given_up: bool) -> None:
    """What the far end has taken it has; what waits with us for it to go on does not follow."""
    data = bytes(300_000)
    with PortServer() as server:
        link = link_to(server)
        link.open()
        server.wait(lambda: server.connections)
        server.set_deaf(on=True)
        link.write(data)
        if is_given_up:
            link.give_up()
        link.close()
        server.set_deaf(on=False)
        server.wait_free()
        assert (len(server.heard) < len(data)) is is_given_up


def test_connection_is_watched_so_that_a_peer_that_vanished_is_noticed() -> None:
    with PortServer() as server:
        line = TcpLine(parse_link(server.url, World.LIVE))
        line.open()
        connected = line._socket
        assert connected is not None
        assert connected.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
        silence_s = sum(
            connected.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) * factor
            for name, factor in (("TCP_KEEPIDLE", 1), ("TCP_KEEPINTVL", 3))
        )
        assert silence_s <= 30
        assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
        line.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "is not known by name"),
        (TimeoutError("timed out"), "does not answer"),
        (OSError(113, "No route to host"), "no way to"),
        (OSError(99, "Cannot assign requested address"), "cannot be reached: .*assign"),
    ],
)
def test_no_connection_is_told_in_words(error: OSError, words: str) -> None:
    assert re.search(words, no_connection_words("host:1", error))


def test_lost_connection_is_told_in_words() -> None:
    assert "is gone: the network" in cut_words("host:1", TimeoutError(110, "Connection timed out"))
    assert "is gone: [Errno 5]" in cut_words("host:1", OSError(5, "odd"))


# --- RFC 2217: what is set, and what the lines say ------------------------------------------------------


@pytest.mark.parametrize("mode", ["7E1", "8N1", "7O1", "8E1", "7N2", "7E2"])
def test_far_port_is_set_as_the_link_says(far: PortServer, mode: str) -> None:
    assert far.far is not None
    link = link_to(far, f"?baud=1200&mode={mode}&dtr=on&rts=off")
    link.open()
    assert (far.far.baudrate, far.far.mode) == (1200, mode)
    assert (far.far.xonxoff, far.far.rtscts) == (False, False)
    assert far.far.lines_seen == [("dtr", True), ("rts", False)]
    assert far.far.purged == 2
    link.close()


@pytest.mark.parametrize(("options", "dtr"), [("dtr=off", False), ("dtr=hold", True), ("dtr=on", True)])
def test_dtr_moves_only_where_it_has_to(far: PortServer, options: str, dtr: bool) -> None:
    assert far.far is not None
    link = link_to(far, f"?{options}&flow=rtscts")
    for _ in range(3):
        link.open()
        link.close()
    # RTS belongs to the far port's flow control; DTR is said once an opening, and never the other way in between.
    assert far.far.lines_seen == [("dtr", dtr)] * 3
    assert far.far.rtscts


def test_xonxoff_is_the_far_ports_business(far: PortServer) -> None:
    assert far.far is not None
    link = link_to(far, "?flow=xonxoff")
    link.open()
    assert far.far.xonxoff
    link.close()


def test_held_cts_is_named_and_nothing_has_left(far: PortServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rfc2217, "WRITE_TIMEOUT_S", 0.2)
    assert far.far is not None
    far.far.cts = False
    link = link_to(far, "?flow=rtscts")
    link.open()
    with pytest.raises(LinkLost, match="CTS is off, check the handset cable") as caught:
        link.write(b"held")
    assert caught.value.unwritten == 4
    link.close()
    assert far.heard == b""


def test_cts_that_comes_back_lets_the_text_pass(far: PortServer) -> None:
    assert far.far is not None
    far.far.cts = False
    link = link_to(far, "?flow=rtscts")
    link.open()
    release = threading.Timer(0.05, far.set_cts, kwargs={"on": True})
    release.start()
    far.say(b"early")
    link.write(b"text")
    release.join()
    far.wait(lambda: far.heard == b"text")
    assert link.read(5.0) == b"early"  # what the device said while we waited is not lost
    link.close()


def test_cts_counts_only_where_the_link_asks_for_flow_control(far: PortServer) -> None:
    assert far.far is not None
    far.far.cts = False
    link = link_to(far)
    link.open()
    link.write(b"three wires")
    far.wait(lambda: far.heard == b"three wires")
    link.close()


def test_far_port_that_cannot_do_it_is_named(far: PortServer) -> None:
    assert far.far is not None
    far.far.refuses_baud = True
    with pytest.raises(LinkUnavailable, match="does not take baud=300 mode=7E1"):
        link_to(far, "?baud=300&mode=7E1").open()


def test_plain_server_is_no_port_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rfc2217, "AGREE_TIMEOUT_S", 0.2)
    with PortServer() as server:
        link = RemotePort(parse_link(server.url.replace("socket", "rfc2217"), World.LIVE))
        with pytest.raises(LinkUnavailable, match="does not speak RFC 2217: use socket://"):
            link.open()
        server.drop()


def test_server_that_cuts_during_the_agreement_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = RemotePort(parse_link(f"rfc2217://127.0.0.1:{listener.getsockname()[1]}", World.LIVE))
        cutter = threading.Thread(target=lambda: listener.accept()[0].close())
        cutter.start()
        with pytest.raises(LinkUnavailable, match="the connection"):
            link.open()
        cutter.join()


# --- RFC 2217: octets ----------------------------------------------------------------------------------


def test_com_port_reads_the_same_however_it_is_cut() -> None:
    stream = b"a\xff\xff\xff\xfb\x2cb\xff\xfa\x2c\x6b\x10\xff\xf0c\xff\xfa\x2c\x65\xff\xff\x00\x00\x01\xff\xf0\xff\xf1d"
    for size in range(1, len(stream) + 1):
        port = ComPort()
        port.begin()
        heard = b"".join(port.receive(stream[at : at + size]) for at in range(0, len(stream), size))
        assert heard == b"a\xffbcd"
        assert (port.agreed, port.modem_state) == (True, 0x10)
        assert port.answers[1] == b"\xff\x00\x00\x01"


def test_com_port_refuses_what_it_does_not_know_and_never_greets_for_ever() -> None:
    port = ComPort()
    port.begin()
    assert port.take_bytes() == b"\xff\xfb\x2c\xff\xfb\x00\xff\xfb\x03\xff\xfd\x00\xff\xfd\x03"
    assert port.receive(b"\xff\xfd\x2c\xff\xfb\x01\xff\xfd\x18") == b""
    assert port.take_bytes() == b"\xff\xfe\x01\xff\xfc\x18"  # no echo, no terminal type
    port.receive(b"\xff\xfd\x2c\xff\xfb\x01\xff\xfd\x18" * 3)
    assert port.take_bytes() == b""


def test_com_port_survives_noise_and_bounds_it() -> None:
    port = ComPort()
    port.receive(b"\xff\xf0\xff\xfa\xff\xf0\xff\xfa\x2c\xff\xf0\xff\xfa\x05zz\xff\xf0")
    assert (port.agreed, port.modem_state, port.answers) == (None, None, {})
    port.receive(b"\xff\xfa\x2c\x65" + bytes(100_000) + b"\xff\xf0")
    assert len(port.answers[1]) < 100
    port.receive(b"\xff\xfe\x2c")
    assert port.agreed is False


def test_server_asks_us_to_wait() -> None:
    port = ComPort()
    port.receive(b"\xff\xfa\x2c\x6c\xff\xf0")
    assert port.is_suspended
    port.receive(b"\xff\xfa\x2c\x6d\xff\xf0")
    assert not port.is_suspended


# --- URLs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("socket://host", "socket://HOST:PORT"),
        ("rfc2217://host:0", "rfc2217://HOST:PORT"),
        ("socket://host:70000", "from 1 to 65535"),
        ("socket://host:1/path", "from 1 to 65535"),
        ("socket://:4001", "HOST:PORT"),
        ("socket://host:4001?dtr=on&mode=7E1", "carries no dtr, mode: set it on the terminal server"),
        ("rfc2217://host:4001?rts=hold", "rts=hold"),
    ],
)
def test_impossible_network_link_is_refused(url: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        parse_link(url, World.LIVE)


def test_address_may_be_of_version_six() -> None:
    assert TcpLine(parse_link("socket://[::1]:4001?baud=1200", World.LIVE))._address == ("::1", 4001)
