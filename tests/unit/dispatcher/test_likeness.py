"""How likely two calls tell of one event: what holds for any two, and what weighs how much."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.likeness import (
    Likeness,
    LikenessRules,
    Told,
    content_words,
    likeness,
    most_possible,
    number_key,
    rarities,
    uncertainty_m,
)
from dispatcher.domain.same_event import FactKind, Said, new_facts
from tests.helpers.clock import START

RULES = LikenessRules(families=(frozenset({"fire", "alarm"}),))
WORDS = st.lists(st.sampled_from(["blue", "van", "smoke", "roof", "child", "quay"]), max_size=5, unique=True).map(tuple)
MINUTES = st.integers(-600, 600)
TOLD = st.builds(
    Told,
    place_words=WORDS,
    latitude=st.one_of(st.none(), st.floats(50.0, 50.1)),
    longitude=st.one_of(st.none(), st.floats(-3.1, -3.0)),
    uncertain_m=st.floats(0, 500),
    type_name=st.sampled_from(["", "fire", "alarm", "fall"]),
    words=WORDS,
    numbers=st.frozensets(st.sampled_from(["5550101", "5550102"]), max_size=2),
    at=st.lists(MINUTES.map(lambda m: START + timedelta(minutes=m)), max_size=3).map(tuple),
)
RARITY = st.dictionaries(st.sampled_from(["blue", "van", "smoke"]), st.floats(0, 1))
HERE = Told(latitude=50.0, longitude=-3.0, uncertain_m=25, type_name="fire", at=(START,))


def score(one: Told, other: Told) -> float:
    return likeness(one, other, RULES).score


@given(TOLD, TOLD, RARITY)
def test_s31_a_score_is_symmetric_and_lies_between_nought_and_one(one: Told, other: Told, rarity: dict[str, float]):
    there, back = likeness(one, other, RULES, rarity), likeness(other, one, RULES, rarity)
    assert 0 <= there.score <= 1
    assert there.score == pytest.approx(back.score, abs=1e-9)
    assert all(there.reasons), "no empty reason"


@given(TOLD, TOLD, st.floats(0, 0.1), st.floats(0, 0.1))
def test_s31_farther_away_is_never_likelier(one: Told, other: Told, north: float, farther: float):
    one = replace(one, latitude=50.0, longitude=-3.0)
    near = replace(other, latitude=50.0 + north, longitude=-3.0)
    far = replace(other, latitude=50.0 + north + farther, longitude=-3.0)
    assert score(one, far) <= score(one, near) + 1e-12


@given(TOLD, TOLD, st.integers(0, 600), st.integers(0, 600))
def test_s31_longer_ago_is_never_likelier(one: Told, other: Told, minutes: int, longer: int):
    one = replace(one, at=(START,))
    soon = replace(other, at=(START - timedelta(minutes=minutes),))
    late = replace(other, at=(START - timedelta(minutes=minutes + longer),))
    assert score(one, late) <= score(one, soon) + 1e-12


@given(TOLD, TOLD, st.sampled_from(["blue", "van", "smoke", "roof"]))
def test_s31_a_word_more_in_common_is_never_less_likely(one: Told, other: Told, word: str):
    more = replace(one, words=(*one.words, "x-" + word)), replace(other, words=(*other.words, "x-" + word))
    assert score(*more) >= score(one, other) - 1e-12


@given(TOLD, TOLD)
def test_s31_what_words_and_a_number_can_still_add_is_known_beforehand(one: Told, other: Told):
    bare = replace(one, words=(), numbers=frozenset()), other
    assert score(one, other) <= most_possible(score(*bare)) + 1e-9


def test_s31_reasons_are_said_in_words_what_speaks_for_it_first():
    other = Told(latitude=50.0, longitude=-3.0011, uncertain_m=25, type_name="fall", words=("blue", "van"),
                 numbers=frozenset({"5550101"}), at=(START - timedelta(minutes=4),))  # fmt: skip
    mine = replace(HERE, words=("blue", "van", "roof"), numbers=frozenset({"5550101"}))
    assert likeness(mine, other, RULES).reasons == (
        "80 m away", "4 min ago", "both say: blue van", "the same caller's number", "another type"
    )  # fmt: skip
    assert likeness(HERE, HERE, RULES).reasons == ("the same place", "just now", "same type")
    assert "related type" in likeness(HERE, replace(HERE, type_name="alarm"), RULES).reasons
    assert likeness(Told(at=()), Told(at=()), RULES) == Likeness(pytest.approx(0.032, abs=0.001), ())
    later = replace(HERE, at=(START + timedelta(hours=3),))
    assert "3 h later" in likeness(HERE, later, RULES).reasons


def test_s31_the_usual_cases_fall_on_the_right_side_of_the_threshold():
    beside = replace(HERE, longitude=-3.001)
    assert score(HERE, beside) > RULES.likely_from, "72 m, now, same type"
    assert RULES.shown_from < score(HERE, replace(beside, type_name="alarm")) < RULES.likely_from, "shown, no more"
    assert score(HERE, replace(HERE, type_name="alarm")) > RULES.likely_from
    assert score(HERE, replace(beside, type_name="fall")) < RULES.likely_from
    assert score(HERE, replace(HERE, longitude=-3.03)) < RULES.shown_from, "two kilometres"
    day = replace(HERE, at=(START - timedelta(days=1),))
    assert score(HERE, day) < RULES.likely_from, "yesterday's"


def test_s31_a_default_position_under_two_names_is_no_match_by_itself():
    """Found in real data: a geocoder gives what it does not know the middle of the county."""
    one = replace(HERE, place_words=("darby", "road", "delaware"))
    other = replace(HERE, place_words=("upper", "ridge", "bucks"), at=(START - timedelta(minutes=7),))
    assert score(one, other) < RULES.likely_from
    assert score(one, replace(other, place_words=("darby", "underpass"))) > RULES.likely_from
    assert "other words for the place" in likeness(one, other, RULES).reasons


def test_s31_rare_words_weigh_more():
    rarity = rarities([("car", "smoke"), ("car", "goldfish"), ("car",), ("car",)])
    assert rarity["goldfish"] == 1.0
    assert rarity["car"] < 0.2
    rare = likeness(replace(HERE, words=("goldfish",)), replace(HERE, words=("goldfish",)), RULES, rarity)
    common = likeness(replace(HERE, words=("car",)), replace(HERE, words=("car",)), RULES, rarity)
    assert rare.score > common.score
    assert rarities([]) == {}


def test_how_sure_a_place_is_says_how_far_it_may_be_off():
    assert uncertainty_m(PlaceSource.GAZETTEER, verified=True) < uncertainty_m(PlaceSource.GAZETTEER, verified=False)
    assert uncertainty_m(PlaceSource.CALLER_ID, verified=False, confidence=0.2) > uncertainty_m(
        PlaceSource.CALLER_ID, verified=False, confidence=1.0
    )
    for source in PlaceSource:
        assert uncertainty_m(source, verified=False) > 0


def test_numbers_and_words_are_compared_as_people_write_them():
    assert number_key("+44 (1803) 555-0199") == number_key("01803 5550199") == "5550199"
    assert number_key("112") == ""
    assert content_words("the blue van and the blue house said he") == ("blue", "van", "house")


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_the_record_says_already_is_no_news(place: str, words: str):
    said = Said(place=place, type_title="Fire", persons=2, asset="L7", numbers=("5550101",), words=words)
    assert list(new_facts(said, said)) == []


def test_what_a_further_call_adds_is_named_by_kind():
    record = Said(place="harbour road", type_title="Fire", persons=1, numbers=("5550101",), words="smoke")
    told = Said(place="fish market", type_title="Fire", persons=3, numbers=("5550101",), words="smoke and a child")
    assert list(new_facts(record, told)) == [
        (FactKind.PLACE, "fish market"), (FactKind.PERSONS, "3"), (FactKind.WORDS, "child"),
    ]  # fmt: skip
