"""The unit board: who is where, doing what, since when."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.clock import Clock
from dispatcher.domain.units import Availability, shown_state
from dispatcher.queries.requests import AskUnits
from dispatcher.queries.unit_rows import UnitRow
from ui.presenters.refresh import Post, Question, Watched
from ui.presenters.room import Room
from ui.wording import Badge, age, unit_badge


class UnitColumn(IntEnum):
    """Columns of the board."""

    CALL_SIGN = 0
    STATE = 1
    SINCE = 2
    INCIDENT = 3
    TYPE = 4
    STATION = 5
    CAPABILITIES = 6


ORDERS = (UnitColumn.CALL_SIGN, UnitColumn.STATE, UnitColumn.STATION)
"""The columns that the board can be ordered by, in the turn that a key gives them."""
_A = Availability
_STATES: tuple[AssignmentState | Availability, ...] = (
    *AssignmentState, _A.AVAILABLE_MOBILE, _A.AVAILABLE_STATION, _A.RESERVED, _A.UNAVAILABLE, _A.OFF_DUTY,
)  # fmt: skip
_RANKS = {
    state: rank for rank, state in enumerate(sorted(_STATES, key=lambda state: state is not AssignmentState.ALERTED))
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in words and shapes, as it stands at one moment."""

    call_sign: str
    badge: Badge
    since: str
    incident: str
    type_name: str
    station: str
    capabilities: str
    reason: str


class UnitsPresenter(Watched):
    """Asks for all units whenever one may have changed."""

    def __init__(self, room: Room, post: Post, clock: Clock, problem: Callable[[str, str | None], None]) -> None:
        super().__init__()
        self._clock = clock
        self._rows: tuple[UnitRow, ...] = ()
        self._texts: dict[UnitColumn, frozenset[str]] = {}
        self._order = UnitColumn.CALL_SIGN
        self._loaded = False
        self._question = Question(room, post, "units", self._taken, lambda text: problem("units_unread", text))

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        """All units by call sign."""
        return self._rows

    def texts(self, column: UnitColumn) -> frozenset[str]:
        """Return the different words in the columns of station, type and capabilities; none for another column."""
        return self._texts.get(column, frozenset())

    @property
    def order(self) -> UnitColumn:
        """The column that the board is ordered by."""
        return self._order

    def set_order(self, column: UnitColumn) -> None:
        """Order the board by one of ORDERS; another column changes nothing."""
        if column in ORDERS and column is not self._order:
            self._order = column
            self.changed()

    def next_order(self) -> None:
        """Order the board by the next column in turn."""
        self.set_order(ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)])

    def ordered(self) -> tuple[UnitRow, ...]:
        """All units as the board shows them; by state, who has not answered comes first and who is free after all."""
        if self._order is UnitColumn.STATE:
            return tuple(sorted(self._rows, key=_state_key))
        if self._order is UnitColumn.STATION:
            return tuple(sorted(self._rows, key=_station))
        return self._rows

    @property
    def loaded(self) -> bool:
        """Whether the room has answered at all."""
        return self._loaded

    def refresh(self, _ids: frozenset[str] | None = None) -> None:
        """Ask again."""
        self._question.ask(AskUnits())

    def line(self, row: UnitRow) -> UnitLine:
        """Put a row into words."""
        return UnitLine(
            call_sign=row.call_sign,
            badge=unit_badge(shown_state(row.availability, row.assignment_state)),
            since=age(row.since, self._clock.now()),
            incident=row.incident_number or "",
            type_name=row.type_name,
            station=_station(row),
            capabilities=" ".join(row.capabilities),
            reason=row.reason,
        )

    def _taken(self, rows: tuple[UnitRow, ...]) -> None:
        self._rows = tuple(sorted(rows, key=lambda row: row.call_sign))
        self._texts = {
            UnitColumn.STATION: frozenset(_station(row) for row in rows),
            UnitColumn.TYPE: frozenset(row.type_name for row in rows),
            UnitColumn.CAPABILITIES: frozenset(" ".join(row.capabilities) for row in rows),
        }
        self._loaded = True
        self.changed()


def _state_key(row: UnitRow) -> int:
    return _RANKS[shown_state(row.availability, row.assignment_state)]


def _station(row: UnitRow) -> str:
    return row.station_title or row.station


def spoken(line: UnitLine) -> str:
    """Say a unit in one sentence, for a screen reader and for tooltips."""
    parts = (line.call_sign, line.badge.word, line.reason, line.since, line.incident, line.type_name, line.station,
             line.capabilities)  # fmt: skip
    return ", ".join(part for part in parts if part)
