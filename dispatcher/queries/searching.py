"""Search all incidents by any words: a page of rows with what was found where. Nothing is ever loaded whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.search_words import day_word
from dispatcher.domain.triage import Priority
from dispatcher.queries.boards import active_pack
from dispatcher.queries.search_grammar import Asked, Reader
from dispatcher.queries.search_rows import AskSearch, SearchMatch, SearchPage, SearchRow
from dispatcher.queries.search_said import said
from dispatcher.queries.search_terms import Found, Lookup, Place
from dispatcher.storage.schema import incidents, search_incidents

_MOST = 200
_READ_AT_ONCE = 64
_SHOWN = [
    incidents.c[name]
    for name in (
        "id", "number", "state", "kind", "priority", "incident_type", "type_name", "place", "contact_at", "opened_at",
        "closed_at", "outcome",
    )
]  # fmt: skip
_LONG_AGO, _FAR_AHEAD = "0000-00-00", "9999-99-99"


class Cursor(NamedTuple):
    """Where the next page begins: a bucket of the order, and below which ordinal in it."""

    bucket: int
    below: int

    def written(self) -> str:
        """Return it as the next question brings it back."""
        return f"{self.bucket}.{self.below}"


@dataclass(frozen=True, slots=True)
class _Hit:
    ordinal: int
    bucket: int
    row: Row[tuple[object, ...]]


def search(query: AskSearch, connection: Connection, now: datetime) -> SearchPage:
    """Find incidents; open before closed, exact before alike, newer before older."""
    asked = Reader(now, ZoneInfo(active_pack(connection).timezone)).read(query.text)
    lookup = Lookup(connection, len(asked.terms))
    found = [lookup.find(term) for term in asked.terms]
    buckets = _buckets(asked, lookup, found)
    limit = max(1, min(query.limit, _MOST))
    hits = list(_hits(connection, asked, buckets, _cursor(query.cursor), limit + 1))
    shown = hits[:limit]
    where = {hit.ordinal: _places(asked, found, hit.ordinal) for hit in shown}
    texts = said(connection, {hit.row.id: where[hit.ordinal] for hit in shown})
    return SearchPage(
        text=query.text,
        rows=tuple(_row(hit, where[hit.ordinal], texts.get(hit.row.id, ())) for hit in shown),
        total=sum(bucket.bit_count() for bucket in buckets),
        next=Cursor(shown[-1].bucket, shown[-1].ordinal).written() if len(hits) > limit else None,
        notes=asked.notes,
    )


def _cursor(text: str | None) -> Cursor | None:
    bucket, _, below = (text or "").partition(".")
    return Cursor(int(bucket), int(below)) if bucket.isdecimal() and below.isdecimal() else None


def _buckets(asked: Asked, lookup: Lookup, found: Sequence[Found]) -> list[int]:
    """Return the sets that are shown one behind the other; none has what an earlier one has."""
    exact = begun = alike = _allowed(asked, lookup)
    for term, one in zip(asked.terms, found, strict=True):
        if term.excluded:
            exact, begun, alike = exact & ~one.exact, begun & ~one.exact, alike & ~one.exact
        else:
            exact, begun, alike = exact & one.exact, begun & one.begun, alike & one.alike
    levels = [exact, begun & ~exact, alike & ~begun]
    is_open = lookup.open()
    return [
        level & is_open if which else level & ~is_open
        for which in (True, False)
        for level in levels
        if asked.is_open is None or asked.is_open is which
    ]


def _allowed(asked: Asked, lookup: Lookup) -> int:
    """Return the incidents of the days asked for; the instants themselves are compared on the rows."""
    if asked.since is None and asked.before is None:
        return lookup.all
    first = f"{asked.since:%Y-%m-%d}" if asked.since else _LONG_AGO
    last = f"{asked.before - timedelta(microseconds=1):%Y-%m-%d}" if asked.before else _FAR_AHEAD
    return lookup.days(day_word(first), day_word(last))


def _hits(
    connection: Connection, asked: Asked, buckets: Sequence[int], cursor: Cursor | None, most: int
) -> Iterator[_Hit]:
    taken = 0
    for number, bucket in enumerate(buckets):
        left = bucket
        if cursor is not None:
            left = (
                0 if number < cursor.bucket else bucket & ((1 << cursor.below) - 1) if number == cursor.bucket else left
            )
        while left and taken < most:
            ordinals: list[int] = []
            while left and len(ordinals) < _READ_AT_ONCE:
                ordinals.append(left.bit_length() - 1)
                left ^= 1 << ordinals[-1]
            rows = _rows(connection, ordinals)
            for ordinal in ordinals:
                row = rows.get(ordinal)
                if row is not None and taken < most and _is_within(asked, row.contact_at):
                    taken += 1
                    yield _Hit(ordinal, number, row)


def _is_within(asked: Asked, contact_at: datetime) -> bool:
    return (asked.since is None or contact_at >= asked.since) and (asked.before is None or contact_at < asked.before)


def _rows(connection: Connection, ordinals: Sequence[int]) -> Mapping[int, Row[tuple[object, ...]]]:
    statement = (
        select(search_incidents.c.ordinal, *_SHOWN)
        .join(incidents, incidents.c.id == search_incidents.c.incident_id)
        .where(search_incidents.c.ordinal.in_(ordinals))
    )
    return {row.ordinal: row for row in connection.execute(statement)}


def _places(asked: Asked, found: Sequence[Found], ordinal: int) -> tuple[Place, ...]:
    every = (one.where(ordinal) for term, one in zip(asked.terms, found, strict=True) if not term.excluded)
    return tuple(place for place in every if place is not None)


def _row(hit: _Hit, places: Sequence[Place], texts: Sequence[str]) -> SearchRow:
    row = hit.row
    return SearchRow(
        incident_id=row.id, number=row.number, state=IncidentState(row.state), kind=Kind(row.kind),
        priority=Priority(row.priority), incident_type=row.incident_type, type_name=row.type_name, place=row.place,
        contact_at=row.contact_at, opened_at=row.opened_at, closed_at=row.closed_at, outcome=row.outcome,
        exact=not any(place.alike for place in places),
        matches=tuple(
            SearchMatch(field=place.field, word=place.word, alike=place.alike, said=text)
            for place, text in zip(places, texts, strict=True)
        ),
    )  # fmt: skip
