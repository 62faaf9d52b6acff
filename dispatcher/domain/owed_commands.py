"""What is owed to callers and partners: promises, transfers."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import IncidentId, PromiseId, TransferId
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.transfers import TransferState


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePromise:
    """Note what a caller was promised, and by when (aware UTC). It is guarded from now on. -> PromiseId"""

    actor: Actor
    incident_id: IncidentId
    about: PromiseAbout
    due_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePromise:
    """Say that a promise was kept, or why it is withdrawn. -> None"""

    actor: Actor
    promise_id: PromiseId
    kept: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTransfer:
    """Offer an incident to a partner agency. It stays ours until a person there has accepted it. -> TransferId"""

    actor: Actor
    incident_id: IncidentId
    partner: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTransfer:
    """Write down the partner's answer with the words heard; or withdraw the offer, and say why. -> None"""

    actor: Actor
    transfer_id: TransferId
    answer: TransferState
    words_heard: str
