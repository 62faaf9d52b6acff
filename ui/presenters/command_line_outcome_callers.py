"""Say what a command about a caller did."""

from dispatcher.domain.caller_commands import (
    AcknowledgeComplaint,
    AnswerComplaint,
    LinkComplaint,
    RecordReadBack,
    ReKind,
)
from ui.presenters.command_grammar_callers import KINDS, OUTCOMES
from ui.wording import tr

CallerCommand = RecordReadBack | ReKind | LinkComplaint | AcknowledgeComplaint | AnswerComplaint


def caller_sentence(command: CallerCommand, target: str) -> str:
    """Tell what the room did."""
    match command:
        case RecordReadBack(complete=True):
            return tr("{incident}: read back and confirmed", incident=target)
        case RecordReadBack():
            return tr("{incident}: noted what became of the read-back", incident=target)
        case ReKind(kind=kind):
            return tr("{incident} is now: {kind}", incident=target, kind=tr(KINDS[kind]))
        case LinkComplaint():
            return tr("Noted what {incident} is about", incident=target)
        case AcknowledgeComplaint():
            return tr("{incident} is acknowledged; its answer is due next", incident=target)
        case AnswerComplaint(outcome=outcome):
            return tr("{incident} is answered: {outcome}", incident=target, outcome=tr(OUTCOMES[outcome]))
