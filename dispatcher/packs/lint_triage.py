"""Lints of cards, phrases and documents: what works, and probably not as meant."""

from collections.abc import Iterator

from dispatcher.domain.phrases import PhraseKind
from dispatcher.domain.triage_cards import UNKNOWN, QuestionKind
from dispatcher.packs.lint import Lint, note, repeated, warning
from dispatcher.packs.model import Pack
from dispatcher.packs.triage import AnswerPart, CardPart, CardQuestionPart

_CREW_LENGTH = 40
_MANY_QUESTIONS = 8


def lint_triage(pack: Pack) -> Iterator[Lint]:
    """Look for grades without a criterion, words that no page carries, and cards that change nothing."""
    for place, card in enumerate(pack.card, start=1):
        for number, part in enumerate(card.question, start=1):
            yield from _question(part, f"card.{place}.question.{number}")
        yield from _card(card, f"card.{place}")
    for place, modifier in enumerate(pack.modifier, start=1):
        for words in modifier.hazards:
            yield from _crew_words(words, f"modifier.{place}.hazards")
    carded = {name for card in pack.card for name in card.types}
    without = [part.name for part in pack.type if part.name not in carded]
    if pack.card and without:
        says = f"no card asks anything about {', '.join(without)}"
        yield note("triage.toml", "card.types", says, "right when the grade of the type needs no question")


def lint_phrases(pack: Pack) -> Iterator[Lint]:
    """Look for phrases that nobody will ever be offered, and for languages that lack one."""
    called = {name for card in pack.card for part in card.question for answer in part.answer for name in answer.advice}
    for place, part in enumerate(pack.phrase, start=1):
        key = f"phrase.{place}"
        missing = [language for language in pack.languages if language not in part.text]
        if missing:
            says = f"{part.name!r} is not there in {', '.join(missing)}; it is said in {next(iter(part.text))} instead"
            yield warning("phrases.toml", f"{key}.text", says, "have it translated")
        foreign = sorted(set(part.text) - set(pack.languages))
        if foreign:
            says = f"{part.name!r} is there in {', '.join(foreign)}, which is no language of the room"
            yield note("phrases.toml", f"{key}.text", says, "name the language in pack.toml, or know it")
        if part.kind is PhraseKind.ADVICE and not part.types and part.name not in called:
            says = f"{part.name!r} is advice for no type, and no card calls for it: nobody will ever see it"
            yield warning("phrases.toml", f"{key}.types", says, "name the types, or call for it in a card")


def lint_documents(pack: Pack) -> Iterator[Lint]:
    """Look for documents that cannot be told apart."""
    for place, title, first in repeated(part.title for part in pack.document):
        says = f"{title!r} is the title of document.{first} too"
        yield warning("documents.toml", f"document.{place}.title", says, "lists show titles; make them differ")


def _card(card: CardPart, key: str) -> Iterator[Lint]:
    if len(card.question) > _MANY_QUESTIONS:
        says = f"{card.name!r} has {len(card.question)} questions, and somebody waits while they are asked"
        yield note("triage.toml", f"{key}.question", says, "ask what changes the grade or the crew's day")
    graded = any(answer.modifiers or _grades(answer) for part in card.question for answer in part.answer)
    if not graded:
        says = f"no answer of {card.name!r} changes impact or urgency"
        yield warning("triage.toml", f"{key}.question", says, "say which answer makes it graver or milder")


def _question(part: CardQuestionPart, key: str) -> Iterator[Lint]:
    for number, answer in enumerate(part.answer, start=1):
        place = f"{key}.answer.{number}"
        if _grades(answer) and not answer.because.strip():
            says = f"{part.name} = {answer.value} grades, and no criterion says why"
            yield warning("triage.toml", f"{place}.because", says, "say why, as it shall stand in the record")
        for words in (*answer.hazards, *([answer.crew] if answer.crew else [])):
            yield from _crew_words(words, place)
    if part.kind is QuestionKind.NUMBER and part.answer:
        yield from _gaps(part, key)


def _gaps(part: CardQuestionPart, key: str) -> Iterator[Lint]:
    bounds = [(_bound(each.least, part.least), _bound(each.most, part.most)) for each in part.answer
              if each.value != UNKNOWN]  # fmt: skip
    at = part.least
    for least, most in sorted(bounds):
        if least > at:
            says = f"no band of {part.name} takes {at} to {least - 1}: they change nothing"
            yield note("triage.toml", f"{key}.answer", says, "right when they need not")
        at = max(at, most + 1)
    if at <= part.most:
        says = f"no band of {part.name} takes {at} to {part.most}: they change nothing"
        yield note("triage.toml", f"{key}.answer", says, "right when they need not")


def _bound(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given


def _grades(answer: AnswerPart) -> bool:
    return bool(answer.choice().effects)


def _crew_words(words: str, key: str) -> Iterator[Lint]:
    if not words.isascii():
        says = f"{words!r} is for a page's note, and not every channel carries such letters"
        yield warning("triage.toml", key, says, "write it with plain letters")
    if len(words) > _CREW_LENGTH:
        says = f"{words!r} takes {len(words)} signs of a page"
        yield warning("triage.toml", key, says, f"say it in {_CREW_LENGTH} at most")
