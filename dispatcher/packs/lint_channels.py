"""Lints of channels, their tests and groups: what a radio engineer would want told before the first page."""

from collections.abc import Iterator

from dispatcher.domain.plans import VOICE
from dispatcher.domain.transmissions import LADDER, TransmissionState
from dispatcher.packs.lint import Lint, Paging, error, note, warning
from dispatcher.packs.model import Pack
from dispatcher.packs.plans import can_tell

_FILE = "channels.toml"


def lint_channels(pack: Pack, paging: Paging | None) -> Iterator[Lint]:
    """Look for tests and ratios that can never be met, addresses that cannot be called, plans that nothing reaches."""
    for place, part in enumerate(pack.channel, start=1):
        key, highest = f"channel.{place}", paging.highest[part.name] if paging else None
        if part.test and highest is not None and not can_tell(part.test.expects, highest):
            says = f"{part.name} can report {highest.value} at most, and its test expects {part.test.expects.value}"
            yield error(_FILE, f"{key}.test.expects", says, "every test would fail; expect less")
        if part.test and paging and (trouble := paging.trouble_with(part.name, part.test.address)):
            yield error(_FILE, f"{key}.test.address", f"it cannot be called: {trouble}", "correct it")
        if part.success and part.success.delivered is not None and highest is not None and not _delivers(highest):
            says = f"{part.name} can report {highest.value} at most, so that no delivery is ever counted"
            yield warning(_FILE, f"{key}.success.delivered", says, "leave it away")
        if part.test is None and part.driver != VOICE:
            says = f"nothing tries {part.name} out end to end"
            yield note(_FILE, f"{key}.test", says, "give it a [channel.test] with an address of your own")
    for place, group in enumerate(pack.group, start=1):
        if paging and (trouble := paging.trouble_with(group.channel, group.address)):
            yield error(_FILE, f"group.{place}.address", f"{group.name} cannot be called: {trouble}", "correct it")
    for place, plan in enumerate(pack.plan, start=1):
        meant = [unit for unit in pack.unit if not plan.units or unit.call_sign in plan.units]
        without = [unit.call_sign for unit in meant if plan.profile in ("", unit.profile)
                   and not set(plan.bearers).intersection(unit.reached_by)]  # fmt: skip
        if without:
            says = f"{', '.join(without[:5])} {'has' if len(without) == 1 else 'have'} none of its bearers"
            yield warning(_FILE, f"plan.{place}.bearers", says, "they go by their own order; give them an address")


def _delivers(highest: TransmissionState) -> bool:
    return LADDER.index(highest) >= LADDER.index(TransmissionState.DELIVERED)
