"""The unit board, the pack's words, and finding."""

import functools
import itertools
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, Row, func, or_, select

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.authority import Role
from dispatcher.domain.documents import Citation
from dispatcher.domain.units import Availability
from dispatcher.geo.folding import fold
from dispatcher.packs.loading import map_file_of
from dispatcher.packs.model import VOICE, Pack
from dispatcher.queries.pack_rows import OperatorRow, PackRow, PartnerRow, TypeRow
from dispatcher.queries.queue_rows import FoundRow
from dispatcher.queries.record_rows import OfferedStakeholder, TeamRow
from dispatcher.queries.requests import AskFind, AskPack, AskUnits
from dispatcher.queries.unit_rows import UnitRow
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import (
    addresses,
    assignments,
    incidents,
    installation,
    recipients,
    stations,
    units,
)

_FOUND_LIMIT = 50
_PLAIN = frozenset("0123456789bdfghjklmpqrstvwxz")
"""Letters that western accents leave alone."""
_LOOKED_THROUGH = 20_000
"""So many of the newest incidents that may hold the words are read, and no older ones: half a second at the most."""


def unit_board(_query: AskUnits, connection: Connection, _now: datetime) -> tuple[UnitRow, ...]:
    """Read every unit, by call sign."""
    active = in_states(assignments.c.state, ACTIVE)
    rows = connection.execute(
        select(
            units,
            assignments.c.state.label("assignment_state"),
            assignments.c.since.label("assignment_since"),
            assignments.c.incident_id,
            incidents.c.number,
            addresses.c.address,
            stations.c.title.label("station_title"),
            stations.c.latitude.label("station_latitude"),
            stations.c.longitude.label("station_longitude"),
        )
        .select_from(units)
        .join(stations, stations.c.name == units.c.station)
        .outerjoin(assignments, (assignments.c.unit_id == units.c.id) & active)
        .outerjoin(incidents, incidents.c.id == assignments.c.incident_id)
        .outerjoin(recipients, recipients.c.unit_id == units.c.id)
        .outerjoin(addresses, (addresses.c.recipient_id == recipients.c.id) & (addresses.c.rank == 1))
        .order_by(units.c.call_sign)
    )
    return tuple(_unit(row) for row in rows)


def _unit(row: Row[tuple[object, ...]]) -> UnitRow:
    return UnitRow(
        unit_id=row.id,
        call_sign=row.call_sign,
        type_name=row.type_name,
        station=row.station,
        station_title=row.station_title,
        station_latitude=row.station_latitude,
        station_longitude=row.station_longitude,
        capabilities=tuple(row.capabilities.split()),
        availability=Availability(row.availability),
        assignment_state=AssignmentState(row.assignment_state) if row.assignment_state else None,
        since=row.assignment_since or row.since,
        incident_id=row.incident_id,
        incident_number=row.number,
        address=row.address or "",
        reason=row.reason,
        held_by=row.held_by,
    )


def active_pack(connection: Connection) -> Pack:
    """Return the pack that is active in this database."""
    return _parsed(connection.execute(select(installation.c.pack)).scalar_one())


@functools.lru_cache(maxsize=4)
def _parsed(body: str) -> Pack:
    return Pack.model_validate_json(body)


def pack_words(_query: AskPack, connection: Connection, _now: datetime) -> PackRow:
    """Read what screens need of the active pack."""
    pack = active_pack(connection)
    words = {part.type: part.words for part in pack.suggestion}
    return PackRow(
        name=pack.name,
        title=pack.title,
        timezone=pack.timezone,
        types=tuple(
            TypeRow(
                name=part.name,
                title=part.title,
                impact=part.impact,
                urgency=part.urgency,
                emergency=part.emergency,
                kind=part.kind,
                words=words.get(part.name, ()),
            )
            for part in pack.type
        ),
        operators=tuple(
            OperatorRow(
                operator_id=part.id, name=part.name, roles=tuple(Role(role) for role in part.roles), phone=part.phone
            )
            for part in pack.operator
        ),
        outcomes=pack.outcomes,
        impact_criteria=pack.impact_criteria,
        urgency_criteria=pack.urgency_criteria,
        map_file=map_file_of(pack),
        partners=tuple(PartnerRow(name=part.name, title=part.title, phone=part.phone) for part in pack.partner),
        channels=tuple(part.name for part in pack.channel if part.driver != VOICE),
        quick_type=pack.intake.quick_type,
        quick_outcome=pack.intake.quick_outcome,
        languages=pack.languages,
        documents=tuple(Citation(name=part.name, version=part.version) for part in pack.document),
        teams=tuple(TeamRow(name=part.name, title=part.title, phone=part.phone) for part in pack.team),
        stakeholders=tuple(
            OfferedStakeholder(
                name=part.name,
                role=part.role,
                organisation=part.organisation,
                internal=part.internal,
                reach=part.reach,
                types=part.types,
            )
            for part in pack.stakeholder
        ),
        incident_plans=tuple(part.incident_plan() for part in pack.incident_plan),
        terms=tuple(part.term() for part in pack.term),
        prowords=tuple(part.proword() for part in pack.proword),
        abbreviations=tuple(part.abbreviation() for part in pack.abbreviation),
    )


def find(query: AskFind, connection: Connection, _now: datetime) -> tuple[FoundRow, ...]:
    """Find units by call sign and incidents by number, place or type, newest first; case and accents do not matter."""
    found = itertools.chain(_found_units(query.text, connection), _found_incidents(query.text, connection))
    return tuple(itertools.islice(found, _FOUND_LIMIT))


def _found_units(text: str, connection: Connection) -> Iterator[FoundRow]:
    statement = select(units.c.call_sign, units.c.type_name, units.c.station).order_by(units.c.call_sign)
    for row in connection.execute(statement.where(_may_hold(text, units.c.call_sign))):
        if _holds(text, row.call_sign):
            yield FoundRow(kind="unit", incident_id=None, label=row.call_sign, detail=f"{row.type_name}, {row.station}")


def _found_incidents(text: str, connection: Connection) -> Iterator[FoundRow]:
    told = (incidents.c.number, incidents.c.place, incidents.c.type_name)
    statement = select(incidents.c.id, *told, incidents.c.priority, incidents.c.state).where(_may_hold(text, *told))
    newest = statement.order_by(incidents.c.opened_at.desc(), incidents.c.number.desc()).limit(_LOOKED_THROUGH)
    for row in connection.execute(newest):
        if _holds(text, row.number, row.place, row.type_name):
            yield FoundRow(
                kind="incident",
                incident_id=row.id,
                label=row.number,
                detail=f"{row.priority} {row.type_name}, {row.place} ({row.state})",
            )


def _may_hold(text: str, *columns: Column[str]) -> ColumnElement[bool]:
    """Return what a database can tell: not all fold accents, so letters that may carry one are left open."""
    words = ("".join(letter if letter in _PLAIN else "_" for letter in word) for word in text.lower().split())
    pattern = f"%{'%'.join(words)}%"
    return or_(*(func.lower(column).like(pattern) for column in columns))


def _holds(text: str, *stored: str) -> bool:
    wanted = fold(text)
    return bool(wanted) and any(wanted in fold(words) for words in stored)
