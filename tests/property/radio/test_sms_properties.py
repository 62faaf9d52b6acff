"""What must hold for every modem and every network, however they behave: hypothesis plays them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from radio.drivers.sms import SmsDriver
from radio.message import ReceiptKind
from radio.protocols.base import Event, Heard, PageClimbed, PageEnded, PageRetracted
from radio.protocols.sms import SmsProtocol
from radio.protocols.sms_alphabet import fill_bits, fits, from_septets, pack, to_septets, unpack
from radio.protocols.sms_pdu import (
    BadPdu,
    Deliver,
    StatusReport,
    decode_pdu,
    encode_submit,
    relative_validity,
    split_text,
)
from radio.simulator.faults import FaultRule
from radio.simulator.sms_air import Phone, read_submit, write_deliver, write_report
from radio.simulator.sms_faults import SmsFault
from radio.simulator.sms_modem import SmsModem
from tests.helpers.pages import a_page
from tests.unit.radio.sms_line import HEALTHY, SETTINGS, a_report

QUICK = settings(derandomize=True, max_examples=150, deadline=None, database=None)
SLOWER = settings(derandomize=True, max_examples=60, deadline=None, database=None)
AT = datetime(2026, 11, 22, 1, 13, tzinfo=UTC)

DEVICE_WIDE = {
    SmsFault.NO_SIM, SmsFault.SIM_PIN, SmsFault.NO_NETWORK, SmsFault.DEAD, SmsFault.SLOW_BAUD,
    SmsFault.UNPLUG_MID_MESSAGE, SmsFault.UNPLUG_ACCEPTED,
}  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(
        [b"> ", b"+CMGS: 42\r\n", b"OK\r\n", b"ERROR\r\n", b"+CMS ERROR: 42\r\n", b"+CMS ERROR: 1\r\n", b"RING\r\n"]
    ),
    st.sampled_from([a_report(0), a_report(70), a_report(1), a_report(0, 41), b'+CMTI: "SM",1\r\n', b"+CDS: 25\r\n"]),
    st.sampled_from(
        [b"+CMGS: ", b"\r", b"\n", b">", b"\xff", b"+CMT: ,23\r\n", b"+CMGL: 1,1,,23\r\n", b"+CPIN: READY\r\n"]
    ),
    st.binary(max_size=8),
)
STEPS = st.lists(st.one_of(PIECES, st.floats(0.05, 8.0)), max_size=40)
SMS_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)
GSM_TEXT = st.text(st.sampled_from("@£$¥èéÄÖÜäöüß€{}[]~|^\\ABCxyz019 \n\r?!"), min_size=1, max_size=400)
NUMBERS = st.from_regex(r"\+?[0-9]{3,20}", fullmatch=True)
ZONES = st.integers(-47, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
TIMES = st.builds(
    lambda at, zone: at.replace(tzinfo=zone),
    st.integers(0, 2_839_968_000).map(lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    ZONES,
)


@dataclass
class Played:
    """What came of one play."""

    protocol: SmsProtocol
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
    """A modem that is ready."""
    played = Played(SmsDriver(SETTINGS).protocol(9600))
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
            played.sent_ids.append(f"p{len(played.sent_ids)}")
            protocol.send(
                a_page(played.sent_ids[-1], "+491701234567", "T" * (200 if len(played.sent_ids) % 2 else 60)), now
            )
        played.settle()
        if isinstance(step, bytes):
            protocol.receive(step, now)
        else:
            now += step
            protocol.tick(now)
        played.settle()
    for _ in range(400 if end else 0):
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
    order = [ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR, ReceiptKind.RETRACTED, ReceiptKind.DELIVERED]
    played = play(steps)
    said = b"".join(step for step in steps if isinstance(step, bytes))
    for page_id in played.sent_ids:
        kinds = played.kinds(page_id)
        assert kinds[0] is ReceiptKind.ACCEPTED or len(kinds) == 1
        assert [order.index(kind) for kind in kinds[1:]] == sorted({order.index(kind) for kind in kinds[1:]})
    assert b"+CMGS: 42" in said or not any(ReceiptKind.ACCEPTED in played.kinds(page_id) for page_id in played.sent_ids)


@QUICK
@given(STEPS)
def test_no_message_leaves_twice(steps: list[bytes | float]) -> None:
    played = play(steps)
    messages = [data for data in played.written if data.endswith(b"\x1a")]
    # Pages of one text differ in the reference of their parts only; a text of one part may come with every page.
    assert len(messages) <= sum(2 if number % 2 == 0 else 1 for number in range(len(played.sent_ids)))


@QUICK
@given(st.lists(PIECES, max_size=30), st.lists(st.integers(1, 5), min_size=1, max_size=20), st.booleans())
def test_chunking_never_changes_events(pieces: list[bytes], sizes: list[int], with_page: bool) -> None:
    def run(chunks: list[bytes]) -> tuple[list[Event], bytes]:
        played = set_up()
        played.events.clear()
        if with_page:
            played.protocol.send(a_page("p", "+491701234567", "T" * 200), 10.0)
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
    played = Played(SmsDriver(SETTINGS).protocol(9600)) if during_set_up else set_up()
    if during_set_up:
        played.protocol.probe(0.0)
    else:
        played.protocol.send(a_page("p", "+491701234567", "T"), 10.0)
    played.settle()
    played.protocol.receive(data, 11.0)
    played.settle()
    played.protocol.tick(1e6)
    played.settle()


@QUICK
@given(st.binary(max_size=200), st.integers(-1, 200))
def test_octets_that_are_no_unit_are_refused_and_nothing_else(data: bytes, length: int) -> None:
    for announced in (length, len(data) - 1 - (data[0] if data else 0)):
        try:
            read = decode_pdu(data, announced)
        except BadPdu:
            continue
        assert isinstance(read, Deliver | StatusReport)


# --- encode and decode: each side against the other's code -----------------------------------------------


@QUICK
@given(GSM_TEXT, st.integers(0, 12))
def test_septets_come_back(text: str, header: int) -> None:
    septets = to_septets(text)
    packed = pack(septets, fill_bits(header))
    assert unpack(packed, len(septets), fill_bits(header)) == septets
    assert from_septets(septets) == text
    assert (header * 8 + fill_bits(header)) % 7 == 0


@SLOWER
@given(NUMBERS, st.one_of(SMS_TEXT, GSM_TEXT), st.integers(0, 255), st.integers(5, 635_040), st.booleans())
def test_network_reads_what_we_write(number: str, text: str, reference: int, minutes: int, flash: bool) -> None:
    phone, shown = Phone(), None
    parts = split_text(text, reference)
    for part in parts:
        unit = encode_submit(number, part, validity_minutes=minutes, flash=flash)
        read = read_submit("00" + unit.hex(), len(unit))
        assert (read.number, read.wants_report, read.flash) == (number, True, flash)
        assert read.validity == relative_validity(minutes)
        shown = phone.take(read, unit.hex())
    assert shown is not None
    assert shown[0] == text
    assert all(fits(text) == (part.alphabet == "gsm7") for part in parts)


@SLOWER
@given(NUMBERS, st.one_of(SMS_TEXT, GSM_TEXT), TIMES)
def test_we_read_what_the_network_writes(number: str, text: str, at: datetime) -> None:
    text = text[:60]
    pdu, length = write_deliver(number, text, at, (7, 3, 2))
    read = decode_pdu(bytes.fromhex(pdu), length)
    assert isinstance(read, Deliver)
    assert (read.sender, read.part.text, read.sent_at) == (number, text, at)
    assert read.part.concat is not None
    assert (read.part.concat.reference, read.part.concat.total, read.part.concat.number) == (7, 3, 2)


@QUICK
@given(st.integers(0, 255), NUMBERS, TIMES, st.integers(0, 255))
def test_we_read_reports_of_the_network(reference: int, number: str, at: datetime, status: int) -> None:
    pdu, length = write_report(reference, number, at, status)
    read = decode_pdu(bytes.fromhex(pdu), length)
    assert isinstance(read, StatusReport)
    assert (read.reference, read.recipient, read.status) == (reference, number, status)
    assert read.at == at + timedelta(seconds=4)


# --- against the simulated modem -------------------------------------------------------------------------


class Shelf:
    """A tape in memory."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def record(self, address: str, text: str, blocks: bytes) -> int:
        del address, blocks
        self.texts.append(text)
        return len(self.texts)


@QUICK
@given(st.binary(max_size=400), st.sets(st.sampled_from(list(SmsFault)), max_size=3))
def test_modem_never_raises_either(data: bytes, faults: set[SmsFault]) -> None:
    modem = SmsModem(Shelf(), lambda: AT, [FaultRule(fault, 42.0) for fault in sorted(faults)])
    modem.receive(b"AT+CMGF=0\rAT+CNMI=2,1,0,1,0\rAT+CMGS=10\r" + data + b"\x1a", 0.0)
    modem.take_unplug()
    modem.receive(b"\x1b\rAT+CMGS=8\r" + data, 0.0)
    modem.tick(1e6)
    modem.take_bytes()


CORE_FAULTS = st.lists(
    st.builds(
        FaultRule,
        st.sampled_from([fault for fault in SmsFault if fault not in DEVICE_WIDE]),
        st.sampled_from([1.0, 42.0, 70.0, 332.0]),
        st.integers(1, 3),
        st.none(),
        st.integers(1, 3),
    ),
    max_size=3,
)


def exchange(protocol: SmsProtocol, modem: SmsModem, events: list[Event], now: float) -> float:
    """Carry octets both ways once; when both are silent, time passes to the next deadline."""
    out = protocol.take_bytes()
    modem.receive(out, now)
    modem.tick(now)
    back = modem.take_bytes()
    protocol.receive(back, now)
    events += protocol.take_events()
    if not out and not back:
        dues = [due for due in (protocol.deadline(), modem.deadline()) if due is not None]
        now = max(now, min(dues)) if dues else now
        protocol.tick(now)
        events += protocol.take_events()
    return now


@SLOWER
@given(CORE_FAULTS, st.lists(st.one_of(GSM_TEXT, SMS_TEXT), min_size=1, max_size=3))
def test_receipts_and_phones_tell_the_same_story(faults: list[FaultRule], texts: list[str]) -> None:
    """DELIVERED is on the phone once; REJECTED and FAILED are not; nothing is there twice."""
    shelf, driver = Shelf(), SmsDriver(SETTINGS)
    modem, now = SmsModem(shelf, lambda: AT, faults), 0.0
    protocol = driver.protocol(9600)
    for number, text in enumerate(texts):
        before, page_id = len(shelf.texts), f"p{number}"
        played = Played(protocol)
        for _ in range(3000):
            if protocol.wants_page():
                break
            if protocol.is_resting():
                protocol.probe(now)
            now = exchange(protocol, modem, played.events, now)
        protocol.send(a_page(page_id, "+491701234567", text), now)
        for _ in range(3000):
            now = exchange(protocol, modem, played.events, now)
            if protocol.is_resting() and modem.deadline() is None and not protocol.take_bytes():
                break
        kinds, shown = played.kinds(page_id), shelf.texts[before:]
        assert sum(kind in (ReceiptKind.ACCEPTED, ReceiptKind.REJECTED, ReceiptKind.FAILED, ReceiptKind.UNCERTAIN)
                   for kind in kinds) == 1, kinds  # fmt: skip
        assert shown in ([], [text])
        if kinds[-1] in (ReceiptKind.REJECTED, ReceiptKind.FAILED):
            assert shown == []
        if ReceiptKind.DELIVERED in kinds:
            assert shown == [text]
        heard = [event.text for event in played.events if isinstance(event, Heard)]
        assert len(heard) <= 10 + 1 + number
