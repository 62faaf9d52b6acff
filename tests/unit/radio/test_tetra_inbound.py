"""What a TETRA terminal hands in: texts and their reports, statuses, places, emergencies, what cannot be read."""

import pytest

from radio.protocols.base import EmergencyHeard, Heard, PositionHeard
from tests.unit.radio.tetra_line import CREW, ready, sds


def test_text_is_confirmed_as_received_once_it_was_handed_over() -> None:
    line = ready()
    line.protocol.receive(sds("820EC90148414C4C4F"), line.now)
    assert line.protocol.take_bytes() == b"", "not before somebody took it"
    line.collect()
    line.collect()
    line.hear(b"\r\nOK\r\n")
    line.accept()
    assert line.heard() == [Heard(sender=CREW, text="HALLO", raw=line.heard()[0].raw)]
    assert line.commands() == ["AT+CTSDS=12,0,0,0", "AT+CMGS=1234567,32"]
    assert line.messages() == ["821000C9"]
    line.hear(b"\r\n+CMGS: 7,4\r\n")
    assert line.strays() == []
    assert line.protocol.wants_page()


@pytest.mark.parametrize(
    ("digits", "profile"),
    [
        ("8202C90148414C4C4F", {}),  # wants none
        ("820AC90148414C4C4F", {}),  # wants to know when somebody read it, which nobody here can say
        ("0248414C4C4F", {}),  # simple text
        ("820EC90148414C4C4F", {"confirm_received": False}),
        ("82180055", {"acknowledge_reports": False}),
    ],
)
def test_what_is_not_confirmed(digits: str, profile: dict[str, bool]) -> None:
    line = ready(**profile)
    line.hear(sds(digits))
    assert line.said == []


def test_report_that_asks_for_it_is_acknowledged() -> None:
    line = ready()
    line.hear(sds("82180055"))
    line.hear(b"\r\nOK\r\n")
    line.accept()
    assert line.messages() == ["82200055"]


def test_long_text_is_confirmed_part_by_part_once_it_is_whole() -> None:
    line = ready()
    line.hear(sds("8A0602010500031002024C4F"))
    assert line.heard() == []
    assert line.said == []
    line.hear(sds("8A06010105000310020148414C"))
    (heard,) = line.heard()
    assert isinstance(heard, Heard)
    assert (heard.text, heard.complete) == ("HALLO", True)
    for _ in range(2):
        line.hear(b"\r\nOK\r\n")
        line.accept()
    assert sorted(line.messages()) == ["8A100001", "8A100002"]


def test_part_that_never_comes_is_said_and_nothing_confirmed() -> None:
    line = ready()
    line.hear(sds("8A0602010500031002024C4F"))
    line.pass_deadline()
    line.collect()
    (heard,) = line.heard()
    assert isinstance(heard, Heard)
    assert (heard.text, heard.complete) == ("[part 1 missing] LO", False)
    assert line.said == []


def test_flood_of_texts_owes_no_endless_reports() -> None:
    line = ready()
    line.protocol.receive(b"".join(sds(f"8206{number:02X}0141") for number in range(100)), line.now)
    line.collect()
    assert len(line.heard()) == 100
    assert len(line.strays()) == 68


def test_report_of_ours_that_is_refused_is_said() -> None:
    line = ready()
    line.hear(sds("82060101" + "41"))
    line.hear(b"\r\n+CME ERROR: 3\r\n")
    assert "could not be given (cme:3)" in line.strays()[0].detail
    assert line.protocol.wants_page()


def test_call_out_is_shown_as_it_is() -> None:
    line = ready()
    line.hear(sds("C30E01112233"))
    (stray,) = line.strays()
    assert stray.detail == "a call-out (PID C3) from 1234567"
    assert b"C30E01112233" in stray.raw


@pytest.mark.parametrize("data", [sds("0A40"), sds("0A" + "4" * 20), sds("11223344", service=9), sds("80", service=13)])
def test_what_cannot_be_read_is_a_stray(data: bytes) -> None:
    line = ready()
    line.hear(data)
    assert len(line.strays()) == 1
    assert line.heard() == []


def test_sender_is_written_as_ours_are() -> None:
    line = ready()
    for sender in ("02620100101234567", "02620100201234567", "0001234567", ""):
        line.hear(sds("8004", 13, sender=sender))
    senders = [event.sender for event in line.heard()]
    assert senders == ["1234567", "262-1002-1234567", "unknown", "unknown"]


def test_emergency_with_its_place_comes_before_the_place() -> None:
    line = ready()
    line.hear(sds("0A167364C650CAC9388020"))
    emergency, place = line.heard()
    assert isinstance(emergency, EmergencyHeard)
    assert isinstance(place, PositionHeard)
    assert (emergency.how, place.reason) == ("LIP reason 2", 2)


def test_sentence_of_a_receiver_is_a_position() -> None:
    line = ready()
    sentence = b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47"
    line.hear(sds("83060100" + sentence.hex().upper()))
    line.hear(b"\r\nOK\r\n")
    line.accept()
    (place,) = line.heard()
    assert isinstance(place, PositionHeard)
    assert round(place.latitude, 4) == 48.1173
    assert line.messages() == ["83100001"]
    line.hear(sds("0300" + b"$GPGGA,".hex()))
    assert len(line.strays()) == 1
