"""Simulated crews and the radio operator who hears them, told by the journal and acting by commands."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import Answer, RecordAnswer, ReportStatus, SignOn
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import Seat
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.crews import LIVELY, Crew, Heard, Leg, Temper
from dispatcher.simulation.people import Room, actor_for, attempt

SEAT = Seat("SIM-RADIO")
_LONGEST_WAIT_S = 3600.0
_ANSWERED = frozenset({"acknowledged", "declined", "recalled"})


@dataclass(slots=True)
class _Page:
    id: str
    call_sign: str
    job: str  # the incident's number, unlike its id the same in every run of a replay, and which message of it
    turns: int = 0


class Crews:
    """Every crew of the room and what each is about to do.

    Everything is learned from the journal, so a crew also sets out when a person at the desk recorded its answer.
    Thread: `hear` from one (the feed's), `run_due` from another.
    """

    def __init__(self, room: Room, actor: Actor, clock: Clock, seed: int, temper: Temper) -> None:
        self._room = room
        self._actor = actor
        self._agenda = Agenda(clock)
        self._crew_of = {unit.call_sign: Crew(seed, unit.call_sign, temper) for unit in room.pack.unit}
        self._numbers: dict[str, str] = {}
        self._latest: dict[str, _Page] = {}  # by call sign: what the crew was last told
        self._messages: Counter[tuple[str, str]] = Counter()  # by call sign and incident: each is decided on anew
        self._lock = threading.Lock()
        self._news = threading.Event()

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Take committed entries: pages accepted reach their crews, answers send them off, recalls turn them round."""
        for entry in entries:
            with self._lock:
                self._hear_one(entry)
        self._news.set()

    def called_by_voice(self, call_sign: str) -> None:
        """A radio operator calls a crew by voice about the last message to it."""
        with self._lock:
            page = self._latest.get(call_sign)
            if page is not None:
                self._reaches_crew(page, Heard.VOICE)
        self._news.set()

    def next_due(self) -> datetime | None:
        """Return when the next crew acts."""
        return self._agenda.next_due()

    def run_due(self, now: datetime, *, acts: bool = True) -> int:
        """Let every crew act whose time has come; return how many did. Without `acts` their moment passes."""
        return self._agenda.run_due(now, acts=acts)

    def wait_for_news(self, timeout_s: float) -> None:
        """Sleep until something is heard, or so long."""
        self._news.wait(timeout_s)
        self._news.clear()

    def _hear_one(self, entry: Entry) -> None:
        body = entry.body
        match entry.kind:
            case EntryKind.INCIDENT_OPENED:
                self._numbers[str(entry.incident_id)] = str(body["number"])
            case EntryKind.INCIDENT_CLOSED:
                self._numbers.pop(str(entry.incident_id), None)
            case EntryKind.UNIT_ALERTED | EntryKind.UNIT_RECALLED:
                self._told(str(body["call_sign"]), body["transmission"], str(entry.incident_id))
            case EntryKind.ATTEMPT_ENDED if body.get("state") == "accepted":
                page = next((page for page in self._latest.values() if page.id == body["transmission"]), None)
                if page is not None:
                    self._reaches_crew(page, Heard.PAGE)
            case EntryKind.STATUS_REPORTED if body["state"] == AssignmentState.CLEARED.value:
                self._agenda.drop(str(body["call_sign"]))
            case EntryKind.ANSWER_RECORDED:
                self._answered(str(body["call_sign"]), str(body["answer"]), str(body["state"]))
            case _:
                pass

    def _told(self, call_sign: str, page_id: object, incident_id: str) -> None:
        """A new message to a crew ends what it was about; a recall that was never paged leaves it with nothing."""
        self._agenda.drop(call_sign)
        if page_id is None:
            self._latest.pop(call_sign, None)
        else:
            number = self._numbers.get(incident_id, incident_id)
            self._messages[call_sign, number] += 1
            self._latest[call_sign] = _Page(str(page_id), call_sign, f"{number}/{self._messages[call_sign, number]}")

    def _reaches_crew(self, page: _Page, how: Heard) -> None:
        page.turns += 1
        crew = self._crew_of.get(page.call_sign)
        reply = crew.reply(page.job, page.turns, how) if crew else None
        if reply is not None:
            command = RecordAnswer(
                actor=self._actor, call_sign=page.call_sign, answer=reply.answer, words_heard=reply.words
            )
            self._agenda.plan(reply.after_s, page.call_sign, lambda: attempt(self._room, command))

    def _answered(self, call_sign: str, answer: str, state: str) -> None:
        """The answer is given once; a crew that accepts a job, not a stand-down, sets out."""
        page, crew = self._latest.get(call_sign), self._crew_of.get(call_sign)
        if page is None or crew is None or state not in _ANSWERED:
            return
        self._agenda.drop(call_sign)
        if answer == Answer.ACCEPTS.value and state == AssignmentState.ACKNOWLEDGED.value:
            for leg in crew.journey(page.job):
                self._plan_leg(call_sign, leg)

    def _plan_leg(self, call_sign: str, leg: Leg) -> None:
        command = ReportStatus(actor=self._actor, call_sign=call_sign, status=leg.status)
        self._agenda.plan(leg.after_s, call_sign, lambda: attempt(self._room, command))


class SimulatedRoom:
    """Crews that live beside a room in real time, with a simulated radio operator who records what they say."""

    def __init__(
        self, room: Room, clock: Clock, seed: int, temper: Temper = LIVELY, *, acts: Callable[[], bool] = lambda: True
    ) -> None:
        """`acts`: whether it is this process's crews that act; while they are another's, ours only listen."""
        self._room = room
        self._acts = acts
        self._clock = clock
        actor = actor_for(room.pack, Role.RADIO_OPERATOR, SEAT)
        self._sign_on = SignOn(operator=actor.operator, role=actor.role, seat=actor.seat)
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
            self.crews.run_due(now, acts=self._acts())
            due = self.crews.next_due()
            wait_s = _LONGEST_WAIT_S if due is None else max(0.0, (due - self._clock.now()).total_seconds())
            self.crews.wait_for_news(wait_s)
