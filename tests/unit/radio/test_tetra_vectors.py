"""The vectors of tests/vectors/tetra: units both ways, and sessions fed whole, byte by byte and after noise."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from radio.protocols.base import EmergencyHeard, PageEnded, PositionHeard, StatusHeard
from radio.protocols.long_texts import Concat
from radio.protocols.tetra_codes import short_report
from radio.protocols.tetra_lines import read_sds
from radio.protocols.tetra_lip import decode_lip
from radio.protocols.tetra_nmea import find_fix
from radio.protocols.tetra_party import Party, target_of
from radio.protocols.tetra_sds import (
    TEXT,
    Ack,
    BadSds,
    Coding,
    Place,
    Report,
    Wanted,
    Words,
    decode_sds,
    encode_ack,
    encode_report,
    encode_text,
)
from radio.protocols.tetra_submitting import Outgoing
from radio.simulator.tetra_air import read_given, write_lip, write_report, write_short_report
from tests.unit.radio.tap_line import octets
from tests.unit.radio.tetra_line import Feed, Line, a_report, after_noise, byte_by_byte, ready, sds, whole

FOLDER = Path(__file__).parents[2] / "vectors" / "tetra"
UNITS: dict[str, Any] = tomllib.loads((FOLDER / "pdu.toml").read_text(encoding="utf-8"))
SESSIONS: list[dict[str, Any]] = tomllib.loads((FOLDER / "sessions.toml").read_text(encoding="utf-8"))["session"]


def name_of(vector: dict[str, Any]) -> str:
    return f"{vector['name']} [{vector.get('clause', '')}]"


def concat_of(vector: dict[str, Any]) -> Concat | None:
    return Concat(*vector["concat"]) if "concat" in vector else None


@pytest.mark.parametrize("vector", UNITS["transfer"], ids=name_of)
def test_transfer_goes_out_so(vector: dict[str, Any]) -> None:
    coding = vector.get("coding")
    unit = encode_text(
        vector.get("pid", TEXT), vector["text"], vector["reference"], wanted=Wanted(vector["wanted"]),
        short_reports=vector.get("short_reports", False), concat=concat_of(vector),
        coding=None if coding is None else Coding(coding),
    )  # fmt: skip
    assert unit.hex().upper() == vector["pdu"]
    assert len(unit) * 8 == vector["bits"]


@pytest.mark.parametrize("vector", UNITS["transfer"], ids=name_of)
def test_network_reads_the_transfer_so(vector: dict[str, Any]) -> None:
    read = read_given("12", vector["pdu"], vector["bits"])
    assert (read.text, read.reference) == (vector["text"], vector["reference"])
    assert read.wants_received * 1 + read.wants_consumed * 2 == vector["wanted"]
    assert read.short_allowed == vector.get("short_reports", False)
    assert read.long == (tuple(vector["concat"]) if "concat" in vector else None)


@pytest.mark.parametrize("vector", UNITS["transfer"], ids=name_of)
def test_transfer_is_read_back(vector: dict[str, Any]) -> None:
    read = decode_sds(bytes.fromhex(vector["pdu"]), vector["bits"])
    assert isinstance(read, Words)
    assert (read.text, read.reference, read.wanted) == (vector["text"], vector["reference"], vector["wanted"])


@pytest.mark.parametrize("vector", UNITS["report"], ids=name_of)
def test_report_both_ways(vector: dict[str, Any]) -> None:
    ask = vector.get("wants_ack", False)
    read = decode_sds(bytes.fromhex(vector["pdu"]), 32)
    assert read == Report(pid=0x82, status=vector["status"], reference=vector["reference"], wants_ack=ask)
    assert write_report("82", vector["status"], vector["reference"], ask=ask) == vector["pdu"]
    given = read_given("12", vector["pdu"], 32)
    assert (given.kind, given.status, given.reference) == ("report", vector["status"], vector["reference"])
    if not ask:
        assert encode_report(0x82, vector["status"], vector["reference"]).hex().upper() == vector["pdu"]


@pytest.mark.parametrize("vector", UNITS["ack"], ids=name_of)
def test_acknowledgement_both_ways(vector: dict[str, Any]) -> None:
    assert encode_ack(0x82, vector["status"], vector["reference"]).hex().upper() == vector["pdu"]
    read = decode_sds(bytes.fromhex(vector["pdu"]), 32)
    assert read == Ack(pid=0x82, status=vector["status"], reference=vector["reference"])
    assert read_given("12", vector["pdu"], 32).kind == "ack"


@pytest.mark.parametrize("vector", UNITS["words"], ids=name_of)
def test_words(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["pdu"])
    read = decode_sds(data, vector.get("bits", len(data) * 8))
    assert isinstance(read, Words)
    assert (read.text, read.reference, read.concat) == (vector["text"], vector.get("reference"), concat_of(vector))
    assert read.wanted == vector.get("wanted", 0)


@pytest.mark.parametrize("vector", UNITS["broken"], ids=name_of)
def test_broken_unit_is_refused(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["pdu"])
    with pytest.raises(BadSds):
        decode_sds(data, len(data) * 8)


@pytest.mark.parametrize("vector", UNITS["status"], ids=name_of)
def test_status_comes_in(vector: dict[str, Any]) -> None:
    line = ready()
    line.hear(sds(vector["digits"], service=13))
    (heard,) = line.heard()
    if vector["heard"] == "emergency":
        assert isinstance(heard, EmergencyHeard)
        assert (heard.sender, heard.how) == ("1234567", "TETRA status 0")
    else:
        assert isinstance(heard, StatusHeard)
        assert (heard.sender, heard.code) == ("1234567", int(vector["heard"], 16))


def test_status_goes_out() -> None:
    target = target_of("status:8004@1234567")
    assert target.status == 0x8004, "EN 300 392-5 §6.14.6"
    message = Outgoing.status(target.party, target.status, 0)
    assert (message.data.hex(), message.service) == ("8004", "13")
    assert read_given("13", "8004", 16).status == 0x8004


@pytest.mark.parametrize("vector", UNITS["short"], ids=name_of)
def test_short_report(vector: dict[str, Any]) -> None:
    found = short_report(int(vector["digits"], 16))
    assert found is not None
    assert (found[0].code, found[1]) == (vector["code"], vector["reference"])
    assert write_short_report(int(vector["code"][-1]), vector["reference"]) == vector["digits"]


@pytest.mark.parametrize("vector", UNITS["lip"], ids=name_of)
def test_location(vector: dict[str, Any]) -> None:
    line = ready()
    line.hear(sds(vector["pdu"]))
    (place,) = [event for event in line.heard() if isinstance(event, PositionHeard)]
    assert (place.latitude, place.longitude) == pytest.approx((vector["latitude"], vector["longitude"]), abs=1e-6)
    assert place.sender == "1234567"
    for name in ("age_s", "accuracy_m", "speed_kmh", "heading_deg", "reason"):
        assert getattr(place, name) == vector.get(name), name
    emergencies = [event for event in line.heard() if isinstance(event, EmergencyHeard)]
    assert [(e.how, e.latitude) for e in emergencies] == (
        [("LIP reason 2", place.latitude)] if place.reason == 2 else []
    )


@pytest.mark.parametrize("vector", [v for v in UNITS["lip"] if "given" in v], ids=name_of)
def test_radio_tells_the_location_so(vector: dict[str, Any]) -> None:
    exact = decode_lip(bytes.fromhex(vector["pdu"])[1:])
    assert write_lip(exact.latitude, exact.longitude, **vector["given"]) == vector["pdu"]


@pytest.mark.parametrize("vector", UNITS["speed"], ids=name_of)
def test_speed(vector: dict[str, Any]) -> None:
    units = [bytes.fromhex(write_lip(0.0, 0.0, speed=value)) for value in vector["values"]]
    speeds = [decode_lip(unit[1:]).speed_kmh for unit in units]
    assert speeds == pytest.approx(vector["kmh"], rel=1e-3)


@pytest.mark.parametrize("vector", UNITS["nmea"], ids=name_of)
def test_sentence(vector: dict[str, Any]) -> None:
    fix = find_fix(b"\x00" + vector["sentence"].encode("ascii"))
    if "latitude" not in vector:
        assert fix is None
        return
    assert fix is not None
    assert (fix.latitude, fix.longitude) == pytest.approx((vector["latitude"], vector["longitude"]), abs=1e-5)
    assert (fix.speed_kmh, fix.heading_deg) == pytest.approx((vector.get("speed_kmh"), vector.get("heading_deg")))


@pytest.mark.parametrize("pid", ["0300", "8302010100"])
def test_sentence_in_short_data(pid: str) -> None:
    read = decode_sds(bytes.fromhex(pid) + b"$GPGLL,", 8 * (len(pid) // 2 + 7))
    assert isinstance(read, Place)
    assert read.body.endswith(b"$GPGLL,")


@pytest.mark.parametrize("vector", UNITS["header"], ids=name_of)
def test_header(vector: dict[str, Any]) -> None:
    fields = tuple(vector["fields"].split(","))
    read = read_sds(fields, "82029C01746573746D657373616765", Party(2345678, (262, 1001)))
    assert (None if read.sender is None else str(read.sender), read.bits) == (vector.get("sender"), vector["bits"])


def said_by_terminal(text: str, line: Line) -> bytes:
    out = b""
    for piece in re.split(r"(\{[^}]*\})", text):
        if piece == "{PDU}":
            out += line.messages()[-1].encode("ascii")
        elif piece.startswith("{REPORT="):
            out += a_report(int(piece[8:-1], 16))
        elif piece.startswith("{SHORT="):
            out += sds(f"7{'CDEF'[int(piece[7:-1])]}B1", service=13)
        else:
            out += octets(piece)
    return out


def play(vector: dict[str, Any], feed: Feed) -> Line:
    line = ready()
    line.send()
    for said in vector["peer"]:
        if said:
            line.hear(said_by_terminal(said, line), feed)
        else:
            line.pass_deadline()
            line.collect()
    line.wait_end()
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
    """The line falls silent within an answer: the page ends once, ACCEPTED only with the instance."""
    if vector["kinds"] != ["accepted ref:177"] or "" in vector["peer"] or len(vector["peer"]) != 2:
        return
    line = ready()
    line.send()
    line.hear(said_by_terminal(vector["peer"][0], line))
    last = said_by_terminal(vector["peer"][1], line)
    needed = last.index(b"+CMGS: 7\r") + len(b"+CMGS: 7\r")
    for length in range(len(last)):
        line = ready()
        line.send()
        line.hear(said_by_terminal(vector["peer"][0], line))
        line.hear(last[:length])
        line.wait_end()
        ended = [event for event in line.events if isinstance(event, PageEnded)]
        assert len(ended) == 1
        assert (ended[0].kind == "accepted") == (length >= needed), length
