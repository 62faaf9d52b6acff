"""Proposals: somebody without the right asks for what somebody with it may give. Unanswered, they move up."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, insert, select

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import MAY, Act, Role, require
from dispatcher.domain.dispatch_commands import ReassignUnit
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import ProposalId
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.proposal_commands import DecideProposal, Proposable, Propose
from dispatcher.domain.proposals import ProposalState
from dispatcher.domain.triage import Priority
from dispatcher.domain.triage_commands import SetPriority
from dispatcher.services import chains, reaching
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.chains import Guarded, chain_name
from dispatcher.services.contexts import head
from dispatcher.services.deciding import accept_unconfirmed, declare_major, stand_down_major, stop_chain_of
from dispatcher.services.dispatching import reassign_unit
from dispatcher.services.ending_proposals import end_proposal
from dispatcher.services.grading import set_priority
from dispatcher.services.opened import open_incident
from dispatcher.storage import incidents, units
from dispatcher.storage.schema import personal_values, proposals
from dispatcher.storage.unit_of_work import UnitOfWork

_COMMANDS: Mapping[str, type[Proposable]] = {
    "set_priority": SetPriority,
    "reassign": ReassignUnit,
    "stop_chain": StopChain,
    "accept_unconfirmed": AcceptUnconfirmed,
    "declare_major": DeclareMajor,
    "stand_down_major": StandDownMajor,
}
_NAMES = {kind: name for name, kind in _COMMANDS.items()}
_ACT: Mapping[type[Proposable], Act] = {
    SetPriority: Act.DOWNGRADE_URGENT,
    ReassignUnit: Act.REASSIGN,
    StopChain: Act.STOP_CHAIN,
    AcceptUnconfirmed: Act.ACCEPT_UNCONFIRMED,
    DeclareMajor: Act.DECLARE_MAJOR,
    StandDownMajor: Act.STAND_DOWN_MAJOR,
}
_CARRY_OUT: Mapping[type[Proposable], Callable[[Any, UnitOfWork], object]] = {
    SetPriority: set_priority,
    ReassignUnit: reassign_unit,
    StopChain: stop_chain_of,
    AcceptUnconfirmed: accept_unconfirmed,
    DeclareMajor: declare_major,
}

Found = Row[tuple[Any, ...]]


def propose(command: Propose, work: UnitOfWork) -> ProposalId:
    """Store the proposal and ask those who may decide it."""
    require(command.actor, Act.PROPOSE)
    asked = replace(command.command, actor=command.actor)
    if not asked.reason.strip():
        raise Incomplete("say why you propose it", field="reason")
    incident_id = _incident_of(work, asked)
    if incident_id is None:
        raise UnknownThing("that is about no incident", field="incident")
    open_incident(work, incident_id)  # of what is closed nobody decides any more
    _require_new(work, asked, incident_id)
    proposal_id = work.new_id()
    kept = work.keep("proposal", proposal_id, "reason", asked.reason.strip())
    bare = replace(asked, reason="")
    work.connection.execute(
        insert(proposals).values(
            id=proposal_id, incident_id=incident_id, act=_NAMES[type(asked)],
            body=TypeAdapter(type(bare)).dump_json(bare).decode(), state=ProposalState.OPEN.value,
            proposed_at=work.now, proposed_by=command.actor.operator, seat=command.actor.seat, reason_id=kept.id,
        )
    )  # fmt: skip
    work.record(
        EntryKind.PROPOSED, command.actor, incident_id, proposal=proposal_id, act=_NAMES[type(asked)],
        what=_what(work, asked), reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    _ask(work, asked, proposal_id, incident_id)
    return ProposalId(proposal_id)


def decide_proposal(command: DecideProposal, work: UnitOfWork) -> None:
    """Carry the proposal out with the decider's authority, refuse it with a reason, or withdraw one's own."""
    row = work.connection.execute(select(proposals).where(proposals.c.id == command.proposal_id)).one_or_none()
    if row is None:
        raise UnknownThing("there is no such proposal", field="proposal")
    asked = _read(work, row)
    own = row.proposed_by == command.actor.operator
    if own and not command.approve:
        end_proposal(work, row, ProposalState.WITHDRAWN, command.actor, command.reason)
        return
    if command.actor.role not in MAY[_ACT[type(asked)]]:
        raise NotAuthorised(f"a {command.actor.role.value.replace('_', ' ')} may not decide this; {_who_may(asked)}")
    if not command.approve:
        if not command.reason.strip():
            raise Incomplete("say why it is refused", field="reason")
        end_proposal(work, row, ProposalState.REFUSED, command.actor, command.reason)
        return
    end_proposal(work, row, ProposalState.APPROVED, command.actor, command.reason)
    given = replace(asked, actor=command.actor)
    if isinstance(given, StandDownMajor):
        stand_down_major(given, work, proposed_by=row.proposed_by)
    else:
        _CARRY_OUT[type(given)](given, work)


def _read(work: UnitOfWork, row: Found) -> Proposable:
    words = work.connection.execute(
        select(personal_values.c.value).where(personal_values.c.id == row.reason_id)
    ).scalar_one()
    bare: Proposable = TypeAdapter(_COMMANDS[row.act]).validate_json(row.body)
    return replace(bare, reason=words or "(destroyed)")


def _incident_of(work: UnitOfWork, asked: Proposable) -> str | None:
    if not isinstance(asked, StopChain | ReassignUnit):
        return incidents.get(work.connection, asked.incident_id).id
    unit = units.by_call_sign(work.connection, asked.call_sign)
    current = units.active_assignment(work.connection, unit.id)
    if isinstance(asked, ReassignUnit):
        return asked.incident_id
    return current.incident_id if current else None


def _require_new(work: UnitOfWork, asked: Proposable, incident_id: str) -> None:
    open_ones = work.connection.execute(
        select(proposals.c.seat, proposals.c.body).where(
            proposals.c.incident_id == incident_id, proposals.c.act == _NAMES[type(asked)],
            proposals.c.state == ProposalState.OPEN.value,
        )
    ).all()  # fmt: skip
    for row in open_ones:
        other: Proposable = TypeAdapter(type(asked)).validate_json(row.body)
        if replace(other, actor=asked.actor) == replace(asked, reason=""):
            raise InvalidTransition(f"{row.seat} has proposed the very same; it waits for an answer", field="incident")


def _what(work: UnitOfWork, asked: Proposable) -> str:
    """Return what is proposed, in words that carry nobody's data."""
    match asked:
        case SetPriority():
            return f"set it to {asked.priority.value}"
        case ReassignUnit():
            return f"move {asked.call_sign} to {incidents.get(work.connection, asked.incident_id).number}"
        case StopChain():
            return f"stop what runs for {asked.call_sign}"
        case AcceptUnconfirmed():
            return "go on without an answer"
        case DeclareMajor():
            return "declare it major"
        case StandDownMajor():
            return "stand the major incident down"


def _who_may(asked: Proposable) -> str:
    roles = sorted(role.value.replace("_", " ") for role in MAY[_ACT[type(asked)]])
    return f"ask a {' or '.join(roles)}"


def _ask(work: UnitOfWork, asked: Proposable, proposal_id: str, incident_id: str) -> None:
    incident = incidents.get(work.connection, incident_id)
    least = Role.DUTY_MANAGER if isinstance(asked, StandDownMajor) else Role.SUPERVISOR
    role, phone = reaching.reachable(work).resolve(least)
    words = f"{head(incident)}: {asked.actor.seat} proposes to {_what(work, asked)}"
    raise_item(
        work,
        Item(
            kind=AttentionKind.APPROVAL, cause=f"proposal:{proposal_id}",
            text=f"{words}; ring {phone}" if phone else words, for_role=role, least_role=least,
            priority=incident.priority, incident_id=incident_id, chain=chain_name(Subject.PROPOSAL, proposal_id),
        ),
    )  # fmt: skip
    of = Guarded(subject=Subject.PROPOSAL, subject_id=proposal_id, priority=incident.priority, incident_id=incident_id)
    if not chains.start(work, of):
        raise Rejected(f"the pack has no chain for a proposal of a {Priority(incident.priority).value}")
