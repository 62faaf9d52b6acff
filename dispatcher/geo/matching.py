"""Rank names against what was typed: whole, beginning, words, abbreviations; then names that sound about right."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.folding import STREET_WORDS, fold, long_forms, spellings
from dispatcher.geo.kind_words import joined, kinds_meant, standing
from dispatcher.geo.kinds import NEAR_KINDS
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.shapes import UNITS_PER_DEGREE

Position = tuple[float, float]
"""Latitude, longitude in degrees."""

_CANDIDATES = 200
_MOST_WORDS = 14
_ENOUGH = 5
_SHORTEST_FUZZY = 4
_FUZZY_CUTOFF = 70.0
_EXACT, _BEGINS, _WORDS, _FUZZY = 100.0, 92.0, 84.0, 0.78
_NEAR_BONUS, _NEAR_M = 6.0, 1_500.0
_OF_KIND, _SAYS_KIND = 96.0, 2.0
_ALIAS_WHOLE, _ALIAS_BEGUN = 2.0, 15.0
"""Below every name that holds the words itself, unless all of the other name was typed."""
_ARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A named thing of the map."""

    number: int
    kind: str
    detail: str
    label: str
    near: str
    latitude: float
    longitude: float
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how well it fits, 0 to about 110. `whole`: every word of its name was typed out or abbreviated.

    `alias`: the other name, folded, that fits when its own does not; `guessed`: it only sounds about right.
    """

    entry: Entry
    score: float
    whole: bool = False
    alias: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Fit:
    score: float
    whole: bool = False
    alias: str = ""
    guessed: bool = False


class NameIndex:
    """The names of one pack; keeps entries and spellings in memory, about 200 bytes a name."""

    def __init__(self, pack: MapPack) -> None:
        self._pack = pack
        self._entries = {entry.number: entry for entry in _entries(pack)}
        rows = pack.rows("SELECT entry, folded FROM spelling ORDER BY id")
        self._owners = [entry for entry, _folded in rows]
        self._folded = [folded for _entry, folded in rows]
        self._own = dict(reversed(rows))  # the first spelling of an entry is of its label
        self._of_kind: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries.values():
            if entry.kind == "landmark":
                self._of_kind[entry.detail].append(entry)

    def entry(self, number: int) -> Entry:
        """Return an entry by its number."""
        return self._entries[number]

    def find(self, text: str, near: Position | None = None) -> list[Match]:
        """Return the entries that fit, best first."""
        folded = fold(text)
        if not folded:
            return []
        fits = self._by_words(folded)
        is_clear = len(fits) >= _ENOUGH or any(fit.whole for fit in fits.values())
        of_kind = self._by_kind(joined(folded.split()), fits)
        if not is_clear and not of_kind and len(folded) >= _SHORTEST_FUZZY:
            for form in spellings(text):
                for number, score in self._by_sound(form):
                    if number not in fits or fits[number].score < score:
                        fits[number] = _Fit(score, guessed=True)
        fits |= of_kind
        matches = [self._match(self._entries[number], fit, folded, len(fits), near) for number, fit in fits.items()]
        return sorted(matches, key=lambda match: (-match.score, match.entry.number))

    def near(self, latitude: float, longitude: float, within_m: float = math.inf) -> str:
        """Return the nearest town or quarter, or nothing."""
        away = {
            great_circle_m(latitude, longitude, entry.latitude, entry.longitude): entry.label
            for entry in self._entries.values()
            if entry.kind == "place" and entry.detail in NEAR_KINDS
        }
        return away[min(away)] if away and min(away) <= within_m else ""

    def _match(self, entry: Entry, fit: _Fit, folded: str, count: int, near: Position | None) -> Match:
        """One word is a landmark's whole name only when no other name has it: a shop is called Casino too."""
        is_bare = entry.kind == "landmark" and " " not in folded
        whole = fit.whole and not (is_bare and count > 1)
        likely = _likely(entry, near) + (standing(entry.detail) if entry.kind == "landmark" else 0.0)
        return Match(entry, fit.score + likely, whole, fit.alias, fit.guessed)

    def _by_kind(self, words: Sequence[str], fits: Mapping[int, _Fit]) -> dict[int, _Fit]:
        """Return the sites that a word such as hospital means, where the other words are of name or town."""
        found: dict[int, _Fit] = {}
        for word in words:
            others = [other for other in words if other != word]
            for entry in (entry for kind in sorted(kinds_meant(word)) for entry in self._of_kind[kind]):
                parts = fold(f"{entry.label} {entry.near}").split()
                if len(_held(others, parts)) == len(others):
                    known = fits.get(entry.number, _Fit(0.0))
                    score = max(known.score, _OF_KIND + (_SAYS_KIND if known.score else 0.0) - len(others))
                    found[entry.number] = replace(known, score=score)
        return found

    def _by_words(self, folded: str) -> dict[int, _Fit]:
        typed = folded.split()
        words = typed[:_MOST_WORDS]
        rows = self._pack.rows(
            "SELECT spelling.entry, spelling.folded FROM search JOIN spelling ON spelling.id = search.rowid"
            " WHERE search MATCH ? ORDER BY length(spelling.folded), spelling.id LIMIT ?", (_query(words), _CANDIDATES),
        )  # fmt: skip
        fits: dict[int, _Fit] = {}
        for number, name in rows:
            score, is_whole = _fit(words, name)
            alias = "" if self._is_own(number, name) else name
            if alias:
                score -= _ALIAS_WHOLE if is_whole else _ALIAS_BEGUN
            known = fits.get(number, _Fit(0.0))
            whole = known.whole or (is_whole and words == typed)
            fits[number] = _Fit(score, whole, alias) if score > known.score else replace(known, whole=whole)
        return fits

    def _is_own(self, number: int, name: str) -> bool:
        return name == self._own[number] or name in spellings(self._entries[number].label)

    def _by_sound(self, folded: str) -> Iterable[tuple[int, float]]:
        for scorer, share in ((fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, 0.95)):
            found = process.extract(folded, self._folded, scorer=scorer, score_cutoff=_FUZZY_CUTOFF, limit=30)
            for _name, score, number in found:
                yield self._owners[number], score * share * _FUZZY


def _entries(pack: MapPack) -> Iterable[Entry]:
    rows = pack.rows("SELECT id, kind, detail, label, near, latitude, longitude, weight FROM entry ORDER BY id")
    for row in rows:
        number, kind, detail, label, near, latitude, longitude, weight = row
        yield Entry(
            number=number, kind=kind, detail=detail, label=label, near=near, weight=weight,
            latitude=latitude / UNITS_PER_DEGREE, longitude=longitude / UNITS_PER_DEGREE,
        )  # fmt: skip


def _query(words: Sequence[str]) -> str:
    """Return the FTS5 query: every word begins one in the name or in its town, and one of them is in the name."""
    anywhere = [_alternatives(word) for word in words]
    in_name = " OR ".join(f"folded : {alternatives}" for alternatives in anywhere)
    return f"({in_name}) AND {' AND '.join(anywhere)}"


def _alternatives(word: str) -> str:
    return "(" + " OR ".join(f'"{form}"*' for form in (word, *long_forms(word))) + ")"


def _fit(words: Sequence[str], name: str) -> tuple[float, bool]:
    """Return how well folded words fit a name that holds the beginnings of them, and whether they are all of it.

    The words that the name does not hold name its town.
    """
    parts = name.split()
    in_name = _held(words, parts)
    in_town = len(words) - len(in_name)
    typed = " ".join(in_name)
    if typed == name or _spells_out(in_name, parts):
        return _EXACT - in_town, True
    core = _core(parts) if in_name and in_name[0] not in parts[:1] else parts
    left_out = max(0, len(core) - len(in_name)) + (core is not parts)
    whole = sum(1 for word in in_name if word in parts) / len(words)
    floor = _BEGINS if name.startswith(typed) or _begins(in_name, parts) or _begins(in_name, core) else _WORDS
    return floor + 4 * whole - min(left_out, 6) - in_town, False


def _core(parts: Sequence[str]) -> Sequence[str]:
    """Return a street's name as callers shorten it: Grimaldi for Rue Grimaldi, Moulins for Boulevard des Moulins."""
    if parts[0] not in STREET_WORDS:
        return parts
    start = next((place for place, part in enumerate(parts) if place and part not in _ARTICLES), len(parts))
    return parts[start:] or parts


def _begins(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the name begins with these words, abbreviated ones included."""
    return len(words) <= len(parts) and all(
        part.startswith((word, *long_forms(word))) for word, part in zip(words, parts, strict=False)
    )


def _held(words: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Return the words that begin a part of the name, each part taken once: Plage Larvotto, Larvotto."""
    left, held = list(parts), list[str]()
    for word in words:
        forms = (word, *long_forms(word))
        part = next((part for part in left if part in forms), None)
        part = part or next((part for part in left if part.startswith(forms)), None)
        if part is not None:
            left.remove(part)
            held.append(word)
    return held


def _spells_out(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the words are the whole name, usual abbreviations included."""
    return len(words) == len(parts) and all(
        part == word or part in long_forms(word) for word, part in zip(words, parts, strict=True)
    )


def _likely(entry: Entry, near: Position | None) -> float:
    bonus = min(entry.weight, 16.0) / 8
    if near is None:
        return bonus
    return bonus + _NEAR_BONUS * math.exp(-great_circle_m(entry.latitude, entry.longitude, *near) / _NEAR_M)
