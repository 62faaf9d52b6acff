"""The simulated dispatcher at SIM-DESK: owns what is the simulation's, sends units to it and closes it."""

import functools
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from dispatcher.domain.authority import Actor
from dispatcher.domain.commands import Command
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import IncidentId, Seat
from dispatcher.domain.incident_commands import CloseIncident
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.seat_commands import HandOver, TakeOver
from dispatcher.domain.triage import Priority
from dispatcher.queries.card_rows import IncidentCard
from dispatcher.queries.requests import AskCard, AskRecommendation, Query
from dispatcher.queries.unit_rows import Recommended
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.people import Room, attempt, chance
from dispatcher.simulation.plan_ticking import ticks_of
from dispatcher.simulation.situation import DESK, Case, Situation

_THINKS_S = (3.0, 9.0)
_AGAIN_S = 15.0
_SWEEP = "sweep"
_A_GRADE_S = 300.0
"""Waiting so long weighs as much as one grade of priority."""
_ANYBODY = ""
_CLOSES_S, _CLOSE_AGAIN_S = (8.0, 30.0), 30.0
_NOTICES_S = (25.0, 70.0)
_CALLER_GONE = "taken over; the caller is not on the line any more"
_FORGIVES_S = 180.0
"""After so long a unit that declined or stayed silent is asked again."""
_NEEDS_MET: dict[Priority, int] = {Priority.P1: 4, Priority.P2: 2}

Answer = TypeVar("Answer")


class AskedRoom(Room, Protocol):
    """A room that also answers questions."""

    def ask(self, query: Query[Answer], key: str | None = None) -> "Future[Answer]":
        """Read rows."""
        ...


class Colleague:
    """Leaves alone what is not the simulation's: see `Situation.is_ours`. Thread: one; `post` brings answers back."""

    def __init__(
        self, room: AskedRoom, actor: Actor, situation: Situation, agenda: Agenda, seed: int,
        post: Callable[[Callable[[], None]], None],
    ) -> None:  # fmt: skip
        self._clock = agenda.clock
        self._room = room
        self._actor = actor
        self._situation = situation
        self._agenda = agenda
        self._seed = seed
        self._post = post
        self._needs = {part.name: part.needs for part in room.pack.type}
        self._able = {unit.call_sign: frozenset(unit.capabilities) for unit in room.pack.unit}
        self._planned: set[str] = set()  # incidents that something is planned about
        self._wanting: dict[str, float] = {}  # incidents that want units, and since when
        self._moving: set[str] = set()  # incidents whose new owner is not committed yet
        self._ordered: set[str] = set()  # units whose dispatch is not committed yet
        self._tried: defaultdict[str, set[str]] = defaultdict(set)
        self._same_as: dict[str, str] = {}

    def is_same(self, incident_id: str, known_id: str) -> None:
        """Learn that an incident was opened for what another is about."""
        self._same_as[incident_id] = known_id

    def look_at_all(self) -> None:
        """Look after everything that is the simulation's: somebody came, or left."""
        for case in list(self._situation.cases.values()):
            self._look(case)

    def hear(self, entry: Entry) -> None:
        """Take a committed entry, the situation having taken it before."""
        if entry.incident_id is None:
            if entry.kind in (EntryKind.SIGNED_ON, EntryKind.SIGNED_OFF):
                self.look_at_all()  # whom something was to come to may be gone
            return
        case = self._situation.cases.get(entry.incident_id)
        if case is None:
            self._forget(entry.incident_id)
            return
        lost = entry.kind is EntryKind.UNIT_RECALLED or entry.body.get("state") == "declined"
        if lost:
            self._lost(case, str(entry.body.get("call_sign")))
        self._look(case)

    def _look(self, case: Case) -> None:
        """Plan what the incident needs next."""
        ours = self._situation.is_ours(case.incident_id)
        self._own(case, ours=ours)
        if not ours:
            self._drop(case.incident_id)
        elif case.incident_id in self._planned or case.incident_id in self._wanting:
            return
        elif case.served and not case.on_it:
            self._plan(case, self._span(case, "closes", _CLOSES_S), self._close)
        elif not case.served and self._missing(case):
            same = case.incident_id in self._same_as
            self._plan(case, self._span(case, "thinks", _NOTICES_S if same else _THINKS_S), self._decide)

    def _own(self, case: Case, *, ours: bool) -> None:
        """Let the screen say whose it is: take over what is looked after here, hand over what a human has touched."""
        incident_id = IncidentId(case.incident_id)
        if ours and case.owner != DESK:
            self._move(case, TakeOver(actor=self._actor, incident_id=incident_id))
        elif case.owner == DESK and case.touched_by:
            to_seat = Seat(case.touched_by)
            self._move(case, HandOver(actor=self._actor, incident_id=incident_id, to_seat=to_seat))

    def _move(self, case: Case, command: Command) -> None:
        if case.incident_id in self._moving:
            return
        self._moving.add(case.incident_id)
        moved = attempt(self._room, command)
        moved.add_done_callback(lambda _: self._post(lambda: self._moving.discard(case.incident_id)))

    def _plan(self, case: Case, after_s: float, act: Callable[[Case], None]) -> None:
        self._planned.add(case.incident_id)
        self._agenda.plan(after_s, _key(case.incident_id), functools.partial(self._act, case, act))

    def _act(self, case: Case, act: Callable[[Case], None]) -> None:
        self._planned.discard(case.incident_id)
        if self._situation.is_ours(case.incident_id):
            act(case)

    def _decide(self, case: Case) -> None:
        """It is the same as another one, or wants units."""
        known = self._situation.cases.get(self._same_as.get(case.incident_id, ""))
        if known is not None and not case.on_it:
            text = f"the same as {known.number}"
            attempt(self._room, AddNote(actor=self._actor, incident_id=IncidentId(case.incident_id), text=text))
            self._close(case)
            return
        others = bool(self._wanting)
        self._wanting[case.incident_id] = self._clock.monotonic()
        if not others:
            self._agenda.drop(_SWEEP)  # one may be left from those that were seen to meanwhile
            self._agenda.plan(_AGAIN_S, _SWEEP, self._sweep)
        if not others or case.priority is Priority.P1:
            self._ask(case)

    def _sweep(self) -> None:
        """Try again for everything that wants units: the gravest first, but nothing waits for ever."""
        for incident_id in sorted(self._wanting, key=self._turn):
            case = self._situation.cases.get(incident_id)
            if case is None or case.served or not self._missing(case) or not self._situation.is_ours(incident_id):
                self._wanting.pop(incident_id)
            else:
                self._ask(case)
        if self._wanting:
            self._agenda.plan(_AGAIN_S, _SWEEP, self._sweep)

    def _turn(self, incident_id: str) -> float:
        case = self._situation.cases.get(incident_id)
        waited_s = self._clock.monotonic() - self._wanting[incident_id]
        return (case.priority.rank if case else 0) * _A_GRADE_S - waited_s

    def _ask(self, case: Case) -> None:
        future = self._room.ask(AskRecommendation(case.incident_id))
        future.add_done_callback(lambda done: self._post(lambda: self._proposed(case, done)))

    def _proposed(self, case: Case, done: "Future[tuple[Recommended, ...]]") -> None:
        gone = self._situation.cases.get(case.incident_id) is not case
        if gone or done.cancelled() or done.exception() is not None or not self._situation.is_ours(case.incident_id):
            return
        chosen = self._choice(case, done.result())
        if chosen:
            self._ordered.update(chosen)
            order = DispatchUnits(actor=self._actor, incident_id=IncidentId(case.incident_id), call_signs=chosen)
            # Another dispatch may win the race for a unit: the next sweep sees what became of this one.
            ordered = attempt(self._room, order)
            ordered.add_done_callback(lambda done: self._post(lambda: self._came_of(order, done)))

    def _came_of(self, order: DispatchUnits, done: "Future[Any]") -> None:
        """What a human left behind was perhaps never read back, and its caller is gone: say so, once."""
        self._ordered.difference_update(order.call_signs)
        error = None if done.cancelled() else done.exception()
        if isinstance(error, Rejected) and error.field == "no_read_back_reason" and not order.no_read_back_reason:
            attempt(self._room, replace(order, no_read_back_reason=_CALLER_GONE))

    def _choice(self, case: Case, proposed: tuple[Recommended, ...]) -> tuple[str, ...]:
        """Return the best unit for each need that is not met yet; for a type without needs the first."""
        free = [item.call_sign for item in proposed if item.suitable and self._is_free(item.call_sign)]
        free = [call_sign for call_sign in free if call_sign not in self._tried[case.incident_id]]
        if not self._needs_of(case):
            return tuple(free[:1]) if not case.on_it else ()
        chosen: list[str] = []
        for need in self._missing(case):
            if not any(need in self._able[call_sign] for call_sign in chosen):
                chosen += [call_sign for call_sign in free if need in self._able[call_sign]][:1]
        return tuple(chosen)

    def _missing(self, case: Case) -> tuple[str, ...]:
        """Return the needs that no unit on the incident meets."""
        needs = self._needs_of(case) or ((_ANYBODY,) if not case.on_it else ())
        met = [self._able.get(call_sign, frozenset()) for call_sign in case.on_it]
        return tuple(need for need in needs if not any(need in able for able in met))

    def _needs_of(self, case: Case) -> tuple[str, ...]:
        return self._needs.get(case.incident_type, ())[: _NEEDS_MET.get(case.priority, 1)]

    def _is_free(self, call_sign: str) -> bool:
        unit = self._situation.units.get(call_sign)
        return unit is not None and unit.is_free and call_sign in self._able and call_sign not in self._ordered

    def _close(self, case: Case) -> None:
        """Close, after a look at what is not ticked where the pack has plans that incidents are run by."""
        if not self._room.pack.incident_plan:
            self._say_closed(case)
            return
        future = self._room.ask(AskCard(case.incident_id))
        future.add_done_callback(lambda done: self._post(lambda: self._tick_and_close(case, done)))

    def _tick_and_close(self, case: Case, done: "Future[IncidentCard | None]") -> None:
        if not self._situation.is_ours(case.incident_id):
            return
        known = None if done.cancelled() or done.exception() is not None else done.result()
        for tick in ticks_of(known, self._actor):
            attempt(self._room, tick)
        self._say_closed(case)  # refused when it is not known what is to be ticked: then it is tried again

    def _say_closed(self, case: Case) -> None:
        outcomes = self._room.pack.outcomes
        outcome = chance(self._seed, "outcome", case.number).choice(outcomes)
        attempt(
            self._room,
            CloseIncident(actor=self._actor, incident_id=IncidentId(case.incident_id), outcome=outcome),
        )
        # Refused while a page of it is on the line, or a stand-down is not answered.
        self._plan(case, _CLOSE_AGAIN_S, self._look)

    def _lost(self, case: Case, call_sign: str) -> None:
        self._tried[case.incident_id].add(call_sign)
        forgive = functools.partial(self._tried[case.incident_id].discard, call_sign)
        self._agenda.plan(_FORGIVES_S, _key(case.incident_id) + "/tried", forgive)

    def _drop(self, incident_id: str) -> None:
        self._planned.discard(incident_id)
        self._wanting.pop(incident_id, None)
        self._agenda.drop(_key(incident_id))

    def _forget(self, incident_id: str) -> None:
        self._drop(incident_id)
        self._agenda.drop(_key(incident_id) + "/tried")
        self._tried.pop(incident_id, None)
        self._same_as.pop(incident_id, None)

    def _span(self, case: Case, what: str, between_s: tuple[float, float]) -> float:
        return chance(self._seed, what, case.number).uniform(*between_s)


def _key(incident_id: str) -> str:
    return f"case/{incident_id}"
