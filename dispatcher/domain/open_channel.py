"""What should not be said where anybody may listen: names, medical words, door codes. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CALLER = "the caller"
"""The rule that no pack need write: who called, and from which number."""
_LEAST_LETTERS = 3
_LEAST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRule:
    """Words and patterns of one kind; `name` is what screens and the journal say of them."""

    name: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()  # regular expressions, capitals or not


@dataclass(frozen=True, slots=True)
class TextWarning:
    """Something in a text that should not be said on an open channel."""

    rule: str
    found: str  # as the text has it


def warnings_of(text: str, rules: Iterable[OpenRule], private: Iterable[str] = ()) -> tuple[TextWarning, ...]:
    """Return what a text says that should not be heard by everybody, each once; `private` is the caller's own.

    Accents and capitals make no difference; words are found whole.
    """
    plain = _plain(text)
    found = [TextWarning(rule.name, plain[begin:end]) for rule in rules for begin, end in _spans(plain, rule)]
    found += [TextWarning(CALLER, said) for given in private if (said := _said(plain, given))]
    return tuple(dict.fromkeys(found))


def _spans(plain: str, rule: OpenRule) -> Iterator[tuple[int, int]]:
    for word in rule.words:
        yield from _find(plain, rf"(?<!\w){re.escape(_plain(word))}(?!\w)")
    for pattern in rule.patterns:
        yield from _find(plain, pattern)


def _find(plain: str, pattern: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(pattern, plain, re.IGNORECASE):
        if match.group():
            yield match.span()


def _said(plain: str, given: str) -> str:
    """Return the part of a name or number that a text says; empty when it says none of it."""
    digits = re.sub(r"\D", "", given)
    if len(digits) >= _LEAST_DIGITS and digits in re.sub(r"[^\d]", "", plain):
        return digits
    for part in _plain(given).split():
        if len(part) >= _LEAST_LETTERS and part.isalpha() and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", plain):
            return part
    return ""


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(part for part in decomposed if not unicodedata.combining(part)).casefold()
