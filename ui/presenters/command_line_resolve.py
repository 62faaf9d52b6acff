"""Turn what was typed into a command of the domain: names become ids, and the effect is told before Enter."""

from dataclasses import dataclass

from dispatcher.domain.assignments import UNANSWERED, AssignmentState
from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import TakeCall
from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.crew_commands import Answer, RecordAnswer, ReportStatus
from dispatcher.domain.dispatch_commands import DispatchUnits, ReassignUnit, RecallUnit
from dispatcher.domain.identifiers import Seat
from dispatcher.domain.incident_commands import CloseIncident, PlaceIncident
from dispatcher.domain.seat_commands import HandOver, TakeOver
from dispatcher.domain.triage import priority_for
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.domain.units import Availability
from dispatcher.domain.vocabulary import Field, flag
from dispatcher.queries.pack_rows import TypeRow
from ui.presenters.command_grammar_intents import (
    AnswerIntent,
    CloseIntent,
    DispatchIntent,
    HandIntent,
    NewIntent,
    NoteIntent,
    OwnIntent,
    PinIntent,
    PlaceIntent,
    PriorityIntent,
    ProposeIntent,
    ReassignIntent,
    RecallIntent,
    StatusIntent,
    TakeIntent,
)
from ui.presenters.command_grammar_intents_guards import GuardIntent
from ui.presenters.command_grammar_scan import Mistake, Mistaken, Word, stop_at
from ui.presenters.command_line_authority import by_authority
from ui.presenters.command_line_callers import why_say_it_first
from ui.presenters.command_line_doubts import is_committed, state_word, why_not_dispatch, why_not_lower
from ui.presenters.command_line_guards import plan_guard
from ui.presenters.command_line_owed import owed_words
from ui.presenters.command_line_owning import duty_words, taker_named, why_not_hand_over, why_not_take_over
from ui.presenters.command_line_plan import Names, Plan, Target, because
from ui.presenters.command_line_plans import plans_words
from ui.presenters.command_line_record import plan_note, tasks_words
from ui.presenters.command_line_strip import plan_take
from ui.presenters.command_line_vocabulary import Vocabulary
from ui.presenters.places import named, place_note
from ui.presenters.record_words import flagged_words
from ui.presenters.session import Session
from ui.wording import tr, unit_badge

RoomIntent = (
    NewIntent
    | DispatchIntent
    | AnswerIntent
    | StatusIntent
    | RecallIntent
    | ReassignIntent
    | PriorityIntent
    | PlaceIntent
    | NoteIntent
    | CloseIntent
    | OwnIntent
    | HandIntent
    | TakeIntent
    | GuardIntent
)
CommandIntent = RoomIntent | ProposeIntent


@dataclass(frozen=True, slots=True)
class Placing:
    """An incident whose position somebody is about to point at."""

    incident_id: str
    label: str


def plan(intent: CommandIntent, vocabulary: Vocabulary, session: Session, actor: Actor) -> Plan | Mistake:
    """Find what the words name. Nothing is guessed: an unknown or ambiguous name is a mistake at its place."""
    names, asked = Names(vocabulary, session, actor), isinstance(intent, ProposeIntent)
    try:
        found = _Planner(names).plan(intent.what if isinstance(intent, ProposeIntent) else intent)
    except Mistaken as stopped:
        return stopped.mistake
    return by_authority(found, names, asked=asked)


def placing(intent: PinIntent, vocabulary: Vocabulary, session: Session, actor: Actor) -> Placing | Mistake:
    """Find the incident that is to be placed on the map."""
    try:
        target = Names(vocabulary, session, actor).target(intent.incident)
    except Mistaken as stopped:
        return stopped.mistake
    return Placing(target.incident_id, target.label)


class _Planner:
    def __init__(self, names: Names) -> None:
        self._names, self._words, self._actor = names, names.vocabulary, names.actor

    def plan(self, intent: RoomIntent) -> Plan:
        match intent:
            case NewIntent():
                return self._new(intent)
            case DispatchIntent():
                return self._dispatch(intent)
            case AnswerIntent():
                return self._answer(intent)
            case StatusIntent():
                return self._status(intent)
            case RecallIntent():
                return self._recall(intent)
            case ReassignIntent():
                return self._reassign(intent)
            case PriorityIntent() | NoteIntent() | CloseIntent() | OwnIntent() | HandIntent():
                return self._on_incident(intent)
            case PlaceIntent():
                return self._place(intent)
            case TakeIntent():
                return plan_take(intent, self._names)
            case _:
                return plan_guard(intent, self._names)

    def _new(self, intent: NewIntent) -> Plan:
        kind = self._type(intent.type_words)
        impact, urgency = intent.impact or kind.impact, intent.urgency or kind.urgency
        row = self._words.places.meant(intent.place.text)
        command = TakeCall(
            actor=self._actor,
            place=row.words if row else intent.place.text,
            latitude=row.latitude if row else None,
            longitude=row.longitude if row else None,
            verified=row is not None and row.verified,
            place_source=row.source if row else PlaceSource.TYPED,
            place_confidence=row.confidence if row else None,
            incident_type=kind.name,
            impact=impact,
            urgency=urgency,
            priority=intent.priority,
            priority_reason=intent.priority_reason,
            caller_name=intent.caller_name,
            caller_number=intent.caller_number,
            persons_involved=intent.persons,
            narrative=intent.narrative,
        )
        priority = intent.priority or priority_for(impact, urgency)
        caller = " ".join(part for part in (intent.caller_name, intent.caller_number) if part)
        persons = tr("persons {count}", count=intent.persons) if intent.persons is not None else ""
        parts = [
            tr("Open {priority} {type}", priority=priority.value, type=kind.title) + self._where(intent.place),
            tr("caller {caller}", caller=caller) if caller else "",
            persons,
            intent.narrative,
        ]
        lowered = why_not_lower(self._actor, priority_for(impact, urgency), priority)
        doubts = [doubt for doubt in (lowered, self._unplaced(intent.place)) if doubt]
        return Plan(command, "; ".join(part for part in parts if part), "; ".join(doubts))

    def _where(self, typed: Word) -> str:
        row = self._words.places.meant(typed.text)
        if row is None:
            return tr(" at {place}", place=typed.text)
        return tr(", {sure}: {place}", sure=place_note(row).text, place=row.words)

    def _unplaced(self, typed: Word) -> str:
        """Say that a place is not known, or which ones it can be; empty when it is, or is being looked up."""
        places = self._words.places
        if places.meant(typed.text) is not None or places.is_waiting_for(typed.text):
            return ""
        several = places.several(typed.text)
        if several:
            return tr("Unverified: {word} can be {places}", word=typed.text, places=named(several))
        return places.problem or tr("Unverified place, no position")

    def _place(self, intent: PlaceIntent) -> Plan:
        target, row = self._names.target(intent.incident), self._words.places.meant(intent.place.text)
        if row is None:
            doubt = self._unplaced(intent.place) or tr("Looking for the place…")
            stop_at(intent.place, tr("{doubt}. Choose a place of the map, or give coordinates", doubt=doubt))
        command = PlaceIncident(
            actor=self._actor, incident_id=target.incident_id, latitude=row.latitude, longitude=row.longitude,
            place=row.words, verified=row.verified, place_source=row.source, place_confidence=row.confidence,
        )  # fmt: skip
        effect = tr("Place {incident}", incident=target.label) + self._where(intent.place)
        return Plan(command, effect, target=target.number)

    def _dispatch(self, intent: DispatchIntent) -> Plan:
        target = self._names.target(intent.incident)
        rows = [self._names.unit(unit) for unit in intent.units]
        signs = ", ".join(row.call_sign for row in rows)
        effect = tr("Alert {units} to {incident}", units=signs, incident=target.label)
        if intent.note:
            effect = tr("{effect}: “{note}”", effect=effect, note=intent.note)
        command = DispatchUnits(
            actor=self._actor,
            incident_id=target.incident_id,
            call_signs=tuple(row.call_sign for row in rows),
            note=intent.note,
            cut=intent.cut,
            no_read_back_reason=intent.reason,
        )
        if intent.cut:
            effect = tr("{effect}, cut and marked so if the page is too long", effect=effect)
        if intent.reason:
            effect = tr("{effect}, not read back because “{reason}”", effect=effect, reason=intent.reason)
        doubts = [doubt for row in rows if (doubt := why_not_dispatch(row, self._actor.seat))]
        unsaid = why_say_it_first(self._words.incident(target.incident_id), intent.reason)
        doubts += [unsaid] if unsaid else []
        informal = flagged_words(flag(intent.note, Field.PAGE_NOTE, self._words.terms))
        doubts += [informal] if informal else []
        return Plan(command, effect, "; ".join(doubts), target.number)

    def _answer(self, intent: AnswerIntent) -> Plan:
        row = self._names.unit(intent.unit)
        accepts = intent.answer is Answer.ACCEPTS
        shape = tr("{unit} acknowledges {incident}, heard by you: “{words}”") if accepts else tr(
            "{unit} declines {incident}, heard by you: “{words}”"
        )  # fmt: skip
        number = row.incident_number or ""
        effect = shape.format(unit=row.call_sign, incident=number or tr("its alert"), words=intent.words_heard)
        warning = "" if row.assignment_state in UNANSWERED else tr(
            "{unit} is {state}: nothing waits for its answer", unit=row.call_sign, state=state_word(row)
        )  # fmt: skip
        command = RecordAnswer(
            actor=self._actor, call_sign=row.call_sign, answer=intent.answer, words_heard=intent.words_heard
        )
        return Plan(command, effect, warning, number)

    def _status(self, intent: StatusIntent) -> Plan:
        row = self._names.unit(intent.unit)
        word = unit_badge(intent.status).word
        command = ReportStatus(actor=self._actor, call_sign=row.call_sign, status=intent.status, reason=intent.reason)
        effect = tr("{unit}: {old} → {new}", unit=row.call_sign, old=state_word(row), new=word)
        warning = ""
        if isinstance(intent.status, AssignmentState) and not is_committed(row):
            warning = tr("{unit} has no assignment: only its availability can be set", unit=row.call_sign)
        elif isinstance(intent.status, Availability) and is_committed(row):
            warning = tr("{unit} is on {incident}: clear or recall it first", unit=row.call_sign,
                         incident=row.incident_number)  # fmt: skip
        return Plan(command, effect, warning, row.incident_number or "")

    def _recall(self, intent: RecallIntent) -> Plan:
        row = self._names.unit(intent.unit)
        number = row.incident_number or ""
        effect = tr("Stand {unit} down from {incident}: “{reason}”", unit=row.call_sign,
                    incident=number or tr("its incident"), reason=intent.reason)  # fmt: skip
        warning = "" if is_committed(row) else tr("{unit} is on no incident", unit=row.call_sign)
        command = RecallUnit(actor=self._actor, call_sign=row.call_sign, reason=intent.reason)
        return Plan(command, effect, warning, number)

    def _reassign(self, intent: ReassignIntent) -> Plan:
        row, target = self._names.unit(intent.unit), self._names.target(intent.incident)
        effect = tr("Move {unit} from {old} to {incident}; {old} goes to the top of the queue", unit=row.call_sign,
                    old=row.incident_number or tr("no incident"), incident=target.label)  # fmt: skip
        warning = ""
        if not is_committed(row):
            warning = tr("{unit} is on no incident: use dispatch", unit=row.call_sign)
        elif row.incident_id == target.incident_id:
            warning = tr("{unit} is on {incident} already", unit=row.call_sign, incident=target.number)
        command = ReassignUnit(
            actor=self._actor, call_sign=row.call_sign, incident_id=target.incident_id, reason=intent.reason
        )
        return Plan(command, effect, warning, target.number)

    def _on_incident(self, intent: PriorityIntent | NoteIntent | CloseIntent | OwnIntent | HandIntent) -> Plan:
        target = self._names.target(intent.incident)
        match intent:
            case PriorityIntent():
                return self._priority(intent, target)
            case NoteIntent():
                return plan_note(intent, target, self._names)
            case CloseIntent():
                return self._close(intent, target)
            case OwnIntent():
                return self._own(intent, target)
            case HandIntent():
                return self._hand(intent, target)

    def _priority(self, intent: PriorityIntent, target: Target) -> Plan:
        command = SetPriority(
            actor=self._actor, incident_id=target.incident_id, priority=intent.priority, reason=intent.reason
        )
        row = self._words.incident(target.incident_id)
        old = row.priority if row else None
        effect = tr("{incident}: {old} → {new}", incident=target.label, old=old.value if old else "?",
                    new=intent.priority.value)  # fmt: skip
        same = tr("{incident} is {priority} already", incident=target.number, priority=intent.priority.value)
        return Plan(command, effect, same if old is intent.priority else "", target.number)

    def _close(self, intent: CloseIntent, target: Target) -> Plan:
        outcome = self._outcome(intent.outcome)
        row = self._words.incident(target.incident_id)
        busy = ", ".join(unit.call_sign for unit in row.units) if row else ""
        still = tr("{units} still on it: clear or recall first", units=busy) if busy else ""
        card = self._words.owed.of(target.incident_id)
        doubts = (still, owed_words(card), tasks_words(card), plans_words(card))
        command = CloseIncident(actor=self._actor, incident_id=target.incident_id, outcome=outcome)
        effect = tr("Close {incident}: {outcome}", incident=target.label, outcome=outcome)
        return Plan(command, effect, "; ".join(doubt for doubt in doubts if doubt), target.number)

    def _own(self, intent: OwnIntent, target: Target) -> Plan:
        row = self._words.incident(target.incident_id)
        shape = tr("Take {incident} over from {owner}") if row else tr("Take {incident} over")
        effect = shape.format(incident=target.label, owner=row.owner if row else "")
        command = TakeOver(actor=self._actor, incident_id=target.incident_id, reason=intent.reason)
        return Plan(command, because(effect, intent.reason), why_not_take_over(self._actor, row), target.number)

    def _hand(self, intent: HandIntent, target: Target) -> Plan:
        to = taker_named(intent.to, self._words)
        row = self._words.incident(target.incident_id)
        effect = tr("Hand {incident} over to {person}", incident=target.label, person=duty_words(to))
        command = HandOver(
            actor=self._actor, incident_id=target.incident_id, to_seat=Seat(to.seat), reason=intent.reason
        )
        warning = why_not_hand_over(self._actor, row, to, intent.reason)
        return Plan(command, because(effect, intent.reason), warning, target.number)

    def _type(self, typed: Word) -> TypeRow:
        found = self._words.types_for(typed.text)
        if len(found) != 1:
            names = ", ".join(row.title for row in found or self._words.types)
            shape = tr("{word} can be {names}") if found else tr("No type {word}; expected {names}")
            stop_at(typed, shape.format(word=typed.text, names=names))
        return found[0]

    def _outcome(self, typed: Word) -> str:
        if not self._words.outcomes:
            return typed.text
        found = self._words.outcomes_for(typed.text)
        if len(found) != 1:
            stop_at(typed, tr("Which outcome? Expected {names}", names=", ".join(found or self._words.outcomes)))
        return found[0]
