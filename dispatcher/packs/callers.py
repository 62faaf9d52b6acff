"""What a pack says of callers: when it is read back to them, in which words, what they may expect, complaints."""

from string import Formatter
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from dispatcher.domain.calls import Medium
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import ReadBackRules
from dispatcher.domain.saying import SENTENCES, Phrases
from dispatcher.domain.triage import Priority
from dispatcher.packs.policies import Expected, Strict, Word

_A_MONTH_S = 2_678_400
_LONGEST = 400
Sentence = Annotated[str, Field(min_length=1, max_length=_LONGEST)]
Due = Annotated[float, Field(ge=60, le=_A_MONTH_S)]


class LanguagePart(Strict):
    """The sentences of one language. `say` has those of `SENTENCES`; one that is not there is not said."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    title: Annotated[str, Field(min_length=1, max_length=40)]
    say: dict[str, Sentence]
    types: dict[Word, Sentence] = Field(default_factory=dict[str, str])
    units: dict[str, Sentence] = Field(default_factory=dict[str, str])
    grades: dict[Priority, Sentence] = Field(default_factory=dict[Priority, str])

    @field_validator("say")
    @classmethod
    def _sayable(cls, value: dict[str, str]) -> dict[str, str]:
        for name, sentence in value.items():
            if name not in SENTENCES:
                raise ValueError(f"there is no sentence {name!r}; there are: {', '.join(SENTENCES)}")
            named = _named_in(name, sentence)
            strange = sorted(named - SENTENCES[name])
            if strange:
                known = ", ".join(f"{{{word}}}" for word in sorted(SENTENCES[name])) or "nothing"
                raise ValueError(f"{name}: {{{strange[0]}}} is not known there; it may name {known}")
        if not value.keys() >= {"place_sure", "place_unsure"}:
            raise ValueError("a read-back repeats the place: give place_sure and place_unsure")
        return value

    def phrases(self) -> Phrases:
        """Return them as the domain knows them."""
        return Phrases(
            code=self.code, title=self.title, sentences=self.say, types=self.types, units=self.units,
            grades=self.grades,
        )  # fmt: skip


def _named_in(name: str, sentence: str) -> set[str]:
    try:
        parsed = list(Formatter().parse(sentence))
    except ValueError as error:
        raise ValueError(f"{name}: {error}; write {{{{ for a brace") from error
    if any(spec or conversion for _text, field, spec, conversion in parsed if field is not None):
        raise ValueError(f"{name}: only a name stands between braces")
    return {field for _text, field, _spec, _conversion in parsed if field is not None}


class ReadBackPart(Strict):
    """When a read-back is asked for before units go, and what callers may expect by priority. Off by default."""

    asked: tuple[Priority, ...] = ()
    not_asked_kinds: tuple[Kind, ...] = ()
    not_asked_media: tuple[Medium, ...] = ()
    call_back_s: Expected = Field(default_factory=dict[Priority, float])
    arrival_s: Expected = Field(default_factory=dict[Priority, float])
    speed_kmh: Annotated[float, Field(ge=5, le=200)] = 40.0  # of units on roads, in the forecast of an arrival
    language: tuple[LanguagePart, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        codes = [part.code for part in self.language]
        doubled = [code for code in codes if codes.count(code) > 1]
        if doubled:
            raise ValueError(f"the language {doubled[0]!r} is given twice")
        return self


class ComplaintsPart(Strict):
    """By when a complaint is acknowledged and answered, from its receipt."""

    acknowledge_s: Due = 3_600.0
    answer_s: Due = 604_800.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.answer_s < self.acknowledge_s:
            raise ValueError("a complaint is acknowledged before it is answered: answer_s is shorter")
        return self


def read_back_rules(read_back: ReadBackPart, complaints: ComplaintsPart) -> ReadBackRules:
    """Return them as services go by them."""
    return ReadBackRules(
        asked=frozenset(read_back.asked), not_asked_kinds=frozenset(read_back.not_asked_kinds),
        not_asked_media=frozenset(read_back.not_asked_media), call_back_s=read_back.call_back_s,
        arrival_s=read_back.arrival_s, acknowledge_complaint_s=complaints.acknowledge_s,
        answer_complaint_s=complaints.answer_s, speed_kmh=read_back.speed_kmh,
        phrases=tuple(part.phrases() for part in read_back.language),
    )  # fmt: skip
