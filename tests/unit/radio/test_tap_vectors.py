"""The vectors of tests/vectors/tap, each fed whole, byte by byte, after noise, and truncated."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from radio.message import ReceiptKind
from radio.protocols.tap_framing import checksum, page_blocks
from radio.protocols.tap_profile import TapProfile
from radio.simulator.tap_blocks import BlockReader
from tests.unit.radio.tap_line import Feed, Line, after_noise, byte_by_byte, octets, whole

FOLDER = Path(__file__).parents[2] / "vectors" / "tap"
BLOCKS: dict[str, list[dict[str, Any]]] = tomllib.loads((FOLDER / "blocks.toml").read_text(encoding="utf-8"))
SESSIONS: list[dict[str, Any]] = tomllib.loads((FOLDER / "sessions.toml").read_text(encoding="utf-8"))["session"]


def name_of(vector: dict[str, Any]) -> str:
    return str(vector["name"])


def frame_of(vector: dict[str, Any]) -> bytes:
    return bytes.fromhex(vector["frame"]) if "frame" in vector else vector["frame_text"].encode("ascii")


@pytest.mark.parametrize("vector", BLOCKS["checksum"], ids=name_of)
def test_checksum_on_both_sides(vector: dict[str, Any]) -> None:
    frame = frame_of(vector)
    assert checksum(frame) == vector["check"].encode("ascii")
    reader = BlockReader()
    heard = [reader.feed(octet & 0x7F) for octet in frame + vector["check"].encode("ascii")]
    block = heard[-1]
    assert block is not None
    assert block.is_intact()


@pytest.mark.parametrize("vector", BLOCKS["checksum"], ids=name_of)
def test_terminal_refuses_a_changed_octet(vector: dict[str, Any]) -> None:
    frame = bytearray(octet & 0x7F for octet in frame_of(vector))
    frame[1] ^= 0x40
    reader = BlockReader()
    block = [reader.feed(octet) for octet in bytes(frame) + vector["check"].encode("ascii")][-1]
    assert block is None or not block.is_intact()


@pytest.mark.parametrize("vector", BLOCKS["block"], ids=name_of)
def test_block(vector: dict[str, Any]) -> None:
    profile = TapProfile.from_mapping(vector.get("profile", {}))
    blocks = page_blocks(vector["address"], vector["text"], profile)
    if "frames" in vector:
        assert blocks == tuple(bytes.fromhex(frame) for frame in vector["frames"])
    if "checks" in vector:
        assert [block[-4:-1].decode("ascii") for block in blocks] == vector["checks"]


def play(vector: dict[str, Any], feed: Feed) -> Line:
    line = Line()
    line.send()
    for said in vector["peer"]:
        if said:
            line.hear(octets(said), feed)
        else:
            line.pass_deadline()
    while not line.ends() and line.pass_deadline():
        pass
    return line


@pytest.mark.parametrize("feed", [whole, byte_by_byte, after_noise])
@pytest.mark.parametrize("vector", SESSIONS, ids=name_of)
def test_session(vector: dict[str, Any], feed: Feed) -> None:
    line = play(vector, feed)
    (ended,) = line.ends()
    assert (ended.kind, ended.code) == (ReceiptKind(vector["kind"]), vector.get("code")), ended.detail
    assert ended.truncated == vector.get("truncated", False)
    if "blocks" in vector:
        assert len(line.blocks()) == vector["blocks"]


@pytest.mark.parametrize("vector", SESSIONS, ids=name_of)
def test_session_cut_anywhere_is_never_accepted_early(vector: dict[str, Any]) -> None:
    """The line falls silent in the last answer: the page ends once, and ACCEPTED only when ACK was whole."""
    *before, last = [octets(said) for said in vector["peer"]]
    for length in range(len(last)):
        line = Line()
        line.send()
        for said in before:
            line.hear(said) if said else line.pass_deadline()
        line.hear(last[:length])
        while line.pass_deadline():
            pass
        (ended,) = line.ends()
        assert ended.kind is not ReceiptKind.ACCEPTED or _acked(last[:length])


def _acked(data: bytes) -> bool:
    return any(pair in data for pair in (b"\x06\r", b"\x06\n", b"\x86\x8d"))
