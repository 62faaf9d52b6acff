"""An assignment: one unit on one incident, from plan to clear."""

from collections.abc import Mapping
from enum import StrEnum

from dispatcher.domain.errors import InvalidTransition


class AssignmentState(StrEnum):
    """Owned by the assignment (design §2); the unit owns only its availability."""

    PLANNED = "planned"
    ALERTED = "alerted"
    ACKNOWLEDGED = "acknowledged"
    EN_ROUTE = "en_route"
    STAGED = "staged"
    ON_SCENE = "on_scene"
    WITH_PATIENT = "with_patient"
    TRANSPORTING = "transporting"
    AT_DESTINATION = "at_destination"
    CLEARING = "clearing"
    CLEARED = "cleared"
    DECLINED = "declined"
    RECALLED = "recalled"


_S = AssignmentState
_WORKING = frozenset({_S.EN_ROUTE, _S.STAGED, _S.ON_SCENE})
_ENDS = frozenset({_S.CLEARED, _S.RECALLED})

NEXT: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    _S.PLANNED: frozenset({_S.ALERTED, _S.RECALLED}),
    _S.ALERTED: frozenset({_S.ACKNOWLEDGED, _S.EN_ROUTE, _S.STAGED, _S.ON_SCENE, _S.DECLINED, _S.RECALLED}),
    _S.ACKNOWLEDGED: _WORKING | _ENDS | {_S.DECLINED},
    _S.EN_ROUTE: frozenset({_S.STAGED, _S.ON_SCENE}) | _ENDS,
    _S.STAGED: frozenset({_S.EN_ROUTE, _S.ON_SCENE, _S.CLEARING}) | _ENDS,
    _S.ON_SCENE: frozenset({_S.WITH_PATIENT, _S.TRANSPORTING, _S.CLEARING}) | _ENDS,
    _S.WITH_PATIENT: frozenset({_S.TRANSPORTING, _S.CLEARING}) | _ENDS,
    _S.TRANSPORTING: frozenset({_S.AT_DESTINATION, _S.CLEARING}) | _ENDS,
    _S.AT_DESTINATION: frozenset({_S.CLEARING}) | _ENDS,
    _S.CLEARING: frozenset({_S.CLEARED}),
    _S.CLEARED: frozenset(),
    _S.DECLINED: frozenset(),
    _S.RECALLED: frozenset(),
}
"""domain.md §6. A status that arrives before an acknowledgement implies it."""

ACTIVE = frozenset(
    state for state in AssignmentState if state not in {_S.PLANNED, _S.CLEARED, _S.DECLINED, _S.RECALLED}
)
"""A unit has at most one assignment in these states in the whole room."""

UNANSWERED = frozenset({_S.ALERTED})

CREW_STATUSES = (
    _S.EN_ROUTE, _S.STAGED, _S.ON_SCENE, _S.WITH_PATIENT, _S.TRANSPORTING, _S.AT_DESTINATION, _S.CLEARING, _S.CLEARED,
)  # fmt: skip
"""What a crew may report of itself, in the order of a job."""


def after_status(old: AssignmentState, reported: AssignmentState) -> tuple[AssignmentState, bool]:
    """Return (new state, whether steps between were inferred) for a status that a crew reports.

    The same status again changes nothing. A state is never moved back.

    Raises:
        InvalidTransition: the report makes no sense here; the caller keeps it as an exception item.
    """
    if reported == old and reported in CREW_STATUSES:
        return old, False
    if reported not in CREW_STATUSES or reported not in NEXT[old]:
        raise InvalidTransition(f"a unit that is {old.value} cannot report {reported.value}")
    inferred = reported not in {_S.EN_ROUTE} and old in {_S.ALERTED, _S.ACKNOWLEDGED} and reported is not _S.CLEARED
    return reported, inferred
