"""What the subjects of policies are, in words that a supervisor reads."""

from collections.abc import Mapping

from dispatcher.domain.escalation import OWNER, Acknowledgement, Step, StepAction, Subject
from dispatcher.domain.foreseen import Case, CaseKind
from dispatcher.domain.foreseen_chains import COUNTS_ANEW, REASON_GONE
from dispatcher.domain.foreseen_steps import word

GUARDS: Mapping[Subject, tuple[str, str]] = {
    Subject.DISPATCH: ("a page to a crew that no person has acknowledged", "the page QUEUED"),
    Subject.STAND_DOWN: ("a stand-down that no person has acknowledged", "the page QUEUED"),
    Subject.WAITING: ("an open incident that no crew has acknowledged", "the last time that somebody acted on it"),
    Subject.WATCH: ("an incident at which crews are at work: is its log kept?", "the last line of the log"),
    Subject.TURNOUT: ("a crew that answered and is not en route", "the expected turnout"),
    Subject.TRAVEL: ("a crew that is en route and not there", "the expected arrival"),
    Subject.WELFARE: ("a crew at work that nobody has heard", "its last sign of life"),
    Subject.ROLL_CALL: ("people at a scene who are to be accounted for (PAR)", "the last complete roll call"),
    Subject.ELAPSED: ("the time at the scene, to be announced", "the first arrival"),
    Subject.STATUS_AGE: ("a unit without an incident whose status grows old", "its last status"),
    Subject.HOLD: ("a unit that a dispatcher holds", "the hold"),
    Subject.PROMISE: ("what a caller was promised", "the instant that was promised"),
    Subject.TRANSFER: ("an incident offered to a partner agency", "the offer"),
    Subject.PROPOSAL: ("a proposal that nobody with the authority has answered", "the proposal"),
    Subject.CHANNEL: ("a channel that is not up", "its loss"),
    Subject.TASK: ("something that somebody was given to do", "the instant at which it is due"),
    Subject.UPDATE: ("an open incident of which nobody says how it stands", "the last update, or the call"),
    Subject.EMERGENCY: ("an emergency that nobody has taken", "the press of the button"),
    Subject.CONTACT: ("a contact that nobody has settled", "its receipt, or since somebody took it"),
    Subject.READ_BACK: ("what was not read back to a caller before units went", "the dispatch"),
    Subject.COMPLAINT: ("a complaint that is to be acknowledged, then answered", "the instant it is due"),
}
"""What each subject guards, and from where its seconds count."""

_DOES: Mapping[StepAction, str] = {
    StepAction.TECHNICAL_ALARM: "alarm at the radio desk",
    StepAction.REPEAT_PAGE: "page again, marked REPEAT",
    StepAction.OTHER_GATEWAY: "page over the alternate channel",
    StepAction.NEXT_CHANNEL: "page over the next channel",
    StepAction.VOICE_TASK: "call the crew by voice",
    StepAction.RECOMMEND_UNIT: "recommend the next unit to {to}",
    StepAction.ADD_UNIT: "send the next unit",
    StepAction.NOTIFY: "tell {to}",
    StepAction.TASK: "give {to} a task",
    StepAction.ACKNOWLEDGE: "{to} must acknowledge",
    StepAction.RAISE: "ask the next authority",
    StepAction.DECIDE: "ask {to} for a decision",
    StepAction.FLAG: "flag UNCONFIRMED on every board",
    StepAction.RELEASE: "let go of the unit",
}


def clock(seconds: float) -> str:
    """Return seconds as a clock says them: 0:30, -2:00, 1:15:00."""
    sign, whole = ("-" if seconds < 0 else ""), round(abs(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes_left = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes_left:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"


def case_said(case: Case, subject: Subject) -> str:
    """Return a case in words."""
    match case.kind:
        case CaseKind.NOBODY:
            return "nobody answers"
        case CaseKind.CHANNEL_DOWN:
            return "the channel takes nothing"
        case CaseKind.NOBODY_ON:
            return f"nobody sits as {word(case.role)}" if case.role else "nobody sits there"
        case CaseKind.ACKNOWLEDGED:
            return f"who was asked has it in hand at {clock(case.after_s)}"
        case CaseKind.ANSWERS:
            return f"at {clock(case.after_s)} {REASON_GONE.get(subject) or COUNTS_ANEW[subject]}"


def does(step: Step) -> str:
    """Return what a step does, in words."""
    who = "the owner" if step.to == OWNER else step.to.replace("_", " ")
    everybody = "every " if step.acknowledge is Acknowledgement.ALL else ""
    return _DOES[step.action].format(to=f"{everybody}{who}")
