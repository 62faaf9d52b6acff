"""Question cards and modifiers as a pack writes them."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from dispatcher.domain.triage import Impact, Urgency
from dispatcher.domain.triage_cards import (
    GIVEN,
    OTHER,
    UNKNOWN,
    Axis,
    Card,
    CardQuestion,
    Choice,
    Effect,
    How,
    Modifier,
    QuestionKind,
    TriageBook,
)
from dispatcher.packs.policies import Strict, Word

YES_NO = {"yes": "Yes", "no": "No", UNKNOWN: "Not known"}
_RESERVED = frozenset({GIVEN, OTHER})
_LARGEST = 999_999

Title = Annotated[str, Field(min_length=1, max_length=200)]
Steps = Annotated[int, Field(ge=-2, le=2)]
Number = Annotated[int, Field(ge=0, le=_LARGEST)]


class AnswerPart(Strict):
    """What follows from an answer. `impact` and `urgency` set a grade, `…_at_least` and `…_at_most` bound it."""

    value: Word
    title: str = ""
    because: str = ""
    impact: Impact | None = None
    urgency: Urgency | None = None
    impact_at_least: Impact | None = None
    urgency_at_least: Urgency | None = None
    impact_at_most: Impact | None = None
    urgency_at_most: Urgency | None = None
    modifiers: tuple[Word, ...] = ()
    advice: tuple[Word, ...] = ()
    hazards: tuple[Title, ...] = ()
    crew: str = ""
    least: Number | None = None
    most: Number | None = None

    def choice(self) -> Choice:
        """Return it as the domain knows it."""
        return Choice(
            value=self.value, title=self.title or YES_NO.get(self.value, self.value.replace("_", " ")),
            because=self.because, effects=tuple(_effects(self, How.SET, How.AT_LEAST, How.AT_MOST)),
            modifiers=self.modifiers, advice=self.advice, hazards=self.hazards, crew=self.crew, least=self.least,
            most=self.most,
        )  # fmt: skip


class CardQuestionPart(Strict):
    """A question of a card; `when` names answers of earlier questions, without which it is not asked."""

    name: Word
    ask: Title
    kind: QuestionKind
    help: str = ""
    when: dict[Word, tuple[Word, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    answer: tuple[AnswerPart, ...] = ()
    least: Number = 0
    most: Number = 999

    @model_validator(mode="after")
    def _answers_fit_the_kind(self) -> Self:
        trouble = next(self._troubles(), "")
        if trouble:
            raise ValueError(f"question {self.name}: {trouble}")
        return self

    def question(self) -> CardQuestion:
        """Return it as the domain knows it; yes, no and not known can always be given."""
        choices = tuple(part.choice() for part in self.answer)
        if self.kind is QuestionKind.YES_NO:
            said = {choice.value: choice for choice in choices}
            choices = tuple(said.get(value) or Choice(value=value, title=title) for value, title in YES_NO.items())
        when = {name: frozenset(values) for name, values in self.when.items()}
        return CardQuestion(
            name=self.name, ask=self.ask, kind=self.kind, choices=choices, when=when, help=self.help, least=self.least,
            most=self.most,
        )  # fmt: skip

    def values(self) -> frozenset[str]:
        """Return everything that an answer can count as."""
        given = {part.value for part in self.answer}
        match self.kind:
            case QuestionKind.YES_NO:
                return frozenset(YES_NO)
            case QuestionKind.NUMBER:
                return frozenset(given | {OTHER, UNKNOWN})
            case QuestionKind.TEXT:
                return frozenset({GIVEN})
            case QuestionKind.CHOICE:
                return frozenset(given)

    def _troubles(self) -> Iterator[str]:
        values = [part.value for part in self.answer]
        doubled = [value for place, value in enumerate(values) if value in values[:place]]
        if doubled:
            yield f"the answer {doubled[0]!r} is given twice"
        if self.least > self.most:
            yield f"no number is at least {self.least} and at most {self.most}"
        for part in self.answer:
            if part.value in _RESERVED and self.kind is QuestionKind.NUMBER:
                yield f"no answer may be called {part.value!r}; call it otherwise"
        yield from {
            QuestionKind.CHOICE: self._of_choice, QuestionKind.YES_NO: self._of_yes_no,
            QuestionKind.NUMBER: self._of_number, QuestionKind.TEXT: self._of_text,
        }[self.kind]()  # fmt: skip
        if self.kind is not QuestionKind.NUMBER and any(part.least is not None for part in self.answer):
            yield "only a number has bands; remove least and most of its answers"

    def _of_choice(self) -> Iterator[str]:
        if len(self.answer) < 2:  # with one there is nothing to choose
            yield "a choice needs two answers or more"
        if len(self.answer) > 9:  # they are chosen by one digit
            yield "a choice is made by one digit: no more than nine answers"

    def _of_yes_no(self) -> Iterator[str]:
        for part in self.answer:
            if part.value not in YES_NO:
                yield f"the answer {part.value!r} can never be given; yes_no has {', '.join(YES_NO)}"

    def _of_number(self) -> Iterator[str]:
        covered: list[tuple[int, int]] = []
        for part in self.answer:
            if part.value == UNKNOWN:
                continue
            if part.least is None and part.most is None:
                yield f"the answer {part.value!r} is a band of numbers; say least, most or both"
            band = self.least if part.least is None else part.least, self.most if part.most is None else part.most
            if band[0] > band[1] or band[0] > self.most or band[1] < self.least:
                yield (
                    f"the answer {part.value!r} can never be given: it is {band[0]} to {band[1]}, and the question"
                    f" takes {self.least} to {self.most}"
                )
            if any(low <= band[0] and band[1] <= high for low, high in covered):
                yield f"the answer {part.value!r} can never be given: a band before it takes all of its numbers"
            covered.append(band)

    def _of_text(self) -> Iterator[str]:
        if self.answer:
            yield "words are not graded; remove its answers or make it a choice"


class CardPart(Strict):
    """A question card. Its version is raised whenever it changes: what was answered by the old one stays."""

    name: Word
    version: int = Field(ge=1)
    title: Title
    types: tuple[Word, ...] = Field(min_length=1)
    question: tuple[CardQuestionPart, ...] = Field(min_length=1)

    def card(self) -> Card:
        """Return it as the domain knows it."""
        questions = tuple(_banded(part) for part in self.question)
        return Card(name=self.name, version=self.version, title=self.title, types=self.types, questions=questions)


class ModifierPart(Strict):
    """A circumstance that makes things graver or milder. Steps count upwards: 1 is one step graver."""

    name: Word
    title: Title
    because: Title
    types: tuple[Word, ...] = ()
    impact_steps: Steps = 0
    urgency_steps: Steps = 0
    impact_at_least: Impact | None = None
    urgency_at_least: Urgency | None = None
    hazards: tuple[Title, ...] = ()

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not tuple(_effects(self, How.STEPS, How.AT_LEAST)):
            raise ValueError(f"modifier {self.name} changes no grade; give it steps, or say at least what")
        return self

    def modifier(self) -> Modifier:
        """Return it as the domain knows it."""
        return Modifier(
            name=self.name, title=self.title, because=self.because, types=self.types, hazards=self.hazards,
            effects=tuple(_effects(self, How.STEPS, How.AT_LEAST)),
        )  # fmt: skip


def book_of(cards: Iterable[CardPart], modifiers: Iterable[ModifierPart], pack: str = "") -> TriageBook:
    """Return the cards and modifiers as the services know them."""
    return TriageBook(
        pack=pack,
        cards=tuple(part.card() for part in cards),
        modifiers=tuple(part.modifier() for part in modifiers),
    )


def _banded(part: CardQuestionPart) -> CardQuestion:
    """Give open bands of numbers the question's own bounds."""
    if part.kind is not QuestionKind.NUMBER:
        return part.question()
    bands = tuple(
        each
        if each.value == UNKNOWN
        else each.model_copy(
            update={
                "least": part.least if each.least is None else each.least,
                "most": part.most if each.most is None else each.most,
            }
        )
        for each in part.answer
    )
    return part.model_copy(update={"answer": bands}).question()


def _effects(part: AnswerPart | ModifierPart, *hows: How) -> Iterator[Effect]:
    for axis in Axis:
        for how in hows:
            name = axis.value if how is How.SET else f"{axis.value}_{how.value}"
            value: int | None = getattr(part, name)
            if value:
                yield Effect(axis=axis, how=how, value=int(value))
