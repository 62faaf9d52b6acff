"""What can be asked about a call that is still being written down at a seat."""

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import Seat


class DraftState(StrEnum):
    """Whether a draft is in somebody's hand, or was left without a record."""

    OPEN = "open"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """Keep what a seat has typed of a call; it replaces what was kept of that draft before. -> None

    Nobody need be signed on: words come before names. Not journalled. An abandoned draft is open again by it.
    """

    seat: Seat
    draft_id: str
    body: str  # JSON of the workstation's own making
    operator: str = ""  # id of whoever is signed on


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """Put a draft away. -> None

    Without a reason everything it held is in the record, or it held nothing: it goes. With a reason it is an
    abandoned call: journalled, kept, and may be reopened by `SaveDraft`.
    """

    actor: Actor
    draft_id: str
    reason: str = ""
