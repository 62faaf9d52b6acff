"""Saying back to a caller what was understood: what is repeated, when it is asked for, and what became of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.calls import Medium
from dispatcher.domain.incidents import Kind
from dispatcher.domain.saying import Phrases
from dispatcher.domain.triage import Priority


class Outcome(StrEnum):
    """What became of a read-back. All but PARTIAL settle it."""

    COMPLETE = "complete"  # the caller confirmed every item
    PARTIAL = "partial"
    NOT_POSSIBLE = "not_possible"  # nobody could be asked
    SKIPPED = "skipped"  # units were dispatched without, and whoever did said why


class WhyNot(StrEnum):
    """Why a read-back was not possible."""

    RANG_OFF = "rang_off"
    NO_LANGUAGE = "no_language"  # none that both speak
    DANGER = "danger"  # the caller is in danger while talking
    OTHER = "other"  # in words


class Standing(StrEnum):
    """How an incident stands with its read-back."""

    NOT_ASKED = "not_asked"  # the pack does not ask for it, or there is nobody to ask
    WANTED = "wanted"  # a dispatch without it has to say why
    OWED = "owed"  # units went first; it is still to be done or explained
    DONE = "done"
    EXPLAINED = "explained"


SETTLES = frozenset({Outcome.COMPLETE, Outcome.NOT_POSSIBLE, Outcome.SKIPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackRules:
    """When a read-back is asked for, and what callers may expect by priority, in seconds. Off by default."""

    asked: frozenset[Priority] = frozenset()
    not_asked_kinds: frozenset[Kind] = frozenset()
    not_asked_media: frozenset[Medium] = frozenset()  # nobody is on the line, or it is written anyway
    call_back_s: Mapping[Priority, float] = field(default_factory=dict[Priority, float])
    arrival_s: Mapping[Priority, float] = field(default_factory=dict[Priority, float])
    acknowledge_complaint_s: float = 3_600.0
    answer_complaint_s: float = 604_800.0
    speed_kmh: float = 40.0
    phrases: tuple[Phrases, ...] = ()  # the pack's own language first

    def is_asked(self, priority: Priority, kind: Kind, media: Collection[Medium]) -> bool:
        """Tell whether somebody can be asked and the pack wants it; `media`: how the incident's calls came."""
        return (
            priority in self.asked
            and kind not in self.not_asked_kinds
            and any(medium not in self.not_asked_media for medium in media)
        )


def goes_first(priority: Priority) -> bool:
    """Tell whether units go at once and the read-back is owed after: lives do not wait for a sentence."""
    return priority is Priority.P1


def standing_of(*, asked: bool, owed: bool, outcomes: Collection[Outcome]) -> Standing:
    """Return how an incident stands: what was done counts more than what was explained."""
    if owed:
        return Standing.OWED
    if Outcome.COMPLETE in outcomes:
        return Standing.DONE
    if SETTLES & set(outcomes):
        return Standing.EXPLAINED
    return Standing.WANTED if asked else Standing.NOT_ASKED
