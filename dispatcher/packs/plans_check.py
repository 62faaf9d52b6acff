"""What of channels, plans, groups and addresses cannot be meant: refused when a pack is loaded. ValueError says why."""

from collections import Counter
from collections.abc import Iterable, Mapping

from dispatcher.packs.plans import ChannelPart, GroupPart, PlanPart

VOICE = "voice"
Addresses = Mapping[str, str]
"""A unit's address by channel, the first carries its pages."""


def check_channels(channels: tuple[ChannelPart, ...], units: Mapping[str, Addresses]) -> None:
    """Refuse channels that name what is not there, and addresses that two units share or that nobody can call."""
    names = {part.name for part in channels}
    if VOICE not in names:
        raise ValueError(f"a channel named {VOICE!r} is needed")
    for part in channels:
        if part.alternate and part.alternate not in names - {part.name, VOICE}:
            raise ValueError(f"channel {part.name}: its alternate {part.alternate!r} is no other channel of the pack")
        if part.driver == VOICE and (part.test or part.success):
            raise ValueError(f"channel {part.name}: people speak there; it has neither a test nor a ratio of success")
    informal = {part.name for part in channels if part.informal}
    for call_sign, addresses in units.items():
        _check_addresses(call_sign, addresses, names, informal)
    for name in sorted(names):
        shared = Counter(addresses[name] for addresses in units.values() if name in addresses)
        doubled = [address for address, times in shared.items() if times > 1]
        if doubled:
            what = "pager" if name == "paging" else f"address on {name}"
            raise ValueError(f"{what} {doubled[0]!r} is given twice")


def _check_addresses(call_sign: str, addresses: Addresses, names: set[str], informal: set[str]) -> None:
    if not addresses:
        raise ValueError(f"unit {call_sign}: it has no address; give it a pager or addresses")
    for name in addresses:
        if name not in names - {VOICE}:
            raise ValueError(f"unit {call_sign}: also names {name!r}, and the pack has no such channel")
    if set(addresses) <= informal:
        raise ValueError(
            f"unit {call_sign}: it is reached over informal channels only, which never carry a P1 or P2 first; give it"
            " an address on another"
        )


def check_plans(
    plans: tuple[PlanPart, ...], channels: tuple[ChannelPart, ...], units: Iterable[str], types: Iterable[str]
) -> None:
    """Refuse plans that name what is not there, or that begin with an informal channel for P1 or P2."""
    names = {part.name for part in channels}
    informal = {part.name for part in channels if part.informal}
    known_units, known_types = {unit.upper() for unit in units}, set(types)
    for place, plan in enumerate(plans, start=1):
        which = f"plan {place}"
        for name in plan.bearers:
            if name not in names:
                raise ValueError(f"{which}: the pack has no channel {name!r}")
        _each_once(which, "bearer", plan.bearers)
        for name in plan.types:
            if name not in known_types:
                raise ValueError(f"{which}: no incident type is called {name!r}")
        for name in plan.units:
            if name.upper() not in known_units:
                raise ValueError(f"{which}: no unit has the call sign {name!r}")
        if set(plan.bearers) == {VOICE}:
            raise ValueError(f"{which}: it names voice alone; a page needs a line to go out on first")
        if plan.is_for_urgent and plan.bearers[0] in informal:
            raise ValueError(
                f"{which}: {plan.bearers[0]!r} is informal and may carry P1 and P2 only when another failed; put"
                " another before it, or give the plan priorities P3 to P5"
            )


def check_groups(
    groups: tuple[GroupPart, ...], channels: tuple[ChannelPart, ...], units: Mapping[str, Addresses]
) -> None:
    """Refuse groups of units that are not there or have no address on the group's channel."""
    names = {part.name for part in channels} - {VOICE}
    by_name = {call_sign.upper(): addresses for call_sign, addresses in units.items()}
    _each_once("groups", "group", [group.name for group in groups])
    for group in groups:
        which = f"group {group.name}"
        if group.channel not in names:
            raise ValueError(f"{which}: the pack has no channel {group.channel!r} with a line")
        _each_once(which, "member", [member.upper() for member in group.members])
        for member in group.members:
            if member.upper() not in by_name:
                raise ValueError(f"{which}: no unit has the call sign {member!r}")
            if group.channel not in by_name[member.upper()]:
                raise ValueError(f"{which}: {member} has no address on {group.channel}, where the group is called")


def _each_once(which: str, what: str, values: Iterable[str]) -> None:
    doubled = [value for value, times in Counter(values).items() if times > 1]
    if doubled:
        raise ValueError(f"{which}: {what} {doubled[0]!r} is given twice")
