"""What the command line can name: a frozen picture of the boards, and how names are looked up in it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dispatcher.domain.documents import Citation
from dispatcher.domain.incident_plans import IncidentPlan
from dispatcher.domain.vocabulary import Term
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.pack_rows import OperatorRow, PackRow, PartnerRow, TypeRow
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.record_rows import TeamRow
from dispatcher.queries.unit_rows import Recommended, UnitRow
from ui.presenters.command_line_cards import CardFound
from ui.presenters.places import PlacesFound

_NO_PLACES = PlacesFound()
_NO_CARD = CardFound()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The rows as the boards show them at one moment."""

    queue: tuple[QueueRow, ...] = ()
    units: tuple[UnitRow, ...] = ()
    attention: tuple[AttentionRow, ...] = ()
    types: tuple[TypeRow, ...] = ()
    outcomes: tuple[str, ...] = ()
    recommended: tuple[Recommended, ...] = ()  # for the shown incident, best first
    duties: tuple[DutyRow, ...] = ()
    operators: tuple[OperatorRow, ...] = ()  # everybody the pack names, on duty or not
    partners: tuple[PartnerRow, ...] = ()
    channels: tuple[str, ...] = ()  # those with a line
    teams: tuple[TeamRow, ...] = ()  # that tasks are given to
    incident_plans: tuple[IncidentPlan, ...] = ()  # that incidents are run by
    terms: tuple[Term, ...] = ()  # of the controlled vocabulary
    documents: tuple[Citation, ...] = ()  # what a note may cite
    timezone: str = "UTC"  # the pack's: times of day are typed and shown in it
    now: datetime | None = None  # when the line was read; None before the workstation has a clock
    owed: CardFound = _NO_CARD  # of the incident that the line is about, where its card is needed
    places: PlacesFound = _NO_PLACES  # for the place that is being typed

    @staticmethod
    def of(
        pack: PackRow | None,
        queue: tuple[QueueRow, ...],
        units: tuple[UnitRow, ...],
        attention: tuple[AttentionRow, ...] = (),
        recommended: tuple[Recommended, ...] = (),
        duties: tuple[DutyRow, ...] = (),
    ) -> "Vocabulary":
        """Put the boards' rows and the pack together."""
        return Vocabulary(
            queue=queue,
            units=units,
            attention=attention,
            types=pack.types if pack else (),
            outcomes=pack.outcomes if pack else (),
            documents=pack.documents if pack else (),
            recommended=recommended,
            duties=duties,
            operators=pack.operators if pack else (),
            partners=pack.partners if pack else (),
            channels=pack.channels if pack else (),
            teams=pack.teams if pack else (),
            incident_plans=pack.incident_plans if pack else (),
            terms=pack.terms if pack else (),
            timezone=pack.timezone if pack else "UTC",
        )

    def unit(self, call_sign: str) -> UnitRow | None:
        """Find a unit by its whole call sign, in capitals or not."""
        wanted = call_sign.casefold()
        return next((row for row in self.units if row.call_sign.casefold() == wanted), None)

    def incident(self, incident_id: str | None) -> QueueRow | None:
        """Find an open incident by id."""
        return next((row for row in self.queue if row.incident_id == incident_id), None)

    def incidents_named(self, word: str) -> tuple[QueueRow, ...]:
        """Find open incidents by 12, #12 or 2026-000012: the whole sequence number, never a piece of it.

        A piece would be dangerous: when 12 is closed, `12` must not come to mean 112.
        """
        year, dash, sequence = word.lstrip("#").rpartition("-")
        digits = sequence.lstrip("0") or "0"
        return tuple(
            row
            for row in self.queue
            if row.number.endswith(digits)
            and short_number(row.number) == digits
            and (not dash or row.number.rpartition("-")[0] == year)
        )

    def duties_for(self, words: str) -> tuple[DutyRow, ...]:
        """Find who is on duty by seat, by operator's id, else by beginnings of the name."""
        typed = words.casefold()
        exact = tuple(row for row in self.duties if row.seat.casefold() == typed)
        exact = exact or tuple(row for row in self.duties if row.operator_id.casefold() == typed)
        return exact or tuple(row for row in self.duties if begins(words, row.name))

    def operators_for(self, words: str) -> tuple[OperatorRow, ...]:
        """Find operators of the pack by id or whole name, else by beginnings of the name."""
        typed = _folded(words)
        exact = tuple(row for row in self.operators if typed in {_folded(row.operator_id), _folded(row.name)})
        return exact or tuple(row for row in self.operators if begins(words, row.name))

    def partners_for(self, words: str) -> tuple[PartnerRow, ...]:
        """Find partner agencies by name or title, else by beginnings of either."""
        typed = _folded(words)
        exact = tuple(row for row in self.partners if typed in {_folded(row.name), _folded(row.title)})
        return exact or tuple(row for row in self.partners if begins(words, row.name) or begins(words, row.title))

    def types_for(self, words: str) -> tuple[TypeRow, ...]:
        """Find the incident types that typed words may mean: its title or name, else beginnings of its words."""
        typed = _folded(words)
        exact = tuple(row for row in self.types if typed in {_folded(row.title), _folded(row.name)})
        return exact or tuple(row for row in self.types if begins(typed, row.title) or begins(typed, row.name))

    def outcomes_for(self, words: str) -> tuple[str, ...]:
        """Find the outcomes that typed words may mean."""
        typed = _folded(words)
        exact = tuple(outcome for outcome in self.outcomes if _folded(outcome) == typed)
        return exact or tuple(outcome for outcome in self.outcomes if begins(typed, outcome))


def short_number(number: str) -> str:
    """Return an incident's number as people say it: 12 for 2026-000012."""
    return number.rpartition("-")[2].lstrip("0") or "0"


def begins(typed: str, name: str) -> bool:
    """Tell whether every typed word begins a word of the name, in order: `str fi` and `fire` for Structure fire."""
    remaining = iter(_folded(name).split())
    return all(any(part.startswith(word) for part in remaining) for word in _folded(typed).split())


@lru_cache(maxsize=4_096)  # the words of a pack are few, and are read at every key
def _folded(text: str) -> str:
    """Leave capitals, accents and joining strokes away: helene is Hélène."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join(plain.replace("_", " ").replace("-", " ").split())
