"""Controlled vocabulary: informal words in formal fields are pointed out, and abbreviations expand while typing.

Pure functions of text; offsets are places in the text that was given. Nothing here ever refuses a word.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

CARET = "|"
"""Where the caret stands in a template that has expanded; without it, behind the text."""
_ENDS = frozenset(" \t\n.,;:!?)/")
"""What is typed behind a word when it is finished."""


class Field(StrEnum):
    """Fields in which words have one meaning."""

    RESOLUTION = "resolution"  # and the actions taken
    PAGE_NOTE = "page_note"
    DECISION = "decision"  # a line of the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A standard word, and the informal ones that people say for it."""

    say: str
    informal: tuple[str, ...]
    fields: frozenset[Field] = frozenset(Field)
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proword:
    """A word of radio procedure with its one meaning."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """What is typed, and what stands there afterwards. `title` names a template in a list."""

    short: str
    text: str
    language: str = ""  # ISO 639; "" holds in every language
    title: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    """An informal word in a text, and what to say instead."""

    start: int
    end: int
    found: str
    say: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A text after an abbreviation has expanded, and what it was, so that one key can undo it."""

    text: str
    caret: int
    before: str
    caret_before: int
    short: str


def flag(text: str, in_field: Field, terms: Iterable[Term]) -> tuple[Flagged, ...]:
    """Return the informal words of a text in a formal field, from left to right; where two overlap the longer."""
    found = [
        Flagged(match.start(), match.end(), match.group(), term.say, term.why)
        for term in terms
        if in_field in term.fields
        for informal in term.informal
        for match in _word(informal).finditer(text)
    ]
    kept: list[Flagged] = []
    for item in sorted(found, key=lambda item: (item.start, item.start - item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def abbreviations_for(known: Iterable[Abbreviation], language: str = "") -> Mapping[str, Abbreviation]:
    """Return the abbreviations of a language by what is typed; its own go before those of every language."""
    ordered = sorted(known, key=lambda item: bool(item.language))
    return {item.short.casefold(): item for item in ordered if item.language in ("", language)}


def expand(text: str, caret: int, known: Mapping[str, Abbreviation]) -> Expansion | None:
    """Expand the word that has just been finished by what stands before the caret; None when there is none to expand.

    A word that begins with a capital expands to one that does; at the beginning of a text nothing else is changed.
    """
    if not 1 < caret <= len(text) or text[caret - 1] not in _ENDS:
        return None
    end = caret - 1
    start = end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    typed = text[start:end].lstrip("(„“\"'")
    start = end - len(typed)
    found = known.get(typed.casefold()) if typed else None
    if found is None:
        return None
    words = found.text
    if typed[0].isupper() and not typed.isupper():
        words = words[:1].upper() + words[1:]
    before, marked, behind = words.partition(CARET)
    grown = text[:start] + before + behind + text[end:]
    at = start + len(before) if marked else start + len(before) + 1
    return Expansion(grown, at, text, caret, typed)


@functools.lru_cache(maxsize=1024)
def _word(words: str) -> re.Pattern[str]:
    """Match whole words, in capitals or not, with any space between them."""
    parts = r"\s+".join(re.escape(part) for part in words.split())
    return re.compile(rf"(?<!\w){parts}(?!\w)", re.IGNORECASE)
