"""Giving an incident its position: the map is asked for one, the room is told, and what was refused is said."""

from collections.abc import Callable

from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.incident_commands import PlaceIncident
from ui.presenters.command_line_outcome import placed_sentence
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.presenters.session import Session
from ui.wording import tr

Say = Callable[[str, str | None], None]


class PlacingPresenter:
    """One incident at a time. `ask_map` is set by the window: it is given the words of the question."""

    def __init__(self, room: Room, session: Session, post: Post, say: Say) -> None:
        self._room, self._session, self._post, self._say = room, session, post, say
        self._incident_id: str | None = None
        self._name = ""
        self.tell: Callable[[str], None] = lambda _words: None  # what was done, for the line below
        self.ask_map: Callable[[str], None] = lambda _words: None

    def begin(self, incident_id: str | None = None) -> None:
        """Ask for the position of this incident, or of the shown one."""
        wanted = incident_id or self._session.incident_id
        if wanted is None:
            self._say("placing", tr("No incident is shown. Choose one in the queue, then place it."))
            return
        if self._session.actor is None:
            self._say_nobody()
            return
        self._say("placing", None)
        self._incident_id = wanted
        row = self._session.selected_incident
        name = row.number if row is not None and row.incident_id == wanted else tr("the incident")
        self._name = name
        self.ask_map(tr("Where is {name}?", name=name))

    def placed(self, latitude: float, longitude: float) -> None:
        """Take the position that was pointed at."""
        incident_id, actor = self._incident_id, self._session.actor
        if incident_id is None:
            return
        if actor is None:  # signed off while the map asked
            self._say_nobody()
            return
        command = PlaceIncident(
            actor=actor, incident_id=IncidentId(incident_id), latitude=latitude, longitude=longitude
        )  # fmt: skip
        done = placed_sentence(command, self._name)
        take_over(self._room.execute(command), self._post, lambda _none: self.tell(done), self._failed)

    def ended(self) -> None:
        """The map no longer asks."""
        self._incident_id = None

    def _say_nobody(self) -> None:
        self._say("placing", tr("Nobody is signed on here. F9 signs on."))

    def _failed(self, error: BaseException) -> None:
        self._say("placing", tr("The incident was not placed: {error}", error=error))
