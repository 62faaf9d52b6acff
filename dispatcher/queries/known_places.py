"""Read what is known of a place: its notes, its keyholders, and what happened there before."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.knowledge import KnowledgeRules, NoteKind, SecretKind
from dispatcher.domain.positions import is_on_earth
from dispatcher.domain.rules import Rules
from dispatcher.domain.triage import Priority
from dispatcher.geo.addresses import box_of, place_of
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.folding import fold
from dispatcher.queries.knowledge import (
    AskAssets,
    AskPlaceKnowledge,
    AssetRow,
    KeyholderRow,
    PlaceKnowledge,
    PlaceNoteRow,
    PremiseRow,
    PreviousRow,
    SecretRow,
)
from dispatcher.storage import assets as assets_store
from dispatcher.storage import premises as store
from dispatcher.storage.premises import PremiseAt
from dispatcher.storage.schema import incidents, keyholders, operators, personal_values, premise_secrets, premises
from dispatcher.storage.unit_of_work import SYSTEM

BROUGHT_IN = "import"
"""Who wrote what a file brought."""
_MOST_LOOKED_AT = 200
_OF_PREVIOUS = tuple(
    incidents.c[name]
    for name in (
        "id", "number", "state", "incident_type", "type_name", "priority", "place", "opened_at", "outcome", "latitude",
        "longitude",
    )
)  # fmt: skip
_MOST_PREMISES = 6
_MARKED, _SAME_TYPE, _OPEN = 3.0, 2.0, 4.0
"""What makes an earlier incident relevant; how near and how recent it is weighs one each."""


def place_knowledge(query: AskPlaceKnowledge, connection: Connection, now: datetime, rules: Rules) -> PlaceKnowledge:
    """Read it all in one go."""
    latitude, longitude = _position(query)
    place = place_of(query.place, latitude, longitude)
    found = store.at_place(connection, place, great_circle_m)[: 2 * _MOST_PREMISES]
    rows = sorted(_premises(connection, found, now), key=lambda row: not row.has_hazard)[:_MOST_PREMISES]
    previous = _previous(query, connection, now, rules.knowledge)
    asset = _asset(connection, query.asset_number)
    return PlaceKnowledge(
        premises=tuple(rows), previous=tuple(previous[: query.limit]), previous_count=len(previous), asset=asset,
        asset_unknown=asset is None and bool(query.asset_number.strip()), asked=query,
    )  # fmt: skip


def assets_like(query: AskAssets, connection: Connection, _now: datetime) -> tuple[AssetRow, ...]:
    """Read things whose number begins so."""
    found = assets_store.that_begin(connection, _folded(query.prefix), query.limit)
    return tuple(_asset_row(connection, row) for row in found)


def _position(query: AskPlaceKnowledge) -> tuple[float | None, float | None]:
    """Return the position asked about; one that is on no globe is none: what is typed may be half typed."""
    if query.latitude is None or query.longitude is None or not is_on_earth(query.latitude, query.longitude):
        return None, None
    return query.latitude, query.longitude


def _premises(connection: Connection, found: Collection[PremiseAt], now: datetime) -> list[PremiseRow]:
    ids = [each.row.id for each in found]
    if not ids:
        return []
    notes, people, sealed = _notes(connection, ids, now), _keyholders(connection, ids), _secrets(connection, ids, now)
    return [
        PremiseRow(
            premise_id=each.row.id, name=each.row.name, address=each.row.address, metres=each.metres,
            by_words=each.by_words, latitude=each.row.latitude, longitude=each.row.longitude,
            radius_m=each.row.radius_m, notes=tuple(notes[each.row.id]), keyholders=tuple(people[each.row.id]),
            secrets=tuple(sealed[each.row.id]),
        )
        for each in found
    ]  # fmt: skip


def _notes(connection: Connection, ids: Collection[str], now: datetime) -> Mapping[str, list[PlaceNoteRow]]:
    rows = store.notes_of(connection, ids, now)
    names = names_of(connection, {row.written_by for row in rows})
    found: defaultdict[str, list[PlaceNoteRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: NoteKind(row.kind).rank):
        if row.value is not None:
            found[row.premise_id].append(
                PlaceNoteRow(
                    note_id=row.id, kind=NoteKind(row.kind), text=row.value, written_by=names(row.written_by),
                    written_at=row.written_at, valid_until=row.valid_until,
                )
            )  # fmt: skip
    return found


def names_of(connection: Connection, operator_ids: Collection[str]) -> Callable[[str], str]:
    """Return what gives an operator's name; a file that was brought in is called so."""
    found = connection.execute(select(operators.c.id, operators.c.name).where(operators.c.id.in_(operator_ids)))
    known: dict[str, str] = {row.id: row.name for row in found}
    known[SYSTEM.operator] = BROUGHT_IN

    def name(operator_id: str) -> str:
        return known.get(operator_id, operator_id)

    return name


def _keyholders(connection: Connection, ids: Collection[str]) -> Mapping[str, list[KeyholderRow]]:
    names, numbers = personal_values.alias("names"), personal_values.alias("numbers")
    rows = connection.execute(
        select(keyholders.c.premise_id, names.c.value.label("name"), numbers.c.value.label("number"))
        .join(names, names.c.id == keyholders.c.name_id)
        .join(numbers, numbers.c.id == keyholders.c.number_id)
        .where(keyholders.c.premise_id.in_(ids))
        .order_by(keyholders.c.premise_id, keyholders.c.rank)
    )
    found: defaultdict[str, list[KeyholderRow]] = defaultdict(list)
    for row in rows:
        if row.name is not None:
            found[row.premise_id].append(KeyholderRow(name=row.name, number=row.number or ""))
    return found


def _secrets(connection: Connection, ids: Collection[str], now: datetime) -> Mapping[str, list[SecretRow]]:
    rows = connection.execute(
        select(
            premise_secrets.c.id, premise_secrets.c.premise_id, premise_secrets.c.kind, premise_secrets.c.title,
            premise_secrets.c.written_at, premise_secrets.c.valid_until,
        )
        .where(
            premise_secrets.c.premise_id.in_(ids), premise_secrets.c.ended_at.is_(None),
            or_(premise_secrets.c.valid_until.is_(None), premise_secrets.c.valid_until > now),
        )
        .order_by(premise_secrets.c.title)
    )  # fmt: skip
    found: defaultdict[str, list[SecretRow]] = defaultdict(list)
    for row in rows:
        found[row.premise_id].append(
            SecretRow(
                secret_id=row.id, kind=SecretKind(row.kind), title=row.title, written_at=row.written_at,
                valid_until=row.valid_until,
            )
        )  # fmt: skip
    return found


def _previous(
    query: AskPlaceKnowledge, connection: Connection, now: datetime, rules: KnowledgeRules
) -> list[PreviousRow]:
    """Read what happened within the radius, as long ago as the pack remembers it, the most relevant first."""
    latitude, longitude = _position(query)
    if latitude is None or longitude is None:
        return []
    south, west, north, east = box_of(latitude, longitude, rules.radius_m)
    near = and_(incidents.c.latitude.between(south, north), incidents.c.longitude.between(west, east))
    rows: dict[str, Row[Any]] = {}
    for remembered in _remembered(rules, now):
        statement = select(*_OF_PREVIOUS).where(near, remembered).order_by(incidents.c.opened_at.desc())
        rows |= {row.id: row for row in connection.execute(statement.limit(_MOST_LOOKED_AT))}
    rows.pop(query.incident_id or "", None)
    found = [(row, great_circle_m(latitude, longitude, row.latitude, row.longitude)) for row in rows.values()]
    told = [_previous_row(row, metres, query, rules) for row, metres in found if metres <= rules.radius_m]
    return sorted(told, key=lambda row: (-_relevance(row, now, rules), row.incident_id))


def _remembered(rules: KnowledgeRules, now: datetime) -> list[ColumnElement[bool]]:
    """Return one condition for the usual types and one for each that is remembered longer, or less long."""
    special = sorted(rules.look_back_of)
    usual = incidents.c.opened_at >= now - rules.look_back
    told = [and_(usual, incidents.c.incident_type.not_in(special)) if special else usual]
    return told + [
        and_(incidents.c.incident_type == name, incidents.c.opened_at >= now - rules.look_back_of[name])
        for name in special
    ]


def _relevance(row: PreviousRow, now: datetime, rules: KnowledgeRules) -> float:
    weight = _OPEN * row.is_open + _MARKED * row.marked + _SAME_TYPE * row.same_type
    return weight + (1 - row.metres / rules.radius_m) + 1 / (1 + (now - row.opened_at) / rules.look_back)


def _previous_row(
    row: Row[Any], metres: float, query: AskPlaceKnowledge, rules: KnowledgeRules
) -> PreviousRow:  # fmt: skip
    return PreviousRow(
        incident_id=row.id, number=row.number, type_name=row.type_name, priority=Priority(row.priority),
        place=row.place, opened_at=row.opened_at, is_open=row.state == IncidentState.OPEN.value,
        outcome=row.outcome or "", metres=metres, same_type=row.incident_type == query.incident_type,
        marked=rules.reach_back(row.incident_type) > rules.look_back,
    )  # fmt: skip


def _folded(number: str) -> str:
    return fold(number).replace(" ", "")


def _asset(connection: Connection, number: str) -> AssetRow | None:
    folded = _folded(number)
    row = assets_store.by_number(connection, folded) if folded else None
    return None if row is None else _asset_row(connection, row)


def _asset_row(connection: Connection, row: Row[Any]) -> AssetRow:
    premise = connection.execute(select(premises.c.name).where(premises.c.id == row.premise_id)).scalar()
    return AssetRow(
        asset_id=row.id, number=row.number, title=row.title, kind=row.kind, premise_id=row.premise_id,
        premise=premise or "", owner_team=row.owner_team, notes=row.notes,
    )  # fmt: skip
