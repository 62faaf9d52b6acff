"""Read the parts of `new`: TYPE @ PLACE, options between commas, a narrative after the colon."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from dispatcher.domain.triage import Impact, Priority, Urgency
from ui.presenters.command_grammar_intents import NewIntent
from ui.presenters.command_grammar_scan import Word, stop, stop_at, trimmed
from ui.wording import tr

_COLON = re.compile(r":(?!\d)")
"""A colon before a digit belongs to the place: `A6 km 12:5`."""
_NUMBER = re.compile(r"\+?\d[\d ()./-]*$")
_OPTION = re.compile(r"(caller|[iup]\d+|n\s*\d+|n$)(?=\s|$)", re.IGNORECASE)
_MOST_PERSONS = 99_999


def parse_new(text: str, start: int) -> NewIntent:
    """Read what follows `new`.

    Raises:
        Mistaken: something is missing or has no place; never leaves `parse`.
    """
    found = _COLON.search(text, start)
    head_end = found.start() if found else len(text)
    at_sign = text.find("@", start, head_end)
    if at_sign < 0:
        expected = tr("Expected @ and the place") if not found else tr("Expected @ and the place before the colon")
        stop(head_end, 0, expected, "" if found else " @ ")
    type_words = trimmed(text, start, at_sign)
    if not type_words.text:
        stop(at_sign, 0, tr("Which type of incident?"))
    segments = _segments(text, at_sign + 1, head_end)
    place_end, options = _split_place(segments)
    place = trimmed(text, at_sign + 1, place_end)
    if not place.text:
        stop(place_end, 0, tr("Where? Expected the place"))
    intent = NewIntent(type_words=type_words, place=place, narrative=text[found.end() :].strip() if found else "")
    for option in _joined_reasons(text, options):
        intent = _with_option(intent, option)
    return intent


def place_in(text: str, start: int) -> Word | None:
    """Return the place that is typed behind the @ of `new`, empty while nothing is; None without an @. Never raises."""
    found = _COLON.search(text, start)
    head_end = found.start() if found else len(text)
    at_sign = text.find("@", start, head_end)
    if at_sign < 0:
        return None
    place_end, _options = _split_place(_segments(text, at_sign + 1, head_end))
    return trimmed(text, at_sign + 1, place_end)


def _segments(text: str, start: int, end: int) -> list[Word]:
    cuts = [start, *(index + 1 for index in range(start, end) if text[index] == ","), end + 1]
    return [trimmed(text, left, right - 1) for left, right in pairwise(cuts)]


def _split_place(segments: list[Word]) -> tuple[int, list[Word]]:
    """A place may have commas: it ends before the first part that is an option."""
    for index, segment in enumerate(segments[1:], start=1):
        if _OPTION.match(segment.text):
            return segments[index - 1].end, segments[index:]
    return segments[-1].end, []


def _joined_reasons(text: str, options: list[Word]) -> list[Word]:
    """A reason may have commas too: what follows `because` and is no option belongs to it."""
    joined: list[Word] = []
    for option in options:
        if joined and "because" in joined[-1].text.casefold() and not _OPTION.match(option.text):
            joined[-1] = trimmed(text, joined[-1].at, option.end)
        elif option.text:
            joined.append(option)
    return joined


def _with_option(intent: NewIntent, option: Word) -> NewIntent:
    word = option.text.split()[0].casefold()
    rest = option.text[len(word) :].strip()
    read = _READERS.get(word[0])
    if read is None or not _OPTION.match(option.text):
        stop_at(option, tr("Expected caller, n PERSONS, i1 to i3, u1 to u3, or p1 to p5 because REASON"))
    return read(intent, option, word, rest)


def _caller(intent: NewIntent, option: Word, word: str, rest: str) -> NewIntent:
    del word
    if not rest:
        stop(option.end, 0, tr("Expected the caller's name, number or both"), " ")
    number = _NUMBER.search(rest)
    # A number inside a name ("Flat 3 Ann") is not the caller's: only one at the end, after a blank, counts.
    if number and (number.start() == 0 or rest[number.start() - 1].isspace()):
        return replace(intent, caller_name=rest[: number.start()].strip(), caller_number=number.group().strip())
    return replace(intent, caller_name=rest)


def _persons(intent: NewIntent, option: Word, word: str, rest: str) -> NewIntent:
    digits = (word[1:] + rest).strip()
    if not digits:
        stop(option.end, 0, tr("How many persons? Expected a number"))
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(_MOST_PERSONS)):
        stop_at(option, tr("How many persons? Expected a number"))
    return replace(intent, persons=int(digits))


def _impact(intent: NewIntent, option: Word, word: str, rest: str) -> NewIntent:
    if rest or word[1:] not in {"1", "2", "3"}:
        stop_at(option, tr("Impact is i1, i2 or i3"))
    return replace(intent, impact=Impact(int(word[1:])))


def _urgency(intent: NewIntent, option: Word, word: str, rest: str) -> NewIntent:
    if rest or word[1:] not in {"1", "2", "3"}:
        stop_at(option, tr("Urgency is u1, u2 or u3"))
    return replace(intent, urgency=Urgency(int(word[1:])))


def _priority(intent: NewIntent, option: Word, word: str, rest: str) -> NewIntent:
    if word.upper() not in set(Priority):
        stop_at(option, tr("Priority is p1 to p5"))
    because, _, reason = rest.partition(" ")
    if not rest:
        stop(option.end, 0, tr("Why this priority? Expected “because” and the reason"), " because ")
    if because.casefold() != "because":
        stop_at(option, tr("Expected “because” and the reason after {priority}", priority=word.upper()))
    if not reason.strip():
        stop(option.end, 0, tr("Why this priority?"), " ")
    return replace(intent, priority=Priority(word.upper()), priority_reason=reason.strip())


_Reader = Callable[[NewIntent, Word, str, str], NewIntent]
_READERS: dict[str, _Reader] = {"c": _caller, "n": _persons, "i": _impact, "u": _urgency, "p": _priority}
