"""What somebody without the right proposes to somebody who has it. No right is exercised by silence."""

from collections.abc import Mapping
from enum import StrEnum


class ProposalState(StrEnum):
    """OPEN moves up from authority to authority until one answers."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who proposed it
    VOID = "void"  # what it was about is over


NEXT: Mapping[ProposalState, frozenset[ProposalState]] = {
    ProposalState.OPEN: frozenset(ProposalState) - {ProposalState.OPEN},
    ProposalState.APPROVED: frozenset(),
    ProposalState.REFUSED: frozenset(),
    ProposalState.WITHDRAWN: frozenset(),
    ProposalState.VOID: frozenset(),
}
