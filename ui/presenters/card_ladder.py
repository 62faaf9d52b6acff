"""A transmission's ladder: rungs filled where evidence is stored, and whether a person's answer is still awaited."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.transmissions import LADDER, Purpose, TransmissionState
from dispatcher.queries.card_rows import AssignmentRow, IncidentCard
from dispatcher.queries.transmission_rows import TransmissionRow
from ui.wording import Badge, clock_time, tr, transmission_badge


class RungState(StrEnum):
    """How a rung of the ladder is drawn."""

    REACHED = "reached"
    UNSEEN = "unseen"  # a higher rung was reached; nobody reported this one
    OPEN = "open"
    NOT_OFFERED = "not_offered"  # this channel can never report it


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder; `under` is the time of its evidence, or why there is none."""

    badge: Badge
    state: RungState
    under: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why nobody waits for an answer on a transmission any more: below its last rung, and in its note."""

    under: str
    note: str


def outcome_of(row: TransmissionRow, card: IncidentCard, local: ZoneInfo) -> Outcome | None:
    """Say how the wait for an answer ended elsewhere than on this transmission; None while somebody still waits."""
    assignment = _assignment_of(row, card)
    related = [other for other in card.transmissions if _is_related(other, row, assignment, card)]
    for other in related:
        at = next((rung.at for rung in other.rungs if rung.state is TransmissionState.ACKNOWLEDGED), None)
        if other is not row and at is not None:
            return _answered(other, clock_time(at, local))
    if _is_awaited(row, related, assignment, card):
        return None
    if assignment is not None and assignment.acknowledged_at is not None and row.purpose is Purpose.DISPATCH:
        time = clock_time(assignment.acknowledged_at, local)
        return Outcome(tr("status {time}", time=time), tr("answered by a status at {time}", time=time))
    return Outcome(tr("nothing awaited"), tr("nobody waits for an answer any more"))


def by_need(card: IncidentCard, local: ZoneInfo) -> tuple[TransmissionRow, ...]:
    """Return the transmissions as they are read: those that wait for an answer, the answers, newest first, the rest."""

    def need(row: TransmissionRow) -> tuple[int, float]:
        at = next((rung.at for rung in row.rungs if rung.state is TransmissionState.ACKNOWLEDGED), None)
        if row.state is TransmissionState.ACKNOWLEDGED and at is not None:
            return 1, -at.timestamp()
        waits = row.state is not TransmissionState.CANCELLED and outcome_of(row, card, local) is None
        return (0 if waits else 2), 0.0

    return tuple(sorted(card.transmissions, key=need))


def _assignment_of(row: TransmissionRow, card: IncidentCard) -> AssignmentRow | None:
    """Return the unit's part that the message was for: the last that had begun when it was queued."""
    parts = [part for part in card.assignments if part.call_sign == row.call_sign and part.alerted_at <= row.queued_at]
    return max(parts, key=lambda part: part.alerted_at, default=None)


def _is_related(
    other: TransmissionRow, row: TransmissionRow, assignment: AssignmentRow | None, card: IncidentCard
) -> bool:
    same = (other.call_sign, other.purpose) == (row.call_sign, row.purpose)
    return same and _assignment_of(other, card) is assignment


def _is_awaited(
    row: TransmissionRow, related: list[TransmissionRow], assignment: AssignmentRow | None, card: IncidentCard
) -> bool:
    if card.closed_at is not None:
        return False
    armed = any(step.state == "armed" for other in related for step in other.steps)
    open_call = any(
        other.state is TransmissionState.QUEUED and other.highest is TransmissionState.ACKNOWLEDGED for other in related
    )
    unanswered = assignment is None or assignment.state in UNANSWERED
    return armed or open_call or (row.purpose is Purpose.DISPATCH and unanswered)


def _answered(other: TransmissionRow, time: str) -> Outcome:
    words = tr("answered by {channel} at {time}", channel=other.channel, time=time)
    if other.acknowledged_by and other.highest is TransmissionState.ACKNOWLEDGED:  # by voice
        words = tr("{words}, heard by {who}", words=words, who=other.acknowledged_by)
    elif other.acknowledged_by:
        words = tr("{words}: {what}", words=words, what=other.acknowledged_by)
    return Outcome(tr("{channel} {time}", channel=other.channel, time=time), words)


def ladder(row: TransmissionRow, local: ZoneInfo, outcome: Outcome | None = None) -> tuple[Rung, ...]:
    """Draw the ladder: filled only where the evidence is stored, with its time."""
    times = {rung.state: rung.at for rung in row.rungs}
    times.setdefault(TransmissionState.QUEUED, row.queued_at)
    highest_seen = max(LADDER.index(state) for state in times if state in LADDER)
    # A channel whose highest report is a person's word (voice) has no rungs on the way there.
    ceiling = LADDER.index(row.highest) if row.highest in LADDER[:-1] else 0
    rungs: list[Rung] = []
    for place, state in enumerate(LADDER):
        if state in times:
            kind, under = RungState.REACHED, clock_time(times[state], local)
        elif place > ceiling and state is not TransmissionState.ACKNOWLEDGED:
            kind, under = RungState.NOT_OFFERED, tr("not offered")
        elif place < highest_seen:
            kind, under = RungState.UNSEEN, tr("no report")
        else:
            kind, under = RungState.OPEN, _awaited(row.state, state, outcome)
        rungs.append(Rung(transmission_badge(state), kind, under))
    return tuple(rungs)


def _awaited(now: TransmissionState, rung: TransmissionState, outcome: Outcome | None) -> str:
    if now is TransmissionState.CANCELLED:
        return "–"
    if rung is TransmissionState.ACKNOWLEDGED:
        return outcome.under if outcome else tr("awaited")
    if now in LADDER:
        return tr("awaited")
    return tr("not known") if now is TransmissionState.UNCERTAIN else "–"


def note_of(row: TransmissionRow, outcome: Outcome | None) -> str:
    """Say in a sentence where a transmission stands; empty when its rungs say it all."""
    note = _note(row, awaited=outcome is None)
    if outcome is None or row.state in (TransmissionState.ACKNOWLEDGED, TransmissionState.CANCELLED):
        return note
    return tr("{note}; {outcome}", note=note, outcome=outcome.note) if note else outcome.note


def _note(row: TransmissionRow, *, awaited: bool) -> str:
    match row.state:
        case TransmissionState.UNCERTAIN if awaited:
            return tr("it may have been heard; it is repeated only by policy, marked REPEAT")
        case TransmissionState.UNCERTAIN:
            return tr("it may have been heard")
        case TransmissionState.REJECTED:
            return tr("refused for good; it will not be tried again on this channel")
        case TransmissionState.FAILED:
            return tr("nothing went out on this try")
        case TransmissionState.EXPIRED:
            return tr("its time ran out")
        case TransmissionState.CANCELLED:
            return tr("withdrawn before it went out")
        case state if state is row.highest and state is not TransmissionState.ACKNOWLEDGED and awaited:
            return tr("as far as this channel can tell; only a person acknowledges")
        case _:
            return ""
