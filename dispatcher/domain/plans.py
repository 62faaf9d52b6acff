"""Which bearers carry a page to whom, in which order: the channel plan. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatcher.domain.triage import Priority

VOICE = "voice"
URGENT = frozenset({Priority.P1, Priority.P2})
"""An informal channel never carries these first."""

Bearer = tuple[str, str]
"""A channel and the recipient's address on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The order of bearers for some pages: what is empty holds for all. The first plan that fits is taken."""

    bearers: tuple[str, ...]
    priorities: tuple[Priority, ...] = ()
    types: tuple[str, ...] = ()
    profile: str = ""
    units: tuple[str, ...] = ()

    def fits(self, page: "Paged") -> bool:
        """Tell whether a page goes by this plan."""
        return (
            (not self.priorities or page.priority in self.priorities)
            and (not self.types or page.incident_type in self.types)
            and self.profile in ("", page.profile)
            and (not self.units or page.call_sign.upper() in {unit.upper() for unit in self.units})
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """What a plan is chosen by."""

    priority: Priority
    incident_type: str
    profile: str
    call_sign: str


def bearers_for(
    plans: Iterable[Plan], page: Paged, reached_by: tuple[Bearer, ...], informal: frozenset[str] = frozenset()
) -> tuple[Bearer, ...]:
    """Return a recipient's bearers in the order in which they carry a page, VOICE where the plan has it.

    Without a plan, or with one that names none of the recipient's channels, it is the recipient's own order. Of P1 and
    P2 an informal channel is never the first while the recipient has another.
    """
    plan = next((plan for plan in plans if plan.fits(page)), None)
    ordered = _by_plan(plan, reached_by) if plan else reached_by
    if page.priority not in URGENT:
        return ordered
    formal = tuple(item for item in ordered if item[0] not in informal and item[0] != VOICE)
    if ordered[:1] and ordered[0][0] not in informal:
        return ordered
    if not formal:
        formal = tuple(item for item in reached_by if item[0] not in informal)[:1]
    return formal[:1] + tuple(item for item in ordered if item not in formal[:1])


def _by_plan(plan: Plan, reached_by: tuple[Bearer, ...]) -> tuple[Bearer, ...]:
    addresses = dict(reached_by)
    found = tuple((name, addresses.get(name, "")) for name in plan.bearers if name in addresses or name == VOICE)
    if all(name == VOICE for name, _ in found):
        return reached_by
    # Somebody is called by voice when all else was tried: the page itself needs a line to go out on.
    first = next(index for index, (name, _) in enumerate(found) if name != VOICE)
    return (found[first], *found[:first], *found[first + 1 :])
