"""The radio channels and the top line. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.worlds import World


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """A channel's health as its holder last reported it. `state` is a radio state word (down ... failed)."""

    name: str
    driver: str
    state: str
    since: datetime
    reason: str
    waiting: int  # pages queued for it
    held: bool  # a process holds its lease
    held_since: datetime | None = None  # a person holds it back: nothing goes on air


@dataclass(frozen=True, slots=True, kw_only=True)
class SentinelRow:
    """The top line: is the room guarded, is the radio up, which world is this?"""

    world: World
    unguarded: int  # open incidents, and contacts that nobody has settled
    open_incidents: int
    scheduler_beat_at: datetime | None  # last sweep of the holder of the deadline duty
    scheduler_held: bool
    missed_deadlines: int  # due for more than 1 s and not yet run
    channels: tuple[ChannelRow, ...]
    unguarded_contacts: int = 0  # of the unguarded
    contacts_waiting: int = 0
