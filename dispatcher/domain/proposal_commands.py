"""What somebody without the right may ask of somebody who has it."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.dispatch_commands import ReassignUnit
from dispatcher.domain.identifiers import ProposalId
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.triage_commands import SetPriority

Proposable = SetPriority | ReassignUnit | StopChain | AcceptUnconfirmed | DeclareMajor | StandDownMajor
"""What somebody without the right may propose to somebody who has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Put a command to the authority that may give it; unanswered, it moves up. -> ProposalId

    `command.actor` is whoever proposes, and its reason the reason of the proposal.
    """

    actor: Actor
    command: Proposable


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideProposal:
    """Approve a proposal, and so give its command with the actor's own authority; or refuse it, with a reason. -> None

    Whoever proposed it may only withdraw it (`approve` false).
    """

    actor: Actor
    proposal_id: ProposalId
    approve: bool
    reason: str = ""
