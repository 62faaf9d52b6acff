"""What simulated callers answer to the questions of their call's type: what they said decides, else the dice. Pure."""

import random
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.domain.triage import Impact, Urgency, priority_for
from dispatcher.domain.triage_cards import UNKNOWN, Card, CardQuestion, Choice, Explanation, QuestionKind, TriageBook
from dispatcher.domain.triage_cards import triage as graded

_DRAWS = 8
"""So many callers are imagined; the one is taken whose answers fit what the call is."""
_SAID, _KNOWN, _UNKNOWN = 12.0, 3.0, 0.4
"""How likely an answer is whose words the caller used, any other, and that the caller does not know."""
_WORD = re.compile(r"[a-z]{4,}")
_URGENT_RANK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answers of a caller to a card, in the order of the questions, and the grade that they come to."""

    card: str
    version: int
    answers: tuple[tuple[str, str], ...]  # question, answer
    explanation: Explanation

    def regrades(self, impact: Impact, urgency: Urgency) -> bool:
        """Tell whether the grade is another than that, and one that a dispatcher may give: P1 and P2 are kept."""
        given = priority_for(impact, urgency)
        lowers = given.rank <= _URGENT_RANK and self.explanation.computed.rank > given.rank
        return (self.explanation.impact, self.explanation.urgency) != (impact, urgency) and not lowers


def answered(
    book: TriageBook, incident_type: str, base: tuple[Impact, Urgency], narrative: str, persons: int | None,
    dice: random.Random,
) -> Answered | None:  # fmt: skip
    """Go through the card of a type with somebody who said that; None when the type has none."""
    card = book.card_for(incident_type)
    if card is None:
        return None
    drawn = [_one(book, card, incident_type, base, narrative, persons, dice) for _ in range(_DRAWS)]
    rank = priority_for(*base).rank
    return min(drawn, key=lambda each: _misfit(each, rank))  # of those that fit alike the first


def _misfit(each: Answered, rank: int) -> int:
    """What lowers a grave call, or makes another call of it, is not what this caller rang about."""
    off = each.explanation.computed.rank - rank
    return 10 + off if off > 0 and rank <= _URGENT_RANK else max(0, abs(off) - 1)


def _one(
    book: TriageBook, card: Card, incident_type: str, base: tuple[Impact, Urgency], narrative: str,
    persons: int | None, dice: random.Random,
) -> Answered:  # fmt: skip
    said = frozenset(_WORD.findall(_plain(narrative)))
    answers: dict[str, str] = {}
    counted: dict[str, str] = {}
    while (question := card.next(counted)) is not None:
        answer = _answer(question, said, narrative, persons, dice)
        value = question.value_of(answer)
        answers[question.name], counted[question.name] = answer, value if value is not None else UNKNOWN
    return Answered(
        card=card.name, version=card.version, answers=tuple(answers.items()),
        explanation=graded(book, incident_type, base, _counted(card, counted)).explanation,
    )  # fmt: skip


def _counted(card: Card, counted: Mapping[str, str]) -> Mapping[str, str]:
    return {question.name: counted[question.name] for question in card.live(counted)}


def _answer(
    question: CardQuestion, said: frozenset[str], narrative: str, persons: int | None, dice: random.Random
) -> str:
    if question.kind is QuestionKind.TEXT:
        return narrative
    if question.kind is QuestionKind.NUMBER:
        told = str(persons) if persons is not None else UNKNOWN
        return told if question.value_of(told) is not None else UNKNOWN
    weights = [_weight(choice, said) for choice in question.choices]
    return dice.choices(question.choices, weights)[0].value


def _weight(choice: Choice, said: frozenset[str]) -> float:
    if choice.value == UNKNOWN:
        return _UNKNOWN
    own = frozenset(_WORD.findall(_plain(f"{choice.title} {choice.because} {choice.crew}")))
    return _SAID if own & said else _KNOWN


def _plain(words: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(sign))
