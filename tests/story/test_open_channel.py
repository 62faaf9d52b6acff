"""Bad text: spelled, refused or cut by choice; and what should not be said where anybody may listen."""

from typing import Any

import pytest

from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.errors import TextTooLong
from dispatcher.domain.messages import CUT_MARK
from dispatcher.domain.open_channel import CALLER, OpenRule, warnings_of
from dispatcher.domain.transmissions import Mark
from dispatcher.packs.model import Pack
from dispatcher.queries.channels import AskTextWarnings, TextWarningRow
from dispatcher.queries.text_warnings import text_warnings
from tests.helpers.builders import DISPATCHER, a_pack, the_rules
from tests.helpers.harness import Harness, NewHarness

RULES = [
    {"name": "medical word", "words": ["overdose", "HIV"]},
    {"name": "door code", "patterns": [r"\b(door|code)\W+\d{3,}"]},
]


def open_room(*, is_open: bool = True) -> Pack:
    base = a_pack().model_dump(mode="json")
    channels = [{**part, "open": is_open} if part["name"] == "paging" else part for part in base["channel"]]
    return Pack.model_validate({**base, "channel": channels, "open_channel": RULES})


def warned(h: Harness, note: str, *call_signs: str) -> list[tuple[str, str]]:
    with h.reading() as connection:
        query = AskTextWarnings(h.incident_id, call_signs or ("e12",), note)
        rows: tuple[TextWarningRow, ...] = text_warnings(query, connection, h.clock.now(), the_rules(h._pack))
    assert {row.channel for row in rows} <= {"paging"}
    return [(row.rule, row.found) for row in rows]


def test_it_is_said_before_and_kept_by_its_rule_alone(new_harness: NewHarness) -> None:
    h = new_harness(open_room())
    h.call("medical", at="12 Elm St", caller_name="Maja Lindqvist", caller_number="01632 960 117")
    note = "Overdose, ring 01632960117 for Majá, door code 4711"
    assert warned(h, note) == [
        ("medical word", "overdose"), ("door code", "code 4711"), (CALLER, "maja"), (CALLER, "01632960117"),
    ]  # fmt: skip
    assert warned(h, "conscious, bring the chair") == []
    assert warned(h, note, "E99") == []
    h.dispatch("E12", note=note)
    h.crew("E12").expects_page("OVERDOSE")
    (told,) = h.told("said_in_the_open")
    assert (told.body["rules"], told.body["times"]) == (["door code", "medical word", CALLER], 4)
    assert "E12: said on the open channel paging: door code, medical word, the caller" in [
        line.text for line in h.card().log
    ]
    assert "4711" not in str(told.body)
    assert "overdose" not in str(told.body).casefold()
    h.crew("E12").says()


def test_a_channel_of_ones_own_needs_no_warning(new_harness: NewHarness) -> None:
    h = new_harness(open_room(is_open=False))
    h.call("medical")
    assert warned(h, "overdose") == []
    h.dispatch("E12", note="overdose")
    h.crew("E12").expects_page()
    assert h.told("said_in_the_open") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HIV positive", ["hiv"]),
        ("ship hivernal", []),
        ("Überdosis", ["uberdosis"]),
        ("code: 123", ["code: 123"]),
        ("code 12", []),
        ("overdose OVERDOSE", ["overdose"]),
    ],
)
def test_words_are_found_whole(text: str, found: list[str]) -> None:
    rules = [OpenRule(name="r", words=("hiv", "overdose", "überdosis"), patterns=(r"code\W+\d{3,}",))]
    assert [warning.found for warning in warnings_of(text, rules)] == found


def test_a_pattern_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="no regular expression"):
        a_pack(open_channel=[{"name": "x", "patterns": ["("]}])


def cut(h: Harness, note: str, *, chosen: bool) -> Any:
    return h.do(
        DispatchUnits(actor=DISPATCHER, incident_id=h.incident_id, call_signs=("E12",), note=note, cut=chosen)  # type: ignore[arg-type]
    )


def test_cut_only_by_choice_and_marked(h: Harness) -> None:
    h.call("fire")
    note = "smoke from the roof " * 20
    with pytest.raises(TextTooLong, match="shorten it by") as refused:
        cut(h, note, chosen=False)
    assert refused.value.over > 0
    done = cut(h, note, chosen=True)
    page = h.crew("E12").expects_page("FIRE", "12 Elm St", "2026-000001")
    assert page.text == done.text
    assert f"smoke{CUT_MARK} / " in page.text or f"roof{CUT_MARK} / " in page.text or CUT_MARK in page.text
    assert Mark.TRUNCATED in h.page("E12").marks
    assert h.told("units_dispatched")[0].body["cut"] is True
    h.advance(seconds=30)
    h.crew("E12").expects_repeat("(CUT)")
    h.crew("E12").says()


def test_what_fits_is_not_cut(h: Harness) -> None:
    h.call("fire")
    assert CUT_MARK not in cut(h, "short", chosen=True).text
    h.crew("E12").expects_page("short")
    assert Mark.TRUNCATED not in h.page("E12").marks
    h.crew("E12").says()


def test_a_place_that_is_too_long_is_not_cut(h: Harness) -> None:
    h.call("fire", at="Long Street " * 30)
    with pytest.raises(TextTooLong):
        cut(h, "note", chosen=True)
