"""Channels that are tried out end to end, and what came of it."""

from collections.abc import Mapping
from enum import StrEnum


class ChannelTestState(StrEnum):
    """WAITING for the line, ON_LINE, then PASSED when what was expected came in time, else FAILED."""

    WAITING = "waiting"
    ON_LINE = "on_line"
    PASSED = "passed"
    FAILED = "failed"


NEXT: Mapping[ChannelTestState, frozenset[ChannelTestState]] = {
    ChannelTestState.WAITING: frozenset({ChannelTestState.ON_LINE, ChannelTestState.FAILED}),
    ChannelTestState.ON_LINE: frozenset({ChannelTestState.PASSED, ChannelTestState.FAILED}),
    ChannelTestState.PASSED: frozenset(),
    ChannelTestState.FAILED: frozenset(),
}

RUNNING = frozenset({ChannelTestState.WAITING, ChannelTestState.ON_LINE})


UP = "up"
"""The state of a channel whose device answers well (a radio state word)."""
TEST_DUE, TEST_OVER = "test_due", "test_over"
"""Deadlines of a channel: its next scheduled test, and the end of the one under way."""


def success_cause(channel: str, about: str) -> str:
    """Return the cause under which a ratio that is too low is raised; `about` is accepted or delivered."""
    return f"channel:{channel}:success:{about}"


class ChannelTestExpects(StrEnum):
    """How far a test message must get."""

    ACCEPTED = "accepted"
    ON_AIR = "on_air"
    DELIVERED = "delivered"
    READ = "read"
    HEARD = "heard"  # it comes in again over the same channel: the whole way there and back
