"""Offers for what is owed to others: promises with their times, partner agencies."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from dispatcher.domain.promises import PromiseAbout
from ui.presenters.command_grammar_owed import ANSWERS
from ui.presenters.command_grammar_scan import is_incident
from ui.presenters.command_grammar_words import ABOUT, Verb
from ui.presenters.command_line_owed import open_promises, pending_transfers, promise_words
from ui.presenters.command_line_vocabulary import begins
from ui.presenters.completion_offers import Offer, Place, incidents_of
from ui.wording import short_time, tr, zone

_USUAL_MINUTES = (10, 15, 20, 30, 60)


def _behind_incident(place: Place) -> tuple[str, ...]:
    """Return the words before the caret without the incident that they may begin with."""
    return place.before[1:] if place.before and is_incident(place.before[0]) else place.before


def _for_promise(place: Place) -> Iterator[Offer]:
    said = _behind_incident(place)
    if not said or said[-1].casefold() not in {"in", "by"}:
        yield from _abouts(place, said)
    elif said[-1].casefold() == "in":
        yield from _minutes(place)
    if not place.before:
        yield from incidents_of(place, " ")


def _abouts(place: Place, said: tuple[str, ...]) -> Iterator[Offer]:
    """Offer what may be promised, from where the words stand; then by when."""
    typed = " ".join((*said, place.typed)).casefold()
    if " ".join(said).casefold() in ABOUT.values():
        for word, detail in (("in", tr("minutes")), ("by", tr("a time of day"))):
            if word.startswith(place.typed.casefold()):
                yield Offer(word, detail, f"{word} ")
        return
    for words in ABOUT.values():
        if words.startswith(typed):
            rest = " ".join(words.split()[len(said) :])
            yield Offer(words, tr("promised to the caller"), f"{rest} in ")


def _minutes(place: Place) -> Iterator[Offer]:
    local, now = zone(place.vocabulary.timezone), place.vocabulary.now
    for minutes in _USUAL_MINUTES:
        if str(minutes).startswith(place.typed):
            at = short_time(now + timedelta(minutes=minutes), local) if now else ""
            yield Offer(str(minutes), tr("by {time}", time=at) if at else tr("minutes"), f"{minutes}: ")


def _for_settle(place: Place) -> Iterator[Offer]:
    """Offer what is promised on the incident of the line, the next due first."""
    card, seen = place.vocabulary.owed.card, set[PromiseAbout]()
    if card is not None and not _behind_incident(place):
        for row in open_promises(card):
            words = ABOUT[row.about]
            if row.about not in seen and words.startswith(place.typed.casefold()):
                seen.add(row.about)
                yield Offer(words, promise_words(row, place.vocabulary), f"{words}: ")
    if not place.before:
        yield from incidents_of(place, ": ")


def _for_transfer(place: Place) -> Iterator[Offer]:
    first = place.before[0].casefold() if place.before else ""
    if first in ANSWERS:
        yield from _pending(Place(place.vocabulary, place.before[1:], place.typed, place.rest))
        return
    if not _behind_incident(place):
        for row in sorted(place.vocabulary.partners, key=lambda row: not begins(place.typed, row.name)):
            if begins(place.typed, row.name) or begins(place.typed, row.title):
                yield Offer(row.name, " · ".join(part for part in (row.title, row.phone) if part), row.name)
    if not place.before:
        card = place.vocabulary.owed.card
        if card is not None and pending_transfers(card) and "withdraw".startswith(place.typed.casefold()):
            yield Offer("withdraw", tr("end an offer that waits"), "withdraw ")
        yield from incidents_of(place, " ")


def _pending(place: Place) -> Iterator[Offer]:
    """Offer the partners whose answer the incident of the line waits for."""
    card = place.vocabulary.owed.card
    if card is not None and not _behind_incident(place):
        for row in pending_transfers(card):
            if begins(place.typed, row.partner) or begins(place.typed, row.title):
                yield Offer(row.partner, row.title, f"{row.partner}: ")
    if not place.before:
        yield from incidents_of(place, " ")


OWED_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    Verb.PROMISE: _for_promise,
    Verb.KEPT: _for_settle,
    Verb.WITHDRAW: _for_settle,
    Verb.TRANSFER: _for_transfer,
    Verb.ACCEPTED: _pending,
    Verb.REFUSED: _pending,
}
