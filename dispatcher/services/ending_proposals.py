"""A proposal ends: approved, refused, withdrawn, or void because what it was about is over."""

from typing import Any

from sqlalchemy import Row, select, update

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.proposals import NEXT, ProposalState
from dispatcher.domain.transitions import advance
from dispatcher.services import chains
from dispatcher.storage.schema import proposals
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


def end_proposal(work: UnitOfWork, row: Row[Any], state: ProposalState, actor: Actor, reason: str) -> None:
    """Move a proposal to an end, with the words of whoever decides, and end its chain.

    Raises:
        InvalidTransition: it has ended already.
    """
    advance(NEXT, "the proposal", ProposalState(row.state), state)
    decided_by = None if actor.role is Role.SYSTEM else actor.operator
    work.connection.execute(
        update(proposals)
        .where(proposals.c.id == row.id)
        .values(state=state.value, decided_at=work.now, decided_by=decided_by)
    )
    kept = work.keep("proposal", row.id, "reason", reason.strip()) if reason.strip() else None
    work.record(
        EntryKind.PROPOSAL_DECIDED, actor, row.incident_id, proposal=row.id, act=row.act, state=state.value,
        proposed_by=row.proposed_by, reason={"id": kept.id, "digest": kept.digest} if kept else None,
    )  # fmt: skip
    chains.end(work, Subject.PROPOSAL, row.id, f"the proposal was {state.value}")


def void_of_incident(work: UnitOfWork, incident_id: str) -> None:
    """End the proposals of an incident that is over."""
    waiting = proposals.c.state == ProposalState.OPEN.value
    for row in work.connection.execute(select(proposals).where(proposals.c.incident_id == incident_id, waiting)).all():
        end_proposal(work, row, ProposalState.VOID, SYSTEM, "")
