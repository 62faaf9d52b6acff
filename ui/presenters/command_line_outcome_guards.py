"""Say what a command about the room's guards did: chains, flags, proposals, items of the strip."""

from typing import assert_never

from dispatcher.domain.attention_commands import DelegateAttention
from dispatcher.domain.caller_commands import (
    AcknowledgeComplaint,
    AnswerComplaint,
    LinkComplaint,
    RecordReadBack,
    ReKind,
)
from dispatcher.domain.crew_commands import AnswerRollCall, BeginRollCall, PauseWatch, ResumeWatch
from dispatcher.domain.dispatch_commands import HoldUnit, ReleaseUnit
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.owed_commands import AnswerTransfer, MakePromise, OfferTransfer, SettlePromise
from dispatcher.domain.proposal_commands import DecideProposal, Propose
from dispatcher.domain.transfers import TransferState
from ui.presenters.command_line_authority import asked_role
from ui.presenters.command_line_outcome_callers import CallerCommand, caller_sentence
from ui.presenters.command_line_plan import Plan
from ui.wording import role_word, tr

GuardCommand = (
    DelegateAttention
    | StopChain
    | AcceptUnconfirmed
    | DeclareMajor
    | StandDownMajor
    | Propose
    | DecideProposal
    | MakePromise
    | SettlePromise
    | OfferTransfer
    | AnswerTransfer
    | HoldUnit
    | ReleaseUnit
    | BeginRollCall
    | AnswerRollCall
    | PauseWatch
    | ResumeWatch
    | CallerCommand
)


_ANSWERED = {
    TransferState.ACCEPTED: "{incident} is accepted by the partner; words recorded",
    TransferState.REFUSED: "{incident} is refused by the partner and still yours; words recorded",
    TransferState.WITHDRAWN: "The offer of {incident} is withdrawn",
}


def guard_sentence(command: GuardCommand, done: Plan, answer: object) -> str:
    """Tell what the room did."""
    match command:
        case StopChain() | AcceptUnconfirmed() | DeclareMajor() | StandDownMajor() | Propose():
            return _authority(command, done.target)
        case RecordReadBack() | ReKind() | LinkComplaint() | AcknowledgeComplaint() | AnswerComplaint():
            return caller_sentence(command, done.target)
        case DelegateAttention(to_seat=seat):
            return tr("{seat} has it now: {item}", seat=seat, item=done.target)
        case DecideProposal(approve=approve):
            shape = tr("Approved, and done: {item}") if approve else tr("Refused: {item}")
            return shape.format(item=done.target)
        case MakePromise() | SettlePromise() | OfferTransfer() | AnswerTransfer():
            return _owed(command, done)
        case HoldUnit() | ReleaseUnit() | BeginRollCall() | AnswerRollCall() | PauseWatch() | ResumeWatch():
            return _crews(command, done, answer)
        case _:
            assert_never(command)


def _authority(command: StopChain | AcceptUnconfirmed | DeclareMajor | StandDownMajor | Propose, target: str) -> str:
    match command:
        case StopChain(call_sign=unit):
            return tr("What ran for {unit} is stopped; {incident} stays guarded", unit=unit,
                      incident=target or tr("its incident"))  # fmt: skip
        case AcceptUnconfirmed():
            return tr("{incident} goes on without an answer and stays guarded", incident=target)
        case DeclareMajor():
            return tr("{incident} is a major incident now", incident=target)
        case StandDownMajor():
            return tr("{incident} is no longer a major incident", incident=target)
        case Propose(command=asked):
            return tr("Proposed: nothing is done before a {role} approves it", role=role_word(asked_role(asked)))


def _owed(command: MakePromise | SettlePromise | OfferTransfer | AnswerTransfer, done: Plan) -> str:
    match command:
        case MakePromise():
            return tr("Noted and guarded: {effect}", effect=done.effect)
        case SettlePromise(kept=kept):
            shape = tr("A promise of {incident} is kept") if kept else tr("A promise of {incident} is withdrawn")
            return shape.format(incident=done.target)
        case OfferTransfer(partner=partner):
            return tr("{incident} is offered to {partner}; it stays yours until a person there accepts it",
                      incident=done.target, partner=partner)  # fmt: skip
        case AnswerTransfer(answer=answer):
            shape = _ANSWERED.get(answer, "{incident}")
            return tr(shape).format(incident=done.target)


def _crews(
    command: HoldUnit | ReleaseUnit | BeginRollCall | AnswerRollCall | PauseWatch | ResumeWatch,
    done: Plan,
    answer: object,
) -> str:
    match command:
        case HoldUnit(call_sign=unit, actor=actor):
            return tr("{unit} is held for {seat}", unit=unit, seat=actor.seat)
        case ReleaseUnit(call_sign=unit):
            return tr("{unit} is let go", unit=unit)
        case BeginRollCall():
            called = tr("A roll call of {incident} has begun: {units}")
            return called.format(incident=done.target, units=_named(answer) or tr("nobody"))
        case AnswerRollCall():
            silent = _named(answer)
            shape = tr("Recorded for {incident}; still silent: {silent}") if silent else tr(
                "Recorded for {incident}; every crew that was called is accounted for"
            )  # fmt: skip
            return shape.format(incident=done.target, silent=silent)
        case PauseWatch():
            return tr("Paused, then it counts anew: {effect}", effect=done.effect)
        case ResumeWatch():
            return tr("It counts anew from now on {incident}", incident=done.target)


def _named(answer: object) -> str:
    return ", ".join(answer) if isinstance(answer, tuple) else ""  # pyright: ignore
