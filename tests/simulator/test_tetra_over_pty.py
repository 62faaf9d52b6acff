"""Every fault of the simulated terminal through the real gateway; the truth is counted at the crews' terminals."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import radio.__main__ as command_line
from radio.inbound import InboundEmergency, InboundPosition, InboundStatus, InboundText
from radio.message import AcceptedPage, ChannelState, ReceiptKind, Urgency
from radio.simulator.orders import GiveStatus, PressEmergency, ReadNewest, SayText, TellPosition
from radio.simulator.process import start_terminal
from radio.simulator.tape import read_tape
from radio.simulator.tetra_air import write_report
from radio.simulator.tetra_faults import TetraFault
from tests.simulator.tetra_room import CREW, SimulatedTetra, TetraRoom

ACCEPTED, ON_AIR = ReceiptKind.ACCEPTED, ReceiptKind.ON_AIR
DELIVERED, READ = ReceiptKind.DELIVERED, ReceiptKind.READ
REJECTED, FAILED, UNCERTAIN = ReceiptKind.REJECTED, ReceiptKind.FAILED, ReceiptKind.UNCERTAIN
RETRACTED = ReceiptKind.RETRACTED
WHOLE = [ACCEPTED, ON_AIR, DELIVERED]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[TetraRoom]:
    made = TetraRoom(tmp_path)
    yield made
    made.close()


def crew_reads(terminal: SimulatedTetra, crew: str = CREW) -> None:
    terminal.terminal.act(ReadNewest(sender=crew), terminal.now())


def test_page_is_on_air_delivered_and_read_with_its_bytes(room: TetraRoom) -> None:
    terminal = room.open_up(network_interval_s=60.0)
    attempt_id = room.page("Einsatz H1 Grüße")
    accepted = room.outcome(attempt_id)
    room.later(attempt_id, DELIVERED)
    reference = int(str(accepted.code).removeprefix("ref:"))
    assert b"AT+CTSDS=12,0,0,0\rAT+CMGS=1234567,160\r" in accepted.bytes_sent
    assert b"820E%02X0145696E7361747A204831204772FCDF65\x1a" % reference in accepted.bytes_sent
    assert b"+CMGS: 1\r\n" in accepted.bytes_received
    crew_reads(terminal)
    assert room.later(attempt_id, READ).code == "sds:02"
    assert b"821002%02X" % reference in room.later(attempt_id, READ).bytes_received
    assert room.kinds(attempt_id) == [*WHOLE, READ]
    assert room.texts() == ["Einsatz H1 Grüße"]


@pytest.mark.parametrize("text", ["A" * 144, "A" * 145, "ß" * 300, "€" * 73, "Пожар " * 30, "🚒" * 60, "1\n2"])
def test_crews_see_every_text_whole_and_read_it(room: TetraRoom, text: str) -> None:
    terminal = room.open_up()
    attempt_id = room.page(text)
    room.later(attempt_id, DELIVERED)
    crew_reads(terminal)
    room.later(attempt_id, READ)
    assert room.texts() == [text]
    room.settle()
    assert room.strays() == 0


@pytest.mark.parametrize(
    ("fault", "kinds", "shown"),
    [
        ("silent", [UNCERTAIN], 0),
        ("lost-answer", [UNCERTAIN], 1),
        ("lost-instance", [UNCERTAIN], 1),
        ("lost-ok", [ACCEPTED, DELIVERED], 1),
        ("proven-silence", [ACCEPTED, DELIVERED], 1),
        ("cme-error=3", [FAILED], 0),
        ("cme-error=34", [REJECTED], 0),
        ("cme-error=99", [UNCERTAIN], 0),
        ("plain-error", [UNCERTAIN], 0),
        ("air-failed", [ACCEPTED, RETRACTED], 0),
        ("no-air-result", [ACCEPTED, DELIVERED], 1),
        ("early-air-result", WHOLE, 1),
        ("no-report", [ACCEPTED, ON_AIR], 1),
        ("report=90", [ACCEPTED, ON_AIR, RETRACTED], 0),
        ("report=33", [ACCEPTED, ON_AIR], 0),
        ("report=2", [ACCEPTED, ON_AIR, READ], 1),
        ("stored-first", WHOLE, 1),
        ("consumed-first", [ACCEPTED, ON_AIR, READ], 1),
        ("early-report", [ACCEPTED, DELIVERED], 1),
        ("foreign-report", WHOLE, 1),
        ("short-report", WHOLE, 1),
        ("ack-wanted", WHOLE, 1),
        ("lost-pdu", [ACCEPTED, ON_AIR], 1),
        ("unasked", WHOLE, 1),
        ("doubled-ends", WHOLE, 1),
        ("no-prompt", WHOLE, 1),
        ("echo", WHOLE, 1),
        ("noise", WHOLE, 1),
        ("garbled", WHOLE, 1),
        ("garbled-start", WHOLE, 1),
        ("no-priority", WHOLE, 1),
        ("reset", [UNCERTAIN], 0),
        ("reset-after", [ACCEPTED], 1),
        ("stolen", [ACCEPTED, ON_AIR, DELIVERED], 1),
        ("stolen-quietly", [ACCEPTED, ON_AIR], 1),
        ("short-messages=400", WHOLE, 1),
        ("slow-baud=9600", WHOLE, 1),
        ("unplug-mid-pdu=0.1", [UNCERTAIN], 0),
        ("unplug-accepted=0.1", [UNCERTAIN], 1),
    ],
)
def test_fault_ends_the_page_truthfully(room: TetraRoom, fault: str, kinds: list[ReceiptKind], shown: int) -> None:
    quiet: dict[str, float] = {"network_interval_s": 60.0, "probe_interval_s": 60.0}
    room.open_up(fault, **quiet)
    attempt_id = room.page("FAULTY LINE", urgency=Urgency.P1)
    final = room.outcome(attempt_id)
    if final.kind is FAILED and UNCERTAIN in kinds:
        kinds = [FAILED]  # a pulled plug is seen before or after Ctrl-Z was written
    if "stolen" not in fault:
        room.ledger.wait(lambda: len(room.kinds(attempt_id)) >= len(kinds))
    room.settle()
    reached = room.kinds(attempt_id)
    assert reached == (kinds if "stolen" not in fault else kinds[: len(reached)]), final.detail
    assert room.texts() == ["FAULTY LINE"] * shown


def test_every_fault_is_tried_here() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    assert {fault for fault in TetraFault if f'"{fault}' not in tried} == set()


@pytest.mark.parametrize(("fault", "reason"), [("no-network", "searching for a network"), ("dead", "no answer to AT")])
def test_terminal_that_is_not_fit_leaves_pages_where_they_wait(room: TetraRoom, fault: str, reason: str) -> None:
    room.page("KEPT")
    room.plug_in(fault)
    room.open()
    assert reason in room.ledger.wait_state(ChannelState.FAILED).reason
    assert room.pages.count("tetra") == 1
    assert room.ledger.receipts == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("weak-signal", "the signal is weak (-107 dBm)"),
        ("direct-mode", "direct mode"),
        ("no-service", "reports and texts stay with it"),
    ],
)
def test_what_is_not_well_is_said_and_pages_still_go(room: TetraRoom, fault: str, reason: str) -> None:
    room.plug_in(fault)
    room.open()
    assert reason in room.ledger.wait_state(ChannelState.DEGRADED).reason
    assert room.outcome(room.page("WEAK")).kind is ACCEPTED
    assert room.ledger.states[-1].state is ChannelState.DEGRADED


def test_stolen_service_profile_is_taken_back_and_said(room: TetraRoom) -> None:
    room.open_up("stolen", network_interval_s=60.0)
    room.outcome(room.page("FIRST"))
    reason = room.ledger.wait_state(ChannelState.DEGRADED).reason
    assert "another device had taken the service profile" in reason
    room.later(room.page("SECOND"), DELIVERED)


def test_quietly_stolen_profile_is_set_again_with_the_next_look_at_the_network(room: TetraRoom) -> None:
    terminal = room.open_up("stolen-quietly")
    room.outcome(room.page("FIRST"))
    room.ledger.wait(lambda: terminal.terminal.is_listened_to())
    room.later(room.page("SECOND"), DELIVERED)


def test_reset_terminal_is_set_up_again(room: TetraRoom) -> None:
    room.open_up("reset-after")
    room.outcome(room.page("FIRST"))
    assert "the terminal was reset" in room.ledger.wait_state(ChannelState.DEGRADED).reason
    room.later(room.page("SECOND"), DELIVERED)
    assert room.texts() == ["FIRST", "SECOND"]


def test_what_crews_do_comes_in_and_texts_are_confirmed(room: TetraRoom) -> None:
    terminal = room.open_up()
    now = terminal.now()
    for order in (
        GiveStatus(sender=CREW, code=0x8004),
        TellPosition(sender=CREW, latitude=51.25, longitude=12.0),
        SayText(sender=CREW, words="SIND DA € 🚒"),
        SayText(sender=CREW, words="L" * 250),
        PressEmergency(sender="7", latitude=-37.5, longitude=145.0),
    ):
        terminal.terminal.act(order, now)
    room.ledger.wait(lambda: len(room.ledger.inbounds) == 7)
    by_kind: dict[type, list[object]] = {}
    for item in room.ledger.inbounds:
        by_kind.setdefault(type(item), []).append(item)
    (status,) = by_kind[InboundStatus]
    assert isinstance(status, InboundStatus)
    assert (status.sender, status.code) == (CREW, 0x8004)
    assert [text.text for text in room.ledger.texts] == ["SIND DA € 🚒", "L" * 250]
    places = [place for place in by_kind[InboundPosition] if isinstance(place, InboundPosition)]
    assert [round(place.latitude, 3) for place in places] == [51.25, -37.5]
    alarms = [alarm for alarm in by_kind[InboundEmergency] if isinstance(alarm, InboundEmergency)]
    assert sorted((alarm.how, alarm.duplicate) for alarm in alarms) == [
        ("LIP reason 2", False),
        ("TETRA status 0", False),
    ]
    room.ledger.wait(lambda: len(terminal.terminal.confirmed) == 4)
    assert {(to, given.kind, given.status) for to, given in terminal.terminal.confirmed} == {(CREW, "report", 0)}
    assert [given.reference for _, given in terminal.terminal.confirmed] == [1, 2, 3, 4]
    assert len(by_kind[InboundText]) == 2


def test_reports_that_ask_for_it_are_acknowledged(room: TetraRoom) -> None:
    terminal = room.open_up("ack-wanted")
    room.later(room.page("ONE"), DELIVERED)
    room.ledger.wait(lambda: terminal.terminal.confirmed)
    ((to, given),) = terminal.terminal.confirmed
    assert (to, given.kind, given.status) == (CREW, "ack", 0)


def test_crews_that_look_by_themselves(room: TetraRoom) -> None:
    room.plug_in(consume_after_s=0.05)
    room.open()
    attempt_id = room.page("LOOK")
    room.later(attempt_id, READ)
    assert room.kinds(attempt_id) == [*WHOLE, READ]


def test_status_goes_out_and_reaches_the_air(room: TetraRoom) -> None:
    room.open_up()
    attempt_id = room.page("not carried", address=f"status:8002@{CREW}")
    assert room.outcome(attempt_id).code == "status:8002"
    room.later(attempt_id, ON_AIR)
    assert room.texts() == ["status 8002"]


def test_group_is_not_asked_for_reports(room: TetraRoom) -> None:
    room.open_up()
    attempt_id = room.page("AN ALLE", address="9000001", group=True)
    room.later(attempt_id, ON_AIR)
    room.settle()
    assert room.kinds(attempt_id) == [ACCEPTED, ON_AIR]
    assert room.texts() == ["AN ALLE"]


def test_later_receipt_of_a_page_from_before_a_restart(room: TetraRoom) -> None:
    terminal = room.open_up("no-report@1")
    first = room.outcome(room.page("BEFORE"))
    assert room.gateway.close("tetra", 1.0)
    room.pages.known.append(AcceptedPage(attempt_id="old", address=CREW, code=str(first.code), age_s=5.0))
    room.pages.known.append(AcceptedPage(attempt_id="other", address="7777777", code=str(first.code), age_s=5.0))
    room.open()
    room.ledger.wait_state(ChannelState.UP, count=2)
    reference = int(str(first.code).removeprefix("ref:"))
    terminal.terminal.hear_raw("12", CREW, write_report("82", 2, reference))
    assert room.later("old", READ).code == "sds:02"
    second = room.outcome(room.page("AFTER"))
    assert second.code != first.code
    assert room.kinds("other") == []


def test_what_a_crew_looked_at_stands_on_the_tape_though_its_report_is_lost(room: TetraRoom) -> None:
    terminal = room.open_up("no-report@1", "consumed-first@3")
    for text in ("UNHEARD", "UNREAD", "READ AT ONCE"):
        last = room.page(text)
        room.later(last, ON_AIR)
        if text == "UNHEARD":
            crew_reads(terminal)
            room.settle()
    assert room.later(last, READ).code == "sds:02"
    assert [(entry.text, entry.read) for entry in read_tape(room.tape_path)] == [
        ("UNHEARD", True), ("UNREAD", False), ("READ AT ONCE", True),
    ]  # fmt: skip
    assert room.kinds("a1") == [ACCEPTED, ON_AIR]


def test_many_pages_each_find_their_own_reports(room: TetraRoom) -> None:
    room.open_up("early-report@every-2", "unasked", "short-report@every-3", "doubled-ends")
    ids = [room.page(f"PAGE {number}", address=str(1000 + number % 3)) for number in range(12)]
    for attempt_id in ids:
        room.later(attempt_id, DELIVERED)
    assert all(room.kinds(attempt_id)[-1] is DELIVERED for attempt_id in ids)
    assert sorted(room.texts()) == sorted(f"PAGE {number}" for number in range(12))


def test_terminal_that_comes_back_takes_pages_again(room: TetraRoom) -> None:
    room.open_up("unplug-accepted=0.1@2")
    room.later(room.page("FIRST"), DELIVERED)
    second = room.page("SECOND")
    assert room.outcome(second).kind is UNCERTAIN
    room.ledger.wait_state(ChannelState.UP, count=2)
    assert room.outcome(room.page("THIRD")).kind is ACCEPTED
    assert room.kinds(second) == [UNCERTAIN]
    assert room.texts() == ["FIRST", "SECOND", "THIRD"]


@pytest.mark.parametrize("address", ["E12", "0", "16777216", "status:0000@1234567", "status:7E01@1", "1-2"])
def test_address_that_is_none_is_refused_before_anything_leaves(room: TetraRoom, address: str) -> None:
    room.open_up()
    receipt = room.outcome(room.page("X", address=address))
    assert (receipt.kind, receipt.code) == (REJECTED, "not-carried")
    assert receipt.bytes_sent == b""
    assert room.texts() == []


def test_command_line_simulates_sends_and_watches(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    link, tape = tmp_path / "link", tmp_path / "tape"
    quick = ["--driver", "tetra", "--profile", "settle_s=0.05"]
    options = ["--consume-after", "0.05"]
    with start_terminal(link, tape, faults=["report=90@2"], device="tetra", options=options):
        assert command_line.main(["probe", str(link), *quick]) == 0
        assert command_line.main(["watch", str(link), *quick, "--seconds", "0.6"]) == 0
        assert command_line.main(["send", str(link), CREW, "HALLO", *quick, "--follow", "5"]) == 0
        retracted = command_line.EXIT_CODES[RETRACTED]
        assert command_line.main(["send", str(link), CREW, "HALLO", *quick, "--follow", "5"]) == retracted
    said = capsys.readouterr().out
    assert "READ [sds:02] shown to the recipient" in said
    assert "RETRACTED [sds:5A] the recipient cannot be reached" in said
    assert [entry.address for entry in read_tape(tape)] == [CREW]


def test_pages_that_end_while_they_are_handed_over_each_end_once(room: TetraRoom) -> None:
    room.open_up("short-messages=160@all")
    room.settle()
    long, longer, short = (room.page(text) for text in ("L" * 300, "M" * 301, "SHORT"))
    assert [room.outcome(page).code for page in (long, longer)] == ["too-long", "too-long"]
    assert room.outcome(short).kind is ReceiptKind.ACCEPTED
    assert room.texts() == ["SHORT"]
