"""What the map shows: units and incidents that have a position, as marks. A position that grows old says so."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import DISPATCHABLE, Availability, shown_state
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.unit_rows import UnitRow
from ui.presenters.refresh import Watched
from ui.presenters.unit_families import UnitFamily, family_of
from ui.wording import Badge, age, counted, major_badge, tr, unconfirmed_badge, unit_badge

AGEING_AFTER_S = 60.0
OLD_AFTER_S = 300.0
AT_STATION_M = 120.0
"""A unit that is free and this near to its station stands in it, whatever its last fix says to the metre."""
_METRES_PER_DEGREE = 111_195.0


class Duty(IntEnum):
    """What a unit could do for an incident, as stations count it."""

    FREE = 0
    COMMITTED = 1
    AWAY = 2  # unavailable or off duty


class Freshness(IntEnum):
    """How far a position can be believed; the map draws a ring around what is not fresh."""

    FRESH = 0
    AGEING = 1
    OLD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A position in degrees and when it was true; `at` is None for what does not move (a station, a given place)."""

    latitude: float
    longitude: float
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMark:
    """A unit on the map."""

    unit_id: str
    call_sign: str
    badge: Badge
    latitude: float
    longitude: float
    freshness: Freshness
    age: str  # in words; empty while fresh
    family: UnitFamily = UnitFamily.OTHER
    type_name: str = ""
    duty: Duty = Duty.FREE
    since: datetime | None = None  # when it came into the state shown
    reason: str = ""
    incident_id: str | None = None
    incident_number: str = ""
    station: str = ""
    station_title: str = ""
    home: tuple[float, float] | None = None  # its station's latitude and longitude
    at_station: bool = False  # it stands there, and nothing asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentMark:
    """An incident on the map. What is not verified stands about there."""

    incident_id: str
    number: str
    priority: Priority
    type_name: str
    latitude: float
    longitude: float
    place: str = ""
    verified: bool = True
    units: tuple[str, ...] = ()  # call signs


def freshness_of(at: datetime | None, now: datetime) -> Freshness:
    """Grade the age of a position."""
    if at is None:
        return Freshness.FRESH
    seconds = (now - at).total_seconds()
    if seconds < AGEING_AFTER_S:
        return Freshness.FRESH
    return Freshness.AGEING if seconds < OLD_AFTER_S else Freshness.OLD


def duty_of(row: UnitRow) -> Duty:
    """Say whether a unit is free, committed or neither."""
    if row.assignment_state is not None and row.assignment_state in ACTIVE:
        return Duty.COMMITTED
    return Duty.FREE if row.availability in DISPATCHABLE else Duty.AWAY


def home_of(row: UnitRow) -> tuple[float, float] | None:
    """Return where a unit's station stands, if that is known."""
    if row.station_latitude is None or row.station_longitude is None:
        return None
    return row.station_latitude, row.station_longitude


def stands_at_station(row: UnitRow, fix: Fix) -> bool:
    """Whether a unit waits in its station: nothing asks for it, and it is there or says so."""
    home = home_of(row)
    if home is None or duty_of(row) is Duty.COMMITTED or row.availability is Availability.AVAILABLE_MOBILE:
        return False
    north, east = fix.latitude - home[0], (fix.longitude - home[1]) * math.cos(math.radians(home[0]))
    return math.hypot(north, east) * _METRES_PER_DEGREE <= AT_STATION_M


def unit_mark(row: UnitRow, fix: Fix, now: datetime) -> UnitMark:
    """Put a unit on the map."""
    freshness = freshness_of(fix.at, now)
    waits = stands_at_station(row, fix)
    stale = fix.at is not None and freshness is not Freshness.FRESH and not waits
    return UnitMark(
        unit_id=row.unit_id,
        call_sign=row.call_sign,
        badge=unit_badge(shown_state(row.availability, row.assignment_state)),
        latitude=fix.latitude,
        longitude=fix.longitude,
        # A position that moves a unit about inside its house is no news, and neither is its age.
        freshness=Freshness.FRESH if waits else freshness,
        age=age(fix.at, now) if stale and fix.at is not None else "",
        family=family_of(row.type_name, row.capabilities),
        type_name=row.type_name,
        duty=duty_of(row),
        since=row.since,
        reason=row.reason,
        incident_id=row.incident_id,
        incident_number=row.incident_number or "",
        station=row.station,
        station_title=row.station_title,
        home=home_of(row),
        at_station=waits,
    )


def _lasts(mark: UnitMark, fix: Fix, now: datetime) -> bool:
    """Whether a mark made earlier still says what it would say now."""
    return mark.at_station or (not mark.age and freshness_of(fix.at, now) is mark.freshness)


def incident_mark(row: QueueRow, fix: Fix) -> IncidentMark:
    """Put an incident on the map."""
    return IncidentMark(
        incident_id=row.incident_id,
        number=row.number,
        priority=row.priority,
        type_name=_named(row),
        latitude=fix.latitude,
        longitude=fix.longitude,
        place=row.place,
        verified=row.verified,
        units=tuple(unit.call_sign for unit in row.units),
    )


def _named(row: QueueRow) -> str:
    """Return what an incident is called on the map: what every board shouts of it goes before its type."""
    said = ((row.unconfirmed, unconfirmed_badge()), (row.major, major_badge()))
    return " ".join((*(badge.word for holds, badge in said if holds), row.type_name))


class MapPresenter(Watched):
    """Rows and positions in, marks out; watchers are told when a mark changed, and only then."""

    def __init__(self) -> None:
        super().__init__()
        self.units: tuple[UnitMark, ...] = ()
        self.incidents: tuple[IncidentMark, ...] = ()
        self.unplaced_units = self.unplaced_incidents = 0
        self.now: datetime | None = None
        self._kept: dict[str, tuple[UnitRow, Fix, UnitMark]] = {}

    def show(
        self,
        units: Iterable[tuple[UnitRow, Fix | None]],
        incidents: Iterable[tuple[QueueRow, Fix | None]],
        now: datetime,
    ) -> None:
        """Take the room as it now is. What has no position is counted, never placed by guess."""
        self.now = now
        pairs, cases = tuple(units), tuple(incidents)
        placed = (
            self._unit_marks(pairs, now),
            tuple(
                incident_mark(row, fix)
                for row, fix in sorted(cases, key=lambda case: -case[0].priority.rank)
                if fix is not None
            ),
        )
        left_out = (len(pairs) - len(placed[0]), len(cases) - len(placed[1]))
        if (placed, left_out) != ((self.units, self.incidents), (self.unplaced_units, self.unplaced_incidents)):
            self.units, self.incidents = placed
            self.unplaced_units, self.unplaced_incidents = left_out
            self.changed()

    def _unit_marks(self, pairs: tuple[tuple[UnitRow, Fix | None], ...], now: datetime) -> tuple[UnitMark, ...]:
        """Make the marks of what has changed only: asked each second, thousands would cost the screen a frame."""
        former, self._kept = self._kept, {}
        for row, fix in pairs:
            if fix is None:
                continue
            kept = former.get(row.unit_id)
            same = kept is not None and kept[0] is row and kept[1] == fix and _lasts(kept[2], fix, now)
            self._kept[row.unit_id] = kept if kept is not None and same else (row, fix, unit_mark(row, fix, now))
        return tuple(mark for _row, _fix, mark in self._kept.values())

    def unplaced_words(self) -> str:
        """Say what cannot be shown; empty when all is on the map."""
        units = counted(self.unplaced_units, tr("unit"), tr("units"))
        incidents = counted(self.unplaced_incidents, tr("incident"), tr("incidents"))
        what = ", ".join(part for part in (incidents, units) if part)
        return tr("no position, not on the map: {what}", what=what) if what else ""
