"""What can be done with an attention item."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import AttentionId, OperatorId, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAttention:
    """Take an item: its sound stops, the actor owns it, it stays until its reason is gone. -> None

    Taking an AUTHORITY item is the acknowledgement that was asked for: its chain calls nobody else for it. A DECISION
    needs a `note` with what was decided. Taking an EXCEPTION, OVERDUE or TASK item settles it. With `spoke_for` the
    actor writes down what an operator of the role acknowledged by telephone, with the words heard in `note`.
    """

    actor: Actor
    attention_id: AttentionId
    note: str = ""
    spoke_for: OperatorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateAttention:
    """Give an item to a seat where somebody sits; it is open again, for that seat. -> None"""

    actor: Actor
    attention_id: AttentionId
    to_seat: Seat
    note: str = ""
