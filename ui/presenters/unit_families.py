"""What a unit is, for its symbol on the map: its type's words decide, else what it can do."""

import functools
from collections.abc import Iterable, Mapping
from enum import StrEnum

from ui.wording import tr


class UnitFamily(StrEnum):
    """Families of types, each with a shape of its own."""

    FIRE = "fire"
    LADDER = "ladder"
    RESCUE = "rescue"
    MEDICAL = "medical"
    POLICE = "police"
    BOAT = "boat"
    HELICOPTER = "helicopter"
    OTHER = "other"


_F = UnitFamily
_WORDS: tuple[tuple[UnitFamily, tuple[str, ...]], ...] = (
    (_F.HELICOPTER, ("helicopter", "helo")),
    (_F.BOAT, ("boat", "ship", "vessel", "jet ski", "water rescue", "swimmer", "diver")),
    (_F.LADDER, ("ladder", "aerial", "platform", "turntable", "quint")),
    (_F.MEDICAL, ("ambulance", "medic", "doctor", "intensive care", "smur")),
    (_F.POLICE, ("police", "gendarme", "patrol", "sheriff")),
    (_F.FIRE, ("engine", "pump", "water tender", "tanker", "hose")),
    (_F.RESCUE, ("rescue", "hazmat", "command", "officer", "chief", "crane", "rope")),
    (_F.FIRE, ("fire", "tender")),
)
"""The first that occurs in a type's name; "fire boat" is a boat, "rescue pump" an engine, "rescue tender" is not."""
_CAPABILITIES: Mapping[str, UnitFamily] = {
    "helicopter": _F.HELICOPTER, "boat": _F.BOAT, "swimmer": _F.BOAT, "ladder": _F.LADDER, "doctor": _F.MEDICAL,
    "ambulance": _F.MEDICAL, "police": _F.POLICE, "traffic": _F.POLICE, "pump": _F.FIRE, "rescue": _F.RESCUE,
    "rope": _F.RESCUE, "hazmat": _F.RESCUE, "command": _F.RESCUE,
}  # fmt: skip
_NAMES: Mapping[UnitFamily, str] = {
    _F.FIRE: "fire engine",
    _F.LADDER: "ladder",
    _F.RESCUE: "rescue or command",
    _F.MEDICAL: "ambulance or medical",
    _F.POLICE: "police",
    _F.BOAT: "boat",
    _F.HELICOPTER: "helicopter",
    _F.OTHER: "other",
}


def family_of(type_name: str, capabilities: Iterable[str]) -> UnitFamily:
    """Return the family of a type; OTHER when neither its words nor its capabilities are known."""
    return _family(type_name, tuple(capabilities))


def family_word(family: UnitFamily) -> str:
    """Name a family."""
    return tr(_NAMES[family])


@functools.lru_cache(maxsize=1024)
def _family(type_name: str, capabilities: tuple[str, ...]) -> UnitFamily:
    """Found once: the map asks for every unit each second."""
    words = type_name.casefold()
    for family, known in _WORDS:
        if any(word in words for word in known):
            return family
    return next((family for word, family in _CAPABILITIES.items() if word in capabilities), _F.OTHER)
