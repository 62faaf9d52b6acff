"""What only authority may do, and how it is proposed by whoever has not the right: nothing is typed twice."""

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.authority import ANSWERS_FOR, Role
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.proposal_commands import Proposable, Propose
from dispatcher.domain.triage_commands import SetPriority
from ui.presenters.command_grammar_intents_guards import (
    AcceptIntent,
    AuthorityIntent,
    MajorIntent,
    StandDownIntent,
    StopIntent,
)
from ui.presenters.command_line_doubts import forbidden, is_committed, why_not_lower
from ui.presenters.command_line_plan import Names, Plan, because
from ui.wording import role_word, tr


def plan_authority(intent: AuthorityIntent, names: Names) -> Plan:
    """Plan what only authority may do."""
    match intent:
        case StopIntent():
            return _stop(intent, names)
        case AcceptIntent():
            return _accept(intent, names)
        case MajorIntent():
            return _major(intent, names)
        case StandDownIntent():
            return _stand_down(intent, names)


def _stop(intent: StopIntent, names: Names) -> Plan:
    """End what runs for a unit that has not answered."""
    row = names.unit(intent.unit)
    number = row.incident_number or ""
    shape = (
        tr("Stop what runs for {unit} on {incident}, without an answer") if number else tr("Stop what runs for {unit}")
    )
    effect = because(shape.format(unit=row.call_sign, incident=number), intent.reason)
    answered = is_committed(row) and row.assignment_state not in UNANSWERED
    doubt = tr("{unit} has answered: nothing runs for it", unit=row.call_sign) if answered else ""
    command = StopChain(actor=names.actor, call_sign=row.call_sign, reason=intent.reason)
    return Plan(command, effect, doubt, number)


def _accept(intent: AcceptIntent, names: Names) -> Plan:
    """Go on without an answer."""
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    waits = ", ".join(unit.call_sign for unit in row.units if unit.state in UNANSWERED) if row else ""
    effect = tr("Go on without an answer on {incident}", incident=target.label)
    if waits:
        effect = tr("{effect}; nobody asks {units} any more", effect=effect, units=waits)
    idle = row is not None and not waits and not row.unconfirmed
    doubt = tr("{incident} waits for no answer", incident=target.number) if idle else ""
    command = AcceptUnconfirmed(actor=names.actor, incident_id=target.incident_id, reason=intent.reason)
    return Plan(command, because(effect, intent.reason), doubt, target.number)


def _major(intent: MajorIntent, names: Names) -> Plan:
    """Declare an incident major."""
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    doubt = tr("{incident} is declared major already", incident=target.number) if row and row.major else ""
    command = DeclareMajor(actor=names.actor, incident_id=target.incident_id, reason=intent.reason)
    effect = because(tr("Declare {incident} major", incident=target.label), intent.reason)
    return Plan(command, effect, doubt, target.number)


def _stand_down(intent: StandDownIntent, names: Names) -> Plan:
    """End a major incident; this is always proposed, for it takes two."""
    target = names.target(intent.incident)
    row = names.vocabulary.incident(target.incident_id)
    doubt = tr("{incident} is not a major incident", incident=target.number) if row and not row.major else ""
    command = StandDownMajor(actor=names.actor, incident_id=target.incident_id, reason=intent.reason)
    effect = because(tr("End the major incident {incident}", incident=target.label), intent.reason)
    return Plan(command, effect, doubt, target.number)


def by_authority(found: Plan, names: Names, *, asked: bool) -> Plan:
    """Return the plan as the actor may give it: as it is, or as a proposal when that was asked for or must be."""
    if not isinstance(found.command, Proposable):
        refused = forbidden(names.actor, found.command)
        return Plan(found.command, found.effect, refused, found.target) if refused else found
    why = _why_not(names, found.command)
    if not asked and not why:
        return found
    least = asked_role(found.command)
    effect = tr("Propose to a {role}: {effect}", role=role_word(least), effect=found.effect)
    because_of = tr("Enter proposes it: {why}", why=why) if why and not asked else ""
    doubts = (because_of, found.warning, _nobody(names, least))
    warning = "; ".join(doubt for doubt in doubts if doubt)
    return Plan(Propose(actor=names.actor, command=found.command), effect, warning, found.target)


def asked_role(command: Proposable) -> Role:
    """Return the least role that decides a proposal."""
    return Role.DUTY_MANAGER if isinstance(command, StandDownMajor) else Role.SUPERVISOR


def _why_not(names: Names, command: Proposable) -> str:
    if isinstance(command, StandDownMajor):
        return tr("it takes two: one proposes, a duty manager approves")
    refused = forbidden(names.actor, command)
    if refused or not isinstance(command, SetPriority):
        return refused
    row = names.vocabulary.incident(command.incident_id)
    return why_not_lower(names.actor, row.priority, command.priority) if row else ""


def _nobody(names: Names, least: Role) -> str:
    """Say that the proposal finds nobody at a seat, as far as the duties are known."""
    duties = names.vocabulary.duties
    if not duties or any(_decides(duty.role, least) and duty.seat != names.actor.seat for duty in duties):
        return ""
    return tr("no other {role} is at a seat: whoever can be reached is to be rung", role=role_word(least))


def _decides(role: Role, least: Role) -> bool:
    return role in ANSWERS_FOR[least]
