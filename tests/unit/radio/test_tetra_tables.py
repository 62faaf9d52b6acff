"""The tables, addresses and settings of the TETRA driver."""

import pytest

from radio.drivers.tetra import TetraDriver
from radio.errors import ConfigurationError
from radio.message import ReceiptKind
from radio.protocols.tetra_codes import AIR_VERDICTS, Fate, error_of, is_of_line, verdict_of
from radio.protocols.tetra_party import BadAddress, Party, called, heard_party, same_party, target_of
from radio.protocols.tetra_profile import TetraProfile
from radio.protocols.tetra_references import References


def test_every_delivery_status_has_a_fate_and_words() -> None:
    for status in range(256):
        verdict = verdict_of(status)
        assert verdict.words
        assert (verdict.fate is Fate.LOST) == (0x40 <= status < 0x60), status
    assert {verdict_of(status).fate for status in (0x00, 0x02)} == {Fate.DELIVERED, Fate.READ}
    assert AIR_VERDICTS[5].fate is Fate.LOST


def test_troubles_of_the_line() -> None:
    assert all(is_of_line(code) for code in ("silence", "no-answer", "cme:30", "cme:35", "cms:500", "error"))
    assert not any(is_of_line(code) for code in (None, "cme:34", "sds:5A", "too-long", "line-lost", "not-carried"))
    assert error_of("cme:99999999").kind is ReceiptKind.UNCERTAIN


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "no SSI"),
        ("0", "0 is no SSI: it is from 1 to 16777215"),
        ("16777216", "16777216 is no SSI: it is from 1 to 16777215"),
        ("E12", "'E' in an SSI"),
        ("12-34", "neither an SSI nor a TSI"),
        ("1024-1-5", "1024 is no MCC: it is from 1 to 1023"),
        ("262-16384-5", "16384 is no MNC"),
        ("262-1001-0", "0 is no SSI"),
        ("+491701234567", "'+' in an SSI"),
        ("02620100101234567", "is no SSI"),
        ("status:8004", "a status is written status:8004@1234567"),
        ("status:80@1", "'80' is no status of four hexadecimal digits"),
        ("status:0000@1", "the emergency"),
        ("status:7E01@1", "the standard's own"),
        ("status:8004@x", "'x' in an SSI"),
    ],
)
def test_address_that_is_none_is_refused_in_words(address: str, words: str) -> None:
    refusal = TetraDriver({}).check_address(address)
    assert refusal is not None
    assert words in refusal
    with pytest.raises(BadAddress):
        target_of(address)


@pytest.mark.parametrize(
    "address", ["1", "16777215", "0001234567"[2:], "262-1001-1234567", "status:ffff@7", "STATUS:8000@7"]
)
def test_address_that_is_one(address: str) -> None:
    assert TetraDriver({}).check_address(address) is None


def test_parties() -> None:
    assert heard_party("2621001" + "01234567") == Party(1234567, (262, 1001))
    assert heard_party("26201001" + "01234567") == Party(1234567, (262, 1001))
    assert heard_party("026201001" + "01234567") == Party(1234567, (262, 1001))
    assert [heard_party(text) for text in ("", "x", "99999999", "1" * 10, "9" * 17, "²")] == [None] * 6
    assert called(Party(7, (262, 1001)), 3) == (1, "2620100100000007")
    assert called(Party(7), 4) == (0, "7")
    assert same_party(Party(7), Party(7, (1, 1)), None)
    assert not same_party(Party(7), Party(7, (1, 1)), (1, 2))
    assert not same_party(Party(7), Party(8), None)


def test_references_that_wait_are_taken_only_when_nothing_else_is_free() -> None:
    references = References(600.0)
    assert references.take(1, 2, 250, {250, 252}, 0.0) == [251, 253]
    assert references.take(1, 1, 0, set(range(256)), 0.0) == [254]
    assert references.take(2, 1, 9, (), 0.0) == [9]


def test_after_a_restart_references_do_not_go_on_where_a_page_on_the_line_may_have_been() -> None:
    references = References(600.0)
    references.note(1, 5, -10.0)  # accepted; the page behind it had 6, and nobody stored that
    assert references.take(1, 2, 200, (), 0.0) == [200, 201]
    assert references.take(1, 1, 77, (), 0.0) == [202]
    assert References(600.0).take(1, 1, 5, (), 0.0) == [5]
    references.note(2, 200, -10.0)
    assert references.take(2, 1, 200, (), 0.0) == [201]


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"speed": 1}, "unknown speed"),
        ({"reports": "all"}, "one of none, received, consumed, both"),
        ({"immediate": "p2"}, "immediate"),
        ({"priorities": "1 2 3"}, "six numbers"),
        ({"priorities": "9 0 0 0 0 0"}, "six numbers"),
        ({"encryption": "2"}, "encryption"),
        ({"service_profile": "x"}, "service_profile"),
        ({"network": "262"}, "MCC-MNC"),
        ({"network": "262-99999"}, "MNC"),
        ({"max_bits": 100}, "max_bits"),
        ({"max_text": 0}, "max_text"),
        ({"mcc_digits": 5}, "mcc_digits"),
        ({"command_s": 0}, "too small"),
        ({"line_mode": "9N1"}, "line_mode"),
    ],
)
def test_setting_that_cannot_be_is_refused(profile: dict[str, str | int], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        TetraProfile.from_mapping(profile)


@pytest.mark.parametrize(
    ("reports", "best"),
    [
        ("both", ReceiptKind.READ), ("consumed", ReceiptKind.READ), ("received", ReceiptKind.DELIVERED),
        ("none", ReceiptKind.ON_AIR),
    ],
)  # fmt: skip
def test_driver_promises_what_is_asked_for(reports: str, best: ReceiptKind) -> None:
    driver = TetraDriver({"reports": reports})
    assert driver.capabilities().highest_receipt is best
    assert (driver.default_baud, driver.default_mode, driver.probe_interval_s) == (9600, "8N1", 30.0)
    assert driver.forecast_s("X" * 200, 9600) > driver.forecast_s("X", 9600) > 0
    assert [driver.check_text(text) for text in ("Grüße 🚒", "X" * 480)] == [None, None]
    assert all(driver.check_text(text) for text in ("", "X" * 481, "a\ud800"))
    assert TetraDriver({"max_bits": 160}).check_text("X" * 480) == "it takes 48 messages, but 20 are allowed"
