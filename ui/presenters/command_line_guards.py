"""Plans of what guards the room, each made where its kind is at home."""

from ui.presenters.command_grammar_intents_callers import CallerIntent
from ui.presenters.command_grammar_intents_events import EventIntent
from ui.presenters.command_grammar_intents_guards import (
    AuthorityIntent,
    ChannelIntent,
    CrewIntent,
    GuardIntent,
    OwedIntent,
)
from ui.presenters.command_grammar_intents_plans import IncidentPlanIntent
from ui.presenters.command_grammar_intents_record import RecordIntent
from ui.presenters.command_line_authority import plan_authority
from ui.presenters.command_line_callers import plan_callers
from ui.presenters.command_line_channels import plan_channels
from ui.presenters.command_line_crews import plan_crews
from ui.presenters.command_line_events import plan_events
from ui.presenters.command_line_owed import plan_owed
from ui.presenters.command_line_plan import Names, Plan
from ui.presenters.command_line_plans import plan_incident_plan
from ui.presenters.command_line_record import plan_record
from ui.presenters.command_line_strip import plan_strip


def plan_guard(intent: GuardIntent, names: Names) -> Plan:
    """Plan what guards the room: what is owed, crews, channels, events, decisions of authority, items of the strip."""
    if isinstance(intent, OwedIntent):
        return plan_owed(intent, names)
    if isinstance(intent, AuthorityIntent):
        return plan_authority(intent, names)
    if isinstance(intent, ChannelIntent):
        return plan_channels(intent, names)
    if isinstance(intent, CallerIntent):
        return plan_callers(intent, names)
    if isinstance(intent, RecordIntent):
        return plan_record(intent, names)
    if isinstance(intent, IncidentPlanIntent):
        return plan_incident_plan(intent, names)
    if isinstance(intent, EventIntent):
        return plan_events(intent, names)
    if isinstance(intent, CrewIntent):
        return plan_crews(intent, names)
    return plan_strip(intent, names)
