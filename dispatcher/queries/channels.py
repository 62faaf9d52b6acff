"""Channels as a radio desk sees them: the questions, and the rows that come back. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.channels import ChannelTestExpects, ChannelTestState
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTestRow:
    """One end-to-end test of a channel, with the very bytes."""

    test_id: str
    channel: str
    state: ChannelTestState
    expects: ChannelTestExpects
    reached: str | None  # the highest rung, or "heard"
    asked_by: str | None  # name; None: the schedule
    queued_at: datetime
    due_at: datetime  # what is expected comes by then
    claimed_at: datetime | None
    ended_at: datetime | None
    address: str
    text: str
    code: str | None
    detail: str
    bytes_sent: bytes
    bytes_received: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLineRow:
    """What a channel's line carries now."""

    call_signs: tuple[str, ...]  # several: one page to a group; none: a test
    incident_number: str  # empty: a test
    since: datetime
    forecast_s: float  # until the far side should have taken it, from `since`


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingRow:
    """A page that waits for the line, in its order."""

    call_signs: tuple[str, ...]  # several: they wait for the same words, and a group carries them as one page
    incident_id: str
    incident_number: str
    rank: int
    queued_at: datetime
    on_air_in_s: float | None  # None: the channel is held or not up, nobody can tell
    group: str = ""  # the group's name


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDetailRow:
    """A channel as its holder last reported it, what waits for it, and how it did lately."""

    name: str
    title: str
    driver: str
    is_voice: bool  # people speak there: no line, no test, no hold
    highest: TransmissionState  # the highest rung that it can report
    state: str  # a radio state word (down ... failed)
    since: datetime
    reason: str
    has_holder: bool  # a process of this room holds its lease
    held_since: datetime | None  # a person holds it back: nothing is claimed for the line
    held_by: str | None  # name
    hold_reason: str
    waiting: tuple[tuple[Priority, int], ...]  # pages that wait, by priority; priorities without any are left out
    on_line: tuple[OnLineRow, ...]
    queue: tuple[OutgoingRow, ...]  # the first of what waits
    clear_in_s: float | None  # until the line is done with all that waits; None while it is held or not up
    is_open: bool  # anybody may listen
    is_informal: bool
    has_test: bool  # the pack says how it is tried out
    test: ChannelTestRow | None  # the one under way, else the last
    next_test_at: datetime | None
    window_s: float  # of the four numbers that follow
    attempted: int
    accepted: int
    settled: int  # accepted so long ago that a delivery would have been told
    delivered: int | None  # of the settled; None: the channel cannot tell
    low_success: bool  # a ratio is below what the pack asks, and an item says so

    @property
    def waits(self) -> int:
        """How many pages wait."""
        return sum(count for _, count in self.waiting)


@dataclass(frozen=True, slots=True)
class AskChannels(Query[tuple[ChannelDetailRow, ...]]):
    """Every channel of the room, by name."""


@dataclass(frozen=True, slots=True)
class AskChannelTests(Query[tuple[ChannelTestRow, ...]]):
    """The tests of a channel, the newest first."""

    channel: str
    limit: int = 50
