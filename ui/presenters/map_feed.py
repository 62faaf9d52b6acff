"""What the map is told: units and incidents from their boards, positions asked each second, and where a pin stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from dispatcher.domain.clock import Clock
from dispatcher.domain.units import Availability
from dispatcher.queries.pack_rows import PackRow
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.requests import AskPositions
from dispatcher.queries.unit_rows import PositionRow, UnitRow
from ui.presenters.map import Fix, MapPresenter, home_of, stands_at_station
from ui.presenters.queue import QueuePresenter
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.presenters.units import UnitsPresenter

_MOST = 0.7
_LEAST_SPAN_DEG = 0.004


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the world, in degrees."""

    south: float
    west: float
    north: float
    east: float


class MapFeed(Watched):
    """Gathers what the map shows into `marks`. Positions are measurements, not journal entries, so they are asked for.

    It says `changed` as often as its boards do; whoever draws gathers at a pace of its own.
    """

    def __init__(
        self,
        room: Room,
        post: Post,
        clock: Clock,
        boards: tuple[UnitsPresenter, QueuePresenter],
        problem: Callable[[str, str | None], None],
    ) -> None:
        super().__init__()
        self.marks = MapPresenter()
        self.map_file: str | None = None  # None until the pack has been read, "" when it names no map
        self._clock = clock
        self._units, self._queue = boards
        self._positions: dict[str, PositionRow] = {}
        self._question = Question(room, post, "positions", self._taken, lambda text: problem("map_unread", text))
        for board in boards:
            board.watch(self.changed)

    def now(self) -> datetime:
        """Return the room's time, for what is said of a mark when it is pointed at."""
        return self._clock.now()

    def set_pack(self, pack: PackRow) -> None:
        """Take the map that the pack names."""
        if pack.map_file != self.map_file:
            self.map_file = pack.map_file
            self.refresh()
            self.changed()

    def refresh(self) -> None:
        """Ask where everybody is; while there is no map, nobody needs to know."""
        if self.map_file:
            self._question.ask(AskPositions())

    def gather(self) -> None:
        """Put the boards as they stand on the map."""
        units = tuple((row, self._unit_fix(row)) for row in self._on_duty())
        incidents = tuple((row, _incident_fix(row)) for row in self._queue.rows.values())
        self.marks.show(units, incidents, self._clock.now())

    def home_area(self) -> Area | None:
        """Return where most stations are: what the map shows before anybody moves it. None while none is known."""
        found = {
            (row.station_latitude, row.station_longitude)
            for row in self._units.rows
            if row.station_latitude is not None and row.station_longitude is not None
        }
        if not found:
            return None
        south, north = _middle([latitude for latitude, _ in found])
        west, east = _middle([longitude for _, longitude in found])
        return Area(south, west, north, east)

    def _on_duty(self) -> Iterator[UnitRow]:
        for row in self._units.rows:
            if row.availability is not Availability.OFF_DUTY or row.assignment_state is not None:
                yield row

    def _unit_fix(self, row: UnitRow) -> Fix | None:
        """Where a unit is, or was last known to be: of its status and its position the newer one counts."""
        says_home = row.availability is Availability.AVAILABLE_STATION and row.assignment_state is None
        reported, home = self._positions.get(row.unit_id), home_of(row)
        if reported is not None:
            seen = Fix(latitude=reported.latitude, longitude=reported.longitude, at=reported.at)
            overtaken = says_home and (reported.at <= row.since or stands_at_station(row, seen))
            if home is None or not overtaken:
                return seen
        return Fix(latitude=home[0], longitude=home[1], at=None if says_home else row.since) if home else None

    def _taken(self, rows: tuple[PositionRow, ...]) -> None:
        self._positions = {row.unit_id: row for row in rows}
        self.changed()


def _middle(values: list[float]) -> tuple[float, float]:
    """Return the span around the median that holds most values; a lone far-off station does not make it wide."""
    middle = median(values)
    reach = sorted(abs(value - middle) for value in values)
    span = max(reach[int(_MOST * (len(reach) - 1))], _LEAST_SPAN_DEG)
    return middle - span, middle + span


def _incident_fix(row: QueueRow) -> Fix | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Fix(latitude=row.latitude, longitude=row.longitude)
