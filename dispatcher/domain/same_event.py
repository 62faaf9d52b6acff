"""Calls and incidents that belong together: what a further call says that is new, kinds of links, merging."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.likeness import content_words, number_key

MERGED = "merged"
"""The outcome of an incident that was merged into another; no pack's list holds it, and nobody closes with it."""


class FactKind(StrEnum):
    """What a further call says that the record did not."""

    PLACE = "place"  # other words for the place
    POSITION = "position"
    TYPE = "type"
    PERSONS = "persons"
    ASSET = "asset"
    NUMBER = "number"  # another caller
    WORDS = "words"


class LinkKind(StrEnum):
    """How two incidents belong together that stay two."""

    RELATED = "related"
    CAUSED_BY = "caused_by"  # the first by the second
    SAME_PATIENT = "same_patient"
    SAME_CALLER = "same_caller"
    SAME_PLACE = "same_place"
    SPLIT_FROM = "split_from"  # the first was a call of the second


DIRECTED = frozenset({LinkKind.CAUSED_BY, LinkKind.SPLIT_FROM})
"""Kinds whose two sides differ; of the others it does not matter which is named first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a record, or a further call, says. `words`, `place` and `asset` are folded; None or "" where nothing is."""

    place: str = ""
    type_title: str = ""
    persons: int | None = None
    asset: str = ""
    numbers: Collection[str] = ()
    words: str = ""


def new_facts(record: Said, told: Said) -> Iterator[tuple[FactKind, str]]:
    """Yield what a call tells that the record does not say, in words; the place's own words are no news."""
    if set(content_words(told.place)) - set(content_words(record.place)):
        yield FactKind.PLACE, told.place
    if told.type_title and told.type_title != record.type_title:
        yield FactKind.TYPE, told.type_title
    if told.persons is not None and told.persons != record.persons:
        yield FactKind.PERSONS, str(told.persons)
    if told.asset and told.asset != record.asset:
        yield FactKind.ASSET, told.asset
    known = {number_key(number) for number in record.numbers}
    for number in told.numbers:
        if number_key(number) and number_key(number) not in known:
            yield FactKind.NUMBER, number
    old = {*content_words(record.words), *content_words(record.place)}
    fresh = [word for word in content_words(told.words) if word not in old]
    if fresh:
        yield FactKind.WORDS, " ".join(fresh)
