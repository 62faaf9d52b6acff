"""What must hold for every terminal and every network, however they behave: hypothesis plays them."""

import contextlib
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from radio.drivers.tetra import TetraDriver
from radio.message import ReceiptKind
from radio.protocols.base import Event, PageClimbed, PageEnded, PageRetracted
from radio.protocols.long_texts import Concat
from radio.protocols.tetra import TetraProtocol
from radio.protocols.tetra_lines import BadHeader, read_sds
from radio.protocols.tetra_lip import BadLip, decode_lip
from radio.protocols.tetra_nmea import find_fix
from radio.protocols.tetra_party import BadAddress, Party, heard_party, target_of
from radio.protocols.tetra_references import References
from radio.protocols.tetra_sds import (
    TEXT,
    TEXT_WITH_HEADER,
    BadSds,
    Wanted,
    Words,
    coding_of,
    decode_sds,
    encode_text,
    split_text,
)
from radio.simulator.faults import FaultRule
from radio.simulator.orders import GiveStatus, PressEmergency, ReadNewest, SayText, TellPosition
from radio.simulator.tetra_air import Handsets, read_given, write_lip, write_text
from radio.simulator.tetra_faults import TetraFault
from radio.simulator.tetra_terminal import TetraTerminal
from tests.helpers.pages import a_page
from tests.unit.radio.tetra_line import CREW, FIRST_REFERENCE, HEALTHY, SETTINGS, a_report, sds

QUICK = settings(derandomize=True, max_examples=150, deadline=None, database=None)
SLOWER = settings(derandomize=True, max_examples=60, deadline=None, database=None)
FINAL = (ReceiptKind.ACCEPTED, ReceiptKind.REJECTED, ReceiptKind.FAILED, ReceiptKind.UNCERTAIN)

DEVICE_WIDE = {
    TetraFault.NO_NETWORK, TetraFault.DEAD, TetraFault.SLOW_BAUD, TetraFault.UNPLUG_MID_PDU,
    TetraFault.UNPLUG_ACCEPTED, TetraFault.SHORT_MESSAGES,
}  # fmt: skip
OURS = FIRST_REFERENCE
PIECES = st.one_of(
    st.sampled_from([b"> ", b"+CMGS: 7\r\n", b"OK\r\n", b"OK\r\n", b"ERROR\r\n", b"+CME ERROR: 35\r\n", b"RING\r\n"]),
    st.sampled_from(
        [b"+CMGS: 7,4,1\r\n", b"+CMGS: 7,5,1\r\n", b"+CMGS: 8,4\r\n", b"+CME ERROR: 3\r\n", b"+CTSP: 1\r\n"]
    ),
    st.sampled_from([a_report(0), a_report(2), a_report(0x5A), a_report(0, OURS + 1), a_report(0, sender="7654321")]),
    st.sampled_from([sds("7EB1", 13), sds("8004", 13), sds("0000", 13), sds("820601014142"), sds("82180002")]),
    st.sampled_from([b"+CTSDSR: 12,1234567,0,2,0,32\r\n", b"AT\r\n", b"AT+CTSDS=12,0,0,0\r\n", b"+CREG: 0\r\n"]),
    st.sampled_from([b"+CMGS: ", b"\r", b"\n", b">", b"\xff", b"8210", b"+CTSDSR: 12,\r\n8210\r\n"]),
    st.binary(max_size=8),
)
# What a healthy terminal says of a page, cut short anywhere: without it hardly any page would come far.
GOOD = [b"OK\r\n", b"> ", b"+CMGS: 7\r\n", b"OK\r\n"]
RUNS = st.one_of(
    PIECES.map(lambda piece: [piece]),
    st.floats(0.05, 8.0).map(lambda seconds: [seconds]),
    st.integers(1, len(GOOD)).map(lambda count: GOOD[:count]),
    st.just(GOOD),
)
STEPS = st.lists(RUNS, max_size=25).map(lambda runs: [step for run in runs for step in run])
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)
LATIN_TEXT = st.text(st.characters(max_codepoint=255), min_size=1, max_size=400)


@dataclass
class Played:
    """What came of one play."""

    protocol: TetraProtocol
    events: list[Event] = field(default_factory=list[Event])
    written: list[bytes] = field(default_factory=list[bytes])
    sent_ids: list[str] = field(default_factory=list[str])

    def settle(self) -> bytes:
        data = self.protocol.take_bytes()
        if data:
            self.written.append(data)
        self.events.extend(self.protocol.take_events())
        return data

    def kinds(self, page_id: str) -> list[ReceiptKind]:
        out: list[ReceiptKind] = []
        for event in self.events:
            if isinstance(event, PageEnded | PageClimbed) and event.page_id == page_id:
                out.append(event.kind)
            elif isinstance(event, PageRetracted) and event.page_id == page_id:
                out.append(ReceiptKind.RETRACTED)
        return out


def set_up(now: float = 0.0) -> Played:
    """A terminal that is ready."""
    played = Played(TetraDriver(SETTINGS).protocol(9600))
    played.protocol.probe(now)
    data = played.settle()
    while not played.protocol.is_resting():
        if data.endswith(b"\r"):
            command = data.decode("ascii").removeprefix("\x1b").rstrip("\r")
            played.protocol.receive(f"{HEALTHY.get(command, 'OK')}\r\n".encode("ascii"), now)
        else:
            deadline = played.protocol.deadline()
            assert deadline is not None
            now = max(now, deadline)
            played.protocol.tick(now)
        data = played.settle()
    return played


def play(steps: list[bytes | float], *, end: bool = True) -> Played:
    """Send a page whenever one is wanted, do the steps, then let only time pass."""
    played = set_up()
    protocol, now = played.protocol, 10.0
    for step in steps:
        if protocol.wants_page() and len(played.sent_ids) < 5:
            played.sent_ids.append(f"p{len(played.sent_ids)}" if played.sent_ids else "p")
            protocol.send(a_page(played.sent_ids[-1], CREW, "T" * (60 if len(played.sent_ids) % 2 else 200)), now)
        played.settle()
        if isinstance(step, bytes):
            protocol.receive(step, now)
        else:
            now += step
            protocol.tick(now)
        played.settle()
    for _ in range(600 if end else 0):
        deadline = protocol.deadline()
        if deadline is None:
            break
        now = max(now, deadline)
        protocol.tick(now)
        played.settle()
    return played


@QUICK
@given(STEPS)
def test_every_page_ends_in_exactly_one_outcome(steps: list[bytes | float]) -> None:
    played = play(steps)
    ended = [event.page_id for event in played.events if isinstance(event, PageEnded)]
    assert ended == played.sent_ids
    assert played.protocol.is_resting()


@QUICK
@given(STEPS, st.integers(0, 3))
def test_line_that_goes_away_also_ends_the_page_once(steps: list[bytes | float], unwritten: int) -> None:
    played = play(steps, end=False)
    played.protocol.abandon(1e6, "unplugged", unwritten=unwritten)
    played.events += played.protocol.take_events()
    ended = [event.page_id for event in played.events if isinstance(event, PageEnded)]
    assert ended == played.sent_ids
    assert played.protocol.is_resting()


@QUICK
@given(STEPS)
def test_rungs_follow_an_acceptance_and_only_rise(steps: list[bytes | float]) -> None:
    order = [ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR, ReceiptKind.RETRACTED, ReceiptKind.DELIVERED, ReceiptKind.READ]
    played = play(steps)
    for page_id in played.sent_ids:
        kinds = played.kinds(page_id)
        assert kinds[0] is ReceiptKind.ACCEPTED or len(kinds) == 1
        assert [order.index(kind) for kind in kinds[1:]] == sorted({order.index(kind) for kind in kinds[1:]})


@QUICK
@given(STEPS)
def test_no_rung_stands_above_its_evidence(steps: list[bytes | float]) -> None:
    played = play(steps)
    said = b"".join(step if isinstance(step, bytes) else b"" for step in steps)
    kinds = {kind for page_id in played.sent_ids for kind in played.kinds(page_id)}
    received = any(digits in said for digits in (b"821000", b"821002", b"7EB1"))
    assert received or not kinds & {ReceiptKind.DELIVERED, ReceiptKind.READ}
    assert b"821002" in said or ReceiptKind.READ not in kinds
    assert received or b"+CMGS: " in said or not kinds & {ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR}


@QUICK
@given(STEPS)
def test_no_message_leaves_twice(steps: list[bytes | float]) -> None:
    played = play(steps)
    units = [data for data in played.written if data.endswith(b"\x1a") and data[2:3] == b"0"]
    assert len(units) == len(set(units)), "each has a reference of its own"


@QUICK
@given(st.lists(PIECES, max_size=30), st.lists(st.integers(1, 5), min_size=1, max_size=20), st.booleans())
def test_chunking_never_changes_events(pieces: list[bytes], sizes: list[int], with_page: bool) -> None:
    def run(chunks: list[bytes]) -> tuple[list[Event], bytes]:
        played = set_up()
        played.events.clear()
        if with_page:
            played.protocol.send(a_page("p", CREW, "T" * 200), 10.0)
            played.protocol.take_bytes()
        for chunk in chunks:
            played.protocol.receive(chunk, 10.0)
        return played.protocol.take_events(), played.protocol.take_bytes()

    data = b"".join(pieces)
    cut: list[bytes] = []
    position, index = 0, 0
    while position < len(data):
        size = sizes[index % len(sizes)]
        cut.append(data[position : position + size])
        position, index = position + size, index + 1
    assert run([data]) == run(cut)


@QUICK
@given(st.binary(max_size=400), st.booleans())
def test_no_octets_raise(data: bytes, during_set_up: bool) -> None:
    played = Played(TetraDriver(SETTINGS).protocol(9600)) if during_set_up else set_up()
    if during_set_up:
        played.protocol.probe(0.0)
    else:
        played.protocol.send(a_page("p", CREW, "T"), 10.0)
    played.settle()
    played.protocol.receive(data, 11.0)
    played.settle()
    played.protocol.tick(1e6)
    played.settle()


@QUICK
@given(st.binary(max_size=60), st.sampled_from([12, 13, 9]), st.integers(0, 20))
def test_no_short_data_raises(data: bytes, service: int, pid: int) -> None:
    played = set_up()
    first = bytes([(0x02, 0x03, 0x09, 0x0A, 0x82, 0x83, 0x89, 0x8A, 0xC3)[pid % 9]]) if pid < 18 else b""
    played.protocol.receive(sds((first + data).hex().upper(), service), 1.0)
    played.settle()


@QUICK
@given(st.binary(max_size=60), st.integers(0, 600))
def test_octets_that_are_no_unit_are_refused_and_nothing_else(data: bytes, bits: int) -> None:
    for count in (bits, len(data) * 8):
        try:
            decode_sds(data, count)
        except BadSds:
            continue
    try:
        decode_lip(data)
    except BadLip:
        assert len(data) < 10 or data[0] >> 6
    find_fix(data)
    find_fix(b"$GPRMC," + data)


@QUICK
@given(st.text(max_size=60), st.text(st.sampled_from("0123456789,:- @"), max_size=40))
def test_headers_and_addresses_that_are_none_are_refused(anything: str, likely: str) -> None:
    for text in (anything, likely, f"12,{likely}", f"status:8004@{likely}"):
        heard_party(text)
        try:
            target = target_of(text)
            assert 0 < target.party.ssi < 1 << 24
        except BadAddress:
            pass
        with contextlib.suppress(BadHeader):
            read_sds(tuple(text.split(",")), "8210", Party(1))


# --- encode and decode: each side against the other's code -----------------------------------------------


@SLOWER
@given(st.one_of(ANY_TEXT, LATIN_TEXT), st.integers(0, 255), st.sampled_from(list(Wanted)), st.integers(20, 148))
def test_network_reads_what_we_write(text: str, reference: int, wanted: Wanted, octets: int) -> None:
    handsets, shown = Handsets(), None
    pieces = split_text(text, octets)
    if len(pieces) > 255:
        return
    for number, piece in enumerate(pieces, 1):
        concat = Concat(reference, len(pieces), number) if len(pieces) > 1 else None
        pid = TEXT_WITH_HEADER if concat else TEXT
        unit = encode_text(pid, piece, reference, wanted=wanted, concat=concat, coding=coding_of(text))
        assert len(unit) <= octets
        read = read_given("12", unit.hex(), len(unit) * 8)
        assert (read.reference, read.wants_received * 1 + read.wants_consumed * 2) == (reference, wanted)
        assert decode_sds(unit, len(unit) * 8) == Words(
            pid=pid, text=piece, concat=concat, reference=reference, wanted=wanted
        )
        shown = handsets.take("1", read, unit.hex())
    assert shown is not None
    assert shown[0] == text


@SLOWER
@given(st.one_of(ANY_TEXT, LATIN_TEXT), st.integers(0, 255))
def test_we_read_what_the_network_writes(text: str, reference: int) -> None:
    unit = bytes.fromhex(write_text(text, reference, reports=3, long=(7, 3, 2)))
    read = decode_sds(unit, len(unit) * 8)
    assert isinstance(read, Words)
    assert (read.text, read.reference, read.wanted, read.concat) == (text, reference, Wanted.BOTH, Concat(7, 3, 2))


@QUICK
@given(st.floats(-90, 89.999), st.floats(-180, 179.999), st.integers(0, 255), st.integers(0, 127), st.integers(0, 15))
def test_we_read_where_radios_say_they_are(
    latitude: float, longitude: float, reason: int, speed: int, direction: int
) -> None:
    unit = bytes.fromhex(write_lip(latitude, longitude, reason=reason, speed=speed, direction=direction))
    read = decode_lip(unit[1:])
    assert abs(read.latitude - latitude) <= 180 / 2**24
    assert abs(read.longitude - longitude) <= 360 / 2**25
    assert read.reason == reason
    assert (read.speed_kmh is None) == (speed == 127)


@QUICK
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 20), st.floats(0, 30)), max_size=60), st.integers(0, 255))
def test_a_reference_rests_for_its_recipient(uses: list[tuple[int, int, float]], first: int) -> None:
    references, now = References(600.0), 0.0
    used: dict[tuple[int, int], float] = {}
    for ssi, count, later in uses:
        now += later
        for reference in references.take(ssi, count, first, (), now):
            assert now - used.get((ssi, reference), -1e9) >= 600.0
            used[(ssi, reference)] = now


# --- against the simulated terminal ----------------------------------------------------------------------


class Shelf:
    """A tape in memory."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def record(self, address: str, text: str, blocks: bytes) -> int:
        del address, blocks
        self.texts.append(text)
        return len(self.texts)

    def read(self, number: int) -> None:
        assert 1 <= number <= len(self.texts)


@QUICK
@given(st.binary(max_size=400), st.sets(st.sampled_from(list(TetraFault)), max_size=3))
def test_terminal_never_raises_either(data: bytes, faults: set[TetraFault]) -> None:
    terminal = TetraTerminal(Shelf(), [FaultRule(fault, 42.0) for fault in sorted(faults)], 0.1)
    terminal.receive(b"AT+CTSP=1,3,130\rAT+CTSDS=12,0\rAT+CMGS=1,32\r" + data + b"\x1a", 0.0)
    terminal.take_unplug()
    for order in (
        SayText(sender="1", words="x" * 300), GiveStatus(sender="1", code=99), TellPosition(sender="1", latitude=99.0,
        longitude=-999.0), PressEmergency(sender="1"), ReadNewest(sender="1"),
    ):  # fmt: skip
        terminal.act(order, 0.0)
    terminal.receive(b"\x1b\rAT+CMGS=1,8\r" + data, 0.0)
    terminal.tick(1e6)
    terminal.take_bytes()


CORE_FAULTS = st.lists(
    st.builds(
        FaultRule,
        st.sampled_from([fault for fault in TetraFault if fault not in DEVICE_WIDE]),
        st.sampled_from([1.0, 3.0, 34.0, 90.0]),
        st.integers(1, 3),
        st.none(),
        st.integers(1, 3),
    ),
    max_size=3,
)


def exchange(protocol: TetraProtocol, terminal: TetraTerminal, events: list[Event], now: float) -> float:
    """Carry octets both ways once; when both are silent, time passes to the next deadline."""
    out = protocol.take_bytes()
    terminal.receive(out, now)
    terminal.tick(now)
    back = terminal.take_bytes()
    protocol.receive(back, now)
    events += protocol.take_events()
    if not out and not back:
        dues = [due for due in (protocol.deadline(), terminal.deadline()) if due is not None]
        now = max(now, min(dues)) if dues else now
        protocol.tick(now)
        events += protocol.take_events()
    return now


@SLOWER
@given(CORE_FAULTS, st.lists(st.one_of(LATIN_TEXT, ANY_TEXT), min_size=1, max_size=3), st.booleans())
def test_receipts_and_crews_tell_the_same_story(faults: list[FaultRule], texts: list[str], crews_read: bool) -> None:
    """DELIVERED is shown once; REJECTED and FAILED are not; READ was looked at; nothing is there twice."""
    shelf, driver = Shelf(), TetraDriver(SETTINGS)
    terminal, now = TetraTerminal(shelf, faults, 0.05 if crews_read else None), 0.0
    protocol = driver.protocol(9600)
    for number, text in enumerate(texts):
        before, page_id = len(shelf.texts), f"p{number}"
        played = Played(protocol)
        for _ in range(3000):
            if protocol.wants_page():
                break
            if protocol.is_resting():
                protocol.probe(now)
            now = exchange(protocol, terminal, played.events, now)
        protocol.send(a_page(page_id, CREW, text), now)
        for _ in range(3000):
            now = exchange(protocol, terminal, played.events, now)
            if protocol.is_resting() and terminal.deadline() is None and not protocol.take_bytes():
                break
        kinds, shown = played.kinds(page_id), shelf.texts[before:]
        assert sum(kind in FINAL for kind in kinds) == 1, kinds
        assert shown in ([], [text])
        if kinds[-1] in (ReceiptKind.REJECTED, ReceiptKind.FAILED):
            assert shown == []
        if ReceiptKind.DELIVERED in kinds or ReceiptKind.READ in kinds:
            assert shown == [text]
        is_claimed_read = any(rule.fault is TetraFault.CONSUMED_FIRST for rule in faults)
        assert crews_read or is_claimed_read or ReceiptKind.READ not in kinds
