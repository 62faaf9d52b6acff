"""The unit board: who is where, doing what, since when."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from dispatcher.domain.clock import Clock
from dispatcher.domain.units import shown_state
from dispatcher.queries.requests import AskUnits
from dispatcher.queries.rows import UnitRow
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
        self._loaded = False
        self._question = Question(room, post, "units", self._taken, lambda text: problem("units_unread", text))

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        """All units by call sign."""
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
            station=row.station,
            capabilities=" ".join(row.capabilities),
            reason=row.reason,
        )

    def _taken(self, rows: tuple[UnitRow, ...]) -> None:
        self._rows = tuple(sorted(rows, key=lambda row: row.call_sign))
        self._loaded = True
        self.changed()
