"""Calls and incidents that may be one event, as a line attaches, merges, splits and links them."""

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.call_commands import AddCall
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.same_event_commands import (
    KeepApart,
    LinkIncidents,
    MergeIncidents,
    MoveCall,
    SplitCall,
    UnlinkIncidents,
    UnmergeIncident,
)
from dispatcher.queries.call_rows import CallRow
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.pack_rows import TypeRow
from ui.presenters.command_grammar_events import KINDS
from ui.presenters.command_grammar_intents_events import (
    ApartIntent,
    AttachIntent,
    EventIntent,
    LinkIntent,
    MergeIntent,
    MoveIntent,
    SplitIntent,
    UnlinkIntent,
    UnmergeIntent,
)
from ui.presenters.command_grammar_scan import Mistake, Mistaken, Word, stop_at
from ui.presenters.command_line_plan import Names, Plan, Target, because
from ui.presenters.command_line_vocabulary import short_number
from ui.wording import tr


def plan_events(intent: EventIntent, names: Names) -> Plan:
    """Plan what makes one event of two, or two of one."""
    match intent:
        case AttachIntent():
            return _attach(intent, names)
        case MergeIntent():
            return _merge(intent, names)
        case UnmergeIntent():
            return _unmerge(intent, names)
        case SplitIntent():
            return _split(intent, names)
        case MoveIntent():
            return _move(intent, names)
        case ApartIntent():
            return _apart(intent, names)
        case LinkIntent():
            return _link(intent, names)
        case UnlinkIntent():
            return _unlink(intent, names)


def _attach(intent: AttachIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    command = AddCall(actor=names.actor, incident_id=target.incident_id, narrative=intent.words)
    effect = tr("A further call of {incident}, nobody is sent by it", incident=target.label)
    return Plan(command, because(effect, intent.words), "", target.number)


def _merge(intent: MergeIntent, names: Names) -> Plan:
    going, into = names.target(intent.incident), names.target(intent.into)
    if going.incident_id == into.incident_id:
        stop_at(intent.into, tr("An incident cannot be merged into itself; name two"))
    command = MergeIncidents(
        actor=names.actor, incident_id=going.incident_id, into_id=into.incident_id, reason=intent.reason
    )
    effect = tr("Merge {incident} into {into}: it is closed, its calls are shown there", incident=going.label,
                into=into.number)  # fmt: skip
    row = names.vocabulary.incident(going.incident_id)
    busy = ", ".join(unit.call_sign for unit in row.units if unit.state in ACTIVE) if row else ""
    doubt = tr("{units} still on {incident}: reassign to {into} first", units=busy, incident=going.number,
               into=into.number) if busy else ""  # fmt: skip
    return Plan(command, because(effect, intent.reason), doubt, going.number)


def _unmerge(intent: UnmergeIntent, names: Names) -> Plan:
    """The merged one stands on no board: it is found on the card that is shown, its own or that of the other."""
    shown = names.target(Word("", intent.incident.at))
    card = names.card(intent.incident, shown)
    incident_id, number = _merged(intent.incident, card)
    command = UnmergeIncident(actor=names.actor, incident_id=incident_id, reason=intent.reason)
    effect = tr("Open {incident} again, in your hands, and give it its calls back", incident=number)
    return Plan(command, because(effect, intent.reason), "", number)


def _merged(typed: Word, card: IncidentCard) -> tuple[IncidentId, str]:
    wanted = typed.text.lstrip("#").rpartition("-")[2].lstrip("0")
    if card.merged_into is not None and wanted in ("", short_number(card.number)):
        return IncidentId(card.incident_id), card.number
    found = [row for row in card.merged if wanted in ("", short_number(row.number))]
    if len(found) == 1:
        return IncidentId(found[0].incident_id), found[0].number
    listed = ", ".join(row.number for row in card.merged)
    shape = tr("Which one? Merged into {incident}: {listed}") if listed else tr(
        "Nothing was merged into {incident}; show the one that was, or its survivor"
    )  # fmt: skip
    raise Mistaken(Mistake(typed.at, len(typed.text), shape.format(incident=card.number, listed=listed)))


def _split(intent: SplitIntent, names: Names) -> Plan:
    card, call, only = _call_of(intent.incident, intent.call, names)
    kind = _type(intent.type_words, names)
    command = SplitCall(actor=names.actor, call_id=CallId(call.call_id), incident_type=kind.name, reason=intent.reason)
    effect = tr("Make call {number} of {incident} ({who}) an incident of its own: {type}", number=intent.call.text,
                incident=card.number, who=_who(call), type=kind.title)  # fmt: skip
    return Plan(command, because(effect, intent.reason), only, card.number)


def _move(intent: MoveIntent, names: Names) -> Plan:
    to = names.target(intent.to)
    card, call, only = _call_of(intent.incident, intent.call, names)
    if to.incident_id == card.incident_id:
        stop_at(intent.to, tr("The call is {incident}'s already", incident=card.number))
    command = MoveCall(
        actor=names.actor, call_id=CallId(call.call_id), incident_id=to.incident_id, reason=intent.reason
    )  # fmt: skip
    effect = tr("Move call {number} of {incident} ({who}) to {to}: nobody is sent by it", number=intent.call.text,
                incident=card.number, who=_who(call), to=to.label)  # fmt: skip
    return Plan(command, because(effect, intent.reason), only, card.number)


def _apart(intent: ApartIntent, names: Names) -> Plan:
    one, other = names.target(intent.incident), names.target(intent.other)
    if one.incident_id == other.incident_id:
        stop_at(intent.other, tr("Name two incidents"))
    # No warning is answered: somebody knows it, and 0 is no likeness that was found.
    command = KeepApart(
        actor=names.actor, incident_id=one.incident_id, subject=other.incident_id, score=0.0, reason=intent.reason
    )
    effect = tr("{incident} and {other} are two events: no warning of them comes again", incident=one.label,
                other=other.number)  # fmt: skip
    return Plan(command, because(effect, intent.reason), "", one.number)


def _call_of(incident: Word, number: Word, names: Names) -> tuple[IncidentCard, CallRow, str]:
    """Return the card, the call that has that number on it, and what will be refused if it is the only one."""
    card = names.card(incident, names.target(incident))
    only = tr("it is the only call of {incident}: merge it instead", incident=card.number)
    return card, names.call(number, card), only if len(card.calls) == 1 else ""


def _who(call: CallRow) -> str:
    return call.caller_name or call.caller_number or tr("unnamed")


def _link(intent: LinkIntent, names: Names) -> Plan:
    one, other = names.target(intent.incident), names.target(intent.other)
    if one.incident_id == other.incident_id:
        stop_at(intent.other, tr("Name two incidents"))
    command = LinkIncidents(
        actor=names.actor, incident_id=one.incident_id, other_id=other.incident_id, kind=intent.kind,
        reason=intent.reason,
    )  # fmt: skip
    effect = tr("Link {incident} with {other}, {kind}", incident=one.label, other=other.number,
                kind=tr(KINDS[intent.kind]))  # fmt: skip
    return Plan(command, because(effect, intent.reason), "", one.number)


def _unlink(intent: UnlinkIntent, names: Names) -> Plan:
    one = names.target(intent.incident)
    other = _linked(intent.other, names.card(intent.incident, one), one)
    command = UnlinkIncidents(actor=names.actor, incident_id=one.incident_id, other_id=other[0], reason=intent.reason)
    effect = tr("{incident} and {other} do not belong together", incident=one.label, other=other[1])
    return Plan(command, because(effect, intent.reason), "", one.number)


def _linked(typed: Word, card: IncidentCard, one: Target) -> tuple[IncidentId, str]:
    wanted = typed.text.lstrip("#").rpartition("-")[2].lstrip("0")
    row = next((row for row in card.links if short_number(row.number) == wanted), None)
    if row is None:
        listed = ", ".join(row.number for row in card.links) or tr("nothing")
        stop_at(typed, tr("{incident} is linked with {listed}", incident=one.number, listed=listed))
    return IncidentId(row.incident_id), row.number


def _type(typed: Word, names: Names) -> TypeRow:
    found = names.vocabulary.types_for(typed.text)
    if len(found) != 1:
        listed = ", ".join(row.title for row in found)
        shape = tr("{word} can be {names}") if found else tr("No incident type is called {word}")
        stop_at(typed, shape.format(word=typed.text, names=listed))
    return found[0]
