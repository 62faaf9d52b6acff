"""Names of streets and houses as people type them; words in general: `dispatcher.domain.folding`."""

from dispatcher.domain.folding import fold, spellings

__all__ = ["STREET_WORDS", "fold", "fold_number", "long_forms", "spellings"]

# What callers' streets are abbreviated to, in the languages of the maps that ship: the full word stands in the map.
ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "av": ("avenue",), "ave": ("avenue",), "bd": ("boulevard",), "blvd": ("boulevard",), "bld": ("boulevard",),
    "ch": ("chemin",), "crs": ("cours",), "dr": ("drive", "docteur", "doktor"), "esc": ("escalier",),
    "fbg": ("faubourg",), "gal": ("general",), "imp": ("impasse",), "ln": ("lane",), "pl": ("place", "platz"),
    "prom": ("promenade",), "qu": ("quai",), "r": ("rue",), "rd": ("road",), "rte": ("route",),
    "sq": ("square",), "st": ("saint", "sankt", "street"), "ste": ("sainte",), "str": ("strasse", "street"),
    "all": ("allee",), "pass": ("passage",), "pce": ("prince",),
}  # fmt: skip


STREET_WORDS = frozenset(
    {
        "rue", "avenue", "boulevard", "chemin", "cours", "drive", "escalier", "escaliers", "faubourg", "impasse",
        "lane", "place", "promenade", "quai", "road", "route", "square", "street", "allee", "passage", "sentier",
        "montee",
    }
)  # fmt: skip
"""What callers leave out before the name of a street."""


def fold_number(number: str) -> str:
    """Return a house number as it is compared: 12 bis and 12BIS are one."""
    return fold(number).replace(" ", "")


def long_forms(word: str) -> tuple[str, ...]:
    """Return the words that a folded abbreviation may stand for."""
    return ABBREVIATIONS.get(word, ())
