"""What a line of search asks for: words, `field:word`, days, open or closed. Pure; nothing typed is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatcher.domain.folding import spellings
from dispatcher.domain.search_words import FREE, LONGEST, SearchField, is_telling, phone_words

_FIELDS: Mapping[str, frozenset[SearchField]] = {
    "place": frozenset({SearchField.PLACE}), "at": frozenset({SearchField.PLACE}),
    "type": frozenset({SearchField.TYPE}), "outcome": frozenset({SearchField.OUTCOME}),
    "asset": frozenset({SearchField.ASSET}), "caller": frozenset({SearchField.CALLER}),
    "told": frozenset({SearchField.NARRATIVE}), "narrative": frozenset({SearchField.NARRATIVE}),
    "log": frozenset({SearchField.LOG}), "note": frozenset({SearchField.LOG}),
    "words": frozenset({SearchField.NARRATIVE, SearchField.LOG}), "unit": frozenset({SearchField.UNIT}),
    "by": frozenset({SearchField.OPERATOR}), "operator": frozenset({SearchField.OPERATOR}),
}  # fmt: skip
_KINDS = {"request": "service_request", "service": "service_request", "info": "information"}
_PHONES, _NUMBERS = ("phone", "tel", "number_of_caller"), ("number", "no", "nr")
_TOKEN = re.compile(r'(-)?(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')
_NUMBER = re.compile(r"^#?(\d{4})-(\d{1,12})$")
_SERIAL = re.compile(r"^(?:#\d{1,12}|0\d{5})$")
_PHONE_RUN = re.compile(r"(?<![\w:\"-])\+?\d[\d ()/.]{5,}\d(?![\w-])")
_PRIORITY = re.compile(r"^p?([1-5])(?:-p?([1-5]))?$", re.IGNORECASE)
_AGO = re.compile(r"^(\d{1,4})(min|h|d|w)$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_MOST_TERMS = 12
_LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing that an incident must have, or must not: a word in some fields, a number, a telephone."""

    forms: tuple[str, ...] = ()  # spellings of the word, folded; each will do
    fields: frozenset[SearchField] = FREE
    whole: bool = False  # it stands there exactly so
    begun: bool = False  # its beginning is enough: it may still be being typed
    excluded: bool = False
    phone: str = ""  # the end of a telephone number, the last digit first
    number: tuple[str, str] = ("", "")  # year ("" any) and serial number of an incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A line of search, understood."""

    terms: tuple[Term, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    is_open: bool | None = None
    notes: tuple[str, ...] = ()


class Reader:
    """Reads one line, by the room's clock and time zone."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self._now, self._zone = now, zone
        self._terms: list[Term] = []
        self._notes: list[str] = []
        self._since: list[datetime] = []
        self._before: list[datetime] = []
        self._is_open: bool | None = None

    def read(self, text: str) -> Asked:
        """Return what the line asks for; what it cannot be taken for is said in the notes."""
        if len(text) > _LONGEST_TEXT:
            self._notes.append(f"only the first {_LONGEST_TEXT} characters were looked for")
        text = text[:_LONGEST_TEXT]
        still_typing = bool(text) and not text[-1].isspace() and text[-1] != '"'
        for token in _TOKEN.finditer(_PHONE_RUN.sub(self._phone_in_words, text)):
            minus, key, quoted, plain = token.groups()
            words = quoted if plain is None else plain
            self._token((key or "").lower(), words or "", whole=plain is None, excluded=minus is not None)
        terms = self._terms[:_MOST_TERMS]
        if len(self._terms) > _MOST_TERMS:
            self._notes.append(f"only the first {_MOST_TERMS} words were looked for")
        elif terms and still_typing and not terms[-1].whole and not terms[-1].excluded:
            terms[-1] = replace(terms[-1], begun=True)
        return Asked(
            terms=tuple(terms), since=max(self._since, default=None), before=min(self._before, default=None),
            is_open=self._is_open, notes=tuple(self._notes),
        )  # fmt: skip

    def _phone_in_words(self, run: re.Match[str]) -> str:
        is_phone = sum(letter.isdigit() for letter in run[0]) >= 7 and not _day(run[0])
        return f'phone:"{run[0]}"' if is_phone and " " in run[0] else run[0]

    def _token(self, key: str, words: str, *, whole: bool, excluded: bool) -> None:
        if key in ("is", "state"):
            self._state(words, excluded=excluded)
        elif key in ("on", "since", "from", "until", "before", "last", "day"):
            self._time(key, words)
        elif key in ("p", "prio", "priority"):
            self._priority(words, excluded=excluded)
        elif key == "kind":
            kind = words.lower().replace(" ", "_")
            term = Term(forms=(_KINDS.get(kind, kind),), fields=frozenset({SearchField.KIND}), whole=True)
            self._terms.append(replace(term, excluded=excluded))
        elif key in _PHONES:
            self._terms += [Term(phone=word, excluded=excluded) for word in phone_words(words)]
        elif key in _NUMBERS:
            self._number(words.lstrip("#"), excluded=excluded)
        elif key in _FIELDS:
            self._terms += _words(words, _FIELDS[key], whole=whole, excluded=excluded)
        elif whole:
            self._terms += _words(words, FREE, whole=True, excluded=excluded)
        else:
            self._plain(f"{key}:{words}" if key else words, excluded=excluded)
            if key:
                self._notes.append(f"{key}: is no field of the search; both words were looked for")

    def _plain(self, word: str, *, excluded: bool) -> None:
        """Take a word that names no field."""
        lowered = word.lower()
        if lowered in ("today", "yesterday") or _day(word) is not None:
            self._time("on", word)
        elif _NUMBER.match(word) or _SERIAL.match(word):
            self._number(word.lstrip("#"), excluded=excluded)
        elif re.match(r"^p[1-5](?:-p?[1-5])?$", lowered):
            self._priority(word, excluded=excluded)
        elif (phone := next(phone_words(word), "")) and len(phone) > 6 and not re.search(r"[A-Za-z]", word):
            self._terms.append(Term(phone=phone, excluded=excluded))
        else:
            found = _words(word, FREE, whole=False, excluded=excluded)
            self._terms += found
            if not found:
                self._notes.append(f"{word[:40]!r} says too little to be looked for")

    def _state(self, word: str, *, excluded: bool) -> None:
        if word.lower() in ("open", "closed"):
            self._is_open = (word.lower() == "open") is not excluded
        else:
            self._notes.append("is: takes open or closed")

    def _priority(self, word: str, *, excluded: bool) -> None:
        found = _PRIORITY.match(word)
        if found is None:
            self._notes.append("priority: takes p1 to p5, or two of them as p1-p2")
            return
        first, last = sorted((int(found[1]), int(found[2] or found[1])))
        forms = tuple(f"p{number}" for number in range(first, last + 1))
        self._terms.append(Term(forms=forms, fields=frozenset({SearchField.PRIORITY}), whole=True, excluded=excluded))

    def _number(self, word: str, *, excluded: bool) -> None:
        found = _NUMBER.match(word)
        if found:
            self._terms.append(Term(number=(found[1], found[2]), excluded=excluded))
        elif word.isascii() and word.isdigit():
            self._terms.append(Term(number=("", word), excluded=excluded))
        else:
            self._notes.append("number: takes an incident's number, such as 2026-000123 or 123")

    def _time(self, key: str, word: str) -> None:
        span = self._span(word)
        if span is None:
            self._notes.append(f"{key}: {word[:40]!r} is no day and no time (2026-03-14, 14:30, 3d, yesterday)")
            return
        if key not in ("until", "before"):
            self._since.append(span[0])
        if key == "until":
            self._before.append(span[1])
        elif key == "before":
            self._before.append(span[0])
        elif key in ("on", "day"):
            self._before.append(span[1])

    def _span(self, word: str) -> tuple[datetime, datetime] | None:
        """Return the first instant of what is named, and the first behind it."""
        today = self._now.astimezone(self._zone).date()
        lowered = word.lower()
        if lowered in ("today", "yesterday"):
            return self._whole_day(today - timedelta(days=lowered == "yesterday"))
        if ago := _AGO.match(word):
            return self._now - int(ago[1]) * _UNITS[ago[2].lower()], self._now
        if clock := re.match(r"^(\d{1,2}):(\d{2})$", word):
            return self._instant(today, int(clock[1]), int(clock[2]))
        dated, _, at = word.upper().partition("T")
        day = _day(dated)
        if day is None:
            return self._month(word)
        clock = re.match(r"^(\d{1,2}):?(\d{2})$", at)
        return self._instant(day, int(clock[1]), int(clock[2])) if clock else self._whole_day(day)

    def _whole_day(self, day: date) -> tuple[datetime, datetime]:
        starts = (datetime.combine(each, time(), self._zone) for each in (day, day + timedelta(days=1)))
        first, behind = (each.astimezone(UTC) for each in starts)
        return first, behind

    def _instant(self, day: date, hour: int, minute: int) -> tuple[datetime, datetime] | None:
        if hour > 23 or minute > 59:
            return None
        start = datetime.combine(day, time(hour, minute), self._zone).astimezone(UTC)
        return start, start + timedelta(minutes=1)

    def _month(self, word: str) -> tuple[datetime, datetime] | None:
        found = re.match(r"^(\d{4})(?:-(\d{1,2}))?$", word)
        if found is None:
            return None
        year, month = int(found[1]), int(found[2] or 1)
        if not (1900 <= year < 9000 and 1 <= month <= 12):
            return None
        behind = date(year + 1, 1, 1) if found[2] is None or month == 12 else date(year, month + 1, 1)
        return self._whole_day(date(year, month, 1))[0], self._whole_day(behind)[0]


def _day(word: str) -> date | None:
    try:
        if found := _DAY_FIRST.match(word):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(word) if len(word) == 10 and "1900" <= word[:4] < "9000" else None
    except ValueError:
        return None


def _words(text: str, fields: frozenset[SearchField], *, whole: bool, excluded: bool) -> list[Term]:
    """Return a term for each telling word; when none tells anything, for none."""
    forms = [form.split() for form in spellings(text.rstrip("*"))]
    if not forms:
        return []
    same = [words for words in forms if len(words) == len(forms[0])]
    found: list[Term] = []
    for alternatives in zip(*same, strict=True):
        if is_telling(alternatives[0]):
            kept = tuple(dict.fromkeys(word[:LONGEST] for word in alternatives))
            found.append(Term(forms=kept, fields=fields, whole=whole, excluded=excluded))
    if found and text.endswith("*"):
        found[-1] = replace(found[-1], begun=True)
    return found
