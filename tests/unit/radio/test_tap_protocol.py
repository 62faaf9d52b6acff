"""Single rules of the entry device that no vector shows: time, lateness, partial writes."""

import itertools

import pytest

from radio.errors import ConfigurationError
from radio.message import ReceiptKind
from radio.protocols.base import DeviceFailed, LoggedOn, PageRetracted
from radio.protocols.tap import State
from radio.protocols.tap_codes import CODES, code_of, is_of_line
from radio.protocols.tap_framing import why_address_not_carried, why_text_not_carried
from radio.protocols.tap_profile import TapProfile
from radio.protocols.tap_replies import MAX_LINE_CHARS
from tests.unit.radio.tap_line import Line


def in_block(**profile: str | int | float | bool) -> Line:
    line = Line(**profile)
    line.send()
    line.log_on()
    assert line.protocol.state is State.BLOCK
    return line


def test_cr_is_repeated_every_t1_n1_times() -> None:
    line = Line()
    line.send()
    times = [line.now]
    while line.pass_deadline() and not line.ends():
        times.append(line.now)
    assert line.said[:3] == [b"\r"] * 3
    assert [round(later - first) for first, later in itertools.pairwise(times)] == [2, 2]
    assert line.ends()[0].kind is ReceiptKind.FAILED


def test_prompts_earned_by_repeated_crs_are_no_bad_log_on() -> None:
    line = Line()
    line.send()
    line.pass_deadline()
    line.hear(b"ID=")
    line.hear(b"\r\nID=")
    assert line.said.count(b"\x1bPG1\r") == 1
    line.hear(b"\r\nID=")
    assert line.said.count(b"\x1bPG1\r") == 2


def test_answer_said_before_our_block_left_does_not_count() -> None:
    line = Line()
    line.send()
    line.hear(b"ID=")
    line.hear(b"\x06\r\x1b[p\r\x06\r")
    assert line.protocol.state is State.BLOCK
    assert not line.ends()


def test_wait_counts_from_the_end_of_the_block_on_the_line() -> None:
    line = in_block(baud=9600)
    deadline = line.protocol.deadline()
    assert deadline is not None
    assert deadline - line.now == pytest.approx(10.0 + len(line.blocks()[0]) * 10 / 9600)


def test_busy_line_extends_the_wait_but_not_for_ever() -> None:
    line = in_block()
    for _ in range(10):
        deadline = line.protocol.deadline()
        assert deadline is not None
        line.now = deadline - 1.0
        line.hear(b"111 BUSY\r")
    assert line.now < 100.0 + 4 * 10.0 + 1.0
    line.pass_deadline()
    assert line.ends()[0].kind is ReceiptKind.UNCERTAIN


def test_silence_says_eot_and_device_failed_and_never_the_block_again() -> None:
    line = in_block()
    line.pass_deadline()
    assert line.ends()[0].code == "silence"
    assert line.said[-1] == b"\x04\r"
    assert len(line.blocks()) == 1
    assert any(isinstance(event, DeviceFailed) for event in line.events)


def test_resend_on_silence_is_marked_and_never_ends_in_a_promise() -> None:
    line = in_block(resend_on_silence=True, block_resends=1)
    line.pass_deadline()
    assert len(line.blocks()) == 2
    line.hear(b"512 LATER\r\x1e\r")
    (ended,) = line.ends()
    assert ended.maybe_doubled
    assert ended.kind is ReceiptKind.UNCERTAIN


@pytest.mark.parametrize("when", ["closing", "at rest", "calling again"])
def test_late_rs_takes_back_every_page_of_the_session(when: str) -> None:
    line = in_block()
    line.hear(b"\x06\r")
    line.send("q")
    line.hear(b"\x06\r")
    line.protocol.finish(line.now)
    line.collect()
    if when != "closing":
        line.hear(b"\x1b\x04\r")
    if when == "calling again":
        line.send("r")
    line.hear(b"513 TOO LONG\r\x1e\r")
    retracted = [event for event in line.events if isinstance(event, PageRetracted)]
    assert [(event.page_id, event.code) for event in retracted] == [("p", "513"), ("q", "513")]
    assert "one or more of the 2 pages" in retracted[0].detail


def test_rs_after_the_next_log_on_takes_nothing_back() -> None:
    line = in_block()
    line.hear(b"\x06\r")
    line.protocol.finish(line.now)
    line.hear(b"\x1b\x04\r")
    line.send("q")
    line.hear(b"ID=")
    line.hear(b"\x1e\r")
    assert not [event for event in line.events if isinstance(event, PageRetracted)]


@pytest.mark.parametrize(("unwritten", "kind"), [(0, "uncertain"), (1, "uncertain"), (2, "failed"), (12, "failed")])
def test_unplugged_while_writing(unwritten: int, kind: str) -> None:
    line = in_block()
    line.protocol.abandon(line.now, "unplugged", unwritten=unwritten)
    line.collect()
    assert line.ends()[0].kind == kind
    assert line.protocol.is_resting()


def test_unplugged_before_the_block_left_is_a_failure() -> None:
    line = Line()
    line.send()
    line.hear(b"ID=")
    line.protocol.receive(b"\x06\r\x1b[p\r", line.now)  # the block waits to be written
    line.protocol.abandon(line.now, "unplugged")
    line.collect()
    assert line.ends()[0].kind is ReceiptKind.FAILED
    assert not line.blocks()


def test_hang_up_before_the_block_left_is_a_failure() -> None:
    line = Line()
    line.send()
    line.hear(b"ID=")
    line.hear(b"\x06\r\x1b[p\r\x1b\x04\r")
    assert line.ends()[0].kind is ReceiptKind.FAILED
    assert not line.blocks()


def test_second_page_goes_in_the_same_session_and_the_bound_holds() -> None:
    line = in_block(pages_per_session=2)
    line.hear(b"\x06\r")
    assert line.protocol.wants_page()
    line.send("q")
    assert len(line.blocks()) == 2
    line.hear(b"\x06\r")
    assert not line.protocol.wants_page()
    assert line.protocol.may_finish()


def test_second_page_while_one_is_in_flight_is_our_own_fault() -> None:
    line = in_block()
    with pytest.raises(RuntimeError, match="while the session is at block"):
        line.send("q")


def test_session_that_nobody_ends_ends_itself_before_the_terminal_does() -> None:
    line = Line()
    line.protocol.probe(line.now)
    line.collect()
    line.log_on()
    assert any(isinstance(event, LoggedOn) for event in line.events)
    line.pass_deadline()
    assert line.said[-1] == b"\x04\r"
    line.pass_deadline()
    assert line.protocol.is_resting()


def test_endless_line_is_kept_short_and_the_prompt_is_still_found() -> None:
    line = Line()
    line.send()
    line.hear(b"x" * 10 * MAX_LINE_CHARS + b"ID=")
    assert line.protocol.state is State.LOGON


def test_patient_preset_can_be_overruled() -> None:
    profile = TapProfile.from_mapping({"timers": "patient", "go_ahead_s": "5"})
    assert (profile.block_reply_s, profile.go_ahead_s, profile.cr_tries) == (30.0, 5.0, 10)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"t9": 1}, "unknown t9; known are .*block_reply_s.*timers"),
        ({"block_reply_s": "soon"}, "does not fit"),
        ({"block_reply_s": "nan"}, "does not fit"),
        ({"block_reply_s": 0}, "too small"),
        ({"cr_tries": 1.5}, "whole number"),
        ({"cr_tries": True}, "whole number"),
        ({"early_go_ahead": "maybe"}, "true or false"),
        ({"transparency": "base64"}, "one of strip, sub"),
        ({"timers": "eternal"}, "one of standard, patient"),
        ({"max_info_chars": 300}, "at most 250"),
        ({"password": "SEVENCH"}, "more than 6"),
        ({"service": "P"}, "2 letters"),
    ],
)
def test_impossible_profile_is_refused(values: dict[str, str | int | float | bool], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        TapProfile.from_mapping(values)


@pytest.mark.parametrize(
    ("address", "words"), [("", "empty"), ("1" * 33, "33 characters"), ("12 3", "position 3"), ("1\r2", "position 2")]
)
def test_impossible_address_is_named(address: str, words: str) -> None:
    assert words in str(why_address_not_carried(address))


def test_text_that_needs_a_second_block_is_refused_without_continuation() -> None:
    profile = TapProfile.from_mapping({"continuation": "none", "max_text": 600})
    assert why_text_not_carried("x" * 216, profile) is None
    assert "one block without continuation carries 216" in str(why_text_not_carried("x" * 217, profile))


def test_codes_are_read_only_at_the_start_of_a_line() -> None:
    assert code_of("211 SENT") == 211
    assert [code_of(text) for text in (" 211 SENT", "2111", "21", "PAGE 211", "")] == [None] * 5
    assert set(CODES) == {*range(110, 116), *range(211, 215), *range(501, 518)}
    assert is_of_line("514")
    assert not is_of_line("512")
    assert not is_of_line(None)
