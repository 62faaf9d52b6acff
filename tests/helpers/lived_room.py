"""A room over a real database with simulated people in it: no thread, a fake clock, a line that takes every page."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import Command, ReportPositions, SignOff, SignOn
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.machine import (
    ClaimNext,
    DutiesKept,
    Evidence,
    KeepDuties,
    ReleaseDuties,
    RunDeadline,
    TakeHealth,
    TakeReceipt,
)
from dispatcher.packs.loading import load_pack
from dispatcher.packs.model import PAGER_CHANNEL, Pack
from dispatcher.queries.answers import ANSWERERS
from dispatcher.queries.requests import Query
from dispatcher.queries.watchdog import unguarded_count
from dispatcher.services.handlers import AnyCommand
from dispatcher.simulation.life import LifePlan
from dispatcher.simulation.living import LivingRoom
from dispatcher.storage import deadlines
from dispatcher.storage.leases import DEADLINES, channel_lease
from tests.helpers.builders import open_desk
from tests.helpers.clock import FakeClock

Answer = TypeVar("Answer")
Listener = Callable[[tuple[Entry, ...]], None]
_LINE = channel_lease(PAGER_CHANNEL)
_BEAT_EVERY = 10


@dataclass
class LivedRoom:
    """Fulfils `simulation.colleague.AskedRoom`; `pass_time` lets its people, its line and its deadlines go on."""

    url: str
    pack: Pack = field(default_factory=lambda: load_pack("monaco"))
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.given: list[Command] = []
        self.entries: list[Entry] = []
        self.refused: list[tuple[Command, Exception]] = []
        self.unguarded = 0
        self._listeners: list[Listener] = []
        self._living: list[LivingRoom] = []
        self._queued = 0
        self._desk = open_desk(self.url, self.clock, self.pack)
        self._reader = self._desk.database.reader.connect()
        self._kept: DutiesKept = self._run(KeepDuties(names=(DEADLINES, _LINE)))
        self._run(TakeHealth(channel=PAGER_CHANNEL, state="up", reason=""))

    def lives(self, plan: LifePlan, acts: Callable[[], bool] = lambda: True) -> LivingRoom:
        """Put simulated people into it."""
        living = LivingRoom(self, self.clock, plan, acts)
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
                self._kept = self._run(KeepDuties(names=(DEADLINES, _LINE)))
            for deadline_id in deadlines.due(self._reader, self.clock.now()):
                self._run(RunDeadline(deadline_id=deadline_id, epoch=self._kept.held[DEADLINES]))
            for living in self._living:
                living.step()
            self._serve_line()
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

    def _serve_line(self) -> None:
        if self._queued == 0:
            return
        self._queued = 0
        while (claimed := self._run(ClaimNext(channel=PAGER_CHANNEL, epoch=self._kept.held[_LINE]))) is not None:
            self._run(TakeReceipt(attempt_id=claimed.attempt_id, evidence=Evidence.ACCEPTED))

    def _run(self, command: AnyCommand) -> Any:
        committed = self._desk.transactor.run([command])
        self.entries += committed.entries
        self._queued += sum(entry.kind is EntryKind.ATTEMPT_QUEUED for entry in committed.entries)
        for listener in list(self._listeners):
            listener(committed.entries)
        committed.raise_first()
        return committed.outcomes[0].value
