"""The ESPA station in the situations that no vector tells: the contract, the clock, the memory of accepted pages."""

import pytest

from radio.drivers.espa import EspaDriver
from radio.errors import ConfigurationError
from radio.message import AcceptedPage, ReceiptKind, Urgency
from radio.protocols.base import DeviceFailed, LoggedOn, SessionEnded
from radio.protocols.espa_line import State
from radio.protocols.espa_profile import EspaProfile
from radio.simulator.espa_frames import frame, header_and_records
from tests.helpers.pages import a_page
from tests.unit.radio.espa_line import Line


def polled(**profile: str | int | float | bool) -> Line:
    """Return a control station whose station has answered the first poll."""
    line = Line(**profile)
    line.probe()
    assert (line.next_said(), line.next_said()) == (b"\x04", b"2\x05")
    line.hear(b"\x04")
    return line


def accepted(line: Line, page_id: str, text: str = "HELP") -> None:
    line.send(page_id, "550", text)
    while line.protocol.state is not State.SELECTING:
        line.pass_deadline()
    line.hear(b"\x06")
    line.hear(b"\x06")
    line.said.clear()


def told(line: Line, **records: str) -> None:
    """Let the station tell a status when it is polled."""
    while line.protocol.state is not State.POLLING:
        line.pass_deadline()
    line.hear(b"1\x05")
    line.hear(frame("2", {name.removeprefix("r"): value for name, value in records.items()}))
    line.hear(b"\x04")


def test_polls_go_on_and_each_answer_proves_the_station() -> None:
    line = polled()
    for _ in range(3):
        assert line.next_said() == b"2\x05"
        line.hear(b"\x04")
    assert sum(isinstance(event, LoggedOn) for event in line.events) == 4
    assert line.protocol.is_resting()


def test_polls_keep_their_rhythm() -> None:
    line = polled(poll_interval_s=1.0)
    first = line.now
    line.next_said()
    assert line.now - first == pytest.approx(1.0)


def test_silent_station_is_given_up_after_the_time_of_the_profile() -> None:
    line = polled(link_dead_s=10.0)
    since = line.now
    while not any(isinstance(event, DeviceFailed) for event in line.events):
        assert line.pass_deadline()
    assert 10.0 <= line.now - since < 13.0
    assert line.protocol.deadline() is None
    line.probe()  # the channel begins anew
    line.said.clear()
    assert line.next_said() == b"2\x05"


def test_one_missed_poll_is_no_failure() -> None:
    line = polled()
    line.next_said()
    line.pass_deadline()
    assert line.next_said() == b"\x04"  # 3.1: the next poll follows an EOT
    assert line.next_said() == b"2\x05"
    line.hear(b"\x04")
    assert not any(isinstance(event, DeviceFailed) for event in line.events)


def test_late_answer_to_a_selection_is_not_taken_for_the_next() -> None:
    line = polled()
    line.send()
    assert (line.next_said(), line.next_said()) == (b"1\x05", b"2\x05")
    assert line.next_said() == b"\x04"  # silence
    line.hear(b"\x06")  # now it comes, before we select again
    assert (line.next_said(), line.next_said()) == (b"1\x05", b"2\x05")
    assert line.protocol.state is State.SELECTING


def test_answer_before_our_octets_left_is_no_answer() -> None:
    line = polled()
    line.protocol.send(a_page("p", "550", "HELP"), line.now)
    line.now = line.protocol.deadline() or line.now
    line.protocol.tick(line.now)
    line.protocol.take_bytes()
    line.protocol.tick(line.now + 1.0)  # selected, but not yet written
    line.protocol.receive(b"\x06", line.now + 1.0)
    assert line.protocol.state is State.SELECTING


def test_only_one_page_at_a_time() -> None:
    line = polled()
    line.send()
    with pytest.raises(RuntimeError, match="page q handed over"):
        line.send("q")


@pytest.mark.parametrize(("unwritten", "kind"), [(0, ReceiptKind.UNCERTAIN), (1, ReceiptKind.FAILED)])
def test_block_without_its_bcc_was_not_taken(unwritten: int, kind: ReceiptKind) -> None:
    line = polled(no_select=True)
    line.send()
    while line.protocol.state is not State.BLOCK:
        line.pass_deadline()
    line.protocol.abandon(line.now, "unplugged", unwritten=unwritten)
    line.collect()
    assert [end.kind for end in line.ends()] == [kind]
    assert isinstance(line.events[-1], SessionEnded)


def test_status_is_told_of_the_page_whose_text_it_repeats() -> None:
    line = polled()
    accepted(line, "p", "FIRST")
    accepted(line, "q", "SECOND")
    told(line, r1="550", r7="4")
    assert line.retractions() == []  # it could be either
    told(line, r1="550", r2="SECOND", r7="4")
    assert [event.page_id for event in line.retractions()] == ["q"]
    told(line, r1="550", r2="SECOND", r7="4")
    assert len(line.retractions()) == 1


@pytest.mark.parametrize(
    ("status", "climbs", "strays"),
    [("1", 0, 0), ("2", 0, 0), ("3", 1, 0), ("5", 0, 0), ("6", 1, 0), ("7", 1, 0), ("9", 0, 1), ("04", 0, 1)],
)
def test_status_proves_no_more_than_its_meaning(status: str, climbs: int, strays: int) -> None:
    line = polled()
    accepted(line, "p")
    told(line, r1="550", r7=status)
    assert [event.kind for event in line.climbs()] == [ReceiptKind.ON_AIR] * climbs
    assert len(line.strays()) == strays
    assert line.retractions() == []
    assert [end.kind for end in line.ends()] == [ReceiptKind.ACCEPTED]


def test_status_carries_its_octets_and_is_told_once() -> None:
    line = polled()
    accepted(line, "p")
    told(line, r1="550", r7="3")
    told(line, r1="550", r7="3")
    (climbed,) = line.climbs()
    assert (climbed.page_id, climbed.raw) == ("p", frame("2", {"1": "550", "7": "3"}))


def test_rungs_only_rise_until_the_station_takes_the_page_back() -> None:
    line = polled(statuses="3=on-air 4=absent 6=read")
    accepted(line, "p")
    for status in "636":
        told(line, r1="550", r7=status)
    assert [event.kind for event in line.climbs()] == [ReceiptKind.READ]
    told(line, r1="550", r7="4")
    told(line, r1="550", r7="3")
    assert [event.code for event in line.retractions()] == ["status-4"]
    assert [event.detail for event in line.strays()] == ["call status 3 fits no page"]


def test_system_status_is_said() -> None:
    line = polled()
    told(line, r8="1")
    assert [event.detail for event in line.strays()] == ["the station reports system status 1"]


def test_page_of_an_earlier_line_is_recalled() -> None:
    line = Line()
    pages = [AcceptedPage(attempt_id="old", address="550", code="ack", age_s=30.0)]
    line.protocol.recall([*pages, AcceptedPage(attempt_id="older", address="551", code="ack", age_s=900.0)], line.now)
    line.protocol.recall(pages, line.now)
    line.probe()
    told(line, r1="551", r7="3")  # too long ago
    told(line, r1="550", r7="3")
    assert [event.page_id for event in line.climbs()] == ["old"]


def test_status_of_another_address_or_too_late_is_of_no_page() -> None:
    line = polled(status_window_s=60.0)
    accepted(line, "p")
    told(line, r1="551", r7="4")
    line.now += 61.0
    line.hear(b"\x04")
    told(line, r1="550", r7="4")
    assert line.retractions() == []


def test_vendor_numbers_are_data() -> None:
    line = polled(statuses="9=absent 4=on-air")
    accepted(line, "p")
    told(line, r1="550", r7="4")
    assert line.retractions() == []
    told(line, r1="550", r7="9")
    assert [event.code for event in line.retractions()] == ["status-9"]


def test_station_that_keeps_the_line_is_interrupted() -> None:
    line = polled(grant_s=20.0, message_wait_s=15.0)
    line.next_said()
    line.hear(b"1\x05")
    began = line.now
    line.said.clear()
    while line.protocol.state is State.SLAVE:
        line.now += 5.0
        line.protocol.tick(line.now)
        line.hear(frame("2", {"1": "550", "7": "3"}))
    assert line.now - began == pytest.approx(20.0)


def test_enquiry_behind_a_silent_neighbours_poll_is_a_poll() -> None:
    """On a multi-drop line the poll of a dead neighbour stands before ours: 2 s of silence make the difference."""
    line = Line(role="polled")
    line.probe()
    line.hear(b"3\x05")
    line.now += 2.0
    line.hear(b"1\x05")
    assert line.next_said() == b"\x04"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"t1": 2}, "ESPA profile: unknown t1; known are .*poll_interval_s"),
        ({"role": "boss"}, "role='boss', but it is one of control, polled"),
        ({"own_address": "12"}, "own_address='12', but it is one character"),
        ({"own_address": "2"}, "are the same"),
        ({"priority": 10}, "priority=10, but it is one digit"),
        ({"priority": "1 1 2 3 3"}, "one for each urgency, EMERGENCY to P5"),
        ({"beep_coding": "1 2 3 4 5 x"}, "beep_coding=1 2 3 4 5 x, but"),
        ({"poll_interval_s": 0}, "poll_interval_s=0.0 is too small"),
        ({"block_reply_s": "soon"}, "block_reply_s='soon' does not fit"),
        ({"charset": "latin-1"}, "needs eight bits, line_mode is 7E2"),
        ({"statuses": "3=maybe"}, "statuses='3=maybe'"),
        ({"max_text": 1000}, "no station is known to take more than 256"),
        ({"select_tries": 1.5}, "it is a whole number"),
    ],
)
def test_impossible_profile_is_refused(values: dict[str, str | int | float | bool], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        EspaProfile.from_mapping(values)


def test_a_page_tells_its_urgency() -> None:
    line = polled(beep_coding="5 3 3 2 2 1")
    line.protocol.send(a_page("p", "550", "HELP", Urgency.EMERGENCY), line.now)
    while line.protocol.state is not State.SELECTING:
        line.pass_deadline()
    line.said.clear()
    line.hear(b"\x06")
    records = header_and_records(line.said[-1])[1]
    assert (records["3"], records["6"]) == ("5", "1")


def test_profile_comes_from_words() -> None:
    profile = EspaProfile.from_mapping({"no_select": "yes", "baud": "1200", "pause_s": "0.2", "own_address": "5"})
    assert (profile.no_select, profile.baud, profile.pause_s, profile.own_address) == (True, 1200, 0.2, "5")
    assert EspaProfile(line_mode="8N1").bits_per_character == 10
    assert EspaProfile().bits_per_character == 11


def test_driver_knows_whose_trouble_it_is() -> None:
    driver = EspaDriver({})
    assert all(map(driver.is_trouble_of_line, ["nak", "nak-1", "nak-2", "no-answer", "not-ready", "not-polled"]))
    assert not any(map(driver.is_trouble_of_line, [None, "not-carried", "status-4"]))
    assert driver.capabilities().highest_receipt is ReceiptKind.ACCEPTED
    telling = {"tells_status": True}
    assert EspaDriver(telling).capabilities().highest_receipt is ReceiptKind.ON_AIR
    assert EspaDriver({**telling, "statuses": "6=read"}).capabilities().highest_receipt is ReceiptKind.READ
    assert EspaDriver({**telling, "statuses": "4=absent"}).capabilities().highest_receipt is ReceiptKind.ACCEPTED
    assert (driver.default_baud, driver.default_mode, driver.probe_interval_s) == (9600, "7E2", 10.0)
