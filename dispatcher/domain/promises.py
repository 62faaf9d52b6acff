"""What a caller was promised, and whether it was kept."""

from collections.abc import Mapping
from enum import StrEnum


class PromiseAbout(StrEnum):
    """What was promised."""

    CALL_BACK = "call_back"
    ARRIVAL = "arrival"  # somebody will be there by then
    UPDATE = "update"


class PromiseState(StrEnum):
    """OPEN has a deadline; whoever settles it says in words what the caller was told."""

    OPEN = "open"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


NEXT: Mapping[PromiseState, frozenset[PromiseState]] = {
    PromiseState.OPEN: frozenset({PromiseState.KEPT, PromiseState.WITHDRAWN}),
    PromiseState.KEPT: frozenset(),
    PromiseState.WITHDRAWN: frozenset(),
}
