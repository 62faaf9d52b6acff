"""Commands made of what stands in the fields of the record; what cannot be read says so in words."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from ui.presenters.command_line_times import last_time, next_time
from ui.wording import tr

_CLOCK = re.compile(r"([0-9]{1,2})[:.h]([0-9]{2})")
_MINUTES = re.compile(r"[0-9]{1,4}")


class Refused(Exception):
    """A field cannot be read; the text says which, and what would do."""


def past_instant(text: str, now: datetime, local: ZoneInfo) -> datetime | None:
    """Return when something happened: the last such time of day; None when nothing is said.

    Raises:
        Refused: it is no time of day.
    """
    if not text.strip():
        return None
    found = last_time(*_clock(text), now, local)
    if found is None:
        raise Refused(tr("There was no {time} in the last day.", time=text.strip()))
    return found


def coming_instant(text: str, now: datetime, local: ZoneInfo) -> datetime:
    """Return by when: so many minutes from now, or the next such time of day.

    Raises:
        Refused: it is neither.
    """
    said = text.strip()
    if _MINUTES.fullmatch(said) and int(said):
        return now + timedelta(minutes=int(said))
    found = next_time(*_clock(said), now, local)
    if found is None:
        raise Refused(tr("{time} is past; say it in minutes.", time=said))
    return found


def _clock(text: str) -> tuple[int, int]:
    found = _CLOCK.fullmatch(text.strip())
    if found is None or int(found.group(1)) > 23 or int(found.group(2)) > 59:
        raise Refused(tr("Expected a time of day such as 14:30, not {text!r}.", text=text.strip()))
    return int(found.group(1)), int(found.group(2))


def whole_number(text: str, what: str) -> int | None:
    """Return a number that is not negative; None when nothing is said.

    Raises:
        Refused: it is none.
    """
    said = text.strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise Refused(tr("{what}: expected a number, not {text!r}.", what=what, text=said))
    return int(said)


def amount(text: str) -> Decimal | None:
    """Return an amount of money; None when nothing is said.

    Raises:
        Refused: it is none.
    """
    said = text.strip().replace(" ", "")
    if not said:
        return None
    try:
        found = Decimal(said.replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Refused(tr("Cost: expected an amount such as 1200.50, not {text!r}.", text=text.strip()))
    return found


def first_missing(parts: Sequence[tuple[str, str]]) -> None:
    """Stop at the first field that must not be empty; `parts` are its text and what to say then.

    Raises:
        Refused: one is empty.
    """
    for text, says in parts:
        if not text.strip():
            raise Refused(says)
