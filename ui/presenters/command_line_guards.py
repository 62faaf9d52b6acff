"""Plans of what guards the room, each made where its kind is at home."""

from ui.presenters.command_grammar_intents_guards import (
    AcceptIntent,
    DecideIntent,
    DecisionIntent,
    DelegateIntent,
    GuardIntent,
    MajorIntent,
    StandDownIntent,
    StopIntent,
    ToldIntent,
)
from ui.presenters.command_line_authority import plan_accept, plan_major, plan_stand_down, plan_stop
from ui.presenters.command_line_plan import Names, Plan
from ui.presenters.command_line_strip import plan_decide, plan_decision, plan_delegate, plan_told


def plan_guard(intent: GuardIntent, names: Names) -> Plan:
    """Plan what guards the room: items of the strip, decisions of authority."""
    match intent:
        case DecideIntent():
            return plan_decide(intent, names)
        case ToldIntent():
            return plan_told(intent, names)
        case DelegateIntent():
            return plan_delegate(intent, names)
        case DecisionIntent():
            return plan_decision(intent, names)
        case StopIntent():
            return plan_stop(intent, names)
        case AcceptIntent():
            return plan_accept(intent, names)
        case MajorIntent():
            return plan_major(intent, names)
        case StandDownIntent():
            return plan_stand_down(intent, names)
