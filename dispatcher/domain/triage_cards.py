"""Question cards: what to ask next, and what the answers say about the grade. Pure; the order of answers never matters.

The grade of an axis (impact, urgency) is settled in one order, whatever order the answers came in: the type's own, the
gravest that an answer sets, the steps of modifiers, what an answer allows at most, what an answer asks at least. What
makes it grave is heard last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.triage import Impact, Priority, Urgency, priority_for

UNKNOWN = "unknown"
GIVEN = "given"
"""What a text counts as: its words change no grade."""
OTHER = "other"
"""What a number counts as that no band of the card names."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    YES_NO = "yes_no"  # or unknown
    NUMBER = "number"
    TEXT = "text"


class Axis(StrEnum):
    """What a rule speaks of."""

    IMPACT = "impact"
    URGENCY = "urgency"


class How(StrEnum):
    """What a rule does to an axis; grades count 1 high to 3 low."""

    SET = "set"
    STEPS = "steps"  # so many graver, or milder when negative
    AT_MOST = "at_most"  # no graver than
    AT_LEAST = "at_least"  # no milder than


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an answer or a modifier does to one axis."""

    axis: Axis
    how: How
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer that can be given, with what follows. `least` and `most` bound a band of numbers, both included."""

    value: str
    title: str
    because: str = ""  # the criterion
    effects: tuple[Effect, ...] = ()
    modifiers: tuple[str, ...] = ()  # that it brings along
    advice: tuple[str, ...] = ()  # phrases of the pack to say to the caller
    hazards: tuple[str, ...] = ()  # words for the crew
    crew: str = ""  # what the crew is told of it
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardQuestion:
    """A question; asked only when every one of `when` was answered so."""

    name: str
    ask: str
    kind: QuestionKind
    choices: tuple[Choice, ...] = ()
    when: Mapping[str, frozenset[str]]
    help: str = ""
    least: int = 0
    most: int = 999

    def value_of(self, typed: str) -> str | None:
        """Return what a typed answer counts as; None when it is none."""
        typed = typed.strip()
        match self.kind:
            case QuestionKind.TEXT:
                return GIVEN if typed else None
            case QuestionKind.NUMBER:
                return self._band_of(typed)
            case _:
                return typed if any(choice.value == typed for choice in self.choices) else None

    def choice(self, value: str) -> Choice | None:
        """Return the choice of that value."""
        return next((choice for choice in self.choices if choice.value == value), None)

    def _band_of(self, typed: str) -> str | None:
        if typed == UNKNOWN:
            return UNKNOWN
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(self.most))):
            return None
        number = int(typed)
        if not self.least <= number <= self.most:
            return None
        within = (each.value for each in self.choices if each.least is not None and each.most is not None
                  and each.least <= number <= each.most)  # fmt: skip
        return next(within, OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """A named circumstance that raises or lowers a grade, whatever the card."""

    name: str
    title: str
    because: str
    effects: tuple[Effect, ...]
    types: tuple[str, ...] = ()  # empty: every type
    hazards: tuple[str, ...] = ()

    def holds_for(self, incident_type: str) -> bool:
        """Tell whether it may be given to that type."""
        return not self.types or incident_type in self.types


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The questions of one type or several."""

    name: str
    version: int
    title: str
    types: tuple[str, ...]
    questions: tuple[CardQuestion, ...]

    def question(self, name: str) -> CardQuestion | None:
        """Return the question of that name."""
        return next((question for question in self.questions if question.name == name), None)

    def live(self, answers: Mapping[str, str]) -> Iterator[CardQuestion]:
        """Yield the questions that are to be asked, answered or not, in the card's order.

        `answers`: by question, what each counts as. One whose question is not asked any more counts for nothing.
        """
        standing: dict[str, str] = {}
        for question in self.questions:
            if all(standing.get(name) in wanted for name, wanted in question.when.items()):
                yield question
                if question.name in answers:
                    standing[question.name] = answers[question.name]

    def next(self, answers: Mapping[str, str]) -> CardQuestion | None:
        """Return what to ask next; None when everything was asked."""
        return next((question for question in self.live(answers) if question.name not in answers), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageBook:
    """The cards and modifiers of a pack."""

    pack: str = ""
    cards: tuple[Card, ...] = ()
    modifiers: tuple[Modifier, ...] = ()

    def card_for(self, incident_type: str) -> Card | None:
        """Return the card of a type."""
        return next((card for card in self.cards if incident_type in card.types), None)

    def card(self, name: str) -> Card | None:
        """Return the card of that name."""
        return next((card for card in self.cards if card.name == name), None)

    def modifiers_for(self, incident_type: str) -> tuple[Modifier, ...]:
        """Return what may be given to a type, in the pack's order."""
        return tuple(modifier for modifier in self.modifiers if modifier.holds_for(incident_type))


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A rule that applied: whose it is, the criterion in the pack's words, and what it did."""

    source: str  # "question=value", or the modifier's name
    says: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a grade came about, without anybody's words."""

    incident_type: str
    base_impact: Impact
    base_urgency: Urgency
    impact: Impact
    urgency: Urgency
    computed: Priority  # by the answers, or without any by the cell of the matrix
    given: Priority
    card: str = ""
    version: int = 0
    applied: tuple[Applied, ...] = ()
    by_hand: bool = False  # a person chose impact and urgency otherwise than the card

    @property
    def is_override(self) -> bool:
        """Tell whether a person gave another grade than what was computed."""
        return self.given is not self.computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What a card comes to with the answers so far."""

    explanation: Explanation
    modifiers: tuple[str, ...]  # that answers brought or that were given by hand
    advice: tuple[str, ...]  # names of phrases, each once, in the order of the questions
    hazards: tuple[str, ...]
    crew: tuple[str, ...]
    next: CardQuestion | None

    @property
    def complete(self) -> bool:
        """Tell whether every question that is to be asked was answered."""
        return self.next is None


def triage(
    book: TriageBook,
    incident_type: str,
    base: tuple[Impact, Urgency],
    answers: Mapping[str, str],
    modifiers: Iterable[str] = (),
) -> Triage:
    """Grade a type by the answers (by question, what each counts as) and the modifiers given by hand."""
    card = book.card_for(incident_type)
    live = tuple(card.live(answers)) if card else ()
    chosen = [
        (question, choice)
        for question in live
        if (choice := question.choice(answers.get(question.name, ""))) is not None
    ]
    wanted = {*modifiers, *(name for _, choice in chosen for name in choice.modifiers)}
    given = tuple(each for each in book.modifiers_for(incident_type) if each.name in wanted)
    applied = tuple(_applied(chosen, given))
    impact = Impact(_settled(base[0], applied, Axis.IMPACT))
    urgency = Urgency(_settled(base[1], applied, Axis.URGENCY))
    computed = priority_for(impact, urgency)
    explanation = Explanation(
        incident_type=incident_type, base_impact=base[0], base_urgency=base[1], impact=impact, urgency=urgency,
        computed=computed, given=computed, card=card.name if card else "", version=card.version if card else 0,
        applied=applied,
    )  # fmt: skip
    hazards = [text for _, choice in chosen for text in choice.hazards]
    return Triage(
        explanation=explanation,
        modifiers=tuple(each.name for each in given),
        advice=_once(name for _, choice in chosen for name in choice.advice),
        hazards=_once([*hazards, *(text for each in given for text in each.hazards)]),
        crew=_once(choice.crew for _, choice in chosen if choice.crew),
        next=card.next(answers) if card else None,
    )


def page_note(hazards: Sequence[str], crew: Sequence[str]) -> str:
    """Return what the page's note may say of a card: the dangers first."""
    told = [f"HAZARD {', '.join(hazards)}"] if hazards else []
    return "; ".join([*told, *crew])


def _applied(chosen: Iterable[tuple[CardQuestion, Choice]], given: Iterable[Modifier]) -> Iterator[Applied]:
    for question, choice in chosen:
        if choice.effects:
            says = choice.because or f"{question.ask} {choice.title}"
            yield Applied(source=f"{question.name}={choice.value}", says=says, effects=choice.effects)
    for modifier in given:
        yield Applied(source=modifier.name, says=modifier.because, effects=modifier.effects)


def _settled(base: int, applied: Sequence[Applied], axis: Axis) -> int:
    found: dict[How, list[int]] = {how: [] for how in How}
    for rule in applied:
        for effect in rule.effects:
            if effect.axis is axis:
                found[effect.how].append(effect.value)
    value = min(found[How.SET], default=base)
    value = min(3, max(1, value - sum(found[How.STEPS])))
    value = max([value, *found[How.AT_MOST]])
    return min([value, *found[How.AT_LEAST]])


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
