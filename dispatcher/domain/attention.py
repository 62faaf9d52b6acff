"""Attention items: what the room must not overlook, coalesced by cause and owned."""

from collections.abc import Mapping
from enum import StrEnum


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
