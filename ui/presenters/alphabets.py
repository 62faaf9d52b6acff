"""Spelling alphabets and spoken figures as data: ITU/ICAO, the German of DIN 5009, the one of North American police."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabet:
    """How letters and figures are said. Names and words are those of the alphabet: they are not translated."""

    name: str
    title: str
    letters: Mapping[str, str]  # by capital letter; also of letters with accents that have a word of their own
    figures: tuple[str, ...]  # 0 to 9
    stroke: str = "stroke"  # between figures, as in 11/42
    dash: str = "dash"


def _by_letter(words: str) -> dict[str, str]:
    return {word[0]: word for word in words.split()}


_FOLDED_GERMAN = {"Ä": "Umlaut-Aachen", "Ö": "Umlaut-Offenbach", "Ü": "Umlaut-Unna", "ß": "Eszett", "ẞ": "Eszett"}
_GERMAN_WORDS = (
    "Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Ingelheim Jena Köln Leipzig München Nürnberg"
    " Offenbach Potsdam Quickborn Rostock Salzwedel Tübingen Unna Völklingen Wuppertal Xanten Ypsilon Zwickau"
)
_OLD_GERMAN_WORDS = (
    "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha Nordpol Otto Paula Quelle"
    " Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zacharias"
)
_GERMAN_FIGURES = ("null", "eins", "zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")

ICAO = Alphabet(
    name="icao",
    title="ICAO",
    letters=_by_letter(
        "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo"
        " Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
    ),
    # ICAO Annex 10, volume II, 5.2.1.4.3.1: three, five and nine are said so that nobody takes them for another.
    figures=("zero", "one", "two", "tree", "four", "fife", "six", "seven", "eight", "niner"),
)
GERMAN = Alphabet(
    name="german",
    title="DIN 5009",
    letters=_by_letter(_GERMAN_WORDS) | _FOLDED_GERMAN,
    figures=_GERMAN_FIGURES,
    stroke="Schrägstrich",
    dash="Strich",
)
GERMAN_OLD = Alphabet(
    name="german_old",
    title="Anton · Berta",
    letters=_by_letter(_OLD_GERMAN_WORDS) | {"Ä": "Ärger", "Ö": "Ökonom", "Ü": "Übermut", "ß": "Eszett", "ẞ": "Eszett"},
    figures=_GERMAN_FIGURES,
    stroke="Schrägstrich",
    dash="Strich",
)
POLICE = Alphabet(
    name="police",
    title="Adam · Boy",
    letters=_by_letter(
        "Adam Boy Charles David Edward Frank George Henry Ida John King Lincoln Mary Nora Ocean Paul Queen Robert Sam"
        " Tom Union Victor William X-ray Young Zebra"
    ),
    figures=("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "niner"),
)
ALPHABETS = (ICAO, GERMAN, GERMAN_OLD, POLICE)
