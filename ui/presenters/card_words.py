"""An incident card in words: ladder, attempts with their bytes, chain, log. Pure functions of rows and the time."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.records import LineKind
from dispatcher.domain.transmissions import LADDER, Mark
from dispatcher.queries.card_rows import AssignmentRow, IncidentCard, LogLine
from dispatcher.queries.chain_rows import StepRow
from dispatcher.queries.transmission_rows import AttemptRow, TransmissionRow
from ui.presenters.card_callers import caller_facts, caller_flags
from ui.presenters.card_calls import NO_CALLS, CallsShown, calls_in_words
from ui.presenters.card_ladder import Rung, by_need, ladder, note_of, outcome_of
from ui.presenters.card_running import RunningShown, about_words, first_of, running, tone_of
from ui.presenters.card_triage import triage_facts
from ui.presenters.card_wire import wire_lines
from ui.presenters.due import due_tone
from ui.presenters.places import how_sure
from ui.presenters.record_plan_words import PlanShown, plans_for_card
from ui.presenters.record_words import LINE_KIND
from ui.wording import (
    Badge,
    age,
    assignment_badge,
    attempt_word,
    clock_date,
    clock_time,
    counted,
    duration,
    entry_word,
    major_badge,
    mark_word,
    phase_badge,
    purpose_word,
    scale_word,
    step_word,
    tr,
    transmission_badge,
    unconfirmed_badge,
)

_Armed = tuple[StepRow, str] | None
"""The step that fires next in the whole incident, and for whom; a guard is for nobody in particular."""
_GUARDS = frozenset({Subject.WAITING.guard, Subject.WATCH.guard})
_NEEDS_ITS_KIND = frozenset({EntryKind.NOTE_ADDED.value, EntryKind.PRIORITY_SET.value})
"""Entries whose text does not say by itself what happened."""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a chain or a guard: done, not needed, or still to come."""

    word: str
    when: str
    state: str  # armed, done, cancelled
    due: bool  # armed and its time has come
    next: bool  # nothing in the incident fires before it
    pressing: bool  # next, and somebody should see it: a unit has not answered, or a guard fires soon


@dataclass(frozen=True, slots=True)
class AttemptShown:
    """One try on the line."""

    title: str
    tone: str
    text: str
    wire: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransmissionShown:
    """One message to one recipient over one channel."""

    transmission_id: str
    title: str
    badge: Badge
    exit: bool  # a side exit: loud
    note: str
    rungs: tuple[Rung, ...]
    marks: tuple[str, ...]
    text: str
    acknowledged: str
    chain: tuple[ChainStep, ...]
    attempts: tuple[AttemptShown, ...]


@dataclass(frozen=True, slots=True)
class UnitPart:
    """A unit's part in the incident."""

    call_sign: str
    badge: Badge
    since: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown:
    """The whole card."""

    incident_id: str
    number: str
    priority: str
    phase: Badge
    flags: tuple[Badge, ...]  # what every board says of it: unconfirmed, major
    closed: bool
    age: str  # how long it is, or was, open
    type_name: str
    place: str
    located: str  # whether the place is known to the map
    located_tone: str
    facts: tuple[tuple[str, str], ...]
    narrative: str
    units: tuple[UnitPart, ...]
    next: str  # what fires next; how it ended, once closed
    next_tone: str
    guards: tuple[ChainStep, ...]
    running: tuple[RunningShown, ...]
    transmissions: tuple[TransmissionShown, ...]
    log: tuple[str, ...]
    calls: CallsShown = NO_CALLS
    plans: tuple[PlanShown, ...] = ()  # that it is run by


def card_in_words(card: IncidentCard, now: datetime, local: ZoneInfo, actor: Actor | None = None) -> CardShown:
    """Put a card into words, as whoever sits here may act on it."""
    first = _first_armed(card)
    drawn = {chain.subject_id for chain in card.chains if chain.running}
    return CardShown(
        incident_id=card.incident_id,
        number=card.number,
        priority=card.priority.value,
        phase=phase_badge(card.phase),
        flags=_flags(card),
        closed=card.closed_at is not None,
        age=_age(card, now),
        type_name=card.type_name,
        place=card.place,
        located=_located(card)[0],
        located_tone=_located(card)[1],
        facts=(*caller_facts(card, now, local), *_facts(card, local)),
        narrative=card.narrative,
        units=tuple(_unit(row, now) for row in card.assignments),
        next=_next(card, first, now, local),
        next_tone=_next_tone(card, first, now),
        guards=_guards(card, first, now, local),
        running=running(card, actor, now, local),
        transmissions=tuple(
            replace(shown, chain=()) if shown.transmission_id in drawn else shown
            for shown in (transmission_in_words(row, card, first, now, local) for row in by_need(card, local))
        ),
        log=tuple(_log_line(line, local) for line in card.log),
        calls=calls_in_words(card, local),
        plans=plans_for_card(card.record, now, local) if card.closed_at is None else (),
    )


def _flags(card: IncidentCard) -> tuple[Badge, ...]:
    said = ((card.unconfirmed, unconfirmed_badge()), (card.major, major_badge()))
    return (*(badge for holds, badge in said if holds), *caller_flags(card))


def _guards(card: IncidentCard, first: _Armed, now: datetime, local: ZoneInfo) -> tuple[ChainStep, ...]:
    """Return the guards that no line of time shows."""
    drawn = {chain.subject.guard for chain in card.chains if chain.running}
    armed = (step for step in card.guards if step.state == "armed" and step.name not in drawn)
    return tuple(_chain_step(step, first, now, local) for step in armed)


def _located(card: IncidentCard) -> tuple[str, str]:
    if card.verified:
        return how_sure(tr("verified"), card.place_confidence), "muted"
    if card.latitude is None:
        return tr("unverified, not on the map"), "warning"
    return how_sure(tr("unverified"), card.place_confidence), "warning"


def _facts(card: IncidentCard, local: ZoneInfo) -> tuple[tuple[str, str], ...]:
    caller = " · ".join(part for part in (card.caller_name, card.caller_number) if part) or tr("not given")
    persons = str(card.persons_involved) if card.persons_involved is not None else tr("not known")
    grade = tr("{impact} impact, {urgency} urgency", impact=scale_word(card.impact), urgency=scale_word(card.urgency))
    scale = tr("major") if card.major else tr("routine")
    nature = tr("emergency, {scale}", scale=scale) if card.emergency else tr("no emergency, {scale}", scale=scale)
    facts = [
        (tr("caller"), caller),
        (tr("persons"), persons),
        (tr("nature"), nature),
        (tr("grade"), grade),
        *triage_facts(card),
        (tr("called"), clock_time(card.contact_at, local)),
        (tr("opened"), clock_time(card.opened_at, local)),
        (tr("owner"), card.owner),
    ]
    if card.record.schedule is not None:
        when = f"{clock_date(card.record.schedule.at, local)} {clock_time(card.record.schedule.at, local)}"
        facts.insert(0, (tr("scheduled for"), when))
    if card.record.reopenings:
        facts.insert(0, (tr("reopened"), clock_time(card.record.reopenings[-1].reopened_at, local)))
    if card.latitude is not None and card.longitude is not None:
        facts.append((tr("position"), f"{card.latitude:.5f} {card.longitude:.5f}"))
    return tuple(facts)


def _unit(row: AssignmentRow, now: datetime) -> UnitPart:
    notes: list[str] = []
    if row.acknowledged_at is not None and row.state is AssignmentState.ACKNOWLEDGED:  # later it is history
        notes.append(tr("answered after {time}", time=duration(row.acknowledged_at - row.alerted_at)))
    if row.inferred:
        notes.append(tr("steps between inferred"))
    return UnitPart(row.call_sign, assignment_badge(row.state), age(row.since, now), " · ".join(notes))


def transmission_in_words(
    row: TransmissionRow, card: IncidentCard, first: _Armed, now: datetime, local: ZoneInfo
) -> TransmissionShown:
    """Put one transmission of a card into words."""
    outcome = outcome_of(row, card, local)
    title = tr(
        "{call_sign} over {channel} to {address}", call_sign=row.call_sign, channel=row.channel, address=row.address
    )
    if row.purpose.value != "dispatch":
        title = tr("{purpose}: {title}", purpose=purpose_word(row.purpose), title=title)
    acknowledged = ""
    if row.acknowledged_by:
        acknowledged = tr("acknowledged by {what}", what=row.acknowledged_by)
        if row.words_heard:  # of what came in the words are said already
            acknowledged = tr("acknowledged, heard by {who}", who=row.acknowledged_by)
            acknowledged = tr("{acknowledged}: “{words}”", acknowledged=acknowledged, words=row.words_heard)
    return TransmissionShown(
        transmission_id=row.transmission_id,
        title=title,
        badge=transmission_badge(row.state),
        exit=row.state not in LADDER,
        note=note_of(row, outcome),
        rungs=ladder(row, local, outcome),
        marks=tuple(mark_word(mark) for mark in Mark if mark in row.marks),
        text=row.text,
        acknowledged=acknowledged,
        chain=_steps(row.steps, first, now, local),
        attempts=tuple(attempt_in_words(attempt, local) for attempt in row.attempts),
    )


def attempt_in_words(row: AttemptRow, local: ZoneInfo) -> AttemptShown:
    """Put one attempt into words, with its very bytes."""
    parts = [tr("attempt {number}", number=row.number)]
    if row.repeat:
        parts.append(mark_word(Mark.REPEAT))
    parts.append(attempt_word(row.state))
    times = [tr("queued {time}", time=clock_time(row.queued_at, local))]
    if row.first_byte_at is not None:
        times.append(tr("first byte {time}", time=clock_time(row.first_byte_at, local)))
    if row.ended_at is not None:
        times.append(tr("ended {time}", time=clock_time(row.ended_at, local)))
    parts.append(", ".join(times))
    reason = " ".join(part for part in (row.code or "", row.detail) if part)
    if reason:
        parts.append(reason)
    loud = {"uncertain": "uncertain", "rejected": "alarm", "failed": "alarm"}
    wire = wire_lines(tr("out"), row.bytes_sent) + wire_lines(tr("in"), row.bytes_received)
    return AttemptShown(" · ".join(parts), loud.get(row.state.value, "text"), row.text, wire)


def _first_armed(card: IncidentCard) -> _Armed:
    drawn = first_of(card)
    if drawn is not None:
        chain, step = drawn
        row = StepRow(name=step.name, action=step.code, due_at=step.at, state="armed", fired_at=None)
        return row, about_words(chain, card)
    found = [(step, row.call_sign) for row in card.transmissions for step in row.steps]
    found += [(step, "") for step in card.guards]
    armed = [pair for pair in found if pair[0].state == "armed"]
    return min(armed, key=lambda pair: pair[0].due_at, default=None)


def _when(step: StepRow, now: datetime) -> str:
    left = step.due_at - now
    overdue = step.due_at < now
    return tr("overdue {time}", time=duration(-left)) if overdue else tr("in {time}", time=duration(left))


def _chain_step(step: StepRow, first: _Armed, now: datetime, local: ZoneInfo) -> ChainStep:
    armed = step.state == "armed"
    if armed:
        when = _when(step, now)
    elif step.state == "done":
        when = tr("ran {time}", time=clock_time(step.fired_at or step.due_at, local))
    else:
        when = tr("not needed")
    is_next = armed and first is not None and step.due_at == first[0].due_at
    pressing = is_next and (not _is_guard(step) or due_tone(step.due_at, now) != "text_muted")
    return ChainStep(step_word(step.action), when, step.state, armed and step.due_at < now, is_next, pressing)


def _steps(rows: tuple[StepRow, ...], first: _Armed, now: datetime, local: ZoneInfo) -> tuple[ChainStep, ...]:
    """Return the steps of a page; of a chain that has ended those that ran, and how many were not needed."""
    if any(step.state == "armed" for step in rows):
        return tuple(_chain_step(step, first, now, local) for step in rows)
    idle = sum(step.state == "cancelled" for step in rows)
    ran = tuple(_chain_step(step, first, now, local) for step in rows if step.state == "done")
    said = counted(idle, tr("step"), tr("steps"))
    return (
        (*ran, ChainStep(said, tr("not needed"), "cancelled", due=False, next=False, pressing=False)) if idle else ran
    )


def _is_guard(step: StepRow) -> bool:
    return step.action in _GUARDS


def _age(card: IncidentCard, now: datetime) -> str:
    if card.closed_at is not None:
        return tr("was open {age}", age=age(card.opened_at, card.closed_at))
    return tr("open {age}", age=age(card.opened_at, now))


def _next_tone(card: IncidentCard, first: _Armed, now: datetime) -> str:
    if card.closed_at is not None:
        return "muted"
    if first is None or first[0].due_at < now:
        return "alarm"
    drawn = first_of(card)
    if drawn is not None:
        return tone_of(*drawn, now)
    # A guard far away is how a room looks where all is well.
    calm = _is_guard(first[0]) and due_tone(first[0].due_at, now) == "text_muted"
    return "muted" if calm else "warning"


def _next(card: IncidentCard, first: _Armed, now: datetime, local: ZoneInfo) -> str:
    if card.closed_at is not None:
        time, outcome = clock_time(card.closed_at, local), card.outcome or tr("no outcome given")
        return tr("closed {time} · {outcome}", time=time, outcome=outcome)
    if first is None:
        return tr("nothing is armed")
    step, call_sign = first
    about = tr(" for {call_sign}", call_sign=call_sign) if call_sign else ""
    return tr("fires next: {step}{about} {when}", step=step_word(step.action), about=about, when=_when(step, now))


def _log_line(line: LogLine, local: ZoneInfo) -> str:
    words = line.text or entry_word(line.kind)
    if line.text and line.line_kind not in (None, LineKind.NOTE):
        words = tr("{kind}: {words}", kind=tr(LINE_KIND[line.line_kind]).upper(), words=line.text)
    elif line.text and line.kind in _NEEDS_ITS_KIND:
        words = tr("{kind}: {words}", kind=entry_word(line.kind), words=line.text)
    if line.source_at is not None:
        words = tr("{words} (happened {time})", words=words, time=clock_time(line.source_at, local))
    if line.late:
        words = tr("LATE ENTRY {words}", words=words)
    if line.corrected is not None:
        words = tr("STRUCK, corrected below: {words}", words=words)
    who = f"{line.operator}  " if line.operator else ""
    return f"{clock_time(line.at, local)}  {who}{words}"
