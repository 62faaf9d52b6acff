"""Every fault of the simulated modem through the real gateway; the truth is counted on the phones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import radio.__main__ as command_line
from radio.gateway import Gateway
from radio.inbound import AnyInbound
from radio.message import AcceptedPage, ChannelState, ReceiptKind
from radio.simulator.process import start_terminal
from radio.simulator.sms_faults import SmsFault
from radio.simulator.tape import read_tape
from tests.simulator.radio_room import Ledger
from tests.simulator.sms_room import NUMBER, SmsRoom

ACCEPTED, ON_AIR, DELIVERED = ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR, ReceiptKind.DELIVERED
REJECTED, FAILED, UNCERTAIN = ReceiptKind.REJECTED, ReceiptKind.FAILED, ReceiptKind.UNCERTAIN
RETRACTED = ReceiptKind.RETRACTED


@pytest.fixture
def room(tmp_path: Path) -> Iterator[SmsRoom]:
    made = SmsRoom(tmp_path)
    yield made
    made.close()


def test_page_is_delivered_with_its_bytes(room: SmsRoom) -> None:
    room.open_up()
    attempt_id = room.page("Einsatz H1 Grüße")
    accepted, delivered = room.outcome(attempt_id), room.later(attempt_id, DELIVERED)
    assert (accepted.kind, accepted.code) == (ACCEPTED, "mr:1")
    assert b"AT+CMGS=28\r0031000C9194711032547600000B10C5B47B1EA6EB41C818E828F77BCA\x1a" in accepted.bytes_sent
    assert b"+CMGS: 1\r\n" in accepted.bytes_received
    assert delivered.code == "st:0"
    assert delivered.bytes_received.lstrip().startswith(b"+CDS: 25\r\n")
    assert room.texts() == ["Einsatz H1 Grüße"]
    room.settle()


@pytest.mark.parametrize("text", ["A" * 160, "A" * 161, "€" * 81, "Пожар " * 30, "🚒" * 40, "Zeile 1\nZeile 2"])
def test_phones_show_every_text_whole(room: SmsRoom, text: str) -> None:
    room.open_up()
    attempt_id = room.page(text)
    room.later(attempt_id, DELIVERED)
    assert room.texts() == [text]


@pytest.mark.parametrize(
    ("fault", "kinds", "code", "shown"),
    [
        ("silent", [UNCERTAIN], "silence", 0),
        ("lost-answer", [UNCERTAIN], "silence", 1),
        ("lost-reference", [UNCERTAIN], "no-reference", 1),
        ("lost-ok", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("lost-prompt@1", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("lost-prompt@1-", [FAILED], "no-prompt", 0),
        ("cms-error=42", [FAILED], "cms:42", 0),
        ("cms-error=1", [REJECTED], "cms:1", 0),
        ("cms-error=500", [UNCERTAIN], "cms:500", 0),
        ("cme-error=30", [FAILED], "cme:30", 0),
        ("plain-error", [UNCERTAIN], "error", 0),
        ("early-report", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("no-report", [ACCEPTED], "mr:1", 1),
        ("report=70", [ACCEPTED, RETRACTED], "mr:1", 0),
        ("report=1", [ACCEPTED, ON_AIR], "mr:1", 1),
        ("report=32", [ACCEPTED], "mr:1", 0),
        ("forwarded-then=70", [ACCEPTED, ON_AIR, RETRACTED], "mr:1", 0),
        ("forwarded-then=0", [ACCEPTED, ON_AIR, DELIVERED], "mr:1", 1),
        ("foreign-report", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("broken-report", [ACCEPTED], "mr:1", 1),
        ("stored-reports", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("unasked", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("doubled-ends", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("echo", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("no-phase2", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("storage-full", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("reply", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("slow-baud=9600", [ACCEPTED, DELIVERED], "mr:1", 1),
        ("unplug-mid-message=0.1", [UNCERTAIN], "line-lost", 0),
        ("unplug-accepted=0.1", [UNCERTAIN], "line-lost", 1),
    ],
)
def test_fault_ends_the_page_truthfully(
    room: SmsRoom, fault: str, kinds: list[ReceiptKind], code: str, shown: int
) -> None:
    room.open_up(fault)
    attempt_id = room.page("FAULTY LINE")
    final = room.outcome(attempt_id)
    assert final.code == code, final.detail
    if final.kind is UNCERTAIN or final.kind is FAILED:
        assert final.kind in kinds
    else:
        room.ledger.wait(lambda: len(room.kinds(attempt_id)) >= len(kinds))
        room.settle()
        assert room.kinds(attempt_id) == kinds
    assert room.texts() == ["FAULTY LINE"] * shown


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("no-sim", "no SIM"),
        ("sim-pin=815", "the SIM wants its PIN"),
        ("no-network", "not register"),
        ("dead", "no answer to AT"),
    ],
)
def test_modem_that_is_not_fit_leaves_pages_where_they_wait(room: SmsRoom, fault: str, reason: str) -> None:
    room.page("KEPT")
    room.plug_in(fault)
    room.open()
    assert reason in room.ledger.wait_state(ChannelState.FAILED).reason
    assert room.pages.count("sms") == 1
    assert room.ledger.receipts == []


def test_every_fault_is_tried_here() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    assert {fault for fault in SmsFault if f'"{fault}' not in tried} == set()


def test_pin_of_the_profile_opens_the_sim(room: SmsRoom) -> None:
    room.open_up("sim-pin=815", pin="0815")
    assert room.outcome(room.page("OPEN")).kind is ACCEPTED


def test_weak_signal_is_said_and_pages_still_go(room: SmsRoom) -> None:
    room.plug_in("weak-signal")
    room.open()
    assert "the signal is weak" in room.ledger.wait_state(ChannelState.DEGRADED).reason
    assert room.outcome(room.page("WEAK")).kind is ACCEPTED
    assert room.ledger.states[-1].state is ChannelState.DEGRADED


def test_full_sim_is_read_and_takes_texts_again(room: SmsRoom) -> None:
    modem = room.plug_in("storage-full")
    modem.modem.text_in("+491719999999", "newest")
    room.open()
    room.ledger.wait(lambda: len(room.ledger.texts) == 11)
    room.settle()
    assert [text.text for text in room.ledger.texts] == [*(f"old {n}" for n in range(10)), "newest"]


def test_reply_is_heard_from_its_sender(room: SmsRoom) -> None:
    room.open_up("reply=200")
    room.page("KOMMST DU?")
    room.ledger.wait(lambda: room.ledger.texts)
    (text,) = room.ledger.texts
    assert (text.sender, text.text, text.complete) == (NUMBER, "JA, KOMME " * 20, True)
    assert text.sent_at is not None
    assert room.gateway.tally("sms").texts == 1
    room.settle()


class ForgetfulSink(Ledger):
    """Cannot take the first text."""

    def __init__(self) -> None:
        super().__init__()
        self.failed = False

    def inbound(self, channel: str, item: AnyInbound) -> None:
        if not self.failed:
            self.failed = True
            raise OSError("database away")
        super().inbound(channel, item)


def test_text_that_could_not_be_taken_is_told_again_once(room: SmsRoom) -> None:
    room.ledger = sink = ForgetfulSink()
    room.gateway = Gateway(room.pages, sink)
    modem = room.plug_in()
    modem.modem.text_in(NUMBER, "KOMME")
    room.open()
    room.ledger.wait(lambda: room.ledger.texts)
    room.ledger.wait_state(ChannelState.UP, count=2)
    room.settle()
    assert sink.failed
    assert [text.text for text in sink.texts] == ["KOMME"]
    assert room.outcome(room.page("AFTER")).kind is ACCEPTED


def test_strays_are_counted(room: SmsRoom) -> None:
    room.open_up("foreign-report@1", "broken-report@2")
    room.later(room.page("ONE"), DELIVERED)
    room.ledger.wait(lambda: room.strays() == 2)
    second = room.page("TWO")
    room.outcome(second)
    room.ledger.wait(lambda: room.strays() == 3)
    assert room.kinds(second) == [ACCEPTED]


def test_later_receipt_of_a_message_from_before_a_restart(room: SmsRoom) -> None:
    modem = room.plug_in("no-report@1")
    room.open()
    first = room.outcome(room.page("BEFORE"))
    assert room.gateway.close("sms", 1.0)
    known = AcceptedPage(attempt_id="old", address=NUMBER, code=str(first.code), age_s=5.0)
    room.pages.known.append(known)
    other = AcceptedPage(attempt_id="other", address="+33600000000", code=str(first.code), age_s=5.0)
    room.pages.known.append(other)
    room.open()
    room.ledger.wait_state(ChannelState.UP, count=2)
    modem.modem.report_in(1, NUMBER)
    room.later(room.page("AFTER"), DELIVERED)
    assert room.later("old", DELIVERED).code == "st:0"
    assert room.kinds("other") == []


def test_many_pages_each_find_their_own_reports(room: SmsRoom) -> None:
    room.open_up("early-report@every-2", "unasked")
    ids = [room.page(f"PAGE {number}") for number in range(12)]
    for attempt_id in ids:
        room.later(attempt_id, DELIVERED)
    assert all(room.kinds(attempt_id) == [ACCEPTED, DELIVERED] for attempt_id in ids)
    assert sorted(room.texts()) == sorted(f"PAGE {number}" for number in range(12))


def test_modem_that_comes_back_delivers_what_it_owes(room: SmsRoom) -> None:
    room.open_up("unplug-accepted=0.1@2")
    first = room.page("FIRST")
    room.later(first, DELIVERED)
    second = room.page("SECOND")
    assert room.outcome(second).kind is UNCERTAIN
    room.ledger.wait_state(ChannelState.UP, count=2)
    assert room.outcome(room.page("THIRD")).kind is ACCEPTED
    assert room.kinds(second) == [UNCERTAIN]
    assert room.texts() == ["FIRST", "SECOND", "THIRD"]


def test_uncarriable_page_is_rejected_before_anything_leaves(room: SmsRoom) -> None:
    room.open_up()
    receipt = room.outcome(room.page("X", address="E12"))
    assert (receipt.kind, receipt.code) == (REJECTED, "not-carried")
    assert receipt.bytes_sent == b""
    assert room.texts() == []


def test_command_line_simulates_sends_and_watches(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    link, tape = tmp_path / "link", tmp_path / "tape"
    quick = ["--driver", "sms", "--profile", "settle_s=0.05"]
    with start_terminal(link, tape, faults=["reply=20@1", "report=70@2"], device="sms"):
        assert command_line.main(["probe", str(link), *quick]) == 0
        assert command_line.main(["send", str(link), NUMBER, "HALLO", *quick, "--follow", "5"]) == 0
        assert command_line.main(["watch", str(link), *quick, "--seconds", "0.6"]) == 0
        retracted = command_line.EXIT_CODES[RETRACTED]
        assert command_line.main(["send", str(link), NUMBER, "HALLO", *quick, "--follow", "5"]) == retracted
    said = capsys.readouterr().out
    assert "DELIVERED [st:0] received by the phone" in said
    assert "RETRACTED [st:70] the validity period expired" in said
    assert f"HEARD from {NUMBER}" in said
    assert [entry.address for entry in read_tape(tape)] == [NUMBER]
