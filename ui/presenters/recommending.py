"""The units that the room proposes for the shown incident, for the offers of the command line."""

from dispatcher.queries.requests import AskRecommendation
from dispatcher.queries.unit_rows import Recommended
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room


class RecommendingPresenter(Watched):
    """Asks for the shown incident only. A proposal is a help: while there is none, offers go on without."""

    def __init__(self, room: Room, post: Post) -> None:
        super().__init__()
        self._room, self._post = room, post
        self._incident_id: str | None = None
        self._rows: tuple[Recommended, ...] = ()
        self._question: Question[tuple[Recommended, ...]] | None = None

    @property
    def rows(self) -> tuple[Recommended, ...]:
        """The proposed units, best first, then those that do not fit; empty until the room has answered."""
        return self._rows

    def show(self, incident_id: str | None) -> None:
        """Propose for that incident; what was proposed for another is forgotten at once."""
        if incident_id == self._incident_id:
            return
        self._incident_id, self._rows = incident_id, ()
        self._question = Question(
            self._room, self._post, "recommendation", lambda rows: self._taken(incident_id, rows), lambda _: None
        )
        self.changed()
        self.refresh()

    def refresh(self) -> None:
        """Ask again: units have moved."""
        if self._incident_id is not None and self._question is not None:
            self._question.ask(AskRecommendation(self._incident_id))

    def _taken(self, incident_id: str | None, rows: tuple[Recommended, ...]) -> None:
        if incident_id == self._incident_id and rows != self._rows:
            self._rows = rows
            self.changed()
