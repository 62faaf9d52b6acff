"""Say what a command about an incident's record did."""

from dispatcher.domain.incident_plan_commands import (
    AttachPlan,
    DetachPlan,
    DoPlanStep,
    IncidentPlanCommand,
    SkipPlanStep,
    UndoPlanStep,
)
from dispatcher.domain.record_commands import (
    AddStakeholder,
    AddTask,
    BusinessImpact,
    CorrectLine,
    RecordCommand,
    RecordReply,
    RecordResolution,
    ReopenIncident,
    ScheduleIncident,
    SettleTask,
    TellStakeholder,
)
from dispatcher.domain.records import TaskState
from ui.presenters.command_line_plan import Plan
from ui.wording import tr

_SETTLED = {
    TaskState.DONE: "A task of {incident} is done",
    TaskState.WITHDRAWN: "A task of {incident} is withdrawn",
    TaskState.HANDED_ON: "A task of {incident} is handed on",
}


def record_sentence(command: RecordCommand | IncidentPlanCommand, done: Plan) -> str:
    """Tell what the room did."""
    match command:
        case AddTask():
            return tr("Noted and guarded: {effect}", effect=done.effect)
        case SettleTask(state=state):
            return tr(_SETTLED.get(state, "{incident}"), incident=done.target)
        case TellStakeholder():
            return tr("Written down: {effect}", effect=done.effect)
        case ReopenIncident():
            return tr("{incident} is open again, yours and guarded", incident=done.target)
        case ScheduleIncident(at=None):
            return tr("{incident} is for now", incident=done.target)
        case ScheduleIncident():
            return tr("Scheduled, nobody is asked for it before: {effect}", effect=done.effect)
        case AttachPlan() | DoPlanStep() | SkipPlanStep() | UndoPlanStep() | DetachPlan():
            return tr("Recorded: {effect}", effect=done.effect)
        case BusinessImpact() | RecordResolution():
            return tr("Recorded: {effect}", effect=done.effect)
        case CorrectLine() | AddStakeholder() | RecordReply():
            return done.effect
