"""The place that is being typed in a line: where it stands, and what it could be."""

import re

from dispatcher.queries.place_rows import PlaceRow
from ui.presenters.command_grammar_new import place_in
from ui.presenters.command_grammar_scan import Word, trimmed
from ui.presenters.command_grammar_words import Verb, verbs_for
from ui.presenters.places import PlacesFound, plain

_COLON = re.compile(r":(?!\d)")
_PLACED = frozenset({Verb.NEW, Verb.PLACE})


def wants_places(text: str) -> bool:
    """Whether a line begins with a word that a place may follow."""
    words = text.split()
    return bool(words) and len(found := verbs_for(words[0])) == 1 and found[0] in {*_PLACED, Verb.FIND}


def typed_place(text: str) -> Word | None:
    """Return the place that a line holds, empty while nothing is typed; None when the line has none."""
    words = text.split()
    found = verbs_for(words[0]) if words else ()
    if len(found) != 1 or found[0] not in _PLACED:
        return None
    start = text.index(words[0]) + len(words[0])
    if found[0] is Verb.NEW:
        return place_in(text, start)
    at_sign = text.find("@", start)
    return trimmed(text, at_sign + 1, len(text)) if at_sign >= 0 else None


def place_at_caret(text: str, caret: int) -> Word | None:
    """Return the place when the caret stands in it or right behind it."""
    place = typed_place(text)
    if place is None or not place.text or caret < place.at:
        return None
    return place if not text[place.end : caret].strip() else None


def place_offers(text: str, places: PlacesFound) -> tuple[PlaceRow, ...]:
    """Return the places to offer for a typed one: none once it is chosen or written as the map writes it."""
    if plain(text) in places.taken:
        return ()
    meant = places.meant(text)
    return places.rows if meant is None else (meant,)


def insertable(row: PlaceRow) -> str:
    """Return a place's words as a line can hold them: a colon would begin the narrative."""
    return " ".join(_COLON.sub(" ", row.words).split())
