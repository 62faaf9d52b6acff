"""Read a crew's text as an answer, or leave it to somebody who reads it. Nothing is green by guessing.

A text answers when **all** of this is so, else a person reads it:

1. It begins with one of the pack's words or phrases, whole words only. Case, accents and punctuation do not matter.
2. It has at most `MOST_WORDS` words: what is longer says more than yes or no.
3. No word or phrase of the other list stands anywhere in it ("yes no", "komme nicht").
4. It asks nothing (`?`) and quotes nobody (quotation marks, a line that begins with `>`).
"""

import unicodedata
from collections.abc import Iterable, Sequence

from dispatcher.domain.crew_commands import Answer

MOST_WORDS = 8
_QUOTES = frozenset('"“”„‟«»‹›「」『』')
_JOINED = frozenset("'’‘`´-‐‑\u00ad")  # can't, E-12: what stands on both sides is one word


def folded(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents and punctuation."""
    joined = "".join(sign for sign in text if sign not in _JOINED)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", joined).casefold())
    kept = [sign if sign.isalnum() else "" if unicodedata.combining(sign) else " " for sign in plain]
    return tuple("".join(kept).split())


def answer_in(text: str, accepts: Iterable[str], declines: Iterable[str]) -> Answer | None:
    """Return what a text answers; None when a person must read it."""
    words = folded(text)
    if not words or len(words) > MOST_WORDS or _asks_or_quotes(text):
        return None
    yes, no = [folded(phrase) for phrase in accepts], [folded(phrase) for phrase in declines]
    first = max((phrase for phrase in (*yes, *no) if phrase and _begins(words, phrase)), key=len, default=None)
    if first is None:
        return None
    answer, others = (Answer.ACCEPTS, no) if first in yes else (Answer.DECLINES, yes)
    rest = words[len(first) :]
    return None if any(_holds(rest, phrase) for phrase in others) else answer


def _asks_or_quotes(text: str) -> bool:
    quoted_line = any(line.lstrip().startswith(">") for line in text.splitlines())
    return quoted_line or any(sign in _QUOTES or sign in "?¿؟？" for sign in text)


def _begins(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return tuple(words[: len(phrase)]) == tuple(phrase)


def _holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return bool(phrase) and any(_begins(words[place:], phrase) for place in range(len(words)))
