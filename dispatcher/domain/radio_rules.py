"""What the pack says of channels beyond their lines: tests, ratios, plans, groups, and what is open to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

from dispatcher.domain.channels import ChannelTestExpects
from dispatcher.domain.groups import Group
from dispatcher.domain.plans import Plan

_NO_ZONE: tzinfo = UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of the day, local time, in which no scheduled test is put on the air; `until` may lie on the next day."""

    begins: time
    until: time

    def ends_after(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """Return when the quiet that a moment falls into ends; None when it falls into none."""
        local = moment.astimezone(zone)
        day = local.date()
        begun = [datetime.combine(day - timedelta(days=back), self.begins, zone) for back in (0, 1)]
        for begin in begun:
            end = datetime.combine(begin.date() + timedelta(days=self.until <= self.begins), self.until, zone)
            if begin <= local < end:
                return end.astimezone(UTC)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRule:
    """How a channel is tried out end to end."""

    __test__ = False  # not a test of pytest's

    address: str
    expects: ChannelTestExpects
    within_s: float  # from the line's taking it
    every_s: float | None = None  # None: only when somebody asks
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessRule:
    """When a channel's success is so low that it is trouble of its own. Ratios lie between 0 and 1."""

    window_s: float
    floor: int  # fewer attempts than this tell nothing
    accepted: float  # of those attempted
    delivered: float | None = None  # of those accepted, on a channel that can tell
    grace_s: float = 120.0  # a delivery may take so long


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """What the pack says of one channel."""

    title: str
    informal: bool = False  # never the first for P1 and P2
    is_open: bool = False  # anybody may listen
    test: TestRule | None = None
    success: SuccessRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioRules:
    """The radio part of the room's rules."""

    channels: Mapping[str, ChannelRule] = field(default_factory=dict[str, ChannelRule])
    plans: tuple[Plan, ...] = ()
    groups: tuple[Group, ...] = ()
    zone: tzinfo = _NO_ZONE

    def rule(self, channel: str) -> ChannelRule:
        """Return what is said of a channel; nothing is said of one that the pack does not have."""
        return self.channels.get(channel) or ChannelRule(title=channel)

    @property
    def informal(self) -> frozenset[str]:
        """The channels that P1 and P2 go over only when others failed."""
        return frozenset(name for name, rule in self.channels.items() if rule.informal)

    def groups_of(self, channel: str) -> tuple[Group, ...]:
        """Return the groups that can be called over a channel."""
        return tuple(group for group in self.groups if group.channel == channel)
