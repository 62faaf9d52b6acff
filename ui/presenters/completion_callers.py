"""Offers for what callers were told: read-backs, kinds, steps of a complaint."""

from collections.abc import Callable, Iterator, Mapping

from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing
from ui.presenters.command_grammar_callers import KINDS, OUTCOMES
from ui.presenters.command_grammar_intents_callers import ComplaintStep
from ui.presenters.command_grammar_scan import is_incident
from ui.presenters.command_grammar_words import Verb
from ui.presenters.command_line_vocabulary import short_number
from ui.presenters.completion_offers import Offer, Place, calls_of, incidents_of
from ui.wording import tr


def _for_back(place: Place) -> Iterator[Offer]:
    """Offer the incidents of which a read-back is owed or wanted, then the others; and one call among several."""
    if place.before and place.before[-1].casefold() == "call":
        yield from calls_of(place, "")
        return
    if not _is_said(place) and place.typed and "call".startswith(place.typed.casefold()):
        yield Offer("call", tr("one call of several, by its number on the card"), "call ")
    if place.before:
        return
    due = {short_number(row.number) for row in place.vocabulary.queue if row.read_back in _DUE}
    yield from sorted(incidents_of(place, ""), key=lambda offer: offer.label not in due)


_DUE = frozenset({Standing.OWED, Standing.WANTED})


def _for_rekind(place: Place) -> Iterator[Offer]:
    if _is_said(place):
        return
    for kind, words in KINDS.items():
        if words.startswith(place.typed.casefold()):
            yield Offer(words, tr("wants units") if kind is Kind.INCIDENT else tr("wants nobody sent"), f"{words}: ")
    if not place.before:
        yield from incidents_of(place, " ")


def _for_complaint(place: Place) -> Iterator[Offer]:
    if place.before and place.before[-1].casefold() == ComplaintStep.ABOUT:
        yield from incidents_of(place, "")
        return
    if _is_said(place):
        return
    steps = [Offer("told", tr("acknowledged to whoever complained"), "told: ")]
    steps += [Offer(words, tr("answered so"), f"{words}: ") for words in OUTCOMES.values()]
    steps.append(Offer("about", tr("which incident it is about"), "about "))
    yield from (offer for offer in steps if offer.label.startswith(place.typed.casefold()))
    if not place.before:
        yield from incidents_of(place, " ")


def _is_said(place: Place) -> bool:
    """Whether something stands behind the incident already."""
    return len(place.before) > int(bool(place.before) and is_incident(place.before[0]))


CALLER_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    Verb.BACK: _for_back,
    Verb.REKIND: _for_rekind,
    Verb.COMPLAINT: _for_complaint,
}
