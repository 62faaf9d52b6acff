"""The counters find what is lost and what is doubled when the far side differs from the store."""

from datetime import UTC, datetime

import pytest

from dispatcher.replay.truth import SentPage, doubled_unmarked, pages_lost, pages_unknown
from radio.simulator.tape import TapeEntry

PAGE = ("1000001", "P1 / FEVER / A / 332-1 / 2015-000001")
REPEAT = ("1000001", "REPEAT P1 / FEVER / A / 332-1 / 2015-000001")
OTHER = ("1000002", "P1 / FEVER / A / 332-1 / 2015-000001")


def tape(*pages: tuple[str, str], retracted: bool = False) -> list[TapeEntry]:
    at = datetime(2015, 12, 10, tzinfo=UTC)
    return [
        TapeEntry(n=number, at=at, address=address, text=text, block_hex="", retracted=retracted)
        for number, (address, text) in enumerate(pages, start=1)
    ]


def sent(*pages: tuple[tuple[str, str], str]) -> list[SentPage]:
    return [SentPage("t1", page, state) for page, state in pages]


def test_a_page_that_both_sides_have_is_neither_lost_nor_unknown():
    stored, held = sent((PAGE, "accepted")), tape(PAGE)
    assert (pages_lost(stored, ["t1"], held), pages_unknown(stored, held), doubled_unmarked(held)) == (0, 0, 0)


@pytest.mark.parametrize("held", [tape(), tape(OTHER), tape(REPEAT), tape(PAGE, retracted=True)])
def test_a_page_said_to_be_accepted_that_the_terminal_does_not_hold_is_lost(held: list[TapeEntry]):
    assert pages_lost(sent((PAGE, "accepted")), [], held) == 1


def test_a_carried_transmission_without_an_accepted_attempt_is_lost():
    assert pages_lost(sent((PAGE, "uncertain")), ["t1"], tape(PAGE)) == 1


@pytest.mark.parametrize("state", ["waiting", "failed", "rejected", "cancelled"])
def test_a_page_on_the_tape_that_the_store_says_was_never_taken_is_unknown(state: str):
    assert pages_unknown(sent((PAGE, state)), tape(PAGE)) == 1


@pytest.mark.parametrize("held", [tape(PAGE), tape()])
def test_an_uncertain_page_may_or_may_not_be_there(held: list[TapeEntry]):
    stored = sent((PAGE, "uncertain"))
    assert (pages_lost(stored, [], held), pages_unknown(stored, held)) == (0, 0)


def test_a_second_copy_that_nobody_sent_is_unknown_and_doubled():
    held = tape(PAGE, PAGE)
    assert pages_unknown(sent((PAGE, "accepted")), held) == 1
    assert doubled_unmarked(held) == 1


def test_a_copy_marked_repeat_and_the_same_text_to_another_address_are_no_doubles():
    assert doubled_unmarked(tape(PAGE, REPEAT, REPEAT, OTHER)) == 0
