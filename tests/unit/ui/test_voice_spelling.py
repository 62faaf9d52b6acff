"""Spelling and figures: what a crew hears letter by letter must be what is written."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.presenters.alphabets import ALPHABETS, GERMAN, GERMAN_OLD, ICAO, POLICE, Alphabet
from ui.presenters.voice_spelling import MOST_SPELLED, call_sign_spoken, figures, odd_words, spelled, spoken


@pytest.mark.parametrize("alphabet", ALPHABETS, ids=lambda alphabet: alphabet.name)
def test_an_alphabet_has_a_word_of_its_own_for_every_letter_and_figure(alphabet: Alphabet):
    assert set(string.ascii_uppercase) <= set(alphabet.letters)
    words = [alphabet.letters[letter] for letter in string.ascii_uppercase]
    assert len(set(words)) == 26
    assert all(word[0] == letter for letter, word in zip(string.ascii_uppercase, words, strict=True))
    assert len(set(alphabet.figures)) == 10


def test_the_german_alphabets_know_their_umlauts():
    assert all({"Ä", "Ö", "Ü", "ß"} <= set(alphabet.letters) for alphabet in (GERMAN, GERMAN_OLD))


@pytest.mark.parametrize(
    ("word", "alphabet", "said"),
    [
        ("Moulins", ICAO, "Mike Oscar Uniform Lima India November Sierra"),
        ("Élise", ICAO, "Echo Lima India Sierra Echo"),
        ("Maß", ICAO, "Mike Alfa Sierra Sierra"),
        ("Müß", GERMAN, "München Umlaut-Unna Eszett"),
        ("Äser", GERMAN_OLD, "Ärger Samuel Emil Richard"),
        ("Bo", POLICE, "Boy Ocean"),
        ("B7", ICAO, "Bravo seven"),
        ("²-", ICAO, ""),
    ],
)
def test_spelling(word: str, alphabet: Alphabet, said: str):
    assert spelled(word, alphabet) == said


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        ("E12", "Echo one two"), ("P1", "Papa one"), ("SMUR1", "SMUR one"), ("MOTO3", "MOTO tree"),
        ("BMW320", "Bravo Mike Whiskey tree two zero"), ("A21P1", "Alfa two one Papa one"),
        ("2-Adam-12", "two Adam one two"),
    ],
)  # fmt: skip
def test_call_signs(sign: str, said: str):
    assert call_sign_spoken(sign, ICAO) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Boulevard des Moulins 12, 4th floor", "Boulevard des Moulins one two, fourth floor"),
        ("22, 2nd floor, 13th floor, 45th", "two two, second floor, thirteenth floor, four fife"),
        ("van BB-AB 123 and AB-123-CD",
         "van Bravo Bravo Alfa Bravo one two tree and Alfa Bravo one two tree Charlie Delta"),
        ("Quai Albert 1er", "Quai Albert premier"),
        ("Florian 11/42-1", "Florian one one stroke four two dash one"),
        ("Elm St 5b", "Elm St fife Bravo"),
        ("E12 to km 4", "Echo one two to km four"),
        ("Saint-Roman, e.g. the Co-op", "Saint-Roman, e.g. the Co-op"),
        ("area 5 m²", "area fife m²"),
    ],
)  # fmt: skip
def test_texts(text: str, said: str):
    assert spoken(text, ICAO) == said


def test_german_figures_and_separators():
    assert figures("1205", GERMAN) == "eins zwo null fünf"
    assert spoken("11/42-1", GERMAN) == "eins eins Schrägstrich vier zwo Strich eins"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("Boulevard des Moulins 12, 4th floor", ("Moulins",)),
        ("Rue Grimaldi & Rue Suffren Reymond", ("Grimaldi", "Suffren", "Reymond")),
        ("by the kiosk near the tennis club", ()),
        ("Rue Grimaldi, behind Grimaldi", ("Grimaldi",)),
        ("A8 at E12", ()),
        ("über dem Bach", ("über", "Bach")),
    ],
)
def test_odd_words(place: str, words: tuple[str, ...]):
    assert odd_words(place) == words


@given(st.text(max_size=60))
def test_any_text_can_be_said(text: str):
    for alphabet in ALPHABETS:
        assert not any(letter in string.digits for letter in spoken(text, alphabet))
        assert spelled(text, alphabet) is not None
    assert len(odd_words(text)) <= MOST_SPELLED
