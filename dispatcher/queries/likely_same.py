"""Which incidents a call that is being taken may tell of: those that are open, and those that were closed lately."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from math import cos, radians
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, func, literal_column, select, true

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.incidents import IncidentState, phase_of
from dispatcher.domain.likeness import (
    Likeness,
    LikenessRules,
    Told,
    content_words,
    likeness,
    most_possible,
    number_key,
    rarities,
    uncertainty_m,
)
from dispatcher.domain.rules import Rules
from dispatcher.domain.same_event import MERGED
from dispatcher.domain.triage import Priority
from dispatcher.geo.folding import fold
from dispatcher.queries.requests import AskLikelySame
from dispatcher.queries.same_event_rows import CallTold, LikelyRow
from dispatcher.storage.columns import in_states, not_by_index
from dispatcher.storage.same_event import kept_apart_from
from dispatcher.storage.schema import assignments, calls, incidents, personal_values, units

_METRES_PER_DEGREE = 111_195.0
_NEAREST, _NEWEST, _UNPLACED = 150, 300, 50
"""So many of the open ones are compared, and of those closed lately: the nearest, or without a position the newest."""
_MOST_READ = 40
"""Of so many the words are read: those that may still come out on top."""
_MOST_CALLS = 2_000
_COLUMNS = (
    incidents.c.id, incidents.c.number, incidents.c.state, incidents.c.incident_type, incidents.c.type_name,
    incidents.c.place, incidents.c.latitude, incidents.c.longitude, incidents.c.place_verified,
    incidents.c.place_source, incidents.c.place_confidence, incidents.c.priority, incidents.c.contact_at,
    incidents.c.opened_at, incidents.c.closed_at,
)  # fmt: skip
_OPEN = in_states(incidents.c.state, (IncidentState.OPEN,))
_CLOSED = and_(incidents.c.state == literal_column("'closed'"), incidents.c.outcome != MERGED)


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: Any
    told: Told
    found: Likeness


def likely_same(query: AskLikelySame, connection: Connection, now: datetime, rules: Rules) -> tuple[LikelyRow, ...]:
    """Return the likeliest first, none below what the pack shows, and none that was kept apart."""
    figures, told = rules.likeness, query.told
    call = _told_by(told, now)
    subjects = [name for name in (told.subject, told.own) if name]
    hidden = kept_apart_from(connection, subjects) | frozenset(subjects)
    rows = [row for row in _near(connection, call, now, figures) if row.id not in hidden]
    rough = _roughly(rows, call, figures)
    read = _with_words(connection, rough, call, figures)
    best = sorted((item for item in read if item.found.score >= figures.shown_from), key=_order)[: max(query.limit, 0)]
    return _told_rows(connection, best, figures)


def _order(item: _Candidate) -> tuple[float, str]:
    return -item.found.score, item.row.id


def _told_by(told: CallTold, now: datetime) -> Told:
    return Told(
        place_words=content_words(fold(told.place)), latitude=told.latitude, longitude=told.longitude,
        uncertain_m=uncertainty_m(told.place_source, verified=told.verified, confidence=told.confidence),
        type_name=told.incident_type, words=content_words(fold(told.narrative)),
        numbers=frozenset({number_key(told.caller_number)} - {""}), at=(told.contact_at or now,),
    )  # fmt: skip


def _near(connection: Connection, call: Told, now: datetime, figures: LikenessRules) -> Sequence[Any]:
    """Read what is open or was closed lately: the nearest to the call, what has no position, and who rang before."""
    since = now - timedelta(seconds=figures.closed_within_s)
    lately = and_(_CLOSED, incidents.c.closed_at >= since)
    found: dict[str, Any] = {}
    for which, newest in ((_OPEN, incidents.c.opened_at), (lately, incidents.c.closed_at)):
        for where, first, most in _picks(call, newest, figures):
            rows = connection.execute(select(*_COLUMNS).where(which, where).order_by(first).limit(most))
            found |= {row.id: row for row in rows}
    for number in call.numbers:
        found |= {row.id: row for row in _who_rang(connection, number)}
    return tuple(found.values())


def _picks(
    call: Told, newest: Column[datetime], figures: LikenessRules
) -> tuple[tuple[ColumnElement[bool], ColumnElement[Any], int], ...]:
    """Return what to look at, what of it first, and how many."""
    if call.latitude is None or call.longitude is None:
        return ((true(), newest.desc(), _NEWEST),)
    latitude = not_by_index(incidents.c.latitude)  # what is open, or was closed lately, is less than what is near
    up = figures.widest_m / _METRES_PER_DEGREE
    narrow = max(cos(radians(call.latitude)), 0.01)
    here = and_(
        latitude.between(call.latitude - up, call.latitude + up),
        incidents.c.longitude.between(call.longitude - up / narrow, call.longitude + up / narrow),
    )
    north, east = incidents.c.latitude - call.latitude, (incidents.c.longitude - call.longitude) * narrow
    return (here, north * north + east * east, _NEAREST), (latitude.is_(None), newest.desc(), _UNPLACED)


def _who_rang(connection: Connection, number: str) -> Iterable[Any]:
    """Open incidents that somebody with this number rang about, wherever they are."""
    plain = personal_values.c.value
    for sign in " -/().":
        plain = func.replace(plain, sign, "")
    return connection.execute(
        select(*_COLUMNS)
        .join(calls, calls.c.incident_id == incidents.c.id)
        .join(personal_values, personal_values.c.id == calls.c.caller_number_id)
        .where(_OPEN, plain.like(f"%{number}"))
        .limit(_MOST_READ)
    )


def _roughly(rows: Collection[Any], call: Told, figures: LikenessRules) -> list[_Candidate]:
    """Score by place, time and type alone, and keep those that words could still lift over the threshold."""
    scored = (_Candidate(row, told, likeness(call, told, figures)) for row in rows for told in (_told_of(row),))
    able = (item for item in scored if most_possible(item.found.score) >= figures.shown_from)
    return heapq.nsmallest(_MOST_READ, able, key=_order)


@lru_cache(maxsize=4_096)
def _place_words(place: str) -> tuple[str, ...]:
    """Folded once: the same incidents are compared at every pause in typing."""
    return content_words(fold(place))


def _told_of(row: Any) -> Told:
    return Told(
        place_words=_place_words(row.place), latitude=row.latitude, longitude=row.longitude,
        uncertain_m=uncertainty_m(
            PlaceSource(row.place_source), verified=row.place_verified, confidence=row.place_confidence
        ),
        type_name=row.incident_type, at=(row.contact_at,),
    )  # fmt: skip


def _with_words(
    connection: Connection, rough: Sequence[_Candidate], call: Told, figures: LikenessRules
) -> list[_Candidate]:
    """Score anew with what callers said, when they rang and from which numbers."""
    said = _said(connection, [item.row.id for item in rough])
    full = [_complete(item, said.get(item.row.id, ())) for item in rough]
    rarity = rarities([(*item.told.words, *item.told.place_words) for item in full])
    return [replace(item, found=likeness(call, item.told, figures, rarity)) for item in full]


def _complete(item: _Candidate, said: Sequence[Any]) -> _Candidate:
    narratives = " ".join(row.narrative for row in said if row.narrative)
    told = replace(
        item.told, words=content_words(fold(narratives)),
        numbers=frozenset({number_key(row.number) for row in said if row.number} - {""}),
        at=(*item.told.at, *(row.contact_at for row in said)),
    )  # fmt: skip
    return replace(item, told=told)


def _said(connection: Connection, ids: Collection[str]) -> Mapping[str, Sequence[Any]]:
    words, numbers = personal_values.alias("words"), personal_values.alias("numbers")
    rows = connection.execute(
        select(calls.c.incident_id, calls.c.contact_at, words.c.value.label("narrative"),
               numbers.c.value.label("number"))
        .outerjoin(words, words.c.id == calls.c.narrative_id)
        .outerjoin(numbers, numbers.c.id == calls.c.caller_number_id)
        .where(calls.c.incident_id.in_(ids))
        .limit(_MOST_CALLS)
    )  # fmt: skip
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.incident_id].append(row)
    return found


def _told_rows(connection: Connection, best: Sequence[_Candidate], figures: LikenessRules) -> tuple[LikelyRow, ...]:
    ids = [item.row.id for item in best]
    counted = Counter({row.incident_id: row.times for row in _counts(connection, ids)})
    working: defaultdict[str, list[tuple[str, AssignmentState]]] = defaultdict(list)
    for row in connection.execute(
        select(assignments.c.incident_id, assignments.c.state, units.c.call_sign)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.incident_id.in_(ids))
        .order_by(assignments.c.id)
    ):
        working[row.incident_id].append((row.call_sign, AssignmentState(row.state)))
    return tuple(_row(item, working[item.row.id], counted[item.row.id], figures) for item in best)


def _counts(connection: Connection, ids: Collection[str]) -> Iterable[Any]:
    return connection.execute(
        select(calls.c.incident_id, func.count().label("times"))
        .where(calls.c.incident_id.in_(ids))
        .group_by(calls.c.incident_id)
    )


def _row(
    item: _Candidate, working: Sequence[tuple[str, AssignmentState]], times: int, figures: LikenessRules
) -> LikelyRow:
    row = item.row
    return LikelyRow(
        incident_id=row.id, number=row.number, score=item.found.score,
        is_likely=item.found.score >= figures.likely_from, reasons=item.found.reasons,
        priority=Priority(row.priority), type_name=row.type_name, place=row.place,
        phase=phase_of(IncidentState(row.state), [state for _, state in working]), opened_at=row.opened_at,
        closed_at=row.closed_at, units=tuple(name for name, state in working if state in ACTIVE), calls=times,
    )  # fmt: skip
