"""The vectors of tests/vectors/espa: blocks in both directions, and whole sessions, each naming its clause."""

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from radio.message import ReceiptKind, Urgency
from radio.protocols.espa_call import call_block
from radio.protocols.espa_framing import DataBlock, encode
from radio.protocols.espa_profile import EspaProfile
from radio.protocols.espa_reader import Said, StationReader
from radio.simulator.espa_frames import FrameReader, frame, header_and_records, is_intact
from tests.unit.radio.espa_line import Line, after_noise, byte_by_byte, whole

FOLDER = Path(__file__).parents[2] / "vectors" / "espa"
BLOCKS: dict[str, list[dict[str, Any]]] = tomllib.loads((FOLDER / "blocks.toml").read_text(encoding="utf-8"))
SESSIONS: list[dict[str, Any]] = tomllib.loads((FOLDER / "sessions.toml").read_text(encoding="utf-8"))["session"]


def name_of(vector: dict[str, Any]) -> str:
    return f"{vector['name']} ({vector['clause']})"


def octets_of(vector: dict[str, Any]) -> bytes:
    return bytes.fromhex(vector["frame"])


def block_of(vector: dict[str, Any]) -> DataBlock:
    return DataBlock(vector["header"], tuple((record, value) for record, value in vector["records"]))


def heard_by_us(data: bytes, *, seven_bits: bool = True) -> tuple[Said, DataBlock | None]:
    reader = StationReader(seven_bits=seven_bits)
    (heard,) = [heard for octet in data if (heard := reader.feed(octet)) is not None]
    return heard.said, heard.block


def heard_by_station(data: bytes) -> bytes:
    reader = FrameReader()
    (heard,) = [heard for octet in data if (heard := reader.feed(octet)) is not None]
    return heard


@pytest.mark.parametrize("vector", BLOCKS["block"], ids=name_of)
def test_block_is_written_as_the_vector(vector: dict[str, Any]) -> None:
    assert encode(block_of(vector)) == octets_of(vector)


@pytest.mark.parametrize("vector", BLOCKS["block"], ids=name_of)
def test_block_is_read_by_us(vector: dict[str, Any]) -> None:
    assert heard_by_us(octets_of(vector)) == (Said.BLOCK, block_of(vector))


@pytest.mark.parametrize("vector", BLOCKS["block"], ids=name_of)
def test_block_is_written_and_read_by_the_station(vector: dict[str, Any]) -> None:
    data = octets_of(vector)
    assert frame(vector["header"], dict(vector["records"])) == data
    assert heard_by_station(data) == data
    assert is_intact(data)
    assert header_and_records(data) == (vector["header"], dict(vector["records"]))


@pytest.mark.parametrize("vector", BLOCKS["tolerated"], ids=name_of)
def test_block_is_read_as_stations_write_it(vector: dict[str, Any]) -> None:
    assert heard_by_us(octets_of(vector)) == (Said.BLOCK, block_of(vector))


@pytest.mark.parametrize("vector", BLOCKS["damaged"], ids=name_of)
def test_damaged_block_is_known_as_one(vector: dict[str, Any]) -> None:
    assert heard_by_us(octets_of(vector)) == (Said.BAD_BLOCK, None)


@pytest.mark.parametrize("vector", BLOCKS["block"], ids=name_of)
def test_every_changed_bit_is_noticed_on_both_sides(vector: dict[str, Any]) -> None:
    data = octets_of(vector)
    for position in range(1, len(data)):
        changed = bytearray(data)
        changed[position] ^= 0x20
        assert all(heard.said is not Said.BLOCK for heard in map(StationReader(seven_bits=True).feed, changed) if heard)
        assert not is_intact(bytes(changed))


@pytest.mark.parametrize("vector", BLOCKS["page"], ids=name_of)
def test_page(vector: dict[str, Any]) -> None:
    profile = EspaProfile.from_mapping(vector["profile"])
    data = encode(call_block(vector["address"], vector["text"], Urgency[vector.get("urgency", "P3")], profile))
    assert data == octets_of(vector)
    assert is_intact(data)
    assert header_and_records(data)[1]["1"] == vector["address"]


def play(vector: dict[str, Any], feed: Callable[[bytes], Sequence[bytes]]) -> Line:
    line = Line(**vector.get("profile", {}))
    steps: list[str] = vector["steps"]
    line.probe()
    if steps[0] == "send" and line.profile.role == "control":
        assert line.next_said() == b"\x04"
    for step, following in zip(steps, [*steps[1:], ""], strict=True):
        line.more_waits = following == "send"
        if step == "send":
            line.send()
        elif step == "~":
            line.pass_deadline()
        elif step.startswith("> "):
            assert line.next_said() == line.octets(step[2:]), step
        else:
            line.hear(b"", feed(line.octets(step[2:])))
    return line


@pytest.mark.parametrize("feed", [whole, byte_by_byte, after_noise])
@pytest.mark.parametrize("vector", SESSIONS, ids=name_of)
def test_session(vector: dict[str, Any], feed: Callable[[bytes], Sequence[bytes]]) -> None:
    line = play(vector, feed)
    ended = [(end.kind, end.code, end.maybe_doubled) for end in line.ends()]
    doubled = vector.get("maybe_doubled", False)
    accepted = "ack" if vector.get("kind") == "accepted" else None
    assert ended == ([(ReceiptKind(vector["kind"]), vector.get("code", accepted), doubled)] if "kind" in vector else [])
    assert [event.code for event in line.climbs()] == ([vector["climbed"]] if "climbed" in vector else [])
    assert [event.code for event in line.retractions()] == ([vector["retracted"]] if "retracted" in vector else [])
