"""What a line would do, and the names in it: units and incidents as the boards show them."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.commands import Command
from dispatcher.domain.identifiers import IncidentId
from dispatcher.queries.call_rows import CallRow
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.unit_rows import UnitRow
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.session import Session
from ui.wording import tr


@dataclass(frozen=True, slots=True)
class Plan:
    """A command ready to be given, and what it will do. `warning` is what the room will probably refuse, and why."""

    command: Command
    effect: str
    warning: str = ""
    target: str = ""  # the incident's number, for the sentence afterwards


@dataclass(frozen=True, slots=True)
class Target:
    """An incident that was named: its id, its number, and how a sentence calls it."""

    incident_id: IncidentId
    number: str
    label: str


class Names:
    """Finds what words name for whoever sits here. Each look-up raises `Mistaken` at the word that names nothing."""

    def __init__(self, vocabulary: Vocabulary, session: Session, actor: Actor) -> None:
        self.vocabulary, self.actor = vocabulary, actor
        self._session = session

    def unit(self, typed: Word) -> UnitRow:
        """Return the unit of a call sign."""
        row = self.vocabulary.unit(typed.text)
        if row is None:
            stop_at(typed, tr("There is no unit {word}", word=typed.text))
        return row

    def target(self, typed: Word) -> Target:
        """Return the incident of a number; of an empty word the selected one."""
        if not typed.text:
            return self._selected(typed)
        found = self.vocabulary.incidents_named(typed.text)
        if len(found) != 1:
            numbers = ", ".join(row.number for row in found)
            shape = tr("{word} can be {names}") if found else tr("No open incident has the number {word}")
            stop_at(typed, shape.format(word=typed.text, names=numbers))
        return _target_of(found[0])

    def is_me(self, seat: str, name: str) -> bool:
        """Tell whether a name at a seat is whoever sits here."""
        mine = {row.name for row in self.vocabulary.operators if row.operator_id == self.actor.operator}
        mine |= {row.name for row in self.vocabulary.duties if row.operator_id == self.actor.operator}
        return seat == self.actor.seat and name in mine

    def call(self, typed: Word, card: IncidentCard) -> CallRow:
        """Return the call of a card that a number names."""
        count = len(card.calls)
        if not 1 <= int(typed.text) <= count:
            stop_at(typed, tr("{incident} has {count} calls", incident=card.number, count=count))
        return card.calls[int(typed.text) - 1]

    def card(self, typed: Word, target: Target) -> IncidentCard:
        """Return the card of an incident that a word names; it is known before a line is planned, or cannot be read."""
        card = self.vocabulary.owed.of(target.incident_id)
        if card is None:
            why = self.vocabulary.owed.problem or tr("it was not asked for")
            stop_at(typed, tr("The card of {incident} cannot be read: {why}", incident=target.number, why=why))
        return card

    def _selected(self, place: Word) -> Target:
        shown = self._session.incident_id
        if shown is None:
            stop_at(place, tr("No incident is selected: name one by its number, such as 12"))
        row = self.vocabulary.incident(shown) or self._session.selected_incident
        if row is not None:
            return _target_of(row)
        return Target(IncidentId(shown), tr("the shown incident"), tr("the shown incident"))


def because(effect: str, reason: str) -> str:
    """Add the words that go with an effect, where there are any."""
    return tr("{effect}: “{reason}”", effect=effect, reason=reason) if reason else effect


def _target_of(row: QueueRow) -> Target:
    return Target(IncidentId(row.incident_id), row.number, f"{row.number} {row.type_name}, {row.place}")
