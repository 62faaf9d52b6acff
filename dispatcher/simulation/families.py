"""What kind of trouble an incident type of any pack is, and how often it comes. Told by its title and its needs."""

import re
from collections.abc import Mapping
from enum import StrEnum

from dispatcher.domain.simulated import Level
from dispatcher.packs.model import Pack, TypePart


class Family(StrEnum):
    """Kinds of trouble that callers speak of in the same way."""

    MEDICAL = "medical"
    FALL = "fall"
    ROAD = "road"
    FIRE = "fire"
    ALARM = "alarm"
    LIFT = "lift"
    GAS = "gas"
    FLOOD = "flood"
    ROCKS = "rocks"
    SEA = "sea"
    POLICE = "police"
    LOST = "lost"
    ANIMAL = "animal"
    CROWD = "crowd"
    OTHER = "other"


_BY_TITLE: tuple[tuple[str, Family], ...] = (
    (r"water|boat|yacht|diver|diving|vessel|harbour", Family.SEA),
    (r"animal|cat|dog", Family.ANIMAL),
    (r"lift|elevator", Family.LIFT),
    (r"gas|chemical|spill|fumes|carbon monoxide", Family.GAS),
    (r"flood|burst|storm damage", Family.FLOOD),
    (r"rock|cliff|slope rescue", Family.ROCKS),
    (r"crush|crowd|panic|train|heliport|aircraft", Family.CROWD),
    (r"lost|missing", Family.LOST),
    (r"intruder|fire alarm|automatic", Family.ALARM),
    (r"fire|smoke", Family.FIRE),
    (r"road|collision|traffic|scooter|motorcycle|vehicle", Family.ROAD),
    (r"fall|faint|heat|injur", Family.FALL),
)
_BY_NEED: Mapping[str, Family] = {
    "ambulance": Family.MEDICAL, "doctor": Family.MEDICAL, "police": Family.POLICE, "boat": Family.SEA,
    "ladder": Family.FIRE, "traffic": Family.ROAD,
}  # fmt: skip
_SHARE: Mapping[Family, float] = {
    Family.MEDICAL: 30, Family.FALL: 14, Family.ROAD: 13, Family.POLICE: 13, Family.FIRE: 6, Family.ALARM: 6,
    Family.LIFT: 3, Family.GAS: 2, Family.FLOOD: 2, Family.ROCKS: 0.7, Family.SEA: 3, Family.LOST: 3,
    Family.ANIMAL: 1.5, Family.CROWD: 0.4, Family.OTHER: 3,
}  # fmt: skip
"""Of a hundred calls; most are medical, as everywhere."""
_WEATHER = frozenset({Family.FLOOD, Family.ROCKS, Family.LIFT, Family.ALARM, Family.SEA, Family.ROAD})
_BAD_WEATHER = 5.0
_RARE = re.compile(r"tunnel|tower|arrest|chemical|hazmat|yacht|diving|unattended", re.IGNORECASE)
_RARELY = 0.15
_BIG = re.compile(r"tower|tunnel|train|crowd|yacht|slope|building fire|flood", re.IGNORECASE)


def family_of(part: TypePart) -> Family:
    """Return the family that a type's title, or else its first need, speaks of."""
    title = part.title.lower()
    if part.needs[:1] == ("boat",):
        return Family.SEA
    for pattern, family in _BY_TITLE:
        if re.search(rf"\b(?:{pattern})", title):
            return family
    return _BY_NEED.get(part.needs[0], Family.OTHER) if part.needs else Family.OTHER


def shares_of(pack: Pack, level: Level) -> dict[str, float]:
    """Return how often each type of a pack is called for, by name; the sum means nothing."""
    family = {part.name: family_of(part) for part in pack.type}
    inside: dict[Family, float] = {}
    for part in pack.type:
        inside[family[part.name]] = inside.get(family[part.name], 0.0) + _within(part)
    shares: dict[str, float] = {}
    for part in pack.type:
        kind = family[part.name]
        weather = _BAD_WEATHER if level is Level.STORM and kind in _WEATHER else 1.0
        shares[part.name] = _SHARE[kind] * weather * _within(part) / inside[kind]
    return shares


def big_types(pack: Pack) -> tuple[TypePart, ...]:
    """Return the types of which half a town calls at once; every type when a pack has none."""
    return tuple(part for part in pack.type if _BIG.search(part.title)) or pack.type


def _within(part: TypePart) -> float:
    gravity = 0.5 if (part.impact, part.urgency) == (1, 1) else 1.0
    return gravity * (_RARELY if _RARE.search(part.title) else 1.0)
