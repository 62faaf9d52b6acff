"""Units that are held, and crews at a scene: called, accounted for, left in peace for a while."""

from datetime import timedelta

from dispatcher.domain.authority import MAY, Act, Actor
from dispatcher.domain.crew_commands import AnswerRollCall, BeginRollCall, PauseWatch, ResumeWatch
from dispatcher.domain.dispatch_commands import HoldUnit, ReleaseUnit
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.units import Availability
from dispatcher.domain.welfare import AT_SCENE, AT_WORK, Watch
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.unit_rows import UnitRow
from ui.presenters.command_grammar_intents_guards import (
    CrewIntent,
    HoldIntent,
    ParIntent,
    PauseIntent,
    ResumeIntent,
    RollCallIntent,
)
from ui.presenters.command_grammar_scan import Word, stop_at
from ui.presenters.command_line_doubts import is_committed, state_word
from ui.presenters.command_line_plan import Names, Plan, because
from ui.wording import short_time, tr, zone

_EVERYBODY = frozenset({"all", "everybody", "everyone"})


def plan_crews(intent: CrewIntent, names: Names) -> Plan:
    """Plan what keeps hold of crews."""
    match intent:
        case HoldIntent():
            return _hold(intent, names) if intent.hold else _release(intent, names)
        case RollCallIntent():
            return _roll_call(intent, names)
        case ParIntent():
            return _par(intent, names)
        case PauseIntent():
            return _pause(intent, names)
        case ResumeIntent():
            return _resume(intent, names)


def why_not_hold(row: UnitRow) -> str:
    """Say why a unit cannot be held; empty when it can."""
    if is_committed(row):
        return tr("{unit} is on {incident}", unit=row.call_sign, incident=row.incident_number)
    if row.availability is Availability.RESERVED:
        return tr("{unit} is held by {seat}", unit=row.call_sign, seat=row.held_by or tr("somebody"))
    if row.availability not in (Availability.AVAILABLE_STATION, Availability.AVAILABLE_MOBILE):
        return tr("{unit} is {state}", unit=row.call_sign, state=state_word(row))
    return ""


def silent_crews(card: IncidentCard | None) -> tuple[str, ...] | None:
    """Return whom the roll call that runs still waits for, by call sign; None when none runs, as far as is known."""
    running = card is not None and card.roll_call is not None and card.roll_call.ended_at is None
    return card.roll_call.silent if running and card and card.roll_call else None


def at_scene(row: QueueRow | None) -> tuple[str, ...]:
    """Return the crews that a roll call would call."""
    return tuple(unit.call_sign for unit in row.units if unit.state in AT_SCENE) if row else ()


def _hold(intent: HoldIntent, names: Names) -> Plan:
    row = names.unit(intent.unit)
    effect = tr("Hold {unit} for {seat}", unit=row.call_sign, seat=names.actor.seat)
    return Plan(HoldUnit(actor=names.actor, call_sign=row.call_sign), effect, why_not_hold(row))


def _release(intent: HoldIntent, names: Names) -> Plan:
    row = names.unit(intent.unit)
    held = row.availability is Availability.RESERVED and not is_committed(row)
    doubt = _why_not_release(names.actor, row) if held else tr("{unit} is not held", unit=row.call_sign)
    effect = tr("Let go of {unit}", unit=row.call_sign)
    if held and row.held_by not in (None, names.actor.seat):
        effect = tr("Let go of {unit}, held by {seat}", unit=row.call_sign, seat=row.held_by)
    return Plan(ReleaseUnit(actor=names.actor, call_sign=row.call_sign), effect, doubt)


def _why_not_release(actor: Actor, row: UnitRow) -> str:
    if row.held_by in (None, actor.seat) or actor.role in MAY[Act.REASSIGN]:
        return ""
    return tr("{unit} is held by {seat}: its holder or a supervisor lets it go", unit=row.call_sign, seat=row.held_by)


def _roll_call(intent: RollCallIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    crews = at_scene(row)
    effect = tr("Call every crew at the scene of {incident}", incident=target.label)
    if crews:
        effect = tr("{effect}: {units}", effect=effect, units=", ".join(crews))
    doubt = "" if crews or row is None else tr("no crew is at the scene of {incident}", incident=target.number)
    if silent_crews(names.vocabulary.owed.of(target.incident_id)) is not None:
        doubt = tr("a roll call of {incident} is running already", incident=target.number)
    return Plan(BeginRollCall(actor=names.actor, incident_id=target.incident_id), effect, doubt, target.number)


def _par(intent: ParIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    card = names.vocabulary.owed.of(target.incident_id)
    silent = silent_crews(card)
    everybody = next((word for word in intent.units if word.text.casefold() in _EVERYBODY), None)
    if everybody is not None and names.vocabulary.unit(everybody.text) is None:
        stop_at(everybody, _name_them(silent))
    rows = [names.unit(unit) for unit in intent.units]
    signs = tuple(row.call_sign for row in rows)
    effect = tr("Accounted for on {incident}: {units}", incident=target.number, units=", ".join(signs))
    left = tuple(call_sign for call_sign in silent or () if call_sign not in signs)
    if left:
        effect = tr("{effect}; then still silent: {silent}", effect=effect, silent=", ".join(left))
    doubts = [tr("{unit} is on {incident}", unit=row.call_sign, incident=row.incident_number or tr("no incident"))
              for row in rows if row.incident_id != target.incident_id]  # fmt: skip
    if card is not None and silent is None:
        doubts.append(tr("no roll call of {incident} is running", incident=target.number))
    command = AnswerRollCall(
        actor=names.actor, incident_id=target.incident_id, call_signs=signs, words_heard=intent.words_heard
    )
    return Plan(command, because(effect, intent.words_heard), "; ".join(doubts), target.number)


def _name_them(silent: tuple[str, ...] | None) -> str:
    if not silent:
        return tr("Name each crew that you heard")
    return tr("Name each crew that you heard; not accounted for: {silent}", silent=", ".join(silent))


def _pause(intent: PauseIntent, names: Names) -> Plan:
    incident_id, number, what, doubt = _watched(intent.unit, intent.incident, names)
    call_sign = names.unit(intent.unit).call_sign if intent.unit else ""
    command = PauseWatch(
        actor=names.actor, incident_id=incident_id, watch=Watch.WELFARE if intent.unit else Watch.ROLL_CALL,
        minutes=intent.minutes, reason=intent.reason, call_sign=call_sign,
    )  # fmt: skip
    now = names.vocabulary.now
    until = now + timedelta(minutes=intent.minutes) if now else None
    effect = tr("Pause {what} for {minutes} min", what=what, minutes=intent.minutes)
    if until is not None:
        effect = tr("{effect}, until {time}", effect=effect, time=short_time(until, zone(names.vocabulary.timezone)))
    return Plan(command, because(effect, intent.reason), doubt, number)


def _resume(intent: ResumeIntent, names: Names) -> Plan:
    incident_id, number, what, doubt = _watched(intent.unit, intent.incident, names)
    call_sign = names.unit(intent.unit).call_sign if intent.unit else ""
    watch = Watch.WELFARE if intent.unit else Watch.ROLL_CALL
    card = names.vocabulary.owed.of(incident_id)
    if not doubt and card is not None and call_sign:
        paused = any(row.call_sign == call_sign and row.paused_until is not None for row in card.welfare)
        doubt = "" if paused else tr("the welfare check of {unit} is not paused", unit=call_sign)
    command = ResumeWatch(actor=names.actor, incident_id=incident_id, watch=watch, call_sign=call_sign)
    return Plan(command, tr("Go on with {what} now", what=what), doubt, number)


def _watched(unit: Word | None, incident: Word, names: Names) -> tuple[IncidentId, str, str, str]:
    """Return the incident, its number, what is watched, and why nothing of the kind runs."""
    if unit is None:
        target = names.target(incident)
        row = names.vocabulary.incident(target.incident_id)
        idle = row is not None and not at_scene(row)
        doubt = tr("no crew is at the scene of {incident}", incident=target.number) if idle else ""
        return target.incident_id, target.number, tr("the roll call of {incident}", incident=target.number), doubt
    row = names.unit(unit)
    if row.incident_id is None:
        stop_at(unit, tr("{unit} is on no incident", unit=row.call_sign))
    number = row.incident_number or ""
    idle = tr("{unit} is {state}: no welfare check runs", unit=row.call_sign, state=state_word(row))
    what = tr("the welfare check of {unit} on {incident}", unit=row.call_sign, incident=number)
    return IncidentId(row.incident_id), number, what, "" if row.assignment_state in AT_WORK else idle
