"""What is found by what: the fields of an incident, the words of a value, and what a misspelt word may mean."""

import re
import zlib
from collections.abc import Iterator
from enum import IntEnum

from dispatcher.domain.folding import fold, spellings


class SearchField(IntEnum):
    """Where a word of an incident stands. Stored; never renumbered."""

    PLACE = 1
    TYPE = 2
    KIND = 3
    PRIORITY = 4
    OUTCOME = 5
    ASSET = 6
    CALLER = 7  # name, relation, language, needs
    PHONE = 8
    NARRATIVE = 9
    LOG = 10  # notes, reasons, promises, words heard
    UNIT = 11
    OPERATOR = 12
    DAY = 13  # of the contact, UTC


FREE = frozenset(SearchField) - {SearchField.KIND, SearchField.PRIORITY, SearchField.DAY, SearchField.PHONE}
"""Where a word that names no field is looked for."""
_COMPACT = frozenset({SearchField.ASSET, SearchField.UNIT})
_STOP = frozenset({
    "the", "and", "for", "are", "was", "has", "had", "his", "her", "she", "him", "its", "they", "this", "that", "with",
    "les", "des", "est", "une", "dans", "sur", "par", "pas", "que", "qui", "aux", "der", "die", "das", "und", "ist",
    "ein", "eine", "auf", "mit", "von", "den", "dem", "del", "della", "dei", "gli", "che", "con", "per", "una", "non",
    "is", "at", "of", "to", "on", "it", "he", "de", "la", "le", "du", "et", "au", "en", "un", "di", "da", "il", "im",
    "am", "zu", "er", "es", "in", "an",
})  # fmt: skip
LONGEST = 32
"""Longer words are found by their beginning."""
MOST = 2_000
"""So many different words of one value are found; a narrative of 200 kB must not hold up the room."""
_PHONE = "~"
_PHONE_KEPT = 9
"""Of a number, so many last digits are found: what stands before differs by how it was written."""


def words_of(field: SearchField, text: str) -> tuple[str, ...]:
    """Return the folded words under which a value is found, each once."""
    match field:
        case SearchField.PHONE:
            return tuple(phone_words(text))
        case SearchField.DAY | SearchField.KIND | SearchField.PRIORITY:
            return (text,)
        case SearchField.OPERATOR:
            return tuple(dict.fromkeys(fold(text).split()))
        case _:
            found = dict.fromkeys(_plain(field, text))
            return tuple(found) if len(found) <= MOST else tuple(found)[:MOST]


def _plain(field: SearchField, text: str) -> Iterator[str]:
    prose = field in (SearchField.NARRATIVE, SearchField.LOG, SearchField.PLACE, SearchField.CALLER)
    for form in spellings(text):
        for word in form.split():
            if not prose or is_telling(word):
                yield word[:LONGEST]
    if field in _COMPACT:
        yield from (part.replace(" ", "")[:LONGEST] for part in fold(text).splitlines() if " " in part)


def is_telling(word: str) -> bool:
    """Whether a word tells one text from another: numbers do, single letters and articles do not."""
    return word.isdigit() or (len(word) > 1 and word not in _STOP)


def phone_words(text: str) -> Iterator[str]:
    """Yield telephone numbers, the last digit first: whoever knows how a number ends finds it."""
    for run in re.findall(r"[+(]?\d(?:[\s().\-/]*\d)*", text):
        digits = re.sub(r"\D", "", run)
        if len(digits) >= 3:
            yield _PHONE + digits[::-1][:_PHONE_KEPT]


def day_word(day: str) -> str:
    """Return the word of a day, written 2026-03-14; in order of time among such words."""
    return f"@{day}"


# What sounds alike in French, English, German and Italian names is written alike; longest first.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^x", "s"), (r"tsch|tch|tz|zz|ts|cz", "s"), (r"sch|sh", "s"),
        (r"ch|ck", "k"),
        (r"gli(?=[aeou])", "li"), (r"gn|nj|ny(?=[aeiou])", "n"), (r"ph", "f"), (r"gh", "g"), (r"th|dt", "t"),
        (r"qu|q", "k"), (r"x", "ks"), (r"s?c(?=[eiy])", "s"), (r"c", "k"), (r"z|ss", "s"), (r"g(?=[eiy])|j", "j"),
        (r"w|v", "f"),
        (r"(?<=m)p(?=[st])", ""), (r"(?:eau|au|o|oh)(?:x|s|t|d|lt|ld)?$", "o"),
        (r"ai|ei|ay|ey", "e"), (r"y", "i"), (r"h", ""),
        (r"e$", ""), (r"(.)\1+", r"\1"), (r"(?<=..)[stdx]$", ""),
    )
)  # fmt: skip
_SOFT = str.maketrans({"d": "t", "b": "p", "g": "k"})
_VOWELS = re.compile(r"(?<=.)[aeiou]+")
_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST_SOUND = 4


def sound_of(word: str) -> str:
    """Return how a folded word sounds: its consonants, in one spelling for the four languages; "" says nothing.

    Soundex, Metaphone and NYSIIS know English alone, Cologne German alone, and a caller's name may be of any.
    """
    if len(word) < _SHORTEST_SOUND or not word.isalpha() or not word.isascii():
        return ""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    word = _DOUBLED.sub(r"\1", _VOWELS.sub("", word.translate(_SOFT)))
    if word[:1] in "aeiou":
        word = "a" + word[1:]
    return word if len(word) > 1 else ""


_SHORTEST_TYPO = 4


def keys_of(word: str) -> frozenset[int]:
    """Return the numbers under which a word is found although misspelt: its sound, and itself less one letter.

    Two words that are one edit apart share one of the latter, or one is the other's (symmetric deletion).
    """
    if not _is_spelt(word):
        return frozenset()
    pieces = {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
    keys = {_number(b"-" + piece.encode()) for piece in pieces}
    return frozenset(keys | sound_keys(word))


def sound_keys(word: str) -> frozenset[int]:
    """Return the number under which a word is found by its sound; none when it has no sound."""
    sound = sound_of(word) if _is_spelt(word) else ""
    return frozenset({_number(b"~" + sound.encode())} if sound else ())


def _number(piece: bytes) -> int:
    return zlib.crc32(piece) - 0x8000_0000  # as every database's INTEGER holds it


def _is_spelt(word: str) -> bool:
    return len(word) >= _SHORTEST_TYPO and word.isalpha()


def edits_between(word: str, other: str, *, sounds_alike: bool) -> int | None:
    """Return how far a word is from one that may be meant; None when it may not.

    It may when it is one edit apart, or, the same to the ear, half of its letters.
    """
    most = (len(word) + 1) // 2 if sounds_alike else 1
    edits = distance(word, other, most)
    return edits if edits <= most else None


def distance(word: str, other: str, most: int) -> int:
    """Return the edits (a letter more, less, another, two exchanged) between two words; `most` + 1 for any more."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before, row = list[int](), list(range(len(other) + 1))
    for place, letter in enumerate(word, 1):
        older, before, row = before, row, [place] + [0] * len(other)
        for at, typed in enumerate(other, 1):
            row[at] = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != typed))
            if at > 1 and place > 1 and letter == other[at - 2] and word[place - 2] == typed:
                row[at] = min(row[at], older[at - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
