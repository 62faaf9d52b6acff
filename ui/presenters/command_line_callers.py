"""What callers were told, as a line means it."""

from dispatcher.domain.caller_commands import (
    AcknowledgeComplaint,
    AnswerComplaint,
    LinkComplaint,
    RecordReadBack,
    ReKind,
)
from dispatcher.domain.identifiers import CallId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing, WhyNot, goes_first
from dispatcher.domain.saying import Item
from dispatcher.queries.queue_rows import QueueRow
from ui.presenters.command_grammar_callers import KINDS, OUTCOMES
from ui.presenters.command_grammar_intents_callers import (
    BackIntent,
    CallerIntent,
    ComplaintIntent,
    ComplaintStep,
    RekindIntent,
)
from ui.presenters.command_line_doubts import why_not_other_kind
from ui.presenters.command_line_plan import Names, Plan, Target, because
from ui.wording import tr


def plan_callers(intent: CallerIntent, names: Names) -> Plan:
    """Plan a read-back, another kind, or a step of a complaint."""
    match intent:
        case BackIntent():
            return _back(intent, names)
        case RekindIntent():
            return _rekind(intent, names)
        case ComplaintIntent():
            return _complaint(intent, names)


def why_say_it_first(row: QueueRow | None, reason: str) -> str:
    """Say that a dispatch will be asked why nothing was read back; empty when it will not."""
    if row is None or reason or row.read_back is not Standing.WANTED or goes_first(row.priority):
        return ""
    return tr("nothing was read back to the caller of {incident}: add “because” and why", incident=row.number)


def _back(intent: BackIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    call_id, of_call = _call_of(intent, names, target)
    if intent.why_not:
        command = RecordReadBack(
            actor=names.actor, incident_id=target.incident_id, call_id=call_id, why_not=WhyNot.OTHER,
            words=intent.why_not,
        )  # fmt: skip
        effect = tr("No read-back possible on {incident}", incident=target.label) + of_call
        return Plan(command, because(effect, intent.why_not), "", target.number)
    command = RecordReadBack(
        actor=names.actor, incident_id=target.incident_id, call_id=call_id, confirmed=tuple(Item), complete=True
    )  # fmt: skip
    done = row is not None and row.read_back is Standing.DONE
    doubt = tr("{incident} was read back already", incident=target.number) if done else ""
    effect = tr("{incident} was read back, the caller confirmed everything", incident=target.label) + of_call
    return Plan(command, effect, doubt, target.number)


def _call_of(intent: BackIntent, names: Names, target: Target) -> tuple[CallId | None, str]:
    """Return which call of the incident is meant, with words for it; None: the last one."""
    if not intent.call.text:
        return None, ""
    call = names.call(intent.call, names.card(intent.incident, target))
    who = call.caller_name or call.caller_number or tr("unnamed")
    return CallId(call.call_id), tr(" (call {number}, {who})", number=intent.call.text, who=who)


def _rekind(intent: RekindIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    command = ReKind(actor=names.actor, incident_id=target.incident_id, kind=intent.kind, reason=intent.reason)
    old = tr(KINDS[row.kind]) if row else "?"
    effect = tr("{incident}: {old} → {new}", incident=target.label, old=old, new=tr(KINDS[intent.kind]))
    return Plan(command, because(effect, intent.reason), _why_not(intent, names, row, target), target.number)


def _why_not(intent: RekindIntent, names: Names, row: QueueRow | None, target: Target) -> str:
    if row is None:
        return ""
    if row.kind is intent.kind:
        return tr("{incident} is that already", incident=target.number)
    return why_not_other_kind(names.actor, row.kind, row.priority)


def _complaint(intent: ComplaintIntent, names: Names) -> Plan:
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    other = row is not None and row.kind is not Kind.COMPLAINT
    doubt = tr("{incident} is no complaint: use rekind", incident=target.number) if other else ""
    if intent.step is ComplaintStep.ABOUT:
        about = names.target(intent.about) if intent.about else None
        link = LinkComplaint(
            actor=names.actor, incident_id=target.incident_id, about=about.incident_id if about else None
        )
        said = about.label if about else tr("no incident")
        return Plan(link, tr("{incident} is about {about}", incident=target.number, about=said), doubt, target.number)
    if intent.outcome is None:
        told = AcknowledgeComplaint(actor=names.actor, incident_id=target.incident_id, words=intent.words)
        effect = tr("{incident} is acknowledged to whoever complained", incident=target.label)
        return Plan(told, because(effect, intent.words), doubt, target.number)
    answer = AnswerComplaint(
        actor=names.actor, incident_id=target.incident_id, outcome=intent.outcome, words=intent.words
    )
    effect = tr("{incident} is answered, {outcome}", incident=target.label, outcome=tr(OUTCOMES[intent.outcome]))
    return Plan(answer, because(effect, intent.words), doubt, target.number)
