"""Words as people type them: without case, accents and punctuation. SQLite's own folding differs between versions."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents and punctuation, one space between."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()


def spellings(name: str) -> tuple[str, ...]:
    """Return the folded forms a name is found under; umlauts are also typed as ae, oe, ue."""
    if name.isascii():
        return (form,) if (form := fold(name)) else ()
    composed = unicodedata.normalize("NFC", name.casefold())
    found = dict.fromkeys((fold(name), fold(composed.translate(_UMLAUTS))))
    return tuple(form for form in found if form)
