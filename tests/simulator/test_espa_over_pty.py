"""Every fault of the simulated paging system through the real gateway; the truth is counted on its tape."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import radio.__main__ as command_line
from radio.gateway import Gateway, InMemoryPages, capabilities, check_address, check_text, forecast_s
from radio.message import ChannelConfig, ChannelState, Page, ReceiptKind, Urgency, World
from radio.simulator.espa_station import EspaStation, StationHabits
from radio.simulator.process import start_terminal
from radio.simulator.tape import read_tape
from radio.trace import Direction
from tests.simulator.radio_room import Room, SimulatedTerminal

QUICK: dict[str, str | int | float | bool] = {
    "poll_interval_s": 0.1,
    "poll_reply_s": 0.3,
    "link_dead_s": 0.8,
    "pause_s": 0.02,
    "select_gap_s": 0.02,
    "select_reply_s": 0.4,
    "block_reply_s": 0.8,
    "retry_pause_s": 0.1,
    "message_wait_s": 0.8,
}


class EspaRoom(Room):
    """A room whose paging system speaks ESPA."""

    driver = "espa"
    quick = QUICK

    def station(self, *faults: str, habits: StationHabits | None = None) -> SimulatedTerminal:
        return self.plug(lambda tape, rules: EspaStation(tape, rules, habits), *faults)

    def open_up(self, *faults: str, habits: StationHabits | None = None, **profile: str | int | float | bool) -> None:
        self.station(*faults, habits=habits)
        self.open(**profile)
        self.ledger.wait_state(ChannelState.UP)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[EspaRoom]:
    made = EspaRoom(tmp_path)
    yield made
    made.close()


CONTROLS = StationHabits(controls=True, poll_s=0.1, answer_s=0.3)


def test_page_is_accepted_with_its_bytes(room: EspaRoom) -> None:
    room.open_up()
    receipt = room.outcome(room.page("ENGINE 7 STRUCTURE FIRE", address="550"))
    assert (receipt.kind, receipt.code) == (ReceiptKind.ACCEPTED, "ack")
    # ESPA 4.4.4, 3.1 and 3.2 before the block; its BCC was worked out by hand.
    assert receipt.bytes_sent.startswith(b"1\x052\x05\x011\x021\x1f550\x1e2\x1fENGINE 7 STRUCTURE FIRE\x1e3\x1f3")
    assert receipt.bytes_received.endswith(b"\x06")
    assert receipt.first_byte_at is not None
    (entry,) = room.tape()
    assert (entry.address, entry.text) == ("550", "ENGINE 7 STRUCTURE FIRE")
    assert bytes.fromhex(entry.block_hex) in receipt.bytes_sent


def test_polled_station_sends_when_it_is_polled(room: EspaRoom) -> None:
    room.open_up(habits=CONTROLS, role="polled")
    receipt = room.send("WHEN POLLED")
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert receipt.bytes_sent.startswith(b"2\x05\x01")
    assert room.texts() == ["WHEN POLLED"]


def test_bare_station_takes_the_block_without_a_selection(room: EspaRoom) -> None:
    room.open_up(habits=StationHabits(bare=True), no_select=True)
    receipt = room.send("STRAIGHT AWAY")
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert receipt.bytes_sent.startswith(b"\x01")
    assert room.texts() == ["STRAIGHT AWAY"]


def test_station_that_answers_only_selections(room: EspaRoom) -> None:
    room.open_up(heartbeat="select", pages_per_select=3)
    texts = ["ONE", "TWO", "THREE", "FOUR"]
    ids = [room.page(text) for text in texts]
    assert {room.outcome(attempt_id).kind for attempt_id in ids} == {ReceiptKind.ACCEPTED}
    assert room.texts() == texts


def test_latin_1_on_eight_bits(room: EspaRoom) -> None:
    room.open_up(habits=StationHabits(eight_bits=True), charset="latin-1", line_mode="8N1")
    assert room.send("ZUG BRÜCKE ß é").kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["ZUG BRÜCKE ß é"]


@pytest.mark.parametrize("role", ["control", "polled"])
@pytest.mark.parametrize(
    ("fault", "kind", "code", "on_tape"),
    [
        ("nak-once", ReceiptKind.ACCEPTED, "ack", 1),
        ("nak-once=0", ReceiptKind.ACCEPTED, "ack", 1),
        ("nak-once=2", ReceiptKind.ACCEPTED, "ack", 1),
        ("nak", ReceiptKind.FAILED, "nak-1", 0),
        ("nak=2", ReceiptKind.FAILED, "nak-2", 0),
        ("nak=3", ReceiptKind.REJECTED, "nak-3", 0),
        ("busy@1", ReceiptKind.ACCEPTED, "ack", 1),
        ("busy@1-", ReceiptKind.FAILED, "not-ready", 0),
        ("garbage", ReceiptKind.ACCEPTED, "ack", 1),
        ("eot-behind", ReceiptKind.ACCEPTED, "ack", 1),
        ("echo", ReceiptKind.ACCEPTED, "ack", 1),
        ("slow-baud=4800", ReceiptKind.ACCEPTED, "ack", 1),
        ("late-ack=0.3", ReceiptKind.ACCEPTED, "ack", 1),
        ("late-ack=2", ReceiptKind.UNCERTAIN, "silence", 1),
        ("silent", ReceiptKind.UNCERTAIN, "silence", 0),
        ("lost-ack", ReceiptKind.UNCERTAIN, "silence", 1),
        ("unplug-mid-block=0.1", ReceiptKind.UNCERTAIN, "line-lost", 0),
        ("unplug-accepted=0.1", ReceiptKind.UNCERTAIN, "line-lost", 1),
    ],
)
def test_fault_ends_the_page_truthfully(
    room: EspaRoom, role: str, fault: str, kind: ReceiptKind, code: str, on_tape: int
) -> None:
    room.open_up(fault, habits=CONTROLS if role == "polled" else None, role=role)
    receipt = room.send("FAULTY LINE")
    assert (receipt.kind, receipt.code) == (kind, code), receipt.detail
    assert room.texts() == ["FAULTY LINE"] * on_tape


def test_lost_answer_is_never_answered_by_the_same_block(room: EspaRoom) -> None:
    room.open_up("lost-ack@1")
    first = room.send("ONCE ONLY")
    assert first.kind is ReceiptKind.UNCERTAIN
    assert first.bytes_sent.count(b"\x01") == 1
    assert room.send("NEXT").kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["ONCE ONLY", "NEXT"]


def test_late_answer_is_not_taken_for_that_of_the_next_page(room: EspaRoom) -> None:
    room.open_up("late-ack=1@1", "nak=3@2")
    assert room.send("LATE").kind is ReceiptKind.UNCERTAIN
    assert room.send("REFUSED").kind is ReceiptKind.REJECTED
    assert room.texts() == ["LATE"]


def test_profile_may_resend_and_then_says_so(room: EspaRoom) -> None:
    room.open_up("lost-ack@1", resend_on_silence=True)
    receipt = room.send("TWICE")
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert receipt.maybe_doubled
    assert room.texts() == ["TWICE", "TWICE"]


def test_profile_may_drop_an_echo(room: EspaRoom) -> None:
    room.open_up("echo", echo=True)
    assert room.send("HEARD ONCE").kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["HEARD ONCE"]


@pytest.mark.parametrize("role", ["control", "polled"])
def test_status_paged_is_on_air(room: EspaRoom, role: str) -> None:
    habits = StationHabits(controls=role == "polled", poll_s=0.1, answer_s=0.3, statuses=("2", "3"))
    room.open_up(habits=habits, role=role, tells_status=True)
    attempt_id = room.page("ON THE AIR")
    room.ledger.wait(lambda: len(room.ledger.receipts) == 2)
    accepted, on_air = room.ledger.receipts
    assert (accepted.attempt_id, accepted.kind) == (attempt_id, ReceiptKind.ACCEPTED)
    assert (on_air.attempt_id, on_air.kind, on_air.code) == (attempt_id, ReceiptKind.ON_AIR, "status-3")
    assert on_air.bytes_received == b"\x012\x021\x1f123456\x1e7\x1f3\x03\x1f"


@pytest.mark.parametrize("faults", [[], ["bad-bcc"], ["eot-behind"]])
@pytest.mark.parametrize("role", ["control", "polled"])
def test_status_absent_takes_the_page_back(room: EspaRoom, role: str, faults: list[str]) -> None:
    habits = StationHabits(controls=role == "polled", poll_s=0.1, answer_s=0.3, statuses=("2", "4"))
    room.open_up(*faults, habits=habits, role=role)
    attempt_id = room.page("NOBODY THERE")
    assert room.outcome(attempt_id).kind is ReceiptKind.ACCEPTED
    retraction = room.retraction(attempt_id)
    assert retraction.code == "status-4"
    assert b"\x1e7\x1f4\x03" in retraction.bytes_received


class Heard:
    """A trace that only remembers what came in."""

    def __init__(self) -> None:
        self.octets = bytearray()

    def note(self, direction: Direction, data: bytes, at: datetime) -> None:
        del at
        if direction is Direction.RECEIVED:
            self.octets += data

    def close(self) -> None:
        """Nothing is held."""


def test_status_never_says_more_than_the_evidence(room: EspaRoom) -> None:
    """Two pages to one address: a status that names the address only is about neither."""
    heard = Heard()
    room.gateway = Gateway(room.pages, room.ledger, lambda _: heard)
    ids = [room.page("FIRST"), room.page("SECOND")]
    room.open_up(habits=StationHabits(statuses=("4",)), pages_per_select=2)
    for attempt_id in ids:
        assert room.outcome(attempt_id).kind is ReceiptKind.ACCEPTED
    room.ledger.wait(lambda: heard.octets.count(b"\x1e7\x1f4\x03") == 2 and heard.octets.endswith(b"\x04\x04"))
    assert [receipt.kind for receipt in room.ledger.receipts] == [ReceiptKind.ACCEPTED] * 2


class CountingPages(InMemoryPages):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def claim(self, channel: str) -> Page | None:
        self.asked += 1
        return super().claim(channel)


def test_polls_do_not_ask_the_source_each_time(room: EspaRoom) -> None:
    room.pages, heard = CountingPages(), Heard()
    room.gateway = Gateway(room.pages, room.ledger, lambda _: heard)
    room.open_up(poll_interval_s=0.02)
    room.ledger.wait(lambda: heard.octets.count(b"\x04") >= 10)
    assert room.pages.asked == 1


def test_urgent_page_overtakes(room: EspaRoom) -> None:
    room.page("second", urgency=Urgency.P3)
    last = room.page("first", urgency=Urgency.EMERGENCY)
    room.open_up()
    room.outcome(last)
    room.ledger.wait(lambda: len(room.ledger.receipts) == 2)
    assert room.texts() == ["first", "second"]


def test_silent_station_fails_and_leaves_the_page_where_it_waits(room: EspaRoom) -> None:
    room.page("KEPT")
    room.station("dead")
    room.open()
    assert "no answer to polls" in room.ledger.wait_state(ChannelState.FAILED).reason
    assert room.pages.count("espa") == 1
    assert room.ledger.receipts == []


def test_station_that_is_not_polled_says_so(room: EspaRoom) -> None:
    room.station()  # waits to be polled, as we do
    room.open(role="polled")
    assert "has not polled us" in room.ledger.wait_state(ChannelState.FAILED).reason


def test_echo_alone_is_no_station(room: EspaRoom) -> None:
    class Echo(EspaStation):
        def receive(self, data: bytes, now: float) -> None:
            del now
            self._out += data

    room.plug(lambda tape, rules: Echo(tape, rules))
    room.open()
    room.ledger.wait_state(ChannelState.FAILED)


def test_port_comes_back_after_unplugging(room: EspaRoom) -> None:
    station = room.station()
    room.open()
    room.ledger.wait_state(ChannelState.UP)
    station.stop()
    room.ledger.wait_state(ChannelState.DOWN)
    attempt_id = room.page("KEPT")
    room.station()
    assert room.outcome(attempt_id).kind is ReceiptKind.ACCEPTED


def test_busy_station_is_left_alone_for_a_moment(room: EspaRoom) -> None:
    room.open_up("nak=2@1")
    assert room.send("BUSY").code == "nak-2"
    assert room.send("AGAIN").kind is ReceiptKind.ACCEPTED
    assert any("next try in" in health.reason for health in room.ledger.states)
    assert room.ledger.states[-1].state is ChannelState.UP


def test_uncarriable_page_is_rejected_before_anything_leaves(room: EspaRoom) -> None:
    room.open_up()
    receipt = room.send("ZUG BRÜCKE")
    assert (receipt.kind, receipt.code) == (ReceiptKind.REJECTED, "not-carried")
    assert "'Ü' at position 7" in receipt.detail
    assert room.tape() == ()


def config_with(link: str, **profile: str | int | float | bool) -> ChannelConfig:
    return ChannelConfig(name="x", driver="espa", link=link, world=World.LIVE, profile=profile)


def test_channel_can_be_judged_before_it_is_open() -> None:
    slow = config_with("serial:/dev/ttyUSB0?baud=1200&mode=7E2")
    assert capabilities(slow).max_text == 128
    assert capabilities(slow).highest_receipt is ReceiptKind.ACCEPTED
    assert capabilities(slow).charset == "ascii-printable"
    assert capabilities(config_with("serial:/dev/x", charset="latin-1", line_mode="8N1")).charset == "latin-1"
    assert check_text(slow, "OK") is None
    assert check_text(slow, "x" * 129) == "text has 129 characters, the channel carries 128"
    assert check_address(slow, "1" * 17) == "the address has 17 characters, at most 16 are carried"
    assert check_address(slow, "") == "the address is empty"
    assert check_address(slow, "5 5") == "character ' ' at position 2 of the address cannot be carried"
    # 11 bits a character: 128 of text and at least 40 around it.
    assert 168 * 11 / 1200 < forecast_s(slow, "x" * 128) < 168 * 11 / 1200 + 2.0
    assert forecast_s(slow, "") < forecast_s(slow, "x" * 128)


def test_command_line_speaks_espa(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    link, tape = tmp_path / "link", tmp_path / "tape"
    with start_terminal(link, tape, faults=["nak=3@2"], device="espa", options=["--status", "3"]):
        espa = ["--driver", "espa"]
        assert command_line.main(["probe", str(link), *espa]) == 0
        assert command_line.main(["send", str(link), "550", "HELLO", *espa]) == 0
        refused = command_line.main(["send", str(link), "550", "HELLO", *espa])
        assert refused == command_line.EXIT_CODES[ReceiptKind.REJECTED]
    said = capsys.readouterr().out
    assert "<SOH>1<STX>1<US>550<RS>2<US>HELLO<RS>" in said
    assert "REJECTED [nak-3] the station does not take such a block" in said
    assert [entry.address for entry in read_tape(tape)] == ["550"]
