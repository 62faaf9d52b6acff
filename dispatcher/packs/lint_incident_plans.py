"""Lints of incident plans: what works, and probably not as meant."""

from collections.abc import Iterator

from dispatcher.domain.incident_plans import Attaching
from dispatcher.packs.incident_plans import IncidentPlanPart
from dispatcher.packs.lint import Lint, note, repeated, warning
from dispatcher.packs.model import Pack

FILE = "plans.toml"
_MANY_STEPS = 12
_SOON_S = 30.0


def lint_incident_plans(pack: Pack) -> Iterator[Lint]:
    """Look for plans that nobody can tell apart, that ask too much, or that keep nothing from being closed."""
    for place, title, first in repeated(part.title for part in pack.incident_plan):
        says = f"{title!r} is the title of incident_plan.{first} too"
        yield warning(FILE, f"incident_plan.{place}.title", says, "lists show titles; make them differ")
    for place, part in enumerate(pack.incident_plan, start=1):
        yield from _plan(part, f"incident_plan.{place}")


def _plan(plan: IncidentPlanPart, key: str) -> Iterator[Lint]:
    if len(plan.step) > _MANY_STEPS:
        says = f"{plan.name!r} has {len(plan.step)} steps, and somebody steps through them under pressure"
        yield note(FILE, f"{key}.step", says, "keep what must not be forgotten; leave the rest to a document")
    if plan.attach is Attaching.BY_ITSELF and not any(step.required for step in plan.step):
        says = f"{plan.name!r} attaches itself, and none of its steps is required: it can be closed with none done"
        yield note(FILE, f"{key}.step", says, "right when the plan is a reminder; else say required = true")
    for place, words, first in repeated(step.do for step in plan.step):
        says = f"{words!r} is what step.{first} says too"
        yield warning(FILE, f"{key}.step.{place}.do", says, "say what is different")
    for place, step in enumerate(plan.step, start=1):
        if step.within_s < _SOON_S:
            says = f"{step.name!r} is due {step.within_s:g} s after its time begins: overdue before anybody has read it"
            yield warning(FILE, f"{key}.step.{place}.within_s", says, f"give it {_SOON_S:g} or more")
        if plan.types and step.types and set(step.types) == set(plan.types):
            says = f"{step.name!r} names every type of its plan"
            yield note(FILE, f"{key}.step.{place}.types", says, "leave types away")
