"""Offers for what keeps hold of crews: free and held units, silent crews in order, what may be paused."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from dispatcher.domain.units import Availability
from dispatcher.domain.welfare import AT_WORK
from dispatcher.queries.unit_rows import UnitRow
from ui.presenters.command_grammar_scan import is_incident
from ui.presenters.command_grammar_words import Verb
from ui.presenters.command_line_crews import at_scene, silent_crews, why_not_hold
from ui.presenters.completion_offers import Offer, Place, incidents_of, state_and_place, units_of
from ui.wording import tr

_USUAL_MINUTES = (10, 15, 20, 30)


def _for_hold(place: Place) -> Iterator[Offer]:
    if not place.before:
        yield from units_of(place, lambda row: 1 if why_not_hold(row) else 0, state_and_place)


def _for_release(place: Place) -> Iterator[Offer]:
    def held_by(row: UnitRow) -> str:
        return tr("held by {seat}", seat=row.held_by or tr("somebody"))

    if not place.before:
        yield from units_of(_among(place, lambda row: row.availability is Availability.RESERVED), _as_listed, held_by)


def _for_roll(place: Place) -> Iterator[Offer]:
    said = tuple(word.casefold() for word in place.before)
    if not said and "call".startswith(place.typed.casefold()):
        yield Offer("call", tr("of the shown incident, or of another"), "call ")
    if said in {(), ("call",)}:
        yield from incidents_of(_with_crews(place), "")


def _for_par(place: Place) -> Iterator[Offer]:
    """Offer the crews that are silent in the roll call that runs; else those at the scene."""
    card = place.vocabulary.owed.card
    row = place.vocabulary.incident(card.incident_id) if card else None
    silent = silent_crews(card)
    signs = at_scene(row) if silent is None else silent
    order = {call_sign: rank for rank, call_sign in enumerate(signs)}
    wanted = _among(place, lambda unit: unit.call_sign in order)
    yield from units_of(wanted, lambda unit: order[unit.call_sign], state_and_place)
    if not place.before:
        yield from incidents_of(_with_crews(place), " ")


def _for_pause(place: Place) -> Iterator[Offer]:
    said = [word.casefold() for word in place.before]
    if not said:
        yield from _watched(place, " ")
    elif said == ["roll"]:
        yield from _call(place, " ")
    elif said[-1] == "call":
        yield from _minutes(place)
        yield from incidents_of(_with_crews(place), " ")
    elif len(said) == 1 or (said[0] == "roll" and is_incident(said[-1])):
        yield from _minutes(place)


def _for_resume(place: Place) -> Iterator[Offer]:
    said = [word.casefold() for word in place.before]
    if not said:
        yield from _watched(place, "")
    elif said == ["roll"]:
        yield from _call(place, "")
    elif said == ["roll", "call"]:
        yield from incidents_of(_with_crews(place), "")


def _watched(place: Place, after: str) -> Iterator[Offer]:
    """Offer crews at work, and the roll call."""
    for offer in units_of(_among(place, lambda row: row.assignment_state in AT_WORK), _as_listed, state_and_place):
        yield replace(offer, insert=f"{offer.insert}{after}")
    if "roll call".startswith(place.typed.casefold()):
        yield Offer("roll call", tr("of the shown incident, or of another"), f"roll call{after}")


def _call(place: Place, after: str) -> Iterator[Offer]:
    if "call".startswith(place.typed.casefold()):
        yield Offer("roll call", tr("of the shown incident, or of another"), f"call{after}")


def _minutes(place: Place) -> Iterator[Offer]:
    for minutes in _USUAL_MINUTES:
        if str(minutes).startswith(place.typed):
            yield Offer(str(minutes), tr("minutes"), f"{minutes}: ")


def _among(place: Place, fits: Callable[[UnitRow], bool]) -> Place:
    rows = tuple(row for row in place.vocabulary.units if fits(row))
    return replace(place, vocabulary=replace(place.vocabulary, units=rows))


def _with_crews(place: Place) -> Place:
    rows = tuple(row for row in place.vocabulary.queue if at_scene(row))
    return replace(place, vocabulary=replace(place.vocabulary, queue=rows))


def _as_listed(_row: UnitRow) -> int:
    return 0


CREW_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    Verb.HOLD: _for_hold,
    Verb.RELEASE: _for_release,
    Verb.ROLL: _for_roll,
    Verb.PAR: _for_par,
    Verb.PAUSE: _for_pause,
    Verb.RESUME: _for_resume,
}
