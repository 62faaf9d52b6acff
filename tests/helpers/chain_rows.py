"""Chains of a card for tests, as the query tells them: a page half way, guards, what is owed, crews at work."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.escalation import Subject
from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.transfers import TransferState
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.chain_rows import ChainRow, StepPhase, TimelineStep
from dispatcher.queries.owed_rows import PromiseRow, ProposalRow, TransferRow
from dispatcher.queries.welfare_rows import RollCallRow, WelfareRow
from tests.helpers.scenes import ACCEPTED, ago, assignment, card, steps, transmission

RAN, NEXT, TO_COME, NOT_NEEDED = StepPhase


def step(code: str, phase: StepPhase, in_s: float, **changes: Any) -> TimelineStep:
    """A step that ran or is due so many seconds from now."""
    values: dict[str, Any] = {"name": code, "code": code, "phase": phase, "at": ago(-in_s), "run": 1}
    return TimelineStep(**(values | changes))


PAGE = (
    step("technical_alarm", NOT_NEEDED, -40),
    step("repeat_page", RAN, -12, did="attempt 2 queued", late_ms=4_200),
    step("voice_task", NEXT, 18),
    step("acknowledge:supervisor", TO_COME, 78, every_s=60.0),
    step("raise", TO_COME, 138, every_s=60.0),
)


def chain(subject: Subject, about: str = "", said: Iterable[TimelineStep] = (), **changes: Any) -> ChainRow:
    """A chain that runs."""
    page = subject in (Subject.DISPATCH, Subject.STAND_DOWN)
    values: dict[str, Any] = {
        "subject": subject,
        "subject_id": f"{subject.value}-{about or 1}",
        "about": about,
        "policy": f"{subject.value}:2",
        "since": ago(60),
        "running": True,
        "stoppable": page,
        "steps": tuple(said) or (step(f"{subject.value}/task", NEXT, 240),),
    }
    return ChainRow(**(values | changes))


def promise(in_s: float, **changes: Any) -> PromiseRow:
    """What a caller was promised for so many seconds from now."""
    values: dict[str, Any] = {
        "promise_id": "promise-1", "about": PromiseAbout.CALL_BACK, "state": PromiseState.OPEN, "due_at": ago(-in_s),
        "words": "we ring you",
    }  # fmt: skip
    return PromiseRow(**(values | changes))


def transfer(state: TransferState = TransferState.PENDING) -> TransferRow:
    """An offer to the police, two minutes old."""
    return TransferRow(transfer_id="transfer-Police", partner="police", title="Police", phone="+377 555 0117",
                       state=state, offered_at=ago(120), words="close the street")  # fmt: skip


def proposal(act: str = "set_priority", what: str = "P3", seat: str = "seat-2") -> ProposalRow:
    """Somebody proposes something."""
    return ProposalRow(proposal_id="proposal-1", act=act, what=what, proposed_by="L. Rossi", seat=seat,
                       proposed_at=ago(80), reason="it is out")  # fmt: skip


def crew(call_sign: str, heard_s: float = 250, due_in_s: float | None = 240, **changes: Any) -> WelfareRow:
    """A crew at work."""
    values: dict[str, Any] = {
        "call_sign": call_sign, "heard_at": ago(heard_s), "due_at": None if due_in_s is None else ago(-due_in_s),
        "overdue": False,
    }  # fmt: skip
    return WelfareRow(**(values | changes))


def roll_call(**changes: Any) -> RollCallRow:
    """A roll call that runs: one crew has answered, one is silent."""
    values: dict[str, Any] = {
        "started_at": ago(47), "ended_at": None, "complete": False, "answered": ("L11",), "silent": ("R11",),
    }  # fmt: skip
    return RollCallRow(**(values | changes))


def everything(**changes: Any) -> IncidentCard:
    """A card on which ten chains run."""
    page = transmission("E12", TransmissionState.ACCEPTED, rungs=ACCEPTED, steps=steps(42, done=2))
    values: dict[str, Any] = {
        "assignments": tuple(assignment(sign, AssignmentState.ON_SCENE) for sign in ("L11", "R11", "E12")),
        "transmissions": (replace(page, transmission_id="dispatch-E12"),),
        "chains": (
            chain(Subject.WELFARE, "R11"), chain(Subject.PROMISE), chain(Subject.TRANSFER, "Police"),
            chain(Subject.WATCH, said=(step("guard_watch", NEXT, 500),)), chain(Subject.ELAPSED),
            chain(Subject.DISPATCH, "E12", PAGE), chain(Subject.WELFARE, "L11"), chain(Subject.ROLL_CALL),
            chain(Subject.TRAVEL, "E31"), chain(Subject.PROPOSAL),
        ),
        "promises": (promise(240),), "transfers": (transfer(),), "proposals": (proposal(),),
        "welfare": (crew("L11"), crew("R11", 900, -20, overdue=True)), "roll_call": roll_call(),
        "unconfirmed": True, "major": True,
    }  # fmt: skip
    return card(**(values | changes))
