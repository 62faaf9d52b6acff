"""What must hold for every port server, however it behaves: hypothesis plays it, and pyserial's own answers."""

import itertools
from collections.abc import Iterable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from serial import rfc2217

from radio.errors import ConfigurationError
from radio.links.base import parse_link
from radio.links.com_port import SET_BAUD, ComPort, escape
from radio.message import World
from tests.helpers.port_server import FarPort

QUICK = settings(derandomize=True, max_examples=200, deadline=None, database=None)

# Octets that mean something come often.
TELNET = st.lists(
    st.one_of(
        st.sampled_from([b"\xff", b"\xff\xfa\x2c", b"\xff\xf0", b"\xff\xfb", b"\xff\xfd\x2c", b"\x2c\x6b\x00"]),
        st.binary(max_size=5),
    ),
    max_size=40,
).map(b"".join)


def cut(data: bytes, at: Iterable[int]) -> list[bytes]:
    edges = sorted({min(edge, len(data)) for edge in at} | {0, len(data)})
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@QUICK
@given(TELNET, st.lists(st.integers(0, 200), max_size=8))
def test_noise_is_read_the_same_however_it_is_cut_and_answered_with_little(noise: bytes, at: list[int]) -> None:
    whole, pieces = ComPort(), ComPort()
    heard = whole.receive(noise)
    assert b"".join(pieces.receive(piece) for piece in cut(noise, at)) == heard
    assert len(heard) <= len(noise)
    answered = whole.take_bytes()
    assert pieces.take_bytes() == answered
    assert len(answered) <= 3 * len(noise)
    assert (whole.agreed, whole.modem_state, whole.answers) == (pieces.agreed, pieces.modem_state, pieces.answers)
    assert whole.receive(noise) is not None
    assert len(whole.take_bytes()) <= len(answered) + 3 * len(noise)


@QUICK
@given(st.binary(max_size=300), st.lists(st.integers(0, 600), max_size=8))
def test_every_octet_passes_as_it_is(data: bytes, at: list[int]) -> None:
    port = ComPort()
    assert b"".join(port.receive(piece) for piece in cut(escape(data), at)) == data
    assert port.take_bytes() == b""


class _Connection:
    def __init__(self) -> None:
        self.said = b""

    def write(self, data: bytes) -> None:
        self.said += data


@QUICK
@given(st.sampled_from([300, 1200, 9600, 115_200, 255 << 8, 0xFFFF_FFFF]), st.lists(st.integers(0, 60), max_size=6))
def test_two_ends_agree_and_fall_silent(baud: int, at: list[int]) -> None:
    """Greeting and answers come to an end, also with rates whose octets look like commands."""
    far, connection, port = FarPort(), _Connection(), ComPort()
    manager = rfc2217.PortManager(far, connection)
    port.begin()
    port.ask(SET_BAUD, baud.to_bytes(4, "big"))
    for _ in range(10):
        for piece in cut(port.take_bytes(), at):
            assert b"".join(manager.filter(piece)) == b""
        said, connection.said = connection.said, b""
        assert b"".join(port.receive(piece) for piece in cut(said, at)) == b""
    assert (port.take_bytes(), connection.said) == (b"", b"")
    assert port.agreed
    assert far.baudrate == baud
    assert port.answers[SET_BAUD] == baud.to_bytes(4, "big")


@QUICK
@given(st.text(max_size=40), st.sampled_from(["serial:", "socket:", "socket://", "rfc2217://h:1?", "serial:x?", ""]))
def test_odd_urls_are_refused_in_words_or_understood(text: str, front: str) -> None:
    with suppress(ConfigurationError):
        assert parse_link(front + text, World.LIVE).target.strip("/")
