"""What offers of the command line are made of: where the caret stands, units, incidents."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dispatcher.queries.duty_rows import DutyRow
from dispatcher.queries.unit_rows import UnitRow
from ui.presenters.command_line_doubts import state_word
from ui.presenters.command_line_vocabulary import Vocabulary, begins, short_number
from ui.wording import role_word, tr


@dataclass(frozen=True, slots=True)
class Offer:
    """What may stand at the caret: how it is shown, and what is written."""

    label: str
    detail: str
    insert: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the caret is: the words before it (without the verb), the piece being typed, what follows the colon."""

    vocabulary: Vocabulary
    before: tuple[str, ...]
    typed: str
    rest: str  # everything after the verb, up to the caret


def units_of(place: Place, rank: Callable[[UnitRow], int], detail: Callable[[UnitRow], str]) -> Iterator[Offer]:
    """Offer the units that begin so and are not named yet, those of the lowest rank first."""
    named = {word.strip(",").casefold() for word in place.before}
    typed = place.typed.casefold()
    rows = [
        row
        for row in place.vocabulary.units
        if row.call_sign.casefold().startswith(typed) and row.call_sign.casefold() not in named
    ]
    for row in sorted(rows, key=rank):
        yield Offer(row.call_sign, detail(row), row.call_sign)


def incidents_of(place: Place, after: str) -> Iterator[Offer]:
    """Offer open incidents by their short numbers; `after` is what follows the number."""
    typed = place.typed.lstrip("#")
    for row in place.vocabulary.queue:
        short = short_number(row.number)
        if short.startswith(typed) or row.number.startswith(typed):
            detail = f"{row.priority.value} {row.type_name}, {row.place}"
            yield Offer(short, detail, short + after)


def calls_of(place: Place, after: str) -> Iterator[Offer]:
    """Offer the calls of the card by their numbers; `after` is what follows the number."""
    card = place.vocabulary.owed.card
    for number, call in enumerate(card.calls if card else (), start=1):
        if str(number).startswith(place.typed):
            told = " ".join(part for part in (call.caller_name, call.caller_number, call.narrative) if part)
            yield Offer(str(number), told, f"{number}{after}")


def state_and_place(row: UnitRow) -> str:
    """Say what a unit does, what it is and where it is."""
    where = row.incident_number or row.station
    return " · ".join(part for part in (state_word(row), row.type_name, where) if part)


def takers(place: Place, able: Callable[[DutyRow], bool]) -> Iterator[Offer]:
    """Offer the seats of those on duty who are able, those with fewest incidents first."""
    owned = Counter(row.owner for row in place.vocabulary.queue)

    def turn(duty: DutyRow) -> int:
        return owned[duty.seat]

    for duty in sorted(filter(able, place.vocabulary.duties), key=turn):
        if duty.seat.casefold().startswith(place.typed.casefold()) or begins(place.typed, duty.name):
            load = tr("owns {count}", count=owned[duty.seat])
            yield Offer(duty.seat, f"{duty.name} · {role_word(duty.role)} · {load}", duty.seat)
