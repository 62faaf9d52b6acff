"""Informal words are pointed out and never refused; abbreviations expand, and one key brings back what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.vocabulary import Abbreviation, Field, Term, abbreviations_for, expand, flag
from dispatcher.packs.loading import load_pack
from ui.presenters.abbreviations import Abbreviations

TERMS = (
    Term(say="en route", informal=("on the way", "way")),
    Term(say="unable", informal=("can't",), fields=frozenset({Field.PAGE_NOTE})),
)
SHORT = (
    Abbreviation(short="pt", text="patient"),
    Abbreviation(short="rtc", text="road traffic collision"),
    Abbreviation(short=".fall", text="Fall from | m. Conscious: .", title="Fall"),
    Abbreviation(short="pt", text="le patient", language="fr"),
)
KNOWN = abbreviations_for(SHORT)


def test_s30_informal_words_in_formal_fields_are_pointed_out_with_what_to_say():
    (found,) = flag("E12 is On  the way, halfway", Field.RESOLUTION, TERMS)
    assert (found.start, found.end, found.found, found.say) == (7, 18, "On  the way", "en route")
    assert [item.found for item in flag("we can't, way", Field.PAGE_NOTE, TERMS)] == ["can't", "way"]
    assert flag("we can't", Field.DECISION, TERMS) == ()


@given(st.text())
def test_s30_no_text_is_too_strange_and_every_place_lies_within_it(text: str):
    places = [(item.start, item.end) for item in flag(text + " way", Field.DECISION, TERMS)]
    assert places
    assert all(text[start:end] or end > len(text) for start, end in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "caret", "after"),
    [
        ("pt ", 3, "patient |"),
        ("the pt, here", 7, "the patient,| here"),
        ("Pt ", 3, "Patient |"),
        ("PT ", 3, "patient |"),
        ("(pt)", 4, "(patient)|"),
        (".fall ", 6, "Fall from | m. Conscious: . "),
        ("a rtc. ", 6, "a road traffic collision.| "),
    ],
)
def test_s30_an_abbreviation_expands_when_its_word_is_finished(text: str, caret: int, after: str):
    found = expand(text, caret, KNOWN)
    assert found is not None
    assert found.text[: found.caret] + "|" + found.text[found.caret :] == after
    assert (found.before, found.caret_before) == (text, caret)


@pytest.mark.parametrize(
    ("text", "caret"), [("pt", 2), ("apt ", 4), ("pt  ", 4), ("", 0), (" ", 1), ("pt ", 9), ("pt-x ", 5)]
)
def test_what_is_no_finished_abbreviation_stays(text: str, caret: int):
    assert expand(text, caret, KNOWN) is None


@given(st.text(), st.integers(-3, 50))
def test_expanding_never_raises(text: str, caret: int):
    found = expand(text, caret, KNOWN)
    assert found is None or 0 <= found.caret <= len(found.text)


def test_s30_a_language_has_abbreviations_of_its_own():
    assert abbreviations_for(SHORT, "fr")["pt"].text == "le patient"
    assert abbreviations_for(SHORT, "de")["pt"].text == "patient"


def test_s30_one_key_brings_back_what_was_typed_and_it_stays_so():
    field = Abbreviations(SHORT)
    assert field.typed("pt ", 3) == ("patient ", 8)
    assert field.undo("patient ", 8) == ("pt ", 3)
    assert field.typed("pt ", 3) is None, "whoever took it back means what was typed"
    assert field.undo("pt ", 3) is None
    field.emptied()
    assert field.typed("pt ", 3) == ("patient ", 8)
    assert field.undo("patient x", 9) is None, "something was typed since: Backspace is Backspace"


@pytest.mark.parametrize("name", ["monaco", "rivermouth"])
def test_s30_the_packs_that_ship_have_terms_prowords_and_templates(name: str):
    pack = load_pack(name)
    assert pack.term
    assert pack.proword
    assert [part for part in pack.abbreviation if part.title and "|" in part.text]


@pytest.mark.parametrize("pack", ["rivermouth", "monaco"])
@pytest.mark.parametrize(
    "plain", ["neck is stiff, fever 39", "car rolling back towards the quay", "caller can't breathe, can't stand up"]
)
def test_s30_the_packs_that_ship_do_not_cry_at_plain_words_of_patients_and_cars(pack: str, plain: str):
    terms = [part.term() for part in load_pack(pack).term]
    assert [item.found for item in flag(plain, Field.DECISION, terms)] == []
    assert [item.say for item in flag("two guys, we are rolling", Field.DECISION, terms)] == ["persons", "en route"]
