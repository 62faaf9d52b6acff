"""What people call a kind of place, in French, English and German: who types hospital wants one, whatever its name."""

from collections.abc import Mapping, Sequence

_WORDS: Mapping[str, tuple[frozenset[str], Sequence[str]]] = {
    "hospital": (frozenset({"hospital", "clinic"}),
                 ("hopital", "hopitaux", "hospital", "hospitalier", "clinique", "clinic", "krankenhaus", "spital",
                  "klinik", "urgences")),
    "fire": (frozenset({"fire_station"}),
             ("pompiers", "pompier", "caserne", "firestation", "firebrigade", "feuerwehr", "feuerwache", "sapeurs")),
    "police": (frozenset({"police"}),
               ("police", "commissariat", "gendarmerie", "gendarmes", "polizei", "polizeiwache", "polizeiposten")),
    "casino": (frozenset({"casino"}), ("casino", "kasino", "spielbank")),
}  # fmt: skip
_SHORTEST = 4
_STANDING: Mapping[str, float] = {
    **dict.fromkeys(("hospital", "fire_station", "police", "casino", "attraction", "castle", "stadium"), 1.0),
    **dict.fromkeys(("museum", "theatre", "townhall", "public_building", "courthouse", "station", "university"), 0.75),
    **dict.fromkeys(("ferry_terminal", "marina", "place_of_worship", "embassy", "library", "monument", "fort"), 0.5),
    **dict.fromkeys(("stop_position", "bus_stop", "platform", "convenience", "supermarket", "gift", "clothes"), -9.0),
    **dict.fromkeys(("shop", "bakery", "butcher", "hairdresser", "kiosk", "newsagent", "deli", "jewelry"), -9.0),
    **dict.fromkeys(("books", "beauty", "laundry", "leather", "electronics", "estate_agent", "toilets", "art"), -9.0),
}


def joined(words: Sequence[str]) -> list[str]:
    """Return folded words with those joined that are one word in other languages: fire station."""
    return " ".join(words).replace("fire station", "firestation").replace("fire brigade", "firebrigade").split()


def kinds_meant(word: str) -> frozenset[str]:
    """Return the kinds of landmark that a folded word, or its beginning, asks for."""
    if len(word) < _SHORTEST:
        return frozenset()
    asked = (kinds for kinds, words in _WORDS.values() if any(known.startswith(word) for known in words))
    return frozenset(kind for kinds in asked for kind in kinds)


def is_of_kind(parts: Sequence[str], word: str) -> bool:
    """Whether the folded words of a title say that it is of the kind that a word asks for."""
    asked = kinds_meant(word)
    return any(kinds & asked and any(part in words for part in joined(parts)) for kinds, words in _WORDS.values())


def standing(detail: str) -> float:
    """Return how much sooner a kind of landmark is meant than another of the same name; shops and stops last."""
    return _STANDING.get(detail, 0.0)
