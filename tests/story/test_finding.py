"""Finding: words as they are typed at a desk, whatever their case, accents and punctuation."""

import pytest

from dispatcher.queries.boards import find
from dispatcher.queries.requests import AskFind
from tests.helpers.harness import Harness


def found(h: Harness, text: str) -> list[str]:
    with h.reading() as connection:
        return [row.label for row in find(AskFind(text), connection, h.clock.now())]


@pytest.fixture
def numbers(h: Harness) -> tuple[str, str]:
    """Two incidents, the older first."""
    return h.call(at="Église Sainte-Dévote, La Condamine").number, h.call(at="12 Elm St").number


@pytest.mark.parametrize(
    "typed", ["église", "ÉGLISE", "eglise", "Eglise", "devote", "sainte devote", " sainte  dévote ", "dévote, la cond"]
)
def test_case_accents_and_punctuation_do_not_matter(h: Harness, numbers: tuple[str, str], typed: str):
    assert found(h, typed) == [numbers[0]]


def test_only_what_holds_the_words_is_found(h: Harness, numbers: tuple[str, str]):
    for typed in ("eglisse", "sainte la", "%", "_", "elm%12", "Elm Stairs"):
        assert found(h, typed) == [], typed
    assert found(h, "elm") == [numbers[1]]


def test_units_come_first_then_incidents_the_newest_first(h: Harness, numbers: tuple[str, str]):
    assert found(h, "e12") == ["E12"]
    assert found(h, "fire") == [numbers[1], numbers[0]]
    assert found(h, numbers[1]) == [numbers[1]]
    assert found(h, "12") == ["E12", numbers[1]]
