"""A pack made of a call file: its own stations where their calls were, units for its peaks, types from its titles."""

import re
import statistics
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.domain.triage import Impact, Urgency
from dispatcher.geo.distance import great_circle_m
from dispatcher.packs.knowledge import KnowledgePart
from dispatcher.packs.likeness import LikenessPart
from dispatcher.packs.model import IntakePart, Pack, StationPart, TypePart, UnitPart
from dispatcher.replay.calls import CallRow

Position = tuple[float, float]

ONE_STATION = "BASE"
JOB = timedelta(minutes=32)
"""How long a crew is away on average; decides how many units a station needs."""
_COVERED = 0.75
"""Share of a station's calls that find one of its units free: peaks mostly, not always."""
_MOST_UNITS = 9
_TITLE_CHARS = 40
_FIRST_PAGER = 1_000_001

_GRADES: tuple[tuple[str, Impact, Urgency], ...] = (
    (r"^TRAFFIC.*VEHICLE FIRE|GAS|CARBON MONOXIDE|ELECTRICAL", Impact.HIGH, Urgency.MEDIUM),
    (r"^TRAFFIC.*(ACCIDENT|HAZARD|LEAKING)", Impact.MEDIUM, Urgency.MEDIUM),
    (r"^TRAFFIC", Impact.LOW, Urgency.MEDIUM),
    (r"CARDIAC|UNCONSCIOUS|UNRESPONSIVE|CHOKING|SHOOTING|STABBING|ELECTROCUTION|AMPUTATION|BUILDING FIRE|RESCUE|BURN",
     Impact.HIGH, Urgency.HIGH),
    (r"RESPIRATORY|CVA|SEIZURE|OVERDOSE|HEMORRHAG|ALLERGIC|POISON|ALTERED|ASSAULT|VEHICLE|UNKNOWN",
     Impact.HIGH, Urgency.MEDIUM),
    (r"HELICOPTER|PUMP DETAIL|FIRE POLICE|WARRANT|TRANSFERRED", Impact.LOW, Urgency.LOW),
    (r"FIRE ALARM|MEDICAL ALERT|SPECIAL SERVICE", Impact.MEDIUM, Urgency.MEDIUM),
    (r"^FIRE", Impact.MEDIUM, Urgency.HIGH),
)  # fmt: skip
"""Title -> usual grading, the first that fits."""


@dataclass(frozen=True, slots=True)
class Territory:
    """The pack, and what the desk must know of it."""

    pack: Pack
    type_of: Mapping[str, str]  # title -> type name
    stations: Mapping[str, Position | None]

    @property
    def home_of(self) -> dict[str, str]:
        """Return each unit's station."""
        return {unit.call_sign: unit.station for unit in self.pack.unit}


def territory_of(rows: Iterable[CallRow], base: Pack, zone: str) -> Territory:
    """Make the pack; channels, people, policies and guards are the base pack's."""
    calls = [row for row in rows if row.copy_of is None]
    stations = _stations(calls)
    units = _units(stations, _demand(calls, stations))
    types, type_of = _types(calls)
    pack = base.model_copy(
        update={
            "name": "replay", "title": "Replay", "timezone": zone, "type": types, "unit": units,
            "station": tuple(_station_part(name, where) for name, where in stations.items()),
            # They speak of the base pack's types.
            "card": (), "modifier": (), "phrase": (), "document": (), "suggestion": (), "stakeholder": (),
            "incident_plan": (),
            "intake": IntakePart(), "likeness": LikenessPart(), "knowledge": KnowledgePart(),
        }
    )  # fmt: skip
    # model_copy validates nothing; what came from a file must pass the same gate as what came from TOML.
    return Territory(Pack.model_validate(pack.model_dump()), type_of, stations)


def _station_part(name: str, where: Position | None) -> StationPart:
    latitude, longitude = where or (None, None)
    return StationPart(name=name, title=f"Station {name}", latitude=latitude, longitude=longitude)


def _stations(calls: list[CallRow]) -> dict[str, Position | None]:
    points: dict[str, list[Position]] = defaultdict(list)
    names = sorted({row.station for row in calls if row.station}) or [ONE_STATION]
    for row in calls:
        position = position_of(row)
        name = row.station or (ONE_STATION if names == [ONE_STATION] else None)
        if name and position:
            points[name].append(position)
    return {name: _median(points[name]) if points[name] else None for name in names}


def _median(points: list[Position]) -> Position:
    return statistics.median(lat for lat, _ in points), statistics.median(lng for _, lng in points)


def position_of(row: CallRow) -> Position | None:
    """Return where a call is, if the file says it."""
    return None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)


def _demand(calls: list[CallRow], stations: Mapping[str, Position | None]) -> dict[str, list[datetime]]:
    """Return when each station is asked for a unit; a call without one falls to the nearest."""
    located = {name: where for name, where in stations.items() if where}
    asked: dict[str, list[datetime]] = {name: [] for name in stations}
    for row in calls:
        position = position_of(row)
        name = row.station
        if name is None and position and located:
            name = _nearest(position, located)
        asked[name or next(iter(stations))].append(row.entered_at)
    return asked


def _nearest(position: Position, located: Mapping[str, Position]) -> str:
    return min(located, key=lambda name: distance_m(position, located[name]))


def distance_m(here: Position, there: Position) -> float:
    """Return the metres between two positions, as the crow flies."""
    return great_circle_m(here[0], here[1], there[0], there[1])


def _units(stations: Mapping[str, Position | None], demand: Mapping[str, list[datetime]]) -> tuple[UnitPart, ...]:
    made: list[UnitPart] = []
    for name in stations:
        fire = name.startswith("STA")
        for number in range(1, _units_needed(sorted(demand[name])) + 1):
            made.append(
                UnitPart(
                    call_sign=f"{name}-{number}", type="Engine" if fire else "Ambulance", station=name,
                    capabilities=("pump",) if fire else ("ambulance",), pager=str(_FIRST_PAGER + len(made)),
                )
            )  # fmt: skip
    return tuple(made)


def _units_needed(moments: list[datetime]) -> int:
    busy = sorted(index - bisect_right(moments, moment - JOB) + 1 for index, moment in enumerate(moments))
    return min(_MOST_UNITS, busy[int((len(busy) - 1) * _COVERED)]) if busy else 1


def _types(calls: list[CallRow]) -> tuple[tuple[TypePart, ...], dict[str, str]]:
    parts: dict[str, TypePart] = {}
    type_of: dict[str, str] = {}
    for title in sorted({row.title for row in calls}):
        shown = "".join(c if " " <= c <= "~" else "?" for c in _plain(title))[:_TITLE_CHARS].strip()
        stem = re.sub(r"[^a-z0-9]+", "-", shown.lower()).strip("-")[:34] or "unknown"
        name = stem if stem not in parts else f"{stem}-{len(parts)}"
        impact, urgency = _grade(shown.upper())
        parts[name] = TypePart(name=name, title=shown, impact=impact, urgency=urgency)
        type_of[title] = name
    return tuple(parts.values()), type_of


def _plain(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))


def _grade(title: str) -> tuple[Impact, Urgency]:
    for pattern, impact, urgency in _GRADES:
        if re.search(pattern, title):
            return impact, urgency
    return Impact.MEDIUM, Urgency.MEDIUM
