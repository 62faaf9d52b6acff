"""Who rings at this seat: told in a line, taken by a key, never by itself. Thread: the screen's own."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.clock import Clock
from dispatcher.domain.plain_text import visible
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_hand import Contact
from ui.presenters.refresh import Watched
from ui.wording import tr

MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Ring:
    """A line that rings."""

    number: str
    name: str
    since: datetime


class Ringing(Watched):
    """Holds the lines that ring; the telephone tells it of them, and when they stop."""

    def __init__(self, entry: CallEntryPresenter, clock: Clock) -> None:
        super().__init__()
        self._entry, self._clock = entry, clock
        self._rings: list[Ring] = []

    @property
    def words(self) -> str:
        """What is told, the longest waiting first; "" while nothing rings."""
        said = [" ".join(part for part in (ring.name, ring.number or tr("no number")) if part) for ring in self._rings]
        if not said:
            return ""
        more = tr(" and {count} more", count=len(said) - MOST_TOLD) if len(said) > MOST_TOLD else ""
        return tr("{who}{more} rings: Ctrl+F3 takes it", who=", ".join(said[:MOST_TOLD]), more=more)

    def ring(self, number: str, name: str = "") -> None:
        """A line rings, with the number that the network tells; a number rings once, however often it is told."""
        number, name = visible(number)[0].strip(), visible(name)[0].strip()
        if all(ring.number != number or not number for ring in self._rings):
            self._rings.append(Ring(number, name, self._clock.now()))
            self.changed()

    def stop(self, number: str) -> None:
        """It rings no more: answered elsewhere, or given up."""
        left = [ring for ring in self._rings if ring.number != visible(number)[0].strip()]
        if left != self._rings:
            self._rings = left
            self.changed()

    def take(self) -> bool:
        """Answer whoever has waited longest: a call with the number, and with the instant it began to ring.

        False when nobody rings, or when there is no place for one more call; it rings on then.
        """
        if not self._rings:
            return False
        ring = self._rings[0]
        if not self._entry.start_from(Contact(number=ring.number, name=ring.name, contact_at=ring.since)):
            return False
        self._rings.remove(ring)
        self.changed()
        return True
