"""A card asks one thing after the other, and says why the grade is what it is."""

import pytest

from dispatcher.domain.phrases import Phrase, PhraseKind, languages_for
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.triage_cards import How, TriageBook, triage
from dispatcher.packs.loading import load_pack
from dispatcher.packs.triage import book_of

CARDIAC = (Impact.HIGH, Urgency.HIGH)
CRASH = (Impact.HIGH, Urgency.MEDIUM)


@pytest.fixture(scope="module")
def book() -> TriageBook:
    pack = load_pack("monaco")
    return book_of(pack.card, pack.modifier)


def test_s11_the_next_question_depends_on_the_answers(book: TriageBook):
    card = book.card_for("cardiac")
    assert card is not None
    assert card.next({}).name == "awake"
    assert card.next({"awake": "no"}).name == "breathing"
    assert card.next({"awake": "yes"}).name == "chest_pain"
    assert card.next({"awake": "no", "breathing": "gasping"}).name == "helper"
    assert card.next({"awake": "no", "breathing": "normal"}).name == "electricity"
    assert card.next({"awake": "yes", "chest_pain": "no", "electricity": "no"}) is None


def test_s13_s20_the_grade_says_why(book: TriageBook):
    told = triage(book, "cardiac", CARDIAC, {"awake": "yes", "chest_pain": "no"})
    assert told.explanation.computed is Priority.P2
    assert [rule.says for rule in told.explanation.applied] == ["awake and answering: no arrest at this moment"]
    worse = triage(book, "cardiac", CARDIAC, {"awake": "yes", "chest_pain": "yes"})
    assert worse.explanation.computed is Priority.P1
    assert worse.advice == ("sit_quietly",)
    assert worse.crew == ("awake", "chest pain")


def test_s19_impact_and_urgency_move_apart(book: TriageBook):
    nobody = triage(book, "crash", CRASH, {"hurt": "nobody", "trapped": "no", "danger": "none", "blocked": "no"})
    assert (nobody.explanation.impact, nobody.explanation.urgency) == (Impact.LOW, Urgency.LOW)
    assert nobody.explanation.computed is Priority.P5
    assert nobody.complete, "whether somebody does not answer is not asked when nobody is hurt"
    fuel = triage(book, "crash", CRASH, {"hurt": "nobody", "danger": "fuel"})
    assert fuel.explanation.computed is Priority.P4
    assert fuel.hazards == ("fuel leak",)


def test_a_modifier_raises_by_a_step_and_a_floor_holds(book: TriageBook):
    base = (Impact.MEDIUM, Urgency.MEDIUM)
    assert triage(book, "fall", base, {}).explanation.computed is Priority.P3
    assert triage(book, "fall", base, {}, ["vulnerable"]).explanation.computed is Priority.P2
    both = triage(book, "fall", base, {}, ["vulnerable", "in_hand"])
    assert (both.explanation.impact, both.explanation.urgency) == (Impact.HIGH, Urgency.LOW)
    assert {each.how for rule in both.explanation.applied for each in rule.effects} == {How.STEPS}
    floor = triage(book, "fall", base, {"height": "high"}, ["in_hand"])
    assert floor.explanation.computed is Priority.P1, "what makes it grave is heard last"


def test_a_modifier_of_other_types_is_not_heard(book: TriageBook):
    assert triage(book, "fall", (Impact.MEDIUM, Urgency.MEDIUM), {}, ["weapon"]).modifiers == ()
    assert triage(book, "assault", (Impact.LOW, Urgency.LOW), {}, ["weapon"]).explanation.computed is Priority.P1


def test_a_type_without_a_card_has_its_own_grade(book: TriageBook):
    told = triage(book, "theft", (Impact.MEDIUM, Urgency.LOW), {"anything": "yes"})
    assert (told.explanation.computed, told.complete, told.explanation.card) == (Priority.P4, True, "")


@pytest.mark.parametrize(
    ("typed", "counts"),
    [("0", "nobody"), ("2", "few"), (" 3 ", "several"), ("200", "several"), ("201", None), ("-1", None), ("1.5", None),
     ("two", None), ("", None), ("unknown", "unknown"), ("٣", None), ("9" * 5000, None)],
)  # fmt: skip
def test_what_a_number_counts_as(book: TriageBook, typed: str, counts: str | None):
    question = book.card_for("crash").question("hurt")
    assert question.value_of(typed) == counts


def test_a_phrase_is_said_in_the_callers_language_else_in_the_rooms():
    phrase = Phrase(name="x", kind=PhraseKind.REASSURANCE, texts={"en": "hello", "fr": "bonjour"})
    assert phrase.words(languages_for("fr-CH", ("en", "fr"))) == ("fr", "bonjour")
    assert phrase.words(languages_for("", ("en", "fr"))) == ("en", "hello")
    assert phrase.words(languages_for("ja", ("en", "fr"))) == ("en", "hello")
    assert phrase.words(languages_for("ja", ("it",))) == ("en", "hello")
