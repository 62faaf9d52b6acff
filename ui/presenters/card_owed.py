"""What a chain of an incident is about, in words: a promise, a partner, a proposal, a crew at work, a roll call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.authority import MAY, Act, Actor
from dispatcher.domain.escalation import PAGES, Subject
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.transfers import TransferState
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.chain_rows import ChainRow
from dispatcher.queries.owed_rows import ProposalRow
from dispatcher.queries.plan_rows import PlanStepRow
from dispatcher.queries.welfare_rows import WelfareRow
from ui.presenters import composing
from ui.presenters.record_words import step_owner, task_owner
from ui.wording import age, clock_time, duration, role_word, short_time, subject_word, tr

_PROMISED: Mapping[PromiseAbout, str] = {
    PromiseAbout.CALL_BACK: "call back",
    PromiseAbout.ARRIVAL: "arrival",
    PromiseAbout.UPDATE: "news",
}
_PROPOSED: Mapping[str, tuple[str, Act]] = {
    "set_priority": ("set it to {what}", Act.DOWNGRADE_URGENT),
    "reassign": ("move {what} here", Act.REASSIGN),
    "stop_chain": ("stop what runs for {what}", Act.STOP_CHAIN),
    "accept_unconfirmed": ("go on without an answer", Act.ACCEPT_UNCONFIRMED),
    "declare_major": ("declare it major", Act.DECLARE_MAJOR),
    "stand_down_major": ("stand the major incident down", Act.STAND_DOWN_MAJOR),
}
_OF_INCIDENT = frozenset({Subject.WAITING, Subject.WATCH})


@dataclass(frozen=True, slots=True)
class Note:
    """A few words below a line, with shape and tone (a plate's tone is drawn as one)."""

    strong: str
    words: str = ""
    shape: str = ""
    tone: str = "text_muted"


@dataclass(frozen=True, slots=True)
class Button:
    """A button that begins a command. `quiet`: it is not this operator's to do, and `why` says what happens."""

    word: str
    composes: str
    why: str
    quiet: bool = False


def title_of(chain: ChainRow, card: IncidentCard, now: datetime) -> tuple[str, str]:
    """Return whom a chain is about, and what."""
    subject = subject_word(chain.subject)
    if chain.subject is Subject.WELFARE:
        found = next((row for row in card.welfare if row.call_sign == chain.about), None)
        return chain.about, tr("heard {age} ago", age=age(found.heard_at, now)) if found else subject
    if chain.subject in PAGES or (chain.about and chain.subject is not Subject.TRANSFER):
        return chain.about, subject
    if chain.subject in _OF_INCIDENT:
        return tr("guard"), subject
    if chain.subject is Subject.TRANSFER:
        return subject, chain.about
    if chain.subject is Subject.PROMISE:
        return subject, promised_words(chain, card)
    if chain.subject is Subject.TASK:
        task = next((row for row in card.record.tasks if row.task_id == chain.subject_id), None)
        if task is not None:
            return subject, f"{task_owner(task)}: {task.words}"
        step = step_of(chain, card)
        return tr("plan"), f"{step_owner(step)}: {step.words}" if step else ""
    if chain.subject is Subject.PROPOSAL:
        proposal = _proposal(chain, card)
        return subject, proposed_words(proposal) if proposal else ""
    return subject, ""


def step_of(chain: ChainRow, card: IncidentCard) -> PlanStepRow | None:
    """Return the step of a plan that a chain guards; None when it guards something else."""
    if chain.subject is not Subject.TASK:
        return None
    found = (step for plan in card.record.plans for step in plan.steps if step.task_id == chain.subject_id)
    return next(found, None)


def promised_words(chain: ChainRow, card: IncidentCard) -> str:
    """Say what was promised."""
    row = next((row for row in card.promises if row.promise_id == chain.subject_id), None)
    return tr(_PROMISED[row.about]) if row else ""


def proposed_words(row: ProposalRow) -> str:
    """Say what is proposed."""
    words, _act = _PROPOSED.get(row.act, (row.act.replace("_", " "), Act.PROPOSE))
    return tr(words, what=row.what) if "{" in words else tr(words)


def notes_of(
    chain: ChainRow, card: IncidentCard, actor: Actor | None, now: datetime, local: ZoneInfo
) -> tuple[Note, ...]:
    """Say what must be known beside the line of time."""
    match chain.subject:
        case Subject.PROMISE:
            return _of_promise(chain, card, now, local)
        case Subject.TRANSFER:
            return _of_transfer(chain, card, now)
        case Subject.PROPOSAL:
            return _of_proposal(chain, card, actor, now)
        case Subject.WELFARE:
            found = next((row for row in card.welfare if row.call_sign == chain.about), None)
            return crew_notes(found, now, local)[1:] if found else ()
        case Subject.ROLL_CALL:
            return roll_call_notes(card, now, local)
        case _:
            return ()


def _of_promise(chain: ChainRow, card: IncidentCard, now: datetime, local: ZoneInfo) -> tuple[Note, ...]:
    row = next((row for row in card.promises if row.promise_id == chain.subject_id), None)
    if row is None:
        return ()
    by = tr("by {time}", time=short_time(row.due_at, local))
    late = row.due_at < now
    left = tr("late {time}", time=age(row.due_at, now)) if late else tr("in {time}", time=duration(row.due_at - now))
    soon = not late and (row.due_at - now).total_seconds() <= _SOON_S
    tone = "plate_alarm" if late else "plate_warning" if soon else "text"
    return Note(by, left, "hourglass", tone), Note("", f"“{row.words}”")


_SOON_S = 300.0
"""A promise is amber so long before it is due."""


def _of_transfer(chain: ChainRow, card: IncidentCard, now: datetime) -> tuple[Note, ...]:
    row = next((row for row in card.transfers if row.transfer_id == chain.subject_id), None)
    if row is None:
        return ()
    offered = tr("offered {age} ago, still ours", age=age(row.offered_at, now))
    return Note(row.phone, offered, "waves", "text"), *((Note("", f"“{row.words}”"),) if row.words else ())


def _of_proposal(chain: ChainRow, card: IncidentCard, actor: Actor | None, now: datetime) -> tuple[Note, ...]:
    row = _proposal(chain, card)
    if row is None:
        return ()
    who = tr("{name} at {seat}, {age} ago", name=row.proposed_by, seat=row.seat, age=age(row.proposed_at, now))
    notes = (Note("", f"“{row.reason}”", tone="text"), Note("", who))
    if proposal_buttons(chain, card, actor):
        return notes
    roles = tr(" or ").join(sorted(role_word(role) for role in MAY[_act(row)]))
    return (*notes, Note("", tr("waits for a {who}", who=roles)))


def proposal_buttons(chain: ChainRow, card: IncidentCard, actor: Actor | None) -> tuple[Button, ...]:
    """Return what this operator may do with a proposal: decide it, or take it back."""
    row = _proposal(chain, card)
    if row is None or actor is None:
        return ()
    if row.seat == actor.seat:
        return (Button(tr("Withdraw"), composing.refuse(), tr("Take your proposal back")),)
    if actor.role not in MAY[_act(row)]:
        return ()
    approve = Button(tr("Approve"), composing.approve(), tr("It is done with your authority"))
    return approve, Button(tr("Refuse"), composing.refuse(), tr("Nothing is done; say why"))


def _act(row: ProposalRow) -> Act:
    return _PROPOSED.get(row.act, ("", Act.PROPOSE))[1]


def crew_notes(row: WelfareRow, now: datetime, local: ZoneInfo) -> tuple[Note, ...]:
    """Say when a crew was last heard, then why its check is put off, or loudly that it is overdue."""
    since = age(row.heard_at, now)
    heard = Note(tr("heard {age} ago", age=since), clock_time(row.heard_at, local), "waves", "text")
    if row.paused_until is not None:
        until = tr("paused until {time}", time=short_time(row.paused_until, local))
        return heard, Note(until, row.reason, "pause", "warning")
    if row.overdue:
        loud = Note(tr("NOT HEARD"), tr("for {age}, last {time}", age=since, time=clock_time(row.heard_at, local)),
                    "octagon", "plate_alarm")  # fmt: skip
        return heard, loud
    return (heard,)


def roll_call_notes(card: IncidentCard, now: datetime, local: ZoneInfo) -> tuple[Note, ...]:
    """Say who is accounted for, and name who is silent."""
    row = card.roll_call
    if row is None:
        return ()
    if row.ended_at is not None:
        complete = tr("complete") if row.complete else tr("ended, not every crew answered")
        tone = "text_muted" if row.complete else "warning"
        return (Note(tr("last {time}", time=clock_time(row.ended_at, local)), complete, "tick", tone),)
    silent = tuple(Note(call_sign, tr("silent"), "octagon", "plate_alarm") for call_sign in row.silent)
    answered = tuple(Note(call_sign, "", "tick", "text") for call_sign in row.answered)
    return (*silent, *answered, Note("", tr("called {age} ago", age=age(row.started_at, now))))


Rest = tuple[str, str, str, tuple[Note, ...]]
"""Key, whom it is about, what, and notes."""


def owed_rows(card: IncidentCard, now: datetime, local: ZoneInfo) -> list[Rest]:
    """Return what no chain guards and should be seen all the same: an answer of a partner, a crew without a check."""
    guarded = {(chain.subject, chain.subject_id) for chain in card.chains if chain.running}
    checked = {chain.about for chain in card.chains if chain.running and chain.subject is Subject.WELFARE}
    rows: list[Rest] = [
        (f"crew:{row.call_sign}", row.call_sign, tr("at work"), crew_notes(row, now, local))
        for row in card.welfare
        if row.call_sign not in checked
    ]
    rows += [
        (f"transfer:{row.transfer_id}", subject_word(Subject.TRANSFER), row.title, (_answer(row.state),))
        for row in card.transfers
        if (Subject.TRANSFER, row.transfer_id) not in guarded and row.state in _ANSWERS
    ]
    if card.roll_call is not None and not any(subject is Subject.ROLL_CALL for subject, _ in guarded):
        rows.append(("roll_call", subject_word(Subject.ROLL_CALL), "", roll_call_notes(card, now, local)))
    return rows


_ANSWERS: Mapping[TransferState, tuple[str, str, str]] = {
    TransferState.ACCEPTED: ("accepted it", "tick", "text"),
    TransferState.REFUSED: ("refused it", "cross", "plate_warning"),
}


def _answer(state: TransferState) -> Note:
    word, shape, tone = _ANSWERS[state]
    return Note(tr(word), "", shape, tone)


def _proposal(chain: ChainRow, card: IncidentCard) -> ProposalRow | None:
    return next((row for row in card.proposals if row.proposal_id == chain.subject_id), None)
