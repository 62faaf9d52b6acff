"""Say what a command about an incident's plan did."""

from dispatcher.domain.incident_plan_commands import IncidentPlanCommand
from ui.presenters.command_line_plan import Plan
from ui.wording import tr


def incident_plan_sentence(_command: IncidentPlanCommand, done: Plan) -> str:
    """Tell what the room did: what was foreseen, and it is stored."""
    return tr("Recorded: {effect}", effect=done.effect)
