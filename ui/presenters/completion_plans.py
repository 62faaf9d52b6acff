"""Offers for an incident's plan: plans of the pack, what can be done about steps, and the steps themselves."""

from collections.abc import Iterator

from dispatcher.domain.incident_plans import StepAct
from ui.presenters.command_grammar_plans import ACTS, DETACH
from ui.presenters.command_grammar_scan import is_incident
from ui.presenters.command_line_vocabulary import begins
from ui.presenters.completion_offers import Offer, Place, incidents_of
from ui.presenters.record_plan_words import numbered_steps
from ui.wording import tr

_SAYS = {"done": "a step is done", "skip": "go on without a step", "hand": "somebody outside sees to a step",
         "undo": "take a tick back", DETACH: "run it without the plan"}  # fmt: skip


def for_plan(place: Place) -> Iterator[Offer]:
    """Offer what may stand behind `plan`."""
    first = place.before[0].casefold() if place.before else ""
    if first in ACTS:
        yield from _steps(place, ACTS[first])
        return
    if first == DETACH:
        return
    named = place.before[1:] if place.before and is_incident(place.before[0]) else place.before
    if named:
        return
    for plan in place.vocabulary.incident_plans:
        if begins(place.typed, plan.name) or begins(place.typed, plan.title):
            yield Offer(plan.name, plan.title, plan.name)
    for word, says in _SAYS.items() if not place.before else ():
        if word.startswith(place.typed.casefold()):
            yield Offer("hand on" if word == "hand" else word, tr(says), "hand on " if word == "hand" else f"{word} ")
    if not place.before:
        yield from incidents_of(place, " ")


def _steps(place: Place, act: StepAct) -> Iterator[Offer]:
    card = place.vocabulary.owed.card
    if card is None or len(place.before) > 1 + (act is StepAct.HANDED_ON):
        return
    for number, plan, step in numbered_steps(card.record):
        if step.is_settled is (act is StepAct.UNDONE) and str(number).startswith(place.typed):
            yield Offer(str(number), f"{step.words} · {plan.title}", f"{number}: ")
