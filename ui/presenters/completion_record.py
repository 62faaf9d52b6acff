"""Offers for an incident's record: owners of tasks, open tasks, who is in the register, kinds of line."""

from collections.abc import Callable, Iterator, Mapping

from dispatcher.domain.authority import Role
from ui.presenters.command_grammar_record import KINDS, SETTLED
from ui.presenters.command_grammar_scan import is_incident
from ui.presenters.command_grammar_words import Verb
from ui.presenters.command_line_record import open_tasks
from ui.presenters.command_line_vocabulary import begins
from ui.presenters.completion_offers import Offer, Place, incidents_of
from ui.presenters.record_words import task_owner
from ui.wording import role_word, short_time, tr, zone


def _behind_incident(place: Place) -> tuple[str, ...]:
    return place.before[1:] if place.before and is_incident(place.before[0]) else place.before


def _for_note(place: Place) -> Iterator[Offer]:
    if not _behind_incident(place):
        for name in KINDS:
            if place.typed and name.startswith(place.typed.casefold()) and name != "note":
                yield Offer(name, tr("kind of line"), f"{name}: ")
    if not place.before:
        yield from incidents_of(place, ": ")


def _for_task(place: Place) -> Iterator[Offer]:
    said = _behind_incident(place)
    if place.before and place.before[0].casefold() in SETTLED:
        yield from _open(place)
    elif not said:
        yield from _owners(place)
        for word, state in SETTLED.items() if not place.before else ():
            if word.startswith(place.typed.casefold()):
                yield Offer(word, tr("a task is {state}", state=state.value.replace("_", " ")), f"{word} ")
        if not place.before:
            yield from incidents_of(place, " ")
    elif said[-1].casefold() not in ("in", "by"):
        for word, detail in (("in", tr("minutes")), ("by", tr("a time of day"))):
            if word.startswith(place.typed.casefold()):
                yield Offer(word, detail, f"{word} ")


def _owners(place: Place) -> Iterator[Offer]:
    for row in place.vocabulary.teams:
        if begins(place.typed, row.title) or begins(place.typed, row.name):
            yield Offer(row.name, " · ".join(part for part in (row.title, row.phone) if part), f"{row.name} in ")
    for role in Role:
        if role is not Role.SYSTEM and place.typed and begins(place.typed, role.value):
            yield Offer(role_word(role), tr("role"), f"{role_word(role)} in ")
    for person in place.vocabulary.operators:
        if place.typed and begins(place.typed, person.name):
            yield Offer(person.name, tr("person"), f"{person.operator_id} in ")


def _open(place: Place) -> Iterator[Offer]:
    card = place.vocabulary.owed.card
    if card is None or len(place.before) > 1:
        return
    local = zone(place.vocabulary.timezone)
    for number, row in enumerate(open_tasks(card), start=1):
        if str(number).startswith(place.typed):
            due = tr("due {time}", time=short_time(row.due_at, local))
            yield Offer(str(number), f"{task_owner(row)} · {row.words} · {due}", f"{number}: ")


def _for_inform(place: Place) -> Iterator[Offer]:
    card = place.vocabulary.owed.card
    if card is not None and not _behind_incident(place):
        for row in card.record.stakeholders:
            if begins(place.typed, row.name) or begins(place.typed, row.organisation):
                detail = " · ".join(part for part in (row.role, row.organisation, row.reach) if part)
                yield Offer(row.name, detail, f"{row.name}: ")
    if not place.before:
        yield from incidents_of(place, " ")


def _for_schedule(place: Place) -> Iterator[Offer]:
    if not _behind_incident(place):
        for word, detail in (
            ("at", tr("a time of day")), ("in", tr("minutes")), ("tomorrow", tr("at a time of day")),
            ("now", tr("not scheduled any more")),
        ):  # fmt: skip
            if word.startswith(place.typed.casefold()):
                yield Offer(word, detail, "tomorrow at " if word == "tomorrow" else word + " " * (word != "now"))
    if not place.before:
        yield from incidents_of(place, " ")


def _for_impact(place: Place) -> Iterator[Offer]:
    said = _behind_incident(place)
    if not said or said[-1].casefold() not in ("users", "down", "cost"):
        for word, detail in (("users", tr("how many are affected")), ("down", tr("minutes of downtime")),
                             ("cost", tr("amount and currency"))):  # fmt: skip
            if word not in said and place.typed and word.startswith(place.typed.casefold()):
                yield Offer(word, detail, f"{word} ")
    if not place.before:
        yield from incidents_of(place, ": ")


def _for_resolution(place: Place) -> Iterator[Offer]:
    if not _behind_incident(place) and place.typed and "actions".startswith(place.typed.casefold()):
        yield Offer("actions", tr("which were taken"), "actions: ")
    if not place.before:
        yield from incidents_of(place, ": ")


RECORD_OFFERS: Mapping[Verb, Callable[[Place], Iterator[Offer]]] = {
    Verb.NOTE: _for_note,
    Verb.TASK: _for_task,
    Verb.INFORM: _for_inform,
    Verb.SCHEDULE: _for_schedule,
    Verb.IMPACT: _for_impact,
    Verb.RESOLUTION: _for_resolution,
}
