"""The vectors of tests/vectors/sms: units in both directions, and sessions fed whole, byte by byte and after noise."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from radio.protocols.base import PageEnded
from radio.protocols.sms_alphabet import from_septets, pack, to_septets, unpack
from radio.protocols.sms_pdu import (
    BadPdu,
    Concat,
    Deliver,
    Part,
    StatusReport,
    decode_pdu,
    encode_submit,
    relative_validity,
    split_text,
)
from radio.simulator.sms_air import read_submit
from tests.unit.radio.sms_line import Feed, Line, a_report, after_noise, byte_by_byte, ready, whole
from tests.unit.radio.tap_line import octets

FOLDER = Path(__file__).parents[2] / "vectors" / "sms"
UNITS: dict[str, Any] = tomllib.loads((FOLDER / "pdu.toml").read_text(encoding="utf-8"))
SESSIONS: list[dict[str, Any]] = tomllib.loads((FOLDER / "sessions.toml").read_text(encoding="utf-8"))["session"]


def name_of(vector: dict[str, Any]) -> str:
    return f"{vector['name']} [{vector.get('clause', '')}]"


def concat_of(vector: dict[str, Any]) -> Concat | None:
    return Concat(*vector["concat"]) if "concat" in vector else None


@pytest.mark.parametrize("vector", UNITS["submit"], ids=name_of)
def test_submit_goes_out_so(vector: dict[str, Any]) -> None:
    (part,) = split_text(vector["text"], 0)
    part = Part(alphabet=part.alphabet, text=part.text, concat=concat_of(vector))
    unit = encode_submit(
        vector["to"], part, validity_minutes=vector.get("validity"), report=vector.get("report", True),
        flash=vector.get("flash", False),
    )  # fmt: skip
    assert "00" + unit.hex().upper() == vector["pdu"]
    assert len(unit) == vector["length"]


@pytest.mark.parametrize("vector", UNITS["submit"], ids=name_of)
def test_network_reads_the_submit_so(vector: dict[str, Any]) -> None:
    read = read_submit(vector["pdu"], vector["length"])
    assert (read.number, read.text) == (vector["to"], vector["text"])
    assert read.wants_report == vector.get("report", True)
    assert read.flash == vector.get("flash", False)
    assert read.long == (tuple(vector["concat"]) if "concat" in vector else None)


@pytest.mark.parametrize("vector", UNITS["report"], ids=name_of)
def test_report(vector: dict[str, Any]) -> None:
    read = decode_pdu(bytes.fromhex(vector["pdu"]), vector["length"])
    assert isinstance(read, StatusReport)
    assert (read.reference, read.recipient, read.at, read.status) == (
        vector["reference"], vector["recipient"], vector["at"], vector["status"],
    )  # fmt: skip


@pytest.mark.parametrize("vector", UNITS["deliver"], ids=name_of)
def test_deliver(vector: dict[str, Any]) -> None:
    read = decode_pdu(bytes.fromhex(vector["pdu"]), vector["length"])
    assert isinstance(read, Deliver)
    assert (read.sender, read.part.text, read.part.concat) == (vector["sender"], vector["text"], concat_of(vector))
    if "at" in vector:
        assert read.sent_at == vector["at"]


@pytest.mark.parametrize("vector", UNITS["broken"], ids=name_of)
def test_broken_unit_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(BadPdu):
        decode_pdu(bytes.fromhex(vector["pdu"]), vector["length"])


@pytest.mark.parametrize("vector", [*UNITS["report"], *UNITS["deliver"]], ids=name_of)
def test_unit_cut_anywhere_is_refused(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["pdu"])
    for length in range(len(data)):
        with pytest.raises(BadPdu):
            decode_pdu(data[:length], vector["length"])


@pytest.mark.parametrize("vector", UNITS["septets"], ids=name_of)
def test_septets(vector: dict[str, Any]) -> None:
    packed = bytes.fromhex(vector["octets"])
    septets = to_septets(vector["text"])
    assert pack(septets) == packed
    assert from_septets(unpack(packed, len(septets))) == vector["text"]


def test_validity() -> None:
    (vector,) = UNITS["validity"]
    assert [relative_validity(minutes) for minutes in vector["minutes"]] == vector["values"], vector["clause"]


def said_by_modem(text: str, line: Line) -> bytes:
    pieces = re.split(r"(\{[^}]*\})", text)
    out = b""
    for piece in pieces:
        if piece == "{PDU}":
            out += line.messages()[-1].encode("ascii")
        elif piece.startswith("{REPORT="):
            out += a_report(int(piece[8:-1]))
        else:
            out += octets(piece)
    return out


def play(vector: dict[str, Any], feed: Feed) -> Line:
    line = ready()
    line.send()
    for said in vector["peer"]:
        if said:
            line.hear(said_by_modem(said, line), feed)
        else:
            line.pass_deadline()
            line.collect()
    while not line.ends() and line.pass_deadline():
        line.collect()
    return line


@pytest.mark.parametrize("feed", [whole, byte_by_byte, after_noise])
@pytest.mark.parametrize("vector", SESSIONS, ids=name_of)
def test_session(vector: dict[str, Any], feed: Feed) -> None:
    line = play(vector, feed)
    assert line.kinds() == vector["kinds"], line.events
    assert len(line.strays()) == vector.get("strays", 0), line.strays()
    assert len(line.messages()) <= 1, "a message never goes twice by itself"


@pytest.mark.parametrize("vector", SESSIONS, ids=name_of)
def test_session_cut_anywhere_is_never_accepted_early(vector: dict[str, Any]) -> None:
    """The line falls silent within an answer: the page ends once, ACCEPTED only with the reference."""
    if vector["kinds"] != ["accepted mr:42"] or "" in vector["peer"]:
        return
    line = ready()
    line.send()
    for said in vector["peer"][:-1]:
        line.hear(said_by_modem(said, line))
    last = said_by_modem(vector["peer"][-1], line)
    if line.ends():
        return  # it speaks of what comes after the page's end
    needed = last.index(b"+CMGS: 42\r") + len(b"+CMGS: 42\r")
    for length in range(len(last)):
        line = ready()
        line.send()
        for said in vector["peer"][:-1]:
            line.hear(said_by_modem(said, line))
        line.hear(last[:length])
        while not line.ends() and line.pass_deadline():
            line.collect()
        ended = [event for event in line.events if isinstance(event, PageEnded)]
        assert len(ended) == 1
        assert (ended[0].kind == "accepted") == (length >= needed), length
