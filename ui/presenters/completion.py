"""What could stand at the caret: verbs, call signs, incident numbers, statuses, types, outcomes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.unit_rows import UnitRow
from ui.presenters.command_grammar_help import HELP
from ui.presenters.command_grammar_scan import Word
from ui.presenters.command_grammar_words import STATUSES, Verb, proposable_for, statuses_for, verbs_for
from ui.presenters.command_line_doubts import is_committed, why_not_dispatch
from ui.presenters.command_line_owning import may_own
from ui.presenters.command_line_places import insertable, place_at_caret, place_offers
from ui.presenters.command_line_vocabulary import Vocabulary, begins
from ui.presenters.completion_callers import CALLER_OFFERS
from ui.presenters.completion_channels import CHANNEL_OFFERS
from ui.presenters.completion_crews import CREW_OFFERS
from ui.presenters.completion_events import EVENT_OFFERS
from ui.presenters.completion_guards import GUARD_OFFERS
from ui.presenters.completion_offers import Offer, Place, incidents_of, state_and_place, takers, units_of
from ui.presenters.completion_owed import OWED_OFFERS
from ui.presenters.completion_plans import for_plan
from ui.presenters.completion_record import RECORD_OFFERS
from ui.presenters.places import place_detail, place_note
from ui.wording import tr

MOST = 8
"""As many as the eye takes in without reading."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One offer: `insert` replaces text[start:end]."""

    label: str
    detail: str
    insert: str
    start: int
    end: int
    place: PlaceRow | None = None  # the place that it names

    def same_as(self, other: "Completion") -> bool:
        """Tell whether it offers the same thing, wherever it would stand."""
        return (self.label, self.place) == (other.label, other.place)

    def applied_to(self, text: str) -> tuple[str, int]:
        """Return the text with the offer in it, and where the caret then stands."""
        return text[: self.start] + self.insert + text[self.end :], self.start + len(self.insert)


def complete(text: str, caret: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """Offer what could stand at the caret, best first; nothing on an empty line."""
    caret = max(0, min(caret, len(text)))
    if place := place_at_caret(text, caret):
        return _places(place, max(caret, place.end), vocabulary)
    return tuple(
        offer for offer in _offers(text[:caret], caret, vocabulary) if offer.insert != text[offer.start : caret]
    )


def _offers(left: str, caret: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    words = left.split()
    if not words:
        return ()
    start = caret - len(words[-1]) if not left[-1].isspace() else caret
    if len(words) == 1 and start < caret:
        return _placed(_verbs(words[0]), start, caret)
    found = verbs_for(words[0])
    if len(found) != 1:
        return ()
    verb = found[0]
    if verb is Verb.PROPOSE:
        end = left.index(words[0]) + len(words[0])
        return _proposals(" " * end + left[end:], caret, vocabulary)
    rest = left[left.index(words[0]) + len(words[0]) :]
    if verb is Verb.NEW:
        return _new(rest, caret, vocabulary)
    if ":" in rest:
        return _outcomes(rest, caret, vocabulary) if verb is Verb.CLOSE else ()
    before = tuple(words[1:] if start == caret else words[1:-1])
    place = Place(vocabulary, before, left[start:caret], rest)
    if verb is Verb.STATUS and before:
        return _statuses(rest, before[0], caret)
    return _placed(_OFFERS.get(verb, _nothing)(place), start, caret)


def _places(typed: Word, end: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    rows = place_offers(typed.text, vocabulary.places)[:MOST]
    return tuple(
        Completion(row.label, f"{place_detail(row)} · {place_note(row).text}", insertable(row), typed.at, end, row)
        for row in rows
        if insertable(row) != typed.text
    )


def _placed(offers: Iterable[Offer], start: int, end: int) -> tuple[Completion, ...]:
    return tuple(Completion(o.label, o.detail, o.insert, start, end) for o in islice(offers, MOST))


def _verbs(typed: str) -> Iterator[Offer]:
    for verb in verbs_for(typed):
        yield Offer(verb.value, tr(HELP[verb].summary), f"{verb.value} ")
    # The short form answers first; the other verbs that begin alike are still offered.
    for verb in Verb:
        if verb.value.startswith(typed.casefold()) and verb not in verbs_for(typed):
            yield Offer(verb.value, tr(HELP[verb].summary), f"{verb.value} ")


def _proposals(rest: str, caret: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """Offer what may be proposed, then what that expects."""
    words = rest.split()
    if len(words) > 1 or (words and rest[-1].isspace()):
        return _offers(rest, caret, vocabulary) if proposable_for(words[0]) else ()
    typed = words[0] if words else ""
    offers = (Offer(verb.value, tr(HELP[verb].summary), f"{verb.value} ") for verb in proposable_for(typed))
    return _placed(offers, caret - len(typed), caret)


def _new(rest: str, caret: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    if "@" in rest or ":" in rest:
        return ()
    typed = rest.lstrip()
    start = caret - len(typed)
    offers = (Offer(row.title, row.name, f"{row.title} @ ") for row in vocabulary.types_for(typed))
    return _placed(offers, start, caret)


def _outcomes(rest: str, caret: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    typed = rest.partition(":")[2].lstrip()
    lead = "" if rest.partition(":")[2][:1].isspace() else " "
    offers = (Offer(item, "", lead + item) for item in vocabulary.outcomes if begins(typed, item) and item != typed)
    return _placed(offers, caret - len(typed), caret)


def _statuses(rest: str, unit: str, caret: int) -> tuple[Completion, ...]:
    typed = rest[rest.index(unit) + len(unit) :].lstrip()
    found = statuses_for(typed) if typed else STATUSES
    offers = (Offer(item.words, item.digit, item.words) for item in found if item.words != typed)
    return _placed(offers, caret - len(typed), caret)


def _for_dispatch(place: Place) -> Iterator[Offer]:
    folded = [word.casefold() for word in place.before]
    if "because" in folded:
        return iter(())
    if "to" in folded:
        return incidents_of(place, "") if folded[-1] == "to" else iter(())
    units = _recommended(place) or units_of(place, lambda row: 1 if why_not_dispatch(row) else 0, state_and_place)
    to = [Offer("to", tr("another incident than the selected one"), "to ")]
    return chain(to if folded and place.typed and "to".startswith(place.typed.casefold()) else [], units)


def _recommended(place: Place) -> Iterator[Offer] | None:
    """Offer units as the room proposes them for the shown incident, with its reason or why not; None without one."""
    proposed = {row.call_sign: (rank, row.reason) for rank, row in enumerate(place.vocabulary.recommended)}
    if not proposed:
        return None
    unknown = (len(proposed), "")

    def detail(row: UnitRow) -> str:
        reason = proposed.get(row.call_sign, unknown)[1]
        return " · ".join(part for part in (row.type_name, row.station, reason) if part)

    return units_of(place, lambda row: proposed.get(row.call_sign, unknown)[0], detail)


def _for_answer(place: Place) -> Iterator[Offer]:
    offers = units_of(place, lambda row: 0 if row.assignment_state in UNANSWERED else 1, state_and_place)
    return (Offer(o.label, o.detail, f"{o.insert}: ") for o in offers) if not place.before else iter(())


def _for_recall(place: Place) -> Iterator[Offer]:
    offers = units_of(place, lambda row: 0 if is_committed(row) else 1, state_and_place)
    return (Offer(o.label, o.detail, f"{o.insert}: ") for o in offers) if not place.before else iter(())


def _for_reassign(place: Place) -> Iterator[Offer]:
    if not place.before:
        offers = units_of(place, lambda row: 0 if is_committed(row) else 1, state_and_place)
        return (Offer(o.label, o.detail, f"{o.insert} to ") for o in offers)
    return incidents_of(place, ": ") if len(place.before) == 2 else iter(())


def _for_status(place: Place) -> Iterator[Offer]:
    offers = units_of(place, lambda row: 0 if is_committed(row) else 1, state_and_place)
    return (Offer(o.label, o.detail, f"{o.insert} ") for o in offers)


def _for_incident(place: Place) -> Iterator[Offer]:
    return incidents_of(place, ": ") if not place.before else iter(())


def _for_priority(place: Place) -> Iterator[Offer]:
    return incidents_of(place, " ") if not place.before else iter(())


def _for_place(place: Place) -> Iterator[Offer]:
    return incidents_of(place, " @ ") if not place.before and "@" not in place.rest else iter(())


def _for_pin(place: Place) -> Iterator[Offer]:
    return incidents_of(place, "") if not place.before else iter(())


def _for_own(place: Place) -> Iterator[Offer]:
    return incidents_of(place, "") if not place.before else iter(())


def _for_hand(place: Place) -> Iterator[Offer]:
    before = [word.casefold() for word in place.before if word.casefold() != "over"]
    if not before:
        return incidents_of(place, " to ")
    return takers(place, may_own) if before[-1] == "to" and len(before) <= len(("12", "to")) else iter(())


def _for_take(place: Place) -> Iterator[Offer]:
    if place.before:
        return
    for number, item in enumerate(place.vocabulary.attention[:9], start=1):
        if str(number).startswith(place.typed):
            yield Offer(str(number), item.text, str(number))


def _for_help(place: Place) -> Iterator[Offer]:
    if not place.before:
        for verb in Verb:
            if verb.value.startswith(place.typed.casefold()):
                yield Offer(verb.value, tr(HELP[verb].summary), verb.value)


def _nothing(_place: Place) -> Iterator[Offer]:
    return iter(())


_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    **GUARD_OFFERS,
    **OWED_OFFERS,
    **CREW_OFFERS,
    **CHANNEL_OFFERS,
    **CALLER_OFFERS,
    **RECORD_OFFERS,
    Verb.PLAN: for_plan,
    **EVENT_OFFERS,
    Verb.DISPATCH: _for_dispatch,
    Verb.ACK: _for_answer,
    Verb.DECLINE: _for_answer,
    Verb.STATUS: _for_status,
    Verb.RECALL: _for_recall,
    Verb.REASSIGN: _for_reassign,
    Verb.PRIORITY: _for_priority,
    Verb.CLOSE: _for_incident,
    Verb.PLACE: _for_place,
    Verb.PIN: _for_pin,
    Verb.OWN: _for_own,
    Verb.HAND: _for_hand,
    Verb.TAKE: _for_take,
    Verb.HELP: _for_help,
}
