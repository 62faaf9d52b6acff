"""Offers for what is one event and what is two: incidents on both sides, calls of a card, types, kinds of links."""

from collections.abc import Callable, Iterator, Mapping

from ui.presenters.command_grammar_events import KINDS
from ui.presenters.command_grammar_scan import is_incident
from ui.presenters.command_grammar_words import Verb
from ui.presenters.command_line_vocabulary import begins
from ui.presenters.completion_offers import Offer, Place, calls_of, incidents_of
from ui.wording import tr


def _for_attach(place: Place) -> Iterator[Offer]:
    if not place.before:
        yield from incidents_of(place, ": ")


def _between(word: str, detail: str, after: str) -> Callable[[Place], Iterator[Offer]]:
    """Offer an incident, a word, then the other incident."""

    def offers(place: Place) -> Iterator[Offer]:
        said = [part.casefold() for part in place.before]
        if said and said[-1] == word:
            yield from incidents_of(place, after)
        elif not said or (len(said) == 1 and is_incident(said[0])):
            if word.startswith(place.typed.casefold()):
                yield Offer(word, detail, f"{word} ")
            if not said:
                yield from incidents_of(place, f" {word} ")

    return offers


def _for_link(place: Place) -> Iterator[Offer]:
    said = [part.casefold() for part in place.before]
    if "as" in said:
        typed = " ".join((*said[said.index("as") + 1 :], place.typed.casefold())).strip()
        for words in KINDS.values():
            if words.startswith(typed):
                rest = " ".join(words.split()[len(said) - said.index("as") - 1 :])
                yield Offer(words, tr("how they belong together"), f"{rest}: ")
        return
    if len(said) > 1 and is_incident(said[-1]) and said[-2] == "to":
        if "as".startswith(place.typed.casefold()):
            yield Offer("as", tr("how they belong together"), "as ")
        return
    yield from _between("to", tr("the other incident"), " ")(place)


def _of_a_call(word: str, detail: str, after: Callable[[Place], Iterator[Offer]]) -> Callable[[Place], Iterator[Offer]]:
    """Offer an incident, a call of its card, a word, then what stands behind that."""

    def offers(place: Place) -> Iterator[Offer]:
        said = [part.casefold() for part in place.before]
        if word in said:
            yield from after(place)
        elif said and said[-1] == "call":
            yield from calls_of(place, f" {word} ")
        elif len(said) > 1 and said[-2] == "call":
            yield Offer(word, detail, f"{word} ")
        elif not said or is_incident(said[-1]):
            if "call".startswith(place.typed.casefold()):
                yield Offer("call", tr("a call of the card, by its number"), "call ")
            if not said:
                yield from incidents_of(place, " call ")

    return offers


def _types(place: Place) -> Iterator[Offer]:
    said = [part.casefold() for part in place.before]
    typed = " ".join((*place.before[said.index("as") + 1 :], place.typed))
    if len(said) == said.index("as") + 1:
        for row in place.vocabulary.types_for(typed) or place.vocabulary.types:
            if begins(place.typed, row.title) or begins(place.typed, row.name):
                yield Offer(row.title, row.name, f"{row.title}: ")


def _last_incident(place: Place) -> Iterator[Offer]:
    if place.before[-1].casefold() == "to":
        yield from incidents_of(place, ": ")


def _for_unmerge(place: Place) -> Iterator[Offer]:
    card = place.vocabulary.owed.card
    if place.before or card is None:
        return
    for row in card.merged:
        short = row.number.rpartition("-")[2].lstrip("0")
        if short.startswith(place.typed):
            yield Offer(short, f"{row.type_name}, {row.place}", f"{short}: ")


def _for_unlink(place: Place) -> Iterator[Offer]:
    card = place.vocabulary.owed.card
    if place.before and place.before[-1].casefold() == "from":
        for row in card.links if card else ():
            short = row.number.rpartition("-")[2].lstrip("0")
            if short.startswith(place.typed):
                yield Offer(short, f"{row.type_name}, {row.place}", f"{short}: ")
        return
    yield from _between("from", tr("the other incident"), ": ")(place)


EVENT_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    Verb.ATTACH: _for_attach,
    Verb.MERGE: _between("into", tr("the one that stays"), ": "),
    Verb.UNMERGE: _for_unmerge,
    Verb.SPLIT: _of_a_call("as", tr("the type of its own incident"), _types),
    Verb.MOVE: _of_a_call("to", tr("the incident that it belongs to"), _last_incident),
    Verb.APART: _between("from", tr("the other incident"), ": "),
    Verb.LINK: _for_link,
    Verb.UNLINK: _for_unlink,
}
