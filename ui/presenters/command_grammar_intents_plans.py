"""What a line can mean about an incident's plan. As elsewhere, an empty word stands where a name was left out."""

from dataclasses import dataclass

from dispatcher.domain.incident_plans import StepAct
from ui.presenters.command_grammar_intents_record import When
from ui.presenters.command_grammar_scan import Word


@dataclass(frozen=True, slots=True)
class AttachPlanIntent:
    """Run an incident by a plan of the pack."""

    incident: Word
    name: Word


@dataclass(frozen=True, slots=True)
class StepIntent:
    """Say what came of a step: the one of that number in the record, counted from 1."""

    incident: Word
    act: StepAct
    number: Word
    at: When | None
    words: str


@dataclass(frozen=True, slots=True)
class DetachPlanIntent:
    """Run an incident without a plan from now on."""

    incident: Word
    name: Word
    reason: str


IncidentPlanIntent = AttachPlanIntent | StepIntent | DetachPlanIntent
