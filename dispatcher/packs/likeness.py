"""What a pack says of calls that may be one event."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from dispatcher.domain.likeness import LikenessRules
from dispatcher.domain.rules import IncidentType
from dispatcher.packs.policies import Strict, Word

_DEFAULT = LikenessRules()


class LikenessPart(Strict):
    """When a call is said to be like an incident; `families`: types that one event is called by.

    Without families the types that need the same first belong together.
    """

    shown_from: Annotated[float, Field(gt=0, lt=1)] = _DEFAULT.shown_from
    likely_from: Annotated[float, Field(gt=0, lt=1)] = _DEFAULT.likely_from
    closed_within_s: Annotated[float, Field(ge=0, le=86_400)] = _DEFAULT.closed_within_s
    reach_m: Annotated[float, Field(ge=10, le=5_000)] = _DEFAULT.reach_m
    fades_s: Annotated[float, Field(ge=30, le=86_400)] = _DEFAULT.fades_s
    widest_m: Annotated[float, Field(ge=100, le=100_000)] = _DEFAULT.widest_m
    families: tuple[Annotated[tuple[Word, ...], Field(min_length=2)], ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.likely_from < self.shown_from:
            raise ValueError("likely_from lies below shown_from: what is likely would not be shown")
        return self

    def check(self, types: Iterable[str]) -> None:
        """Refuse a family of something that is no type. ValueError names it."""
        known = set(types)
        for name in (name for family in self.families for name in family):
            if name not in known:
                raise ValueError(f"likeness.families: no incident type is called {name!r}")

    def rules(self, types: Iterable[IncidentType]) -> LikenessRules:
        """Return it as the queries know it."""
        return LikenessRules(
            shown_from=self.shown_from, likely_from=self.likely_from, closed_within_s=self.closed_within_s,
            reach_m=self.reach_m, fades_s=self.fades_s, widest_m=self.widest_m,
            families=tuple(frozenset(family) for family in self.families) or _by_first_need(types),
        )  # fmt: skip


def _by_first_need(types: Iterable[IncidentType]) -> tuple[frozenset[str], ...]:
    families: defaultdict[str, set[str]] = defaultdict(set)
    for each in types:
        if each.needs:
            families[each.needs[0]].add(each.name)
    return tuple(frozenset(names) for names in families.values() if len(names) > 1)
