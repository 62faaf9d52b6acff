"""The words around what was found, as they are stored."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from dispatcher.domain.folding import spellings
from dispatcher.domain.search_words import LONGEST, SearchField, words_of
from dispatcher.queries.search_terms import Place
from dispatcher.storage.search_index import SUBJECTS, texts_of

_OF_CALLS = frozenset({SearchField.CALLER, SearchField.PHONE, SearchField.NARRATIVE})
_SAID = _OF_CALLS | {SearchField.LOG}
_LOOKED_THROUGH = 4_000
"""Characters of a text; what was found behind them is shown without the words around it."""
_BEFORE, _BEHIND = 16, 56
"""Characters around a word: little before it, for a narrow list is cut off behind."""
_WORD = re.compile(r"\w+")


def said(connection: Connection, places: Mapping[str, Sequence[Place]]) -> Mapping[str, tuple[str, ...]]:
    """Return for each incident the words around each place, in order; empty for what its row shows by itself."""
    wanted = {one for found in places.values() for place in found if (one := place.field) in _SAID}
    texts: defaultdict[tuple[str, SearchField | None], list[str]] = defaultdict(list)
    if wanted:
        subjects = ["call"] if wanted <= _OF_CALLS else ["incident", *SUBJECTS]
        ids = [incident_id for incident_id, found in places.items() if any(place.field in _SAID for place in found)]
        for incident_id, field, text in texts_of(connection, ids, subjects, _LOOKED_THROUGH):
            texts[incident_id, field].append(text)
    return {
        incident_id: tuple(
            _around(place, texts[incident_id, place.field]) if place.field in _SAID else "" for place in found
        )
        for incident_id, found in places.items()
    }


def _around(place: Place, texts: Sequence[str]) -> str:
    for text in texts:
        if place.field is SearchField.PHONE:
            if place.word in words_of(SearchField.PHONE, text):
                return text
            continue
        for token in _WORD.finditer(text):
            if _says(token[0], place.word):
                return _cut(text, token.start(), token.end())
    return ""


def _says(token: str, word: str) -> bool:
    if token.isascii() and "_" not in token:
        return token.lower()[:LONGEST] == word
    return any(word == part[:LONGEST] for form in spellings(token) for part in form.split())


def _cut(text: str, start: int, end: int) -> str:
    before, behind = text[max(0, start - _BEFORE) : start], text[end : end + _BEHIND]
    starts, ends = len(before) == start, end + len(behind) == len(text)
    if not starts:
        before = before.partition(" ")[2]  # no half words
    if not ends:
        behind = behind.rpartition(" ")[0]
    piece = " ".join(f"{before}{text[start:end]}{behind}".split())
    return ("" if starts else "… ") + piece + ("" if ends else " …")
