"""Places while they are being typed: asked for in the background, never older than the text. Thread: the screen's."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace

from dispatcher.queries.errors import MapUnavailable
from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.requests import AskPlaces
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.wording import tr

logger = logging.getLogger(__name__)

SHORTEST = 2
"""From so many letters on, places are looked for."""

Near = Callable[[], tuple[float, float] | None]
_NO_ROWS: Mapping[str, PlaceRow] = {}

_KINDS: Mapping[str, tuple[str, str]] = {
    "street": ("S", "street"),
    "address": ("H", "house"),
    "crossing": ("X", "crossing"),
    "landmark": ("L", "landmark"),
    "place": ("Q", "quarter"),
    "station": ("B", "base"),
    "coordinate": ("P", "position"),
}


@dataclass(frozen=True, slots=True)
class PlaceNote:
    """What is known of a place, in one or two words with their tone; `why` is the whole of it.

    `confidence`, 0 to 1: how sure whoever found the position was; None where nobody said.
    """

    text: str = ""
    tone: str = "muted"
    why: str = ""
    confidence: float | None = None

    @property
    def words(self) -> str:
        """The words, and how sure the position is."""
        return how_sure(self.text, self.confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesFound:
    """What a text may mean. `rows` answer `answered`, which is older than `text` while an answer is under way.

    `taken`: what was chosen from a list, by its words; a choice settles what is ambiguous.
    """

    text: str = ""
    answered: str = ""
    rows: tuple[PlaceRow, ...] = ()
    problem: str = ""
    waiting: bool = False
    taken: Mapping[str, PlaceRow] = field(default_factory=lambda: _NO_ROWS)

    def meant(self, text: str) -> PlaceRow | None:
        """Return the place that a text means: the chosen one, or the only one that it names in full."""
        wanted = plain(text)
        if wanted in self.taken:
            return self.taken[wanted]
        named = self.several(text)
        return named[0] if len(named) == 1 else None

    def several(self, text: str) -> tuple[PlaceRow, ...]:
        """Return the places that a text names in full, all of them equally."""
        return tuple(row for row in self.rows if row.exact) if plain(text) == self.answered else ()

    def is_waiting_for(self, text: str) -> bool:
        """Whether what a text means is still being looked up."""
        return self.waiting and plain(text) == self.text and self.text not in self.taken


class PlaceLookup:
    """Asks for the places of one field. An answer to an older text is dropped."""

    def __init__(self, room: Room, post: Post, key: str, told: Callable[[], None]) -> None:
        self._room, self._post, self._key, self._told = room, post, key, told
        self.found = PlacesFound()
        self.near: Near = lambda: None
        self._asked = 0

    def warm(self) -> None:
        """Have the map opened before the first letter is typed; a map that cannot be read is told at once."""
        if not self.found.text and not self.found.waiting:
            self._ask("")

    def look(self, text: str) -> None:
        """Look for the places that a text may mean, unless that is known or under way."""
        wanted = plain(text)
        if wanted == self.found.text:
            return
        self._asked += 1
        if len(wanted) < SHORTEST:
            self._set(PlacesFound(problem=self.found.problem, taken=self.found.taken))
        else:
            self._ask(wanted)

    def take(self, words: str, row: PlaceRow) -> None:
        """Remember a choice: from now on these words mean this place."""
        kept = {**self.found.taken, plain(words): row}
        self.found = replace(self.found, taken=kept)

    def forget(self) -> None:
        """Begin anew, for the next call or line."""
        self._asked += 1
        self.found = PlacesFound(problem=self.found.problem)

    def _ask(self, wanted: str) -> None:
        self._asked += 1
        asked = self._asked
        self.found = replace(self.found, text=wanted, waiting=True)
        near = self.near() or (None, None)
        take_over(
            self._room.ask(AskPlaces(wanted, *near), self._key),
            self._post,
            lambda rows: self._answered(asked, wanted, rows),
            lambda error: self._failed(asked, wanted, error),
        )

    def _answered(self, asked: int, wanted: str, rows: tuple[PlaceRow, ...]) -> None:
        if asked == self._asked:
            self._set(PlacesFound(text=wanted, answered=wanted, rows=rows, taken=self.found.taken))

    def _failed(self, asked: int, wanted: str, error: BaseException) -> None:
        if asked != self._asked:
            return
        if not isinstance(error, MapUnavailable | CancelledError):
            logger.error("places cannot be searched", exc_info=error)
        problem = "" if isinstance(error, CancelledError) else str(error) or type(error).__name__
        self._set(PlacesFound(text=wanted, answered=wanted, problem=problem, taken=self.found.taken))

    def _set(self, found: PlacesFound) -> None:
        self.found = found
        self._told()


def plain(text: str) -> str:
    """Return a place's words as they are compared: no blanks or commas around, one blank between."""
    return " ".join(text.strip(" ,\t").split())


def place_letter(row: PlaceRow) -> str:
    """Return the letter that stands for a kind of place."""
    return _KINDS.get(row.kind, ("·", ""))[0]


def place_detail(row: PlaceRow) -> str:
    """Say where a place is and what it is."""
    kind = tr(_KINDS[row.kind][1]) if row.kind in _KINDS else row.kind
    return " · ".join(dict.fromkeys(part for part in (row.near, row.detail or kind) if part))


def how_sure(words: str, confidence: float | None) -> str:
    """Say behind what is known of a place how sure its position is, where somebody said so."""
    return words if confidence is None else tr("{words} · {percent} %", words=words, percent=round(100 * confidence))


NO_NOTE = PlaceNote()


def place_note(row: PlaceRow) -> PlaceNote:
    """Say how sure a place is."""
    if row.verified:
        return PlaceNote(tr("verified"), "accent", tr("The map knows this place: {place}", place=row.words))
    if not row.inside:
        return PlaceNote(tr("off the map"), "warning", tr("{place} lies outside the map", place=row.words))
    if row.kind == "coordinate":
        return PlaceNote(tr("position only"), "text", tr("A position without an address: {place}", place=row.words))
    return PlaceNote(tr("street only"), "warning", tr("The number is not on the map: {place}", place=row.words))


def named(rows: tuple[PlaceRow, ...]) -> str:
    """Name places that one text means; two streets may meet twice under the same words."""
    words = list(dict.fromkeys(row.words for row in rows))
    if len(words) == 1 and len(rows) > 1:
        return tr("{count} spots called {place}", count=len(rows), place=words[0])
    return tr(" or ").join(words[:4])
