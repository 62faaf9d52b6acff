"""Channels, plans and groups as a pack writes them."""

from datetime import time
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from dispatcher.domain.channels import ChannelTestExpects
from dispatcher.domain.groups import Group
from dispatcher.domain.plans import URGENT, Plan
from dispatcher.domain.radio_rules import ChannelRule, Quiet, RadioRules, SuccessRule, TestRule
from dispatcher.domain.transmissions import LADDER, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.packs.policies import Strict, Word

_A_DAY_S = 86_400
_Ratio = Annotated[float, Field(ge=0, le=1)]


class ChannelTestPart(Strict):
    """How a channel is tried out end to end."""

    address: Word
    expects: ChannelTestExpects = ChannelTestExpects.ACCEPTED
    within_s: Annotated[float, Field(ge=1, le=_A_DAY_S)] = 120.0
    every_s: Annotated[float, Field(ge=60, le=31 * _A_DAY_S)] | None = None
    quiet: tuple[time, time] | None = None  # local time of the room

    @model_validator(mode="after")
    def _hours(self) -> Self:
        if self.quiet and self.quiet[0] == self.quiet[1]:
            raise ValueError("quiet begins and ends at the same time; leave it away, or give every_s none")
        return self

    def rule(self) -> TestRule:
        """Return it as the services know it."""
        quiet = Quiet(begins=self.quiet[0], until=self.quiet[1]) if self.quiet else None
        return TestRule(
            address=self.address, expects=self.expects, within_s=self.within_s, every_s=self.every_s, quiet=quiet
        )


class SuccessPart(Strict):
    """When a channel's success is trouble."""

    window_s: Annotated[float, Field(ge=60, le=7 * _A_DAY_S)] = 3_600.0
    floor: Annotated[int, Field(ge=1, le=200)] = 10
    accepted: _Ratio = 0.8
    delivered: _Ratio | None = None
    grace_s: Annotated[float, Field(ge=0, le=_A_DAY_S)] = 120.0

    def rule(self) -> SuccessRule:
        """Return it as the services know it."""
        return SuccessRule(
            window_s=self.window_s, floor=self.floor, accepted=self.accepted, delivered=self.delivered,
            grace_s=self.grace_s,
        )  # fmt: skip


class ChannelPart(Strict):
    """A configured bearer."""

    name: Word
    title: str
    driver: Word
    link: str = ""
    alternate: str = ""  # the channel that reaches the same pagers when this one takes nothing
    informal: bool = False  # never the first for P1 and P2
    open: bool = False  # anybody may listen
    test: ChannelTestPart | None = None
    success: SuccessPart | None = None
    profile: dict[str, str | int | float | bool] = Field(default_factory=dict[str, str | int | float | bool])

    def rule(self) -> ChannelRule:
        """Return it as the services know it."""
        return ChannelRule(
            title=self.title, informal=self.informal, is_open=self.open, test=self.test.rule() if self.test else None,
            success=self.success.rule() if self.success else None,
        )  # fmt: skip


class PlanPart(Strict):
    """Which bearers carry some pages, in their order; what is left away holds for all. The first that fits is taken."""

    bearers: tuple[Word, ...] = Field(min_length=1)
    priorities: tuple[Priority, ...] = ()
    types: tuple[Word, ...] = ()
    profile: str = ""
    units: tuple[Word, ...] = ()

    def plan(self) -> Plan:
        """Return it as the services know it."""
        return Plan(
            bearers=self.bearers, priorities=self.priorities, types=self.types, profile=self.profile, units=self.units
        )

    @property
    def is_for_urgent(self) -> bool:
        """Whether pages of P1 or P2 go by it."""
        return not self.priorities or bool(URGENT.intersection(self.priorities))


class GroupPart(Strict):
    """Units that one address of a channel calls, all of them."""

    name: Word
    channel: Word
    address: Word
    members: tuple[Word, ...] = Field(min_length=2)

    def group(self, call_signs: dict[str, str]) -> Group:
        """Return it as the services know it, with the call signs as the units write them."""
        members = frozenset(call_signs[member.upper()] for member in self.members)
        return Group(name=self.name, channel=self.channel, address=self.address, members=members)


def radio_rules(
    channels: tuple[ChannelPart, ...], plans: tuple[PlanPart, ...], groups: tuple[GroupPart, ...],
    call_signs: tuple[str, ...], timezone: str,
) -> RadioRules:  # fmt: skip
    """Return the radio part of a room's rules."""
    known = {call_sign.upper(): call_sign for call_sign in call_signs}
    return RadioRules(
        channels={part.name: part.rule() for part in channels}, plans=tuple(part.plan() for part in plans),
        groups=tuple(part.group(known) for part in groups), zone=ZoneInfo(timezone),
    )  # fmt: skip


def can_tell(expects: ChannelTestExpects, highest: TransmissionState) -> bool:
    """Tell whether a channel whose best receipt is `highest` can ever say what a test expects."""
    if expects is ChannelTestExpects.HEARD:
        return True
    return LADDER.index(TransmissionState(expects.value)) <= LADDER.index(highest)
