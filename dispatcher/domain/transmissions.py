"""The ladder of a transmission and the life of each attempt on the line."""

from collections.abc import Mapping
from enum import StrEnum


class TransmissionState(StrEnum):
    """Rungs 0 to 5 and the side exits (design §2). A rung is shown only when its evidence is stored."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    ON_AIR = "on_air"
    DELIVERED = "delivered"
    READ = "read"
    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


_T = TransmissionState
LADDER: tuple[TransmissionState, ...] = (
    _T.QUEUED,
    _T.ACCEPTED,
    _T.ON_AIR,
    _T.DELIVERED,
    _T.READ,
    _T.ACKNOWLEDGED,
)

_FROM_ACCEPTED = frozenset({_T.ON_AIR, _T.DELIVERED, _T.READ, _T.ACKNOWLEDGED})
_EXITS = frozenset({_T.REJECTED, _T.FAILED, _T.EXPIRED, _T.CANCELLED, _T.UNCERTAIN})
_ANSWERED = frozenset({_T.ACKNOWLEDGED})
_RETRACTIONS = frozenset({_T.REJECTED, _T.FAILED, _T.UNCERTAIN})

NEXT: Mapping[TransmissionState, frozenset[TransmissionState]] = {
    _T.QUEUED: frozenset(LADDER[1:]) | _EXITS,
    # The far end may take back what it accepted (TAP: RS at EOT); the retraction is stored as such.
    _T.ACCEPTED: _FROM_ACCEPTED | _RETRACTIONS | {_T.EXPIRED},
    _T.ON_AIR: frozenset({_T.DELIVERED, _T.READ, _T.ACKNOWLEDGED, _T.EXPIRED}) | _RETRACTIONS,
    _T.DELIVERED: frozenset({_T.READ, _T.ACKNOWLEDGED, _T.EXPIRED}),
    _T.READ: frozenset({_T.ACKNOWLEDGED, _T.EXPIRED}),
    _T.ACKNOWLEDGED: frozenset(),
    # A repeat, another bearer's answer or a late receipt may still lift these.
    _T.REJECTED: frozenset({_T.ACCEPTED}) | _FROM_ACCEPTED,
    _T.FAILED: frozenset({_T.ACCEPTED, _T.REJECTED, _T.UNCERTAIN, _T.CANCELLED, _T.EXPIRED}) | _FROM_ACCEPTED,
    _T.EXPIRED: _FROM_ACCEPTED,
    _T.CANCELLED: frozenset(),
    _T.UNCERTAIN: frozenset({_T.ACCEPTED, _T.REJECTED, _T.EXPIRED}) | _FROM_ACCEPTED,
}

WENT_OUT = frozenset({_T.ACCEPTED, _T.ON_AIR, _T.DELIVERED, _T.READ, _T.ACKNOWLEDGED, _T.UNCERTAIN})
"""A crew may have this message in its hands."""


class AttemptState(StrEnum):
    """One try on the line. WAITING attempts are the outbox."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    ANSWERED = "answered"  # voice only: a person answered


_P = AttemptState
ATTEMPT_NEXT: Mapping[AttemptState, frozenset[AttemptState]] = {
    _P.WAITING: frozenset({_P.CLAIMED, _P.CANCELLED, _P.ANSWERED}),
    _P.CLAIMED: frozenset({_P.ACCEPTED, _P.REJECTED, _P.FAILED, _P.UNCERTAIN, _P.ANSWERED, _P.CANCELLED}),
    _P.ACCEPTED: frozenset({_P.REJECTED, _P.FAILED, _P.UNCERTAIN}),  # retraction only
    _P.REJECTED: frozenset(),
    _P.FAILED: frozenset(),
    _P.UNCERTAIN: frozenset(),
    _P.CANCELLED: frozenset(),
    _P.ANSWERED: frozenset(),
}

OUTSTANDING = frozenset({_P.WAITING, _P.CLAIMED})
"""At most one attempt of a transmission at a time: a page never queues behind a copy of itself."""


class Mark(StrEnum):
    """Said beside a transmission's rung."""

    TRUNCATED = "truncated"
    REPEAT = "repeat"
    LATE = "late"
    MAYBE_DOUBLED = "maybe_doubled"


class Purpose(StrEnum):
    """Why a message was written."""

    DISPATCH = "dispatch"
    STAND_DOWN = "stand_down"


REPEAT_MARK = "REPEAT "
"""Put before the text of a second attempt, so that a crew knows it for a copy."""


def rises(old: TransmissionState, new: TransmissionState) -> bool:
    """Tell whether `new` is allowed after `old` without a retraction: a rung only rises."""
    if old in LADDER and new in LADDER:
        return LADDER.index(new) > LADDER.index(old)
    return new in NEXT[old] and not (old in LADDER[1:] and new in _RETRACTIONS)
