"""Everybody who is simulated in one room, from the moment its crews are this process's to the moment they are not."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.clock import Clock
from dispatcher.domain.crew_commands import ReportPositions
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.seat_commands import SignOn
from dispatcher.domain.simulated import Level
from dispatcher.domain.units import Availability, UnitFix
from dispatcher.geo.errors import UnreadablePack
from dispatcher.packs.loading import map_file_of
from dispatcher.packs.model import VOICE, Pack
from dispatcher.queries.contacts import AskContacts
from dispatcher.queries.requests import AskAttention, AskDuties, AskPending, AskPositions, AskQueue, AskUnits, Query
from dispatcher.queries.unit_rows import UnitRow
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.colleague import AskedRoom
from dispatcher.simulation.colleagues import Colleagues, Stage
from dispatcher.simulation.crews import LIVING, Temper
from dispatcher.simulation.fleet import Fleet
from dispatcher.simulation.handsets import Air, Handsets, Silence
from dispatcher.simulation.journeys import Journeys, Told
from dispatcher.simulation.paced_clock import PacedClock
from dispatcher.simulation.people import actor_for, attempt
from dispatcher.simulation.radio_desk import RadioDesk
from dispatcher.simulation.room import Crews
from dispatcher.simulation.situation import CALLS, DESK, LEAD, RADIO, Situation
from dispatcher.simulation.strangers import Strangers
from dispatcher.simulation.terrain import Terrain
from dispatcher.simulation.writers import Writers

_log = logging.getLogger(__name__)
_ANSWER_S = 30.0
_BY_RADIO_ONE_IN = 4
_SETTLES = frozenset({EntryKind.CONTACT_TAKEN, EntryKind.CONTACT_ENTERED, EntryKind.CONTACT_DISMISSED})
_SEATS = (
    (RADIO, Role.RADIO_OPERATOR), (DESK, Role.DISPATCHER), (CALLS, Role.DISPATCHER), (LEAD, Role.SUPERVISOR),
)  # fmt: skip

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class LifePlan:
    """What kind of life. Without `calls` there are crews and a radio operator only."""

    seed: int = 1
    level: Level = Level.BUSY
    calls: bool = True
    temper: Temper = LIVING
    own_tempers: Mapping[str, Temper] = field(default_factory=dict[str, Temper])  # by call sign
    air: Air = field(default_factory=Silence)


class Life:
    """Made and used by one thread. Futures and other threads come in by `post`; nothing of it outlives the lease."""

    def __init__(
        self, room: AskedRoom, world: Clock, clock: PacedClock, plan: LifePlan, said: Callable[[], None]
    ) -> None:
        self._room = room
        self._world = world
        self._clock = clock
        self._inbox: deque[Callable[[], None]] = deque()
        self._reporting: Future[Any] | None = None
        pack, self.agenda, self._situation = room.pack, Agenda(clock), Situation()
        self._actors = _sign_on(room, colleagues=plan.calls)
        self._handsets = Handsets(pack, plan.air)
        self._radio = RadioDesk(room, self._actors[RADIO], self._situation, world, self._handsets, said)
        terrain = _terrain_of(pack)
        self._fleet = Fleet(terrain, clock, pack) if terrain else None
        told = Told(radio=self._radio, handsets=self._handsets)
        self._journeys = Journeys(pack, self._situation, told, self.agenda, self._fleet, plan.temper)
        self._crews = Crews(pack, plan.seed, plan.temper, self.agenda, self._journeys, plan.own_tempers)
        stage = Stage(
            room=room, world=world, agenda=self.agenda, situation=self._situation, actors=self._actors,
            radio=self._radio, crews=self._crews, fleet=self._fleet, post=self.post,
        )  # fmt: skip
        self._colleagues = Colleagues(stage, plan.seed) if plan.calls else None
        self._strangers = Strangers(self._handsets, self.agenda, plan.seed)
        self._writers = self._writers_of(plan) if plan.calls else None
        self._by_radio = self._choose_by_radio(pack, plan.seed)
        try:
            self._begin(plan.level)
        except BaseException:
            self.end()
            raise

    @property
    def radio(self) -> RadioDesk:
        """Where everything said is heard."""
        return self._radio

    def post(self, act: Callable[[], None]) -> None:
        """Do something with the next step. Any thread."""
        self._inbox.append(act)

    def step(self) -> bool:
        """Do the next thing that was posted or whose time has come; False when there is none."""
        if self._inbox:
            self._inbox.popleft()()
            return True
        return self.agenda.run_next(self._clock.now())

    def _writers_of(self, plan: LifePlan) -> Writers:
        desk = self._actors[DESK]
        return Writers(self._room, desk, self._situation, self.agenda, self._world, plan.seed, self.post)

    def report_positions(self) -> None:
        """Let every vehicle tell where it is, unless the room has not taken in the last word yet."""
        if self._fleet is None or (self._reporting is not None and not self._reporting.done()):
            return
        fixes = self._fleet.fixes(self._world.now())
        written = tuple(fix for fix in fixes if not self._told_by_radio(fix))
        if written:
            self._reporting = attempt(self._room, ReportPositions(actor=self._actors[RADIO], fixes=written))

    def _told_by_radio(self, fix: UnitFix) -> bool:
        return fix.call_sign in self._by_radio and self._handsets.tell_where(fix.call_sign, fix.latitude, fix.longitude)

    def _choose_by_radio(self, pack: Pack, seed: int) -> frozenset[str]:
        """Choose who has no device for positions but the radio: few, for each of theirs is a message of its own."""
        with_radio = [unit.call_sign for unit in pack.unit if self._handsets.has_radio(unit.call_sign)]
        chosen = with_radio[seed % _BY_RADIO_ONE_IN :: _BY_RADIO_ONE_IN]
        if self._fleet is not None:
            for call_sign in chosen:
                self._fleet.tells_by_radio(call_sign)
        return frozenset(chosen)

    def set_level(self, level: Level) -> None:
        """Let more happen, or less."""
        self._strangers.set_level(level)
        if self._writers is not None:
            self._writers.set_level(level)
        if self._colleagues is not None:
            self._colleagues.set_level(level)

    def hear(self, entry: Entry) -> None:
        """Take a committed entry."""
        had_dispatcher = self._situation.dispatcher_on_duty
        self._situation.hear(entry)
        if entry.kind in (EntryKind.INCIDENT_OPENED, EntryKind.INCIDENT_PLACED):
            self._ask_where(str(entry.incident_id))
        if self._writers is not None and entry.kind in _SETTLES:
            self._writers.settled(str(entry.body.get("contact")))
        self._crews.hear((entry,))
        self._journeys.hear(entry)
        if self._colleagues is not None:
            self._colleagues.hear(entry)
            if had_dispatcher is not self._situation.dispatcher_on_duty:
                self._colleagues.changed(came=not had_dispatcher)

    def end(self) -> None:
        """Let the map go."""
        if self._fleet is not None:
            self._fleet.terrain.close()

    def _begin(self, level: Level) -> None:
        """Take the room as it is found: jobs go on where their stored state says they are."""
        units = self._ask(AskUnits())
        self._situation.begin(self._ask(AskQueue()), units, self._ask(AskDuties()))
        if self._fleet is not None:
            for position in self._ask(AskPositions()):
                self._fleet.stand(position.call_sign, (position.latitude, position.longitude))
        pending = sorted(
            (row for row in self._ask(AskPending()) if row.channel != VOICE), key=lambda row: row.queued_at
        )
        for unit in units:
            self._take_up(unit, next((row.transmission_id for row in pending if row.call_sign == unit.call_sign), ""))
        for row in pending:
            self._crews.remind(row)
        self._strangers.set_level(level)
        if self._writers is not None:
            self._writers.begin(level, self._ask(AskContacts()).rows)
        if self._colleagues is not None:
            turning = {row.call_sign for row in pending if row.assignment_state is AssignmentState.RECALLED}
            self._colleagues.begin(level, units, self._ask(AskAttention()), turning)

    def _take_up(self, unit: UnitRow, page_id: str) -> None:
        if unit.incident_id is not None and unit.assignment_state is not None:
            number = unit.incident_number or unit.incident_id
            adopted = self._crews.adopt(unit.call_sign, unit.incident_id, number, page_id)
            if adopted:
                for_s = (self._world.now() - unit.since).total_seconds()
                self._journeys.resume(*adopted, unit.assignment_state, for_s)
        elif unit.availability is Availability.AVAILABLE_MOBILE:
            self._journeys.go_home(unit.call_sign)

    def _ask_where(self, incident_id: str) -> None:
        asked = self._room.ask(AskQueue((incident_id,)))
        asked.add_done_callback(lambda done: self.post(lambda: self._placed(done)))

    def _placed(self, done: "Future[Any]") -> None:
        if not done.cancelled() and done.exception() is None:
            for row in done.result():
                if self._situation.placed(row):
                    self._journeys.moved(row.incident_id)

    def _ask(self, query: Query[Answer]) -> Answer:
        return self._room.ask(query).result(_ANSWER_S)


def _sign_on(room: AskedRoom, *, colleagues: bool) -> dict[str, Actor]:
    """Seat the simulated people, each somebody else as far as the pack has enough."""
    actors: dict[str, Actor] = {}
    for seat, role in _SEATS if colleagues else _SEATS[:1]:
        busy = {actor.operator for actor in actors.values()}
        actors[seat] = actor_for(room.pack, role, seat, busy)
        room.execute(SignOn(operator=actors[seat].operator, role=role, seat=seat)).result(_ANSWER_S)
    return actors


def _terrain_of(pack: Pack) -> Terrain | None:
    file = map_file_of(pack)
    try:
        return Terrain(Path(file)) if file else None
    except UnreadablePack as error:
        _log.warning("simulated units cannot drive on the map: %s", error)
        return None
