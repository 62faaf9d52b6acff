"""What `find` looks for: incidents and units in the store, places on the map. Thread: the screen's own."""

from collections.abc import Callable
from concurrent.futures import CancelledError

from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.queue_rows import FoundRow
from dispatcher.queries.requests import AskFind, AskPlaces
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room

_MOST_PLACES = 8


class Finding:
    """One search at a time; `told` is called when a part of it is there. A search that was dropped says nothing."""

    def __init__(self, room: Room, post: Post, told: "Callable[[Finding], None]") -> None:
        self._room, self._post, self._told = room, post, told
        self._asked = 0
        self._begin("")

    @property
    def done(self) -> bool:
        """Whether the store has answered, or could not; places may follow."""
        return self._is_done

    def look(self, wanted: str) -> None:
        """Look for incidents, units and places."""
        self.drop()
        self._begin(wanted)
        asked = self._asked
        take_over(
            self._room.ask(AskFind(wanted), "command_line_find"),
            self._post,
            lambda rows: self._took(asked, rows=rows),
            lambda error: self._failed(asked, error),
        )
        take_over(
            self._room.ask(AskPlaces(wanted, limit=_MOST_PLACES), "command_line_find_places"),
            self._post,
            lambda places: self._took(asked, places=places),
            lambda _error: None,  # without a map, incidents and units are still found
        )

    def drop(self) -> None:
        """Want nothing any more."""
        self._asked += 1

    def _begin(self, wanted: str) -> None:
        self.wanted, self.problem = wanted, ""
        self.rows: tuple[FoundRow, ...] = ()
        self.places: tuple[PlaceRow, ...] = ()
        self._is_done = False

    def _took(
        self, asked: int, rows: tuple[FoundRow, ...] | None = None, places: tuple[PlaceRow, ...] | None = None
    ) -> None:
        if asked != self._asked:
            return
        if rows is not None:
            self.rows, self._is_done = rows, True
        if places is not None:
            self.places = places
        self._told(self)

    def _failed(self, asked: int, error: BaseException) -> None:
        if asked == self._asked and not isinstance(error, CancelledError):
            self.problem, self._is_done = str(error) or type(error).__name__, True
            self._told(self)
