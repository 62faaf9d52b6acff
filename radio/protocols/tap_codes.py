"""The response codes of TAP 1.8 and what each means for a page."""

from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What a code says about the page, or about the line, that it answers."""

    INFORMATION = "information"
    WAIT = "wait"
    SESSION_LIMIT = "session limit"
    SENT = "sent"
    TRUNCATED = "truncated"
    DEFERRED = "deferred"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the table: the meaning for us and the words for an operator."""

    meaning: Meaning
    words: str
    of_line: bool = False
    """The trouble is the line's or the terminal's, not this page's: the next page would meet it too."""


# TAP 1.8, "Message sequences": 1xx information, 2xx success, 5xx failure; the other hundreds are unused.
CODES: dict[int, Code] = {
    110: Code(Meaning.INFORMATION, "version of the terminal's protocol"),
    111: Code(Meaning.WAIT, "terminal is busy with earlier input", of_line=True),
    112: Code(Meaning.SESSION_LIMIT, "no more pages in this session", of_line=True),
    113: Code(Meaning.SESSION_LIMIT, "no more time in this session", of_line=True),
    114: Code(Meaning.INFORMATION, "banner"),
    115: Code(Meaning.INFORMATION, "goodbye"),
    211: Code(Meaning.SENT, "page sent"),
    212: Code(Meaning.TRUNCATED, "text was cut, then sent"),
    213: Code(Meaning.DEFERRED, "accepted, kept for later delivery"),
    214: Code(Meaning.TRUNCATED, "text was cut to the length named, then sent"),
    501: Code(Meaning.TEMPORARY, "terminal waited too long for input", of_line=True),
    502: Code(Meaning.TEMPORARY, "unexpected characters before the block", of_line=True),
    503: Code(Meaning.TEMPORARY, "too many checksum errors", of_line=True),
    504: Code(Meaning.PERMANENT, "text for a pager that shows none"),
    505: Code(Meaning.PERMANENT, "letters for a pager that shows digits only"),
    506: Code(Meaning.TEMPORARY, "too many invalid pages", of_line=True),
    507: Code(Meaning.PERMANENT, "log-on not understood"),
    508: Code(Meaning.PERMANENT, "service not offered"),
    509: Code(Meaning.PERMANENT, "wrong password"),
    510: Code(Meaning.PERMANENT, "not a valid pager number"),
    511: Code(Meaning.PERMANENT, "no such subscriber"),
    512: Code(Meaning.TEMPORARY, "cannot be delivered for now"),
    513: Code(Meaning.PERMANENT, "text too long, refused"),
    514: Code(Meaning.TEMPORARY, "checksum error", of_line=True),
    515: Code(Meaning.PERMANENT, "format error"),
    516: Code(Meaning.TEMPORARY, "quota used up for now", of_line=True),
    517: Code(Meaning.PERMANENT, "text longer than the length named, refused"),
}


def code_of(line: str) -> int | None:
    """Return the three-digit code a message line starts with, or None.

    TAP 1.8: only the first line of a message has a code; later lines that start with digits are indented.
    """
    digits, after = line[:3], line[3:4]
    if len(digits) == 3 and digits.isascii() and digits.isdigit() and not after.isdigit():
        return int(digits)
    return None


def is_of_line(code: str | None) -> bool:
    """Tell whether a receipt's code speaks of the line, so that the next page would meet it too."""
    if code is None:
        return False
    if code.isascii() and code.isdigit():
        known = CODES.get(int(code))
        return known is not None and known.of_line
    return code == "nak"
