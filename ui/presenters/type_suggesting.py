"""Which types the words of a caller speak for, and by which words: ranked, never chosen."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dispatcher.queries.pack_rows import TypeRow

_WORD = re.compile(r"[^\W_]+")
_LONGEST_READ = 2_000
"""So much of the beginning and of the end of a long narrative is read: what matters is said there."""
_SHORTEST_STEM = 4
"""A word of so many letters is found in longer ones: smoke in smokes, flood in flooding."""
_COMMON = frozenset({"and", "or", "of", "in", "on", "the", "a", "an", "at", "to", "with", "is", "up", "by", "out"})


@dataclass(frozen=True, slots=True)
class Suggested:
    """A type, and the words that speak for it, as the pack has them."""

    row: TypeRow
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    words: frozenset[str]
    stems: frozenset[str]
    joined: str


@dataclass(frozen=True, slots=True)
class Suggester:
    """Made once for a pack's types."""

    types: tuple[TypeRow, ...] = ()
    _words: Mapping[str, tuple[tuple[str, float], ...]] = field(
        default_factory=dict[str, tuple[tuple[str, float], ...]]
    )

    @staticmethod
    def of(types: tuple[TypeRow, ...]) -> "Suggester":
        """Weigh the words of the types: rare ones count for more, phrases for more than words."""
        spoken = {
            row.name: list(dict.fromkeys(_plain(word) for word in _said_of(row) if _plain(word))) for row in types
        }
        shared = Counter(word for words in spoken.values() for word in words)
        weighed = {
            name: tuple((word, (1 + 0.5 * word.count(" ")) / shared[word]) for word in words)
            for name, words in spoken.items()
        }
        return Suggester(types, weighed)

    def suggest(self, *texts: str, most: int = 5) -> tuple[Suggested, ...]:
        """Return the types that the words speak for, the likeliest first; equal ones stand in the pack's order."""
        read = _read(texts)
        if not read.words:
            return ()
        found: list[tuple[float, int, Suggested]] = []
        for place, row in enumerate(self.types):
            hits = [(word, weight) for word, weight in self._words[row.name] if _is_in(word, read)]
            if hits:
                hits.sort(key=lambda hit: -hit[1])
                score = sum(weight for _, weight in hits)
                found.append((-score, place, Suggested(row, tuple(word for word, _ in hits[:3]))))
        found.sort(key=lambda item: item[:2])
        return tuple(item[2] for item in found[:most])


def _said_of(row: TypeRow) -> Iterable[str]:
    yield row.name.replace("_", " ")
    yield from (found.group() for found in _WORD.finditer(row.title) if len(found.group()) >= _SHORTEST_STEM)
    yield from row.words


def _read(texts: Iterable[str]) -> _Read:
    parts = (
        text if len(text) <= 2 * _LONGEST_READ else f"{text[:_LONGEST_READ]} {text[-_LONGEST_READ:]}" for text in texts
    )
    found = _plain(" ".join(parts)).split()
    stems = {word[:length] for word in found for length in range(_SHORTEST_STEM, len(word))}
    return _Read(frozenset(found), frozenset(stems), f" {' '.join(found)} ")


def _is_in(word: str, read: _Read) -> bool:
    if " " in word:
        return f" {word} " in read.joined
    if word in _COMMON:
        return False
    return word in read.words or (len(word) >= _SHORTEST_STEM and word in read.stems)


def _plain(text: str) -> str:
    """Leave capitals, accents and signs away."""
    folded = text.casefold()
    if folded.isascii():
        return " ".join(_WORD.findall(folded))
    folded = unicodedata.normalize("NFKD", folded)
    return " ".join(_WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign))))
