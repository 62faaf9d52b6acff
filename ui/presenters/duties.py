"""Who sits where now: whom an incident can be handed to. Thread: the screen's own."""

from collections.abc import Callable

from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.requests import AskDuties
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room


class DutiesPresenter(Watched):
    """Reads the occupied seats again whenever somebody comes or goes."""

    def __init__(self, room: Room, post: Post, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self.rows: tuple[DutyRow, ...] = ()
        self._question = Question(room, post, "duties", self._taken, lambda text: problem("duties_unread", text))

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Read them again."""
        self._question.ask(AskDuties())

    def _taken(self, rows: tuple[DutyRow, ...]) -> None:
        if rows != self.rows:
            self.rows = rows
            self.changed()
