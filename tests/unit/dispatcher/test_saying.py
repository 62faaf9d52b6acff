"""What is said back to a caller: true, in their language, digit by digit; and what a pack may say of it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dispatcher.domain.calls import Medium
from dispatcher.domain.errors import InvalidPack
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Outcome, ReadBackRules, Standing, goes_first, standing_of
from dispatcher.domain.saying import Heard, Item, choose_phrases, compose, digits, whole_minutes
from dispatcher.domain.triage import Priority
from dispatcher.packs.loading import load_pack
from resources import packs_dir

FRENCH, ENGLISH, ITALIAN = (part.phrases() for part in load_pack("monaco").read_back.language)
HEARD = Heard(
    place="Rue Grimaldi 22", verified=True, incident_type="fire", type_title="Building fire", kind=Kind.INCIDENT,
    priority=Priority.P1, persons=3, number="+377 93 15", arrival_s=440.0, call_back_s=600.0,
)  # fmt: skip


def words(heard: Heard, item: Item) -> str:
    return next((one.words for one in compose(heard, ENGLISH) if one.item is item), "")


def test_s10_everything_is_repeated_in_order() -> None:
    assert [one.item for one in compose(HEARD, ENGLISH)] == list(Item)
    assert [one.words for one in compose(HEARD, FRENCH)][:3] == [
        "Vous êtes à Rue Grimaldi 22, c'est bien cela ?", "Vous me signalez un feu dans un bâtiment.",
        "3 personnes sont concernées.",
    ]  # fmt: skip


def test_s10_how_sure_a_place_is_is_said() -> None:
    place = compose(replace(HEARD, verified=False), ENGLISH)[0]
    assert (place.sure, "not have it on the map yet" in place.words) == (False, True)
    assert compose(HEARD, ENGLISH)[0].sure


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("01632 960", "0 1, 6 3, 2 9, 6 0"),
        ("+377 93 15", "+ 3 7 7, 9 3, 1 5"), ("+44-1632", "+ 4 4, 1 6, 3 2"), ("+37793", "+ 3, 7 7, 9 3"),
        ("5", "5"), ("", ""), ("  - ", ""),
        ("0" * 7, "0 0, 0 0, 0 0, 0"),
    ],
)  # fmt: skip
def test_s10_a_number_is_said_digit_by_digit(number: str, said: str) -> None:
    assert digits(number) == said


def test_s40_nothing_is_said_before_it_is_true() -> None:
    assert words(HEARD, Item.NEXT) == "I am choosing who comes to you."
    alerted = replace(HEARD, alerted=("Engine",))
    assert words(alerted, Item.NEXT) == "We are calling out: a fire engine."
    coming = replace(alerted, coming=("Ambulance", "Ambulance"))
    assert words(coming, Item.NEXT) == "On the way to you: an ambulance."
    there = replace(coming, there=("Engine",))
    assert words(there, Item.NEXT) == "They have told us that they are with you: a fire engine."
    assert words(there, Item.TIME) == "", "of who is there no time is promised"


def test_s15_what_is_no_incident_is_called_back() -> None:
    request = replace(HEARD, kind=Kind.SERVICE_REQUEST)
    assert words(request, Item.NEXT) == "Nobody has to come for this; we ring you back."
    assert words(request, Item.TIME) == "We ring you back within 10 minutes."


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (600, 10), (601, 15), (3_600, 60), (0, 1)])
def test_s40_times_are_whole_minutes_that_can_be_kept(seconds: float, minutes: int) -> None:
    assert whole_minutes(seconds) == minutes


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "en"), ("EN-gb", "en"), ("it_IT", "it"), ("Italiano", "it"), ("", "fr"), ("de", "fr"), ("x" * 900, "fr")],
)
def test_the_callers_language_or_the_packs_first(language: str, code: str) -> None:
    found = choose_phrases((FRENCH, ENGLISH, ITALIAN), language)
    assert found is not None
    assert found.code == code
    assert choose_phrases((), language) is None


def test_strange_words_are_said_as_they_are() -> None:
    strange = replace(HEARD, place="{place} %s שדרות 💥 \u202e", number="☎\u0001 12")
    assert words(strange, Item.PLACE) == "I have you at {place} %s שדרות 💥 \u202e. Is that right?"
    assert words(strange, Item.NUMBER) == "If we are cut off I ring you on 1 2."


def test_every_language_of_the_packs_that_ship_says_everything() -> None:
    for name in ("monaco", "rivermouth"):
        pack = load_pack(name)
        for part in pack.read_back.language:
            assert set(part.types) == {one.name for one in pack.type}, (name, part.code)
            assert set(part.units) == {one.type for one in pack.unit}, (name, part.code)
            assert set(part.grades) == set(Priority)
            assert [one.item for one in compose(HEARD, part.phrases())] == list(Item)


@pytest.mark.parametrize(
    ("asked", "owed", "outcomes", "standing"),
    [
        (False, False, (), Standing.NOT_ASKED), (True, False, (), Standing.WANTED),
        (True, False, (Outcome.PARTIAL,), Standing.WANTED), (True, False, (Outcome.SKIPPED,), Standing.EXPLAINED),
        (True, False, (Outcome.SKIPPED, Outcome.COMPLETE), Standing.DONE), (True, True, (), Standing.OWED),
        (False, False, (Outcome.NOT_POSSIBLE,), Standing.EXPLAINED),
    ],
)  # fmt: skip
def test_s10_how_it_stands(asked: bool, owed: bool, outcomes: tuple[Outcome, ...], standing: Standing) -> None:
    assert standing_of(asked=asked, owed=owed, outcomes=outcomes) is standing


def test_s10_only_a_p1_goes_first_and_one_voice_is_enough_to_ask() -> None:
    assert [priority for priority in Priority if goes_first(priority)] == [Priority.P1]
    rules = ReadBackRules(asked=frozenset(Priority), not_asked_media=frozenset({Medium.EMAIL}))
    assert rules.is_asked(Priority.P3, Kind.INCIDENT, {Medium.EMAIL, Medium.PHONE})
    assert not rules.is_asked(Priority.P3, Kind.INCIDENT, {Medium.EMAIL})
    assert not rules.is_asked(Priority.P3, Kind.INCIDENT, ())
    assert not ReadBackRules().is_asked(Priority.P1, Kind.INCIDENT, {Medium.PHONE})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(packs_dir() / "rivermouth", tmp_path / "mine")
    return tmp_path / "mine"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('place_sure = "I have', 'place_shure = "I have', "there is no sentence 'place_shure'; there are: place_sure"),
        ("{digits}", "{number}", "number: {number} is not known there; it may name {digits}"),
        ("{minutes}", "{minutes!r}", "only a name stands between braces"),
        ("{place}", "{place", "write {{ for a brace"),
        ('code = "en"', 'code = "english"', "callers.toml: read_back.language.1.code"),
        ("acknowledge_s = 3600", "acknowledge_s = 900000", "answer_s is shorter"),
        ('asked = ["P1"', 'asked = ["P0"', "read_back.asked"),
        ('fire = "', 'tea = "', "types: nothing is called 'tea'; remove it or correct its spelling"),
        ('Engine = "', 'Tank = "', "units: nothing is called 'Tank'"),
        ("speed_kmh = 40", "speed_kmh = 900", "read_back.speed_kmh"),
    ],
)
def test_what_is_wrong_in_callers_toml_is_refused(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "callers.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidPack) as refused:
        load_pack(str(folder))
    assert said in str(refused.value)


def test_callers_toml_may_be_missing_and_then_nobody_is_asked(folder: Path) -> None:
    (folder / "callers.toml").unlink()
    assert load_pack(str(folder)).read_back.asked == ()


def test_a_p1_that_goes_first_needs_somebody_who_reminds(folder: Path) -> None:
    path = folder / "policies.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('name = "read_back"', 'name = "rb"\nsubject = "watch"', 1))
    with pytest.raises(InvalidPack, match="add a policy for read_back"):
        load_pack(str(folder))
