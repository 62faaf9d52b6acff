"""How likely a call tells of an incident that is there already: a score from 0 to 1, and the reasons in words.

Each thing that the two have in common, or have not, is evidence for or against; the evidence is added up as odds are,
and the sum becomes a probability. So one strong sign outweighs several weak ones, nothing exceeds 1, and what is not
known counts for nothing. The figures stand in `LikenessRules`; `docs/guide/duplicates.md` says what they were tuned on.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from dispatcher.domain.calls import PlaceSource

_EARTH_RADIUS_M = 6_371_008.8
_SAME_NUMBER = 7
"""So many last digits of a telephone number tell a caller: the country's and the trunk's are written or left out."""
_SHORTEST_WORD = 3
_NAMED = 3
"""So many common words are named."""
_FEW_MINUTES_S = 90.0
_A_KM_M = 1_000.0
_UNCERTAIN_M: Mapping[PlaceSource, float] = {
    PlaceSource.TYPED: 200.0,
    PlaceSource.GAZETTEER: 60.0,
    PlaceSource.COORDINATES: 50.0,
    PlaceSource.MAP: 60.0,
    PlaceSource.CALLER_ID: 250.0,
    PlaceSource.CREW: 50.0,
}
_VERIFIED_M = 25.0
_COMMON_WORDS = frozenset({
    "about", "after", "again", "all", "also", "and", "are", "been", "but", "can", "caller", "calling", "came",
    "dans", "des", "does", "est", "for", "from", "got", "had", "has", "have", "her", "here", "him", "his", "into",
    "its", "just", "les", "near", "not", "now", "off", "one", "our", "out", "over", "par", "pas", "please", "pour",
    "qui", "reports", "said", "says", "see", "she", "some", "somebody", "someone", "sur", "that", "the", "their",
    "them", "then", "there", "they", "this", "une", "very", "was", "were", "what", "when", "where", "which", "with",
    "you", "your", "avec", "der", "die", "das", "und", "ist", "ein", "eine", "mit", "von",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LikenessRules:
    """The pack's figures: what is looked at, what is shown, and which types belong together."""

    shown_from: float = 0.25  # a score below is no warning
    likely_from: float = 0.6  # and from here it is likely
    closed_within_s: float = 1_800.0  # so long after its close an incident is still compared
    reach_m: float = 250.0  # beyond the uncertainty of both places, evidence halves with each such step
    fades_s: float = 600.0  # and with each such span between the two
    families: tuple[frozenset[str], ...] = ()  # types that one event is called by
    widest_m: float = 3_000.0  # farther away nothing is compared, unless a number or a name says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of one event. `words` are folded content words in the order in which they were said."""

    place_words: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    uncertain_m: float = _UNCERTAIN_M[PlaceSource.TYPED]
    type_name: str = ""  # "" while nobody has said
    words: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()  # of callers, `number_key`
    at: tuple[datetime, ...]  # when it was called in; the nearest two instants are compared


class Part(NamedTuple):
    """One piece of evidence: odds as a natural logarithm, and what is to be said of it."""

    weight: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 1, and why; what speaks for it first, then what speaks against."""

    score: float
    reasons: tuple[str, ...] = field(default=())


# What evidence weighs. The prior is what two calls of one room have in common by chance: hardly ever the event.
_PRIOR = -3.4
_AT_THE_PLACE, _AT_ITS_EDGE, _FARTHER, _FAR_AWAY = 2.8, 0.6, 1.6, -6.0
_SAME_NAME, _OTHER_NAME, _PARTLY = 2.8, -1.2, 0.6
_HALF, _LIKE_NAME, _UNLIKE_NAME = 0.5, 0.6, -1.5
_AT_ONCE, _LATER, _LONG_AGO = 1.0, 0.8, -3.0
_SAME_TYPE, _FAMILY, _OTHER_TYPE = 1.6, 0.8, -2.0
_A_WORD, _MOST_WORDS = 0.9, 2.4
_SAME_CALLER = 2.0


def likeness(one: Told, other: Told, rules: LikenessRules, rarity: Mapping[str, float] | None = None) -> Likeness:
    """Return how likely both tell of one event. `rarity` weighs words, see `rarities`; without it each counts once."""
    parts = (
        *_space(one, other, rules, rarity or {}), _time(one, other, rules), _type(one, other, rules),
        _words(one, other, rarity or {}), _caller(one, other),
    )  # fmt: skip
    score = 1 / (1 + math.exp(-(_PRIOR + sum(part.weight for part in parts))))
    told = sorted((part for part in parts if part.reason), key=lambda part: part.weight <= 0)
    return Likeness(score, tuple(part.reason for part in told))


def most_possible(rough: float) -> float:
    """Return the highest score that common words and a caller's number could still make of one without them."""
    odds = math.log(max(rough, 1e-12) / max(1 - rough, 1e-12))
    return 1 / (1 + math.exp(-(odds + _MOST_WORDS + _SAME_CALLER)))


def distance_m(one: Told, other: Told) -> float | None:
    """Return the metres between two events; None where either has no position."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    phi, to_phi = math.radians(one.latitude), math.radians(other.latitude)
    half_phi, half_lambda = (to_phi - phi) / 2, math.radians(other.longitude - one.longitude) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(to_phi) * math.sin(half_lambda) ** 2
    return 2 * _EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def uncertainty_m(source: PlaceSource, *, verified: bool, confidence: float | None = None) -> float:
    """Return how far a position may be off: what it rests on, and how sure its finder was (0 to 1)."""
    base = _VERIFIED_M if verified else _UNCERTAIN_M[source]
    return base * (1 + 3 * (1 - (1.0 if confidence is None else min(max(confidence, 0.0), 1.0))))


def number_key(number: str) -> str:
    """Return what two ways of writing one telephone number have in common; "" where there are too few digits."""
    digits = "".join(letter for letter in number if letter.isdecimal())
    return digits[-_SAME_NUMBER:] if len(digits) >= _SAME_NUMBER else ""


def content_words(folded: str) -> tuple[str, ...]:
    """Return the words of a folded text that say something, each once, in their order."""
    found = dict.fromkeys(word for word in folded.split() if word not in _COMMON_WORDS)
    return tuple(word for word in found if len(word) >= _SHORTEST_WORD)


def rarities(texts: Iterable[Collection[str]]) -> dict[str, float]:
    """Return the weight of each word: 1 said of one event in hundreds, towards 0 where it is said of every one."""
    counted, events = Counter[str](), 0
    for words in texts:
        counted.update(set(words))
        events += 1
    scale = math.log(1 + max(events, 1))
    return {word: math.log((1 + max(events, 1)) / times) / scale if scale else 1.0 for word, times in counted.items()}


def _halvings(beyond: float, step: float) -> float:
    """How often evidence has halved, so far beyond: fast at first, slower further out."""
    return math.log2(1 + max(beyond, 0.0) / step)


def _space(one: Told, other: Told, rules: LikenessRules, rarity: Mapping[str, float]) -> Iterator[Part]:
    away = distance_m(one, other)
    share, common = _common_name(one, other, rarity)
    if away is None:
        yield _named(share, common)
        return
    unsure = math.hypot(one.uncertain_m, other.uncertain_m)
    within = min(away / unsure, 1.0) if unsure else 1.0
    beyond = _halvings(away - unsure, rules.reach_m)
    weight = max(_FAR_AWAY, _AT_THE_PLACE - _AT_ITS_EDGE * within - _FARTHER * beyond)
    yield Part(weight, "the same place" if away < 1 else f"{_metres(away)} away")
    if share is None:
        return
    # A position may be a default, of a town or of a mast: names that have little in common speak against it.
    beside = (share - _HALF) / _HALF
    yield Part(beside * (_LIKE_NAME if beside > 0 else -_UNLIKE_NAME), "" if common else "other words for the place")


def _named(share: float | None, common: Sequence[str]) -> Part:
    """Weigh what the two are called, where a position is missing."""
    if share is None:
        return Part(0.0)
    if share >= 1:
        return Part(_SAME_NAME, "the same words for the place")
    if not common:
        return Part(_OTHER_NAME, "other words for the place")
    weight = _OTHER_NAME + share * (_SAME_NAME - _OTHER_NAME) * _PARTLY
    return Part(weight, f"both places say: {' '.join(common)}")


def _common_name(one: Told, other: Told, rarity: Mapping[str, float]) -> tuple[float | None, Sequence[str]]:
    """Return how much of the shorter name is in the longer one, and which words; None where a name is missing."""
    if not one.place_words or not other.place_words:
        return None, ()
    common = [word for word in one.place_words if word in set(other.place_words)]
    least = min(_weight(one.place_words, rarity), _weight(other.place_words, rarity))
    return (min(1.0, _weight(common, rarity) / least) if least > 0 else 1.0), common


def _weight(words: Iterable[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(word, 1.0) for word in words)


def _time(one: Told, other: Told, rules: LikenessRules) -> Part:
    if not one.at or not other.at:
        return Part(0.0)
    apart = min(abs((a - b).total_seconds()) for a in one.at for b in other.at)
    weight = max(_LONG_AGO, _AT_ONCE - _LATER * _halvings(apart, rules.fades_s))
    earlier = min(one.at) >= min(other.at)
    return Part(weight, f"{_span(apart)} {'ago' if earlier else 'later'}" if apart >= _FEW_MINUTES_S else "just now")


def _type(one: Told, other: Told, rules: LikenessRules) -> Part:
    if not one.type_name or not other.type_name:
        return Part(0.0)
    if one.type_name == other.type_name:
        return Part(_SAME_TYPE, "same type")
    if any(one.type_name in family and other.type_name in family for family in rules.families):
        return Part(_FAMILY, "related type")
    return Part(_OTHER_TYPE, "another type")


def _words(one: Told, other: Told, rarity: Mapping[str, float]) -> Part:
    common = [word for word in one.words if word in set(other.words)]
    if not common:
        return Part(0.0)
    weight = min(_MOST_WORDS, _A_WORD * _weight(common, rarity))
    rarest = sorted(common, key=lambda word: -rarity.get(word, 1.0))[:_NAMED]
    return Part(weight, f"both say: {' '.join(word for word in common if word in rarest)}")


def _caller(one: Told, other: Told) -> Part:
    if (one.numbers & other.numbers) - {""}:
        return Part(_SAME_CALLER, "the same caller's number")
    return Part(0.0)


def _metres(away: float) -> str:
    if away < _A_KM_M:
        return f"{away if away < 10 else round(away, -1):.0f} m"
    return f"{away / _A_KM_M:.1f} km"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.0f} h"
