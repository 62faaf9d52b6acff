"""What runs for an incident: its chains as lines of time, each with what it is about and the buttons that end it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatcher.domain.authority import MAY, Act, Actor
from dispatcher.domain.escalation import PAGES, Subject
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.chain_rows import ChainRow, StepPhase, TimelineStep
from ui.presenters import composing
from ui.presenters.card_owed import (
    Button,
    Note,
    notes_of,
    owed_rows,
    promised_words,
    proposal_buttons,
    step_of,
    title_of,
)
from ui.presenters.due import due_tone
from ui.wording import clock_time, duration, next_due, role_word, step_short, tr

_ORDER: Mapping[Subject, int] = {
    subject: place
    for place, subject in enumerate((
        Subject.PROPOSAL, Subject.DISPATCH, Subject.STAND_DOWN, Subject.WAITING, Subject.WATCH, Subject.TURNOUT,
        Subject.TRAVEL, Subject.WELFARE, Subject.ROLL_CALL, Subject.ELAPSED, Subject.PROMISE, Subject.TRANSFER,
        Subject.TASK, Subject.UPDATE,
    ))
}  # fmt: skip
_SHAPES: Mapping[StepPhase, str] = {
    StepPhase.RAN: "square",
    StepPhase.NEXT: "hourglass",
    StepPhase.TO_COME: "ring",
    StepPhase.NOT_NEEDED: "bar",
}
_UNTIL: Mapping[Subject, str] = {
    Subject.WAITING: "until somebody is on it",
    Subject.WATCH: "until somebody has looked",
    Subject.WELFARE: "until the crew is heard",
    Subject.ROLL_CALL: "until every crew has answered",
    Subject.ELAPSED: "while crews are at the scene",
    Subject.TURNOUT: "until it is on its way",
    Subject.TRAVEL: "until it is there",
    Subject.PROMISE: "until the caller was told",
    Subject.TASK: "until it is settled",
    Subject.UPDATE: "until somebody says how it stands",
    Subject.TRANSFER: "until they have answered",
    Subject.PROPOSAL: "until somebody has decided",
}
_LATE_MS = 1000
_UPDATE_NEAR = timedelta(minutes=5)
_NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """One step on a line of time."""

    phase: StepPhase
    shape: str
    when: str
    word: str
    did: str  # what it did; how often it comes again
    late: str  # a mark; empty when it ran in time
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningShown:
    """One line of what runs: a chain, or something owed that no chain guards any more."""

    key: str
    strong: str  # whom it is about
    words: str  # and what
    next: str
    next_tone: str  # alarm, warning or muted
    notes: tuple[Note, ...]
    steps: tuple[StepShown, ...]
    policy: str
    buttons: tuple[Button, ...]

    @property
    def spoken(self) -> str:
        """All of its first line in one sentence."""
        return ", ".join(part for part in (self.strong, self.words, self.next) if part)


def running(card: IncidentCard, actor: Actor | None, now: datetime, local: ZoneInfo) -> tuple[RunningShown, ...]:
    """Return what runs for an open incident: proposals, pages, its own guard, crews, then what is owed."""
    if card.closed_at is not None:
        return ()
    chains = sorted(
        (chain for chain in card.chains if chain.running and not _is_far(chain, card, now)),
        key=lambda chain: (_ORDER.get(chain.subject, len(_ORDER)), chain.about, _next_at(chain)),
    )
    shown = [_chain(chain, card, actor, now, local) for chain in chains]
    rest = owed_rows(card, now, local)
    return (*shown, *(_without_chain(key, strong, words, notes) for key, strong, words, notes in rest))


def first_of(card: IncidentCard) -> tuple[ChainRow, TimelineStep] | None:
    """Return the chain and the step that fires next in the whole incident."""
    found = [(chain, step) for chain in card.chains if chain.running and (step := next_of(chain)) is not None]
    return min(found, key=lambda pair: pair[1].at, default=None)


def next_of(chain: ChainRow) -> TimelineStep | None:
    """Return what a chain does next."""
    return next((step for step in chain.steps if step.phase is StepPhase.NEXT), None)


def _is_far(chain: ChainRow, card: IncidentCard, now: datetime) -> bool:
    """Every incident owes an update, and a plan has many steps: they are told when near, or when something has run."""
    step = next_of(chain)
    near = step is not None and step.at - now <= _UPDATE_NEAR
    if step_of(chain, card) is not None:  # the line of its plan says what is due next
        return not _has_run(chain)
    return chain.subject is Subject.UPDATE and not near and not _has_run(chain)


def _next_at(chain: ChainRow) -> datetime:
    step = next_of(chain)
    return step.at if step else chain.since


def _chain(chain: ChainRow, card: IncidentCard, actor: Actor | None, now: datetime, local: ZoneInfo) -> RunningShown:
    strong, words = title_of(chain, card, now)
    step = next_of(chain)
    return RunningShown(
        key=f"{chain.subject}:{chain.subject_id}",
        strong=strong,
        words=words,
        next=next_due(step.code, step.at, now, short=True) if step else tr("nothing armed"),
        next_tone=tone_of(chain, step, now),
        notes=notes_of(chain, card, actor, now, local),
        steps=steps_in_words(chain.subject, chain.steps, now, local),
        policy=tr("policy {policy}", policy=chain.policy.replace(":", " v")),
        buttons=_buttons(chain, card, actor),
    )


def _without_chain(key: str, strong: str, words: str, notes: tuple[Note, ...]) -> RunningShown:
    return RunningShown(key=key, strong=strong, words=words, next="", next_tone="muted", notes=notes, steps=(),
                        policy="", buttons=())  # fmt: skip


def tone_of(chain: ChainRow, step: TimelineStep | None, now: datetime) -> str:
    """Return how loud what fires next is: alarm, warning or muted.

    A page presses all the time: somebody has not answered. Everything else when it is about to fire.
    """
    tone = due_tone(step.at if step else None, now)
    if tone != "text_muted":
        return tone
    last_minute = chain.subject in (Subject.WELFARE, Subject.ROLL_CALL, Subject.PROMISE, Subject.TRANSFER, Subject.TASK)
    soon = step is not None and step.at - now <= timedelta(minutes=1)
    if (last_minute and soon) or chain.subject in PAGES or chain.subject is Subject.PROPOSAL:
        return "warning"
    return "alarm" if chain.subject in _ASKED and _has_run(chain) else "muted"


_ASKED = frozenset({Subject.WELFARE, Subject.ROLL_CALL, Subject.PROMISE, Subject.TASK})
"""Once they have asked, they are overdue: red until answered."""


def _has_run(chain: ChainRow) -> bool:
    return any(step.phase is StepPhase.RAN for step in chain.steps)


def steps_in_words(
    subject: Subject, steps: Iterable[TimelineStep], now: datetime, local: ZoneInfo
) -> tuple[StepShown, ...]:
    """Put a chain's steps into words; what ran several times is one line, with its last time."""
    kept: dict[tuple[str, bool], tuple[TimelineStep, int]] = {}
    for step in steps:
        key = (step.name, step.phase is StepPhase.RAN)
        kept[key] = (step, kept[key][1] + 1 if key in kept else 1)
    return tuple(_step(subject, step, times, now, local) for step, times in kept.values())


def _step(subject: Subject, step: TimelineStep, times: int, now: datetime, local: ZoneInfo) -> StepShown:
    idle = step.phase is StepPhase.NOT_NEEDED or step.did.startswith(_NOT_NEEDED)
    late = step.late_ms >= _LATE_MS
    word = tr("{step} ×{times}", step=step_short(step.code), times=times) if times > 1 else step_short(step.code)
    return StepShown(
        phase=step.phase,
        shape=_SHAPES[StepPhase.NOT_NEEDED if idle else step.phase],
        when=_when(step, now, local),
        word=word,
        did=_did(subject, step),
        late=tr("LATE {time}", time=duration(step.late_ms / 1000)) if late else "",
        tone="text_muted" if idle else _step_tone(subject, step, now),
    )


def _when(step: TimelineStep, now: datetime, local: ZoneInfo) -> str:
    match step.phase:
        case StepPhase.RAN:
            return clock_time(step.at, local)
        case StepPhase.NOT_NEEDED:
            return "–"
        case _:
            left = step.at - now
            if step.at < now:
                return tr("overdue {time}", time=duration(-left))
            return tr("in {time}", time=duration(left))


def _did(subject: Subject, step: TimelineStep) -> str:
    if step.phase is StepPhase.NOT_NEEDED:
        return tr("not needed")
    if step.phase is StepPhase.RAN:
        return step.did
    if step.every_s is None:
        return ""
    until = tr(_UNTIL.get(subject, "until somebody answers"))
    return tr("and every {time} {until}", time=_span(step.every_s), until=until)


def _span(seconds: float) -> str:
    whole = int(seconds)
    return tr("{seconds} s", seconds=whole) if whole <= 60 else duration(whole)


def _step_tone(subject: Subject, step: TimelineStep, now: datetime) -> str:
    if step.phase is not StepPhase.NEXT:
        return "text" if step.phase is StepPhase.RAN else "text_muted"
    tone = due_tone(step.at, now)
    if tone != "text_muted":
        return tone
    return "warning" if subject in PAGES else "text"


def _buttons(chain: ChainRow, card: IncidentCard, actor: Actor | None) -> tuple[Button, ...]:
    if chain.subject is Subject.PROPOSAL:
        return proposal_buttons(chain, card, actor)
    if not chain.stoppable or not chain.about:
        return ()
    said = composing.stop(chain.about)
    if actor is not None and actor.role in MAY[Act.STOP_CHAIN]:
        return (Button(tr("Stop"), said, tr("Stop what runs for {unit}, with a reason", unit=chain.about)),)
    who = tr(" or ").join(sorted(role_word(role) for role in MAY[Act.STOP_CHAIN]))
    why = tr("Only a {who} stops it; with your reason it is proposed to them", who=who)
    return (Button(tr("Propose stop"), said, why, quiet=True),)


def about_words(chain: ChainRow, card: IncidentCard) -> str:
    """Say in a few words whom the next step is about: `E12`, `crew E12`; nothing for the incident's own guard."""
    if chain.subject in PAGES or chain.about:
        return chain.about
    return promised_words(chain, card) if chain.subject is Subject.PROMISE else ""
