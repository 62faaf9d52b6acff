"""Single rules of the modem's side that no vector shows: set-up, health, lost lines, references, texts that come in."""

import pytest

from radio.errors import ConfigurationError
from radio.message import AcceptedPage, ReceiptKind
from radio.protocols.base import LoggedOn
from radio.protocols.sms_codes import Fate, cms_error, fate_of, is_of_line
from radio.protocols.sms_ledger import same_number
from radio.protocols.sms_profile import SmsProfile
from tests.unit.radio.sms_line import Line, a_report, ready

TEXT_FROM_46 = "07916407058099F9040B916407950303F100008921222140140004D4E2940A"


def part_in(number: int, text_hex: str, length: int) -> bytes:
    pdu = f"0044038111F2000062112210310000{length:02X}05000309020{number}{text_hex}"
    return f"+CMT: ,{len(pdu) // 2 - 1}\r\n{pdu}\r\n".encode("ascii")


def test_set_up_asks_in_this_order() -> None:
    line = ready()
    assert b"".join(line.said) == (
        b"\x1bAT\rATE0\rAT+CMEE=1\rAT+CPIN?\rAT+CMGF=0\rAT+CSMS=1\rAT+CNMI=2,1,0,1,0\rAT+CREG?\rAT+CSQ\rAT+CPMS?\r"
    )
    assert line.logged_on() == [LoggedOn(detail="registered in the network")]


def test_settings_are_given_to_the_modem() -> None:
    said = b"".join(ready(service_centre="+491710760000", storage="ME", phase2=False).said)
    assert b'AT+CSCA="+491710760000"\r' in said
    assert b'AT+CPMS="ME","ME","ME"\r' in said
    assert b"AT+CSMS=0\r" in said


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        ({"AT+CPIN?": "+CME ERROR: 10"}, "no SIM"),
        ({"AT+CPIN?": "+CPIN: SIM PIN\r\nOK"}, "the SIM wants its PIN, and the profile has none"),
        ({"AT+CPIN?": "+CPIN: SIM PUK\r\nOK"}, "the SIM says SIM PUK"),
        ({"AT+CMGF=0": "ERROR"}, "no PDU mode"),
        ({"AT+CREG?": "+CREG: 0,2\r\nOK", "AT+CEREG?": "ERROR"}, "not registered in a network"),
        ({"AT+CREG?": "+CREG: 0,0\r\nOK", "AT+CEREG?": "+CEREG: 0,3\r\nOK"}, "the network refuses the modem"),
        ({"AT+CREG?": "+CREG: 1\r\nOK", "AT+CEREG?": "ERROR"}, "not registered"),
    ],
)
def test_modem_that_is_not_fit_says_why(answers: dict[str, str], detail: str) -> None:
    line = Line(answers)
    line.set_up()
    (failed,) = line.failed()
    assert detail in failed.detail
    assert not line.protocol.wants_page()


def test_modem_on_lte_alone_is_registered() -> None:
    line = ready({"AT+CREG?": "+CREG: 0,0\r\nOK", "AT+CEREG?": '+CEREG: 2,5,"1A2B","01C3",7\r\nOK'})
    assert line.logged_on()[0].detail == "registered, roaming"


def test_weak_signal_and_missing_routing_are_said() -> None:
    refused = {f"AT+CNMI={routing}": "ERROR" for routing in SmsProfile().routings}
    (event,) = ready({"AT+CSQ": "+CSQ: 3,99\r\nOK", **refused}).logged_on()
    assert event.weak
    assert "takes no routing" in event.detail
    assert "the signal is weak" in event.detail
    assert not ready({"AT+CSQ": "+CSQ: 99,99\r\nOK"}).logged_on()[0].weak


def test_refused_pin_is_never_given_again() -> None:
    locked = {"AT+CPIN?": "+CPIN: SIM PIN\r\nOK", 'AT+CPIN="0815"': "+CME ERROR: 16"}
    line = Line(locked, pin="0815")
    for _ in range(3):
        line.set_up()
        line.plug_in()
    assert b"".join(line.said).count(b'AT+CPIN="0815"') == 1
    assert "not given again" in line.failed()[-1].detail


def test_dead_modem_is_asked_a_few_times() -> None:
    line = Line()
    line.protocol.probe(line.now)
    while line.pass_deadline():
        line.collect()
    line.collect()
    assert b"".join(line.said).count(b"AT\r") == SmsProfile().sync_tries
    assert line.failed()[0].code == "no-answer"


def test_long_text_goes_in_parts_and_is_delivered_with_the_last_report() -> None:
    line = ready()
    line.send(text="A" * 200)
    for reference in (5, 6):
        line.hear(b"> ")
        line.hear(f"+CMGS: {reference}\r\nOK\r\n".encode("ascii"))
    assert line.kinds() == ["accepted mr:5,6"]
    first, second = line.messages()
    assert first[36:38] == second[36:38], "one reference for both"
    assert (first[38:42], second[38:42]) == ("0201", "0202")
    line.hear(a_report(0, 6))
    assert line.kinds() == ["accepted mr:5,6"], "half of it is not delivered"
    line.hear(a_report(0, 5, "62112210310001"))
    assert line.kinds() == ["accepted mr:5,6", "delivered st:0"]


def test_part_that_is_lost_takes_the_page_back_once() -> None:
    line = ready()
    line.send(text="A" * 200)
    for reference in (5, 6):
        line.hear(b"> ")
        line.hear(f"+CMGS: {reference}\r\nOK\r\n".encode("ascii"))
    line.hear(a_report(70, 6))
    line.hear(a_report(70, 5))
    assert line.kinds() == ["accepted mr:5,6", "retracted st:70"]


@pytest.mark.parametrize("said", [b"+CMS ERROR: 1\r\n", b"+CMS ERROR: 42\r\n"])
def test_page_of_which_a_part_was_taken_is_never_promised_back(said: bytes) -> None:
    line = ready()
    line.send(text="A" * 200)
    line.hear(b"> ")
    line.hear(b"+CMGS: 5\r\nOK\r\n")
    line.hear(b"> ")
    line.hear(said)
    (ended,) = line.ends()
    assert ended.kind is ReceiptKind.UNCERTAIN
    assert "1 of 2 messages had been accepted" in ended.detail
    line.hear(a_report(0, 5))
    assert len(line.kinds()) == 1
    assert len(line.strays()) == 1


@pytest.mark.parametrize(
    ("unwritten", "kind"), [(0, ReceiptKind.UNCERTAIN), (1, ReceiptKind.FAILED), (30, ReceiptKind.FAILED)]
)
def test_line_lost_behind_the_message(unwritten: int, kind: ReceiptKind) -> None:
    line = ready()
    line.send()
    line.hear(b"> ")
    line.protocol.abandon(line.now, "unplugged", unwritten=unwritten)
    line.collect()
    assert line.ends()[0].kind is kind


def test_line_lost_before_the_prompt_or_after_the_reference() -> None:
    before, after = ready(), ready()
    before.send()
    before.protocol.abandon(before.now, "unplugged")
    before.collect()
    assert before.ends()[0].kind is ReceiptKind.FAILED
    after.send()
    after.hear(b"> ")
    after.hear(b"+CMGS: 42\r\n")
    after.protocol.abandon(after.now, "unplugged")
    after.collect()
    assert after.kinds() == ["accepted mr:42"]


def test_report_finds_its_page_over_a_new_line_and_after_a_restart() -> None:
    line = ready()
    line.send()
    line.hear(b"> ")
    line.hear(b"+CMGS: 42\r\nOK\r\n")
    line.protocol.abandon(line.now, "unplugged")
    line.plug_in()
    line.set_up()
    line.hear(a_report(0))
    assert line.kinds() == ["accepted mr:42", "delivered st:0"]
    again = Line(international="+49")
    known = AcceptedPage(attempt_id="p", address="0170 1234567", code="mr:42", age_s=3600.0)
    again.protocol.recall([known, known], again.now)
    again.set_up()
    again.hear(a_report(0))
    assert again.kinds() == ["delivered st:0"]


@pytest.mark.parametrize(
    "known",
    [
        AcceptedPage(attempt_id="p", address="+491701234567", code="mr:42", age_s=3 * 86_400.0),
        AcceptedPage(attempt_id="p", address="+491701234568", code="mr:42", age_s=1.0),
        AcceptedPage(attempt_id="p", address="+491701234567", code="mr:41", age_s=1.0),
        AcceptedPage(attempt_id="p", address="+491701234567", code="211", age_s=1.0),
        AcceptedPage(attempt_id="p", address="+491701234567", code="mr:x", age_s=1.0),
        AcceptedPage(attempt_id="p", address="+491701234567", code="mr:999", age_s=1.0),
    ],
)
def test_report_of_something_else_is_a_stray(known: AcceptedPage) -> None:
    line = ready()
    line.protocol.recall([known], line.now)
    line.hear(a_report(0))
    assert line.kinds() == []
    assert len(line.strays()) == 1


def test_report_that_fits_two_messages_lifts_neither() -> None:
    line = ready()
    pages = [AcceptedPage(attempt_id=name, address="+491701234567", code="mr:42", age_s=9.0) for name in ("p", "q")]
    line.protocol.recall(pages, line.now)
    line.hear(a_report(0))
    assert line.kinds("p") == line.kinds("q") == []
    assert "fits 2 messages" in line.strays()[0].detail


def test_time_stamp_tells_a_wrapped_reference_from_the_earlier_one() -> None:
    line = ready()
    first = AcceptedPage(attempt_id="p", address="+491701234567", code="mr:42", age_s=9.0)
    line.protocol.recall([first], line.now)
    line.hear(a_report(32, stamp="62112210310000"))
    line.protocol.recall([AcceptedPage(attempt_id="q", address="+491701234567", code="mr:42", age_s=1.0)], line.now)
    line.hear(a_report(0, stamp="62112210310000"))
    line.hear(a_report(70, stamp="62112211310000"))
    assert line.kinds("p") == ["delivered st:0"]
    assert line.kinds("q") == ["retracted st:70"]


def test_evidence_of_a_later_receipt_is_its_own_octets() -> None:
    line = ready()
    line.protocol.recall([AcceptedPage(attempt_id="p", address="+491701234567", code="mr:42", age_s=1.0)], line.now)
    line.hear(b"RING\r\n" + a_report(0))
    (climbed,) = [event for event in line.events if event.__class__.__name__ == "PageClimbed"]
    assert climbed.raw.strip() == a_report(0).strip()  # type: ignore[union-attr]


def test_direct_report_is_acknowledged_once_it_was_handed_over() -> None:
    line = ready()
    line.protocol.receive(a_report(0), line.now)
    assert line.protocol.take_bytes() == b""
    line.protocol.take_events()
    assert line.protocol.take_bytes() == b"AT+CNMA\r"
    line.hear(b"OK\r\n")
    assert line.protocol.is_resting()
    old = ready({"AT+CSMS=1": "ERROR"})
    old.hear(a_report(0))
    assert b"AT+CNMA\r" not in old.said


def stored(line: Line, index: int, pdu: str, memory: str = "SM") -> None:
    line.answers |= {f"AT+CMGR={index}": f"+CMGR: 0,,{len(pdu) // 2 - 1 - int(pdu[:2], 16)}\r\n{pdu}\r\nOK"}
    line.hear(f'+CMTI: "{memory}",{index}\r\n'.encode("ascii"))


def test_text_is_read_handed_over_and_only_then_removed() -> None:
    line = ready()
    stored(line, 3, TEXT_FROM_46)
    assert line.said[-1] == b"AT+CMGR=3\r"
    line.protocol.receive(f"+CMGR: 0,,23\r\n{TEXT_FROM_46}\r\nOK\r\n".encode("ascii"), line.now)
    assert line.protocol.take_bytes() == b"", "a crash now must leave it in the SIM"
    (heard,) = line.protocol.take_events()
    assert (heard.sender, heard.text) == ("+46705930301", "TEST")  # type: ignore[union-attr]
    assert TEXT_FROM_46.encode("ascii") in heard.raw  # type: ignore[union-attr]
    assert line.protocol.take_bytes() == b"AT+CMGD=3\r"
    line.hear(b"OK\r\n")
    assert line.protocol.is_resting()


def test_text_that_was_handed_over_before_the_line_ended_is_removed_and_not_heard_twice() -> None:
    line = ready()
    line.hear(b'+CMTI: "SM",3\r\n')
    line.protocol.receive(f"+CMGR: 0,,23\r\n{TEXT_FROM_46}\r\nOK\r\n".encode("ascii"), line.now)
    line.events += line.protocol.take_events()
    line.protocol.abandon(line.now, "unplugged")
    line.plug_in()
    line.answers |= {
        "AT+CPMS?": '+CPMS: "SM",1,10,"SM",1,10,"SM",1,10\r\nOK',
        "AT+CMGL=4": f"+CMGL: 3,1,,23\r\n{TEXT_FROM_46}\r\nOK",
    }
    line.set_up()
    assert len(line.heard()) == 1
    assert b"AT+CMGD=3\r" in line.said


def test_full_storage_is_read_and_emptied_at_the_start() -> None:
    listed = "".join(f"+CMGL: {index},1,,23\r\n{TEXT_FROM_46}\r\n" for index in range(1, 11))
    line = ready({"AT+CPMS?": '+CPMS: "SM",10,10,"SM",10,10,"SM",10,10\r\nOK', "AT+CMGL=4": listed + "OK"})
    assert len(line.heard()) == 10
    assert [data for data in line.said if data.startswith(b"AT+CMGD")] == [b"AT+CMGD=%d\r" % n for n in range(1, 11)]
    assert line.protocol.is_resting()


def test_storage_that_stays_full_is_said() -> None:
    line = ready({"AT+CPMS?": '+CPMS: "SM",10,10,"SM",10,10,"SM",10,10\r\nOK', "AT+CMGL=4": "OK"})
    line.set_up()
    first, second = line.logged_on()
    assert not first.weak
    assert second.weak
    assert "stays full" in second.detail


def test_modem_that_does_not_count_its_storage_is_listed_all_the_same() -> None:
    listed = f"+CMGL: 1,1,,23\r\n{TEXT_FROM_46}\r\nOK"
    line = ready({"AT+CPMS?": "ERROR", "AT+CMGL=4": listed})
    assert [heard.text for heard in line.heard()] == ["TEST"]
    assert line.said[-2:] == [b"AT+CMGL=4\r", b"AT+CMGD=1\r"]


def test_stored_report_is_read_where_it_is() -> None:
    line = ready()
    line.protocol.recall([AcceptedPage(attempt_id="p", address="+491701234567", code="mr:42", age_s=1.0)], line.now)
    pdu = a_report(0).split(b"\r\n")[1].decode("ascii")
    line.answers |= {"AT+CMGR=1": f"+CMGR: 0,25\r\n{pdu}\r\nOK"}
    line.protocol.receive(b'+CDSI: "SR",1\r\n', line.now)
    line.answer_all()
    assert line.kinds() == ["delivered st:0"]
    assert line.said[-3:] == [b'AT+CPMS="SR"\r', b"AT+CMGR=1\r", b"AT+CMGD=1\r"]


def test_missing_storage_is_said_and_the_line_goes_on() -> None:
    line = ready({'AT+CPMS="SR"': "+CMS ERROR: 302"})
    line.protocol.receive(b'+CDSI: "SR",1\r\n', line.now)
    line.answer_all()
    assert "could not be read (cms:302)" in line.strays()[0].detail
    assert line.protocol.wants_page()


def test_spoilt_text_is_read_again_before_it_is_removed() -> None:
    line = ready({"AT+CMGR=1": f"+CMGR: 0,,23\r\n{TEXT_FROM_46[:-2]}\r\nOK"})
    for _ in range(2):
        line.protocol.receive(b'+CMTI: "SM",1\r\n', line.now)
        line.answer_all()
    assert len(line.strays()) == 1
    assert line.said[-3:] == [b"AT+CMGR=1\r", b"AT+CMGR=1\r", b"AT+CMGD=1\r"]


def test_long_text_that_comes_in_is_put_together_whatever_the_order() -> None:
    line = ready()
    line.hear(part_in(2, "84", 8))
    assert line.heard() == []
    line.hear(part_in(1, "82", 8))
    (heard,) = line.heard()
    assert (heard.sender, heard.text, heard.complete) == ("112", "AB", True)


def test_part_that_never_comes_is_said() -> None:
    line = ready(parts_wait_s=60.0)
    line.hear(part_in(2, "84", 8))
    line.hear(b"OK\r\n")
    while not line.heard() and line.pass_deadline():
        line.collect()
    (heard,) = line.heard()
    assert (heard.text, heard.complete) == ("[part 1 missing] B", False)


def test_page_waits_until_what_came_in_is_removed() -> None:
    line = ready()
    line.hear(b'+CMTI: "SM",3\r\n')
    assert not line.protocol.wants_page()
    with pytest.raises(RuntimeError):
        line.send()


def test_health_is_asked_again_and_network_loss_noticed() -> None:
    line = ready()
    line.answers |= {"AT+CREG?": "+CREG: 0,2\r\nOK", "AT+CEREG?": "+CEREG: 0,2\r\nOK"}
    line.set_up()
    assert line.failed()[0].detail == "the modem is searching for a network"


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"t9": 1}, "unknown t9"),
        ({"validity_minutes": 4}, "validity_minutes"),
        ({"validity_minutes": "soon"}, "does not fit"),
        ({"max_text": 0}, "max_text"),
        ({"pin": "12x4"}, "pin is made of digits"),
        ({"international": "49"}, "international"),
        ({"routing": "a"}, "routing"),
        ({"storage": "SIM"}, "storage"),
        ({"submit_s": 0}, "submit_s"),
        ({"submit_s": "inf"}, "below a day"),
        ({"line_mode": "5N2"}, "line_mode"),
        ({"flash": "maybe"}, "true or false"),
    ],
)
def test_impossible_profile_is_refused(profile: dict[str, str | int | float | bool], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        Line(**profile)


def test_driver_says_what_it_can() -> None:
    driver = Line(international="+49").driver
    assert driver.capabilities().highest_receipt is ReceiptKind.DELIVERED
    assert Line(status_report=False).driver.capabilities().highest_receipt is ReceiptKind.ACCEPTED
    assert driver.check_address("0170 123-45 67") is None
    assert driver.check_address("+491701234567") is None
    for wrong in ("", "12", "E12", "1" * 21, "+49 170 x"):
        assert driver.check_address(wrong) is not None, wrong
    assert driver.check_text("Grüße 🚒 €") is None
    for wrong in ("", "A" * 481, "half \ud83d"):
        assert driver.check_text(wrong) is not None
    assert driver.forecast_s("A" * 161, 9600) > driver.forecast_s("A" * 160, 9600)
    assert driver.is_trouble_of_line("cms:310")
    assert not driver.is_trouble_of_line("cms:1")
    assert not driver.is_trouble_of_line(None)


def test_national_numbers_find_their_international_form() -> None:
    assert same_number("+491701234567", "01701234567")
    assert same_number("491701234567", "+491701234567")
    assert same_number("00491701234567", "+491701234567")
    assert not same_number("+491701234567", "+491701234568")
    assert not same_number("+491701234567", "34567")
    assert not same_number("01701234567", "1701234567")


def test_codes_mean_what_the_standard_says() -> None:
    assert cms_error(1).kind is ReceiptKind.REJECTED
    assert cms_error(150).kind is ReceiptKind.REJECTED
    assert cms_error(500).kind is ReceiptKind.UNCERTAIN
    assert [fate_of(status) for status in (0x00, 0x01, 0x02, 0x25, 0x26, 0x3F, 0x49, 0x65, 0xFF)] == [
        Fate.DELIVERED, Fate.FORWARDED, Fate.LOST, Fate.PENDING, Fate.LOST, Fate.PENDING, Fate.LOST, Fate.LOST,
        Fate.LOST,
    ]  # fmt: skip
    assert is_of_line("cme:30")
    assert not is_of_line("cms:x")
