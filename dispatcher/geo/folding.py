"""Names as people type them: without case, accents and punctuation. SQLite's own folding differs between versions."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_NOT_WORD = re.compile(r"[\W_]+")

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


def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents and punctuation, one space between."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()


def fold_number(number: str) -> str:
    """Return a house number as it is compared: 12 bis and 12BIS are one."""
    return fold(number).replace(" ", "")


def spellings(name: str) -> tuple[str, ...]:
    """Return the folded forms a name is found under; umlauts are also typed as ae, oe, ue."""
    composed = unicodedata.normalize("NFC", name.casefold())
    found = dict.fromkeys((fold(name), fold(composed.translate(_UMLAUTS))))
    return tuple(form for form in found if form)


def long_forms(word: str) -> tuple[str, ...]:
    """Return the words that a folded abbreviation may stand for."""
    return ABBREVIATIONS.get(word, ())
