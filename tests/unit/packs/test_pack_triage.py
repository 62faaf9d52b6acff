"""Cards, phrases and documents of a pack that are wrong are refused, and the place is named; odd ones are told."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.domain.errors import InvalidPack
from dispatcher.packs.lint import Severity
from dispatcher.packs.linting import lint
from dispatcher.packs.loading import folder_of, load_pack
from dispatcher.packs.model import Pack
from resources import packs_dir

Raw = dict[str, Any]
Change = Callable[[Raw], object]


def card(raw: Raw, name: str) -> Raw:
    return next(part for part in raw["card"] if part["name"] == name)


def question(raw: Raw, name: str, of: str = "fire") -> Raw:
    return next(part for part in card(raw, of)["question"] if part["name"] == name)


def answer(raw: Raw, place: int, of: str, name: str = "fire") -> Raw:
    return question(raw, of, name)["answer"][place]


def waits(raw: Raw, name: str, **when: list[str]) -> None:
    question(raw, name)["when"] = when


def asks_in_a_circle(raw: Raw) -> None:
    waits(raw, "inside", danger=["yes"])
    waits(raw, "danger", inside=["yes"])


def asks_nobody(raw: Raw) -> None:
    waits(raw, "what", inside=["yes"])
    waits(raw, "danger", inside=["no"], what=["room"])


def adds_a_text_that_decides(raw: Raw) -> None:
    card(raw, "fire")["question"].insert(0, {"name": "words", "ask": "What?", "kind": "text"})
    waits(raw, "danger", words=["given"])


def bands(raw: Raw, *found: tuple[int, int]) -> None:
    question(raw, "height", "fall")["answer"] = [
        {"value": f"band{place}", "least": least, "most": most} for place, (least, most) in enumerate(found)
    ]


WRONG: dict[str, tuple[Change, str]] = {
    "a type that is none": (lambda raw: card(raw, "fire").update(types=["fyre"]), "card fire: .* 'fyre'"),
    "a type of two cards": (
        lambda raw: card(raw, "gas").update(types=["gas", "fire"]), "type 'fire' has the card 'fire' already"),
    "a question twice": (
        lambda raw: card(raw, "fire")["question"].append(question(raw, "inside")), "card fire: question 'inside'"),
    "a question that waits for nothing": (
        lambda raw: waits(raw, "what", outside=["yes"]), "card fire, question what: .*'outside', and no question"),
    "a question that waits for a later one": (
        lambda raw: waits(raw, "inside", danger=["yes"]), "question inside: it waits for 'danger', .* move it up"),
    "a cycle": (asks_in_a_circle, "card fire: questions wait for each other: inside -> danger -> inside"),
    "a question for itself": (lambda raw: waits(raw, "what", what=["room"]), "what -> what"),
    "an answer that can never be given": (
        lambda raw: waits(raw, "what", inside=["maybe"]), "inside = 'maybe', which can never be given; .*no, unknown"),
    "no answer at all": (lambda raw: waits(raw, "what", inside=[]), "it waits for no answer of 'inside'"),
    "a question that is never asked": (asks_nobody, "question danger: it is never asked: what it wants of 'inside'"),
    "words that decide": (adds_a_text_that_decides, "question danger: .*words decide nothing"),
    "a yes that is neither": (
        lambda raw: answer(raw, 0, "inside").update(value="perhaps"), "question inside: .*'perhaps' can never"),
    "an answer twice": (lambda raw: answer(raw, 0, "inside").update(value="no"), "the answer 'no' is given twice"),
    "one choice": (lambda raw: question(raw, "what").update(answer=[{"value": "one"}]), "two answers or more"),
    "too many choices": (
        lambda raw: question(raw, "what").update(answer=[{"value": f"v{n}"} for n in range(10)]), "more than nine"),
    "words with a grade": (
        lambda raw: question(raw, "what").update(kind="text"), "question what: words are not graded"),
    "a band out of bounds": (lambda raw: bands(raw, (0, 2), (300, 400)), "'band1' can never be given: it is 300 to"),
    "a band that is covered": (lambda raw: bands(raw, (0, 100), (3, 5)), "'band1' can never be given: a band before"),
    "a band the wrong way round": (lambda raw: bands(raw, (5, 3)), "'band0' can never be given"),
    "a band without numbers": (
        lambda raw: question(raw, "height", "fall").update(answer=[{"value": "far"}]), "'far' is a band of numbers"),
    "bands of a choice": (lambda raw: answer(raw, 0, "what").update(least=1), "only a number has bands"),
    "a reserved word": (
        lambda raw: question(raw, "height", "fall").update(answer=[{"value": "other", "least": 1}]), "'other'"),
    "an unknown modifier": (
        lambda raw: answer(raw, 0, "inside").update(modifiers=["heavy"]), "answer yes: no modifier is called 'heavy'"),
    "a modifier of other types": (
        lambda raw: (raw["modifier"][2].update(types=["gas"]), answer(raw, 0, "inside").update(modifiers=["many"])),
        "'many' is for no type of this card"),
    "advice that is none": (
        lambda raw: answer(raw, 0, "inside").update(advice=["calm"]), "no phrase of the kind advice is called 'calm'"),
    "bounds against each other": (
        lambda raw: answer(raw, 0, "inside").update(impact_at_least=1, impact_at_most=2), "cannot be at least 1"),
    "a modifier that does nothing": (
        lambda raw: raw["modifier"][0].update(impact_steps=0), "modifier vulnerable changes no grade"),
    "an unknown key": (lambda raw: card(raw, "fire").update(colour="red"), "card.1.colour|Extra inputs"),
    "a phrase not in the room's language": (
        lambda raw: raw["phrase"][0].update(text={"fr": "bonjour"}), "phrase calm: .*text.en"),
    "a phrase of no type": (lambda raw: raw["phrase"][0].update(types=["fyre"]), "phrase calm: .*'fyre'"),
    "a document twice": (lambda raw: raw["document"].append(raw["document"][0]), "document 'grading' is given twice"),
    "a document without words": (lambda raw: raw["document"][0].update(text="  "), "document grading says nothing"),
    "a document of no type": (lambda raw: raw["document"][0].update(types=["fyre"]), "document grading: .*'fyre'"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_with_its_place(name: str):
    change, said = WRONG[name]
    raw = load_pack("rivermouth").model_dump(mode="json")
    change(raw)
    with pytest.raises(ValidationError, match=said):
        Pack.model_validate(raw)


def lints_of(change: Change, name: str = "monaco") -> list[tuple[Severity, str]]:
    raw = load_pack(name).model_dump(mode="json")
    change(raw)
    found = lint(Pack.model_validate(raw), folder_of(name), None)
    return [(item.severity, str(item)) for item in found]


ODD: dict[str, tuple[Change, str]] = {
    "a grade without a criterion": (
        lambda raw: answer(raw, 0, "inside").update(because=""), "question.1.answer.1.because: inside = yes grades"),
    "words that a page cannot carry": (
        lambda raw: answer(raw, 0, "inside").update(crew="personnes à l'intérieur"), "write it with plain letters"),
    "words that fill a page": (
        lambda raw: answer(raw, 0, "inside").update(hazards=["x" * 50]), "takes 50 signs of a page"),
    "a language that is missing": (
        lambda raw: raw["phrase"][0]["text"].pop("it"), "phrases.toml: phrase.1.text: 'calm' is not there in it"),
    "advice that nobody sees": (
        lambda raw: raw["phrase"].append({**raw["phrase"][-1], "name": "lonely"}), "'lonely' is advice for no type"),
    "titles that are alike": (
        lambda raw: raw["document"][1].update(title="How incidents are graded"), "documents.toml: document.2.title"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_told(name: str):
    change, said = ODD[name]
    assert [severity for severity, text in lints_of(change) if said in text] == [Severity.WARNING]


def test_the_packs_that_ship_say_everything_in_every_language():
    for name in ("monaco", "rivermouth"):
        found = lints_of(lambda raw: None, name)
        assert [text for severity, text in found if severity is not Severity.NOTE] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(packs_dir() / "rivermouth", tmp_path / "mine")
    return tmp_path / "mine"


def test_a_pack_may_do_without_cards_phrases_and_documents(folder: Path):
    for name in ("triage.toml", "phrases.toml", "documents.toml", "plans.toml"):
        (folder / name).unlink()
    pack = load_pack(str(folder))
    assert (pack.card, pack.phrase, pack.document) == ((), (), ())


def test_a_document_is_a_file_of_the_pack(folder: Path):
    assert "Nobody touches a switch" in load_pack(str(folder)).document[1].text
    toml = folder / "documents.toml"
    good = toml.read_text(encoding="utf-8")
    for bad, said in (
        ('file = "../secret.md"', "outside the pack's folder"),
        ('file = "documents/none.md"', "there is no file 'documents/none.md'"),
        ('file = "documents/grading.md"\ntext = "x"', "a file and a text; keep one"),
    ):
        toml.write_text(good.replace('file = "documents/grading.md"', bad), encoding="utf-8")
        with pytest.raises(InvalidPack, match=said) as refused:
            load_pack(str(folder))
        assert "documents.toml: document 'grading'" in str(refused.value)
    (folder / "documents" / "grading.md").write_bytes(b"\xff\xfe\x00")
    toml.write_text(good, encoding="utf-8")
    with pytest.raises(InvalidPack, match="cannot be read as UTF-8"):
        load_pack(str(folder))
