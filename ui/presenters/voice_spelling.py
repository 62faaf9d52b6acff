"""Text as it is said on the radio: call signs and registrations spelled, figures digit by digit, odd words named."""

import re
import unicodedata
from collections.abc import Callable

from ui.presenters.alphabets import Alphabet

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]+|_+|\s+")
_ORDINAL = re.compile(r"(?i)\b(\d{1,2})(st|nd|rd|th)\b")
_FIRST = re.compile(r"(?i)\b1(er|ère)\b")
_SEPARATED = re.compile(r"(?<=\d)\s?([/-])\s?(?=\d)")
_SIGN = re.compile(r"(?<!\w)(?=[\w/.-]*\d)(?=[\w/.-]*[^\W\d_])[\w]+(?:[/.-]\w+)*")
_REGISTRATION = re.compile(r"(?<!\w)[A-ZÄÖÜ]{1,3}(?:-[A-ZÄÖÜ]{1,2}(?=[ -]\d)|(?=-\d))(?:[ -]?\d{1,4})")
_VOWELS = frozenset("AEIOUYÄÖÜ")
_LITTLE_WORDS = (
    "a an and at by d de del della der des di die du e el et im in km l la las le les los near no of on or the to"
    " und von zu zum zur"
)
_KINDS_WORDS = (
    "allée allee alley avenue av boulevard bd bridge chemin cour court crescent drive floor gasse harbour highway"
    " hotel impasse km lane level motorway motorbike parking passage place platz pont port promenade quai quay road"
    " route rue sentier square stade station stadium straße strasse street tour tower tunnel via weg"
)
MOST_SPELLED = 4
_FRENCH_FIRST = {"er": "premier", "ère": "première"}
_ORDINAL_WORDS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_LITTLE = frozenset(_LITTLE_WORDS.split())
_KINDS = frozenset(_KINDS_WORDS.split())
_ORDINALS = tuple(_ORDINAL_WORDS.split())


def figures(digits: str, alphabet: Alphabet) -> str:
    """Say figures one by one."""
    return " ".join(alphabet.figures[int(digit)] for digit in digits)


def spelled(word: str, alphabet: Alphabet) -> str:
    """Spell a word letter by letter; an accent without a word of its own is left away."""
    return " ".join(said for letter in word if (said := _letter(letter, alphabet)))


def call_sign_spoken(call_sign: str, alphabet: Alphabet) -> str:
    """Say a call sign: short groups of letters spelled, those that make a word said as one, figures one by one."""
    parts = [_group(token, alphabet) for token in _TOKEN.findall(call_sign) if token[0].isalnum()]
    return " ".join(part for part in parts if part)


def spoken(text: str, alphabet: Alphabet) -> str:
    """Say a text: whatever mixes letters and figures is spelled, figures are said one by one, words stay words."""
    text = _FIRST.sub(lambda found: _FRENCH_FIRST[found.group(1).casefold()], text)
    text = _ORDINAL.sub(lambda found: _ordinal(int(found.group(1))), text)
    for pattern in (_SIGN, _REGISTRATION):
        text = pattern.sub(_once(lambda found: call_sign_spoken(found, alphabet)), text)
    text = _SEPARATED.sub(lambda found: f" {alphabet.stroke if found.group(1) == '/' else alphabet.dash} ", text)
    said = [figures(token, alphabet) if token.isdecimal() else token for token in _TOKEN.findall(text)]
    return _tidy("".join(said))


def odd_words(text: str) -> tuple[str, ...]:
    """Return the names in a text that a listener may not know how to write, at most `MOST_SPELLED`, each once."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", _SIGN.sub(" ", text)):
        plain = word.casefold()
        strange = any(ord(letter) > 127 for letter in word)
        named = word[0].isupper() and len(word) > 2
        if plain not in _LITTLE and plain not in _KINDS and (named or strange):
            found.setdefault(plain, word)
    return tuple(found.values())[:MOST_SPELLED]


def _group(token: str, alphabet: Alphabet) -> str:
    if token.isdecimal():
        return figures(token, alphabet)
    return token if _is_a_word(token) else spelled(token, alphabet)


def _is_a_word(letters: str) -> bool:
    return len(letters) > 2 and any(letter.upper() in _VOWELS for letter in letters)


def _letter(letter: str, alphabet: Alphabet) -> str:
    known = alphabet.letters.get(letter) or alphabet.letters.get(letter.upper())
    if known:
        return known
    if letter.isdecimal():
        return alphabet.figures[int(letter)] if letter.isascii() else ""
    if letter in "ßẞ":
        return spelled("SS", alphabet)
    plain = [part for part in unicodedata.normalize("NFKD", letter.upper()) if part in alphabet.letters]
    return " ".join(alphabet.letters[part] for part in plain)


def _once(say: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    return lambda found: say(found.group())


def _ordinal(number: int) -> str:
    """Say an ordinal; one that nobody says in a word is said as a figure."""
    return _ORDINALS[number] if number < len(_ORDINALS) else str(number)


def _tidy(text: str) -> str:
    return " ".join(text.split())
