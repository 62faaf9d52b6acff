"""Offers of channels, behind `hold channel`, `release channel` and `test`."""

from collections.abc import Callable, Iterator, Mapping

from ui.presenters.command_grammar_channels import CHANNEL
from ui.presenters.command_grammar_words import Verb
from ui.presenters.completion_crews import CREW_OFFERS
from ui.presenters.completion_offers import Offer, Place
from ui.wording import tr


def _or_channel(verb: Verb, after: str) -> Callable[[Place], Iterator[Offer]]:
    of_units = CREW_OFFERS[verb]

    def offers(place: Place) -> Iterator[Offer]:
        said = [word.casefold() for word in place.before]
        if said == [CHANNEL]:
            yield from _channels(place, after)
            return
        yield from of_units(place)
        if not said and place.typed and CHANNEL.startswith(place.typed.casefold()):
            yield Offer(CHANNEL, tr("a channel's line"), f"{CHANNEL} ")

    return offers


def _for_test(place: Place) -> Iterator[Offer]:
    if [word.casefold() for word in place.before] in ([], [CHANNEL]):
        yield from _channels(place, "")


def _channels(place: Place, after: str) -> Iterator[Offer]:
    for name in place.vocabulary.channels:
        if name.casefold().startswith(place.typed.casefold()):
            yield Offer(name, tr("channel"), f"{name}{after}")


CHANNEL_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    Verb.HOLD: _or_channel(Verb.HOLD, ": "),
    Verb.RELEASE: _or_channel(Verb.RELEASE, ""),
    Verb.TEST: _for_test,
}
