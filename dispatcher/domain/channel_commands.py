"""What a person may ask of a channel: hold it, let it go on, try it out."""

from dataclasses import dataclass

from dispatcher.domain.authority import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldChannel:
    """Let nothing more be claimed for a channel's line; what waits stays shown and keeps its chains. -> None"""

    actor: Actor
    channel: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseChannel:
    """Let a held channel go on. -> None"""

    actor: Actor
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestChannel:
    """Put a test message on a channel now, whatever its schedule. -> the test's id"""

    __test__ = False  # not a test of pytest's

    actor: Actor
    channel: str
