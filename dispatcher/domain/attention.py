"""Attention items: what the room must not overlook, coalesced by cause and owned."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.triage import Priority


class AttentionKind(StrEnum):
    """What an item asks for."""

    EMERGENCY = "emergency"  # somebody pressed the button
    TECHNICAL_ALARM = "technical_alarm"
    VOICE_TASK = "voice_task"
    AUTHORITY = "authority"  # a person of the role must acknowledge
    DECISION = "decision"  # and says in words what is to be done
    APPROVAL = "approval"  # somebody without the right proposes something
    TASK = "task"  # something to do, and to say that it is done
    EXCEPTION = "exception"
    OVERDUE = "overdue"  # a guard found what nobody looked after


class AttentionState(StrEnum):
    """OPEN sounds; TAKEN is silent but stays on screen; RESOLVED is gone because its reason is."""

    OPEN = "open"
    TAKEN = "taken"
    RESOLVED = "resolved"


NEXT: Mapping[AttentionState, frozenset[AttentionState]] = {
    AttentionState.OPEN: frozenset({AttentionState.TAKEN, AttentionState.RESOLVED}),
    # A step that comes again raises its item anew; what was delegated is open to its new owner.
    AttentionState.TAKEN: frozenset({AttentionState.OPEN, AttentionState.RESOLVED}),
    AttentionState.RESOLVED: frozenset(),
}

ASKS_A_PERSON = frozenset({AttentionKind.AUTHORITY, AttentionKind.DECISION, AttentionKind.APPROVAL})
"""Only somebody with the role that is asked for, or one above it, may answer these."""

UNRESOLVED = frozenset(AttentionState) - {AttentionState.RESOLVED}

RANK: Mapping[AttentionKind, int] = {
    AttentionKind.EMERGENCY: 0,
    AttentionKind.AUTHORITY: 1,
    AttentionKind.DECISION: 2,
    AttentionKind.APPROVAL: 3,
    AttentionKind.VOICE_TASK: 4,
    AttentionKind.TASK: 5,
    AttentionKind.TECHNICAL_ALARM: 6,
    AttentionKind.OVERDUE: 7,
    AttentionKind.EXCEPTION: 8,
}
"""Order on the strip inside one priority."""

ROOM_RANK = Priority.P2.rank + 0.5
"""Trouble of the whole room bears no priority: a channel that is down, a workstation without sound."""
NO_HURRY = Priority.P5.rank + 1.0
"""What is only about one unit, and no incident."""


def pressing(
    priority: Priority | None,
    state: AttentionState,
    kind: AttentionKind,
    level: int,
    raised_at: datetime,
    *,
    about_one: bool,
) -> tuple[float, bool, int, int, datetime]:
    """Return where an item stands on the strip, the most pressing first.

    By the priority of its incident; inside one priority what nobody has taken comes first, then in the order of
    `RANK`, of each the loudest and then the oldest. Trouble of the whole room
    bears no priority and stands after P2; what is only about one unit and no incident (`about_one`) stands last.
    """
    rank = float(priority.rank) if priority else NO_HURRY if about_one else ROOM_RANK
    return rank, state is AttentionState.TAKEN, RANK[kind], -level, raised_at
