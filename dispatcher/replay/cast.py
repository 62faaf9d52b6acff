"""Everybody who plays: the dispatcher, the operators at the strip, the crews. Ordinary commands only."""

from datetime import datetime

from dispatcher.domain.authority import Role
from dispatcher.domain.clock import Clock
from dispatcher.domain.events import Entry
from dispatcher.domain.identifiers import Seat
from dispatcher.domain.messages import ChannelLimits
from dispatcher.domain.seat_commands import SignOn
from dispatcher.replay.board import Board
from dispatcher.replay.desk import Desk
from dispatcher.replay.intake import Intake
from dispatcher.replay.territory import Territory
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.crews import Temper
from dispatcher.simulation.people import Room, actor_for
from dispatcher.simulation.room import ByTimetable, Crews
from dispatcher.simulation.strip import Strip

_SEATS = {Role.DISPATCHER: Seat("SIM-DESK"), Role.RADIO_OPERATOR: Seat("SIM-RADIO"), Role.SUPERVISOR: Seat("SIM-SUP")}


class Cast:
    """The people of a replay. Thread: `hear` from the feed's; the rest from the replay's own."""

    def __init__(self, room: Room, territory: Territory, limits: ChannelLimits, clock: Clock, seed: int) -> None:
        self._room = room
        self._territory = territory
        self._limits = limits
        self._clock = clock
        self._seed = seed
        self._actors = {role: actor_for(room.pack, role, seat) for role, seat in _SEATS.items()}
        agenda = Agenda(clock)
        ways = ByTimetable(room, self._actors[Role.RADIO_OPERATOR], agenda)
        self.crews = Crews(room.pack, seed, Temper(), agenda, ways)
        self.strip = Strip(room, self._actors, self.crews, Agenda(clock), seed)

    def desk(self, reach_m: float | None) -> Desk:
        """Return the dispatcher at the desk, who sends units from within reach."""
        intake = Intake(self._territory, self._actors[Role.DISPATCHER], self._limits)
        return Desk(self._room, intake, Board(self._territory, reach_m), self._clock, self._seed)

    def sign_on(self) -> None:
        """Take the seats."""
        for actor in self._actors.values():
            self._room.execute(SignOn(operator=actor.operator, role=actor.role, seat=actor.seat)).result()

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Take committed entries."""
        self.crews.hear(entries)
        self.strip.hear(entries)

    def next_due(self) -> datetime | None:
        """Return when somebody acts next."""
        due = (self.crews.next_due(), self.strip.agenda.next_due())
        return min((instant for instant in due if instant is not None), default=None)

    def run_due(self, now: datetime) -> None:
        """Let everybody act whose time has come."""
        self.strip.agenda.run_due(now)
        self.crews.run_due(now)
