"""The units proposed for an incident: who fits and is free, the nearest first, and of the others why not."""

from datetime import datetime

from sqlalchemy import Connection, select

from dispatcher.domain.recommending import Candidate, best_first, propose
from dispatcher.geo.distance import great_circle_m
from dispatcher.queries.boards import active_pack, unit_board
from dispatcher.queries.positions import positions
from dispatcher.queries.requests import AskPositions, AskRecommendation, AskUnits
from dispatcher.queries.unit_rows import PositionRow, Recommended, UnitRow
from dispatcher.storage.schema import incidents


def recommendation(query: AskRecommendation, connection: Connection, now: datetime) -> tuple[Recommended, ...]:
    """Propose units: those that fit and are free by straight-line distance, then the others with why not."""
    incident = connection.execute(select(incidents).where(incidents.c.id == query.incident_id)).one_or_none()
    if incident is None:
        return ()
    types = {part.name: part for part in active_pack(connection).type}
    needs = types[incident.incident_type].needs if incident.incident_type in types else ()
    seen = {row.unit_id: row for row in positions(AskPositions(), connection, now)}
    to = None if incident.latitude is None else (incident.latitude, incident.longitude)
    found = [
        propose(_candidate(unit, seen.get(unit.unit_id)), needs, to, now, great_circle_m)
        for unit in unit_board(AskUnits(), connection, now)
    ]
    return tuple(
        Recommended(
            call_sign=item.call_sign, suitable=item.suitable, reason=item.reason, distance_m=item.distance_m
        )
        for item in sorted(found, key=best_first)
    )  # fmt: skip


def _candidate(unit: UnitRow, seen: PositionRow | None) -> Candidate:
    latitude, longitude = unit.station_latitude, unit.station_longitude
    return Candidate(
        call_sign=unit.call_sign, availability=unit.availability,
        busy_on=(unit.incident_number or "an incident") if unit.assignment_state is not None else None,
        capabilities=unit.capabilities, since=unit.since,
        home=None if latitude is None or longitude is None else (latitude, longitude),
        seen=(seen.latitude, seen.longitude) if seen else None, seen_at=seen.at if seen else None,
    )  # fmt: skip
