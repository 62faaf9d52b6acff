"""What must hold for every ESPA station, however it behaves: hypothesis plays it."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radio.message import ReceiptKind, Urgency
from radio.protocols.base import Event, LoggedOn, PageEnded
from radio.protocols.espa import EspaProtocol
from radio.protocols.espa_call import call_block
from radio.protocols.espa_framing import DataBlock, encode, on_one_line, why_text_not_carried
from radio.protocols.espa_line import State
from radio.protocols.espa_profile import EspaProfile
from radio.protocols.espa_reader import Said, StationReader
from radio.simulator.espa_frames import FrameReader, frame, header_and_records, is_intact
from radio.simulator.espa_station import EspaStation, StationHabits
from radio.simulator.faults import Fault, FaultRule
from tests.helpers.pages import a_page

QUICK = settings(derandomize=True, max_examples=150, deadline=None, database=None)
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=128)
LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=128)
ADDRESSES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=16)

# Octets that mean something come often, anything else sometimes.
PIECES = st.one_of(
    st.sampled_from([b"\x06", b"\x15", b"1\x15", b"2\x15", b"3\x15", b"\x04", b"\x06\x04", b"1\x05", b"2\x05"]),
    st.sampled_from(
        [frame("2", {"1": "123", "7": "4"}), frame("2", {"1": "123", "7": "3"}), b"\x01", b"\x03", b"\xff"]
    ),
    st.binary(max_size=6),
)
STEPS = st.lists(st.one_of(PIECES, st.floats(0.05, 12.0)), max_size=40)
PROFILES = st.sampled_from(
    [
        EspaProfile(),
        EspaProfile(role="polled"),
        EspaProfile(resend_on_silence=True),
        EspaProfile(no_select=True),
        EspaProfile(role="polled", no_select=True, pages_per_select=3),
        EspaProfile(heartbeat="select", pages_per_select=3),
        EspaProfile(echo=True, charset="latin-1", line_mode="8N1"),
    ]
)


@dataclass
class Played:
    """What came of one play."""

    protocol: EspaProtocol
    events: list[Event] = field(default_factory=list[Event])
    written: bytearray = field(default_factory=bytearray)
    sent_ids: list[str] = field(default_factory=list[str])

    def settle(self) -> None:
        self.written += self.protocol.take_bytes()
        self.events.extend(self.protocol.take_events())

    def ended(self) -> list[str]:
        return [event.page_id for event in self.events if isinstance(event, PageEnded)]


def play(profile: EspaProfile, steps: list[bytes | float], *, end: bool = True) -> Played:
    """Send a page whenever one is wanted, do the steps, then let only time pass."""
    played = Played(EspaProtocol(profile, 9600))
    protocol = played.protocol
    now = 0.0
    protocol.probe(now)
    played.settle()
    for step in steps:
        if protocol.wants_page() and len(played.sent_ids) < 5:
            played.sent_ids.append(f"p{len(played.sent_ids)}")
            protocol.send(a_page(played.sent_ids[-1], "123", "T" * 60), now)
            played.settle()
        if isinstance(step, bytes):
            protocol.receive(step, now)
        else:
            now += step
            protocol.tick(now)
        played.settle()
    for _ in range(200 if end else 0):
        deadline = protocol.deadline()
        if deadline is None:
            break
        now = max(now, deadline)
        protocol.tick(now)
        played.settle()
    return played


@QUICK
@given(PROFILES, STEPS)
def test_every_page_ends_in_exactly_one_outcome(profile: EspaProfile, steps: list[bytes | float]) -> None:
    played = play(profile, steps)
    assert played.ended() == played.sent_ids
    assert played.protocol.is_resting()
    assert played.protocol.deadline() is None  # a silent line is given up


@QUICK
@given(PROFILES, STEPS)
def test_line_that_goes_away_also_ends_the_page_once(profile: EspaProfile, steps: list[bytes | float]) -> None:
    played = play(profile, steps, end=False)
    in_block = played.protocol.state is State.BLOCK
    played.protocol.abandon(1e6, "unplugged")
    last = [event for event in played.protocol.take_events() if isinstance(event, PageEnded)]
    assert played.ended() + [event.page_id for event in last] == played.sent_ids
    assert not in_block or last[0].kind is ReceiptKind.UNCERTAIN
    assert played.protocol.is_resting()


@QUICK
@given(STEPS)
def test_no_block_is_repeated_unless_the_station_refused_it(steps: list[bytes | float]) -> None:
    played = play(EspaProfile(), steps)
    said = b"".join(step for step in steps if isinstance(step, bytes))
    refusals = sum(octet & 0x7F == 0x15 for octet in said)
    assert played.written.count(b"\x01") <= len(played.sent_ids) + refusals


@QUICK
@given(PROFILES, st.lists(PIECES, max_size=30), st.lists(st.integers(1, 5), min_size=1, max_size=20))
def test_chunking_never_changes_events(profile: EspaProfile, pieces: list[bytes], sizes: list[int]) -> None:
    def run(chunks: list[bytes]) -> tuple[list[Event], bytes]:
        protocol = EspaProtocol(profile, 9600)
        protocol.probe(0.0)
        protocol.take_bytes()
        protocol.tick(0.2)
        if protocol.wants_page():
            protocol.send(a_page("p", "123", "T" * 60), 0.2)
        protocol.take_bytes()
        for chunk in chunks:
            protocol.receive(chunk, 0.3)
        return protocol.take_events(), protocol.take_bytes()

    data = b"".join(pieces)
    cut: list[bytes] = []
    position, index = 0, 0
    while position < len(data):
        size = sizes[index % len(sizes)]
        cut.append(data[position : position + size])
        position, index = position + size, index + 1
    assert run([data]) == run(cut)


WAYS: dict[State, list[bytes]] = {
    State.REST: [b"2\x05", b"\x04"],
    State.WAITING: [],
    State.POLLING: [b"2\x05"],
    State.TAKING: [b"2\x05", b"\x04", b"1\x05"],
    State.SELECTING: [b"2\x05", b"\x04", b"1\x05", b"2\x05"],
    State.BLOCK: [b"2\x05", b"\x04", b"1\x05", b"2\x05", b"\x06"],
    State.READY: [b"2\x05", b"\x04", b"1\x05", b"2\x05", b"\x06", b"\x06"],
    State.SLAVE: [b"2\x05", b"1\x05"],
}


def brought_to(state: State) -> EspaProtocol:
    """Bring a control station to a state: what it says and what it hears take turns."""
    protocol = EspaProtocol(EspaProfile(pages_per_select=2), 9600)
    now = 0.0
    protocol.probe(now)
    protocol.take_bytes()
    for step in WAYS[state]:
        if step == b"1\x05" and state is not State.SLAVE:
            protocol.send(a_page("p", "123", "TEXT"), now)
        if step in (b"\x04", b"\x06") or (step == b"1\x05" and state is State.SLAVE):
            protocol.receive(step, now)
        else:
            now = protocol.deadline() or now
            protocol.tick(now)
        protocol.take_bytes()
    assert protocol.state is state
    return protocol


@pytest.mark.parametrize("state", list(State))
@QUICK
@given(data=st.binary(max_size=400))
def test_no_octets_raise_at_any_state(state: State, data: bytes) -> None:
    protocol = brought_to(state)
    protocol.receive(data, 1000.0)
    protocol.tick(2000.0)
    protocol.abandon(3000.0, "over")
    ended = [event for event in protocol.take_events() if isinstance(event, PageEnded)]
    assert len(ended) <= 1


BLOCKS = st.builds(
    DataBlock,
    st.sampled_from("123456"),
    st.lists(st.tuples(st.sampled_from("12345678"), LATIN), max_size=6).map(tuple),
)


@QUICK
@given(BLOCKS)
def test_what_is_written_is_read_back(block: DataBlock) -> None:
    reader = StationReader(seven_bits=False)
    heard = [heard for octet in encode(block) if (heard := reader.feed(octet)) is not None]
    if len(encode(block)) < 500:
        assert [(item.said, item.block) for item in heard] == [(Said.BLOCK, block)]


@QUICK
@given(ADDRESSES, LATIN)
def test_station_reads_what_we_write(address: str, text: str) -> None:
    profile = EspaProfile(charset="latin-1", line_mode="8N1")
    assert why_text_not_carried(text, "latin-1", 128) is None
    reader = FrameReader()
    data = encode(call_block(address, text, Urgency.P3, profile))
    (whole,) = [whole for octet in data if (whole := reader.feed(octet)) is not None]
    assert is_intact(whole)
    header, records = header_and_records(whole)
    assert (header, records["1"], records["2"]) == ("1", address, text)


@QUICK
@given(st.text(st.characters(min_codepoint=0x00, max_codepoint=0x17F), max_size=60))
def test_text_that_would_lose_something_is_refused(text: str) -> None:
    lost = any(not " " <= character <= "~" and character not in "\r\n\t" for character in text)
    assert (why_text_not_carried(text, "ascii", 128) is not None) == lost
    if not lost:
        assert on_one_line(text).split() == text.split()


class Shelf:
    """A tape in memory."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def record(self, address: str, text: str, blocks: bytes) -> int:
        del address, blocks
        self.texts.append(text)
        return len(self.texts)

    def retract(self, number: int) -> None:
        del number


@QUICK
@given(st.binary(max_size=400), st.sets(st.sampled_from(list(Fault)), max_size=3), st.booleans(), st.booleans())
def test_station_never_raises_either(data: bytes, faults: set[Fault], controls: bool, bare: bool) -> None:
    rules = [FaultRule(fault, 1.0) for fault in sorted(faults)]
    station = EspaStation(Shelf(), rules, StationHabits(controls=controls, bare=bare, statuses=("3",)))
    station.receive(b"1\x052\x05" + data, 0.0)
    station.take_unplug()
    for now in (1e3, 2e3, 3e3):
        station.tick(now)
        station.receive(b"\x06" + data, now)
    station.take_bytes()


CORE_FAULTS = st.lists(
    st.builds(
        FaultRule,
        st.sampled_from(
            [
                Fault.NAK_ONCE, Fault.NAK, Fault.SILENT, Fault.LOST_ACK, Fault.LATE_ACK, Fault.BUSY, Fault.GARBAGE,
                Fault.EOT_BEHIND, Fault.ECHO, Fault.BAD_BCC,
            ]
        ),
        st.sampled_from([0.0, 1.0, 2.0, 3.0]),
        st.integers(1, 3),
        st.none(),
        st.integers(1, 3),
    ),
    max_size=3,
)  # fmt: skip
SITES = st.sampled_from(
    [
        (EspaProfile(), StationHabits()),
        (EspaProfile(), StationHabits(statuses=("2", "3"))),
        (EspaProfile(role="polled"), StationHabits(controls=True, statuses=("3",))),
        (EspaProfile(no_select=True), StationHabits(bare=True)),
        (EspaProfile(heartbeat="select"), StationHabits()),
    ]
)


@QUICK
@given(SITES, CORE_FAULTS, st.lists(PRINTABLE, min_size=1, max_size=4))
def test_receipts_and_tape_tell_the_same_story(
    site: tuple[EspaProfile, StationHabits], faults: list[FaultRule], texts: list[str]
) -> None:
    """ACCEPTED is on the tape once; REJECTED and FAILED are not; UNCERTAIN at most once."""
    profile, habits = site
    shelf = Shelf()
    station, protocol = EspaStation(shelf, faults, habits), EspaProtocol(profile, 9600)
    clock = Exchange(protocol, station)
    for number, text in enumerate(texts):
        before = len(shelf.texts)
        clock.until_proven()
        protocol.send(a_page(f"p{number}", "1", text), clock.now)
        ended: list[PageEnded] = []
        while not ended:
            ended = [event for event in clock.turn() if isinstance(event, PageEnded)]
        taken = shelf.texts[before:]
        match ended[0].kind:
            case ReceiptKind.ACCEPTED:
                assert taken == [text]
            case ReceiptKind.UNCERTAIN:
                assert taken in ([], [text])
            case _:
                assert taken == []
        if ended[0].code == "silence":
            break  # a channel closes the line now, and begins anew with an empty one


class Exchange:
    """Carries octets both ways; when both are silent, time passes to the next deadline."""

    def __init__(self, protocol: EspaProtocol, station: EspaStation) -> None:
        self.now = 0.0
        self._protocol = protocol
        self._station = station

    def until_proven(self) -> None:
        self._protocol.probe(self.now)
        for _ in range(2000):
            events = self.turn()
            if any(isinstance(event, LoggedOn) for event in events) and self._protocol.wants_page():
                return
            if self._protocol.may_finish():
                self._protocol.finish(self.now)
            if self._protocol.deadline() is None:
                self._protocol.probe(self.now)
        raise AssertionError("the station never answered")

    def turn(self) -> list[Event]:
        out = self._protocol.take_bytes()
        self._station.receive(out, self.now)
        back = self._station.take_bytes()
        self._protocol.receive(back, self.now)
        if not out and not back:
            dues = [due for due in (self._protocol.deadline(), self._station.deadline()) if due is not None]
            self.now = max(self.now, min(dues)) if dues else self.now
            self._protocol.tick(self.now)
            self._station.tick(self.now)
        return self._protocol.take_events()
