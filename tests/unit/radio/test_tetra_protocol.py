"""Single rules of the TETRA side that no vector shows: set-up, health, pages, lost lines, references."""

import pytest

from radio.message import AcceptedPage, ReceiptKind, Urgency
from radio.protocols.base import LoggedOn
from tests.helpers.pages import a_page
from tests.unit.radio.tetra_line import CREW, FIRST_REFERENCE, Line, a_report, ready, sds

REF = f"{FIRST_REFERENCE:02X}"
LONG = "B" * 200


# --- set-up and health -----------------------------------------------------------------------------------


def test_set_up_asks_in_this_order() -> None:
    line = Line()
    line.set_up()
    assert b"".join(line.said) == (
        b"\x1bAT\rATE0\rAT+CSCS=8859-1\rAT+CNUMF?\rAT+CMGS=?\r"
        b"AT+CTSP=1,3,130\rAT+CTSP=1,3,131\rAT+CTSP=1,3,10\rAT+CTSP=1,3,24\rAT+CTSP=1,3,25\rAT+CTSP=1,2,20\r"
        b"AT+CTOM?\rAT+CREG?\rAT+CSQ?\r"
    )
    assert line.logged_on() == [LoggedOn(detail="registered in the home network")]


def test_health_is_at_each_time_and_the_network_with_the_profile_now_and_then() -> None:
    line = ready()
    line.now += 30
    line.set_up()
    assert line.commands() == ["AT"]
    line.said.clear()
    line.now += 30
    line.set_up()
    assert line.commands()[0] == "AT+CTSP=1,3,130"
    assert line.commands()[-3:] == ["AT+CTOM?", "AT+CREG?", "AT+CSQ?"]
    assert len(line.logged_on()) == 3


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        ({"AT+CREG?": "+CREG: 0\r\nOK"}, "searching for a network"),
        ({"AT+CREG?": "+CREG: 2\r\nOK"}, "not registered"),
        ({"AT+CREG?": "+CREG: 3,12,2621001\r\nOK"}, "refuses the terminal"),
        ({"AT+CREG?": "ERROR"}, "does not say"),
    ],
)
def test_terminal_that_is_not_fit_says_why(answers: dict[str, str], detail: str) -> None:
    line = Line(answers)
    line.set_up()
    (failed,) = line.failed()
    assert (failed.code, detail in failed.detail) == ("no-network", True), failed
    assert not line.protocol.wants_page()


@pytest.mark.parametrize(
    ("answers", "detail", "weak"),
    [
        ({"AT+CREG?": "+CREG: 5,1234,2621001\r\nOK"}, "registered in a visited network", False),
        ({"AT+CSQ?": "+CSQ: 3,99\r\nOK"}, "the signal is weak (-107 dBm)", True),
        ({"AT+CSQ?": "+CSQ: 99,99\r\nOK"}, "registered in the home network", False),
        ({"AT+CTSP=1,3,130": "+CME ERROR: 4"}, "takes no service profile", True),
        ({"AT+CTOM?": "+CTOM: 1\r\nOK", "AT+CREG?": "+CREG: 2\r\nOK"}, "direct mode", True),
        ({"AT+CTOM?": "ERROR", "AT+CNUMF?": "ERROR", "AT+CMGS=?": "ERROR", "AT+CSCS=8859-1": "ERROR"}, "home", False),
    ],
)
def test_health_in_words(answers: dict[str, str], detail: str, weak: bool) -> None:
    (event,) = ready(answers).logged_on()
    assert (detail in event.detail, event.weak) == (True, weak), event


def test_network_may_not_matter() -> None:
    assert ready({"AT+CREG?": "+CREG: 0\r\nOK"}, needs_network=False).logged_on()[0].detail.startswith("not registered")


def test_dead_terminal_is_asked_a_few_times() -> None:
    line = Line()
    line.protocol.probe(line.now)
    while line.pass_deadline():
        line.collect()
    line.collect()
    assert b"".join(line.said) == b"\x1b" + b"AT\r" * 5
    assert line.failed()[0].code == "no-answer"
    assert line.protocol.is_resting()


def test_garbage_in_the_line_is_cleared_and_the_question_asked_again() -> None:
    line = Line()
    line.protocol.probe(line.now)
    line.collect()
    line.pass_deadline()
    asked: list[str] = []
    for _ in range(60):
        data = line.collect()
        if not data.endswith(b"\r"):
            break
        command = data.decode("ascii").removeprefix("\x1b").rstrip("\r")
        asked.append(command)
        garbled = asked.count(command) == 1 and command in ("AT", "AT+CREG?")
        answer = "+CME ERROR: 35" if garbled else line.answers.get(command, "OK")
        line.protocol.receive(f"\r\n{answer}\r\n".encode("ascii"), line.now)
    assert asked[:2] == ["AT", "AT"]
    assert asked[-4:] == ["AT+CREG?", "AT", "AT+CREG?", "AT+CSQ?"]
    assert line.protocol.wants_page()


def test_echo_that_comes_back_means_a_reset_and_a_new_set_up() -> None:
    line = ready()
    line.now += 30
    line.protocol.probe(line.now)
    line.collect()
    line.hear(b"AT\r\r\nOK\r\n")
    assert line.commands() == ["AT", "ATE0"]
    line.protocol.receive(b"\r\nOK\r\n", line.now)
    line.answer_all()
    assert "the terminal was reset; it is set up again" in line.logged_on()[-1].detail
    assert line.logged_on()[-1].weak
    assert line.protocol.wants_page()


def test_terminal_that_always_echoes_is_not_reset_for_ever() -> None:
    line = Line()
    line.protocol.probe(line.now)
    data = line.collect()
    for _ in range(60):
        if data.endswith(b"\r"):
            command = data.decode("ascii").removeprefix("\x1b").rstrip("\r")
            answer = line.answers.get(command, "OK")
            line.protocol.receive(f"{command}\r\r\n{answer}\r\n".encode("ascii"), line.now)
        elif line.protocol.is_resting():
            break
        else:
            line.pass_deadline()
        data = line.collect()
    assert line.protocol.wants_page()
    assert line.commands().count("ATE0") == 1


def test_stolen_profile_is_set_again_but_not_in_a_ring() -> None:
    line = ready()
    line.now += 10
    line.protocol.receive(b"\r\n+CTSP: 1,3,130\r\n", line.now)
    line.answer_all()
    assert line.commands()[0] == "AT+CTSP=1,3,130"
    assert "another device had taken" in line.logged_on()[-1].detail
    line.said.clear()
    line.hear(b"\r\n+CTSP: 1,3,130\r\n")
    assert line.commands() == []


# --- pages -----------------------------------------------------------------------------------------------


def test_urgency_becomes_priority_and_a_refused_one_keeps_nothing_back() -> None:
    line = ready(priorities="3 1 0 0 0 0", encryption="1")
    line.protocol.send(a_page("p", CREW, "X", Urgency.EMERGENCY), line.now)
    line.collect()
    line.hear(b"\r\n+CME ERROR: 34\r\n")
    line.hear(b"\r\nOK\r\n")
    assert line.commands() == ["AT+CTSDS=12,0,0,3,1", "AT+CTSDS=12,0,0,0,1", "AT+CMGS=1234567,40"]
    line.accept()
    assert line.kinds() == ["accepted ref:177"]


def test_service_that_is_refused_ends_the_page_and_nothing_left() -> None:
    line = ready()
    line.protocol.send(a_page("p", CREW, "X"), line.now)
    line.collect()
    line.hear(b"\r\n+CME ERROR: 3\r\n")
    assert line.kinds() == ["failed cme:3"]
    assert line.messages() == []


@pytest.mark.parametrize(
    ("immediate", "urgency", "pid"),
    [
        ("none", Urgency.EMERGENCY, "82"),
        ("emergency", Urgency.EMERGENCY, "89"),
        ("emergency", Urgency.P1, "82"),
        ("p1", Urgency.P1, "89"),
        ("p1", Urgency.P2, "82"),
    ],
)
def test_immediate_text_is_the_profiles_choice(immediate: str, urgency: Urgency, pid: str) -> None:
    line = ready(immediate=immediate)
    line.send(text="X", urgency=urgency)
    line.accept()
    assert line.messages() == [f"{pid}0E{REF}0158"]


@pytest.mark.parametrize(
    ("profile", "group", "flags"),
    [
        ({}, False, "0E"),
        ({}, True, "02"),
        ({"reports": "received"}, False, "06"),
        ({"reports": "consumed"}, False, "0A"),
        ({"reports": "none"}, False, "02"),
        ({"short_reports": True}, False, "0C"),
    ],
)
def test_reports_asked_for(profile: dict[str, str | bool], group: bool, flags: str) -> None:
    line = ready(**profile)
    line.send(text="X", group=group)
    line.accept()
    assert line.messages() == [f"82{flags}{REF}0158"]


def test_long_text_has_its_parts_under_one_reference_and_one_each() -> None:
    line = ready()
    line.send(text=LONG)
    line.accept(7)
    line.hear(b"\r\nOK\r\n")
    line.accept(8)
    first, second = line.messages()
    assert first.startswith(f"8A0E{REF}01050003{REF}0201")
    assert second.startswith(f"8A0E{FIRST_REFERENCE + 1:02X}01050003{REF}0202")
    assert line.kinds() == ["accepted ref:177,178"]
    line.hear(a_report(0x00, pid="8A"))
    assert line.kinds() == ["accepted ref:177,178"], "one part is not the whole"
    line.hear(a_report(0x02, FIRST_REFERENCE + 1, pid="8A"))
    assert line.kinds()[1:] == ["delivered sds:02"], "a page is as far as its slowest part"
    line.hear(a_report(0x02, pid="8A"))
    assert line.kinds()[2:] == ["read sds:02"]


def test_parts_that_all_wait_for_others_are_no_delivery() -> None:
    line = ready()
    line.send(text=LONG)
    line.accept(7)
    line.hear(b"\r\nOK\r\n")
    line.accept(8)
    line.hear(a_report(0x06))
    line.hear(a_report(0x06, FIRST_REFERENCE + 1))
    assert line.kinds()[1:] == ["on_air sds:06"]
    line.hear(a_report(0x00, FIRST_REFERENCE + 1))
    assert line.kinds()[2:] == ["delivered sds:00"]


def test_part_that_is_lost_takes_the_page_back() -> None:
    line = ready()
    line.send(text=LONG)
    line.accept(7)
    line.hear(b"\r\nOK\r\n")
    line.accept(8)
    line.hear(a_report(0x00))
    line.hear(b"\r\n+CMGS: 8,5\r\n")
    assert line.kinds()[1:] == ["retracted air:5"]


def test_first_part_lost_while_the_second_waits_ends_the_page() -> None:
    line = ready()
    line.send(text=LONG)
    line.hear(b"\r\n> ")
    line.hear(a_report(0x4B) + b"+CMGS: 7\r\nOK\r\n")
    assert line.kinds() == ["failed sds:4B"]
    assert len(line.messages()) == 1


def test_second_part_refused_when_the_first_may_be_there_is_uncertain() -> None:
    line = ready()
    line.send(text=LONG)
    line.accept(7)
    line.hear(b"\r\nOK\r\n")
    line.hear(b"\r\n> ")
    line.hear(b"\r\n+CME ERROR: 3\r\n")
    assert line.kinds() == ["uncertain cme:3"]
    assert "1 of 2 messages had been accepted" in line.ends()[0].detail


def test_terminal_of_short_messages_is_believed() -> None:
    line = ready({"AT+CMGS=?": "+CMGS: (0-9),(8-240)\r\nOK"})
    line.send(text="C" * 27)
    line.accept(7)
    line.hear(b"\r\nOK\r\n")
    line.accept(8)
    assert [len(unit) // 2 for unit in line.messages()] == [30, 17]


def test_text_that_is_too_long_for_this_terminal_is_rejected_at_once() -> None:
    line = ready({"AT+CMGS=?": "+CMGS: (8-160)\r\nOK"}, max_text=480)
    line.protocol.send(a_page("p", CREW, "D" * 480), line.now)
    line.collect()
    assert line.kinds() == ["rejected too-long"]
    assert line.said == []
    assert line.protocol.wants_page()


def test_too_many_messages_to_one_recipient_wait() -> None:
    line = ready()
    for number in range(256):
        line.send(f"p{number}", text="X")
        line.accept(number)
    assert len(set(line.messages())) == 256
    line.protocol.send(a_page("q", CREW, "X"), line.now)
    line.collect()
    assert line.kinds("q") == ["failed references"]
    assert line.protocol.wants_page()
    line.send("other", address="7654321", text="X")
    line.accept()
    assert line.kinds("other")[0].startswith("accepted")
    line.now += 600
    line.send("r", text="X")
    line.accept()
    assert line.kinds("r")[0].startswith("accepted")


def test_status_page() -> None:
    line = ready()
    line.send(address=f"status:8004@{CREW}", text="for the log only")
    line.accept()
    assert line.commands() == ["AT+CTSDS=13,0,0,0", "AT+CMGS=1234567,16"]
    assert line.messages() == ["8004"]
    line.hear(b"\r\n+CMGS: 7,4\r\n")
    assert line.kinds() == ["accepted status:8004", "on_air air:4"]


def test_recipient_of_another_network() -> None:
    line = ready()
    line.send(address="262-1002-1234567", text="X")
    line.accept()
    assert line.commands() == ["AT+CTSDS=12,1,0,0", "AT+CMGS=02620100201234567,40"]
    line.hear(a_report(0))
    assert line.kinds() == ["accepted ref:177"], "a bare SSI is of our own network"
    line.hear(a_report(0, sender="02620100201234567"))
    assert line.kinds()[1:] == ["delivered sds:00"]


def test_page_that_was_proven_while_the_line_was_lost() -> None:
    line = ready()
    line.send()
    line.hear(b"\r\n> ")
    line.hear(a_report(0))
    line.protocol.abandon(line.now, "unplugged")
    line.collect()
    assert line.kinds() == ["accepted ref:177", "delivered sds:00"]


@pytest.mark.parametrize(
    ("said", "unwritten", "kinds"),
    [
        ([], 0, ["failed line-lost"]),
        ([b"> "], 1, ["failed line-lost"]),
        ([b"> "], 0, ["uncertain line-lost"]),
        ([b"> ", b"+CMGS: 7\r\n"], 0, ["accepted ref:177"]),
    ],
)
def test_line_lost(said: list[bytes], unwritten: int, kinds: list[str]) -> None:
    line = ready()
    line.send()
    for data in said:
        line.hear(data)
    line.protocol.abandon(line.now, "unplugged", unwritten=unwritten)
    line.collect()
    assert line.kinds() == kinds
    assert line.protocol.is_resting()


def test_reports_of_ours_wait_for_pages() -> None:
    line = ready()
    line.send(text=LONG)
    line.hear(b"\r\n> ")
    line.hear(b"".join(sds(f"8206{number:02X}0141") for number in range(3)))
    line.hear(b"+CMGS: 7\r\nOK\r\n")
    line.hear(b"\r\nOK\r\n")
    line.protocol.receive(b"\r\n> ", line.now)
    line.collect()
    line.protocol.receive(b"\r\n+CMGS: 8\r\nOK\r\n", line.now)
    assert [unit[:2] for unit in line.messages()] == ["8A", "8A"]
    assert line.collect() == b"", "the next page may go first"
    assert line.protocol.wants_page()
    assert not line.protocol.is_resting()
    line.send("q", text="X")
    line.accept(9)
    for instance in (10, 11, 12):
        line.hear(b"\r\nOK\r\n")
        line.accept(instance)
    assert line.messages()[2:] == [f"820E{FIRST_REFERENCE + 2:02X}0158", "82100000", "82100001", "82100002"]
    assert line.protocol.is_resting()


def test_result_of_the_air_interface_that_comes_too_late_is_of_another_message() -> None:
    line = ready()
    line.send()
    line.accept()
    line.now += 31
    line.hear(b"\r\n+CMGS: 7,4\r\n")
    assert line.kinds() == ["accepted ref:177"]
    assert len(line.strays()) == 1


def test_instance_that_counts_from_the_beginning_again_is_of_the_newest() -> None:
    line = ready()
    for page_id in ("p", "q"):
        line.send(page_id)
        line.accept(7)
    line.hear(b"\r\n+CMGS: 7,5\r\n")
    assert line.kinds("p") == ["accepted ref:177"]
    assert line.kinds("q")[1:] == ["retracted air:5"]


def test_evidence_is_the_report_itself() -> None:
    line = ready()
    line.send()
    line.accept()
    line.hear(a_report(0))
    (climbed,) = [event for event in line.events if getattr(event, "kind", None) is ReceiptKind.DELIVERED]
    assert f"821000{REF}".encode("ascii") in climbed.raw  # type: ignore[union-attr]


# --- after a restart -------------------------------------------------------------------------------------


def accepted(page_id: str, code: str, *, address: str = CREW, age_s: float = 60.0) -> AcceptedPage:
    return AcceptedPage(attempt_id=page_id, address=address, code=code, age_s=age_s)


def test_report_after_a_restart_finds_its_page() -> None:
    line = ready()
    line.protocol.recall([accepted("old", "ref:201"), accepted("other", "ref:201", address="7654321")], line.now)
    line.hear(a_report(0x02, 201))
    assert line.kinds("old") == ["read sds:02"]
    assert line.kinds("other") == []


@pytest.mark.parametrize("code", ["mr:201", "ref:", "ref:999", "ref:x", "status:8004", ""])
def test_code_that_is_no_reference_is_passed_over(code: str) -> None:
    line = ready()
    line.protocol.recall([accepted("old", code), accepted("bad", "ref:1", address="E12")], line.now)
    line.hear(a_report(0x00, 201))
    assert len(line.strays()) == 1


def test_report_that_fits_two_pages_lifts_neither() -> None:
    line = ready()
    line.protocol.recall([accepted("old", "ref:201"), accepted("older", "ref:201", age_s=900.0)], line.now)
    line.hear(a_report(0x00, 201))
    assert line.kinds("old") == line.kinds("older") == []
    assert "fits 2 messages" in line.strays()[0].detail


def test_recalled_references_are_not_used_again_at_once() -> None:
    line = ready()
    line.protocol.recall([accepted("old", f"ref:{FIRST_REFERENCE}")], line.now)
    line.send()
    line.accept()
    assert line.kinds() == [f"accepted ref:{FIRST_REFERENCE + 1}"]


def test_references_after_a_restart_do_not_go_on_behind_the_last_that_was_stored() -> None:
    """The next one may be that of a page that was on the line when the program died."""
    line = Line()
    line.protocol.recall([accepted("old", "ref:7")], line.now)
    line.set_up()
    line.send()
    line.accept()
    assert line.kinds() == [f"accepted ref:{FIRST_REFERENCE}"]
    again = ready()
    again.protocol.recall([accepted("old", "ref:7")], again.now)  # as a trace tells it, of this same run
    again.send()
    again.accept()
    assert again.kinds() == ["accepted ref:8"]


def test_page_too_old_is_not_recalled() -> None:
    line = ready(report_days=0.5)
    line.protocol.recall([accepted("old", "ref:201", age_s=50_000)], line.now)
    line.hear(a_report(0x00, 201))
    assert line.kinds("old") == []
