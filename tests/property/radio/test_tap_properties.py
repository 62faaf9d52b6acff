"""What must hold for every TAP terminal, however it behaves: hypothesis plays it."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from radio.message import ReceiptKind
from radio.protocols.base import Event, PageEnded
from radio.protocols.tap import State, TapProtocol
from radio.protocols.tap_framing import encode_units, page_blocks, why_text_not_carried
from radio.protocols.tap_profile import TapProfile
from radio.simulator.faults import Fault, FaultRule
from radio.simulator.tap_blocks import BlockReader, Transaction
from radio.simulator.tap_terminal import TapTerminal
from tests.helpers.pages import a_page

QUICK = settings(derandomize=True, max_examples=150, deadline=None, database=None)

# Octets that mean something come often, anything else sometimes.
PIECES = st.one_of(
    st.sampled_from(
        [b"ID=", b"\x06\r", b"\x15\r", b"\x1e\r", b"\x1b\x04\r", b"\x1b[p\r", b"211 SENT\r", b"111 WAIT\r", b"112 F\r"]
    ),
    st.sampled_from([b"512 NO\r", b"511 NO\r", b"\x06", b"\x1b", b"\r", b"\n", b"\xff"]),
    st.binary(max_size=6),
)
STEPS = st.lists(st.one_of(PIECES, st.floats(0.05, 12.0)), max_size=40)
PROFILES = st.sampled_from(
    [
        TapProfile(),
        TapProfile(resend_on_silence=True),
        TapProfile(early_go_ahead=False, pages_per_session=1),
        TapProfile(max_info_chars=40, max_text=600, transparency="sub", session_limit_retries=3),
    ]
)
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=600)
CONTROLS_TOO = st.text(st.characters(min_codepoint=0x00, max_codepoint=0x7E), max_size=600)
ADDRESSES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=32)
LONG = {"max_text": 600}


@dataclass
class Played:
    """What came of one play."""

    protocol: TapProtocol
    events: list[Event]
    written: list[bytes]
    sent_ids: list[str]


def play(profile: TapProfile, steps: list[bytes | float], *, end: bool = True) -> Played:
    """Send a page whenever one is wanted, do the steps, then let only time pass."""
    played = Played(TapProtocol(profile, 9600), [], [], [])
    protocol = played.protocol
    now = 0.0

    def settle() -> None:
        data = protocol.take_bytes()
        if data:
            played.written.append(data)
        played.events.extend(protocol.take_events())

    for step in steps:
        if protocol.wants_page() and len(played.sent_ids) < 5:
            played.sent_ids.append(f"p{len(played.sent_ids)}")
            protocol.send(a_page(played.sent_ids[-1], "123", "T" * 60), now)
            settle()
        if isinstance(step, bytes):
            protocol.receive(step, now)
        else:
            now += step
            protocol.tick(now)
        settle()
    for _ in range(60 if end else 0):
        deadline = protocol.deadline()
        if deadline is None:
            break
        now = max(now, deadline)
        protocol.tick(now)
        settle()
    return played


@QUICK
@given(PROFILES, STEPS)
def test_every_page_ends_in_exactly_one_outcome(profile: TapProfile, steps: list[bytes | float]) -> None:
    played = play(profile, steps)
    ended = [event.page_id for event in played.events if isinstance(event, PageEnded)]
    assert ended == played.sent_ids
    assert played.protocol.is_resting()


@QUICK
@given(PROFILES, STEPS)
def test_line_that_goes_away_also_ends_the_page_once(profile: TapProfile, steps: list[bytes | float]) -> None:
    played = play(profile, steps, end=False)
    in_block = played.protocol.state is State.BLOCK
    played.protocol.abandon(1e6, "unplugged")
    last = [event for event in played.protocol.take_events() if isinstance(event, PageEnded)]
    ended = [event.page_id for event in [*played.events, *last] if isinstance(event, PageEnded)]
    assert ended == played.sent_ids
    assert not in_block or last[0].kind is ReceiptKind.UNCERTAIN


@QUICK
@given(STEPS)
def test_no_block_is_repeated_unless_the_terminal_refused_it(steps: list[bytes | float]) -> None:
    played = play(TapProfile(max_info_chars=250), steps)
    blocks = sum(data.startswith(b"\x02") for data in played.written)
    said = b"".join(step for step in steps if isinstance(step, bytes))
    refusals = sum(octet & 0x7F == 0x15 for octet in said) + said.count(b"112")
    assert blocks <= len(played.sent_ids) + refusals


@QUICK
@given(st.binary(max_size=400), st.sampled_from(list(State)))
def test_no_octets_raise_at_any_state(data: bytes, state: State) -> None:
    ways: dict[State, list[bytes]] = {
        State.REST: [],
        State.CALLING: [b""],
        State.LOGON: [b"ID="],
        State.GO_AHEAD: [b"ID=", b"\x06\r"],
        State.READY: [b"ID=", b"\x1b[p", b"\x1e\r"],
        State.BLOCK: [b"ID=", b"\x1b[p"],
        State.CLOSING: [b"ID=", b"\x1b[p", b"\x1e\r"],
    }
    protocol = TapProtocol(TapProfile(), 9600)
    if state is not State.REST:
        protocol.send(a_page("p", "1", "TEXT"), 0.0)
    for said in ways[state]:
        protocol.take_bytes()
        protocol.receive(said, 0.0)
    if state is State.CLOSING:
        protocol.finish(0.0)
    assert protocol.state is state
    protocol.take_bytes()
    protocol.receive(data, 0.0)


@QUICK
@given(PROFILES, st.lists(PIECES, max_size=30), st.lists(st.integers(1, 5), min_size=1, max_size=20))
def test_chunking_never_changes_events(profile: TapProfile, pieces: list[bytes], sizes: list[int]) -> None:
    def run(chunks: list[bytes]) -> tuple[list[Event], bytes]:
        protocol = TapProtocol(profile, 9600)
        protocol.send(a_page("p", "123", "T" * 60), 0.0)
        protocol.take_bytes()
        for chunk in chunks:
            protocol.receive(chunk, 0.0)
        return protocol.take_events(), protocol.take_bytes()

    data = b"".join(pieces)
    cut: list[bytes] = []
    position, index = 0, 0
    while position < len(data):
        size = sizes[index % len(sizes)]
        cut.append(data[position : position + size])
        position, index = position + size, index + 1
    assert run([data]) == run(cut)


@QUICK
@given(ADDRESSES, PRINTABLE, st.sampled_from(["us", "etb"]))
def test_terminal_reads_what_the_entry_device_writes(address: str, text: str, continuation: str) -> None:
    profile = TapProfile.from_mapping({**LONG, "continuation": continuation})
    assert heard(page_blocks(address, text, profile)) == (address, text)


@QUICK
@given(ADDRESSES, CONTROLS_TOO)
def test_transparency_carries_every_character(address: str, text: str) -> None:
    profile = TapProfile.from_mapping({**LONG, "transparency": "sub", "max_info_chars": 60})
    assert why_text_not_carried(text, profile) is None
    blocks = page_blocks(address, text, profile)
    assert all(len(block) <= 66 for block in blocks)
    assert heard(blocks) == (address, text)


@QUICK
@given(CONTROLS_TOO)
def test_text_that_would_lose_something_is_refused(text: str) -> None:
    profile = TapProfile.from_mapping(LONG)
    lost = any(character < " " and character not in "\r\n\t" for character in text)
    assert (why_text_not_carried(text, profile) is not None) == lost
    if not lost:
        kept = b"".join(encode_units(text, profile)).decode("ascii")
        assert kept.split() == text.split()


def heard(blocks: tuple[bytes, ...]) -> tuple[str, str]:
    reader, transaction = BlockReader(), Transaction()
    whole = False
    for octet in b"".join(blocks):
        block = reader.feed(octet)
        if block is not None:
            assert block.is_intact()
            # A terminal that takes ETB for US (profile "etb") joins the same way.
            whole = transaction.add(block)
    assert whole
    return transaction.fields()


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
@given(st.binary(max_size=400), st.sets(st.sampled_from(list(Fault)), max_size=3))
def test_terminal_never_raises_either(data: bytes, faults: set[Fault]) -> None:
    terminal = TapTerminal(Shelf(), [FaultRule(fault, 500.0) for fault in sorted(faults)])
    terminal.receive(b"\r\x1bPG1\r" + data, 0.0)
    terminal.take_unplug()
    terminal.tick(1e6)
    terminal.take_bytes()


CORE_FAULTS = st.lists(
    st.builds(
        FaultRule,
        st.sampled_from(
            [Fault.NAK_ONCE, Fault.NAK, Fault.SILENT, Fault.LOST_ACK, Fault.RS_CODE, Fault.HANG_UP, Fault.GARBAGE]
        ),
        st.sampled_from([511.0, 512.0, 112.0, 501.0]),
        st.integers(1, 3),
        st.none(),
        st.integers(1, 3),
    ),
    max_size=3,
)


@QUICK
@given(CORE_FAULTS, st.lists(PRINTABLE.map(lambda text: text[:200]), min_size=1, max_size=4))
def test_receipts_and_tape_tell_the_same_story(faults: list[FaultRule], texts: list[str]) -> None:
    """ACCEPTED is on the tape once; REJECTED and FAILED are not; UNCERTAIN at most once."""
    shelf = Shelf()
    terminal, protocol = TapTerminal(shelf, faults), TapProtocol(TapProfile(), 9600)
    now = 0.0
    for number, text in enumerate(texts):
        before = len(shelf.texts)
        while not protocol.wants_page():
            now = exchange(protocol, terminal, now)
        protocol.send(a_page(f"p{number}", "1", text), now)
        ended: list[PageEnded] = []
        while not ended:
            now = exchange(protocol, terminal, now)
            ended = [event for event in protocol.take_events() if isinstance(event, PageEnded)]
        taken = shelf.texts[before:]
        match ended[0].kind:
            case ReceiptKind.ACCEPTED:
                assert taken == [text]
            case ReceiptKind.UNCERTAIN:
                assert taken in ([], [text])
            case _:
                assert taken == []


def exchange(protocol: TapProtocol, terminal: TapTerminal, now: float) -> float:
    """Carry octets both ways once; when both are silent, time passes to the next deadline."""
    out = protocol.take_bytes()
    terminal.receive(out, now)
    back = terminal.take_bytes()
    protocol.receive(back, now)
    if not out and not back:
        dues = [due for due in (protocol.deadline(), terminal.deadline()) if due is not None]
        now = max(now, min(dues)) if dues else now
        protocol.tick(now)
        terminal.tick(now)
    return now
