"""The incident card: one incident whole, put into words; keeps to the incident that the seat has selected."""

from collections.abc import Callable
from dataclasses import replace

from dispatcher.domain.authority import Actor
from dispatcher.domain.clock import Clock
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.same_event_commands import LookAtFacts
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.requests import AskCard
from ui.presenters.card_words import CardShown, card_in_words
from ui.presenters.refresh import Post, Question, Watched, take_over
from ui.presenters.room import Room
from ui.wording import Badge, tr, zone


class CardPresenter(Watched):
    """Asks for the card of the shown incident, again whenever an entry touches it."""

    def __init__(self, room: Room, post: Post, clock: Clock, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._room, self._post, self._clock = room, post, clock
        self._problem = problem
        self._zone = zone("UTC")
        self.actor: Callable[[], Actor | None] = lambda: None  # set by the desk: who sits here
        self.compose: Callable[[str], None] = lambda _text: None  # and how a button begins a command
        self.known: Callable[[], tuple[Badge, ...]] = lambda: ()  # and what is known to be dangerous there
        self._incident_id: str | None = None
        self._card: IncidentCard | None = None
        self._question = Question(room, post, "card", self._taken, lambda text: problem("card_unread", text))

    @property
    def incident_id(self) -> str | None:
        """The incident that is to be shown."""
        return self._incident_id

    @property
    def opening(self) -> bool:
        """Whether an incident is wanted and its card has not come yet."""
        return self._incident_id is not None and self._card is None

    @property
    def closed_number(self) -> str:
        """The number of the shown incident once it is closed; empty while it is open or not read yet."""
        return self._card.number if self._card is not None and self._card.closed_at is not None else ""

    @property
    def card(self) -> IncidentCard | None:
        """The card as the room last told it; None while there is none."""
        return self._card

    def set_timezone(self, name: str) -> None:
        """Show local time of that zone from now on."""
        self._zone = zone(name)
        self.changed()

    def show(self, incident_id: str | None) -> None:
        """Show that incident; the old card goes at once, so that nobody acts on the wrong one."""
        if incident_id == self._incident_id:
            return
        self._incident_id = incident_id
        self._card = None
        self.changed()
        self.refresh()

    def refresh(self, ids: frozenset[str] | None = None) -> None:
        """Ask again, when one of these incidents is the one shown."""
        if self._incident_id is not None and (ids is None or self._incident_id in ids):
            self._question.ask(AskCard(self._incident_id))

    def shown(self) -> CardShown | None:
        """Return the card as it stands now; None while there is none."""
        if self._card is None:
            return None
        shown = card_in_words(self._card, self._clock.now(), self._zone, self.actor())
        return replace(shown, flags=(*shown.flags, *self.known()))

    def look_at_facts(self) -> None:
        """Whoever sits here has looked at what further calls said anew: it is marked no longer."""
        actor = self.actor()
        if actor is not None and self._card is not None:
            command = LookAtFacts(actor=actor, incident_id=IncidentId(self._card.incident_id))
            take_over(self._room.execute(command), self._post, lambda _seen: self._said(None), self._said)

    def _said(self, error: BaseException | None) -> None:
        told = tr("the new facts are still marked: {error}", error=error) if error is not None else None
        self._problem("facts_unseen", told)

    def _taken(self, card: IncidentCard | None) -> None:
        if card is not None and card.incident_id != self._incident_id:
            return  # an answer about the incident that was shown before
        self._card = card
        self.changed()
