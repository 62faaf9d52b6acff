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


class ChannelTestExpects(StrEnum):
    """How far a test message must get."""

    ACCEPTED = "accepted"
    ON_AIR = "on_air"
    DELIVERED = "delivered"
    READ = "read"
    HEARD = "heard"  # it comes in again over the same channel: the whole way there and back
