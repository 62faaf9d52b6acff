"""Offers for what guards the room: items of the strip, people, units whose chains run, incidents."""

from collections.abc import Callable, Iterator, Mapping

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.duty_rows import DutyRow
from ui.presenters.command_grammar_strip import PLACES
from ui.presenters.command_grammar_words import Verb
from ui.presenters.command_line_strip import can_acknowledge, may_answer
from ui.presenters.command_line_vocabulary import begins
from ui.presenters.completion_offers import Offer, Place, incidents_of, state_and_place, takers, units_of
from ui.wording import role_word, tr

_STAND_DOWN = ("down", "major")


def _items(place: Place, fits: Callable[[AttentionRow], bool], after: str) -> Iterator[Offer]:
    """Offer the items of the strip that fit, by their places."""
    for number, item in enumerate(place.vocabulary.attention[: len(PLACES)], start=1):
        if fits(item) and str(number).startswith(place.typed):
            yield Offer(str(number), item.text, f"{number}{after}")


def _for_decide(place: Place) -> Iterator[Offer]:
    if not place.before:
        yield from _items(place, lambda item: item.kind is AttentionKind.DECISION, ": ")


def _for_told(place: Place) -> Iterator[Offer]:
    """Offer people who may acknowledge something now, those with a telephone first; then the items they may."""
    waiting = [row for row in place.vocabulary.attention if row.state is AttentionState.OPEN]
    if place.before:
        found = place.vocabulary.operators_for(" ".join(place.before))
        if len(found) == 1:
            yield from _items(place, lambda item: can_acknowledge(found[0], item), ": ")
        return
    for person in sorted(place.vocabulary.operators, key=lambda row: not row.phone):
        fits = begins(place.typed, person.name) or person.operator_id.startswith(place.typed.casefold())
        asked = sum(can_acknowledge(person, item) for item in waiting)
        if fits and asked:
            detail = " · ".join(part for part in (*(role_word(role) for role in person.roles), person.phone) if part)
            yield Offer(person.name, detail, f"{person.operator_id} " if asked > 1 else f"{person.operator_id}: ")


def _for_delegate(place: Place) -> Iterator[Offer]:
    before = [word.casefold() for word in place.before]
    if not before:
        yield from _items(place, lambda _: True, " to ")
        yield from _to(place)
    elif before[-1] != "to":
        yield from _to(place) if len(before) == 1 else ()
    elif len(before) <= len(("2", "to")):
        items = place.vocabulary.attention
        item = items[int(before[0]) - 1] if before[0] in PLACES and int(before[0]) <= len(items) else None

        def able(duty: DutyRow) -> bool:
            return item is None or may_answer(duty.role, item)

        yield from takers(place, able)


def _to(place: Place) -> Iterator[Offer]:
    if "to".startswith(place.typed.casefold()):
        yield Offer("to", tr("a seat or a name"), "to ")


def _for_decision(after: str) -> Callable[[Place], Iterator[Offer]]:
    def offers(place: Place) -> Iterator[Offer]:
        if not place.before:
            yield from _items(place, lambda item: item.proposal_id is not None, after)

    return offers


def _for_stop(place: Place) -> Iterator[Offer]:
    if not place.before:
        for offer in units_of(place, lambda row: 0 if row.assignment_state in UNANSWERED else 1, state_and_place):
            yield Offer(offer.label, offer.detail, f"{offer.insert}: ")


def _for_incident(place: Place) -> Iterator[Offer]:
    if not place.before:
        yield from incidents_of(place, ": ")


def _for_stand_down(place: Place) -> Iterator[Offer]:
    said = len(place.before)
    if said < len(_STAND_DOWN):
        missing = " ".join(_STAND_DOWN[said:])
        if _STAND_DOWN[said].startswith(place.typed.casefold()):
            yield Offer(missing, tr("the incident is no longer major"), f"{missing} ")
    elif said == len(_STAND_DOWN):
        yield from incidents_of(place, ": ")


GUARD_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    Verb.DECIDE: _for_decide,
    Verb.TOLD: _for_told,
    Verb.DELEGATE: _for_delegate,
    Verb.STOP: _for_stop,
    Verb.ACCEPT: _for_incident,
    Verb.MAJOR: _for_incident,
    Verb.STAND: _for_stand_down,
    Verb.APPROVE: _for_decision(""),
    Verb.REFUSE: _for_decision(": "),
}
