"""Words of crews and telephone numbers: what answers, what does not, and whose number it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.crew_commands import Answer
from dispatcher.domain.crew_words import MOST_WORDS, answer_in, folded
from dispatcher.domain.numbers import normal, whose

YES = ("ja", "yes", "komme", "d'accord", "on our way", "reçu")
NO = ("nein", "no", "nicht", "can't", "not available")


@pytest.mark.parametrize(
    "text",
    ["ja", "JA", " Ja! ", "ja.", "Ja, komme", "komme", "D'ACCORD", "d’accord", "On our way!", "on  our\nway", "Reçu",
     "RECU", "rec\u0327u", "ja " * MOST_WORDS, "yes 12"],
)  # fmt: skip
def test_it_accepts(text: str) -> None:
    assert answer_in(text, YES, NO) is Answer.ACCEPTS


@pytest.mark.parametrize("text", ["nein", "No.", "NICHT verfügbar", "can't", "cant", "can´t", "not available, sorry"])
def test_it_declines(text: str) -> None:
    assert answer_in(text, YES, NO) is Answer.DECLINES


@pytest.mark.parametrize(
    "text",
    ["", "!", "jawohl", "nope", "janein", "ja nein", "komme nicht", "no, yes", "ja?", "¿ja", "wir kommen, ja",
     "“ja” sagt er", '"ja"', "„ja“", "«ja»", "> ja", "zitat:\n> ja", "on our", "not", "ja " * (MOST_WORDS + 1),
     "ja\n> nein"],
)  # fmt: skip
def test_a_person_reads_it(text: str) -> None:
    assert answer_in(text, YES, NO) is None


def test_without_words_nothing_is_an_answer() -> None:
    assert answer_in("yes", (), ()) is None


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    words = folded(text)
    assert folded(" ".join(words)) == words
    assert all(word.isalnum() for word in words)


@given(st.text(), st.sampled_from(YES), st.sampled_from(NO))
def test_whoever_says_both_is_read(between: str, yes: str, no: str) -> None:
    assert answer_in(f"{yes} {between} {no}", YES, NO) is None
    assert answer_in(f"{no} {between} {yes}", YES, NO) is None


@given(st.text())
def test_an_answer_begins_with_one_of_the_words(text: str) -> None:
    answer = answer_in(text, YES, NO)
    if answer is not None:
        said = " ".join(folded(text))
        assert any(f"{said} ".startswith(f"{' '.join(folded(word))} ") for word in (*YES, *NO))
        assert len(folded(text)) <= MOST_WORDS


@given(st.text(alphabet="abc ", max_size=20), st.sampled_from(YES))
def test_a_word_in_the_middle_answers_nothing(before: str, yes: str) -> None:
    if folded(before):
        assert answer_in(f"{before} {yes}", (yes,), ()) is None


@pytest.mark.parametrize(
    ("number", "form"),
    [("01632 960117", "+441632960117"), ("0044 1632-960117", "+441632960117"), ("+44 (1632) 960.117", "+441632960117"),
     ("1234567", "1234567"), (" 112 ", "112")],
)  # fmt: skip
def test_numbers_have_one_form(number: str, form: str) -> None:
    assert normal(number, "+44") == form


@given(st.text(alphabet="0123456789+ -/().", max_size=20), st.sampled_from(["", "+44", "+1"]))
def test_the_normal_form_stays(number: str, country: str) -> None:
    once = normal(number, country)
    assert normal(once, country) == once or once.startswith(("0", "+0"))


def test_without_a_country_a_number_is_whose_it_can_only_be() -> None:
    known = {normal("01632 960117"): "E12", normal("01632 960118"): "E11"}
    assert whose("+441632960117", known) == "E12"
    assert whose("01632960118", known) == "E11"
    assert whose("+441632960119", known) is None
    assert whose("1632960117", known) is None
    assert whose("+12341632960117", known) is None  # no country has four digits
    assert whose("+441632960117", {"01632960117": "E12", "032960117": "E13"}) == "E12"
    assert whose("+441632960117", {"041632960117": "A", "01632960117": "B"}) is None  # either could be
