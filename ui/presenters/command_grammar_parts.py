"""Parts that several words of the command line share: a unit, an incident, candidates in words."""

import re

from ui.presenters.command_grammar_scan import Sentence, Word, is_incident, stop_at
from ui.wording import tr

_MOST_CALL_DIGITS = 3
_MINUTES = re.compile(r"([0-9]{1,4})(m|min|mins|minutes?)?")


def one_unit(line: Sentence, then: str) -> Word:
    """Return the one unit that is named, or stop; `then` is what may follow it."""
    unit = line.word(0, tr("Which unit? Expected a call sign"))
    line.nothing_after(1, then)
    return unit


def incident_in(line: Sentence, index: int) -> Word:
    """Return the incident that must stand at a place, or stop."""
    word = line.word(index, tr("To which incident? Expected its number, such as 12"))
    if not is_incident(word.text):
        stop_at(word, tr("{word} is not an incident number; expected one such as 12", word=word.text))
    return word


def distinct(units: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the units, or stop at one that is named twice."""
    seen: set[str] = set()
    for unit in units:
        if unit.text.casefold() in seen:
            stop_at(unit, tr("{unit} is named twice", unit=unit.text))
        seen.add(unit.text.casefold())
    return units


def leading_incident(line: Sentence, end: int) -> tuple[Word, int]:
    """Return the incident that a line may begin with, and where the next word stands among its words."""
    if line.words and is_incident(line.words[0].text):
        return line.words[0], 1
    return Word("", end), 0


def minutes_in(line: Sentence, index: int, most: int) -> tuple[int, int]:
    """Return how many minutes stand at a place, with or without the word, and where the next word stands."""
    word = line.word(index, tr("In how many minutes? 1 to {most}", most=most))
    found = _MINUTES.fullmatch(word.text.casefold())
    if found is None or not 1 <= int(found.group(1)) <= most:
        stop_at(word, tr("Expected minutes, 1 to {most}", most=most))
    after = index + 1
    unit = line.words[after].text.casefold() if after < len(line.words) else ""
    named = bool(unit) and not found.group(2) and "minutes".startswith(unit)
    return int(found.group(1)), after + named


def optional_incident(line: Sentence, end: int, expected: str = "") -> Word:
    """Return the only word of a line, an incident; an empty word at `end` means the selected one."""
    if not line.words:
        return Word("", end)
    if not is_incident(line.words[0].text):
        stop_at(line.words[0], expected or tr("Expected an incident number or a colon"))
    line.nothing_after(1, expected or tr("Expected a colon"))
    return line.words[0]


def call_number(line: Sentence, index: int) -> Word:
    """Return the number of a call on the card that stands at a place."""
    call = line.word(index, tr("Which call? Expected its number on the card, such as 2"))
    if not (call.text.isascii() and call.text.isdigit() and len(call.text) <= _MOST_CALL_DIGITS):
        stop_at(call, tr("Expected the call's number on the card, such as 2"))
    return call


def either(words: tuple[str, ...]) -> str:
    """Put candidates in words: new, note or name."""
    return tr("{first} or {last}", first=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else "".join(words)
