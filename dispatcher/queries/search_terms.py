"""Which incidents have a term: exactly, begun, or something alike. Answers are numbers whose bits are ordinals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, func, or_, select

from dispatcher.domain.folding import fold
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.search_words import FREE, SearchField, edits_between, keys_of, sound_keys
from dispatcher.queries.search_grammar import Term
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import (
    counters,
    incidents,
    operators,
    search_incidents,
    search_keys,
    search_postings,
    search_words,
)
from dispatcher.storage.search_blocks import bits_for, block_of, holds
from dispatcher.storage.search_joining import joined

_MOST_BEGUN, _MOST_ALIKE, _LEAST_ALIKE, _MOST_CANDIDATES = 300, 40, 6, 400
"""So many words of the vocabulary are looked for in place of one that was typed; of several, fewer for each."""
_SHORTEST_BEGUN = 2
_CHUNK = 400
_COUNTER = "incident:"
_POSTINGS = select(
    search_postings.c.word, search_postings.c.block, search_postings.c.field, search_postings.c.bits
).where(search_postings.c.word.in_(bindparam("words", expanding=True)))
_OF_FIELDS = _POSTINGS.where(search_postings.c.field.in_(bindparam("fields", expanding=True)))
_EXACT = select(search_words.c.id, search_words.c.word).where(
    search_words.c.word.in_(bindparam("words", expanding=True))
)
_BETWEEN = (
    select(search_words.c.id, search_words.c.word)
    .where(search_words.c.word >= bindparam("first"), search_words.c.word < bindparam("behind"))
    .order_by(func.length(search_words.c.word), search_words.c.word)
    .limit(bindparam("most"))
)
_BY_KEY = (
    select(search_keys.c.key, search_words.c.id, search_words.c.word)
    .join(search_words, search_words.c.id == search_keys.c.word)
    .where(search_keys.c.key.in_(bindparam("keys", expanding=True)))
    .limit(_MOST_CANDIDATES)
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word was found in an incident; `field` None: in its number."""

    word: str
    field: SearchField | None
    alike: bool


@dataclass(slots=True)
class Found:
    """What has a term. `begun` holds what is exact too, `alike` everything."""

    exact: int = 0
    begun: int = 0
    alike: int = 0
    words: dict[int, tuple[str, bool]] = field(default_factory=dict[int, tuple[str, bool]])  # and whether it is alike
    rows: defaultdict[int, list[tuple[int, int, bytes]]] = field(
        default_factory=lambda: defaultdict[int, list[tuple[int, int, bytes]]](list)
    )

    def where(self, ordinal: int) -> Place | None:
        """Return the best place of the term in an incident: the word as typed before one that is alike."""
        block, place = block_of(ordinal)
        best: Place | None = None
        for word, number, bits in self.rows.get(block, ()):
            text, alike = self.words[word]
            if (best is None or (best.alike and not alike)) and holds(bits, place):
                best = Place(text, SearchField(number), alike)
        if best is None and self.exact >> ordinal & 1:
            return Place("", None, alike=False)
        return best


class Lookup:
    """Looks terms up in one database, as it stands at one moment."""

    def __init__(self, connection: Connection, terms: int) -> None:
        """`terms`: how many will be looked up."""
        self._connection = connection
        self._most_alike = max(_LEAST_ALIKE, _MOST_ALIKE // max(1, terms))
        self.count = connection.execute(select(func.max(search_incidents.c.ordinal))).scalar() or 0
        self.all = (1 << (self.count + 1)) - 2  # ordinals begin at 1
        self._operators: tuple[tuple[str, str], ...] | None = None

    def find(self, term: Term) -> Found:
        """Return what has a term."""
        found = Found()
        if term.number != ("", ""):
            found.exact = found.begun = found.alike = self._numbered(*term.number)
        elif term.phone:
            words = self._range(term.phone.encode(), _MOST_BEGUN)
            found.exact = found.begun = found.alike = self._read(found, words, {SearchField.PHONE}, alike=False)
        else:
            self._find_word(term, found)
        return found

    def days(self, first: str, last: str) -> int:
        """Return the incidents whose contact came on one of these days (words of days, both included)."""
        words = self._range_between(first.encode(), last.encode() + b"~", 100_000)
        return self._read(Found(), words, {SearchField.DAY}, alike=False)

    def open(self) -> int:
        """Return the incidents that are open."""
        is_open = in_states(incidents.c.state, (IncidentState.OPEN,))
        statement = select(search_incidents.c.ordinal).join(incidents, incidents.c.id == search_incidents.c.incident_id)
        return self._bits(self._connection.execute(statement.where(is_open)).scalars())

    def _find_word(self, term: Term, found: Found) -> None:
        exact = self._exact(term.forms)
        if SearchField.OPERATOR in term.fields:
            exact |= self._exact(self._operators_called(term.forms))
        found.exact = found.begun = found.alike = self._read(found, exact, term.fields, alike=False)
        if term.begun and not term.whole:
            begun: dict[int, str] = {}
            for form in term.forms:
                if len(form) >= _SHORTEST_BEGUN:
                    begun |= self._range(form.encode(), _MOST_BEGUN)
            found.begun |= self._read(found, _others(begun, exact), term.fields, alike=False)
        if not term.whole:
            alike = {number: word for form in term.forms for number, word in self._alike(form)}
            new = _others(alike, {**exact, **dict.fromkeys(found.words, "")})
            found.alike = found.begun | self._read(found, new, term.fields, alike=True)

    def _exact(self, forms: Iterable[str]) -> dict[int, str]:
        wanted = [form.encode() for form in forms]
        rows = self._connection.execute(_EXACT, {"words": wanted}) if wanted else ()
        return {row.id: bytes(row.word).decode() for row in rows}

    def _range(self, first: bytes, most: int) -> dict[int, str]:
        return self._range_between(first, first + b"\xff", most)

    def _range_between(self, first: bytes, behind: bytes, most: int) -> dict[int, str]:
        rows = self._connection.execute(_BETWEEN, {"first": first, "behind": behind, "most": most})
        return {row.id: bytes(row.word).decode() for row in rows}

    def _alike(self, form: str) -> Sequence[tuple[int, str]]:
        keys, sounds = keys_of(form), sound_keys(form)
        if not keys:
            return ()
        near: dict[tuple[int, str], int] = {}
        for key, number, word in self._connection.execute(_BY_KEY, {"keys": sorted(keys)}).all():
            edits = edits_between(form, other := bytes(word).decode(), sounds_alike=key in sounds)
            if edits is not None:
                near[number, other] = edits
        return sorted(near, key=lambda one: (near[one], one))[: self._most_alike]

    def _operators_called(self, forms: Sequence[str]) -> list[str]:
        if self._operators is None:
            rows = self._connection.execute(select(operators.c.id, operators.c.name))
            self._operators = tuple((fold(row.id), fold(row.name)) for row in rows)
        return [
            word for word, name in self._operators if " " not in word and any(form in name.split() for form in forms)
        ]

    def _numbered(self, year: str, serial: str) -> int:
        years = [year] if year else self._years()
        shorter = serial.lstrip("0")
        numbers = [f"{each}-{int(shorter or '0'):06d}" for each in years]
        wanted = [incidents.c.number == number for number in numbers]
        if year and len(serial) < 6:  # still being typed
            start = f"{year}-{serial}"
            wanted.append(incidents.c.number.like(f"{start}%"))
        statement = select(search_incidents.c.ordinal).join(incidents, incidents.c.id == search_incidents.c.incident_id)
        return self._bits(self._connection.execute(statement.where(or_(*wanted)).limit(_MOST_CANDIDATES)).scalars())

    def _bits(self, ordinals: Iterable[int]) -> int:
        bits = bits_for(self.count)
        for ordinal in ordinals:
            if ordinal <= self.count:
                bits[ordinal >> 3] |= 1 << (ordinal & 7)
        return int.from_bytes(bits, "little")

    def _years(self) -> list[str]:
        names = self._connection.execute(select(counters.c.name).where(counters.c.name.startswith(_COUNTER))).scalars()
        return [name.removeprefix(_COUNTER) for name in names]

    def _read(self, found: Found, words: Mapping[int, str], fields: Iterable[SearchField], *, alike: bool) -> int:
        """Note where the words are, and return which incidents have them."""
        found.words.update({number: (word, alike) for number, word in words.items()})
        wanted = sorted(words)
        read: list[tuple[int, bytes]] = []
        statement = _POSTINGS if fields == FREE else _OF_FIELDS
        parameters = {} if fields == FREE else {"fields": sorted(fields)}
        for start in range(0, len(wanted), _CHUNK):
            rows = self._connection.execute(statement, {"words": wanted[start : start + _CHUNK], **parameters}).all()
            for word, block, number, stored in rows:
                if statement is _OF_FIELDS or number in FREE:
                    found.rows[block].append((word, number, stored))
                    read.append((block, stored))
        return joined(read, self.count) & self.all


def _others(words: Mapping[int, str], known: Mapping[int, str]) -> dict[int, str]:
    return {number: word for number, word in words.items() if number not in known}
