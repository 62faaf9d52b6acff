"""What a simulated dispatcher ticks of an incident's plans before closing it: whatever nobody has settled by then."""

from collections.abc import Iterator

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import PlanStepId
from dispatcher.domain.incident_plan_commands import DoPlanStep
from dispatcher.queries.card_rows import IncidentCard


def ticks_of(card: IncidentCard | None, actor: Actor) -> Iterator[DoPlanStep]:
    """Yield a tick for each step of the plans that an incident is run by now, in order."""
    for plan in card.record.plans if card is not None else ():
        for step in plan.steps if plan.detached_at is None else ():
            if not step.is_settled:
                yield DoPlanStep(actor=actor, step_id=PlanStepId(step.step_id))
