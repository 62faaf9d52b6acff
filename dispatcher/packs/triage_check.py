"""What cards, modifiers, phrases and documents say of each other and of the pack. ValueError names the place."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from dispatcher.domain.phrases import PhraseKind
from dispatcher.domain.triage_cards import QuestionKind
from dispatcher.packs.library import DocumentPart, PhrasePart
from dispatcher.packs.triage import CardPart, CardQuestionPart, ModifierPart

Wanted = dict[str, frozenset[str]]


def check_library(
    phrases: Sequence[PhrasePart], documents: Sequence[DocumentPart], types: Collection[str], languages: Sequence[str]
) -> None:
    """Refuse names given twice, types that are none, and a phrase that the room cannot say."""
    _unique("phrase", (part.name for part in phrases))
    _unique("document", (part.name for part in documents))
    for what, part in [*(("phrase", part) for part in phrases), *(("document", part) for part in documents)]:
        _known_types(f"{what} {part.name}", part.types, types)
    for part in phrases:
        if languages[0] not in part.text:
            raise ValueError(f"phrase {part.name}: a text in the room's own language is needed: text.{languages[0]}")


def check_triage(
    cards: Sequence[CardPart], modifiers: Sequence[ModifierPart], phrases: Sequence[PhrasePart], types: Collection[str]
) -> None:
    """Refuse references to nothing, questions that nobody is ever asked, and answers that nobody can ever give."""
    _unique("card", (part.name for part in cards))
    _unique("modifier", (part.name for part in modifiers))
    for modifier in modifiers:
        _known_types(f"modifier {modifier.name}", modifier.types, types)
    carded: dict[str, str] = {}
    for card in cards:
        _known_types(f"card {card.name}", card.types, types)
        for name in card.types:
            if name in carded:
                raise ValueError(f"card {card.name}: type {name!r} has the card {carded[name]!r} already; keep one")
            carded[name] = card.name
        _check_card(card)
        _check_answers(card, {part.name: part for part in modifiers}, {part.name: part for part in phrases})


def _check_card(card: CardPart) -> None:
    _unique(f"card {card.name}: question", (part.name for part in card.question))
    by_name = {part.name: part for part in card.question}
    _check_named(card, by_name)
    _check_cycles(card, by_name)
    seen: set[str] = set()
    asked: dict[str, Wanted] = {}
    for part in card.question:
        for name in part.when:
            if name not in seen:
                raise ValueError(f"{_place(card, part)}: it waits for {name!r}, which is asked after it; move it up")
        asked[part.name] = _needed(card, part, asked)
        seen.add(part.name)


def _check_named(card: CardPart, by_name: Mapping[str, CardQuestionPart]) -> None:
    for part in card.question:
        for name, values in part.when.items():
            other = by_name.get(name)
            if other is None:
                raise ValueError(f"{_place(card, part)}: it waits for {name!r}, and no question is called so")
            if other.kind is QuestionKind.TEXT:
                raise ValueError(f"{_place(card, part)}: it waits for {name!r}, and words decide nothing")
            if not values:
                raise ValueError(f"{_place(card, part)}: it waits for no answer of {name!r}; say which")
            for value in values:
                if value not in other.values():
                    can = ", ".join(sorted(other.values()))
                    raise ValueError(
                        f"{_place(card, part)}: it waits for {name} = {value!r}, which can never be given;"
                        f" it can be answered {can}"
                    )


def _check_cycles(card: CardPart, by_name: Mapping[str, CardQuestionPart]) -> None:
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            round_trip = " -> ".join([*way[way.index(name) :], name])
            raise ValueError(f"card {card.name}: questions wait for each other: {round_trip}")
        if name not in done:
            for earlier in by_name[name].when:
                walk(earlier, (*way, name))
            done.add(name)

    for name in by_name:
        walk(name, ())


def _needed(card: CardPart, part: CardQuestionPart, asked: Mapping[str, Wanted]) -> Wanted:
    """Return what must have been answered for a question to be asked, those it waits for through others included."""
    wanted: Wanted = {name: frozenset(values) for name, values in part.when.items()}
    for name in part.when:
        for other, values in asked[name].items():
            both = wanted.get(other, values) & values
            if not both:
                raise ValueError(
                    f"{_place(card, part)}: it is never asked: what it wants of {other!r} excludes each other"
                )
            wanted[other] = both
    return wanted


def _check_answers(card: CardPart, modifiers: Mapping[str, ModifierPart], phrases: Mapping[str, PhrasePart]) -> None:
    for part in card.question:
        for answer in part.answer:
            place = f"{_place(card, part)}, answer {answer.value}"
            for name in answer.modifiers:
                modifier = modifiers.get(name)
                if modifier is None:
                    raise ValueError(f"{place}: no modifier is called {name!r}")
                if modifier.types and not set(modifier.types) & set(card.types):
                    raise ValueError(f"{place}: the modifier {name!r} is for no type of this card")
            for name in answer.advice:
                phrase = phrases.get(name)
                if phrase is None or phrase.kind is not PhraseKind.ADVICE:
                    raise ValueError(f"{place}: no phrase of the kind advice is called {name!r}")
            for axis in ("impact", "urgency"):
                most, least = getattr(answer, f"{axis}_at_most"), getattr(answer, f"{axis}_at_least")
                if most is not None and least is not None and least < most:
                    raise ValueError(f"{place}: {axis} cannot be at least {least} and at most {most}")


def _known_types(whose: str, given: Iterable[str], types: Collection[str]) -> None:
    for name in given:
        if name not in types:
            raise ValueError(f"{whose}: no incident type is called {name!r}")


def _place(card: CardPart, part: CardQuestionPart) -> str:
    return f"card {card.name}, question {part.name}"


def _unique(what: str, values: Iterable[str]) -> None:
    doubled = [value for value, count in Counter(values).items() if count > 1]
    if doubled:
        raise ValueError(f"{what} {doubled[0]!r} is given twice")
