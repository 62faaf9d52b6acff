"""What the map shows: units and incidents that have a position, as marks. A position that grows old says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from dispatcher.domain.triage import Priority
from dispatcher.domain.units import shown_state
from dispatcher.queries.rows import QueueRow, UnitRow
from ui.presenters.refresh import Watched
from ui.wording import Badge, age, tr, unit_badge

AGEING_AFTER_S = 60.0
OLD_AFTER_S = 300.0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentMark:
    """An incident on the map."""

    incident_id: str
    number: str
    priority: Priority
    type_name: str
    latitude: float
    longitude: float


def freshness_of(at: datetime | None, now: datetime) -> Freshness:
    """Grade the age of a position."""
    if at is None:
        return Freshness.FRESH
    seconds = (now - at).total_seconds()
    if seconds < AGEING_AFTER_S:
        return Freshness.FRESH
    return Freshness.AGEING if seconds < OLD_AFTER_S else Freshness.OLD


def unit_mark(row: UnitRow, fix: Fix, now: datetime) -> UnitMark:
    """Put a unit on the map."""
    freshness = freshness_of(fix.at, now)
    return UnitMark(
        unit_id=row.unit_id,
        call_sign=row.call_sign,
        badge=unit_badge(shown_state(row.availability, row.assignment_state)),
        latitude=fix.latitude,
        longitude=fix.longitude,
        freshness=freshness,
        age=age(fix.at, now) if fix.at is not None and freshness is not Freshness.FRESH else "",
    )


def incident_mark(row: QueueRow, fix: Fix) -> IncidentMark:
    """Put an incident on the map."""
    return IncidentMark(
        incident_id=row.incident_id,
        number=row.number,
        priority=row.priority,
        type_name=row.type_name,
        latitude=fix.latitude,
        longitude=fix.longitude,
    )


class MapPresenter(Watched):
    """Rows and positions in, marks out; watchers are told when a mark changed, and only then."""

    def __init__(self) -> None:
        super().__init__()
        self.units: tuple[UnitMark, ...] = ()
        self.incidents: tuple[IncidentMark, ...] = ()
        self.unplaced_units = self.unplaced_incidents = 0

    def show(
        self,
        units: Iterable[tuple[UnitRow, Fix | None]],
        incidents: Iterable[tuple[QueueRow, Fix | None]],
        now: datetime,
    ) -> None:
        """Take the room as it now is. What has no position is counted, never placed by guess."""
        pairs, cases = tuple(units), tuple(incidents)
        placed = (
            tuple(unit_mark(row, fix, now) for row, fix in pairs if fix is not None),
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

    def unplaced_words(self) -> str:
        """Say what cannot be shown; empty when all is on the map."""
        count = self.unplaced_units + self.unplaced_incidents
        if not count:
            return ""
        return tr(
            "not on the map: {units} units, {incidents} incidents without a position",
            units=self.unplaced_units,
            incidents=self.unplaced_incidents,
        )
