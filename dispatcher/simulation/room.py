"""Simulated crews and the radio operator who hears them, told by the journal and acting by commands."""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Answer, Command, RecordAnswer, ReportStatus, SignOn
from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.packs.model import Pack
from dispatcher.simulation.crews import LIVELY, Crew, Heard, Leg, Temper

_log = logging.getLogger(__name__)

SEAT = Seat("SIM-RADIO")
_LONGEST_WAIT_S = 3600.0


class Room(Protocol):
    """What simulated people need of a room."""

    @property
    def pack(self) -> Pack:
        """The active pack."""
        ...

    def execute(self, command: Command) -> "Future[Any]":
        """Carry out a command."""
        ...

    def subscribe(self, listener: Callable[[tuple[Entry, ...]], None]) -> Callable[[], None]:
        """Hear committed entries; call the result to stop."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class _Intent:
    due_at: datetime
    order: int
    job: str = field(compare=False)
    call_sign: str = field(compare=False)
    act: Callable[[], None] = field(compare=False)


@dataclass(slots=True)
class _Page:
    call_sign: str
    incident_id: str
    turns: int = 0


class Crews:
    """Every crew of the room and what each is about to do. Thread: one lock guards its plans; acts run unlocked."""

    def __init__(self, room: Room, actor: Actor, clock: Clock, seed: int, temper: Temper) -> None:
        self._room = room
        self._actor = actor
        self._clock = clock
        self._crew_of = {unit.call_sign: Crew(seed, unit.call_sign, temper) for unit in room.pack.unit}
        self._pages: dict[str, _Page] = {}
        self._plans: list[_Intent] = []
        self._job_of: dict[str, str] = {}
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._news = threading.Event()

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Take committed entries: pages accepted reach their crews, recalls end their journeys."""
        for entry in entries:
            self._hear_one(entry)
        self._news.set()

    def called_by_voice(self, page_id: str) -> None:
        """A radio operator calls the crew of a page by voice."""
        self._reaches_crew(page_id, Heard.VOICE)

    def next_due(self) -> datetime | None:
        """Return when the next crew acts."""
        with self._lock:
            return self._plans[0].due_at if self._plans else None

    def run_due(self, now: datetime) -> int:
        """Let every crew act whose time has come; return how many did."""
        acted = 0
        while True:
            with self._lock:
                if not self._plans or self._plans[0].due_at > now:
                    return acted
                intent = heapq.heappop(self._plans)
                stale = self._job_of.get(intent.call_sign) != intent.job
            if not stale:
                intent.act()
                acted += 1

    def wait_for_news(self, timeout_s: float) -> None:
        """Sleep until something is heard, or so long."""
        self._news.wait(timeout_s)
        self._news.clear()

    def _hear_one(self, entry: Entry) -> None:
        body = entry.body
        match entry.kind:
            case EntryKind.UNIT_ALERTED | EntryKind.UNIT_RECALLED:
                page_id, call_sign = str(body["transmission"]), str(body["call_sign"])
                with self._lock:
                    self._pages[page_id] = _Page(call_sign, str(entry.incident_id))
                    self._job_of[call_sign] = page_id
            case EntryKind.ATTEMPT_ENDED if body.get("state") == "accepted":
                self._reaches_crew(str(body["transmission"]), Heard.PAGE)
            case _:
                pass

    def _reaches_crew(self, page_id: str, how: Heard) -> None:
        with self._lock:
            page = self._pages.get(page_id)
            if page is None or self._job_of.get(page.call_sign) != page_id:
                return
            page.turns += 1
            crew = self._crew_of.get(page.call_sign)
            reply = crew.reply(f"{page.incident_id}", page.turns, how) if crew else None
            if reply is not None:
                command = RecordAnswer(
                    actor=self._actor, call_sign=page.call_sign, answer=reply.answer, words_heard=reply.words
                )
                self._plan(reply.after_s, page_id, page.call_sign, lambda: self._answer(page_id, page, command))

    def _plan(self, after_s: float, job: str, call_sign: str, act: Callable[[], None]) -> None:
        due_at = self._clock.now() + timedelta(seconds=after_s)
        heapq.heappush(self._plans, _Intent(due_at, next(self._order), job, call_sign, act))

    def _answer(self, page_id: str, page: _Page, command: RecordAnswer) -> None:
        with self._lock:
            self._plans = [intent for intent in self._plans if intent.job != page_id]
            heapq.heapify(self._plans)
        future = self._room.execute(command)
        future.add_done_callback(lambda done: self._answered(done, page_id, page, command))

    def _answered(self, done: "Future[Any]", page_id: str, page: _Page, command: RecordAnswer) -> None:
        if _refused(done, command) or command.answer is Answer.DECLINES or str(done.result()) == "recalled":
            return
        with self._lock:
            for leg in self._crew_of[page.call_sign].journey(page.incident_id):
                self._plan_leg(page_id, page, leg)
        self._news.set()

    def _plan_leg(self, page_id: str, page: _Page, leg: Leg) -> None:
        command = ReportStatus(actor=self._actor, call_sign=page.call_sign, status=leg.status)

        def report() -> None:
            self._room.execute(command).add_done_callback(lambda done: _refused(done, command))

        self._plan(leg.after_s, page_id, page.call_sign, report)


class SimulatedRoom:
    """Crews that live beside a room in real time, with a simulated radio operator who records what they say."""

    def __init__(self, room: Room, clock: Clock, seed: int, temper: Temper = LIVELY) -> None:
        self._room = room
        self._clock = clock
        operator = operator_for(room.pack, Role.RADIO_OPERATOR)
        self._sign_on = SignOn(operator=operator, role=Role.RADIO_OPERATOR, seat=SEAT)
        actor = Actor(operator=operator, seat=SEAT, role=Role.RADIO_OPERATOR)
        self.crews = Crews(room, actor, clock, seed, temper)
        self._unsubscribe: Callable[[], None] = lambda: None
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="simulated crews", daemon=True)

    def start(self) -> None:
        """Sign on and begin to live."""
        self._room.execute(self._sign_on)
        self._unsubscribe = self._room.subscribe(self.crews.hear)
        self._thread.start()

    def stop(self) -> None:
        """Fall silent."""
        self._unsubscribe()
        self._ending = True
        self.crews.hear(())
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _run(self) -> None:
        while not self._ending:
            now = self._clock.now()
            self.crews.run_due(now)
            due = self.crews.next_due()
            wait_s = _LONGEST_WAIT_S if due is None else max(0.0, (due - self._clock.now()).total_seconds())
            self.crews.wait_for_news(wait_s)


def operator_for(pack: Pack, role: Role) -> OperatorId:
    """Return somebody of the pack who may wear the role. LookupError when nobody may."""
    for person in reversed(pack.operator):
        if role in person.roles:
            return OperatorId(person.id)
    raise LookupError(f"nobody in the pack {pack.name} may be {role.value}")


def _refused(done: "Future[Any]", command: Command) -> bool:
    error = done.exception()
    if error is None:
        return False
    level = logging.INFO if isinstance(error, Rejected) else logging.ERROR
    _log.log(level, "simulated %s: %s", type(command).__name__, error)
    return True
