"""Attention items: what the room must not overlook, coalesced by cause and owned."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from dispatcher.domain.triage import Priority


class AttentionKind(StrEnum):
    """What an item asks for."""

    TECHNICAL_ALARM = "technical_alarm"
    VOICE_TASK = "voice_task"
    SUPERVISOR = "supervisor"
    EXCEPTION = "exception"
    OVERDUE = "overdue"  # a guard found an incident that nobody looked after


class AttentionState(StrEnum):
    """OPEN sounds; TAKEN is silent but stays on screen; RESOLVED is gone because its reason is."""

    OPEN = "open"
    TAKEN = "taken"
    RESOLVED = "resolved"


NEXT: Mapping[AttentionState, frozenset[AttentionState]] = {
    AttentionState.OPEN: frozenset({AttentionState.TAKEN, AttentionState.RESOLVED}),
    # A step that comes again (supervisor, every 60 s) raises its item anew.
    AttentionState.TAKEN: frozenset({AttentionState.OPEN, AttentionState.RESOLVED}),
    AttentionState.RESOLVED: frozenset(),
}

UNRESOLVED = frozenset(AttentionState) - {AttentionState.RESOLVED}

RANK: Mapping[AttentionKind, int] = {
    AttentionKind.SUPERVISOR: 0,
    AttentionKind.VOICE_TASK: 1,
    AttentionKind.TECHNICAL_ALARM: 2,
    AttentionKind.OVERDUE: 3,
    AttentionKind.EXCEPTION: 4,
}
"""Order on the strip inside one priority."""

ROOM_RANK = Priority.P2.rank + 0.5
"""Trouble of the whole room bears no priority: a channel that is down, a workstation without sound."""
_NO_HURRY = Priority.P5.rank + 1.0


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

    By the priority of its incident; inside one priority what nobody has taken comes first, then supervisor, voice
    task, technical alarm, overdue and exception, of each the loudest and then the oldest. Trouble of the whole room
    bears no priority and stands after P2; what is only about one unit and no incident (`about_one`) stands last.
    """
    rank = float(priority.rank) if priority else _NO_HURRY if about_one else ROOM_RANK
    return rank, state is AttentionState.TAKEN, RANK[kind], -level, raised_at
