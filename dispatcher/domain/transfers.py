"""An incident offered to a partner agency: complete only when a person there has accepted it (UCRI2)."""

from collections.abc import Mapping
from enum import StrEnum


class TransferState(StrEnum):
    """A technical receipt is no answer: ACCEPTED and REFUSED carry the words of a person there."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[TransferState, frozenset[TransferState]] = {
    TransferState.PENDING: frozenset({TransferState.ACCEPTED, TransferState.REFUSED, TransferState.WITHDRAWN}),
    TransferState.ACCEPTED: frozenset(),
    TransferState.REFUSED: frozenset(),
    TransferState.WITHDRAWN: frozenset(),
}
