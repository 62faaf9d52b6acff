"""Say what a command about the room's guards did: chains, flags, proposals, items of the strip."""

from typing import assert_never

from dispatcher.domain.commands import (
    AcceptUnconfirmed,
    AnswerRollCall,
    AnswerTransfer,
    BeginRollCall,
    DecideProposal,
    DeclareMajor,
    DelegateAttention,
    HoldUnit,
    MakePromise,
    OfferTransfer,
    PauseWatch,
    Propose,
    ReleaseUnit,
    ResumeWatch,
    SettlePromise,
    StandDownMajor,
    StopChain,
)
from ui.presenters.command_line_authority import asked_role
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
)


def guard_sentence(command: GuardCommand, done: Plan, answer: object) -> str:
    """Tell what the room did."""
    del answer
    match command:
        case StopChain() | AcceptUnconfirmed() | DeclareMajor() | StandDownMajor() | Propose():
            return _authority(command, done.target)
        case DelegateAttention(to_seat=seat):
            return tr("{seat} has it now: {item}", seat=seat, item=done.target)
        case DecideProposal(approve=approve):
            shape = tr("Approved, and done: {item}") if approve else tr("Refused: {item}")
            return shape.format(item=done.target)
        case (
            MakePromise() | SettlePromise() | OfferTransfer() | AnswerTransfer() | HoldUnit()
            | ReleaseUnit() | BeginRollCall() | AnswerRollCall() | PauseWatch() | ResumeWatch()
        ):  # fmt: skip
            return done.effect
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
