"""A room over a real database with simulated people in it: no thread, a fake clock, lines that take every page.

What crews do at their devices comes in again with the next step, as it would over the air.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import Command
from dispatcher.domain.crew_commands import ReportPositions
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import AttemptId, OperatorId, Seat
from dispatcher.domain.machine import (
    ClaimNext,
    DutiesKept,
    Evidence,
    HeardPosition,
    HeardStatus,
    KeepDuties,
    ReleaseDuties,
    RunDeadline,
    TakeEmergency,
    TakeHealth,
    TakePositions,
    TakeReceipt,
    TakeStatuses,
    TakeText,
)
from dispatcher.domain.seat_commands import SignOff, SignOn
from dispatcher.packs.model import VOICE, Pack
from dispatcher.queries.answers import ANSWERERS
from dispatcher.queries.requests import Query
from dispatcher.queries.watchdog import unguarded_count
from dispatcher.services.handlers import AnyCommand
from dispatcher.simulation.life import LifePlan
from dispatcher.simulation.living import LivingRoom
from dispatcher.storage import deadlines
from dispatcher.storage.leases import DEADLINES, channel_lease
from radio.simulator.orders import GiveStatus, Order, PressEmergency, ReadNewest, SayText, TellPosition
from tests.helpers.builders import open_desk, shipped
from tests.helpers.clock import FakeClock

Answer = TypeVar("Answer")
Listener = Callable[[tuple[Entry, ...]], None]
_BEAT_EVERY = 10
_TELLS_DELIVERY = frozenset({"sms", "tetra"})


class FakeAir:
    """Fulfils `simulation.handsets.Air`: what is done at a device waits here until the room is told of it."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, Order]] = []
        self.all: list[tuple[str, Order]] = []

    def act(self, channel: str, order: Order) -> bool:
        self.orders.append((channel, order))
        self.all.append((channel, order))
        return True

    def take(self) -> list[tuple[str, Order]]:
        """Return what waits, once."""
        taken, self.orders = self.orders, []
        return taken


@dataclass
class LivedRoom:
    """Fulfils `simulation.colleague.AskedRoom`; `pass_time` lets its people, its line and its deadlines go on."""

    url: str
    pack: Pack = field(default_factory=lambda: shipped("monaco"))
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.given: list[Command] = []
        self.entries: list[Entry] = []
        self.refused: list[tuple[Command, Exception]] = []
        self.unguarded = 0
        self._listeners: list[Listener] = []
        self._living: list[LivingRoom] = []
        self._queued = 0
        self.air = FakeAir()
        self._drivers = {part.name: part.driver for part in self.pack.channel if part.driver != VOICE}
        self._duties = (DEADLINES, *(channel_lease(name) for name in self._drivers))
        self._newest: dict[tuple[str, str], AttemptId] = {}  # by channel and address: what its device shows
        self._status_at: dict[tuple[str, str, int], datetime] = {}
        self._desk = open_desk(self.url, self.clock, self.pack)
        self._reader = self._desk.database.reader.connect()
        self._kept: DutiesKept = self._run(KeepDuties(names=self._duties))
        for name in self._drivers:
            self._run(TakeHealth(channel=name, state="up", reason=""))

    def lives(self, plan: LifePlan, acts: Callable[[], bool] = lambda: True) -> LivingRoom:
        """Put simulated people into it."""
        living = LivingRoom(self, self.clock, replace(plan, air=self.air), acts)
        living.listen()
        self._living.append(living)
        return living

    def execute(self, command: Command) -> "Future[Any]":
        future: Future[Any] = Future()
        self.given.append(command)
        try:
            future.set_result(self._run(command))
        except Exception as error:  # noqa: BLE001  # it is the Future's
            self.refused.append((command, error))
            future.set_exception(error)
        return future

    def ask(self, query: Query[Answer], key: str | None = None) -> "Future[Answer]":
        future: Future[Answer] = Future()
        future.set_result(self.answer(query))
        return future

    def answer(self, query: Query[Answer]) -> Answer:
        try:
            return ANSWERERS[type(query)](query, self._reader, self.clock.now())
        finally:
            self._reader.rollback()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def signs_on(self, operator: str, role: Role, seat: str) -> Actor:
        """A human takes a seat."""
        self.execute(SignOn(operator=OperatorId(operator), role=role, seat=Seat(seat))).result()
        return Actor(operator=OperatorId(operator), role=role, seat=Seat(seat))

    def signs_off(self, actor: Actor) -> None:
        """And leaves it."""
        self.execute(SignOff(actor=actor)).result()

    def program_closes(self) -> None:
        """Everybody is signed off, whatever they own."""
        self._run(ReleaseDuties(names=(), closing=True))

    def pass_time(self, seconds: float, then: Callable[[], None] = lambda: None, step_s: float = 1.0) -> None:
        """Step by step; `then` looks after each."""
        for number in range(round(seconds / step_s)):
            self.clock.advance(seconds=step_s)
            if number % _BEAT_EVERY == 0:
                self._kept = self._run(KeepDuties(names=self._duties))
            for deadline_id in deadlines.due(self._reader, self.clock.now()):
                self._run(RunDeadline(deadline_id=deadline_id, epoch=self._kept.held[DEADLINES]))
            for living in self._living:
                living.step()
            self._serve_lines()
            self._hear_the_air()
            self.unguarded = max(self.unguarded, unguarded_count(self._reader, self.clock.now()))
            self._reader.rollback()
            then()

    def reported(self) -> list[ReportPositions]:
        """Every report of positions so far."""
        return [command for command in self.given if isinstance(command, ReportPositions)]

    def close(self) -> None:
        for living in self._living:
            living.stop()
        self._reader.close()
        self._desk.close()

    def _serve_lines(self) -> None:
        if self._queued == 0:
            return
        self._queued = 0
        for name, driver in self._drivers.items():
            claim = ClaimNext(channel=name, epoch=self._kept.held[channel_lease(name)])
            while (claimed := self._run(claim)) is not None:
                self._newest[name, claimed.address] = claimed.attempt_id
                self._run(TakeReceipt(attempt_id=claimed.attempt_id, evidence=Evidence.ACCEPTED))
                if driver in _TELLS_DELIVERY:
                    self._run(TakeReceipt(attempt_id=claimed.attempt_id, evidence=Evidence.DELIVERED))

    def _hear_the_air(self) -> None:
        for channel, order in self.air.take():
            for command in self._came_in(channel, order):
                self._run(command)

    def _came_in(self, channel: str, order: Order) -> Iterator[AnyCommand]:
        now = self.clock.now()
        match order:
            case ReadNewest(sender=sender):
                attempt_id = self._newest.pop((channel, sender), None)
                if attempt_id is not None:
                    yield TakeReceipt(attempt_id=attempt_id, evidence=Evidence.READ)
            case GiveStatus(sender=sender, code=code):
                before = self._status_at.get((channel, sender, code))
                self._status_at[channel, sender, code] = now
                heard = HeardStatus(channel=channel, sender=sender, code=code, heard_at=now, duplicate=before == now)
                yield TakeStatuses(items=(heard,))
            case SayText(sender=sender, words=words):
                yield TakeText(channel=channel, sender=sender, text=words, heard_at=now)
            case TellPosition(sender=sender, latitude=latitude, longitude=longitude):
                seen = HeardPosition(channel=channel, sender=sender, latitude=latitude, longitude=longitude, at=now)
                yield TakePositions(items=(seen,))
            case PressEmergency(sender=sender, latitude=latitude, longitude=longitude):
                yield TakeEmergency(
                    channel=channel, sender=sender, how="button", heard_at=now, latitude=latitude, longitude=longitude
                )

    def _run(self, command: AnyCommand) -> Any:
        committed = self._desk.transactor.run([command])
        self.entries += committed.entries
        self._queued += sum(entry.kind is EntryKind.ATTEMPT_QUEUED for entry in committed.entries)
        for listener in list(self._listeners):
            listener(committed.entries)
        committed.raise_first()
        return committed.outcomes[0].value
