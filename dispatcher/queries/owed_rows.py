"""What an incident owes and waits for: promises, transfers, proposals. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.promises import PromiseAbout, PromiseState
from dispatcher.domain.transfers import TransferState


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """What the caller was promised."""

    promise_id: str
    about: PromiseAbout
    state: PromiseState
    due_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """An offer to a partner."""

    transfer_id: str
    partner: str
    title: str
    phone: str
    state: TransferState
    offered_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """What waits for somebody with the authority."""

    proposal_id: str
    act: str
    what: str = ""  # of the act: a priority, a call sign; empty when the act says it all
    proposed_by: str  # name
    seat: str
    proposed_at: datetime
    reason: str
