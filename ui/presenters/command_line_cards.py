"""The card of the incident that a line is about: what it owes and who is silent stands on no board.

Thread: the screen's own; a Future's foreign thread only posts.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace

from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.requests import AskCard
from ui.presenters.refresh import Post, take_over
from ui.presenters.room import Room
from ui.wording import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFound:
    """What is known of one incident's card."""

    incident_id: str | None = None
    card: IncidentCard | None = None
    problem: str = ""  # why it cannot be read

    @property
    def waiting(self) -> bool:
        """Whether it was asked for and nothing has come."""
        return self.incident_id is not None and self.card is None and not self.problem

    def of(self, incident_id: str) -> IncidentCard | None:
        """Return the card of that incident; None while it is not known."""
        return self.card if self.incident_id == incident_id else None


class CardLookup:
    """Asks for one incident's card at a time. An answer about another incident is dropped."""

    def __init__(self, room: Room, post: Post, told: Callable[[], None]) -> None:
        self._room, self._post, self._told = room, post, told
        self.found = CardFound()
        self._asked: int = 0
        self._asking = self._again = False

    def look(self, incident_id: str | None) -> None:
        """Want the card of that incident, or of none any more."""
        if incident_id == self.found.incident_id:
            return
        self.found = CardFound(incident_id=incident_id)
        self._asking = self._again = False
        self._asked += 1
        if incident_id is not None:
            self._ask(incident_id)

    def renew(self) -> None:
        """Something happened in the room: read the wanted card again; what is known stands until then."""
        if self._asking:
            self._again = True
        elif self.found.incident_id is not None:
            self._ask(self.found.incident_id)

    def _ask(self, incident_id: str) -> None:
        self._asking = True
        asked = self._asked
        take_over(
            self._room.ask(AskCard(incident_id), "command_line_card"),
            self._post,
            lambda card: self._answered(asked, card, "" if card is not None else tr("there is no such incident")),
            lambda error: self._answered(asked, None, _words(error)),
        )

    def _answered(self, asked: int, card: IncidentCard | None, problem: str) -> None:
        if asked != self._asked:
            return
        self._asking = False
        self.found = replace(self.found, card=card, problem=problem)
        again, self._again = self._again, False
        self._told()
        if again and asked == self._asked:
            self.renew()


def _words(error: BaseException) -> str:
    if isinstance(error, CancelledError):
        return tr("the question was dropped")
    return str(error) or type(error).__name__
